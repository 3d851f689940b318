package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const kindNote = "note"

// noteRow is a row of notes. Its JSON names are what the activity log keeps the old and the new values under; the text
// itself is kept in note_versions, and the log only says which of them it was.
type noteRow struct {
	bun.BaseModel `bun:"table:notes,alias:n" json:"-"`

	ID           int64      `bun:",pk,autoincrement" json:"-"`
	Title        string     `json:"title"`
	Content      string     `json:"-"`
	Type         string     `json:"type"`
	Tags         stringList `json:"tags"`
	Notebook     string     `bun:",nullzero" json:"notebook"`
	Color        string     `bun:",nullzero" json:"color"`
	Pinned       flag       `bun:"is_pinned" json:"is_pinned"`
	Archived     flag       `bun:"is_archived" json:"is_archived"`
	Favorite     flag       `bun:"is_favorite" json:"is_favorite"`
	CoverImage   string     `bun:",nullzero" json:"cover_image"`
	Links        stringList `json:"links"`
	Attachments  stringList `json:"attachments"`
	ReminderAt   instant    `json:"reminder_at"`
	DueDate      string     `bun:",nullzero" json:"due_date"`
	Priority     string     `bun:",nullzero" json:"priority"`
	UserID       string     `bun:",nullzero" json:"-"`
	ProjectID    int64      `bun:",nullzero" json:"project_id"`
	Revision     int64      `json:"revision"`
	UpdatedBy    string     `bun:",nullzero" json:"-"`
	CreatedAt    instant    `json:"-"`
	UpdatedAt    instant    `json:"-"`
	DeletedAt    instant    `json:"-"`
	DeletedBatch string     `bun:",nullzero" json:"-"`

	// What of it was shared with the caller; Shared where it was with anybody.
	Permission string `bun:"permission,scanonly" json:"-"`
	Shared     bool   `bun:"shared,scanonly" json:"-"`
	SortKey    string `bun:"sort_key,scanonly" json:"-"`
}

// noteColumns are what every read of notes selects besides the text, in the table's alias n.
const noteColumns = `n.id, n.title, n.type, n.tags, n.notebook, n.color, n.is_pinned, n.is_archived, n.is_favorite, n.cover_image, n.links,
	n.attachments, n.reminder_at, n.due_date, n.priority, n.user_id, n.project_id, n.revision, n.updated_by, n.created_at, n.updated_at,
	n.deleted_at, n.deleted_batch`

func (r noteRow) subject() subject { return about(kindNote, r.ID, r.ProjectID) }

func (r noteRow) note() domain.Note {
	return domain.Note{
		ID: r.ID, Title: r.Title, Content: r.Content, Type: r.Type, Tags: r.Tags, Notebook: r.Notebook, Color: r.Color,
		Pinned: bool(r.Pinned), Archived: bool(r.Archived), Favorite: bool(r.Favorite), CoverImage: r.CoverImage, Links: r.Links,
		Attachments: r.Attachments, ReminderAt: r.ReminderAt.Time, DueDate: domain.StoredDate(r.DueDate), Priority: r.Priority,
		OwnerID: r.UserID, ProjectID: r.ProjectID, Revision: r.Revision, UpdatedBy: r.UpdatedBy, CreatedAt: r.CreatedAt.Time,
		UpdatedAt: r.UpdatedAt.Time, DeletedAt: r.DeletedAt.Time, Shared: r.Shared, Given: r.Permission != "",
	}
}

// with puts what a person can set over the row; the rest stays.
func (r noteRow) with(n domain.Note) noteRow {
	r.Title, r.Content, r.Type, r.Tags, r.Notebook, r.Color = n.Title, n.Content, n.Type, n.Tags, n.Notebook, n.Color
	r.Pinned, r.Archived, r.Favorite = flag(n.Pinned), flag(n.Archived), flag(n.Favorite)
	r.CoverImage, r.Links, r.Attachments, r.ReminderAt = n.CoverImage, n.Links, n.Attachments, instant{n.ReminderAt}
	if n.DueDate != domain.StoredDate(r.DueDate) {
		r.DueDate = string(n.DueDate)
	}
	r.Priority, r.ProjectID = n.Priority, n.ProjectID
	return r
}

func (r noteRow) copied() noteRow {
	r.Tags, r.Links, r.Attachments = slices.Clone(r.Tags), slices.Clone(r.Links), slices.Clone(r.Attachments)
	return r
}

// sharedWithMe holds for rows of note_shares that are the caller's: by account, or by an address that is known to be
// theirs.
func (s *Scope) sharedWithMe() clause {
	if !s.user.Verified || s.user.Email == "" {
		return raw(`user_id = ?`, s.user.ID)
	}
	return raw(`user_id = ? OR (user_id IS NULL AND lower(email) = lower(?))`, s.user.ID, s.user.Email)
}

// seesNote holds for rows of notes under the alias n, trashed ones included.
func (s *Scope) seesNote() clause {
	sees := raw(`n.user_id = ? OR n.id IN (SELECT note_id FROM note_shares WHERE `, s.user.ID).
		plus(s.sharedWithMe(), raw(`) OR n.project_id IN (`), s.projectsSeen(), raw(`)`))
	if s.user.IsStaff() {
		sees = sees.plus(raw(` OR (n.user_id IS NULL AND n.project_id IS NULL)`))
	}
	return sees
}

// accessToNote answers what the caller may do with a note they see. roles are of the projects that they see.
func (s *Scope) accessToNote(row noteRow, roles map[int64]projectRole) domain.Access {
	all := domain.Work | domain.Edit | domain.Manage
	switch {
	case row.UserID == s.user.ID, row.UserID == "" && row.ProjectID == 0 && s.user.IsStaff():
		return all
	case row.UserID == "" && roles[row.ProjectID] >= manager:
		return all
	case row.Permission == domain.PermissionEdit, row.ProjectID != 0 && roles[row.ProjectID] >= member:
		return domain.Work | domain.Edit
	}
	return 0
}

func noNote() error { return domain.Fail(domain.NotFound, "There is no such note.") }

// loadNote reads one note that the caller sees and that is not in the trash, with its text; else it is NotFound.
func (s *Scope) loadNote(ctx context.Context, db bun.IDB, id int64) (noteRow, domain.Access, error) {
	row, access, err := s.loadNoteAnywhere(ctx, db, id)
	if err == nil && !row.DeletedAt.IsZero() {
		return row, 0, noNote()
	}
	return row, access, err
}

// loadNoteAnywhere is loadNote with the trash included, where only those are who may bring it back.
func (s *Scope) loadNoteAnywhere(ctx context.Context, db bun.IDB, id int64) (noteRow, domain.Access, error) {
	query := s.selectNotes(raw(`, n.content`), raw(`notes AS n WHERE `)).plus(and(raw(`n.id = ?`, id), s.seesNote()))
	var rows []noteRow
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return noteRow{}, 0, wrap(err, "read a note")
	}
	if len(rows) == 0 {
		return noteRow{}, 0, noNote()
	}
	roles, err := s.rolesInProjects(ctx, db, rows)
	if err != nil {
		return noteRow{}, 0, err
	}
	access := s.accessToNote(rows[0], roles)
	if !rows[0].DeletedAt.IsZero() && !access.CanManage() {
		return noteRow{}, 0, noNote()
	}
	return rows[0], access, nil
}

// selectNotes reads notes under the alias n with what the caller was given of them, and more columns where named. Of
// several shares the strongest counts, which is also the first by alphabet.
func (s *Scope) selectNotes(more, from clause) clause {
	return raw(`SELECT `+noteColumns).plus(more,
		raw(`, (SELECT min(permission) FROM note_shares WHERE note_id = n.id AND permission IN ('view', 'edit') AND (`),
		s.sharedWithMe(), raw(`)) AS permission,
			(EXISTS (SELECT 1 FROM note_shares WHERE note_id = n.id) OR EXISTS (SELECT 1 FROM public_links WHERE note_id = n.id)) AS shared FROM `), from)
}

func (s *Scope) rolesInProjects(ctx context.Context, db bun.IDB, rows []noteRow) (map[int64]projectRole, error) {
	ids := []int64{}
	for _, row := range rows {
		if row.ProjectID != 0 && !slices.Contains(ids, row.ProjectID) {
			ids = append(ids, row.ProjectID)
		}
	}
	return s.rolesOf(ctx, db, ids)
}
