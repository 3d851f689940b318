package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type noteVersionRow struct {
	bun.BaseModel `bun:"table:note_versions,alias:v"`

	NoteID    int64
	Revision  int64
	Title     string
	Content   string
	UserID    string `bun:",nullzero"`
	CreatedAt instant
	// Of an editor that saved by itself; see SaveTyping.
	Editor     string `bun:",nullzero"`
	SaveNumber int64  `bun:",nullzero"`
	BeganAt    instant
	IsBase     flag

	Size       int    `bun:"size,scanonly"`
	AuthorName string `bun:"author_name,scanonly"`
}

func (r noteVersionRow) version() domain.NoteVersion {
	return domain.NoteVersion{
		Revision: r.Revision, Title: r.Title, Content: r.Content, Size: r.Size,
		Author: domain.Person{ID: r.UserID, Name: r.AuthorName}, CreatedAt: r.CreatedAt.Time,
		Kept: r.Editor == "" || bool(r.IsBase),
	}
}

// addVersion keeps the present text of a note as one of its versions.
func addVersion(ctx context.Context, w *work, row noteRow, author string) error {
	version := noteVersionRow{NoteID: row.ID, Revision: row.Revision, Title: row.Title, Content: row.Content, UserID: author, CreatedAt: w.at}
	_, err := w.tx.NewInsert().Model(&version).Exec(ctx)
	return wrap(err, "keep a version of a note")
}

// keepForeign keeps a text that another program wrote, or that was there before there were versions, before it changes:
// it gives back the row with the revision that the text has now.
func keepForeign(ctx context.Context, w *work, row noteRow) (noteRow, error) {
	var same []bool
	err := w.tx.NewRaw(`SELECT v.title = ? AND v.content = ? FROM note_versions AS v WHERE v.note_id = ? AND v.revision = ?`,
		row.Title, row.Content, row.ID, row.Revision).Scan(ctx, &same)
	if err != nil {
		return row, wrap(err, "compare a note with its versions")
	}
	if len(same) > 0 && same[0] {
		return row, nil
	}
	row.Revision++
	if _, err := w.tx.NewRaw(`UPDATE notes SET revision = ? WHERE id = ?`, row.Revision, row.ID).Exec(ctx); err != nil {
		return row, wrap(err, "count a version of a note")
	}
	return row, addVersion(ctx, w, row, "")
}

// endOfRun leaves out of versions, under the alias v, what one person typed without a break and went on from.
const endOfRun = `NOT EXISTS (SELECT 1 FROM note_versions AS l WHERE l.note_id = v.note_id AND l.revision > v.revision AND l.user_id = v.user_id AND l.began_at = v.began_at)`

// VersionsMax is how many versions of a note are listed at once.
const VersionsMax = 200

// NoteVersions are the states that the text of a note that the caller sees was in, the newest first, without the texts:
// those before a revision, or from the newest on where it is 0; at most VersionsMax. Of what one person typed without a
// break only the last state is among them.
func (s *Scope) NoteVersions(ctx context.Context, noteID, before int64) ([]domain.NoteVersion, error) {
	if _, _, err := s.loadNote(ctx, s.store.read, noteID); err != nil {
		return nil, err
	}
	var rows []noteVersionRow
	err := s.store.read.NewRaw(`SELECT v.note_id, v.revision, v.title, length(v.content) AS size, v.user_id, v.created_at, `+s.store.dialect.personName()+` AS author_name
		FROM note_versions AS v LEFT JOIN users AS u ON u.id = v.user_id WHERE v.note_id = ? AND (v.revision < ? OR ? = 0)
			AND `+endOfRun+` ORDER BY v.revision DESC LIMIT ?`,
		noteID, before, before, VersionsMax).Scan(ctx, &rows)
	versions := make([]domain.NoteVersion, 0, len(rows))
	for _, row := range rows {
		versions = append(versions, row.version())
	}
	return versions, wrap(err, "list the versions of a note")
}

// NoteVersion is one of them with its text; else NotFound.
func (s *Scope) NoteVersion(ctx context.Context, noteID, revision int64) (domain.NoteVersion, error) {
	if _, _, err := s.loadNote(ctx, s.store.read, noteID); err != nil {
		return domain.NoteVersion{}, err
	}
	return readVersion(ctx, s.store.read, noteID, revision)
}

func readVersion(ctx context.Context, db bun.IDB, noteID, revision int64) (domain.NoteVersion, error) {
	var rows []noteVersionRow
	err := db.NewRaw(`SELECT v.*, length(v.content) AS size FROM note_versions AS v WHERE v.note_id = ? AND v.revision = ?`, noteID, revision).Scan(ctx, &rows)
	if err != nil {
		return domain.NoteVersion{}, wrap(err, "read a version of a note")
	}
	if len(rows) == 0 {
		return domain.NoteVersion{}, domain.Fail(domain.NotFound, "There is no such version.")
	}
	return rows[0].version(), nil
}

// RestoreVersion makes the title and text of a version the note's again, as a new version.
func (s *Scope) RestoreVersion(ctx context.Context, noteID, revision int64) (domain.Note, error) {
	return s.changeNote(ctx, noteID, func(ctx context.Context, w *work, row noteRow, was domain.Note) (noteRow, error) {
		if !was.Access.CanEdit() {
			return row, domain.Fail(domain.Denied, "You can see this note, but not change it.")
		}
		version, err := readVersion(ctx, w.tx, noteID, revision)
		row.Title, row.Content = version.Title, version.Content
		return row, err
	})
}

// ThinVersions leaves of the versions that are older than 30 days the last of each day, and answers how many it took
// away, at most a batch. The present one always stays.
func (sys *System) ThinVersions(ctx context.Context) (int, error) {
	before := instant{sys.store.now().AddDate(0, 0, -domain.TrashDays)}
	day := `substr(` + sys.store.dialect.timeText("v.created_at") + `, 1, 10)`
	later := `substr(` + sys.store.dialect.timeText("l.created_at") + `, 1, 10)`
	var thinned int64
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		result, err := tx.NewRaw(`DELETE FROM note_versions WHERE (note_id, revision) IN (SELECT v.note_id, v.revision FROM note_versions AS v
			WHERE v.created_at < ? AND EXISTS (SELECT 1 FROM note_versions AS l WHERE l.note_id = v.note_id AND l.revision > v.revision AND `+later+` = `+day+`) LIMIT ?)`,
			before, purgeBatch).Exec(ctx)
		if err != nil {
			return err
		}
		thinned, err = result.RowsAffected()
		return err
	})
	return int(thinned), wrap(err, "thin old versions")
}
