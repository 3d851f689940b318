package visit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/store"
	"mddash/store/storetest"
)

// house is a small program behind the doors: /api/me says who calls, /api/err/… and /err/… fail in every way.
type house struct {
	t     *testing.T
	echo  *echo.Echo
	store *store.Store
	doors *visit.Doors
	clock *storetest.Clock
}

func build(t *testing.T, change ...func(*visit.Settings)) *house {
	t.Helper()
	h := &house{t: t, echo: echo.New(), clock: storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))}
	h.store = storetest.NewAt(t, h.clock.Now)
	settings := visit.Settings{
		BaseURL: parse(t, "http://dash.example"), Registration: "open", RateLimits: true, Clock: h.clock.Now, Log: slog.New(slog.DiscardHandler),
	}
	for _, f := range change {
		f(&settings)
	}
	var err error
	if h.doors, err = visit.New(t.Context(), h.store, settings); err != nil {
		t.Fatal(err)
	}
	h.doors.Guard(h.echo)
	h.echo.Any("/api/me", h.me)
	h.echo.POST("/api/signin", h.signIn)
	for _, path := range []string{"/api/err/:kind", "/err/:kind"} {
		h.echo.GET(path, func(c echo.Context) error { return failures[c.Param("kind")]() })
	}
	return h
}

func (h *house) me(c echo.Context) error {
	v, err := h.doors.Authenticate(c)
	if err != nil {
		return err
	}
	return c.String(http.StatusOK, v.User.Name)
}

func (h *house) signIn(c echo.Context) error {
	v := h.doors.Visit(c)
	if err := v.SignIn(domain.SignInInput{Email: "ann@example.com", Password: "wet paint on the third bench"}, true); err != nil {
		return err
	}
	pair, err := v.Tokens()
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, pair)
}

// ask sends headers as "Name: value".
func (h *house) ask(method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://dash.example"+path, nil)
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.echo.ServeHTTP(w, r)
	return w
}

func (h *house) person(name string) domain.User {
	h.t.Helper()
	u, err := h.store.SignUp(context.Background(), domain.SignUpInput{Email: name + "@example.com", Password: "wet paint on the third bench", Name: name}, "open")
	if err != nil {
		h.t.Fatal(err)
	}
	return u
}

func (h *house) tokens() visit.Pair {
	h.t.Helper()
	var pair visit.Pair
	w := h.ask("POST", "/api/signin")
	if err := json.Unmarshal(w.Body.Bytes(), &pair); err != nil {
		h.t.Fatalf("%s: %v", w.Body, err)
	}
	return pair
}

var failures = map[string]func() error{
	"invalid":      func() error { return domain.Problems{"title": "Give the todo a title."}.Err() },
	"notfound":     func() error { return fmt.Errorf("look: %w", domain.Fail(domain.NotFound, "Nothing here.")) },
	"denied":       func() error { return domain.Fail(domain.Denied, "Not yours.") },
	"conflict":     func() error { return domain.Fail(domain.Conflict, "Taken.") },
	"stale":        func() error { return domain.Fail(domain.Stale, "Saved since.") },
	"unauthorized": func() error { return domain.ErrUnauthorized },
	"toomany":      func() error { return &domain.Error{Kind: domain.TooMany, Message: "Wait.", RetryAfter: 7} },
	"unavailable":  func() error { return &domain.Error{Kind: domain.Unavailable, Message: "Disk full."} },
	"fault":        func() error { return errors.New("password=geheim") },
	"http":         func() error { return echo.NewHTTPError(http.StatusUnsupportedMediaType, "geheim") },
	"http5":        func() error { return echo.NewHTTPError(http.StatusBadGateway, "geheim") },
	"late":         func() error { return context.DeadlineExceeded },
	"panic":        func() error { panic("geheim") },
	"nil":          func() error { var p *domain.User; return errors.New(p.Name) },
}

func TestEachKindOfErrorHasItsStatus(t *testing.T) {
	h := build(t)
	h.doors.ShowErrorsWith(func(v *visit.Visit, p visit.Problem) error { return v.HTML(p.Status, "<p>"+p.Detail) })
	for kind, want := range map[string]int{
		"invalid": 422, "notfound": 404, "denied": 403, "conflict": 409, "stale": 412, "unauthorized": 401, "toomany": 429, "unavailable": 503,
		"fault": 500, "http": 415, "http5": 500, "late": 503, "panic": 500, "nil": 500,
	} {
		for _, area := range []string{"", "/api"} {
			t.Run(kind+area, func(t *testing.T) {
				w := h.ask("GET", area+"/err/"+kind)
				if w.Code != want {
					t.Fatalf("status %d, want %d: %s", w.Code, want, w.Body)
				}
				if strings.Contains(w.Body.String(), "geheim") {
					t.Errorf("it says too much: %s", w.Body)
				}
				if waits := w.Header().Get("Retry-After") != ""; waits != (want == 429 || want == 503) {
					t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
				}
				kind := w.Header().Get("Content-Type")
				if isProblem := kind == "application/problem+json"; isProblem != (area == "/api") {
					t.Errorf("Content-Type %q", kind)
				}
				if id := w.Header().Get("X-Request-Id"); area == "/api" && strings.Contains(w.Body.String(), id) != (want == 500) {
					t.Errorf("request_id: %s", w.Body)
				}
			})
		}
	}
	if w := h.ask("GET", "/api/err/unauthorized"); w.Header().Get("WWW-Authenticate") != "Bearer" {
		t.Error("401 does not say how to be let in")
	}
	if w := h.ask("GET", "/api/err/invalid"); !strings.Contains(w.Body.String(), `"errors":[{"location":"body.title","message":"Give the todo a title."}]`) {
		t.Errorf("fields: %s", w.Body)
	}
}

func TestAPageForErrorsThatFailsIsAnsweredInWords(t *testing.T) {
	h := build(t)
	for name, show := range map[string]func(*visit.Visit, visit.Problem) error{
		"none": nil, "error": func(*visit.Visit, visit.Problem) error { return errors.New("geheim") },
		"panic": func(*visit.Visit, visit.Problem) error { panic("geheim") },
	} {
		h.doors.ShowErrorsWith(show)
		if w := h.ask("GET", "/err/denied"); w.Code != 403 || w.Body.String() != "Forbidden. Not yours.\n" {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestAnAccessTokenLetsItsOwnerIn(t *testing.T) {
	h := build(t)
	h.person("ann")
	pair := h.tokens()
	if w := h.ask("GET", "/api/me", "Authorization: Bearer "+pair.AccessToken); w.Code != 200 || w.Body.String() != "ann" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := h.ask("GET", "/api/me", "Authorization: bearer  "+pair.AccessToken); w.Code != 200 {
		t.Errorf("the scheme's case matters: %d", w.Code)
	}
	h.clock.Advance(16 * time.Minute)
	if w := h.ask("GET", "/api/me", "Authorization: Bearer "+pair.AccessToken); w.Code != 401 {
		t.Errorf("after 16 minutes: %d", w.Code)
	}
}

func TestSigningOutEndsTheAccessTokenAtOnce(t *testing.T) {
	h := build(t)
	h.person("ann")
	pair := h.tokens()
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(pair.AccessToken, claims); err != nil {
		t.Fatal(err)
	}
	if err := h.store.EndLogin(t.Context(), claims["sid"].(string)); err != nil {
		t.Fatal(err)
	}
	if w := h.ask("GET", "/api/me", "Authorization: Bearer "+pair.AccessToken); w.Code != 401 {
		t.Errorf("status %d", w.Code)
	}
}

func TestAccessTokensThatWeDidNotMakeDoNotHold(t *testing.T) {
	h := build(t)
	ann, ben := h.person("ann"), h.person("ben")
	key, err := h.store.Secret(t.Context(), "access tokens", 32)
	if err != nil {
		t.Fatal(err)
	}
	login, err := h.store.BeginLogin(t.Context(), domain.Proof{User: ann}, domain.Device{}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	now := h.clock.Now()
	good := jwt.MapClaims{"iss": "http://dash.example", "sub": ann.ID, "sid": login.ID, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}
	with := func(name string, value any) jwt.MapClaims {
		changed := jwt.MapClaims{}
		for k, v := range good {
			changed[k] = v
		}
		if changed[name] = value; value == nil {
			delete(changed, name)
		}
		return changed
	}
	sign := func(method jwt.SigningMethod, claims jwt.MapClaims, key any) string {
		text, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	hs := jwt.SigningMethodHS256
	if w := h.ask("GET", "/api/me", "Authorization: Bearer "+sign(hs, good, key)); w.Code != 200 {
		t.Fatalf("the good one: %d", w.Code)
	}
	for name, token := range map[string]string{
		"no algorithm":       sign(jwt.SigningMethodNone, good, jwt.UnsafeAllowNoneSignatureType),
		"another algorithm":  sign(jwt.SigningMethodHS384, good, key),
		"another key":        sign(hs, good, []byte("another key of thirty-two bytes!")),
		"an empty key":       sign(hs, good, []byte{}),
		"no end":             sign(hs, with("exp", nil), key),
		"an end in the past": sign(hs, with("exp", now.Add(-time.Second).Unix()), key),
		"another issuer":     sign(hs, with("iss", "http://evil.example"), key),
		"no login":           sign(hs, with("sid", nil), key),
		"no such login":      sign(hs, with("sid", "nope"), key),
		"a login with NUL":   sign(hs, with("sid", "a\x00b"), key),
		"somebody else's":    sign(hs, with("sub", ben.ID), key),
		"nobody":             sign(hs, with("sub", nil), key),
		"a cut signature":    strings.TrimSuffix(sign(hs, good, key), "A")[:40],
		"nothing":            "", "garbage": "a.b.c", "only the prefix": "mdd_",
	} {
		if w := h.ask("GET", "/api/me", "Authorization: Bearer "+token); w.Code != 401 || w.Header().Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
}

func TestATokenForReadingChangesNothing(t *testing.T) {
	h := build(t)
	ann := h.person("ann")
	for _, c := range []struct {
		scopes []string
		get    int
		post   int
	}{{[]string{"read"}, 200, 403}, {[]string{"write"}, 200, 200}, {[]string{"read", "write"}, 200, 200}} {
		_, secret, err := h.store.As(ann).AddAPIToken(t.Context(), domain.APITokenInput{Name: "script", Scopes: c.scopes})
		if err != nil {
			t.Fatal(err)
		}
		bearer := "Authorization: Bearer " + secret
		for method, want := range map[string]int{"GET": c.get, "HEAD": c.get, "POST": c.post, "PUT": c.post, "PATCH": c.post, "DELETE": c.post} {
			if w := h.ask(method, "/api/me", bearer); w.Code != want {
				t.Errorf("%v %s: %d, want %d", c.scopes, method, w.Code, want)
			}
		}
	}
}

func TestCallersWhoAskTooMuchWait(t *testing.T) {
	h := build(t)
	h.person("ann")
	token := "Authorization: Bearer " + h.tokens().AccessToken
	h.clock.Advance(90 * time.Second)
	for i := range 300 {
		if w := h.ask("GET", "/api/me"); w.Code != 401 || w.Header().Get("RateLimit") != fmt.Sprintf(`"minute";r=%d;t=30`, 299-i) {
			t.Fatalf("call %d: %d %q", i, w.Code, w.Header().Get("RateLimit"))
		}
	}
	w := h.ask("GET", "/api/me")
	if w.Code != 429 || w.Header().Get("Retry-After") != "30" || w.Header().Get("RateLimit-Policy") != `"minute";q=300;w=60` {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := h.ask("GET", "/api/me", "X-Forwarded-For: 203.0.113.9"); w.Code != 429 {
		t.Error("a header gets past the limit")
	}
	if w := h.ask("GET", "/api/me", token); w.Code != 200 {
		t.Errorf("somebody signed in behind the same address: %d", w.Code)
	}
	h.clock.Advance(31 * time.Second)
	if w := h.ask("GET", "/api/me"); w.Code != 401 {
		t.Errorf("a minute later: %d", w.Code)
	}
}

func TestForwardedAddressesCountOnlyFromTrustedProxies(t *testing.T) {
	for _, c := range []struct {
		trusted, forwarded, want string
	}{
		{"", "203.0.113.9", "192.0.2.1"},
		{"192.0.2.0/24", "203.0.113.9", "203.0.113.9"},
		{"192.0.2.0/24", "198.51.100.7, 203.0.113.9", "203.0.113.9"},
		{"192.0.2.0/24", "203.0.113.9, 192.0.2.77", "203.0.113.9"},
		{"192.0.2.0/24", "nonsense", "192.0.2.1"},
		{"10.0.0.0/8", "203.0.113.9", "192.0.2.1"},
		{"192.0.2.0/24", "10.1.1.1, 127.0.0.1", "127.0.0.1"},
	} {
		h := build(t, func(s *visit.Settings) { s.TrustedProxies = prefixes(t, c.trusted) })
		h.echo.GET("/where", func(c echo.Context) error { return c.String(200, c.RealIP()+" "+c.Scheme()) })
		w := h.ask("GET", "/where", "X-Forwarded-For: "+c.forwarded, "X-Real-Ip: 9.9.9.9", "X-Forwarded-Proto: https")
		scheme := "http"
		if strings.HasPrefix(c.trusted, "192") {
			scheme = "https"
		}
		if got := w.Body.String(); got != c.want+" "+scheme {
			t.Errorf("trusted %q, forwarded %q: %q, want %q", c.trusted, c.forwarded, got, c.want)
		}
	}
}

func prefixes(t *testing.T, text string) []netip.Prefix {
	t.Helper()
	if text == "" {
		return nil
	}
	return []netip.Prefix{netip.MustParsePrefix(text)}
}

func TestWhatIsTakenAsAFileHasNoEndSetButAPageHas(t *testing.T) {
	h := build(t)
	bound := func(c echo.Context) error {
		_, ends := c.Request().Context().Deadline()
		return c.String(http.StatusOK, fmt.Sprint(ends))
	}
	for path, want := range map[string]string{
		"/settings/data/export.zip": "false", "/settings/data/notes.zip": "false", "/settings/data/todos.csv": "false", "/calendars/1/export.ics": "false",
		"/api/v1/export": "false", "/attachments/1": "false", "/api/v1/attachments/1/file": "false", "/settings/data": "true", "/api/v1/todos": "true",
	} {
		h.echo.GET(path, bound)
		w := httptest.NewRecorder()
		h.echo.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://dash.example"+path, nil))
		if w.Code != http.StatusOK || w.Body.String() != want {
			t.Errorf("%s: %d, ends by itself: %s, want %s", path, w.Code, w.Body, want)
		}
	}
}
