package web

import (
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// ChangeTodos does one thing to all todos that are selected, or nothing to any of them.
func (s *Site) ChangeTodos(v *visit.Visit) error {
	at := placeOf(v)
	bulk, words := bulkOf(v)
	for _, text := range strings.FieldsFunc(strings.Join(v.Fields()["ids"], ","), func(r rune) bool { return r == ',' }) {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return s.refused(v, at, domain.Fail(domain.Invalid, "One of these is no todo."))
		}
		bulk.IDs = append(bulk.IDs, id)
	}
	if words == "" || len(bulk.IDs) == 0 {
		return s.refused(v, at, domain.Fail(domain.Invalid, "Select some todos, then choose what to do with them."))
	}
	if _, err := v.Scope.BulkTodos(v.Ctx(), bulk); err != nil {
		return s.refused(v, at, err)
	}
	v.Toast(views.Plural(len(bulk.IDs), v.T("todo"), v.T("todos"))+" "+words, v.Scope.Batch())
	return s.changed(v, at)
}

// bulkOf is what is to be done, and how a message says that it was. The button says both what and, after an equals
// sign, to which value; without a value it is in the field beside the button.
func bulkOf(v *visit.Visit) (domain.Bulk, string) {
	form := v.Fields()
	do, value, here := strings.Cut(form.Get("do"), "=")
	beside := func(field string) string {
		if here {
			return value
		}
		return strings.TrimSpace(form.Get(field))
	}
	if do == "" && beside("tag") != "" {
		do = "tag" // Enter in that field
	}
	switch do {
	case "complete":
		return domain.Bulk{Change: completing(true)}, "completed"
	case "reopen":
		return domain.Bulk{Change: completing(false)}, v.T("open again")
	case "delete":
		return domain.Bulk{Delete: true}, "deleted"
	case "due":
		return domain.Bulk{Change: dueOn(beside("due_date"))}, dueWords(v, beside("due_date"))
	case "move":
		return domain.Bulk{Change: movingTo(beside("project_id"))}, "moved"
	case "tag":
		return domain.Bulk{Change: tagging(beside("tag"), true)}, "tagged"
	case "untag":
		return domain.Bulk{Change: tagging(beside("tag"), false)}, "changed"
	case "assign":
		return domain.Bulk{Change: assigning(beside("assignee_id"))}, "assigned"
	case "priority":
		return domain.Bulk{Change: prioritising(beside("priority"))}, "changed"
	}
	return domain.Bulk{}, ""
}

type changeTodo = func(domain.TodoInput) (domain.TodoInput, error)

func completing(done bool) changeTodo {
	return func(in domain.TodoInput) (domain.TodoInput, error) {
		if was := in.Status != nil && *in.Status == domain.StatusDone; was != done {
			in.Status, in.Completed = nil, &done
		}
		return in, nil
	}
}

func dueOn(day string) changeTodo {
	return func(in domain.TodoInput) (domain.TodoInput, error) {
		in.DueDate = &day
		if day == "" {
			in.DueTime = nil
		}
		if in.StartDate != nil && day != "" && *in.StartDate > day {
			in.StartDate = &day
		}
		return in, nil
	}
}

func dueWords(v *visit.Visit, day string) string {
	if day == "" {
		return v.T("without a date")
	}
	if date, ok := domain.ParseDate(day); ok {
		return v.T("due %s", views.InSentence(v.Ctx(), views.Day(v.Ctx(), date, v.Today())))
	}
	return "moved"
}

func movingTo(project string) changeTodo {
	return func(in domain.TodoInput) (domain.TodoInput, error) {
		in.ProjectID = nil
		if project == "" {
			return in, nil
		}
		id, err := strconv.ParseInt(project, 10, 64)
		if err != nil {
			return in, domain.Problems{"project_id": domain.UnknownID}.Err()
		}
		in.ProjectID = &id
		return in, nil
	}
}

func tagging(tags string, on bool) changeTodo {
	return func(in domain.TodoInput) (domain.TodoInput, error) {
		p := domain.Problems{}
		named := domain.ParseTags(p, "tags", strings.Split(tags, ","))
		if len(named) == 0 {
			p.Add("tags", "Write a tag first.")
		}
		kept := []string{}
		for _, tag := range in.Tags {
			if !slices.ContainsFunc(named, func(other string) bool { return strings.EqualFold(other, tag) }) || on {
				kept = append(kept, tag)
			}
		}
		if on {
			kept = append(kept, named...)
		}
		in.Tags = kept
		return in, p.Err()
	}
}

func assigning(person string) changeTodo {
	return func(in domain.TodoInput) (domain.TodoInput, error) {
		in.AssigneeIDs = []string{}
		if person != "" {
			in.AssigneeIDs = []string{person}
		}
		return in, nil
	}
}

func prioritising(priority string) changeTodo {
	return func(in domain.TodoInput) (domain.TodoInput, error) {
		in.Priority = &priority
		return in, nil
	}
}

// MoveOverdue makes everything that is late due today, as far as the list shows it and the caller may change it.
func (s *Site) MoveOverdue(v *visit.Visit) error {
	at := placeOf(v)
	filters, err := v.Scope.Filters(v.Ctx())
	if err != nil {
		return err
	}
	saved, err := savedAt(filters, at)
	if err != nil {
		return err
	}
	filter, err := asked(v, at, saved)
	if err != nil {
		return s.refused(v, at, err)
	}
	filter.Overdue, filter.Sort, filter.Cursor, filter.Limit = true, domain.SortDue, "", todosMost
	today := string(v.Today())
	var ids []int64
	for len(ids) < domain.BulkMax {
		list, err := v.Scope.Todos(v.Ctx(), filter)
		if err != nil {
			return err
		}
		for _, t := range list.Items {
			if t.Access.CanEdit() && len(ids) < domain.BulkMax {
				ids = append(ids, t.ID)
			}
		}
		if filter.Cursor = list.Next; list.Next == "" {
			break
		}
	}
	if len(ids) == 0 {
		return s.refused(v, at, domain.Fail(domain.Invalid, "Nothing here is late."))
	}
	if _, err := v.Scope.BulkTodos(v.Ctx(), domain.Bulk{IDs: ids, Change: dueOn(today)}); err != nil {
		return s.refused(v, at, err)
	}
	v.Toast(v.T("%s moved to today", views.Plural(len(ids), v.T("todo"), v.T("todos"))), v.Scope.Batch())
	return s.changed(v, at)
}
