package store_test

import (
	"fmt"
	"slices"
	"testing"

	"mddash/domain"
	"mddash/store/storetest"
)

func (c cast) timeline(who string, f domain.TodoFilter, most int) domain.Timeline {
	c.t.Helper()
	line, err := c.as(who).ProjectTimeline(c.t.Context(), website, f, "2026-11-16", "2026-11-29", most)
	c.want(who+" reads the timeline", err, 0)
	return line
}

func bars(line domain.Timeline) []string {
	list := []string{}
	for _, bar := range line.Bars {
		list = append(list, fmt.Sprintf("%s %s %s", bar.Title, bar.Begin[8:], bar.End[8:]))
	}
	return list
}

func TestATimelineHoldsWhatIsWithinItsDays(t *testing.T) {
	eachCast(t, func(c cast) {
		dated := func(title, start, due string) int64 {
			return c.add("ann", domain.TodoInput{Title: title, ProjectID: ptr(website), StartDate: ptr(start), DueDate: ptr(due)}).ID
		}
		dated("over before", "2026-11-01", "2026-11-15")
		dated("reaches in", "2026-11-01", "2026-11-16")
		dated("point", "", "2026-11-20")
		dated("begins", "2026-11-29", "")
		dated("reaches out", "2026-11-19", "2026-12-24")
		dated("begins after", "2026-11-30", "2026-12-02")
		dated("nowhere", "", "")
		c.exec(`INSERT INTO tasks (id, name, project_id, due_date, start_date, status) VALUES (800, 'adopted', 1, '2026-11-17T10:00:00.000Z', '2026-11-18', 'done'), (801, 'of another', 2, '2026-11-17', NULL, 'task')`)
		line := c.timeline("ann", domain.TodoFilter{TopLevel: true}, domain.BarsMax)
		if want := []string{"reaches in 01 16", "adopted 18 18", "reaches out 19 24", "point 20 20", "begins 29 29"}; !slices.Equal(bars(line), want) {
			t.Errorf("bars are %q, want %q", bars(line), want)
		}
		if line.Before != 1 || line.After != 1 || line.Undated != 1 || len(line.Nowhere) != 1 || line.First != "2026-11-01" || line.Last != "2026-12-24" || line.Cut {
			t.Errorf("beside them: %+v", line)
		}
		if !line.Bars[3].Point() || line.Bars[0].Point() {
			t.Error("what has one date is a point, what has two is none")
		}
		cut := c.timeline("ann", domain.TodoFilter{TopLevel: true}, 2)
		if !cut.Cut || len(cut.Bars) != 2 {
			t.Errorf("of five bars two were asked for, got %q, cut %v", bars(cut), cut.Cut)
		}
		open := false
		if line := c.timeline("cleo", domain.TodoFilter{Completed: &open, Query: "reaches"}, 9); len(line.Bars) != 2 || line.Before+line.After+line.Undated != 0 || line.Bars[0].Access.CanEdit() {
			t.Errorf("a client who filters reads %+v", line)
		}
		if line := c.timeline("ben", domain.TodoFilter{AssignedTo: true}, 9); len(line.Bars) != 0 || line.First != "" {
			t.Errorf("ben has nothing assigned and reads %q", bars(line))
		}
		_, err := c.as("zoe").ProjectTimeline(t.Context(), website, domain.TodoFilter{}, "2026-11-16", "2026-11-29", 9)
		c.want("a stranger", err, domain.NotFound)
	})
}

func TestATimelineKnowsWhatWaitsForWhat(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO tasks (id, name, project_id, start_date, due_date, status) VALUES
			(801, 'first', 1, '2026-11-16', '2026-11-20', 'task'), (802, 'second', 1, '2026-11-18', '2026-11-22', 'task'),
			(803, 'third', 1, '2026-11-20', '2026-11-24', 'task'), (804, 'elsewhere', 3, NULL, '2026-11-28', 'task'), (805, 'far', 1, NULL, '2027-01-01', 'task')`)
		for _, link := range [][2]int64{{801, 802}, {801, 803}, {805, 803}} {
			c.want("link", c.as("ann").AddDependency(ctx, link[0], link[1]), 0)
		}
		c.exec(`INSERT INTO task_dependencies (task_id, blocked_id, created_at) VALUES (804, 802, '2026-11-20T14:30:00.000Z')`)
		line := c.timeline("ann", domain.TodoFilter{}, 9)
		if want := []domain.Link{{Blocker: 801, Blocked: 802}, {Blocker: 801, Blocked: 803}}; !slices.Equal(line.Links, want) {
			t.Errorf("links are %v, want %v", line.Links, want)
		}
		if line.Bars[0].Early() || !line.Bars[1].Early() || !line.Bars[2].Early() || line.Bars[1].Waits != "2026-11-20" || line.Bars[2].Waits != "2027-01-01" {
			t.Errorf("waiting: %+v", line.Bars)
		}
		_, err := c.as("ann").CompleteTodo(ctx, 801, true)
		c.want("complete", err, 0)
		if line := c.timeline("ann", domain.TodoFilter{}, 9); line.Bars[1].Early() || len(line.Links) != 2 {
			t.Errorf("what is done holds nothing up: %+v", line)
		}
	})
}

func TestATimelineMakesAsManyQueriesForManyBars(t *testing.T) {
	s, count := storetest.Counted(t, storetest.SQLite(t), storetest.At(aMoment).Now)
	c := cast{t: t, store: s}
	c.exec(`INSERT INTO users (id, name, email, roles) VALUES ('ann', 'ann', 'ann@example.org', '["staff"]')`)
	c.exec(`INSERT INTO projects (id, name, key, owner_id, visibility) VALUES (1, 'Website', 'WEB', 'ann', 'private')`)
	add := func(from, to int) {
		for i := from; i < to; i++ {
			c.exec(`INSERT INTO tasks (id, name, project_id, due_date) VALUES (?, 'bar', 1, '2026-11-20'), (?, 'nowhere', 1, NULL)`, 1000+i, 5000+i)
			c.exec(`INSERT INTO task_dependencies (task_id, blocked_id, created_at) VALUES (?, ?, '2026-11-20T14:30:00.000Z')`, 5000+i, 1000+i)
		}
	}
	queries := func() int {
		before := count.Queries()
		c.timeline("ann", domain.TodoFilter{}, domain.MoreBarsMax)
		return count.Queries() - before
	}
	add(0, 1)
	few := queries()
	add(1, 150)
	if many := queries(); many != few || few > 12 {
		t.Errorf("%d queries for one bar, %d for many", few, many)
	}
}
