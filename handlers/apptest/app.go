// Package apptest starts the whole program for a test and uses it as people do: by its pages, forms and API.
package apptest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver that SQL uses

	"mddash/background"
	"mddash/domain"
	"mddash/handlers"
	"mddash/handlers/visit"
	"mddash/store"
	"mddash/store/storetest"
)

// Password is everybody's.
const Password = "wet paint on the third bench"

// Morning is when tests begin unless they move the clock: a Thursday, 09:30 in UTC.
var Morning = time.Date(2026, time.May, 21, 9, 30, 0, 0, time.UTC)

// Options change how the program is started.
type Options struct {
	visit.Settings // what is left out is made up: registration is open, rate limits are on
	// Path that the program lives under, such as "/sub/path".
	Path string
	// TLS serves https.
	TLS bool
	Dev bool
	// Empty leaves out the account of "admin", so that whoever comes first becomes the administrator.
	Empty bool
	// Database is the URL of another database than a new SQLite file.
	Database string
	// Static are other files than the project's.
	Static fs.FS
}

// App is the program, running.
type App struct {
	// URL is where it is reached, with its path and without a slash at the end.
	URL   string
	Store *store.Store
	Clock *storetest.Clock
	Pages []handlers.Route

	routes []string
	t      testing.TB
	file   string // of the database, where it is SQLite
	server *httptest.Server
	log    *record
	count  *storetest.Count
	people map[string]*Person
}

// New starts the program for one test. Unless told otherwise an account "admin" is there already, so that everybody
// else is staff.
func New(t testing.TB, change ...func(*Options)) *App {
	t.Helper()
	o := Options{Settings: visit.Settings{Registration: "open", RateLimits: true, UploadMax: 2 << 20}, Static: os.DirFS(filepath.Join(storetest.Root(t), "static"))}
	for _, f := range change {
		f(&o)
	}
	a := &App{t: t, Clock: storetest.At(Morning), log: &record{}, people: map[string]*Person{}}
	if o.Database == "" {
		o.Database = storetest.SQLite(t)
		a.file = strings.TrimPrefix(o.Database, "sqlite:")
	}
	a.Store, a.count = storetest.Counted(t, o.Database, a.Clock.Now)
	a.start(o)
	if !o.Empty {
		a.As("admin")
	}
	return a
}

// Queries is how many queries were made so far.
func (a *App) Queries() int { return a.count.Queries() }

// Forget makes it ask the database anew for what it knows from earlier requests, by two commits of which nothing is left.
func (a *App) Forget() {
	a.t.Helper()
	a.SQL(`CREATE TABLE forgotten (id INTEGER); DROP TABLE forgotten`)
}

// TakeOthers does what the background does with files of events and of other programs.
func (a *App) TakeOthers() {
	a.t.Helper()
	work := background.Work{Store: a.Store, Log: slog.New(slog.NewTextHandler(a.log, nil)), FileMax: 2 << 20}
	if err := errors.Join(work.TakeEvents(context.Background()), work.TakeOthers(context.Background())); err != nil {
		a.t.Fatal(err)
	}
}

func (a *App) start(o Options) {
	a.t.Helper()
	a.server = httptest.NewUnstartedServer(nil)
	scheme := map[bool]string{false: "http", true: "https"}[o.TLS]
	a.URL = scheme + "://" + a.server.Listener.Addr().String() + o.Path
	if o.BaseURL == nil {
		o.BaseURL = mustParse(a.t, a.URL)
	}
	o.Clock = a.Clock.Now
	o.Log = slog.New(slog.NewTextHandler(a.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	doors, err := visit.New(context.Background(), a.Store, o.Settings)
	if err != nil {
		a.t.Fatal(err)
	}
	app, err := handlers.New(handlers.Options{Doors: doors, Static: o.Static, Version: "test", Dev: o.Dev})
	if err != nil {
		a.t.Fatal(err)
	}
	a.Pages, a.routes = app.Pages(), app.Addresses()
	a.server.Config.Handler = app
	a.server.Config.ErrorLog = slog.NewLogLogger(o.Log.Handler(), slog.LevelError)
	if o.TLS {
		a.server.StartTLS()
	} else {
		a.server.Start()
	}
	a.t.Cleanup(a.server.Close)
}

// As is a person in their browser, signed in. They get an account the first time they are named; of two calls with the
// same name the second is the same browser.
func (a *App) As(name string) *Person {
	a.t.Helper()
	if p, known := a.people[name]; known {
		return p
	}
	user, err := a.Store.SignUp(context.Background(), domain.SignUpInput{Email: name + "@example.com", Password: Password, Name: name}, "open")
	if err != nil {
		a.t.Fatalf("an account for %s: %v", name, err)
	}
	p := a.browser()
	p.Name, p.User = name, user
	p.SignIn()
	a.people[name] = p
	return p
}

// Nobody is a browser in which nobody is signed in; a new one every time.
func (a *App) Nobody() *Person { return a.browser() }

// Scope is the store as a person sees it, to prepare what a test is about.
func (a *App) Scope(name string) *store.Scope {
	a.t.Helper()
	return a.Store.As(a.As(name).User)
}

// Routes lists everything that is answered, as "METHOD /path".
func (a *App) Routes() []string { return a.routes }

// SQL is what another program does to the same SQLite file.
func (a *App) SQL(statement string, args ...any) {
	a.t.Helper()
	db, err := sql.Open("sqlite", "file:"+a.file+"?_pragma=busy_timeout(5000)")
	if err != nil {
		a.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement, args...); err != nil {
		a.t.Fatalf("%s: %v", statement, err)
	}
}

// Log is everything that was logged.
func (a *App) Log() string { return a.log.String() }

func (a *App) browser() *Person {
	a.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		a.t.Fatal(err)
	}
	client := a.server.Client()
	return &Person{app: a, header: http.Header{}, client: &http.Client{
		Transport: client.Transport, Jar: jar, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Form is fields as a browser sends them: Form("title", "Call Ana", "tags", "sales"). A name may come again.
func Form(pairs ...string) url.Values {
	if len(pairs)%2 != 0 {
		panic(fmt.Sprintf("a field without a value in %q", pairs))
	}
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

func mustParse(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// record keeps what is logged.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}
