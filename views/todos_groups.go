package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// todoGroup is a stretch of the list under a head. The list comes in pages: what belongs to a group of an earlier page
// goes on there, and groups stand in the order of their rank.
type todoGroup struct {
	key, rank, title string
	hue, dot         string
	saysDay          bool // the head tells on which day its todos are due
	rows             []todoRow
	cut              bool // more of it may come with the next page
}

// count is what stands behind the head.
func (g todoGroup) count() string {
	n := strconv.Itoa(len(g.rows))
	if g.cut {
		return n + "+"
	}
	return n
}

// groups are the page's todos under their heads, in the order of their ranks; within one they stay in the list's order.
func (p TodosPage) groups(ctx context.Context) []todoGroup {
	var groups []todoGroup
	for _, t := range p.Items {
		g := p.groupOf(ctx, t)
		at := slices.IndexFunc(groups, func(other todoGroup) bool { return other.key == g.key })
		if at < 0 {
			groups = append(groups, g)
			at = len(groups) - 1
		}
		groups[at].rows = append(groups[at].rows, p.row(ctx, t))
	}
	slices.SortStableFunc(groups, func(a, b todoGroup) int { return strings.Compare(a.rank, b.rank) })
	for i := range groups {
		groups[i].cut = p.Next != "" && (i == len(groups)-1 || !p.inOrder())
	}
	return groups
}

// inOrder tells whether the list comes group by group, so that only the last one can go on.
func (p TodosPage) inOrder() bool {
	return p.At.Grouping() == GroupDate && (p.At.Sorting() == domain.SortDue || p.At.Past())
}

func (p TodosPage) groupOf(ctx context.Context, t domain.Todo) todoGroup {
	switch p.At.Grouping() {
	case GroupDate:
		if p.At.View == TodosCompleted {
			return p.doneGroup(ctx, t)
		}
		return p.dayGroup(ctx, t)
	case GroupProject:
		if t.ProjectID == 0 {
			return todoGroup{key: "p0", rank: "~", title: ui.T(ctx, "No project")}
		}
		project := p.project(t.ProjectID)
		if project.ID == 0 {
			return todoGroup{key: "p", rank: "}", title: ui.T(ctx, "Other projects")}
		}
		return todoGroup{key: "p" + idText(project.ID), rank: strings.ToLower(project.Name), title: project.Name, dot: projectHue(project)}
	case GroupPriority:
		rank := map[string]string{domain.PriorityHigh: "1", domain.PriorityLow: "3"}[t.Priority]
		if rank == "" {
			rank = "2"
		}
		return todoGroup{key: "h" + rank, rank: rank, title: PriorityName(ctx, t.Priority)}
	case GroupColumn:
		return p.columnGroup(t)
	case GroupAssignee:
		return p.assigneeGroup(ctx, t)
	}
	return todoGroup{key: "all"}
}

// dayGroup says when an open todo is due, the nearer the more exactly.
func (p TodosPage) dayGroup(ctx context.Context, t domain.Todo) todoGroup {
	today := p.today()
	week := today.AddDays(6 - (int(today.Weekday())-int(p.WeekStart)+7)%7) // the last day of this one
	switch due := t.DueDate; {
	case due == "":
		return todoGroup{key: "never", rank: "9", title: ui.T(ctx, "No date")}
	case due < today:
		return todoGroup{key: "late", rank: "0", title: ui.T(ctx, "Overdue"), hue: "red"}
	case due <= today.AddDays(1) || due <= week:
		return todoGroup{key: "d" + string(due), rank: "1" + string(due), title: Day(ctx, due, today), saysDay: true}
	case due <= week.AddDays(7):
		return todoGroup{key: "week", rank: "2", title: ui.T(ctx, "Next week")}
	}
	return todoGroup{key: "later", rank: "3", title: ui.T(ctx, "Later")}
}

// doneGroup says when a completed todo was done: the day, and for what is longer ago the month.
func (p TodosPage) doneGroup(ctx context.Context, t domain.Todo) todoGroup {
	if t.CompletedAt.IsZero() {
		return todoGroup{key: "never", rank: "9", title: ui.T(ctx, "Some time")}
	}
	done := t.CompletedAt.In(p.Now.Location())
	day := domain.DateOf(done)
	ago := day.DaysUntil(p.today())
	rank := strconv.FormatInt(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC).Unix()-day.Time().Unix(), 36)
	if ago < 7 {
		return todoGroup{key: "d" + string(day), rank: "1" + rank, title: Day(ctx, day, p.today()), saysDay: true}
	}
	month := domain.DateOf(time.Date(done.Year(), done.Month(), 1, 0, 0, 0, 0, time.UTC))
	rank = strconv.FormatInt(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC).Unix()-month.Time().Unix(), 36)
	return todoGroup{key: "m" + string(month[:7]), rank: "2" + rank, title: ui.Date(ctx, done, "January 2006")}
}
