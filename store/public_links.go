package store

import (
	"context"
	"crypto/subtle"
	"errors"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type publicLinkRow struct {
	bun.BaseModel `bun:"table:public_links,alias:k"`

	NoteID    int64 `bun:",pk"`
	Token     string
	Password  string `bun:",nullzero"`
	ExpiresAt instant
	UserID    string `bun:",nullzero"`
	CreatedAt instant
}

func (r publicLinkRow) link() domain.PublicLink {
	return domain.PublicLink{NoteID: r.NoteID, Token: r.Token, Guarded: r.Password != "", ExpiresAt: r.ExpiresAt.Time, CreatedAt: r.CreatedAt.Time}
}

func noLink() error { return domain.Fail(domain.NotFound, "There is no public page of this note.") }

// PublicLink of a note that the caller owns; NotFound where there is none.
func (s *Scope) PublicLink(ctx context.Context, noteID int64) (domain.PublicLink, error) {
	if _, err := s.loadOwnNote(ctx, s.store.read, noteID); err != nil {
		return domain.PublicLink{}, err
	}
	rows, err := readPublicLinks(ctx, s.store.read, raw(`k.note_id = ?`, noteID))
	if err == nil && len(rows) == 0 {
		err = noLink()
	}
	if err != nil {
		return domain.PublicLink{}, err
	}
	return rows[0].link(), nil
}

func readPublicLinks(ctx context.Context, db bun.IDB, which clause) ([]publicLinkRow, error) {
	var rows []publicLinkRow
	err := db.NewRaw(`SELECT k.* FROM public_links AS k WHERE `+which.sql, which.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read a public link")
}

// Publish makes the public page of a note that the caller owns, or changes it: the address stays unless a new one is
// asked for.
func (s *Scope) Publish(ctx context.Context, noteID int64, in domain.PublicLinkInput) (domain.PublicLink, error) {
	if _, err := s.loadOwnNote(ctx, s.store.read, noteID); err != nil {
		return domain.PublicLink{}, err
	}
	expires, err := in.Parse(s.user.Location(), s.store.now())
	if err != nil {
		return domain.PublicLink{}, err
	}
	hash := ""
	if in.Password != nil && *in.Password != "" {
		if hash, err = s.store.passwords.hash(ctx, *in.Password); err != nil {
			return domain.PublicLink{}, err
		}
	}
	var out domain.PublicLink
	err = s.write(ctx, func(ctx context.Context, w *work) error {
		note, err := s.loadOwnNote(ctx, w.tx, noteID)
		if err != nil {
			return err
		}
		rows, err := readPublicLinks(ctx, w.tx, raw(`k.note_id = ?`, noteID))
		if err != nil {
			return err
		}
		row, was, action := publicLinkRow{NoteID: noteID, CreatedAt: w.at}, (*sharedWith)(nil), actionCreate
		if len(rows) > 0 {
			row, was, action = rows[0], withAll(), actionUpdate
		}
		if row.Token != "" && in.Renew {
			action = domain.AuditRenewed
		}
		if row.Token == "" || in.Renew {
			row.Token, _ = newSecret("")
		}
		row.ExpiresAt, row.UserID = instant{expires}, s.user.ID
		if in.Password != nil {
			row.Password = hash
		}
		if _, err := w.tx.NewInsert().Model(&row).On(`CONFLICT (note_id) DO UPDATE`).Set(`token = EXCLUDED.token`).Set(`password = EXCLUDED.password`).
			Set(`expires_at = EXCLUDED.expires_at`).Set(`user_id = EXCLUDED.user_id`).Exec(ctx); err != nil {
			return wrap(err, "make a public link")
		}
		out = row.link()
		if err := w.noteFor(domain.AuditLink, action, "", values{"note": noteID}); err != nil {
			return err
		}
		return didShare(w, note.subject(), was, withAll())
	})
	return out, err
}

// Unpublish takes the public page of a note away at once; NotFound where there is none.
func (s *Scope) Unpublish(ctx context.Context, noteID int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		note, err := s.loadOwnNote(ctx, w.tx, noteID)
		if err != nil {
			return err
		}
		return unpublish(ctx, w, note)
	})
}

func unpublish(ctx context.Context, w *work, note noteRow) error {
	result, err := w.tx.NewRaw(`DELETE FROM public_links WHERE note_id = ?`, note.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "take a public link away")
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return noLink()
	}
	if err := w.noteFor(domain.AuditLink, actionDelete, "", values{"note": note.ID}); err != nil {
		return err
	}
	return didShare(w, note.subject(), withAll(), nil)
}

// withAll is a public page in the log.
func withAll() *sharedWith { return &sharedWith{Share: "public"} }

// PublicNote is the note that a public link leads to, for anybody. NotFound where the link leads nowhere, or nowhere any
// more: it was taken away or has ended, or whoever made it lost their account. Unauthorized where it asks for a password
// and the proof is not that of OpenPublic.
func (s *Store) PublicNote(ctx context.Context, token, proof string) (domain.Note, error) {
	link, err := s.publicLink(ctx, token)
	if err != nil {
		return domain.Note{}, err
	}
	if link.Password != "" && subtle.ConstantTimeCompare([]byte(proof), []byte(link.proof())) != 1 {
		return domain.Note{}, asksPassword()
	}
	var notes []noteRow
	err = s.read.NewRaw(`SELECT `+noteColumns+`, n.content FROM notes AS n WHERE n.id = ? AND n.deleted_at IS NULL`, link.NoteID).Scan(ctx, &notes)
	if err == nil && len(notes) == 0 {
		return domain.Note{}, noLink()
	}
	if err != nil {
		return domain.Note{}, wrap(err, "read a public note")
	}
	return notes[0].note(), nil
}

func asksPassword() error {
	return domain.Fail(domain.Unauthorized, "This page asks for a password.")
}

// publicLink is a link that leads somewhere now.
func (s *Store) publicLink(ctx context.Context, token string) (publicLinkRow, error) {
	if !domain.IsText(token) || token == "" {
		return publicLinkRow{}, noLink()
	}
	rows, err := readPublicLinks(ctx, s.read, raw(`k.token = ? AND k.note_id IN (SELECT n.id FROM notes AS n WHERE n.deleted_at IS NULL)
		AND NOT EXISTS (SELECT 1 FROM users AS u WHERE u.id = k.user_id AND u.disabled_at IS NOT NULL)`, token))
	if err == nil && (len(rows) == 0 || !rows[0].ExpiresAt.IsZero() && !rows[0].ExpiresAt.After(s.now())) {
		err = noLink()
	}
	if err != nil {
		return publicLinkRow{}, err
	}
	return rows[0], nil
}

// proof is what somebody has who knows the password. Another address or another password makes it worthless.
func (r publicLinkRow) proof() string { return hashSecret("public page " + r.Token + " " + r.Password) }

// OpenPublic is the proof that a password is that of a public link, for PublicNote. It fails as that does; TooMany after
// too many wrong ones, for the link or from the address.
func (s *Store) OpenPublic(ctx context.Context, token, password, address string) (proof string, err error) {
	link, err := s.publicLink(ctx, token)
	if err != nil || link.Password == "" {
		return "", err
	}
	if password == "" || !domain.IsText(password) {
		return "", asksPassword()
	}
	tries := []limit{limitLink(link.Token), limitAddress(address)}
	if err := s.countTry(ctx, tries...); err != nil {
		return "", err
	}
	right, _, err := s.passwords.verify(ctx, password, link.Password)
	switch {
	case err != nil:
		return "", errors.Join(err, s.takeBack(ctx, tries...))
	case !right:
		return "", domain.Problems{"password": "That is not the password."}.Err()
	}
	return link.proof(), s.takeBack(ctx, tries...)
}
