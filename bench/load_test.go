//go:build bench

package bench

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// request makes the n-th request of a client.
type request func(client, n int) (*http.Request, error)

// outcome is what a load led to. Every request was answered, or is among the errors.
type outcome struct {
	took   time.Duration
	times  []time.Duration // sorted
	errors []error
}

func (o outcome) perSecond() float64 { return float64(len(o.times)) / o.took.Seconds() }

// percentile is the time that p of 100 requests took at most.
func (o outcome) percentile(p int) time.Duration {
	if len(o.times) == 0 {
		return 0
	}
	return o.times[min(len(o.times)*p/100, len(o.times)-1)]
}

// load sends requests one after the other from each of so many clients, each on its connection, for a while.
func load(clients int, lasting time.Duration, want int, next request) outcome {
	transport := &http.Transport{MaxIdleConns: clients, MaxIdleConnsPerHost: clients, DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: time.Minute}
	var all outcome
	var mu sync.Mutex
	var wait sync.WaitGroup
	began := time.Now()
	for c := range clients {
		wait.Go(func() {
			var mine outcome
			for n := 0; time.Since(began) < lasting; n++ {
				mine.ask(client, want, func() (*http.Request, error) { return next(c, n) })
			}
			mu.Lock()
			defer mu.Unlock()
			all.times = append(all.times, mine.times...)
			all.errors = append(all.errors, mine.errors...)
		})
	}
	wait.Wait()
	all.took = time.Since(began)
	slices.Sort(all.times)
	return all
}

func (o *outcome) ask(client *http.Client, want int, next func() (*http.Request, error)) {
	r, err := next()
	if err != nil {
		o.errors = append(o.errors, err)
		return
	}
	began := time.Now()
	res, err := client.Do(r)
	if err != nil {
		o.errors = append(o.errors, err)
		return
	}
	defer res.Body.Close()
	if res.StatusCode != want {
		text, _ := io.ReadAll(res.Body)
		o.errors = append(o.errors, fmt.Errorf("%d: %.200s", res.StatusCode, text))
		return
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		o.errors = append(o.errors, err)
		return
	}
	o.times = append(o.times, time.Since(began))
}

// cpuTime is what a process has used of the processor, where the system tells; else 0.
func cpuTime(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// memory is what a process keeps in memory, where the system tells; else 0.
func memory(pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if kb, found := strings.CutPrefix(line, "VmRSS:"); found {
			n, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(kb), " kB"), 64)
			return n / 1024
		}
	}
	return 0
}
