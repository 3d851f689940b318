package api

import (
	"time"

	"mddash/domain"
)

// NoteItem is a note in a list: without its text.
type NoteItem struct {
	ID          int64      `json:"id"`
	Title       string     `json:"title" example:"Homepage copy"`
	Excerpt     string     `json:"excerpt" doc:"The beginning of the text"`
	Type        string     `json:"type" example:"note"`
	Tags        []string   `json:"tags" nullable:"false"`
	Notebook    *string    `json:"notebook"`
	Color       *string    `json:"color"`
	IsPinned    bool       `json:"is_pinned"`
	IsArchived  bool       `json:"is_archived"`
	IsFavorite  bool       `json:"is_favorite"`
	CoverImage  *string    `json:"cover_image"`
	Links       []string   `json:"links" nullable:"false"`
	Attachments []string   `json:"attachments" nullable:"false" doc:"As md_dash keeps them"`
	ReminderAt  *time.Time `json:"reminder_at" nullable:"true"`
	DueDate     *string    `json:"due_date" format:"date"`
	Priority    *string    `json:"priority"`
	CreatedAt   *time.Time `json:"created_at" nullable:"true"`
	UpdatedAt   *time.Time `json:"updated_at" nullable:"true"`
	UserID      *string    `json:"user_id" doc:"Whose it is; null for the team's"`
	ProjectID   *int64     `json:"project_id"`
	Revision    int64      `json:"revision" doc:"Counts the states of the text"`
}

// Note is a whole note.
type Note struct {
	NoteItem
	Content string `json:"content" doc:"Markdown, byte for byte as it was written"`
}

func noteItemOf(n domain.Note) NoteItem {
	return NoteItem{
		ID: n.ID, Title: n.Title, Excerpt: n.Excerpt, Type: n.Type, Tags: list(n.Tags), Notebook: text(n.Notebook), Color: text(n.Color),
		IsPinned: n.Pinned, IsArchived: n.Archived, IsFavorite: n.Favorite, CoverImage: text(n.CoverImage), Links: list(n.Links),
		Attachments: list(n.Attachments), ReminderAt: moment(n.ReminderAt), DueDate: text(n.DueDate), Priority: text(n.Priority),
		CreatedAt: moment(n.CreatedAt), UpdatedAt: moment(n.UpdatedAt), UserID: text(n.OwnerID), ProjectID: count(n.ProjectID), Revision: n.Revision,
	}
}

func noteOf(n domain.Note) Note {
	item := noteItemOf(n)
	item.Excerpt = excerpt(n.Content)
	return Note{NoteItem: item, Content: n.Content}
}

// excerpt is as much of a text as lists show.
func excerpt(content string) string {
	const most = 400
	letters := 0
	for at := range content {
		if letters == most {
			return content[:at]
		}
		letters++
	}
	return content
}

// NoteVersion is a state that the text of a note was in.
type NoteVersion struct {
	Revision  int64     `json:"revision"`
	Title     string    `json:"title"`
	Size      int       `json:"size" doc:"Of the text, in characters"`
	Author    *Person   `json:"author" doc:"null for another program, and for somebody who is gone"`
	CreatedAt time.Time `json:"created_at"`
}

// WholeNoteVersion is one with its text.
type WholeNoteVersion struct {
	NoteVersion
	Content string `json:"content"`
}

func noteVersionOf(v domain.NoteVersion) NoteVersion {
	return NoteVersion{Revision: v.Revision, Title: v.Title, Size: v.Size, Author: someone(v.Author), CreatedAt: v.CreatedAt}
}

// Share is somebody's part in a note.
type Share struct {
	ID         int64      `json:"id"`
	NoteID     int64      `json:"note_id"`
	Email      string     `json:"email"`
	Permission string     `json:"permission" doc:"view or edit"`
	CreatedAt  *time.Time `json:"created_at" nullable:"true"`
}

func shareOf(s domain.Share) Share {
	return Share{ID: s.ID, NoteID: s.NoteID, Email: s.Email, Permission: s.Permission, CreatedAt: moment(s.CreatedAt)}
}

// PublicLink is the page of a note that anyone who has its address can read.
type PublicLink struct {
	URL       string     `json:"url" format:"uri"`
	Guarded   bool       `json:"guarded" doc:"The page asks for a password"`
	ExpiresAt *time.Time `json:"expires_at" nullable:"true"`
	CreatedAt time.Time  `json:"created_at"`
}
