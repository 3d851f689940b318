//go:build bench

package bench

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/e2e/running"
)

const (
	soakers      = 12
	soakDefault  = 15 * time.Minute // MDDASH_BENCH_SOAK says otherwise
	soakScrape   = "soaked-through-and-through"
	soakSettling = 20 * time.Second // what a load leaves is gone after that
)

// sample is what the program holds at a moment.
type sample struct{ memory, goroutines, files float64 }

// Twelve programs do everything at once for a quarter of an hour: they make, change, find, attach, list, sync and leave. What
// the program holds in the last third is what it held in the second, and what it opened is closed when they are gone.
func TestSoak(t *testing.T) {
	lasting := soakDefault
	if text := os.Getenv("MDDASH_BENCH_SOAK"); text != "" {
		given, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		lasting = given
	}
	dwellers := people(t)
	s := start(t, town, "MDDASH_METRICS_TOKEN="+soakScrape)
	before := held(t, s)
	samples, done, failed := soak(t, s, dwellers[:soakers], lasting)
	third := len(samples) / 3
	if third == 0 {
		t.Fatal("that is too short to say anything")
	}
	middle, last := median(samples[third:2*third]), median(samples[2*third:])
	time.Sleep(soakSettling)
	after := held(t, s)
	tell("requests", fmt.Sprintf("%.0f/s", float64(done)/lasting.Seconds()))
	judge(t, failed == 0, "requests that failed", strconv.Itoa(failed), "none")
	judge(t, last.memory < 1.15*middle.memory+8, "memory of the last third", fmt.Sprintf("%.0f MB", last.memory), fmt.Sprintf("below 1.15 × the second (%.0f MB) + 8", middle.memory))
	judge(t, last.goroutines < 1.5*middle.goroutines+20, "goroutines of the last third", fmt.Sprintf("%.0f", last.goroutines), fmt.Sprintf("below 1.5 × the second (%.0f) + 20", middle.goroutines))
	judge(t, after.goroutines <= before.goroutines+20, "goroutines when all are gone", fmt.Sprintf("%.0f", after.goroutines), fmt.Sprintf("at most those before (%.0f) + 20", before.goroutines))
	judge(t, after.files <= before.files+10, "open files when all are gone", fmt.Sprintf("%.0f", after.files), fmt.Sprintf("at most those before (%.0f) + 10", before.files))
}

// soak loads for a while and looks every few seconds what the program holds.
func soak(t *testing.T, s *running.Server, dwellers []dweller, lasting time.Duration) (samples []sample, done, failed int) {
	ctx, stop := context.WithTimeout(t.Context(), lasting)
	defer stop()
	var mu sync.Mutex
	var group sync.WaitGroup
	for n, d := range dwellers {
		group.Go(func() {
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			w := &soaker{url: s.URL, token: d.Token, name: fmt.Sprint(n), client: &http.Client{Transport: transport, Timeout: time.Minute}}
			for round := 0; ctx.Err() == nil; round++ {
				w.round(round)
			}
			mu.Lock()
			defer mu.Unlock()
			if done, failed = done+w.done, failed+len(w.failures); len(w.failures) > 0 {
				t.Log(w.failures[0])
			}
		})
	}
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(max(time.Second, lasting/100)):
			samples = append(samples, held(t, s))
		}
	}
	group.Wait()
	return samples, done, failed
}

// soaker is a program that works for one person.
type soaker struct {
	url, token, name string
	client           *http.Client
	done             int
	failures         []string
}

func (w *soaker) round(n int) {
	var todo, note struct{ ID int64 }
	name := w.name + "-" + strconv.Itoa(n)
	w.send("POST", "/api/v1/todos", map[string]any{"title": "Soaked " + name, "tags": []string{"soak"}, "due_date": "2026-11-20"}, &todo)
	w.send("PATCH", fmt.Sprintf("/api/v1/todos/%d", todo.ID), map[string]any{"status": "done"}, nil)
	w.send("POST", "/api/v1/notes", map[string]any{"title": "Soaked " + name, "content": strings.Repeat("Some **words** of "+name+". ", 50)}, &note)
	w.attach(fmt.Sprintf("/api/v1/notes/%d/attachments", note.ID), name)
	for _, path := range []string{"/api/v1/todos?limit=50", "/api/v1/search?q=soaked", "/api/v1/notes?limit=20", "/api/v1/events?limit=20", "/api/v1/projects", "/api/v1/changes"} {
		w.send("GET", path, nil, nil)
	}
	w.send("DELETE", fmt.Sprintf("/api/v1/todos/%d", todo.ID), nil, nil)
	w.send("DELETE", fmt.Sprintf("/api/v1/notes/%d", note.ID), nil, nil)
	if n%20 == 0 {
		w.client.CloseIdleConnections()
	}
}

func (w *soaker) send(method, path string, body, out any) {
	text, err := json.Marshal(body)
	if err != nil {
		w.failures = append(w.failures, err.Error())
		return
	}
	kind := "application/json"
	if body == nil {
		text, kind = nil, ""
	}
	w.ask(method, path, kind, bytes.NewReader(text), out)
}

func (w *soaker) attach(path, name string) {
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	part, err := parts.CreateFormFile("file", name+".txt")
	if err == nil {
		_, err = part.Write(bytes.Repeat([]byte(name+"\n"), 5000))
	}
	if err = cmp.Or(err, parts.Close()); err != nil {
		w.failures = append(w.failures, err.Error())
		return
	}
	w.ask("POST", path, parts.FormDataContentType(), &form, nil)
}

func (w *soaker) ask(method, path, kind string, body io.Reader, out any) {
	w.done++
	r, err := http.NewRequest(method, w.url+path, body)
	if err != nil {
		w.failures = append(w.failures, err.Error())
		return
	}
	r.Header.Set("Authorization", "Bearer "+w.token)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	res, err := w.client.Do(r)
	if err != nil {
		w.failures = append(w.failures, err.Error())
		return
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && out != nil {
		err = json.Unmarshal(text, out)
	}
	if err != nil || res.StatusCode >= 300 {
		w.failures = append(w.failures, fmt.Sprintf("%s %s: %d %v %.200s", method, path, res.StatusCode, err, text))
	}
}

// held is what the program holds now, by its own numbers and the system's.
func held(t *testing.T, s *running.Server) sample {
	t.Helper()
	r, err := http.NewRequest("GET", s.URL+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+soakScrape)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("/metrics: %d %v", res.StatusCode, err)
	}
	now := sample{memory: memory(s.PID())}
	for line := range strings.Lines(string(text)) {
		if number, found := strings.CutPrefix(strings.TrimSpace(line), "go_goroutines "); found {
			now.goroutines, _ = strconv.ParseFloat(number, 64)
		}
	}
	files, err := os.ReadDir(filepath.Join("/proc", strconv.Itoa(s.PID()), "fd"))
	if err != nil || now.goroutines == 0 {
		t.Fatalf("%v, %+v", err, now)
	}
	now.files = float64(len(files))
	return now
}

func median(samples []sample) sample {
	of := func(what func(sample) float64) float64 {
		var all []float64
		for _, s := range samples {
			all = append(all, what(s))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return sample{of(func(s sample) float64 { return s.memory }), of(func(s sample) float64 { return s.goroutines }), of(func(s sample) float64 { return s.files })}
}
