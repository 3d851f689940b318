package domain

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Limits of a note, in characters and in pieces.
const (
	// NoteMax is how long a note's text may be.
	NoteMax     = 500_000
	NotebookMax = 100
	NoteLinkMax = 100
)

// NotePlain is the type that a note has where nothing else was said. Others that an adopted file holds are kept.
const NotePlain = "note"

// NoteTypes are the types that a note can be given.
func NoteTypes() []string {
	return []string{NotePlain, "checklist", "todo", "journal", "meeting", "idea"}
}

// Permissions of a share.
const (
	PermissionView = "view"
	PermissionEdit = "edit"
)

// Note is a text with what it is filed under. Zero values mean none.
type Note struct {
	ID          int64
	Title       string
	Content     string // Markdown, byte for byte as it was written; empty in lists
	Excerpt     string // the beginning of it, in lists
	Type        string
	Tags        []string
	Notebook    string
	Color       string
	Pinned      bool
	Archived    bool
	Favorite    bool
	CoverImage  string
	Links       []string
	Attachments []string // as md_dash wrote them; ours hang on the note by themselves
	ReminderAt  time.Time
	DueDate     Date
	Priority    string
	OwnerID     string // empty: the team's, found in an adopted file
	ProjectID   int64
	Revision    int64 // of the text
	UpdatedBy   string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	DeletedAt   time.Time

	// Read with it, not stored in it.
	Access Access
	// Shared tells whether others were given it, or anyone who has its link.
	Shared bool
	// Given tells whether it was shared with the caller themselves.
	Given bool
	// Steps and StepsDone count the boxes of its checklists.
	Steps, StepsDone int
}

// Version changes whenever anything of the note does that a person can set, whoever changed it: also another program
// writing to the same file.
func (n Note) Version() string {
	return fingerprint(n.ID, n.Title, n.Content, n.Type, n.Tags, n.Notebook, n.Color, n.Pinned, n.Archived, n.Favorite, n.CoverImage, n.Links,
		n.Attachments, n.ReminderAt.UnixMilli(), n.DueDate, n.Priority, n.OwnerID, n.ProjectID, n.UpdatedAt.UnixMilli(), n.DeletedAt.UnixMilli())
}

// NoteInput is a note as typed, in a form or as JSON. Null and left out mean none.
type NoteInput struct {
	Title       string   `json:"title" minLength:"1" maxLength:"500" example:"Homepage copy"`
	Content     string   `json:"content" maxLength:"500000" doc:"Markdown, kept byte for byte"`
	Type        *string  `json:"type,omitempty" maxLength:"50" default:"note" doc:"note, checklist, todo, journal, meeting or idea"`
	Tags        []string `json:"tags,omitempty" maxItems:"50"`
	Notebook    *string  `json:"notebook,omitempty" maxLength:"100"`
	Color       *string  `json:"color,omitempty" enum:"red,orange,amber,lime,pine,teal,blue,violet,pink,gray"`
	IsPinned    *bool    `json:"is_pinned,omitempty"`
	IsArchived  *bool    `json:"is_archived,omitempty"`
	IsFavorite  *bool    `json:"is_favorite,omitempty"`
	CoverImage  *string  `json:"cover_image,omitempty" maxLength:"2000" doc:"An address: https, or a path of this server"`
	Links       []string `json:"links,omitempty" maxItems:"100"`
	Attachments []string `json:"attachments,omitempty" maxItems:"100" doc:"As md_dash keeps them; files are added under /notes/{id}/attachments"`
	ReminderAt  *string  `json:"reminder_at,omitempty" doc:"RFC 3339, or a local date and time of the caller's zone"`
	DueDate     *string  `json:"due_date,omitempty" format:"date"`
	Priority    *string  `json:"priority,omitempty" enum:"low,medium,high"`
	ProjectID   *int64   `json:"project_id,omitempty"`
}

func noteFields() []string {
	return []string{"title", "content", "type", "tags", "notebook", "color", "is_pinned", "is_archived", "is_favorite", "cover_image", "links",
		"attachments", "reminder_at", "due_date", "priority", "project_id"}
}

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does.
func (in NoteInput) Merge(patch map[string]json.RawMessage) (NoteInput, error) {
	return MergeFields(in, patch, noteFields())
}

// Parse checks what was typed and returns the note it describes, on top of the row it changes (the zero Note for a new
// one). Ids it names are not looked up here. What is stored already stays valid.
func (in NoteInput) Parse(row Note, loc *time.Location) (Note, error) {
	p := Problems{}
	if row.ID == 0 || in.Title != row.Title {
		row.Title = ParseTitle(p, "title", in.Title, "Give the note a title.")
	}
	if in.Content != row.Content {
		row.Content = parseText(p, "content", in.Content, NoteMax)
	}
	if text := value(in.Type); row.ID == 0 || text != row.Type {
		row.Type = parseChoice(p, "type", text, NotePlain, NoteTypes()...)
	}
	row.Tags = ParseTags(p, "tags", in.Tags)
	if text := value(in.Notebook); text != row.Notebook {
		row.Notebook = parseLine(p, "notebook", text, NotebookMax)
	}
	row.Color = choose(p, "color", in.Color, row.Color, "", Hues()...)
	row.Priority = choose(p, "priority", in.Priority, row.Priority, "", PriorityLow, PriorityMedium, PriorityHigh)
	row.Pinned, row.Archived, row.Favorite = isTrue(in.IsPinned), isTrue(in.IsArchived), isTrue(in.IsFavorite)
	if text := strings.TrimSpace(value(in.CoverImage)); text != row.CoverImage {
		row.CoverImage = parseCover(p, text)
	}
	row.Links = parseLinks(p, "links", in.Links, row.Links)
	row.Attachments = parseLinks(p, "attachments", in.Attachments, row.Attachments)
	row.ReminderAt = parseInstant(p, "reminder_at", value(in.ReminderAt), loc)
	row.DueDate = parseDate(p, "due_date", value(in.DueDate))
	row.ProjectID = parseID(p, "project_id", in.ProjectID)
	return row, p.Err()
}

func isTrue(b *bool) bool { return b != nil && *b }

func parseCover(p Problems, text string) string {
	ours := strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "//") && !strings.ContainsAny(text, "\\ \t\r\n")
	if text != "" && !ours && !strings.HasPrefix(text, "https://") {
		p.Add("cover_image", "Write an address that begins with https://.")
	}
	return parseText(p, "cover_image", text, 2000)
}

// parseLinks keeps a list of texts as it is, and refuses only what can't be kept.
func parseLinks(p Problems, field string, typed, stored []string) []string {
	if len(typed) > NoteLinkMax && len(typed) > len(stored) {
		p.Add(field, fmt.Sprintf("At most %d of them.", NoteLinkMax))
	}
	links := []string{}
	for _, link := range typed {
		links = append(links, parseText(p, field, link, 2000))
	}
	return links
}

// Input is what Parse would make the same note from.
func (n Note) Input() NoteInput {
	in := NoteInput{
		Title: n.Title, Content: n.Content, Type: optional(n.Type), Tags: n.Tags, Notebook: optional(n.Notebook), Color: optional(n.Color),
		IsPinned: &n.Pinned, IsArchived: &n.Archived, IsFavorite: &n.Favorite, CoverImage: optional(n.CoverImage), Links: n.Links,
		Attachments: n.Attachments, DueDate: optional(string(n.DueDate)), Priority: optional(n.Priority),
	}
	if !n.ReminderAt.IsZero() {
		in.ReminderAt = optional(n.ReminderAt.UTC().Format(time.RFC3339Nano))
	}
	if n.ProjectID != 0 {
		in.ProjectID = &n.ProjectID
	}
	return in
}

// NoteVersion is a state that the text of a note was in.
type NoteVersion struct {
	Revision  int64
	Title     string
	Content   string // empty in lists
	Size      int    // of the content, in characters
	Author    Person // empty: another program
	CreatedAt time.Time
	// Kept is false for what an open editor saved and only that editor writes on from.
	Kept bool
}

// NoteFilter says which notes, in which order, and where to go on. The zero filter is everything that the caller sees
// and that is neither archived nor in the trash, the last changed first.
type NoteFilter struct {
	Notebook  string
	Tag       string
	Type      string
	ProjectID int64
	Pinned    *bool
	Favorite  *bool
	Archived  Archive
	SharedMe  bool // only what others share with the caller
	Trashed   bool
	Query     string
	// Steps asks for the boxes of the notes to be counted.
	Steps bool

	Sort   string // title, created_at, updated_at; "-" before it for descending
	Limit  int
	Cursor string
	Total  bool
}

// NameCount is a name with how many there are.
type NameCount struct {
	Name  string
	Count int
}

// NoteShelf are the notebooks, by name, and the most used tags and types of the notes that the caller sees, with how many
// there are in each view.
type NoteShelf struct {
	Notebooks []NameCount
	Tags      []NameCount
	Types     []NameCount

	All, Pinned, Favorites, Shared, Archived int
}

// NotePage is one page of a list of notes. Total is -1 where nobody asked for it.
type NotePage struct {
	Items []Note
	Total int
	Next  string
}

// ShareInput gives a note to somebody.
type ShareInput struct {
	Email      string `json:"email" minLength:"1" maxLength:"254"`
	Permission string `json:"permission,omitempty" enum:"view,edit" default:"view"`
}

// Share is somebody's part in a note. Name is empty unless the address is an account's that the note's owner may know of.
type Share struct {
	ID         int64
	NoteID     int64
	Email      string
	Name       string
	Permission string
	CreatedAt  time.Time
}

// Parse checks the address and the permission; none means view.
func (in ShareInput) Parse() (ShareInput, error) {
	p := Problems{}
	in.Email = ParseEmail(p, "email", in.Email)
	in.Permission = parseChoice(p, "permission", in.Permission, PermissionView, PermissionView, PermissionEdit)
	return in, p.Err()
}
