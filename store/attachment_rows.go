package store

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const kindAttachment = "attachment"

// attachmentRow is a row of attachments with what of its blob is read along.
type attachmentRow struct {
	bun.BaseModel `bun:"table:attachments,alias:f" json:"-"`

	ID           int64   `bun:",pk,autoincrement" json:"-"`
	NoteID       int64   `bun:",nullzero" json:"note_id,omitempty"`
	TaskID       int64   `bun:",nullzero" json:"todo_id,omitempty"`
	ProjectID    int64   `bun:",nullzero" json:"-"`
	BlobID       int64   `json:"-"`
	Name         string  `json:"name"`
	Type         string  `json:"-"`
	UserID       string  `bun:",nullzero" json:"-"`
	CreatedAt    instant `json:"-"`
	DeletedAt    instant `json:"-"`
	DeletedBatch string  `bun:",nullzero" json:"-"`

	SHA256     string `bun:"sha256,scanonly" json:"-"`
	Size       int64  `bun:"size,scanonly" json:"-"`
	Width      int    `bun:"width,scanonly" json:"-"`
	Height     int    `bun:"height,scanonly" json:"-"`
	Thumb      bool   `bun:"thumb,scanonly" json:"-"`
	AuthorName string `bun:"author_name,scanonly" json:"-"`

	// in is the project that it is in, by what it hangs on; 0 for none.
	in int64
}

// attachmentsFrom reads attachments under the alias f with their blobs, b, and who attached them.
func (s *Store) attachmentsFrom() string {
	return `SELECT f.*, b.sha256, b.size, b.width, b.height, b.thumb_type IS NOT NULL AS thumb, ` + s.dialect.personName() + ` AS author_name
		FROM attachments AS f JOIN blobs AS b ON b.id = f.blob_id LEFT JOIN users AS u ON u.id = f.user_id WHERE `
}

func (r attachmentRow) holder() domain.Holder {
	switch {
	case r.NoteID != 0:
		return domain.Holder{Kind: domain.OnNote, ID: r.NoteID}
	case r.TaskID != 0:
		return domain.Holder{Kind: domain.OnTodo, ID: r.TaskID}
	}
	return domain.Holder{Kind: domain.OnProject, ID: r.ProjectID}
}

// on puts the row where a holder is.
func (r attachmentRow) on(h domain.Holder) attachmentRow {
	switch h.Kind {
	case domain.OnNote:
		r.NoteID = h.ID
	case domain.OnTodo:
		r.TaskID = h.ID
	case domain.OnProject:
		r.ProjectID = h.ID
	}
	return r
}

func (r attachmentRow) subject() subject { return about(kindAttachment, r.ID, r.in) }

func (r attachmentRow) attachment() domain.Attachment {
	return domain.Attachment{
		ID: r.ID, On: r.holder(), Name: r.Name, Type: r.Type, Size: r.Size, SHA256: r.SHA256, Width: r.Width, Height: r.Height, Thumb: r.Thumb,
		By: domain.Person{ID: r.UserID, Name: r.AuthorName}, CreatedAt: r.CreatedAt.Time, DeletedAt: r.DeletedAt.Time,
	}
}

func noAttachment() error { return domain.Fail(domain.NotFound, "There is no such file.") }

// held is something that files hang on: where it is, and what the caller may do with it.
type held struct {
	projectID int64
	access    domain.Access
}

// loadHolder looks at what a file hangs on: out of sight or in the trash it is NotFound.
func (s *Scope) loadHolder(ctx context.Context, db bun.IDB, on domain.Holder) (held, error) {
	switch on.Kind {
	case domain.OnNote:
		row, access, err := s.loadNote(ctx, db, on.ID)
		return held{row.ProjectID, access}, err
	case domain.OnTodo:
		row, access, err := s.loadTodo(ctx, db, on.ID)
		return held{row.ProjectID, access}, err
	case domain.OnProject:
		row, err := s.loadProject(ctx, db, on.ID)
		return held{row.ID, row.role(s.user).access()}, err
	}
	return held{}, domain.Fail(domain.NotFound, "There is nothing that a file could hang on.")
}

// mayAttach looks at what a file is to hang on; who may not work there is Denied.
func (s *Scope) mayAttach(ctx context.Context, db bun.IDB, on domain.Holder) (held, error) {
	at, err := s.loadHolder(ctx, db, on)
	if err == nil && !at.access.CanWork() {
		err = domain.Fail(domain.Denied, "You can see this, but not attach files to it.")
	}
	return at, err
}

// over is what the caller may do with one file: with their own as long as they work there, with others' what whoever
// changes the note or the todo, or manages the project, may do.
func (h held) over(row attachmentRow, userID string) domain.Access {
	mine := row.UserID == userID && h.access.CanWork()
	if mine || row.ProjectID == 0 && h.access.CanEdit() || h.access.CanManage() {
		return domain.Edit
	}
	return 0
}

// loadAttachment reads one file with the access to it, by the access to what it hangs on. In the trash it is there for
// whoever may bring it back; everything else is NotFound.
func (s *Scope) loadAttachment(ctx context.Context, db bun.IDB, id int64) (attachmentRow, domain.Access, error) {
	rows, err := s.store.attachmentRows(ctx, db, raw(`f.id = ?`, id))
	if err != nil {
		return attachmentRow{}, 0, err
	}
	if len(rows) == 0 {
		return attachmentRow{}, 0, noAttachment()
	}
	at, err := s.loadHolder(ctx, db, rows[0].holder())
	if domain.KindOf(err) == domain.NotFound {
		err = noAttachment()
	}
	if err != nil {
		return attachmentRow{}, 0, err
	}
	rows[0].in = at.projectID
	access := at.over(rows[0], s.user.ID)
	if !rows[0].DeletedAt.IsZero() && !access.CanEdit() {
		return attachmentRow{}, 0, noAttachment()
	}
	return rows[0], access, nil
}

// loadLive is loadAttachment without the trash.
func (s *Scope) loadLive(ctx context.Context, db bun.IDB, id int64) (attachmentRow, domain.Access, error) {
	row, access, err := s.loadAttachment(ctx, db, id)
	if err == nil && !row.DeletedAt.IsZero() {
		err = noAttachment()
	}
	return row, access, err
}

func (s *Store) attachmentRows(ctx context.Context, db bun.IDB, which clause) ([]attachmentRow, error) {
	var rows []attachmentRow
	err := db.NewRaw(s.attachmentsFrom()+which.sql, which.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read attachments")
}

// hangsOn holds for attachments under the alias f of one thing.
func hangsOn(on domain.Holder) clause {
	switch on.Kind {
	case domain.OnNote:
		return raw(`f.note_id = ?`, on.ID)
	case domain.OnTodo:
		return raw(`f.task_id = ?`, on.ID)
	}
	return raw(`f.project_id = ?`, on.ID)
}

// told is what the log keeps of a file.
func (r attachmentRow) told() (map[string]json.RawMessage, error) {
	_, after, err := changes(struct{}{}, r)
	return after, err
}

func attachmentNumber(id string) (int64, error) {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0, noAttachment()
	}
	return number, nil
}
