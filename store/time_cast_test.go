package store_test

import (
	"context"
	"slices"
	"testing"

	"mddash/domain"
)

// log notes time of somebody's on a todo.
func (c cast) log(who string, todo int64, in domain.TimeInput) domain.TimeEntry {
	c.t.Helper()
	entry, err := c.as(who).AddTime(context.Background(), todo, in)
	if err != nil {
		c.t.Fatalf("%s logs time: %v", who, err)
	}
	return entry
}

// priced gives the projects rates: Website 90.00 EUR an hour, for ben 60.00, Studio 100.00 USD.
func (c cast) priced() {
	c.t.Helper()
	c.exec(`UPDATE projects SET currency = 'EUR', hourly_rate = 9000, billing_type = 'hourly' WHERE id = 1`)
	c.exec(`UPDATE projects SET currency = 'USD', hourly_rate = 10000, billing_type = 'hourly' WHERE id = 2`)
	c.exec(`INSERT INTO project_rates (project_id, user_id, hourly_rate) VALUES (1, 'ben', 6000)`)
}

func minutes(n int) domain.TimeInput { return domain.TimeInput{Minutes: &n} }

// spent is what a project has spent, and what of it follows from time.
func (c cast) spent(id int64) [2]int64 {
	c.t.Helper()
	var out [2]int64
	for i, column := range []string{"spent", "spent_time"} {
		text, err := c.store.Strings(`SELECT CAST(`+column+` AS TEXT) FROM projects WHERE id = ?`, id)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, digit := range text[0] {
			out[i] = out[i]*10 + int64(digit-'0')
		}
	}
	return out
}

func (c cast) wantSpent(what string, id, spent, ofTime int64) {
	c.t.Helper()
	if got := c.spent(id); got != [2]int64{spent, ofTime} {
		c.t.Errorf("%s: spent %d, of it time %d; want %d, %d", what, got[0], got[1], spent, ofTime)
	}
}

// wantBalance: of every project, spent_time is what its live entries in its currency come to, and the rest is byHand.
func (c cast) wantBalance(what string, byHand map[int64]int64) {
	c.t.Helper()
	wrong, err := c.store.Strings(`SELECT CAST(p.id AS TEXT) FROM projects AS p WHERE p.spent_time <>
		(SELECT coalesce(sum(e.amount), 0) FROM time_entries AS e WHERE e.project_id = p.id AND e.currency = p.currency AND e.deleted_at IS NULL AND e.minutes IS NOT NULL)`)
	if err != nil {
		c.t.Fatal(err)
	}
	if len(wrong) > 0 {
		c.t.Fatalf("%s: the time of the projects %v does not add up", what, wrong)
	}
	for id, hand := range byHand {
		if got := c.spent(id); got[0]-got[1] != hand {
			c.t.Fatalf("%s: project %d has spent %d, of it time %d: by hand it is %d, want %d", what, id, got[0], got[1], got[0]-got[1], hand)
		}
	}
}

func setTime(do func(*domain.TimeInput)) func(domain.TimeInput) (domain.TimeInput, error) {
	return func(in domain.TimeInput) (domain.TimeInput, error) {
		do(&in)
		return in, nil
	}
}

func timeIDs(entries []domain.TimeEntry) []int64 {
	ids := []int64{}
	for _, entry := range entries {
		ids = append(ids, entry.ID)
	}
	slices.Sort(ids)
	return ids
}

func TestTimeIsBilledAtThePersonsRateElseTheProjects(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		task := c.add("ann", domain.TodoInput{Title: "task", ProjectID: ptr(website)})
		own := c.add("ann", domain.TodoInput{Title: "own"})
		for _, row := range []struct {
			who      string
			todo     int64
			in       domain.TimeInput
			amount   domain.Money
			billable bool
		}{
			{"ann", task.ID, minutes(60), domain.Money{Minor: 9000, Currency: "EUR"}, true},
			{"ben", task.ID, minutes(50), domain.Money{Minor: 5000, Currency: "EUR"}, true},
			{"ben", task.ID, domain.TimeInput{Minutes: ptr(50), Billable: ptr(false)}, domain.Money{Currency: "EUR"}, false},
			{"ann", own.ID, minutes(60), domain.Money{}, false},
		} {
			got := c.log(row.who, row.todo, row.in)
			if got.Amount != row.amount || got.Billable != row.billable || got.Minutes != *row.in.Minutes || got.Day != "2026-11-20" || !got.Priced {
				t.Errorf("%+v", got)
			}
		}
		c.wantSpent("after four entries", website, 14000, 14000)
	})
}

func TestAnEntryKeepsItsRateUntilItIsToTakeTheNewOne(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		ctx := t.Context()
		task := c.add("ann", domain.TodoInput{Title: "task", ProjectID: ptr(website)})
		entry := c.log("ann", task.ID, minutes(60))
		c.exec(`UPDATE projects SET hourly_rate = 12000 WHERE id = 1`)
		change := func(what string, amount int64, do func(*domain.TimeInput)) {
			t.Helper()
			got, err := c.as("ann").ChangeTime(ctx, entry.ID, "", setTime(do))
			c.want(what, err, 0)
			if got.Amount.Minor != amount {
				t.Errorf("%s: %d, want %d", what, got.Amount.Minor, amount)
			}
			c.wantSpent(what, website, amount, amount)
		}
		change("more minutes", 18000, func(in *domain.TimeInput) { in.Minutes = ptr(120) })
		change("not billable", 0, func(in *domain.TimeInput) { in.Billable = ptr(false) })
		change("billable again", 18000, func(in *domain.TimeInput) { in.Billable = ptr(true) })
		change("at the new rate", 24000, func(in *domain.TimeInput) { in.Reprice = ptr(true) })
		before := c.as("ann")
		got, err := before.ChangeTime(ctx, entry.ID, "", setTime(func(*domain.TimeInput) {}))
		if c.want("nothing", err, 0); !got.UpdatedAt.Equal(c.clock.Now()) {
			t.Error("an empty change changed something")
		}
		if _, err := c.as("ann").ChangeTime(ctx, entry.ID, entry.Version(), setTime(func(in *domain.TimeInput) { in.Note = ptr("x") })); domain.KindOf(err) != domain.Stale {
			t.Errorf("an old version: %v", err)
		}
	})
}

func TestWhatIsNoTimeIsRefused(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		ctx := t.Context()
		task := c.add("ann", domain.TodoInput{Title: "task", ProjectID: ptr(website)})
		for what, in := range map[string]domain.TimeInput{
			"no minutes": {}, "0": minutes(0), "less": minutes(-1), "more than a year": minutes(domain.MinutesMax + 1), "no date": {Minutes: ptr(1), Date: ptr("2026-02-30")},
			"a note with a NUL": {Minutes: ptr(1), Note: ptr("a\x00b")}, "somebody hidden": {Minutes: ptr(1), UserID: ptr("zoe")}, "nobody": {Minutes: ptr(1), UserID: ptr("x")},
			"a client": {Minutes: ptr(1), UserID: ptr("cleo")}, "no text": {Minutes: ptr(1), UserID: ptr("\xff\x00")},
		} {
			_, err := c.as("ann").AddTime(ctx, task.ID, in)
			c.want(what, err, domain.Invalid)
		}
		c.exec(`UPDATE projects SET hourly_rate = ? WHERE id = 1`, int64(domain.MoneyMax))
		_, err := c.as("ann").AddTime(ctx, task.ID, minutes(600))
		c.want("more than an entry holds", err, domain.Invalid)
		c.exec(`UPDATE projects SET hourly_rate = 6000, spent = ? WHERE id = 1`, int64(domain.MoneyMax-10))
		_, err = c.as("ann").AddTime(ctx, task.ID, minutes(600))
		c.want("more than a project holds", err, domain.Invalid)
		_, err = c.as("ben").AddTime(ctx, task.ID, domain.TimeInput{Minutes: ptr(10), UserID: ptr("ann")})
		c.want("a member for somebody else", err, domain.Invalid)
		c.wantSpent("nothing was written", website, domain.MoneyMax-10, 0)
		c.exec(`UPDATE projects SET spent = 0 WHERE id = 1`)
		if got := c.log("ann", task.ID, domain.TimeInput{Minutes: ptr(60), UserID: ptr("ben")}); got.UserID != "ben" || got.Amount.Minor != 6000 || got.Person.Name != "ben" {
			t.Errorf("for a member: %+v", got)
		}
	})
}
