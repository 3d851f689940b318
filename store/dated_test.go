package store_test

import (
	"slices"
	"strings"
	"testing"

	"mddash/domain"
)

// dates are the titles of what is due from one day to another, a + behind those that can be ticked and a ! behind what
// is done.
func (c cast) dates(who string, from, to domain.Date) string {
	c.t.Helper()
	dates, err := c.as(who).DatesBetween(c.t.Context(), domain.DatedKinds(), from, to)
	c.want(who+" reads what is due", err, 0)
	titles := []string{}
	for _, d := range dates {
		title := d.Title
		if d.Begins {
			title += "<"
		}
		if d.Done {
			title += "!"
		}
		if d.CanTick {
			title += "+"
		}
		titles = append(titles, title)
	}
	return strings.Join(titles, " ")
}

func TestWhatIsDueIsShownToThoseWhoHaveToDoWithIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`DELETE FROM decisions`)
		c.exec(`UPDATE projects SET start_date = NULL, end_date = NULL`)
		due := func(title string, day string) domain.TodoInput {
			return domain.TodoInput{Title: title, DueDate: ptr(day)}
		}
		c.add("ann", due("before", "2026-11-19"))
		own := c.add("ann", due("own", "2026-11-20"))
		timed := due("timed", "2026-11-20")
		timed.DueTime = ptr("09:30")
		c.add("ann", timed)
		c.add("ann", due("last", "2026-11-30"))
		c.add("ann", due("after", "2026-12-01"))
		c.add("ann", domain.TodoInput{Title: "undated"})
		shared := due("shared", "2026-11-21")
		shared.ProjectID, shared.AssigneeIDs = ptr(website), []string{"ben"}
		c.add("ann", shared)
		secretOne := due("secret", "2026-11-21")
		secretOne.ProjectID = ptr(secret)
		c.add("dora", secretOne)
		gone := c.add("ann", due("gone", "2026-11-20"))
		c.want("one goes to the trash", c.as("ann").DeleteTodo(ctx, gone.ID, ""), 0)
		c.exec(`UPDATE projects SET start_date = '2026-11-22', end_date = '2026-11-29T00:00:00.000Z' WHERE id = 1`)
		c.exec(`UPDATE projects SET end_date = '2026-11-29' WHERE id = 3`)
		c.exec(`INSERT INTO decisions (name, due_date, project_id, status) VALUES ('ours', '2026-11-23', NULL, 'open'), ('made', '2026-11-23', NULL, 'dropped'), ('hidden', '2026-11-23', 3, 'open')`)
		c.exec(`INSERT INTO notes (title, content, due_date, user_id) VALUES ('anns', '', '2026-11-24', 'ann'), ('bens', '', '2026-11-24 10:00', 'ben'), ('odd', '', '2026-11-31', 'ann')`)
		name, _ := c.store.Strings(`SELECT name FROM projects WHERE id IN (1, 3) ORDER BY id`)
		for who, want := range map[string]string{
			"ann":  "own+ timed+ shared+ " + name[0] + "< ours made! anns " + name[0] + " last+",
			"ben":  "shared+ " + name[0] + "< ours made! bens " + name[0],
			"dora": "secret+ ours made! hidden",
		} {
			if got := c.dates(who, "2026-11-20", "2026-12-01"); who != "dora" && got != want || who == "dora" && !strings.HasPrefix(strings.ReplaceAll(got, name[0]+"< ", ""), want) {
				t.Errorf("%s has %q, want %q", who, got, want)
			}
		}
		if got := c.dates("cleo", "2026-11-20", "2026-12-01"); strings.Contains(got, "ours") || strings.Contains(got, "own") {
			t.Errorf("a client has %q", got)
		}
		_, err := c.as("ann").CompleteTodo(ctx, own.ID, true)
		c.want("one is done", err, 0)
		c.exec(`UPDATE projects SET is_archived = 1 WHERE id = 1`)
		if got := c.dates("ann", "2026-11-20", "2026-12-01"); got != "own!+ timed+ ours made! anns last+" {
			t.Errorf("then ann has %q", got)
		}
	})
}

func TestWhatIsDueIsReadAlongIndexesInTheSameQueriesHoweverMuchItIs(t *testing.T) {
	eachCast(t, func(c cast) {
		count := func() []string {
			r := c.store.Record()
			_, err := c.as("ann").DatesBetween(t.Context(), domain.DatedKinds(), "2026-01-01", "2026-02-05")
			c.want("what is due", err, 0)
			return r.Take()
		}
		c.add("ann", domain.TodoInput{Title: "x", DueDate: ptr("2026-01-02"), ProjectID: ptr(website)})
		one := count()
		manyTodos(c, 5000)
		c.exec(`UPDATE tasks SET project_id = ?`, website)
		many := count()
		if len(many) != len(one) || len(many) != 5 {
			t.Errorf("%d queries for one, %d for many", len(one), len(many))
		}
		if c.postgres() {
			return // so few rows are read as a whole there
		}
		for _, index := range []string{"tasks_own_dated (user_id=? AND <expr>>? AND <expr><?)", "projects_begin (<expr>>? AND <expr><?)", "projects_end (<expr>>? AND <expr><?)",
			"decisions_due (<expr>>? AND <expr><?)", "notes_own_due (user_id=? AND <expr>>? AND <expr><?)"} {
			if !slices.ContainsFunc(many, func(statement string) bool {
				plan, err := c.store.HowItGoes(statement)
				c.want("its plan", err, 0)
				return strings.Contains(plan, index)
			}) {
				for _, statement := range many {
					plan, _ := c.store.HowItGoes(statement)
					t.Log(plan)
				}
				t.Errorf("nothing goes along %s", index)
			}
		}
	})
}

func TestWhatSomebodyHidesIsTheirsAndOfWhatTheySee(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		mine, theirs := c.calendar("ann", "mine"), c.calendar("zoe", "theirs")
		c.share("ann", mine, "ben", domain.PermissionView)
		hide := func(who string, kinds []string, ids ...int64) error {
			_, err := c.as(who).ChooseCalendars(ctx, func(domain.CalendarChoicesInput) (domain.CalendarChoicesInput, error) {
				return domain.CalendarChoicesInput{HiddenCalendarIDs: ids, HiddenDates: kinds}, nil
			}, "")
			return err
		}
		c.event("ann", domain.EventInput{Title: "x", Start: "2026-11-21T09:00", CalendarID: ptr(mine.ID)})
		c.want("ben hides what ann shares", hide("ben", []string{"notes", "notes"}, mine.ID, domain.TeamCalendar), 0)
		c.want("and nothing that he does not see", hide("ben", nil, theirs.ID), domain.Invalid)
		c.want("nor what is nothing", hide("ben", []string{"x"}), domain.Invalid)
		choices, err := c.as("ben").CalendarChoices(ctx)
		if c.want("his choices", err, 0); !slices.Equal(choices.HiddenCalendars, []int64{1, mine.ID}) || !slices.Equal(choices.HiddenDates, []string{"notes"}) {
			t.Errorf("%+v", choices)
		}
		if got := c.events("ben", domain.EventFilter{Hidden: choices.HiddenCalendars}); got != "" {
			t.Errorf("ben has %q", got)
		}
		if others, err := c.as("ann").CalendarChoices(ctx); err != nil || len(others.HiddenCalendars) > 0 {
			t.Errorf("ann has %+v, %v", others, err)
		}
		_, err = c.as("ben").ChooseCalendars(ctx, func(in domain.CalendarChoicesInput) (domain.CalendarChoicesInput, error) { return in, nil }, "old")
		c.want("a stale version", err, domain.Stale)
		// What he does not see any more is forgotten.
		shares, err := c.as("ann").CalendarShares(ctx, mine.ID)
		c.want("her shares", err, 0)
		c.want("ann takes it away", c.as("ann").UnshareCalendar(ctx, mine.ID, shares[0].ID), 0)
		c.want("ben chooses again", hide("ben", nil, mine.ID, domain.TeamCalendar), 0)
		if choices, _ := c.as("ben").CalendarChoices(ctx); !slices.Equal(choices.HiddenCalendars, []int64{1}) {
			t.Errorf("then %+v", choices)
		}
	})
}
