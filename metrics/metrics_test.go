package metrics

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

func written(t *testing.T, r *Registry) string {
	t.Helper()
	var out strings.Builder
	if err := r.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWhatWasCountedIsToldAsPrometheusReadsIt(t *testing.T) {
	r := New()
	requests := r.Counter("requests_total", "All of\nthem.", "route", "status")
	requests.Add(1, `/a"b\c`+"\n", "200")
	requests.Add(2, "/", "200")
	took := r.Histogram("took_seconds", "How long.", []float64{.1, 1}, "route")
	for _, d := range []time.Duration{50 * time.Millisecond, 100 * time.Millisecond, time.Second / 2, 5 * time.Second} {
		took.Observe(d, "/")
	}
	r.Gauge("open", "Now.").Add(3)
	r.AskedOne("gauge", "asked", "Anew.", func() float64 { return .5 })
	const want = `# HELP requests_total All of\nthem.
# TYPE requests_total counter
requests_total{route="/",status="200"} 2
requests_total{route="/a\"b\\c\n",status="200"} 1
# HELP took_seconds How long.
# TYPE took_seconds histogram
took_seconds_bucket{route="/",le="0.1"} 2
took_seconds_bucket{route="/",le="1"} 3
took_seconds_bucket{route="/",le="+Inf"} 4
took_seconds_sum{route="/"} 5.65
took_seconds_count{route="/"} 4
# HELP open Now.
# TYPE open gauge
open 3
# HELP asked Anew.
# TYPE asked gauge
asked 0.5
`
	if got := written(t, r); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestHoweverManyLabelsComeTheMemoryIsBounded(t *testing.T) {
	r := New()
	c := r.Counter("requests_total", "All.", "route")
	for i := range 2 * seriesMax {
		c.Add(1, strings.Repeat("x", i))
	}
	got := written(t, r)
	if lines := strings.Count(got, "\n"); lines > seriesMax+3 {
		t.Errorf("%d lines", lines)
	}
	if !regexp.MustCompile(`(?m)^requests_total\{route="other"\} 4000$`).MatchString(got) {
		t.Error("the rest is not counted as other")
	}
}

func TestManyCountAtOnce(t *testing.T) {
	r := New()
	c, h := r.Counter("a_total", "A.", "x"), r.Histogram("b_seconds", "B.", []float64{1}, "x")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 {
				c.Add(1, "x")
				h.Observe(time.Millisecond, "x")
			}
		})
	}
	all.Wait()
	if got := written(t, r); !strings.Contains(got, `a_total{x="x"} 4000`) || !strings.Contains(got, `b_seconds_count{x="x"} 4000`) {
		t.Error(got)
	}
}

func TestADayRemembersTheMedianOfEachHalfHour(t *testing.T) {
	now := time.Date(2026, 5, 21, 9, 10, 0, 0, time.UTC)
	d := NewDay(func() time.Time { return now })
	near := func(what string, got, want time.Duration) {
		t.Helper()
		if got < want*93/100 || got > want*107/100 {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	d.Observe(time.Hour) // forgotten below
	now = now.Add(25 * time.Hour)
	for range 9 {
		d.Observe(20 * time.Millisecond)
	}
	now = now.Add(time.Hour)
	d.Observe(40 * time.Millisecond)
	d.Observe(time.Minute)
	d.Observe(0)
	all, halves := d.Last()
	near("all", all.Median, 20*time.Millisecond)
	if all.Count != 12 || len(halves) != 48 || halves[47].Count != 3 || halves[46].Count != 0 || halves[46].Median != 0 || halves[45].Count != 9 {
		t.Errorf("got %+v %+v", all, halves[44:])
	}
	near("the last", halves[47].Median, 40*time.Millisecond)
	near("the one before", halves[45].Median, 20*time.Millisecond)
	now = now.Add(48 * time.Hour)
	if all, _ := d.Last(); all.Count != 0 || all.Median != 0 {
		t.Errorf("got %+v", all)
	}
}

func TestTheRuntimeIsTold(t *testing.T) {
	r := New()
	r.AddRuntime()
	if got := written(t, r); !regexp.MustCompile(`(?m)^go_goroutines [1-9]`).MatchString(got) || !regexp.MustCompile(`(?m)^go_memory_bytes [1-9]`).MatchString(got) {
		t.Error(got)
	}
}
