//go:build bench

package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const writers = 64

// Every acknowledged todo has to be there afterwards, also after a power cut.
func TestParallelWriters(t *testing.T) {
	dwellers := people(t)
	s := start(t, town)
	add := func(client, n int) (*http.Request, error) {
		body := strings.NewReader(fmt.Sprintf(`{"title": "Written by %d as number %d"}`, client, n))
		r, err := http.NewRequest("POST", s.URL+"/api/v1/todos", body)
		if err == nil {
			r.Header.Set("Authorization", "Bearer "+dwellers[client].Token)
			r.Header.Set("Content-Type", "application/json")
		}
		return r, err
	}
	before := countAll(t, s.URL, dwellers[:writers])
	alone := load(1, 3*time.Second, http.StatusCreated, add)
	many := load(writers, 10*time.Second, http.StatusCreated, add)
	acknowledged := len(alone.times) + len(many.times)
	lost := before + acknowledged - countAll(t, s.URL, dwellers[:writers])

	failures := append(alone.errors, many.errors...)
	for _, err := range failures[:min(5, len(failures))] {
		t.Log(err)
	}
	tell("one writer", fmt.Sprintf("%.0f/s", alone.perSecond()))
	tell(fmt.Sprintf("%d writers", writers), fmt.Sprintf("%.0f/s", many.perSecond()))
	judge(t, len(failures) == 0, "64 writers for 10 s: errors", fmt.Sprint(len(failures)), "none")
	judge(t, lost == 0, "64 writers for 10 s: acknowledged and lost", fmt.Sprint(lost), "none")
	limit := 10 * alone.percentile(50) * writers
	judge(t, many.percentile(99) < limit, "64 writers for 10 s: p99", many.percentile(99).Round(time.Millisecond).String(),
		fmt.Sprintf("below 10 × p50 of one writer (%s) × 64 = %s", alone.percentile(50).Round(10*time.Microsecond), limit.Round(time.Millisecond)))
}

// countAll adds up the todos of some people.
func countAll(t *testing.T, url string, dwellers []dweller) int {
	t.Helper()
	sum := 0
	for _, d := range dwellers {
		r, err := http.NewRequest("GET", url+"/api/v1/todos?limit=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+d.Token)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Total int }
		err = json.NewDecoder(res.Body).Decode(&page)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("counting: %d %v", res.StatusCode, err)
		}
		sum += page.Total
	}
	return sum
}
