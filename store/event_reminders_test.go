package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// newlyTold are those who are told something by do, as who, kind and what.
func (c cast) newlyTold(do func() (int, error)) string {
	c.t.Helper()
	const all = `SELECT n.user_id || ' ' || n.kind || ' ' || coalesce(CASE n.subject_kind WHEN 'event' THEN (SELECT title FROM events WHERE id = n.subject_id) ELSE (SELECT name FROM tasks WHERE id = n.subject_id) END, '')
		|| ' ' || coalesce(n.detail, '') FROM notifications AS n`
	before, err := c.store.Strings(all)
	c.want("read", err, 0)
	n, err := do()
	c.want("tell", err, 0)
	after, err := c.store.Strings(all)
	c.want("read", err, 0)
	slices.Sort(before)
	slices.Sort(after)
	var fresh []string
	for _, line := range after {
		if at := slices.Index(before, line); at >= 0 {
			before = slices.Delete(before, at, at+1)
		} else {
			fresh = append(fresh, strings.TrimSpace(line))
		}
	}
	if n != len(fresh) {
		c.t.Errorf("%d were told, and there is %v", n, fresh)
	}
	return strings.Join(fresh, ", ")
}

// reminds are those who are told of events whose reminders came up since some time ago.
func (c cast) reminds(ago time.Duration) string {
	c.t.Helper()
	return c.newlyTold(func() (int, error) {
		n, _, err := c.store.System().TellEventReminders(c.t.Context(), c.clock.Now().Add(-ago))
		return n, err
	})
}

func (c cast) wantReminds(what string, ago time.Duration, want ...string) {
	c.t.Helper()
	if got := c.reminds(ago); got != strings.Join(want, ", ") {
		c.t.Errorf("%s: %q, want %q", what, got, strings.Join(want, ", "))
	}
}

func TestEventsRemindThoseWhoseCalendarItIsOnceAndInTime(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.verify("ben")
		now := c.clock.Now().Truncate(time.Minute)
		at := func(later time.Duration) string { return now.Add(later).Format(time.RFC3339) }
		work := c.calendar("ann", "Work")
		_, err := c.as("ann").ShareCalendar(ctx, work.ID, domain.ShareInput{Email: "ben@example.org", Permission: "view"})
		c.want("share", err, 0)
		input := func(title string, start time.Duration, more func(*domain.EventInput)) domain.EventInput {
			in := domain.EventInput{Title: title, Start: at(start), CalendarID: &work.ID, Reminders: []int{10}, TimeZone: ptr("UTC")}
			if more != nil {
				more(&in)
			}
			return in
		}
		c.event("ann", input("soon", 20*time.Minute, nil))
		private := c.event("ann", input("secret", 20*time.Minute, func(in *domain.EventInput) { in.Privacy = ptr(domain.PrivacyPrivate) }))
		c.event("ann", input("off", 20*time.Minute, func(in *domain.EventInput) { in.Status = ptr(domain.EventCancelled) }))
		c.event("ann", input("mute", 20*time.Minute, func(in *domain.EventInput) { in.Reminders = nil }))
		c.event("ann", input("in a week", 7*24*time.Hour, func(in *domain.EventInput) { in.Reminders = []int{7*24*60 - 10} }))
		c.event("ann", input("moment", 48*time.Hour, func(in *domain.EventInput) { in.Reminders, in.RemindersAt = nil, []string{at(10 * time.Minute)} }))
		binned := c.event("ann", input("binned", 20*time.Minute, nil))
		c.want("delete", c.as("ann").DeleteEvent(ctx, binned.ID, "", domain.Part{}), 0)
		c.wantReminds("too early", time.Hour)
		c.clock.Advance(11 * time.Minute)
		soon, week, moment := at(20*time.Minute), at(7*24*time.Hour), at(48*time.Hour)
		c.wantReminds("in time", time.Hour, "ann reminder in a week "+week, "ann reminder moment "+moment, "ann reminder secret "+soon, "ann reminder soon "+soon,
			"ben reminder in a week "+week, "ben reminder moment "+moment, "ben reminder soon "+soon)
		c.wantReminds("again", time.Hour)
		// Moved to later, it reminds once more; who hides the calendar hears nothing.
		_, err = c.as("ben").ChooseCalendars(ctx, func(domain.CalendarChoicesInput) (domain.CalendarChoicesInput, error) {
			return domain.CalendarChoicesInput{HiddenCalendarIDs: []int64{work.ID}}, nil
		}, "")
		c.want("hide", err, 0)
		_, err = c.as("ann").UpdateEvent(ctx, private.ID, "", domain.Part{}, func(in domain.EventInput) (domain.EventInput, error) {
			in.Start, in.End = at(30*time.Minute), ptr(at(60*time.Minute))
			return in, nil
		})
		c.want("move", err, 0)
		c.clock.Advance(10 * time.Minute)
		c.wantReminds("moved", time.Hour, "ann reminder secret "+at(30*time.Minute))
		c.event("ann", input("yesterday", -26*time.Hour, nil))
		c.wantReminds("longer than a day ago", 48*time.Hour)
	})
}

func TestEachTimeOfASeriesRemindsAsItIsNow(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		start := c.clock.Now().Truncate(time.Hour).Add(24 * time.Hour)
		day := func(n int) domain.Date { return domain.DateOf(start.AddDate(0, 0, n)) }
		work := c.calendar("ann", "Work")
		e := c.event("ann", domain.EventInput{Title: "standup", Start: start.Format(time.RFC3339), CalendarID: &work.ID, Reminders: []int{1440, 0}, TimeZone: ptr("UTC"), Recurrence: ptr("FREQ=DAILY;COUNT=5")})
		_, err := c.as("ann").UpdateEvent(ctx, e.ID, "", domain.Part{Scope: "this", On: day(2)}, func(in domain.EventInput) (domain.EventInput, error) {
			in.Title, in.Start, in.End = "late one", start.AddDate(0, 0, 2).Add(3*time.Hour).Format(time.RFC3339), ptr(start.AddDate(0, 0, 2).Add(4*time.Hour).Format(time.RFC3339))
			return in, nil
		})
		c.want("move one time", err, 0)
		c.want("leave one out", c.as("ann").DeleteEvent(ctx, e.ID, "", domain.Part{Scope: "this", On: day(3)}), 0)
		said := func(title string, n int, later time.Duration) string {
			return fmt.Sprintf("ann reminder %s %s", title, start.AddDate(0, 0, n).Add(later).Format(time.RFC3339))
		}
		c.clock.Advance(start.Sub(c.clock.Now()) + time.Minute)
		c.wantReminds("the first time, and the day before the second", time.Hour, said("standup", 0, 0), said("standup", 1, 0))
		c.clock.Advance(24 * time.Hour)
		c.wantReminds("the second", time.Hour, said("standup", 1, 0))
		c.clock.Advance(3 * time.Hour)
		c.wantReminds("the day before what was moved", time.Hour, said("late one", 2, 3*time.Hour))
		c.clock.Advance(21 * time.Hour)
		c.wantReminds("when it was before", time.Hour)
		c.clock.Advance(3 * time.Hour)
		c.wantReminds("when it is", time.Hour, said("late one", 2, 3*time.Hour))
		c.clock.Advance(21 * time.Hour)
		c.wantReminds("what is left out, and the day before the last", 23*time.Hour, said("standup", 4, 0))
	})
}

func TestWhatTakesAllDayRemindsOnEachPersonsClock(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`UPDATE users SET timezone = 'America/New_York' WHERE id = 'ben'`)
		c.exec(`UPDATE users SET timezone = 'Pacific/Auckland' WHERE id = 'dora'`)
		day := domain.DateOf(c.clock.Now()).Moved(3)
		midnight := day.Time()
		c.event("ann", domain.EventInput{Title: "fair", Start: string(day), AllDay: ptr(true), CalendarID: ptr(domain.TeamCalendar), Reminders: []int{60}})
		c.clock.Advance(midnight.Add(-14*time.Hour + time.Minute).Sub(c.clock.Now()))
		c.wantReminds("an hour before midnight in New Zealand", time.Hour, "dora reminder fair "+string(day))
		c.clock.Advance(13 * time.Hour)
		c.wantReminds("in Europe, for whom no zone is known", time.Hour, "ann reminder fair "+string(day), "zoe reminder fair "+string(day))
		c.clock.Advance(5 * time.Hour)
		c.wantReminds("in New York", time.Hour, "ben reminder fair "+string(day))
		c.wantReminds("and nobody again", 23*time.Hour)
	})
}

func TestWhoIsNamedHearsOfATeamsEventAndWhoDeclinedDoesNot(t *testing.T) {
	eachCast(t, func(c cast) {
		c.verify("ben", "zoe", "ann")
		start := c.clock.Now().Add(30 * time.Minute).Format(time.RFC3339)
		e := c.event("ann", domain.EventInput{Title: "review", Start: start, CalendarID: ptr(domain.TeamCalendar), Reminders: []int{15}, TimeZone: ptr("UTC"), Attendees: []string{"Ben <ben@example.org>", "zoe@example.org"}})
		user := domain.User{ID: "zoe", Name: "zoe", Email: "zoe@example.org", Verified: true, Roles: []string{"staff"}}
		c.want("decline", c.store.As(user).AnswerEvent(t.Context(), e.ID, domain.AnswerInput{Answer: domain.AnswerNo}, nil), 0)
		c.isTold("ann", "zoe is not coming: review")
		c.clock.Advance(16 * time.Minute)
		got := c.reminds(time.Hour)
		if !strings.Contains(got, "ann reminder review") || !strings.Contains(got, "ben reminder review") || strings.Contains(got, "zoe") || strings.Contains(got, "dora") {
			t.Errorf("reminded: %s", got)
		}
	})
}

func TestWhatIsDueIsToldInTheMorningOnceOnEachPersonsClock(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`UPDATE users SET timezone = 'Asia/Tokyo' WHERE id = 'ben'`)
		day := domain.DateOf(c.clock.Now()).Moved(2)
		due := ptr(string(day))
		c.add("ann", domain.TodoInput{Title: "own", DueDate: due})
		c.add("ann", domain.TodoInput{Title: "given", DueDate: due, ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		c.add("ann", domain.TodoInput{Title: "later", DueDate: ptr(string(day.Moved(1)))})
		done := c.add("ann", domain.TodoInput{Title: "done", DueDate: due})
		_, err := c.as("ann").CompleteTodo(t.Context(), done.ID, true)
		c.want("complete", err, 0)
		tell := func(what, want string) {
			t.Helper()
			if got := c.newlyTold(func() (int, error) { return c.store.System().TellDue(t.Context()) }); got != want {
				t.Errorf("%s: %q, want %q", what, got, want)
			}
		}
		c.clock.Advance(day.Time().Add(-3 * time.Hour).Sub(c.clock.Now()))
		tell("the evening before, when it is morning in Tokyo but not half past seven", "")
		c.clock.Advance(2 * time.Hour)
		tell("in the morning in Tokyo", "ben due given")
		c.clock.Advance(8 * time.Hour)
		tell("before half past seven", "")
		c.clock.Advance(time.Hour)
		tell("in the morning", "ann due own")
		tell("again", "")
		c.add("ann", domain.TodoInput{Title: "just now", DueDate: due})
		tell("what somebody just wrote down", "")
		c.clock.Advance(24 * time.Hour)
		tell("the day after", "ann due later")
	})
}
