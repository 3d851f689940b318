//go:build bench

package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/e2e/running"
	"mddash/store"
)

// calendarLimit is what a month of the calendar may take.
const calendarLimit = 20 * time.Millisecond

const (
	diaryCalendars = 20
	diaryEvents    = 10_000
	diarySeries    = 300 // of them
	diaryTodos     = 2_000
)

// A diary is 20 calendars, some of them of others, with two years of events, and todos and projects with dates.
// MDDASH_TEST_POSTGRES names a server to put one on too.
func TestAMonthOfADiary(t *testing.T) {
	dir := t.TempDir()
	diaryIn(t, "SQLite", dir, "sqlite", "sqlite:"+filepath.Join(dir, "mddash.db"), filepath.Join(dir, "mddash.db"))
	if server := os.Getenv("MDDASH_TEST_POSTGRES"); server != "" {
		diaryIn(t, "PostgreSQL", t.TempDir(), "pgx", server, server)
	}
}

func diaryIn(t *testing.T, name, dir, driver, address, source string) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{URL: address, Migrations: os.DirFS("../migrations")})
	must(t, err)
	_, err = s.Migrate(ctx)
	must(t, err)
	owner, _ := reader(t, s, "diary@example.com")
	other, _ := reader(t, s, "other@example.com")
	calendars := shelf(t, s, owner, other)
	fillDiary(t, driver, source, owner.ID, calendars)
	must(t, s.Close())

	server := start(t, dir, "MDDASH_DATABASE_URL="+address)
	session := enter(t, server, "diary@example.com")
	for _, view := range []string{"month", "week", "day", "agenda"} {
		before := cpuTime(server.PID())
		o := load(1, 4*time.Second, http.StatusOK, func(int, int) (*http.Request, error) {
			r, err := http.NewRequest("GET", server.URL+"/calendar?date=2026-11-20&view="+view, nil)
			if err == nil {
				r.Header.Set("Cookie", session)
			}
			return r, err
		})
		if len(o.errors) > 0 {
			t.Fatal(o.errors[0])
		}
		half, most := o.percentile(50), o.percentile(99)
		cpu := (cpuTime(server.PID()) - before) / time.Duration(len(o.times))
		tell(fmt.Sprintf("%s, %s: of mddash's processor", name, view), cpu.Round(100*time.Microsecond).String())
		tell(fmt.Sprintf("%s, %s: 99 of 100 within", name, view), most.Round(100*time.Microsecond).String())
		judge(t, half < calendarLimit, fmt.Sprintf("%s, %s: half within", name, view),
			fmt.Sprintf("%v (%.2f)", half.Round(100*time.Microsecond), float64(half)/float64(calendarLimit)), "within "+calendarLimit.String())
	}
}

// shelf are the calendars that somebody sees: most their own, some shared with them, and the team's.
func shelf(t *testing.T, s *store.Store, owner, other domain.User) []int64 {
	t.Helper()
	ids := []int64{domain.TeamCalendar}
	for i := len(ids); i < diaryCalendars; i++ {
		whose := owner
		if i%5 == 0 {
			whose = other
		}
		calendar, err := s.As(whose).AddCalendar(t.Context(), domain.CalendarInput{Name: fmt.Sprintf("Calendar %d", i)})
		must(t, err)
		if whose.ID == other.ID {
			_, err := s.As(other).ShareCalendarByName(t.Context(), calendar.ID, domain.ShareInput{Email: owner.DisplayName(), Permission: domain.PermissionView})
			must(t, err)
		}
		ids = append(ids, calendar.ID)
	}
	return ids
}

// diaryRules are how series repeat.
var diaryRules = []string{"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=WEEKLY;COUNT=40", "FREQ=YEARLY", "FREQ=WEEKLY;UNTIL=20260601", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=MONTHLY"}

// fillDiary writes events as another program would.
func fillDiary(t *testing.T, driver, source, owner string, calendars []int64) {
	t.Helper()
	db, err := sql.Open(driver, source)
	must(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	tx, err := db.Begin()
	must(t, err)
	put := func(statement string, args ...any) {
		if driver == "pgx" {
			for i := range args {
				statement = strings.Replace(statement, "?", fmt.Sprintf("$%d", i+1), 1)
			}
		}
		_, err := tx.Exec(statement, args...)
		must(t, err)
	}
	begin := time.Date(2025, 11, 3, 8, 0, 0, 0, time.UTC)
	for i := range diaryEvents {
		at := begin.Add(time.Duration(i*104) * time.Minute).Truncate(15 * time.Minute)
		rule := any(nil)
		if i%(diaryEvents/diarySeries) == 0 && i/(diaryEvents/diarySeries) < diarySeries {
			rule = diaryRules[i/(diaryEvents/diarySeries)%len(diaryRules)]
			at = begin.AddDate(0, 0, 7*(i%50)).Add(time.Duration(i%10) * time.Hour)
		}
		privacy := any(nil)
		if i%20 == 0 {
			privacy = "private"
		}
		put(`INSERT INTO events (title, start, "end", calendar_id, timezone, recurrence, privacy, location, attendees, user_id, uid) VALUES (?, ?, ?, ?, 'Europe/Stockholm', ?, ?, 'Room Birch', '["Ana","Bo"]', ?, ?)`,
			fmt.Sprintf("Review of draft %d", i), at.Format("2006-01-02T15:04:05.000Z"), at.Add(time.Hour).Format("2006-01-02T15:04:05.000Z"), calendars[i%len(calendars)], rule, privacy, owner, fmt.Sprintf("diary-%d@example.com", i))
	}
	for i := range diaryTodos {
		put(`INSERT INTO tasks (name, due_date, due_time, status, user_id) VALUES (?, ?, ?, ?, ?)`, fmt.Sprintf("Call about order %d", i), begin.AddDate(0, 0, i%730).Format(time.DateOnly),
			[]any{nil, "10:00", "16:30"}[i%3], []string{"task", "done"}[i%2], owner)
	}
	for i := range 100 {
		put(`INSERT INTO projects (name, key, start_date, end_date, owner_id) VALUES (?, ?, ?, ?, ?)`, fmt.Sprintf("Project %d", i), fmt.Sprintf("PR%c%c", 'A'+i/26, 'A'+i%26),
			begin.AddDate(0, 0, 7*i).Format(time.DateOnly), begin.AddDate(0, 0, 7*i+60).Format(time.DateOnly), owner)
	}
	must(t, tx.Commit())
	if driver == "pgx" {
		_, err := db.Exec(`ANALYZE`)
		must(t, err)
	}
}

// enter signs somebody in as a browser does, and gives the cookies of the session.
func enter(t *testing.T, server *running.Server, email string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	client := &http.Client{Jar: jar}
	answer, err := client.PostForm(server.URL+"/signin", url.Values{"email": {email}, "password": {townPassword}})
	must(t, err)
	must(t, answer.Body.Close())
	place, err := url.Parse(server.URL)
	must(t, err)
	var cookies []string
	for _, cookie := range jar.Cookies(place) {
		cookies = append(cookies, cookie.Name+"="+cookie.Value)
	}
	return strings.Join(cookies, "; ")
}
