package api

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"mddash/domain"
	"mddash/handlers/visit"
)

// TodoQuery is what a list of todos or tasks can be asked for. Everything is text as it was sent, so that a wrong value
// is answered in our words.
type TodoQuery struct {
	Completed    flag   `query:"completed"`
	Status       string `query:"status" maxLength:"50" example:"in_progress"`
	Priority     string `query:"priority" enum:"low,medium,high"`
	Tag          string `query:"tag"`
	ProjectID    string `query:"project_id" doc:"A project's id, or none for personal ones" example:"none"`
	ParentID     string `query:"parent_id" doc:"A todo's id for its steps, or none for those that are no step" example:"none"`
	DueBefore    string `query:"due_before" format:"date" doc:"This day included"`
	DueAfter     string `query:"due_after" format:"date" doc:"This day included"`
	Overdue      flag   `query:"overdue" doc:"Open, and due before today in the caller's time zone"`
	Assignee     string `query:"assignee" doc:"A person's id, or me" example:"me"`
	Query        string `query:"q" maxLength:"500" doc:"Words in title, description or tags"`
	UpdatedSince string `query:"updated_since" format:"date-time"`
	Trashed      flag   `query:"trashed" doc:"true for what is in the trash, and only that"`
	Archived     string `query:"archived" enum:"true,false,all" default:"false" doc:"Whether those of archived projects are listed: they alone, not at all, or among the others. Those of one project, or of one todo, are listed in any case"`
	Sort         string `query:"sort" doc:"due_date, priority, created_at, updated_at, title, position or completed_at; - before it for descending" default:"created_at" example:"-priority"`
	Paging
}

// filter reads the query. What is wrong with it is an Invalid error at each parameter.
func (q TodoQuery) filter(v *visit.Visit, reach domain.Reach) (domain.TodoFilter, error) {
	p := domain.Problems{}
	f := domain.TodoFilter{
		Reach: reach, Status: q.Status, Tag: q.Tag, Query: q.Query, Sort: q.Sort, Cursor: q.Cursor, Total: true, Today: v.Today(),
		Limit: q.limit(p), Completed: q.Completed.parse(p, "completed"), Priority: choice(p, "priority", q.Priority, domain.PriorityLow, domain.PriorityMedium, domain.PriorityHigh),
		DueBefore: day(p, "due_before", q.DueBefore), DueAfter: day(p, "due_after", q.DueAfter), UpdatedSince: instant(p, "updated_since", q.UpdatedSince),
	}
	f.ProjectID, f.NoProject = idOrNone(p, "project_id", q.ProjectID)
	f.ParentID, f.TopLevel = idOrNone(p, "parent_id", q.ParentID)
	if overdue := q.Overdue.parse(p, "overdue"); overdue != nil {
		f.Overdue, f.NotOverdue = *overdue, !*overdue
	}
	if trashed := q.Trashed.parse(p, "trashed"); trashed != nil {
		f.Trashed = *trashed
	}
	if f.AssigneeID = q.Assignee; q.Assignee == "me" {
		f.AssigneeID = v.User.ID
	}
	checkWords(p, q.Query)
	f.Archived = domain.ParseArchive(p, "archived", q.Archived)
	return f, p.Err()
}

// checkWords bounds what one search costs.
func checkWords(p domain.Problems, query string) {
	if utf8.RuneCountInString(query) > 500 || len(strings.Fields(query)) > 20 {
		p.Add("q", "Search for at most 20 words.")
	}
}

func choice(p domain.Problems, name, value string, choices ...string) string {
	if value != "" && !slices.Contains(choices, value) {
		p.Add(name, "Choose one of: "+strings.Join(choices, ", ")+".")
	}
	return value
}

func day(p domain.Problems, name, value string) domain.Date {
	if value == "" {
		return ""
	}
	d, ok := domain.ParseDate(value)
	if !ok {
		p.Add(name, "Write the date as YYYY-MM-DD, such as 2026-11-30.")
	}
	return d
}

func instant(p domain.Problems, name, value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		p.Add(name, "Write it as a date and time, such as 2026-11-30T08:00:00Z.")
	}
	return t
}

func idOrNone(p domain.Problems, name, value string) (id int64, none bool) {
	if value == "" || value == "none" {
		return 0, value == "none"
	}
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil || id <= 0 {
		p.Add(name, "Write an id, or none.")
	}
	return id, false
}
