package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
)

// worked fills May and June: for Harbour Coffee in Website, for nobody in Studio, and a personal hour.
func worked(c cast) {
	c.t.Helper()
	c.priced()
	c.exec(`INSERT INTO clients (id, company_name) VALUES (?, 'Harbour Coffee')`, harbour)
	c.exec(`UPDATE projects SET client_id = ? WHERE id = 1`, harbour)
	c.exec(`INSERT INTO project_members (project_id, user_id, role) VALUES (2, 'ann', 'member')`)
	web, studioTask := c.add("ann", domain.TodoInput{Title: "web", ProjectID: ptr(website)}), c.add("ann", domain.TodoInput{Title: "stu", ProjectID: ptr(studio)})
	own := c.add("ann", domain.TodoInput{Title: "own"})
	for _, e := range []struct {
		who  string
		todo int64
		day  string
		n    int
	}{
		{"ann", web.ID, "2026-05-31", 60}, {"ann", web.ID, "2026-06-01", 120}, {"ben", web.ID, "2026-06-30", 60}, {"ann", studioTask.ID, "2026-06-02", 60},
		{"dora", studioTask.ID, "2026-06-03", 30}, {"ann", own.ID, "2026-06-04", 90},
	} {
		c.log(e.who, e.todo, domain.TimeInput{Minutes: ptr(e.n), Date: &e.day})
	}
	if _, err := c.as("ann").StartTimer(c.t.Context(), web.ID); err != nil {
		c.t.Fatal(err)
	}
}

// lines are the rows of a report as text.
func lines(r domain.TimeReport) []string {
	all := []string{}
	for _, row := range r.Rows {
		line := ""
		for _, group := range r.Groups {
			line += map[domain.TimeGroup]string{domain.ByProject: row.Project.Name, domain.ByClient: row.Client.CompanyName, domain.ByPerson: row.Person.Name, domain.ByMonth: row.Month}[group] + " | "
		}
		all = append(all, line+sumText(row.TimeSum))
	}
	return append(all, "= "+sumText(r.Total))
}

func sumText(s domain.TimeSum) string {
	text := fmt.Sprintf("%d of %d", s.Billable, s.Minutes)
	for _, money := range s.Amounts {
		text += ", " + money.String()
	}
	if s.Hidden {
		text += ", and more"
	}
	return text
}

func TestReportsTellTimeApartByWhatIsAsked(t *testing.T) {
	eachCast(t, func(c cast) {
		worked(c)
		for _, row := range []struct {
			who    string
			f      domain.TimeFilter
			groups []domain.TimeGroup
			want   []string
		}{
			{"ann", domain.TimeFilter{}, nil, []string{"= 330 of 420, 330.00 EUR, 100.00 USD, and more"}},
			{"ann", domain.TimeFilter{}, []domain.TimeGroup{domain.ByProject}, []string{
				"Studio | 90 of 90, 100.00 USD, and more", "Website | 240 of 240, 330.00 EUR", " | 0 of 90", "= 330 of 420, 330.00 EUR, 100.00 USD, and more"}},
			{"ann", domain.TimeFilter{}, []domain.TimeGroup{domain.ByClient, domain.ByMonth}, []string{
				"Harbour Coffee | 2026-05 | 60 of 60, 90.00 EUR", "Harbour Coffee | 2026-06 | 180 of 180, 240.00 EUR", " | 2026-06 | 90 of 180, 100.00 USD, and more",
				"= 330 of 420, 330.00 EUR, 100.00 USD, and more"}},
			{"ann", domain.TimeFilter{From: "2026-06-01", To: "2026-06-30", ProjectID: website}, []domain.TimeGroup{domain.ByPerson}, []string{
				"ann | 120 of 120, 180.00 EUR", "ben | 60 of 60, 60.00 EUR", "= 180 of 180, 240.00 EUR"}},
			{"ben", domain.TimeFilter{}, []domain.TimeGroup{domain.ByProject, domain.ByPerson}, []string{
				"Studio | ann | 60 of 60, and more", "Studio | dora | 30 of 30, and more", "Website | ann | 180 of 180, and more", "Website | ben | 60 of 60, 60.00 EUR",
				"= 330 of 330, 60.00 EUR, and more"}},
			{"ann", domain.TimeFilter{NoProject: true}, nil, []string{"= 0 of 90"}},
			{"ann", domain.TimeFilter{ClientID: harbour, UserID: "ben"}, nil, []string{"= 60 of 60, 60.00 EUR"}},
			{"ann", domain.TimeFilter{Billable: ptr(false)}, nil, []string{"= 0 of 90"}},
			{"zoe", domain.TimeFilter{ClientID: harbour}, nil, []string{"= 0 of 0"}},
			{"cleo", domain.TimeFilter{}, []domain.TimeGroup{domain.ByProject}, []string{"= 0 of 0"}},
		} {
			report, err := c.as(row.who).TimeReport(t.Context(), row.f, row.groups)
			c.want("report", err, 0)
			if got := lines(report); !slices.Equal(got, row.want) {
				t.Errorf("%s %+v by %v:\n%s\nwant\n%s", row.who, row.f, row.groups, strings.Join(got, "\n"), strings.Join(row.want, "\n"))
			}
		}
		months, err := c.as("ann").ClientMonths(t.Context(), harbour)
		if c.want("months", err, 0); len(months) != 2 || months[0].Month != "2026-06" || months[1].Minutes != 60 {
			t.Errorf("%+v", months)
		}
		team, err := c.as("ann").ProjectTime(t.Context(), website)
		if c.want("project", err, 0); len(team.Rows) != 2 || team.Total.Minutes != 240 {
			t.Errorf("%+v", team)
		}
	})
}

func TestTimeIsListedPageByPage(t *testing.T) {
	eachCast(t, func(c cast) {
		worked(c)
		ctx := t.Context()
		for _, sort := range []string{"", "date"} {
			var got []string
			f := domain.TimeFilter{Limit: 2, Sort: sort, Total: true}
			for {
				page, err := c.as("ann").Time(ctx, f)
				c.want("page", err, 0)
				for _, entry := range page.Items {
					got = append(got, string(entry.Day))
				}
				if page.Total != 7 {
					t.Errorf("total %d", page.Total)
				}
				if page.Next == "" {
					break
				}
				f.Cursor = page.Next
			}
			if sorted := slices.IsSorted(got); len(got) != 7 || sorted != (sort == "date") {
				t.Errorf("%q: %v", sort, got)
			}
			f.Cursor = "x"
			_, err := c.as("ann").Time(ctx, f)
			c.want("a foreign cursor", err, domain.Invalid)
		}
		_, err := c.as("ann").Time(ctx, domain.TimeFilter{Sort: "minutes"})
		c.want("another order", err, domain.Invalid)
		n := 0
		err = c.as("ann").EachTime(ctx, domain.TimeFilter{}, func(domain.TimeEntry) error { n++; return nil })
		if c.want("each", err, 0); n != 7 {
			t.Errorf("%d of 7", n)
		}
	})
}

// manyEntries gives ann, ben and dora n time entries in all projects and over a thousand days.
func manyEntries(c cast, n int) {
	c.t.Helper()
	numbers := `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)`
	day := `date('2024-01-01', '+' || (i % 1000) || ' days')`
	if c.postgres() {
		numbers = `WITH n (i) AS (SELECT generate_series(1, ?))`
		day = `to_char(date '2024-01-01' + (i % 1000)::int, 'YYYY-MM-DD')`
	}
	c.exec(`INSERT INTO tasks (id, name, project_id, user_id) `+numbers+` SELECT 1000 + i, 'task ' || i, 1 + i % 4, 'dora' FROM n`, 5000)
	c.exec(`INSERT INTO time_entries (task_id, project_id, user_id, day, minutes, billable, hourly_rate, currency, amount, created_at, updated_at) `+numbers+`
		SELECT 1001 + i % 5000, 1 + (i + 1) % 4, CASE i % 3 WHEN 0 THEN 'ann' WHEN 1 THEN 'ben' ELSE 'dora' END, `+day+`, 1 + i % 300, i % 2, 6000, 'USD', 100 * (1 + i % 300) * (i % 2),
		'2026-11-20T14:30:00.000Z', '2026-11-20T14:30:00.000Z' FROM n`, n)
	if c.postgres() {
		c.exec(`ANALYZE`)
	}
}

func TestTimeIsReadAlongAnIndexAndWithAsManyQueriesHoweverMuchThereIs(t *testing.T) {
	eachCast(t, func(c cast) {
		asked := map[string]func() error{
			"a report": func() error {
				_, err := c.as("ann").TimeReport(t.Context(), domain.TimeFilter{}, domain.TimeGroups())
				return err
			},
			"a list": func() error {
				_, err := c.as("ann").Time(t.Context(), domain.TimeFilter{Limit: 50, Total: true})
				return err
			},
		}
		record := c.store.Record()
		few := map[string]int{}
		for what, ask := range asked {
			c.want(what, ask(), 0)
			few[what] = len(record.Take())
		}
		manyEntries(c, 100_000)
		record.Take()
		for what, ask := range asked {
			c.want(what, ask(), 0)
			if many := len(record.Take()); many != few[what] || many > 2 {
				t.Errorf("%s makes %d queries with much time, %d with none", what, many, few[what])
			}
		}
		c.walksIndexes()
	})
}

// walksIndexes reads time in each way, and wants each to go along an index of its own.
func (c cast) walksIndexes() {
	c.t.Helper()
	record, may := c.store.Record(), domain.TimeFilter{From: "2026-05-01", To: "2026-05-31", Limit: 50}
	for what, row := range map[string]struct {
		index string
		ask   func(s *store.Scope) error
	}{
		"a month": {"time_entries_day", func(s *store.Scope) error {
			_, err := s.TimeReport(c.t.Context(), may, []domain.TimeGroup{domain.ByProject})
			return err
		}},
		"the newest": {"time_entries_day", func(s *store.Scope) error {
			_, err := s.Time(c.t.Context(), domain.TimeFilter{Limit: 50})
			return err
		}},
		"one's own": {"time_entries_user", func(s *store.Scope) error {
			_, err := s.Time(c.t.Context(), domain.TimeFilter{UserID: "ann", Limit: 50})
			return err
		}},
		"a project": {"time_entries_project", func(s *store.Scope) error {
			_, err := s.Time(c.t.Context(), domain.TimeFilter{ProjectID: website, Limit: 50})
			return err
		}},
		"a task": {"time_entries_task", func(s *store.Scope) error {
			_, err := s.Time(c.t.Context(), domain.TimeFilter{TodoID: 1500, Limit: 50})
			return err
		}},
		"a timer": {"time_entries_", func(s *store.Scope) error {
			_, err := s.RunningTimer(c.t.Context())
			if domain.KindOf(err) == domain.NotFound {
				err = nil
			}
			return err
		}},
	} {
		record.Take()
		c.want(what, row.ask(c.as("ann")), 0)
		asked := record.Take()
		plan, err := c.store.Explain(c.t.Context(), asked[len(asked)-1]) // what is remembered asks first whether it still holds
		if err != nil || !strings.Contains(plan, row.index) {
			c.t.Errorf("%s does not walk %s: %v\n%s", what, row.index, err, plan)
		}
	}
}

func TestTimeInTheTrashIsForgottenAfterAMonth(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "x"})
		kept, gone := c.log("ann", todo.ID, minutes(1)), c.log("ann", todo.ID, minutes(2))
		c.want("delete", c.as("ann").DeleteTime(ctx, gone.ID, ""), 0)
		purged := func(want int) {
			t.Helper()
			if n, err := c.store.System().PurgeTime(ctx); err != nil || n != want {
				t.Errorf("%d are purged, want %d: %v", n, want, err)
			}
		}
		purged(0)
		c.clock.Advance((domain.TrashDays*24 + 1) * 3600e9)
		purged(1)
		_, err := c.as("ann").RestoreTime(ctx, gone.ID)
		c.want("restore", err, domain.NotFound)
		_, err = c.as("ann").TimeEntry(ctx, kept.ID)
		c.want("what is in use stays", err, 0)
	})
}
