package visit

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// What the program of ours that runs in a browser (static/js/worker) goes by. It keeps copies of pages, so that they can
// be read without a connection, for one login at a time: an answer for another one, or for nobody, ends all of them.
const (
	// accountHeader names the login that an answer is for, and whose it is, in words that mean nothing elsewhere; nobody
	// where nobody is signed in.
	accountHeader = "Mddash-Account"
	nobody        = "nobody"
	// keepHeader says until when a copy may be shown, in Unix seconds. A page without it is not kept.
	keepHeader = "Mddash-Keep"
	// copyHeader marks a request of that program for a page that nobody looks at now.
	copyHeader = "Mddash-Copy"
)

// tellWorker says whom an answer is for. Only those who asked to stay signed in keep anything: everybody else may be
// at a browser that is not theirs.
func (d *Doors) tellWorker(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if v := d.Visit(c); v.hasSession() && !isAPI(r) {
			h := c.Response().Header()
			h.Set(accountHeader, v.account())
			if until := v.keptUntil(); until > 0 && r.Method == http.MethodGet && isKept(r.URL.Path) {
				h.Set(keepHeader, strconv.FormatInt(until, 10))
			}
		}
		return next(c)
	}
}

func (v *Visit) account() string {
	if !v.SignedIn() {
		return nobody
	}
	sum := sha256.Sum256([]byte("kept pages of " + v.User.ID + " " + v.Login.ID))
	return hex.EncodeToString(sum[:8]) + "." + url.PathEscape(v.User.ID)
}

// keptUntil is when the caller's login ends; 0 for one whose pages are not kept.
func (v *Visit) keptUntil() int64 {
	if v.Via != Session || !v.doors.sessions.GetBool(v.Ctx(), stayKey) {
		return 0
	}
	return v.doors.sessions.Deadline(v.Ctx()).Unix()
}

// isKept names the pages that people read, but for those about accounts, keys and sharing.
func isKept(path string) bool {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if slices.Contains(parts, "attachments") || slices.Contains(parts, "sharing") || strings.Contains(parts[len(parts)-1], ".") {
		return false
	}
	return slices.Contains([]string{"", "todos", "projects", "notes", "calendar", "events", "decisions", "clients", "inbox"}, parts[0])
}

// forgetPages tells the browser that whoever was signed in has left: nothing of theirs is to stay with it. Where other
// programs live at the same address, what the browser itself keeps is not all ours to throw away.
func (v *Visit) forgetPages() {
	h := v.Response().Header()
	h.Set(accountHeader, nobody)
	h.Del(keepHeader)
	if v.doors.base.Path == "" {
		h.Set("Clear-Site-Data", `"cache"`)
	}
}
