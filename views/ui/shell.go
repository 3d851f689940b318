// Package ui is the kit of parts that pages are built from. It knows no domain type: a part takes ready values.
package ui

import (
	"context"

	"mddash/language"
)

// Shell is what the frame around every page needs. The session's middleware puts it into the context, once a request.
type Shell struct {
	// Base is the path that the program is mounted under: empty, or "/dash".
	Base string
	// Asset gives the address of a static file (app.css, app.js, icons.svg, icon.svg), base path and fingerprint included.
	// Nil means /static/NAME.
	Asset func(name string) string
	// Theme is system, light or dark; Hue one of Hues; Density normal or compact. Empty means the first of each.
	Theme, Hue, Density string
	// Person is who is signed in; the zero Person is nobody.
	Person  Person
	IsAdmin bool
	// BackupsFail is true for admins where the last backup failed.
	BackupsFail bool
	// Path is the address of this page without the base path, query included.
	Path string
	// Sections are the areas that the person can go to. An area that is not listed is linked from nowhere.
	Sections []Section
	Pinned   []Pin
	// Timer is what the person works on now; nil for nothing.
	Timer  *Timer
	Toasts []ToastProps
	// Scripts is true when static/vendor, which the build makes, is part of this binary.
	Scripts bool
	// Public is true for what anybody reads who has its address: nothing leads there, and nobody learns where it is.
	Public bool
	// AskZone is true until the person's time zone is known; the browser is asked for it.
	AskZone bool
	// LiveFrom is the point in what happens up to which this page knows everything; empty where that is not known.
	LiveFrom string
	// Now is when the page is made, in Unix milliseconds, and TimeZone the IANA name of the person's own; for nobody none.
	Now      int64
	TimeZone string
	// Shortcuts is true when the person wants keys without a modifier to do things.
	Shortcuts bool
	// PlainLinks leaves out the line below links in texts; LessMotion keeps things from moving.
	PlainLinks, LessMotion bool
	// Start is where the person begins; empty is the dashboard.
	Start string
	// Instance is the name that its owner gave this installation; empty means mddash.
	Instance string
	// Development shows what only those who build mddash need.
	Development bool

	sprite string
}

// Section is an area of the program, as the navigation shows it.
type Section struct {
	Key, Name, Icon, Path string
	// Short is the name where there is little room; empty for the same.
	Short string
	// Count is shown beside the name, such as "7" or "99+"; empty for none.
	Count string
	// Letter goes to the section after G; empty for none.
	Letter string
	// Low puts it at the foot of the navigation; Tab also into the bar of phones.
	Low, Tab bool
}

// Timer is a timer that runs.
type Timer struct {
	Title, Path string
	// Text is how long it runs, such as "1:05", and Seconds the same to count on from.
	Text    string
	Seconds int64
}

// Pin is a project that the person keeps in the navigation.
type Pin struct {
	Key, Name, Hue, Path string
}

type shellKey struct{}

// With puts the shell into the context that a page is shown with.
func With(ctx context.Context, s Shell) context.Context {
	s.sprite = assetPath(s, "icons.svg") + "#i-"
	// The language is asked for with every text: it stands where it is found first, also where it is English.
	return language.With(context.WithValue(ctx, shellKey{}, &s), language.From(ctx))
}

// From is the shell of the context, and an empty one where none was put.
func From(ctx context.Context) Shell { return *shell(ctx) }

// To is the address of a page, base path included. The path begins with a slash.
func To(ctx context.Context, path string) string { return shell(ctx).Base + path }

// Asset is the address of a static file.
func Asset(ctx context.Context, name string) string { return assetPath(*shell(ctx), name) }

// Icon is the address of one icon in the sprite.
func Icon(ctx context.Context, name string) string { return shell(ctx).sprite + name }

func shell(ctx context.Context) *Shell {
	if s, ok := ctx.Value(shellKey{}).(*Shell); ok {
		return s
	}
	return &Shell{sprite: "/static/icons.svg#i-"}
}

func assetPath(s Shell, name string) string {
	if s.Asset == nil {
		return s.Base + "/static/" + name
	}
	return s.Asset(name)
}

// Name is what this installation calls itself.
func (s Shell) Name() string {
	if s.Instance == "" {
		return "mddash"
	}
	return s.Instance
}

// SignedIn tells whether somebody is.
func (s Shell) SignedIn() bool { return s.Person.ID != "" }
