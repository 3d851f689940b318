package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

// Whatever is done in whatever order, what a project has spent is what its time comes to and what was written by hand.
func TestWhatProjectsHaveSpentAlwaysAddsUp(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			eachCast(t, func(c cast) {
				c.priced()
				c.exec(`UPDATE projects SET spent = 700 WHERE id = 1`) // as md_dash had it
				c.exec(`INSERT INTO project_members (project_id, user_id, role) VALUES (2, 'ann', 'member'), (2, 'ben', 'member')`)
				r := run{cast: c, Rand: rand.New(rand.NewPCG(seed, 7)), byHand: map[int64]int64{website: 700, studio: 0}}
				for i := range 5 {
					project := []*int64{ptr(website), ptr(studio), nil}[i%3]
					r.todos = append(r.todos, c.add("ann", domain.TodoInput{Title: fmt.Sprint("task ", i), ProjectID: project}).ID)
				}
				r.todos = append(r.todos, c.add("ann", domain.TodoInput{Title: "step", ParentID: &r.todos[0]}).ID)
				for range 250 {
					what := r.step()
					c.wantBalance(what, r.byHand)
				}
				if r.done < 80 {
					t.Errorf("only %d of the acts were allowed", r.done)
				}
			})
		})
	}
}

// run is one story of random acts.
type run struct {
	cast
	*rand.Rand
	todos   []int64
	entries []int64
	batches []batch
	byHand  map[int64]int64
	done    int
}

type batch struct{ who, id string }

// step does something that may or may not be allowed, and says what.
func (r *run) step() string {
	r.t.Helper()
	r.clock.Advance(time.Duration(r.IntN(5000)) * time.Second)
	who := []string{"ann", "ben", "dora"}[r.IntN(3)]
	scope := r.as(who)
	acts := []func(string, *store.Scope) (string, error){r.addTime, r.addTime, r.changeTime, r.deleteTime, r.restoreTime, r.timer, r.timer, r.move, r.undo, r.undo, r.trash, r.project}
	what, err := acts[r.IntN(len(acts))](who, scope)
	switch kind := domain.KindOf(err); {
	case err == nil:
		r.done++
		r.batches = append(r.batches, batch{who, scope.Batch()})
	case kind == 0:
		r.t.Fatalf("%s by %s: %v", what, who, err)
	}
	return what + " by " + who
}

func pick[T any](r *run, from []T) (one T) {
	if len(from) > 0 {
		one = from[r.IntN(len(from))]
	}
	return one
}

func (r *run) addTime(_ string, s *store.Scope) (string, error) {
	in := minutes(1 + r.IntN(300))
	if r.IntN(4) == 0 {
		in.Billable = ptr(false)
	}
	entry, err := s.AddTime(r.t.Context(), pick(r, r.todos), in)
	if err == nil {
		r.entries = append(r.entries, entry.ID)
	}
	return "log", err
}

func (r *run) changeTime(_ string, s *store.Scope) (string, error) {
	_, err := s.ChangeTime(r.t.Context(), pick(r, r.entries), "", setTime(func(in *domain.TimeInput) {
		in.Minutes, in.Billable, in.Reprice = ptr(1+r.IntN(300)), ptr(r.IntN(3) > 0), ptr(r.IntN(3) == 0)
	}))
	return "change", err
}

func (r *run) deleteTime(_ string, s *store.Scope) (string, error) {
	return "delete", s.DeleteTime(r.t.Context(), pick(r, r.entries), "")
}

func (r *run) restoreTime(_ string, s *store.Scope) (string, error) {
	_, err := s.RestoreTime(r.t.Context(), pick(r, r.entries))
	return "restore", err
}

func (r *run) timer(_ string, s *store.Scope) (string, error) {
	if r.IntN(3) == 0 {
		_, err := s.StopTimer(r.t.Context())
		return "stop", err
	}
	entry, err := s.StartTimer(r.t.Context(), pick(r, r.todos))
	if err == nil {
		r.entries = append(r.entries, entry.ID)
	}
	return "start", err
}

func (r *run) move(_ string, s *store.Scope) (string, error) {
	to := []*int64{ptr(website), ptr(studio), nil}[r.IntN(3)]
	_, err := s.UpdateTodo(r.t.Context(), pick(r, r.todos), "", set(func(in *domain.TodoInput) { in.ProjectID, in.AssigneeIDs = to, nil }))
	return "move", err
}

func (r *run) undo(_ string, s *store.Scope) (string, error) {
	b := pick(r, r.batches)
	if b.id == "" {
		return "undo nothing", nil
	}
	scope := r.as(b.who)
	err := scope.Undo(r.t.Context(), b.id)
	if err == nil {
		r.batches = append(r.batches, batch{b.who, scope.Batch()})
	}
	return "undo", err
}

func (r *run) trash(_ string, s *store.Scope) (string, error) {
	id := pick(r, r.todos)
	switch r.IntN(6) {
	case 0:
		return "purge", s.PurgeTodo(r.t.Context(), id)
	case 1, 2:
		return "delete a todo", s.DeleteTodo(r.t.Context(), id, "")
	}
	_, err := s.RestoreTodo(r.t.Context(), id)
	return "restore a todo", err
}

// project changes a currency, a rate, or what was spent by hand; of the latter an undo is not asked, so that the test
// knows what it has to be.
func (r *run) project(who string, s *store.Scope) (string, error) {
	id := []int64{website, studio}[r.IntN(2)]
	hand := int64(r.IntN(1000))
	kind := r.IntN(3)
	_, err := s.UpdateProject(r.t.Context(), id, "", func(in domain.ProjectInput) (domain.ProjectInput, error) {
		switch kind {
		case 0:
			in.Currency = ptr([]string{"EUR", "USD"}[r.IntN(2)])
		case 1:
			in.HourlyRate = ptr(int64(r.IntN(20000)))
		default:
			in.Spent = ptr(r.spent(id)[1] + hand)
		}
		return in, nil
	})
	if err == nil && kind == 2 {
		r.byHand[id] = hand
		return "spend by hand", domain.Fail(domain.Conflict, "not to be undone")
	}
	return "change a project", err
}

func TestTimeGoesWithItsTask(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		ctx := t.Context()
		c.exec(`INSERT INTO project_members (project_id, user_id, role) VALUES (2, 'ann', 'member')`)
		task := c.add("ann", domain.TodoInput{Title: "task", ProjectID: ptr(website)})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &task.ID})
		c.log("ann", task.ID, minutes(60))
		c.log("ben", step.ID, minutes(60))
		gone := c.log("ann", task.ID, minutes(60))
		c.want("delete", c.as("ann").DeleteTime(ctx, gone.ID, ""), 0)
		c.wantSpent("in the website", website, 15000, 15000)
		move := func(to *int64) string {
			t.Helper()
			scope := c.as("ann")
			_, err := scope.UpdateTodo(ctx, task.ID, "", set(func(in *domain.TodoInput) { in.ProjectID = to }))
			c.want("move", err, 0)
			return scope.Batch()
		}
		batch := move(ptr(studio))
		c.wantSpent("moved out", website, 0, 0)
		c.wantSpent("another currency is counted apart", studio, 0, 0)
		entry, err := c.as("ann").RestoreTime(ctx, gone.ID)
		if c.want("restore", err, 0); entry.ProjectID != studio || entry.Amount != (domain.Money{Minor: 9000, Currency: "EUR"}) {
			t.Errorf("what was in the trash did not come along: %+v", entry)
		}
		report, err := c.as("ann").TimeReport(ctx, domain.TimeFilter{ProjectID: studio}, nil)
		if c.want("report", err, 0); len(report.Total.Amounts) != 1 || report.Total.Amounts[0].Currency != "EUR" {
			t.Errorf("%+v", report.Total)
		}
		c.log("ann", task.ID, minutes(30))
		c.wantSpent("what is new there counts", studio, 5000, 5000)
		c.want("undo the move", c.as("ann").Undo(ctx, batch), 0)
		c.wantSpent("back again, in dollars apart", website, 24000, 24000)
		c.wantSpent("the studio has nothing left", studio, 0, 0)
		move(nil)
		c.wantSpent("a personal one", website, 0, 0)
	})
}

func TestAnotherCurrencyOfAProjectCountsItsOwnTime(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		ctx := t.Context()
		c.exec(`UPDATE projects SET spent = 500 WHERE id = 1`)
		task := c.add("ann", domain.TodoInput{Title: "task", ProjectID: ptr(website)})
		c.log("ann", task.ID, minutes(60))
		c.wantSpent("with what was there", website, 9500, 9000)
		scope := c.as("ann")
		_, err := scope.UpdateProject(ctx, website, "", func(in domain.ProjectInput) (domain.ProjectInput, error) {
			in.Currency = ptr("USD")
			return in, nil
		})
		c.want("change", err, 0)
		c.wantSpent("in dollars", website, 500, 0)
		c.log("ann", task.ID, minutes(60))
		c.wantSpent("in dollars", website, 9500, 9000)
		c.want("undo", c.as("ann").Undo(ctx, scope.Batch()), 0)
		c.wantSpent("in euros again", website, 9500, 9000)
	})
}

func TestTimeOutlivesItsTask(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		ctx := t.Context()
		task := c.add("ann", domain.TodoInput{Title: "gone one day", ProjectID: ptr(website)})
		entry := c.log("ben", task.ID, minutes(60))
		c.want("delete", c.as("ann").DeleteTodo(ctx, task.ID, ""), 0)
		if got, err := c.as("ben").TimeEntry(ctx, entry.ID); err != nil || got.Title != "gone one day" {
			t.Errorf("with its task in the trash: %+v, %v", got, err)
		}
		c.want("purge", c.as("ann").PurgeTodo(ctx, task.ID), 0)
		got, err := c.as("ben").TimeEntry(ctx, entry.ID)
		if c.want("read", err, 0); got.Title != "gone one day" || got.TodoID != 0 || got.ProjectID != website {
			t.Errorf("%+v", got)
		}
		c.wantSpent("still spent", website, 6000, 6000)
		_, err = c.as("ben").ChangeTime(ctx, entry.ID, "", setTime(func(in *domain.TimeInput) { in.Minutes = ptr(30) }))
		c.want("change", err, 0)
		c.wantSpent("still changed", website, 3000, 3000)
	})
}

func TestANumberOfAProjectIsTakenBackByUndo(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		budget := func(n *int64) string {
			t.Helper()
			scope := c.as("ann")
			_, err := scope.UpdateProject(ctx, website, "", func(in domain.ProjectInput) (domain.ProjectInput, error) {
				in.Budget, in.HourlyRate = n, n
				return in, nil
			})
			c.want("change", err, 0)
			return scope.Batch()
		}
		budget(ptr(int64(100)))
		c.want("undo", c.as("ann").Undo(ctx, budget(ptr(int64(200)))), 0)
		got, err := c.as("ann").Project(ctx, website)
		if c.want("read", err, 0); *got.Budget != 100 || *got.HourlyRate != 100 {
			t.Errorf("the budget is %d, the rate %d", *got.Budget, *got.HourlyRate)
		}
	})
}
