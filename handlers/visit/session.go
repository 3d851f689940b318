package visit

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"mddash/store"
)

const (
	// stayFor is how long somebody stays signed in who asked for it; everybody else until the browser is closed, but
	// not longer than visitFor.
	stayFor  = 30 * 24 * time.Hour
	visitFor = 24 * time.Hour
	// waitFor is how long a message waits for somebody who is not signed in.
	waitFor = time.Hour

	loginKey  = "login"
	toastsKey = "toasts"
	stayKey   = "stay"
	openKey   = "session open"
)

func newSessions(st *store.Store, base url.URL) *scs.SessionManager {
	m := scs.New()
	m.Store = st.Sessions()
	m.HashTokenInStore = true
	m.Codec = forgiving{}
	m.Lifetime = stayFor
	m.Cookie = cookieFor(base)
	return m
}

// forgiving reads a session that it can make nothing of, for instance an older version's, as an empty one: its owner
// signs in again, instead of meeting the same error on every page.
type forgiving struct{ scs.GobCodec }

// Decode never fails.
func (f forgiving) Decode(data []byte) (time.Time, map[string]any, error) {
	deadline, values, err := f.GobCodec.Decode(data)
	if err != nil || values == nil {
		return time.Time{}, map[string]any{}, nil
	}
	return deadline, values, nil
}

// cookieFor follows the base URL: under https the cookie is bound to it as tightly as browsers offer; plain http, as
// on a home network, gets a cookie that works there.
func cookieFor(base url.URL) scs.SessionCookie {
	cookie := scs.SessionCookie{Name: "mddash_session", Path: base.Path, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if cookie.Path == "" {
		cookie.Path = "/"
	}
	if base.Scheme != "https" {
		return cookie
	}
	cookie.Secure = true
	cookie.Name = "__Host-mddash"
	if cookie.Path != "/" {
		cookie.Name = "__Secure-mddash"
	}
	return cookie
}

// loadSession gives a request its session and writes it once, before the first byte of the answer, if it changed.
// Requests whose cookies must not count have none: those with a bearer token, those from another site's page, those of
// public pages, which are the same for everybody, and those of calendar programs.
func (d *Doors) loadSession(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if _, bearer := bearerToken(r); bearer || isPlain(r) || isPublic(r) || isDAV(r) || d.fromElsewhere(r) {
			return next(c)
		}
		token := ""
		if cookie, err := r.Cookie(d.sessions.Cookie.Name); err == nil {
			token = cookie.Value
		}
		ctx, err := d.sessions.Load(r.Context(), token)
		if err != nil {
			return err
		}
		c.SetRequest(r.WithContext(ctx))
		c.Set(openKey, true)
		c.Response().Before(func() { d.saveSession(c) })
		return next(c)
	}
}

// saveSession keeps going when the caller has left: what they changed still counts.
func (d *Doors) saveSession(c echo.Context) {
	ctx := context.WithoutCancel(c.Request().Context())
	d.Visit(c).keepToasts(ctx)
	switch d.sessions.Status(ctx) {
	case scs.Modified:
		if d.sessions.GetString(ctx, loginKey) == "" {
			d.sessions.SetDeadline(ctx, d.clock().Add(waitFor).UTC())
		}
		token, expires, err := d.sessions.Commit(ctx)
		if err != nil {
			d.log.ErrorContext(ctx, "the session was not saved", "request", requestID(c), "error", err)
			return
		}
		seconds := 0
		if d.sessions.GetBool(ctx, stayKey) {
			seconds = max(1, int(expires.Sub(d.clock()).Seconds()))
		}
		d.setCookie(c, token, seconds)
	case scs.Destroyed:
		d.setCookie(c, "", -1)
	}
}

// setCookie gives the browser its session for so many seconds; 0 is until it is closed, -1 takes it away.
func (d *Doors) setCookie(c echo.Context, token string, seconds int) {
	kind := d.sessions.Cookie
	http.SetCookie(c.Response(), &http.Cookie{
		Name: kind.Name, Value: token, Path: kind.Path, HttpOnly: kind.HttpOnly, Secure: kind.Secure, SameSite: kind.SameSite, MaxAge: seconds,
	})
}

func (v *Visit) hasSession() bool { return v.Get(openKey) != nil }
