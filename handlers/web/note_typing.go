package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// typedAnswer tells an open editor what became of its save.
type typedAnswer struct {
	ID       int64  `json:"id"`
	Path     string `json:"path"`
	Revision int64  `json:"revision"`
	Saved    string `json:"saved"` // the time on the person's clock
	Title    string `json:"title"`
	// Content is the text as it is now, left out where it is the one that was sent.
	Content *string `json:"content,omitempty"`
}

// typedOver tells an open editor that nothing was saved, since somebody else wrote in the same place, and what.
type typedOver struct {
	Seen      int64           `json:"seen"`             // the revision that it is about
	Titles    []string        `json:"titles,omitempty"` // the person's own and the other, where these differ
	Conflicts []typedConflict `json:"conflicts,omitempty"`
}

type typedConflict struct {
	Mine   string `json:"mine"`
	Theirs string `json:"theirs"`
}

// untitled is what a note is called until its writer calls it something.
const untitled = "Untitled"

// noteMode is how the person wants to see a note: as the address says, or as they saw the last one.
func noteMode(v *visit.Visit) string {
	mode := v.QueryParam("mode")
	if cookie, err := v.Cookie("note-mode"); mode == "" && err == nil {
		mode = cookie.Value
	}
	if mode != views.ModeWrite && mode != views.ModeSplit {
		return views.ModeRead
	}
	return mode
}

// PreviewNote is a text as it will be read, while it is being written.
func (s *Site) PreviewNote(v *visit.Visit) error {
	text := domain.FromBrowser(v.Fields().Get("content"))
	if utf8.RuneCountInString(text) > domain.NoteMax {
		return domain.Problems{"content": "It is too long to be a note."}.Err()
	}
	note := domain.Note{Content: text}
	note.ID, _ = strconv.ParseInt(v.Fields().Get("note"), 10, 64)
	note.ProjectID, _ = strconv.ParseInt(v.Fields().Get("project"), 10, 64)
	html, err := s.noteHTML(v, note, false)
	if err != nil {
		return err
	}
	// Messages that wait are for the next page, not for this.
	return s.write(v, http.StatusOK, s.frame(v), views.NotePreview(html))
}

// StartNote keeps the first text of a new note that an open editor saves by itself.
func (s *Site) StartNote(v *visit.Visit) error {
	typing, err := typingOf(v)
	if err != nil {
		return err
	}
	fields := views.TypedNote(v.Fields())
	if strings.TrimSpace(fields.Title) == "" {
		fields.Title = untitled
	}
	in := fields.Over(domain.NoteInput{}, views.NoteFields{})
	note, err := v.Scope.StartTyping(v.Ctx(), typing, in)
	if err != nil {
		return err
	}
	if domain.FromBrowser(note.Content) != fields.Content {
		// It was there already, and the answer was lost; meanwhile more was written.
		return s.saveTyped(v, note.ID, typing)
	}
	return v.JSON(http.StatusCreated, answerTyping(v, note, fields.Content))
}

// TypeNote keeps what an open editor saves by itself.
func (s *Site) TypeNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	typing, err := typingOf(v)
	if err != nil {
		return err
	}
	return s.saveTyped(v, id, typing)
}

func (s *Site) saveTyped(v *visit.Visit, id int64, typing domain.Typing) error {
	title, content := v.Fields().Get("title"), domain.FromBrowser(v.Fields().Get("content"))
	note, err := v.Scope.SaveTyping(v.Ctx(), id, typing, func(note domain.Note) (domain.NoteInput, error) {
		in := note.Input()
		in.Content = content
		// Who is about to write another title has not emptied the one that it has.
		if strings.TrimSpace(title) != "" {
			in.Title = title
		}
		return in, nil
	})
	if errors.Is(err, domain.ErrStale) {
		return s.showConflict(v, id, typing, title, content)
	}
	if err != nil {
		return err
	}
	return v.JSON(http.StatusOK, answerTyping(v, note, content))
}

// typingOf reads which save of which editor this is. An editor that was opened by somebody else in the same browser is a
// Conflict: what they wrote is not the caller's to save.
func typingOf(v *visit.Visit) (domain.Typing, error) {
	form := v.Fields()
	if person := form.Get("person"); person != v.User.ID {
		return domain.Typing{}, domain.Fail(domain.Conflict, "Somebody else has signed in with this browser.")
	}
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(form.Get(name), 10, 64)
		return n
	}
	typing := domain.Typing{Revision: number("revision"), Editor: form.Get("editor"), Number: number("number"), Prefer: form.Get("prefer"), Seen: number("seen")}
	if typing.Editor == "" {
		return typing, domain.Problems{"editor": "Say which editor it is."}.Err()
	}
	return typing.Parse()
}

func answerTyping(v *visit.Visit, note domain.Note, sent string) typedAnswer {
	answer := typedAnswer{ID: note.ID, Path: v.URL(views.NotePath(note.ID)), Revision: note.Revision, Saved: local(v).Format("15:04"), Title: note.Title}
	if text := domain.FromBrowser(note.Content); text != sent {
		answer.Content = &text
	}
	return answer
}

// showConflict answers with what somebody else wrote where the person wrote as well.
func (s *Site) showConflict(v *visit.Visit, id int64, typing domain.Typing, title, content string) error {
	note, err := v.Scope.OpenNote(v.Ctx(), id)
	if err != nil {
		return err
	}
	theirs := domain.FromBrowser(note.Content)
	base, err := v.Scope.NoteVersion(v.Ctx(), id, typing.Revision)
	if domain.KindOf(err) == domain.NotFound {
		base.Title, base.Content, err = note.Title, domain.CommonText(content, theirs), nil
	}
	if err != nil {
		return err
	}
	answer := typedOver{Seen: note.Revision}
	for _, conflict := range domain.TextConflicts(domain.FromBrowser(base.Content), content, theirs) {
		answer.Conflicts = append(answer.Conflicts, typedConflict{Mine: conflict.Ours, Theirs: conflict.Theirs})
	}
	if title = strings.TrimSpace(title); title != "" && title != base.Title && note.Title != base.Title && title != note.Title {
		answer.Titles = []string{title, note.Title}
	}
	return v.JSON(http.StatusPreconditionFailed, answer)
}
