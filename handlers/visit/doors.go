package visit

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/language"
	"mddash/store"
)

// Settings say how the doors work; they come from the command line.
type Settings struct {
	// BaseURL is where people reach the program: scheme, host, and the path that it lives under, if any.
	BaseURL        *url.URL
	Registration   string
	CORSOrigins    []string
	TrustedProxies []netip.Prefix
	NextAuth       bool
	RateLimits     bool
	// UploadMax is how many bytes a file may have that is attached.
	UploadMax int64
	// Mail tells whether mail can be sent at all.
	Mail  bool
	Clock func() time.Time
	Log   *slog.Logger
	// Watched is told of every request; its zero value tells nobody.
	Watched Watched
	// Operations is what admins see of the server itself; its zero value has nothing to show.
	Operations Operations
	// TryPush sends a message to one browser of somebody's at once; nil where nobody sends any.
	TryPush func(ctx context.Context, to domain.Browser, user domain.User) error
}

// Doors let people in. They hold the store, so that nobody behind them has to.
type Doors struct {
	store     *store.Store
	settings  Settings
	base      url.URL // its Path has no slash at the end: "" or "/sub/path"
	clock     func() time.Time
	log       *slog.Logger
	sessions  *scs.SessionManager
	tokens    signer
	limits    *limits
	passkeys  passkeys
	languages language.Languages
	cross     *http.CrossOriginProtection
	draining  atomic.Bool
	show      func(v *Visit, p Problem) error
}

// Door says who may use a route. The zero Door is the narrow one.
type Door int

const (
	// User is for people who signed in with a browser.
	User Door = iota
	// Admin is for those of them who administrate. To everybody else there is no such page.
	Admin
	// Anyone is for everybody.
	Anyone
	// Program is for programs that send an API token, which has to be good for the method.
	Program
)

// New makes the doors to a store. It makes the key for access tokens when there is none yet.
func New(ctx context.Context, st *store.Store, s Settings) (*Doors, error) {
	key, err := st.Secret(ctx, "access tokens", 32)
	if err != nil {
		return nil, fmt.Errorf("key for access tokens: %w", err)
	}
	d := &Doors{store: st, settings: s, base: *s.BaseURL, clock: s.Clock, log: s.Log}
	for len(d.base.Path) > 0 && d.base.Path[len(d.base.Path)-1] == '/' {
		d.base.Path = d.base.Path[:len(d.base.Path)-1]
	}
	d.sessions = newSessions(st, d.base)
	d.tokens = signer{key: key, issuer: d.FullURL(""), clock: s.Clock}
	d.limits = newLimits(s.Clock)
	seal, err := st.Secret(ctx, "passkeys", 32)
	if err != nil {
		return nil, fmt.Errorf("key for passkeys: %w", err)
	}
	if d.passkeys, err = newPasskeys(d.base, challenges{seal, s.Clock}); err != nil {
		return nil, err
	}
	if d.languages, err = language.Load(); err != nil {
		return nil, err
	}
	if s.Mail {
		st.WarnBy(d.wrongCodes)
	}
	d.cross = http.NewCrossOriginProtection()
	if err := d.cross.AddTrustedOrigin(d.base.Scheme + "://" + d.base.Host); err != nil {
		return nil, fmt.Errorf("base URL: %w", err)
	}
	return d, nil
}

// ShowErrorsWith says how a problem becomes a page or a piece of one.
func (d *Doors) ShowErrorsWith(show func(v *Visit, p Problem) error) { d.show = show }

// Through puts a handler behind a door.
func (d *Doors) Through(door Door, serve func(*Visit) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := d.Visit(c)
		switch door {
		case Anyone:
			return serve(v)
		case Program:
			v, err := d.Authenticate(c)
			if err != nil {
				return err
			}
			return serve(v)
		}
		if v.Via != Session && v.Via != NextAuth {
			return v.askToSignIn()
		}
		if door == Admin && !v.User.IsAdmin() {
			return domain.Fail(domain.NotFound, "There is no such page.")
		}
		v.tellBatch()
		return serve(v)
	}
}

// Visit is the visit that a request is, whoever made it.
func (d *Doors) Visit(c echo.Context) *Visit {
	if v, ok := c.Get(visitKey).(*Visit); ok {
		return v
	}
	return &Visit{Context: c, doors: d}
}

// Authenticate is the door of the JSON API: any way in will do. Unauthorized for nobody, and for credentials that do
// not hold or no longer do; Denied for an API token that is only for reading when the method may change something.
func (d *Doors) Authenticate(c echo.Context) (*Visit, error) {
	v := d.Visit(c)
	if !v.SignedIn() {
		if v.refused != nil {
			return nil, v.refused
		}
		return nil, domain.Fail(domain.Unauthorized, "Sign in, or send an access token.")
	}
	need := domain.ScopeWrite
	if isSafe(c.Request().Method) {
		need = domain.ScopeRead
	}
	if !v.May(need) {
		return nil, domain.Fail(domain.Denied, "This API token is not for that. It needs the scope "+need+".")
	}
	return v, nil
}

const visitKey = "visit"

// askToSignIn answers a page's request by nobody; after signing in they come back to where they wanted to go.
func (v *Visit) askToSignIn() error {
	r := v.Request()
	if asksJSON(r) {
		return domain.Fail(domain.Unauthorized, "Sign in first.")
	}
	if r.Header.Get("Accept") == "text/event-stream" {
		return v.NoContent(http.StatusNoContent) // with which an EventSource gives up; it could not follow to a page
	}
	next, known := Local(r.URL.RequestURI())
	if !isSafe(r.Method) || v.Partial() {
		next, known = v.doors.cameFrom(r)
	}
	to := "/signin"
	if known && next != "/" {
		to += "?next=" + url.QueryEscape(next)
	}
	return v.leave(http.StatusUnauthorized, to)
}
