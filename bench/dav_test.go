//go:build bench

package bench

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

// What a calendar program may have to wait for.
const (
	davEvents     = 5_000
	davRangeLimit = 150 * time.Millisecond
	davFirstLimit = 1500 * time.Millisecond
)

// A phone asks for a month of a calendar of 5,000 events, which came from another program, and for all of them.
func TestACalendarOfAPhone(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s, err := store.Open(ctx, store.Options{URL: "sqlite:" + filepath.Join(dir, "mddash.db"), Migrations: os.DirFS("../migrations")})
	must(t, err)
	_, err = s.Migrate(ctx)
	must(t, err)
	owner, secret := reader(t, s, "phone@example.com")
	calendar, err := s.As(owner).AddCalendar(ctx, domain.CalendarInput{Name: "Phone"})
	must(t, err)
	fillPhone(t, filepath.Join(dir, "mddash.db"), owner.ID, calendar.ID)
	must(t, s.Close())

	server := start(t, dir)
	ask := func(body string) request {
		return func(int, int) (*http.Request, error) {
			r, err := http.NewRequest("REPORT", fmt.Sprintf("%s/dav/calendars/%s/%d/", server.URL, owner.ID, calendar.ID), strings.NewReader(body))
			if err == nil {
				r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(owner.Email+":"+secret)))
			}
			return r, err
		}
	}
	const spaces = `xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"`
	for _, one := range []struct {
		what, body string
		limit      time.Duration
	}{
		{"a month of 5,000 events", `<c:calendar-query ` + spaces + `><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">` +
			`<c:time-range start="20261101T000000Z" end="20261201T000000Z"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>`, davRangeLimit},
		{"from a day on, of 5,000 events", `<c:calendar-query ` + spaces + `><d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">` +
			`<c:time-range start="20260801T000000Z"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>`, davRangeLimit},
		{"all 5,000 events for the first time", `<d:sync-collection ` + spaces + `><d:sync-token/><d:sync-level>1</d:sync-level><d:prop><d:getetag/><c:calendar-data/></d:prop></d:sync-collection>`, davFirstLimit},
	} {
		o := load(1, 4*time.Second, http.StatusMultiStatus, ask(one.body))
		if len(o.errors) > 0 {
			t.Fatal(o.errors[0])
		}
		half := o.percentile(50)
		tell(one.what+": 99 of 100 within", o.percentile(99).Round(100*time.Microsecond).String())
		judge(t, half < one.limit, one.what+": half within", fmt.Sprintf("%v (%.2f)", half.Round(100*time.Microsecond), float64(half)/float64(one.limit)), "within "+one.limit.String())
	}
	tell("memory afterwards", fmt.Sprintf("%.0f MB", memory(server.PID())))
}

// fillPhone writes events as they come from a phone.
func fillPhone(t *testing.T, file, owner string, calendar int64) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	must(t, err)
	defer db.Close()
	tx, err := db.Begin()
	must(t, err)
	begin := time.Date(2025, 11, 3, 8, 0, 0, 0, time.UTC)
	for i := range davEvents {
		at, rule, line := begin.Add(time.Duration(i*208)*time.Minute).Truncate(15*time.Minute), any(nil), ""
		if i%16 == 0 {
			text := diaryRules[i/16%len(diaryRules)]
			at, rule, line = begin.AddDate(0, 0, 7*(i%50)), text, "RRULE:"+text+"\r\n"
		}
		uid := fmt.Sprintf("phone-%d@example.com", i)
		kept := "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:" + at.Format("20060102T150405Z") + "\r\nDTEND:" + at.Add(time.Hour).Format("20060102T150405Z") + "\r\n" + line +
			fmt.Sprintf("SUMMARY:Review of draft %d\r\nLOCATION:Room Birch\r\nX-PHONE-COLOR;VALUE=TEXT:blue\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Review\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\n", i)
		_, err := tx.Exec(`INSERT INTO events (title, start, "end", calendar_id, timezone, recurrence, location, attendees, reminders, status, privacy, user_id, uid, kept) VALUES (?, ?, ?, ?, ?, ?, 'Room Birch', '[]', '[15]', 'confirmed', 'public', ?, ?, ?)`,
			fmt.Sprintf("Review of draft %d", i), at.Format("2006-01-02T15:04:05.000Z"), at.Add(time.Hour).Format("2006-01-02T15:04:05.000Z"), calendar, []string{"UTC", "Europe/Stockholm"}[i%2], rule, owner, uid, kept)
		must(t, err)
	}
	must(t, tx.Commit())
}
