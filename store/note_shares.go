package store

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type noteShareRow struct {
	bun.BaseModel `bun:"table:note_shares,alias:h"`

	ID         int64 `bun:",pk,autoincrement"`
	NoteID     int64
	UserID     string `bun:",nullzero"`
	Email      string
	Permission string
	CreatedAt  instant

	// Name of whoever was chosen by it, whose address is nobody's business.
	Name string `bun:"name,scanonly"`
}

func (r noteShareRow) share() domain.Share {
	return domain.Share{ID: r.ID, NoteID: r.NoteID, Email: r.Email, Name: r.Name, Permission: r.Permission, CreatedAt: r.CreatedAt.Time}
}

func onlyOwnerShares() error {
	return domain.Fail(domain.Denied, "Only its owner shares a note.")
}

// loadOwnNote is loadNote for what only a note's owner may do.
func (s *Scope) loadOwnNote(ctx context.Context, db bun.IDB, id int64) (noteRow, error) {
	row, access, err := s.loadNote(ctx, db, id)
	if err == nil && !access.CanManage() {
		return row, onlyOwnerShares()
	}
	return row, err
}

// SharesMax is how many people one note can be shared with.
const SharesMax = 200

// Shares of a note that the caller owns, the oldest first. Whether an address has an account shows in none of them.
func (s *Scope) Shares(ctx context.Context, noteID int64) ([]domain.Share, error) {
	if _, err := s.loadOwnNote(ctx, s.store.read, noteID); err != nil {
		return nil, err
	}
	rows, err := s.readShares(ctx, s.store.read, raw(`h.note_id = ?`, noteID))
	shares := make([]domain.Share, 0, len(rows))
	for _, row := range rows {
		shares = append(shares, row.share())
	}
	return shares, err
}

func (s *Scope) readShares(ctx context.Context, db bun.IDB, which clause) ([]noteShareRow, error) {
	query := raw(`SELECT h.*, coalesce(`+s.store.dialect.personName()+`, '') AS name FROM note_shares AS h LEFT JOIN users AS u ON u.id = h.user_id AND h.email = '' WHERE `).
		plus(which, raw(` ORDER BY h.id LIMIT ?`, SharesMax))
	var rows []noteShareRow
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read the shares of a note")
}

// ShareNote gives a note of the caller's to whoever has an address, or changes what they may do with it. The answer is
// the same whether or not the address has an account; it becomes access once it is known to be somebody's.
func (s *Scope) ShareNote(ctx context.Context, noteID int64, in domain.ShareInput) (domain.Share, error) {
	return s.shareNote(ctx, noteID, func(ctx context.Context, w *work) (noteShareRow, error) {
		parsed, err := in.Parse()
		parsed.Email = composed(parsed.Email)
		if err == nil && strings.EqualFold(parsed.Email, s.user.Email) {
			err = domain.Problems{"email": "This is your own address."}.Err()
		}
		if err != nil {
			return noteShareRow{}, err
		}
		user, err := verifiedUser(ctx, w.tx, parsed.Email)
		return noteShareRow{UserID: user, Email: parsed.Email, Permission: parsed.Permission}, err
	})
}

// ShareNoteByName is ShareNote for somebody who can be chosen by name, as in.Email has it. Their address is not told.
func (s *Scope) ShareNoteByName(ctx context.Context, noteID int64, in domain.ShareInput) (domain.Share, error) {
	return s.shareNote(ctx, noteID, func(ctx context.Context, w *work) (noteShareRow, error) {
		person, permission, err := s.chosenByName(ctx, w, in)
		return noteShareRow{UserID: person.ID, Name: person.Name, Permission: permission}, err
	})
}

// chosenByName is whom the caller shares something with and what they may do; in.Email is the name of one person that
// the caller works with, else Invalid.
func (s *Scope) chosenByName(ctx context.Context, w *work, in domain.ShareInput) (domain.Person, string, error) {
	people, err := s.peopleWhere(ctx, w.tx, and(s.assignable(0), raw(`u.id <> ?`, s.user.ID)))
	if err != nil {
		return domain.Person{}, "", err
	}
	name := strings.Join(strings.Fields(in.Email), " ")
	called := slices.DeleteFunc(people, func(p domain.Person) bool { return !strings.EqualFold(strings.Join(strings.Fields(p.Name), " "), name) })
	if len(called) != 1 {
		return domain.Person{}, "", domain.Problems{"email": "Write the e-mail address, or the name of somebody you work with."}.Err()
	}
	parsed, err := domain.ShareInput{Email: "x@example.org", Permission: in.Permission}.Parse()
	return called[0], parsed.Permission, err
}

// shareNote writes a share that is not there yet; of one that is, it changes what it allows.
func (s *Scope) shareNote(ctx context.Context, noteID int64, with func(context.Context, *work) (noteShareRow, error)) (domain.Share, error) {
	var out domain.Share
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		note, err := s.loadOwnNote(ctx, w.tx, noteID)
		if err != nil {
			return err
		}
		row, err := with(ctx, w)
		if err != nil {
			return err
		}
		same := raw(`lower(h.email) = lower(?)`, row.Email)
		if row.Email == "" {
			same = raw(`h.email = '' AND h.user_id = ?`, row.UserID)
		}
		rows, err := s.readShares(ctx, w.tx, and(raw(`h.note_id = ?`, noteID), same))
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			out, err = s.setPermission(ctx, w, note, rows[0], row.Permission)
			return err
		}
		out, err = s.addShare(ctx, w, note, row)
		return err
	})
	return out, err
}

func (s *Scope) addShare(ctx context.Context, w *work, note noteRow, row noteShareRow) (domain.Share, error) {
	rows, err := s.readShares(ctx, w.tx, raw(`h.note_id = ?`, note.ID))
	if err == nil && len(rows) >= SharesMax {
		err = domain.Problems{"email": "A note is shared with 200 people at most."}.Err()
	}
	if err != nil {
		return domain.Share{}, err
	}
	row.NoteID, row.CreatedAt = note.ID, w.at
	if _, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
		return domain.Share{}, wrap(err, "share a note")
	}
	w.notify(notice{kind: domain.ToldShared, about: domain.FoundNote, aboutID: note.ID}, row.UserID)
	return row.share(), didShare(w, note.subject(), nil, row.with())
}

func (r noteShareRow) with() *sharedWith {
	return &sharedWith{Share: r.Email + r.Name + " " + r.Permission, UserID: r.UserID, Email: r.Email, Permission: r.Permission}
}

// verifiedUser is the account that an address is known to be of; empty for none.
func verifiedUser(ctx context.Context, db bun.IDB, email string) (string, error) {
	rows, err := usersByEmail(ctx, db, email)
	if err != nil || len(rows) != 1 || !rows[0].Verified || rows[0].disabled() {
		return "", err
	}
	return rows[0].ID, nil
}

// ChangeShare changes what somebody may do with a note of the caller's; a share of another note is NotFound.
func (s *Scope) ChangeShare(ctx context.Context, noteID, shareID int64, permission string) (domain.Share, error) {
	var out domain.Share
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		note, row, err := s.loadShare(ctx, w.tx, noteID, shareID)
		if err != nil {
			return err
		}
		parsed, err := domain.ShareInput{Email: "x@example.org", Permission: permission}.Parse()
		if err != nil {
			return err
		}
		out, err = s.setPermission(ctx, w, note, row, parsed.Permission)
		return err
	})
	return out, err
}

func (s *Scope) setPermission(ctx context.Context, w *work, note noteRow, row noteShareRow, permission string) (domain.Share, error) {
	if row.Permission == permission {
		return row.share(), nil
	}
	was := row.with()
	row.Permission = permission
	if _, err := w.tx.NewRaw(`UPDATE note_shares SET permission = ? WHERE id = ?`, permission, row.ID).Exec(ctx); err != nil {
		return domain.Share{}, wrap(err, "change a share")
	}
	return row.share(), didShare(w, note.subject(), was, row.with())
}

// Unshare takes a note of the caller's away from somebody again, at once.
func (s *Scope) Unshare(ctx context.Context, noteID, shareID int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		note, row, err := s.loadShare(ctx, w.tx, noteID, shareID)
		if err != nil {
			return err
		}
		return s.takeShare(ctx, w, note, row)
	})
}

func (s *Scope) takeShare(ctx context.Context, w *work, note noteRow, row noteShareRow) error {
	was := row.with()
	if _, err := w.tx.NewRaw(`DELETE FROM note_shares WHERE id = ?`, row.ID).Exec(ctx); err != nil {
		return wrap(err, "take a share back")
	}
	if row.UserID == "" && row.Email != "" {
		var err error
		if row.UserID, err = verifiedUser(ctx, w.tx, row.Email); err != nil {
			return err
		}
	}
	if row.UserID != "" {
		w.tellOf(row.UserID, note.subject())
		if err := forgetEditors(ctx, w, note.ID, row.UserID); err != nil {
			return err
		}
	}
	return didShare(w, note.subject(), was, nil)
}

// LeaveNote takes a note that somebody shared with the caller out of their sight.
func (s *Scope) LeaveNote(ctx context.Context, noteID int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error { return s.leaveNote(ctx, w, noteID) })
}

func (s *Scope) leaveNote(ctx context.Context, w *work, noteID int64) error {
	note, _, err := s.loadNote(ctx, w.tx, noteID)
	if err != nil {
		return err
	}
	left, err := s.leaveShares(ctx, w, "note_shares", "note_id", noteID)
	if err != nil {
		return err
	}
	w.tellOf(s.user.ID, note.subject())
	if err := forgetEditors(ctx, w, noteID, s.user.ID); err != nil {
		return err
	}
	for _, share := range left {
		if err := didShare(w, note.subject(), &share, nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *Scope) loadShare(ctx context.Context, db bun.IDB, noteID, shareID int64) (noteRow, noteShareRow, error) {
	note, err := s.loadOwnNote(ctx, db, noteID)
	if err != nil {
		return note, noteShareRow{}, err
	}
	rows, err := s.readShares(ctx, db, raw(`h.id = ? AND h.note_id = ?`, shareID, noteID))
	if err == nil && len(rows) == 0 {
		err = domain.Fail(domain.NotFound, "There is no such share.")
	}
	if err != nil {
		return note, noteShareRow{}, err
	}
	return note, rows[0], nil
}
