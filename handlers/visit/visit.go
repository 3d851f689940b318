// Package visit holds what every request has in common: who is calling, by which door they came in, and how they are
// answered. Pages and the JSON API are written against Visit; only a door makes one.
package visit

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/store"
)

// Via is the way in which a caller proved who they are.
type Via int

// The zero Via is nobody.
const (
	Session  Via = iota + 1 // the browser's session cookie
	Bearer                  // an access token of the API
	APIToken                // a personal API token, which may be for reading only
	NextAuth                // a session cookie of md_dash
)

// Scope is what a caller sees and may change, for pages that name its acts without calling them yet.
type Scope = store.Scope

// Visit is one request by somebody, or by nobody: then User is empty and Scope nil.
type Visit struct {
	echo.Context
	User  domain.User
	Login domain.Login // empty with APIToken and NextAuth
	Scope *store.Scope
	Via   Via
	// Scopes are what an API token is for; nil for every other way in, which is for everything.
	Scopes []string

	doors   *Doors
	refused error // why the credentials that came along do not count
	toasts  []Toast
	counts  *domain.TodoCounts
	nav     *domain.NavCounts
	timer   *domain.TimeEntry
}

// SignedIn tells whether the caller is known.
func (v *Visit) SignedIn() bool { return v.Via != 0 }

// Ctx is the request's context: it ends when the caller leaves or the time for an answer is over.
func (v *Visit) Ctx() context.Context { return v.Request().Context() }

// Now is the instant of this request, by the clock that was handed in.
func (v *Visit) Now() time.Time { return v.doors.clock() }

// Today is the caller's date.
func (v *Visit) Today() domain.Date { return v.User.Today(v.Now()) }

// URL makes a path of ours into one that a browser can follow, also where the program lives under a path.
func (v *Visit) URL(path string) string { return v.doors.base.Path + path }

// FullURL is URL with scheme and host, from the settings and never from the request.
func (v *Visit) FullURL(path string) string { return v.doors.FullURL(path) }

// Counts are the numbers beside the caller's views, read once for each request.
func (v *Visit) Counts() (domain.TodoCounts, error) {
	if v.counts == nil {
		counts, err := v.Scope.TodoCounts(v.Ctx())
		if err != nil {
			return domain.TodoCounts{}, err
		}
		v.counts = &counts
	}
	return *v.counts, nil
}

// NavCounts are the numbers in the caller's navigation, read once for each request.
func (v *Visit) NavCounts() (domain.NavCounts, error) {
	if v.nav == nil {
		counts, err := v.Scope.NavCounts(v.Ctx())
		if err != nil {
			return domain.NavCounts{}, err
		}
		v.nav = &counts
	}
	return *v.nav, nil
}

// Counted spares the question for what a page has read with the rest.
func (v *Visit) Counted(counts domain.NavCounts) { v.nav = &counts }

// Note logs what went wrong once the answer has begun.
func (v *Visit) Note(what string, err error) { v.doors.Note(v.Context, what, err) }

// Timer is the caller's time entry that runs, the zero one where none does; read once for each request.
func (v *Visit) Timer() (domain.TimeEntry, error) {
	if v.timer == nil {
		timer, err := v.Scope.RunningTimer(v.Ctx())
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return domain.TimeEntry{}, err
		}
		v.timer = &timer
	}
	return *v.timer, nil
}

// Ready is nil when the database answers and is up to date, and the server does not stop soon.
func (v *Visit) Ready() error {
	if v.doors.draining.Load() {
		return domain.Fail(domain.Unavailable, "The server stops.")
	}
	return v.doors.store.Ready(v.Ctx())
}

// RetryAfter says how many seconds to wait before the next try.
func (v *Visit) RetryAfter(seconds int) {
	v.Response().Header().Set("Retry-After", strconv.Itoa(seconds))
}

// ID reads a numeric id out of the path. What is no id leads nowhere: NotFound.
func (v *Visit) ID(name string) (int64, error) {
	text := v.Param(name)
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != text {
		return 0, domain.Fail(domain.NotFound, "There is no such page.")
	}
	return id, nil
}

// Fields are what a form sent in its body. What is in the query string is not among them.
func (v *Visit) Fields() url.Values { return v.Request().PostForm }

// May tells whether the way in is good for a scope. Only API tokens are ever limited.
func (v *Visit) May(scope string) bool {
	if v.Via != APIToken {
		return v.SignedIn()
	}
	return slices.Contains(v.Scopes, scope) || (scope == domain.ScopeRead && slices.Contains(v.Scopes, domain.ScopeWrite))
}

// InPerson is nil when a person is there themselves, and Denied for an API token: a script may not make tokens,
// change the password or end sessions.
func (v *Visit) InPerson() error {
	if v.Via == APIToken {
		return domain.Fail(domain.Denied, "An API token cannot do this. Sign in to do it.")
	}
	return nil
}

// Partial tells whether only a piece of the page is wanted, which is then swapped in.
// This file is the only code that reads or writes the headers of HTMX.
func (v *Visit) Partial() bool {
	vary(v.Response().Header(), "HX-Request", "HX-Request-Type")
	h := v.Request().Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Request-Type") != "full"
}

// Target is the id of the element that the answer will be swapped into, "" when it has none.
func (v *Visit) Target() string {
	vary(v.Response().Header(), "HX-Target")
	_, id, _ := cutLast(v.Request().Header.Get("HX-Target"), "#")
	return id
}

// KeepPage makes HTMX leave its target as it is: the answer holds nothing but pieces that name their own place.
func (v *Visit) KeepPage() { v.Response().Header().Set("HX-Reswap", "none") }

// Opened tells whether the program was just opened: by typing its address, from a bookmark, or by signing in.
func (v *Visit) Opened() bool {
	vary(v.Response().Header(), "Sec-Fetch-Site")
	return v.Request().Header.Get("Sec-Fetch-Site") == "none" || strings.HasPrefix(v.CameFrom(), "/signin")
}

// Phone tells whether the browser says that it is one on a phone.
func (v *Visit) Phone() bool {
	vary(v.Response().Header(), "Sec-CH-UA-Mobile", "User-Agent")
	h := v.Request().Header
	return h.Get("Sec-CH-UA-Mobile") == "?1" || strings.Contains(h.Get("User-Agent"), "Mobi")
}

// PushURL shows another path in the address bar after the swap.
func (v *Visit) PushURL(path string) { v.Response().Header().Set("HX-Push-Url", v.URL(path)) }

// To sends the browser on to a path of ours, with GET. With HTMX the whole page is loaded.
func (v *Visit) To(path string) error { return v.leave(http.StatusOK, path) }

func (v *Visit) leave(status int, path string) error {
	if v.Partial() {
		v.Response().Header().Set("HX-Redirect", v.URL(path))
		return v.NoContent(status)
	}
	return v.Redirect(http.StatusSeeOther, v.URL(path))
}

// CameFrom is the path of ours, with its query, of the page that the request was made on; "" where that is unknown.
func (v *Visit) CameFrom() string {
	path, _ := v.doors.cameFrom(v.Request())
	return path
}

// Back sends the browser to the page it came from, or to a path of ours when that is unknown.
func (v *Visit) Back(otherwise string) error {
	if path, ok := v.doors.cameFrom(v.Request()); ok {
		return v.To(path)
	}
	return v.To(otherwise)
}
