package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// Whatever is sent, whoever sends it is answered, and never with a fault of ours.
func TestNonsenseIsAnsweredNeverWithAFault(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	add(t, ann, full(app))
	random := rand.New(rand.NewPCG(3, 4))
	for _, op := range operations(t, ann) {
		if strings.HasPrefix(op.Path, "/auth/") && op.Path != "/auth/me" {
			continue // slow on purpose, and tried by name
		}
		for range 5 {
			path := strings.NewReplacer("{id}", odd(random), "{comment_id}", odd(random), "{user_id}", odd(random), "{blocker_id}", odd(random), "{batch}", odd(random)).Replace(op.Path)
			if random.IntN(3) == 0 {
				path += "?" + []string{"limit", "cursor", "sort", "q", "since", "project_id", "due_before"}[random.IntN(7)] + "=" + odd(random)
			}
			body, _ := json.Marshal(nonsense(random, 4))
			p := ann.With("If-Match", `"`+odd(random)+`"`).With("If-None-Match", odd(random))
			if random.IntN(3) > 0 {
				p = ann.With("Idempotency-Key", odd(random))
			}
			answer := p.Send(op.Method, v1+path, []string{"application/json", "application/merge-patch+json", ""}[random.IntN(3)], body)
			if answer.Status >= 500 {
				t.Errorf("%s %s %s: %d\n%s", op.Method, path, body, answer.Status, answer.Body)
			}
		}
	}
	if log := app.Log(); strings.Contains(log, "level=ERROR") {
		t.Errorf("faults are in the log:\n%s", log)
	}
}

func odd(random *rand.Rand) string {
	return url.PathEscape([]string{
		"1", "2", "0", "-1", "9223372036854775807", "9223372036854775808", "1e3", "x", "none", "me", "ä", "\u202e", "'", `"`, "%", "a b", "..", "?", "*", "null", "{}", strings.Repeat("9", 300),
		"eyJzIjoiY3JlYXRlZF9hdCIsImsiOiIiLCJpIjo5fQ", "2026-05-21", "9999-12-31", "0001-01-01",
	}[random.IntN(26)])
}

func nonsense(random *rand.Rand, depth int) any {
	switch kind := random.IntN(9); {
	case kind < 3 || depth == 4:
		fields := map[string]any{}
		for range random.IntN(5) + 1 {
			names := []string{"title", "name", "description", "priority", "due_date", "due_time", "tags", "project_id", "parent_id", "assignee_ids", "recurrence", "reminder_at", "position", "status", "completed", "ids", "patch", "delete", "body", "after_id", "scopes", "expires_at", "timezone", "week_start", "avatar_url", "odd"}
			fields[names[random.IntN(len(names))]] = nonsense(random, depth-1)
		}
		return fields
	case kind == 3 && depth > 0:
		return []any{nonsense(random, depth-1), nonsense(random, depth-1)}
	case kind == 4:
		return []any{nil, true, false}[random.IntN(3)]
	case kind == 5:
		return json.Number([]string{"0", "1", "-1", "1.5", "1e400", "9223372036854775808", "12345678901234567890123"}[random.IntN(7)])
	}
	return []string{
		"", " ", "x", "low", "done", "2026-05-21", "9999-12-31", "0000-00-00", "25:00", "10:00", "FREQ=DAILY", "FREQ=SECONDLY;COUNT=999999999", "FREQ=YEARLY;BYDAY=99MO", "\x00", "\u202e", strings.Repeat("x", 3000),
		"2026-05-30T08:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "Europe/Stockholm", "../../etc/passwd", "zz", "V", "0", fmt.Sprint(random.Uint64()),
	}[random.IntN(25)]
}
