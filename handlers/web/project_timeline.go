package web

import (
	"net/url"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// fillTimeline reads the project's tasks with their dates and what they wait for. Where nobody asked for certain days
// and there is nothing around today, it shows the nearest days at which there is.
func (s *Site) fillTimeline(v *visit.Visit, page *views.TodosPage) error {
	err := readTimeline(v, page)
	if line := page.Timeline; err == nil && page.At.From == "" && len(line.Bars) == 0 && line.First != "" {
		near := *page
		near.At.From = line.First
		if line.Last < line.From {
			near.At.From = line.Last.AddDays(-7)
		}
		err = readTimeline(v, &near)
		page.Timeline = near.Timeline
	}
	if err != nil {
		return err
	}
	if page.At.Grouping() == views.GroupColumn {
		if page.Columns, err = spokenColumns(v, page.At.Project); err != nil {
			return err
		}
	}
	var todos []domain.Todo
	for _, bar := range page.Timeline.Bars {
		todos = append(todos, bar.Todo)
	}
	page.People, err = peopleOf(v, append(todos, page.Timeline.Nowhere...)...)
	return err
}

func readTimeline(v *visit.Visit, page *views.TodosPage) error {
	filter := askedOrNot(v, page.At)
	filter.Completed = nil
	from, to := page.At.Days(v.Ctx(), v.Today(), page.WeekStart)
	var err error
	page.Timeline, err = v.Scope.ProjectTimeline(v.Ctx(), page.At.Project, filter, from, to, page.At.BarsMost())
	return err
}

// SetDates moves a todo to other days. What the form leaves out stays.
func (s *Site) SetDates(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	moved := false
	todo, err := v.Scope.UpdateTodo(v.Ctx(), id, v.Fields().Get("version"), func(in domain.TodoInput) (domain.TodoInput, error) {
		before := in
		in = withDates(in, v.Fields())
		moved = dateOf(in.StartDate) != dateOf(before.StartDate) || dateOf(in.DueDate) != dateOf(before.DueDate)
		return in, nil
	})
	if err != nil {
		return s.refused(v, at, err)
	}
	if moved {
		v.Toast(named(v, todo.Title)+" "+views.DaysOf(v.Ctx(), todo, v.Today()), v.Scope.Batch())
	}
	return s.changed(v, at)
}

// withDates puts the dates of a form over a todo's. Without a due date there is no time of day.
func withDates(in domain.TodoInput, form url.Values) domain.TodoInput {
	for name, field := range map[string]**string{"start_date": &in.StartDate, "due_date": &in.DueDate} {
		if day := form.Get(name); form.Has(name) {
			*field = &day
		}
	}
	if dateOf(in.DueDate) == "" {
		in.DueTime = nil
	}
	return in
}

func dateOf(day *string) string {
	if day == nil {
		return ""
	}
	return *day
}
