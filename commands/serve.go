package commands

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"mddash/background"
	"mddash/background/fetch"
	"mddash/handlers"
	"mddash/handlers/api"
	"mddash/handlers/visit"
	"mddash/language"
	"mddash/store"
)

// drainFor is how long requests may take to come to their end once the program was told to stop.
const drainFor = 10 * time.Second

type serveCommand struct{}

// Run serves until the call ends. The port is taken before the database is touched: of two programs on one file the
// second goes no further.
func (serveCommand) Run(c *call) error {
	began := time.Now()
	listener, err := listen(c.ctx, "MDDASH_ADDR", c.settings.listenAt())
	if err != nil {
		return err
	}
	defer listener.Close()
	settings, err := c.settings.check(listener.Addr().String())
	if err != nil {
		return err
	}
	c.readyBackups()
	numbers, jobs := newGauges(c.files.version(), began), background.NewJobs(time.Now)
	st, err := c.migrated(c.openWatched(c.settings.SlowQuery, numbers.queried))
	if err != nil {
		return err
	}
	defer st.Close()
	languages, err := language.Load()
	if err != nil {
		return err
	}
	work := background.Work{Store: st, Languages: languages, Mail: settings.mail, Log: c.log, Jobs: jobs, Told: numbers.told, Program: c.files.version(), FileMax: settings.upload, FullURL: func(path string) string { return settings.base.JoinPath(path).String() },
		Fetch: fetch.New(fetch.Options{Private: c.settings.FetchPrivate, Agent: "mddash/" + c.files.version()}),
		Hooks: c.hooks(),
		Object: func(ctx context.Context, as *store.Scope, kind, id string) (any, error) {
			return api.Object(ctx, as, kind, id)
		}}
	app, err := c.app(work, settings, numbers)
	if err != nil {
		return err
	}
	manager := c.settings.certificates(st)
	if manager != nil {
		if err := c.redirect(manager, settings.base); err != nil {
			return err
		}
	}
	numbers.watch(st, jobs)
	if err := c.tell(numbers); err != nil {
		return err
	}
	crew := background.Start(work)
	defer crew.Stop()
	c.greet(st, settings, app, listener.Addr().String(), began)
	if manager != nil {
		return c.serve(c.secured(listener, manager), app)
	}
	return c.serve(listener, app)
}

// listen takes a port that a setting names, and says what stands in the way.
func listen(ctx context.Context, variable, addr string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	var wrong *net.AddrError
	var unknown *net.DNSError
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is taken already, perhaps by another mddash; stop that one, or choose another address with %s", addr, variable)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s may not be used: ports below 1024 are for the system; choose a higher one with %s", addr, variable)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("%s is no address of this machine; choose one with %s, such as 127.0.0.1:8080", addr, variable)
	case errors.As(err, &wrong) || errors.As(err, &unknown):
		return nil, &usageError{fmt.Sprintf("%s: %q is no address; write host and port, such as 127.0.0.1:8080", variable, addr)}
	}
	return nil, fmt.Errorf("listen at %s: %w", addr, err)
}

// app puts the program together.
func (c *call) app(work background.Work, s checked, numbers *gauges) (*handlers.App, error) {
	static, err := fs.Sub(c.files.Static, "static")
	if err != nil {
		return nil, err
	}
	doors, err := visit.New(c.ctx, work.Store, visit.Settings{
		BaseURL: s.base, Registration: c.settings.Registration, CORSOrigins: s.origins, TrustedProxies: s.proxies,
		NextAuth: c.settings.NextAuth, RateLimits: c.settings.RateLimits == "on", UploadMax: s.upload, Mail: s.mail != nil, Clock: time.Now, Log: c.log,
		Watched: numbers.watched(c.settings.MetricsToken), Operations: c.operations(work.Store, s, numbers, work.Jobs), TryPush: work.TryPush,
	})
	if err != nil {
		return nil, err
	}
	return handlers.New(handlers.Options{Doors: doors, Static: static, Version: c.files.version(), Dev: c.settings.Dev})
}

// greet says where mddash is to be found, and what whoever runs it should know.
func (c *call) greet(st *store.Store, s checked, app *handlers.App, bound string, began time.Time) {
	c.log.Info("ready", "url", s.base.String(), "listening", bound, "version", c.files.version(), "took", time.Since(began).Round(time.Millisecond))
	if missing := app.Missing(); len(missing) > 0 {
		c.log.Warn("this binary was built without the front end: every page works, as plain HTML; “./task build” builds it with everything", "missing", missing)
	}
	if some, err := st.HasUsers(c.ctx); err == nil && !some {
		c.log.Info("nobody has an account yet: the first one made is the administrator's", "sign up", s.base.String()+"/signup")
	}
	host, _, _ := net.SplitHostPort(bound)
	ip := net.ParseIP(host)
	if s.base.Scheme == "https" && len(s.proxies) == 0 && !c.settings.speaksTLS() {
		c.log.Warn("https needs a proxy in front; name it in MDDASH_TRUSTED_PROXIES, so that limits count each caller and not the proxy")
	}
	if s.mail != nil && c.settings.BaseURL == "" {
		c.log.Warn("links in mail lead to the address above; set MDDASH_BASE_URL to where people reach mddash")
	}
	if ip != nil && !ip.IsLoopback() && s.base.Scheme == "http" {
		c.log.Info("passwords travel readable over plain http; put a proxy with https in front unless this network is your own")
	}
	if c.listening != nil {
		c.listening(bound)
	}
}

// serve answers until the call ends, then lets the requests under way come to their end.
func (c *call) serve(listener net.Listener, handler *handlers.App) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, DisableGeneralOptionsHandler: true, ErrorLog: slog.NewLogLogger(c.log.Handler(), slog.LevelDebug),
	}
	server.RegisterOnShutdown(handler.StopStreams)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-c.ctx.Done():
	}
	handler.Drain()
	if wait := c.settings.DrainDelay; wait > 0 {
		c.log.Info("told to stop: /readyz says so, everything else goes on for a moment", "for", wait)
		select {
		case err := <-failed:
			return err
		case <-time.After(wait):
		}
	}
	c.log.Info("stopping: requests under way may come to their end", "within", drainFor)
	ctx, done := context.WithTimeout(context.Background(), drainFor)
	defer done()
	if err := server.Shutdown(ctx); err != nil {
		c.log.Warn("some requests did not end in time and were cut off", "error", err)
		return server.Close()
	}
	c.log.Info("stopped")
	return nil
}
