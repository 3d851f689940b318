package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/domain"
)

func TestOnePersonHasOneTimer(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		ctx := t.Context()
		first := c.add("ann", domain.TodoInput{Title: "first", ProjectID: ptr(website)})
		second := c.add("ann", domain.TodoInput{Title: "second", ProjectID: ptr(website)})
		_, err := c.as("ann").RunningTimer(ctx)
		c.want("none runs", err, domain.NotFound)
		_, err = c.as("ann").StopTimer(ctx)
		c.want("none to stop", err, domain.NotFound)
		one, err := c.as("ann").StartTimer(ctx, first.ID)
		c.want("start", err, 0)
		again, err := c.as("ann").StartTimer(ctx, first.ID)
		if c.want("start again", err, 0); again.ID != one.ID || !again.Running {
			t.Errorf("it began anew: %+v", again)
		}
		c.clock.Advance(50 * time.Minute)
		two, err := c.as("ann").StartTimer(ctx, second.ID)
		c.want("start another", err, 0)
		stopped, err := c.as("ann").TimeEntry(ctx, one.ID)
		if c.want("the first", err, 0); stopped.Running || stopped.Minutes != 50 || stopped.Amount.Minor != 7500 {
			t.Errorf("%+v", stopped)
		}
		_, err = c.as("ben").RunningTimer(ctx)
		c.want("others have none", err, domain.NotFound)
		c.clock.Advance(90 * time.Second)
		got, err := c.as("ann").StopTimer(ctx)
		if c.want("stop", err, 0); got.ID != two.ID || got.Minutes != 2 || got.Amount.Minor != 300 {
			t.Errorf("%+v", got)
		}
		c.wantSpent("both", website, 7800, 7800)
	})
}

func TestTwoTimersStartedAtOnceAreOne(t *testing.T) {
	eachCast(t, func(c cast) {
		todos := []int64{}
		for range 8 {
			todos = append(todos, c.add("ann", domain.TodoInput{Title: "x"}).ID)
		}
		var all sync.WaitGroup
		for _, id := range todos {
			all.Go(func() {
				if _, err := c.as("ann").StartTimer(t.Context(), id); err != nil && domain.KindOf(err) != domain.Conflict {
					t.Error(err)
				}
			})
		}
		all.Wait()
		running, err := c.store.Strings(`SELECT CAST(id AS TEXT) FROM time_entries WHERE minutes IS NULL AND deleted_at IS NULL`)
		if err != nil || len(running) != 1 {
			t.Errorf("%v run, %v", running, err)
		}
	})
}

func TestManyWritersAtOnceKeepTheSum(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		task := c.add("ann", domain.TodoInput{Title: "x", ProjectID: ptr(website)})
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() { _, _ = c.as("ben").AddTime(t.Context(), task.ID, minutes(60)) })
		}
		all.Wait()
		c.wantBalance("many", nil)
		c.wantSpent("all of them", website, 72000, 72000)
	})
}

func TestAForgottenTimerIsCorrectedByStoppingIt(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		ctx := t.Context()
		task := c.add("ann", domain.TodoInput{Title: "x", ProjectID: ptr(website)})
		entry, err := c.as("ann").StartTimer(ctx, task.ID)
		c.want("start", err, 0)
		c.clock.Advance(40 * time.Hour)
		running, err := c.as("ann").RunningTimer(ctx)
		if c.want("running", err, 0); !running.Forgotten(c.clock.Now()) || running.MinutesAt(c.clock.Now()) != 2400 {
			t.Errorf("%+v", running)
		}
		got, err := c.as("ann").ChangeTime(ctx, entry.ID, "", setTime(func(in *domain.TimeInput) { in.Minutes = ptr(60) }))
		if c.want("correct", err, 0); got.Running || got.Minutes != 60 || got.Amount.Minor != 9000 || got.Day != entry.Day {
			t.Errorf("%+v", got)
		}
		c.wantSpent("as corrected", website, 9000, 9000)
	})
}

func TestATimerIsUndoneAsItWas(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		first, second := c.add("ann", domain.TodoInput{Title: "1"}), c.add("ann", domain.TodoInput{Title: "2"})
		_, err := c.as("ann").StartTimer(ctx, first.ID)
		c.want("start", err, 0)
		scope := c.as("ann")
		_, err = scope.StartTimer(ctx, second.ID)
		c.want("switch", err, 0)
		c.want("undo", c.as("ann").Undo(ctx, scope.Batch()), 0)
		running, err := c.as("ann").RunningTimer(ctx)
		if c.want("running", err, 0); running.TodoID != first.ID {
			t.Errorf("%+v", running)
		}
		stop := c.as("ann")
		_, err = stop.StopTimer(ctx)
		c.want("stop", err, 0)
		_, err = c.as("ann").StartTimer(ctx, second.ID)
		c.want("start", err, 0)
		c.want("undo the stop while another runs", c.as("ann").Undo(ctx, stop.Batch()), domain.Conflict)
		thrown := c.as("ann")
		running, err = c.as("ann").RunningTimer(ctx)
		c.want("running", err, 0)
		c.want("throw away", thrown.DeleteTime(ctx, running.ID, ""), 0)
		_, err = c.as("ann").StartTimer(ctx, first.ID)
		c.want("start", err, 0)
		c.want("undo throwing away while another runs", c.as("ann").Undo(ctx, thrown.Batch()), domain.Conflict)
		_, err = c.as("ann").RestoreTime(ctx, running.ID)
		c.want("restore while another runs", err, domain.Conflict)
	})
}

// A timer must not tell what became of a task, nor be stuck, when its person is out of the project.
func TestATimerOfWhoLostSightOfTheTaskStopsAndTellsNothing(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		ctx := t.Context()
		task := c.add("ann", domain.TodoInput{Title: "before", ProjectID: ptr(website)})
		entry, err := c.as("ben").StartTimer(ctx, task.ID)
		c.want("start", err, 0)
		c.exec(`DELETE FROM project_members WHERE user_id = 'ben'`)
		_, err = c.as("ann").UpdateTodo(ctx, task.ID, "", set(func(in *domain.TodoInput) { in.Title = "secret plan" }))
		c.want("rename", err, 0)
		running, err := c.as("ben").RunningTimer(ctx)
		if c.want("running", err, 0); running.Title != "" || running.TodoID != 0 || running.ProjectID != 0 || running.Project.Name != "" {
			t.Errorf("%+v", running)
		}
		c.clock.Advance(100 * time.Hour)
		_, err = c.as("ben").ChangeTime(ctx, entry.ID, "", setTime(func(in *domain.TimeInput) { in.Minutes = ptr(9999) }))
		c.want("correct it", err, domain.Denied)
		c.want("delete it", c.as("ben").DeleteTime(ctx, entry.ID, ""), domain.Denied)
		got, err := c.as("ben").StopTimer(ctx)
		if c.want("stop", err, 0); got.Minutes != 720 || strings.Contains(got.Title, "secret") {
			t.Errorf("%+v", got)
		}
		_, err = c.as("ben").StartTimer(ctx, task.ID)
		c.want("start again", err, domain.NotFound)
	})
}

func TestATimerThatComesToTooMuchStillStops(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`UPDATE projects SET hourly_rate = ? WHERE id = 1`, int64(domain.MoneyMax))
		task := c.add("ann", domain.TodoInput{Title: "x", ProjectID: ptr(website)})
		_, err := c.as("ann").StartTimer(ctx, task.ID)
		c.want("start", err, 0)
		c.clock.Advance(time.Hour)
		got, err := c.as("ann").StopTimer(ctx)
		if c.want("stop", err, 0); got.Minutes != 60 || got.Billable || got.Amount.Minor != 0 {
			t.Errorf("%+v", got)
		}
	})
}
