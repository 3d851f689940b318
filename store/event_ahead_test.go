package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// askedFor counts the statements that say something.
type askedFor struct {
	text  string
	times int
}

func (*askedFor) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (a *askedFor) AfterQuery(_ context.Context, event *bun.QueryEvent) {
	if strings.Contains(event.Query, a.text) {
		a.times++
	}
}

// week is what somebody's dashboard tells of the week.
func week(t *testing.T, scope *Scope) string {
	t.Helper()
	var home homeRead
	if err := scope.homeEvents(t.Context(), &home, scope.user.Today(scope.store.now())); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, o := range home.Occurrences {
		fmt.Fprintf(&out, "%s %s %d %s %s; ", o.From.Format("02T15:04"), o.To.Format("02T15:04"), o.Of.ID, o.Of.Title, o.Day)
	}
	fmt.Fprint(&out, home.Further, home.Meetings, home.HasMore)
	return out.String()
}

// anew is what week tells when nothing is remembered.
func anew(t *testing.T, scope *Scope) string {
	t.Helper()
	kept := scope.store.remembered
	defer func() { scope.store.remembered = kept }()
	scope.store.remembered = &remembered{}
	return week(t, scope)
}

// upheaval changes events at random, by the operations and behind their backs.
type upheaval struct {
	t         *testing.T
	store     *Store
	ann, ben  *Scope
	calendars []int64
	random    *rand.Rand
	ids       []int64
}

// upheavalOf is with two people and a calendar that both see and one that only the first does.
func upheavalOf(t *testing.T, s *Store) *upheaval {
	t.Helper()
	for _, user := range []string{"ann", "ben"} {
		err := s.inTx(t.Context(), func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(`INSERT INTO users (id, name, email, roles) VALUES (?, ?, ?, '["staff"]')`, user, user, user+"@example.org").Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	u := &upheaval{
		t:      t,
		store:  s,
		ann:    s.As(domain.User{ID: "ann", Name: "Ann", Roles: []string{domain.RoleStaff}, TimeZone: "Europe/Berlin"}),
		ben:    s.As(domain.User{ID: "ben", Name: "Ben", Roles: []string{domain.RoleStaff}, TimeZone: "Asia/Tokyo"}),
		random: rand.New(rand.NewPCG(1, 2)),
	}
	for _, visibility := range []string{"team", "private"} {
		calendar, err := u.ann.AddCalendar(t.Context(), domain.CalendarInput{Name: visibility, Visibility: &visibility})
		if err != nil {
			t.Fatal(err)
		}
		u.calendars = append(u.calendars, calendar.ID)
	}
	return u
}

func (u *upheaval) some(texts ...string) *string { return &texts[u.random.IntN(len(texts))] }

func (u *upheaval) day() string { return fmt.Sprintf("2026-11-%02d", 16+u.random.IntN(14)) }

func (u *upheaval) set(in domain.EventInput) (domain.EventInput, error) {
	in.Title, in.Start = fmt.Sprint("t", u.random.IntN(1000)), fmt.Sprintf("%sT%02d:30", u.day(), 8+u.random.IntN(12))
	in.End, in.CalendarID = nil, &u.calendars[u.random.IntN(2)]
	in.Privacy, in.Status = u.some("public", "private", "confidential"), u.some("confirmed", "cancelled")
	return in, nil
}

// alone changes one time of a series and nothing else: what an operation does to it, it mostly does to the series as well;
// other code need not.
func (u *upheaval) alone() {
	u.t.Helper()
	var times []int64
	err := u.store.inTx(u.t.Context(), func(ctx context.Context, tx bun.Tx) error {
		if err := tx.NewRaw(`SELECT id FROM events WHERE series_id IS NOT NULL ORDER BY id`).Scan(ctx, &times); err != nil || len(times) == 0 {
			return err
		}
		change := *u.some(`UPDATE events SET start = '2026-11-24T15:00:00.000Z', "end" = '2026-11-24T16:00:00.000Z' WHERE id = ?`, `UPDATE events SET start = '2026-12-24T15:00:00.000Z', "end" = '2026-12-24T16:00:00.000Z' WHERE id = ?`,
			`UPDATE events SET calendar_id = 3 - calendar_id WHERE id = ?`, `DELETE FROM events WHERE id = ?`,
			`INSERT INTO events (title, start, "end", all_day, calendar_id, user_id, timezone, status, privacy, created_at, updated_at, series_id, series_day)
				SELECT title, '2026-11-25T15:00:00.000Z', '2026-11-25T16:00:00.000Z', all_day, calendar_id, user_id, timezone, status, privacy, created_at, updated_at, id, '2026-11-23' FROM events
				WHERE series_id IS NULL AND coalesce(recurrence, '') <> '' AND deleted_at IS NULL AND id <= ? ORDER BY id DESC LIMIT 1`)
		_, err := tx.NewRaw(change, times[u.random.IntN(len(times))]).Exec(ctx)
		return err
	})
	if err != nil {
		u.t.Fatal(err)
	}
}

// change does one thing, and tells what to which event.
func (u *upheaval) change() (act int, id int64) {
	ctx := u.t.Context()
	act = u.random.IntN(12)
	if len(u.ids) > 0 {
		id = u.ids[u.random.IntN(len(u.ids))]
	}
	on := domain.Date(u.day())
	switch {
	case act >= 10:
		u.alone()
	case act < 3 || id == 0:
		in, _ := u.set(domain.EventInput{Recurrence: u.some("", "", "FREQ=DAILY", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY")})
		if e, err := u.ann.AddEvent(ctx, in); err == nil {
			u.ids = append(u.ids, e.ID)
		}
	case act < 4:
		_, _ = u.ann.UpdateEvent(ctx, id, "", domain.Part{}, u.set)
	case act < 7:
		_, _ = u.ann.UpdateEvent(ctx, id, "", domain.Part{Scope: *u.some("this", "following"), On: on}, u.set)
	case act < 8:
		_ = u.ann.DeleteEvent(ctx, id, "", domain.Part{Scope: *u.some("this", "following", "all"), On: on})
	case act < 9:
		_, _ = u.ann.RestoreEvent(ctx, id)
	default:
		_ = u.ann.DeleteEvent(ctx, id, "", domain.Part{})
		_ = u.ann.PurgeEvent(ctx, id)
	}
	return act, id
}

func TestWhatIsAheadIsTheSameWhateverChangedBetweenTwoLooks(t *testing.T) {
	s := openEmpty(t)
	s.clock = func() time.Time { return time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC) }
	picked := &askedFor{text: "picked AS"}
	s.readers = s.readers.WithQueryHook(picked)
	s.read = s.readers
	u := upheavalOf(t, s)
	for step := range 600 {
		act, id := u.change()
		if u.random.IntN(3) == 0 {
			continue // several changes between two looks
		}
		for _, scope := range []*Scope{u.ann, u.ben} {
			if got, want := week(t, scope), anew(t, scope); got != want {
				t.Fatalf("step %d (%d of %d): %s\nsees    %s\nthere is %s", step, act, id, scope.user.ID, got, want)
			}
		}
	}
	if picked.times < 200 {
		t.Errorf("only %d looks read what had changed", picked.times)
	}
}

func TestChangesOfEventsAreKnownOneByOneUntilTheyAreTooMany(t *testing.T) {
	c := newTableChanges()
	commit := func(ids ...int64) (version int64) {
		for _, id := range ids {
			c.changeEvent(id, id)
		}
		c.end(c.begin(0))
		version, _ = c.version(calendarTables)
		return version
	}
	since := func(version int64) string {
		ids, known := c.eventsSince(version)
		return fmt.Sprint(len(ids), known)
	}
	start := commit()
	first := commit(1, 2)
	if first == start {
		t.Error("events changed, and no version did")
	}
	c.changeEvent(9, 9)
	c.forgetRows() // it was not committed
	second := commit(3)
	if got := since(start) + " " + since(first) + " " + since(second); got != "3 true 1 true 0 true" {
		t.Error(got)
	}
	var many []int64
	for id := range int64(rowChangesMost) {
		many = append(many, id)
	}
	last := commit(many[2:]...)
	if got := since(start) + " " + since(first) + " " + since(second) + " " + since(last); got != "500 false 499 true 498 true 0 true" {
		t.Error(got)
	}
	flood := commit(append(many, 1000)...)
	if got := since(last) + " " + since(flood); got != "0 false 0 true" {
		t.Error(got)
	}
	if c.changeEvent(4, 5); len(c.events.pending) != 2 {
		t.Errorf("%d is another row than %d", 4, 5)
	}
}

func TestWhatChangedIsReadWithoutTheRest(t *testing.T) {
	s := openEmpty(t)
	scope := s.As(domain.User{ID: "ann", Name: "Ann", Roles: []string{domain.RoleStaff}})
	today := scope.user.Today(s.now())
	asked := scope.timesAbout([]calendarRow{{ID: 1, UserID: "ann"}}, timespan{scope.midnight(today), scope.midnight(today.AddDays(7))}, pickedEvents(map[int64]bool{4: true, 7: true}))
	var plan []struct {
		ID, Parent, Notused int
		Detail              string
	}
	if err := s.write.NewRaw(`EXPLAIN QUERY PLAN `+asked.sql, asked.args...).Scan(t.Context(), &plan); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, step := range plan {
		if strings.Contains(step.Detail, "SEARCH e USING INTEGER PRIMARY KEY") || strings.Contains(step.Detail, "SEARCH e USING INDEX events_series (series_id=?)") {
			found++
		}
		if strings.Contains(step.Detail, "SCAN e USING INDEX events") || strings.HasPrefix(step.Detail, "SCAN events") {
			t.Errorf("%s", step.Detail)
		}
	}
	if found < 3 {
		t.Errorf("%+v", plan)
	}
}
