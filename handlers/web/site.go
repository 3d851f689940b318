// Package web is the pages: each handler decodes what was sent, calls one operation, and shows what comes back.
package web

import (
	"bytes"
	"errors"
	"sync"
	"time"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/formats/markdown"
	"mddash/handlers/assets"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// Options are what the pages are made with.
type Options struct {
	Assets  *assets.Assets
	Version string
	Dev     bool
}

// Site makes the pages.
type Site struct {
	Options
	buffers sync.Pool
	// prose is for what stands under a heading of its own, remarks for what stands among others of its kind,
	// texts for what a page is about.
	prose, remarks, texts *markdown.Markdown
}

// New makes a site.
func New(o Options) *Site {
	return &Site{
		Options: o, buffers: sync.Pool{New: func() any { return &bytes.Buffer{} }},
		prose: markdown.New(markdown.Options{Top: 3, IDs: true, Breaks: true}), remarks: markdown.New(markdown.Options{Top: 3, Breaks: true}),
		texts: markdown.New(markdown.Options{Top: 2, IDs: true}),
	}
}

// show answers with a whole page. It is made before the first byte goes out, so that an error is still an error.
func (s *Site) show(v *visit.Visit, status int, page templ.Component) error {
	shell, err := s.shell(v)
	if err != nil {
		return err
	}
	for _, toast := range v.Toasts() {
		shell.Toasts = append(shell.Toasts, toastOf(v, toast))
	}
	return s.write(v, status, shell, page)
}

// showPieces answers with pieces of a page, and with the messages that wait.
func (s *Site) showPieces(v *visit.Visit, status int, pieces ...templ.Component) error {
	for _, toast := range v.Toasts() {
		pieces = append(pieces, ui.ToastSwap(toastOf(v, toast)))
	}
	return s.write(v, status, s.frame(v), pieces...)
}

func (s *Site) write(v *visit.Visit, status int, shell ui.Shell, parts ...templ.Component) error {
	page := s.buffers.Get().(*bytes.Buffer)
	defer s.buffers.Put(page)
	page.Reset()
	ctx := ui.With(v.Ctx(), shell)
	for _, part := range parts {
		if err := part.Render(ctx, page); err != nil {
			return err
		}
	}
	return v.HTMLBlob(status, page.Bytes())
}

// shell is what stands around every page.
func (s *Site) shell(v *visit.Visit) (ui.Shell, error) {
	shell := s.frame(v)
	if !v.SignedIn() {
		return shell, nil
	}
	counts, err := v.NavCounts()
	if err != nil {
		return shell, err
	}
	if shell.BackupsFail, err = v.Scope.BackupsFail(v.Ctx()); err != nil {
		return shell, err
	}
	if shell.BackupsFail {
		counts.Backups = 1
	}
	shell.Sections = views.Sections(v.Ctx(), shell.IsAdmin, v.User.IsStaff(), counts)
	pinned, err := v.Scope.PinnedProjects(v.Ctx())
	if err != nil {
		return shell, err
	}
	shell.Pinned = views.ProjectPins(pinned)
	timer, err := v.Timer()
	shell.Timer = views.ShellTimer(v.Ctx(), timer, v.Now())
	return shell, err
}

// frame is the part of it that costs nothing to know.
func (s *Site) frame(v *visit.Visit) ui.Shell {
	shell := ui.Shell{
		Base: v.URL(""), Path: v.Request().URL.RequestURI(), Scripts: s.Assets.Has("app.js") && !v.IsPublic(), Public: v.IsPublic(), Development: s.Dev,
		Asset: func(name string) string { return v.URL(s.Assets.Path(name)) },
	}
	if v.SignedIn() {
		shell.Person = ui.Person{ID: v.User.ID, Name: v.User.DisplayName()}
		shell.Now, shell.TimeZone = v.Now().UnixMilli(), v.User.TimeZone
		shell.AskZone, shell.LiveFrom = !v.User.ZoneKnown, v.LiveFrom()
		shell.IsAdmin, shell.Shortcuts = v.User.IsAdmin(), v.User.Shortcuts
		shell.PlainLinks, shell.LessMotion, shell.Start = !v.User.Underline, v.User.LessMotion, views.StartPath(v.User.StartPage)
		shell.Theme, shell.Hue, shell.Density = v.User.Theme, v.User.Accent, v.User.Density
	}
	return shell
}

func toastOf(v *visit.Visit, t visit.Toast) ui.ToastProps {
	props := ui.ToastProps{Text: t.Text}
	if t.Undo != "" {
		props.Undo = v.URL("/undo/" + t.Undo)
	}
	if t.Link != "" {
		props.Link, props.Href = t.Link, v.URL(t.Path)
	}
	if t.Bad {
		props.Icon, props.Hue = "warn", "red"
	}
	return props
}

// said is an error as a form says it: a sentence over the form, what has to be done at each field, and the status.
// ok is false for an error that no form can say anything about.
func said(v *visit.Visit, err error) (message string, fields ui.Errors, status int, ok bool) {
	var e *domain.Error
	if !errors.As(err, &e) || e.Kind == domain.Unavailable || e.Kind == domain.NotFound {
		return "", nil, 0, false
	}
	message = v.Language().Said(e.Message)
	if len(e.Fields) > 0 && e.Kind == domain.Invalid {
		message = ""
	}
	return message, inWords(v, e.Fields), visit.ProblemOf(err).Status, true
}

// inWords are what has to be done about fields, in the caller's language.
func inWords(v *visit.Visit, fields map[string]string) ui.Errors {
	if fields == nil {
		return nil
	}
	own := ui.Errors{}
	for field, sentence := range fields {
		own[field] = v.Language().Said(sentence)
	}
	return own
}

// local is the time on the caller's clock.
func local(v *visit.Visit) time.Time { return v.Now().In(v.User.Location()) }
