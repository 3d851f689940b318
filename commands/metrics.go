package commands

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"time"

	"mddash/background"
	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/metrics"
	"mddash/store"
)

// tokenLeast is how long a token has to be that nobody guesses.
const tokenLeast = 16

func checkToken(token string) error {
	if token != "" && len(token) < tokenLeast {
		return fmt.Errorf("it is short enough to be guessed; write at least %d characters, such as those of “openssl rand -hex 24”", tokenLeast)
	}
	return nil
}

func checkSlow(slow time.Duration) error {
	if slow < 0 {
		return errors.New("a query can't be that fast; write a time such as 250ms, or 0 to log none")
	}
	return nil
}

// gauges are what the program counts about itself.
type gauges struct {
	*metrics.Registry
	began    time.Time
	day      *metrics.Day
	requests *metrics.Counter
	took     *metrics.Histogram
	inFlight *metrics.Gauge
	queries  *metrics.Histogram
	failed   *metrics.Counter
	sent     *metrics.Counter
}

func newGauges(version string, began time.Time) *gauges {
	r := metrics.New()
	g := &gauges{Registry: r, began: began, day: metrics.NewDay(time.Now)}
	r.Asked("gauge", "mddash_build_info", "The program that runs, always 1.", []string{"version", "go"}, func() []metrics.Sample {
		return []metrics.Sample{{Labels: []string{version, runtime.Version()}, Value: 1}}
	})
	r.AskedOne("gauge", "process_start_time_seconds", "When the program began, in seconds since 1970.", func() float64 { return float64(began.UnixMilli()) / 1000 })
	g.requests = r.Counter("mddash_requests_total", "Requests that were answered, by the pattern of their address.", "route", "method", "status")
	g.took = r.Histogram("mddash_request_duration_seconds", "How long answers took, those of open pages that listen left out.",
		[]float64{.0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}, "route", "method")
	g.inFlight = r.Gauge("mddash_requests_in_flight", "Requests that are being answered, those of open pages that listen included.")
	g.queries = r.Histogram("mddash_query_duration_seconds", "How long queries of the database took, waiting for a connection not included.",
		[]float64{.0001, .0005, .001, .0025, .005, .01, .025, .1, .25, 1, 5}, "operation")
	g.failed = r.Counter("mddash_query_failures_total", "Queries of the database that failed.", "operation")
	g.sent = r.Counter("mddash_messages_total", "Letters, messages to webhooks and to browsers, by what became of them.", "kind", "result")
	r.AddRuntime()
	return g
}

// watched is what the doors tell of requests.
func (g *gauges) watched(token string) visit.Watched {
	return visit.Watched{Began: func() { g.inFlight.Add(1) }, Ended: g.answered, Metrics: g.Write, Token: token}
}

func (g *gauges) answered(a visit.Answered) {
	g.inFlight.Add(-1)
	g.requests.Add(1, a.Route, a.Method, fmt.Sprint(a.Status))
	if a.Stream {
		return
	}
	g.took.Observe(a.Took, a.Route, a.Method)
	g.day.Observe(a.Took)
}

// queried is what the store tells of queries.
func (g *gauges) queried(operation string, took time.Duration, failed bool) {
	g.queries.Observe(took, operation)
	if failed {
		g.failed.Add(1, operation)
	}
}

// told is what the background tells of what it sends.
func (g *gauges) told(what, result string) { g.sent.Add(1, what, result) }

// watch adds what is asked of the store and of the background each time that the numbers are read.
func (g *gauges) watch(st *store.Store, jobs *background.Jobs) {
	g.watchPools(st)
	g.watchJobs(jobs)
	g.AskedOne("gauge", "mddash_streams", "Open pages that listen for news.", func() float64 { return float64(st.Live().Open()) })
	waiting := func(pick func(domain.Queue) int) func() []metrics.Sample {
		return func() []metrics.Sample {
			ctx, done := context.WithTimeout(context.Background(), 5*time.Second)
			defer done()
			queues, err := st.System().Queues(ctx)
			if err != nil {
				return nil // the database does not answer, which other numbers tell
			}
			samples := []metrics.Sample{}
			for _, q := range queues {
				samples = append(samples, metrics.Sample{Labels: []string{q.Name}, Value: float64(pick(q))})
			}
			return samples
		}
	}
	g.Asked("gauge", "mddash_queue_waiting", "What waits to be done or told, counted up to 10000.", []string{"queue"}, waiting(func(q domain.Queue) int { return q.Waiting }))
	g.Asked("gauge", "mddash_queue_tried", "What of it was tried already and did not work.", []string{"queue"}, waiting(func(q domain.Queue) int { return q.Tried }))
}

func (g *gauges) watchPools(st *store.Store) {
	for _, m := range []struct {
		kind, name, help string
		pick             func(store.Pool) float64
	}{
		{"gauge", "mddash_db_connections_open", "Connections to the database.", func(p store.Pool) float64 { return float64(p.Open) }},
		{"gauge", "mddash_db_connections_in_use", "Connections to the database that are at work.", func(p store.Pool) float64 { return float64(p.InUse) }},
		{"gauge", "mddash_db_connections_max", "How many connections to the database there may be.", func(p store.Pool) float64 { return float64(p.Most) }},
		{"counter", "mddash_db_waits_total", "How often somebody had to wait for a connection.", func(p store.Pool) float64 { return float64(p.Waits) }},
		{"counter", "mddash_db_wait_seconds_total", "How long they waited, together.", func(p store.Pool) float64 { return p.Waited.Seconds() }},
	} {
		g.Asked(m.kind, m.name, m.help, []string{"pool"}, func() []metrics.Sample {
			samples := []metrics.Sample{}
			for _, pool := range st.Pools() {
				samples = append(samples, metrics.Sample{Labels: []string{pool.Name}, Value: m.pick(pool)})
			}
			return samples
		})
	}
}

func (g *gauges) watchJobs(jobs *background.Jobs) {
	for _, m := range []struct {
		kind, name, help string
		pick             func(domain.Job) float64
	}{
		{"counter", "mddash_job_runs_total", "How often work in the background was done.", func(j domain.Job) float64 { return float64(j.Runs) }},
		{"counter", "mddash_job_failures_total", "How often it failed.", func(j domain.Job) float64 { return float64(j.Failures) }},
		{"gauge", "mddash_job_duration_seconds", "How long it took the last time.", func(j domain.Job) float64 { return j.Took.Seconds() }},
		{"gauge", "mddash_job_last_success_seconds", "When it went well the last time, in seconds since 1970; 0 where it never did.", func(j domain.Job) float64 {
			if j.LastGood.IsZero() {
				return 0
			}
			return float64(j.LastGood.UnixMilli()) / 1000
		}},
	} {
		g.Asked(m.kind, m.name, m.help, []string{"job"}, func() []metrics.Sample {
			samples := []metrics.Sample{}
			for _, job := range jobs.List() {
				samples = append(samples, metrics.Sample{Labels: []string{job.Name}, Value: m.pick(job)})
			}
			return samples
		})
	}
}

// tell serves the numbers at an address of their own until the call ends; nothing is done where no address is set.
func (c *call) tell(g *gauges) error {
	if c.settings.MetricsAddr == "" {
		return nil
	}
	listener, err := listen(c.ctx, "MDDASH_METRICS_ADDR", c.settings.MetricsAddr)
	if err != nil {
		return err
	}
	c.log.Info("metrics", "url", "http://"+listener.Addr().String()+visit.MetricsPath)
	if host, _, _ := net.SplitHostPort(listener.Addr().String()); c.settings.MetricsToken == "" && !net.ParseIP(host).IsLoopback() {
		c.log.Warn("whoever reaches this address can read the metrics; set MDDASH_METRICS_TOKEN unless this network is your own")
	}
	server := &http.Server{
		Handler: http.HandlerFunc(c.serveMetrics(g)), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute, MaxHeaderBytes: 8 << 10,
		ErrorLog: slog.NewLogLogger(c.log.Handler(), slog.LevelDebug),
	}
	context.AfterFunc(c.ctx, func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }()
	return nil
}

func (c *call) serveMetrics(g *gauges) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != visit.MetricsPath || r.Method != http.MethodGet && r.Method != http.MethodHead:
			http.NotFound(w, r)
		case c.settings.MetricsToken != "" && !visit.HoldsToken(r, c.settings.MetricsToken):
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "Send the token of MDDASH_METRICS_TOKEN.", http.StatusUnauthorized)
		default:
			w.Header().Set("Content-Type", visit.MetricsType)
			_ = g.Write(w)
		}
	}
}
