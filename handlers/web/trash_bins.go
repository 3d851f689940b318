package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// binsOf are the bins by their kinds. Each asks the operations of its kind, which decide who may.
func binsOf(v *visit.Visit) map[string]bin {
	return map[string]bin{
		views.TrashTodos:     {listTodos, restoring((*visit.Scope).RestoreTodo, func(t domain.Todo) string { return t.Title }), purging((*visit.Scope).PurgeTodo)},
		views.TrashNotes:     {listNotes, restoring((*visit.Scope).RestoreNote, func(n domain.Note) string { return n.Title }), purging((*visit.Scope).PurgeNote)},
		views.TrashProjects:  {listProjects, restoring((*visit.Scope).RestoreProject, func(p domain.Project) string { return p.Name }), purging((*visit.Scope).PurgeProject)},
		views.TrashEvents:    {listEvents, restoring((*visit.Scope).RestoreEvent, func(e domain.Event) string { return e.Title }), purging((*visit.Scope).PurgeEvent)},
		views.TrashCalendars: {listCalendars, restoring((*visit.Scope).RestoreCalendar, func(c domain.Calendar) string { return c.Name }), purging((*visit.Scope).PurgeCalendar)},
		views.TrashDecisions: {listDecisions, restoring((*visit.Scope).RestoreDecision, func(d domain.Decision) string { return d.Name }), purging((*visit.Scope).PurgeDecision)},
		views.TrashFilters:   {listFilters, restoring((*visit.Scope).RestoreFilter, func(f domain.SavedFilter) string { return f.Name }), purging((*visit.Scope).PurgeFilter)},
		views.TrashFiles: {listFiles, restoring((*visit.Scope).RestoreAttachment, func(f domain.Attachment) string { return f.Name }),
			purging(func(s *visit.Scope, ctx context.Context, id int64) error {
				_, err := s.PurgeAttachment(ctx, id)
				return err
			})},
		views.TrashTime: {listTime, restoring((*visit.Scope).RestoreTime, func(e domain.TimeEntry) string { return cmp.Or(e.Title, v.T("Time")) }), nil},
		views.TrashClients: {listClients,
			func(v *visit.Visit, id string) (string, error) {
				client, err := v.Scope.RestoreClient(v.Ctx(), id)
				return client.CompanyName, err
			},
			func(v *visit.Visit, id string) error { return v.Scope.PurgeClient(v.Ctx(), id) }},
	}
}

func restoring[T any](act func(*visit.Scope, context.Context, int64) (T, error), name func(T) string) func(*visit.Visit, string) (string, error) {
	return numbered(func(v *visit.Visit, id int64) (string, error) {
		thing, err := act(v.Scope, v.Ctx(), id)
		return name(thing), err
	})
}

func purging(act func(*visit.Scope, context.Context, int64) error) func(*visit.Visit, string) error {
	purge := numbered(func(v *visit.Visit, id int64) (bool, error) { return true, act(v.Scope, v.Ctx(), id) })
	return func(v *visit.Visit, id string) error {
		_, err := purge(v, id)
		return err
	}
}

// itemsOf makes items of what the caller may bring back.
func itemsOf[T any](things []T, may func(T) bool, item func(T) views.TrashItem) []views.TrashItem {
	var items []views.TrashItem
	for _, thing := range things {
		if may(thing) {
			items = append(items, item(thing))
		}
	}
	return items
}

func text(id int64) string { return strconv.FormatInt(id, 10) }

func listTodos(v *visit.Visit, limit int, after string) ([]views.TrashItem, string, error) {
	page, err := v.Scope.Todos(v.Ctx(), domain.TodoFilter{Trashed: true, TopLevel: true, Sort: "-" + domain.SortDeleted, Limit: limit, Cursor: after, Detail: true})
	return itemsOf(page.Items, func(t domain.Todo) bool { return t.Access.CanManage() }, func(t domain.Todo) views.TrashItem {
		item := views.TrashItem{Kind: views.TrashTodos, ID: text(t.ID), Title: t.Title, DeletedAt: t.DeletedAt}
		if t.Subtasks > 0 {
			item.Along = views.Plural(t.Subtasks, v.T("subtask"), v.T("subtasks"))
		}
		return item
	}), page.Next, err
}

func listNotes(v *visit.Visit, limit int, after string) ([]views.TrashItem, string, error) {
	page, err := v.Scope.Notes(v.Ctx(), domain.NoteFilter{Trashed: true, Sort: "-" + domain.SortDeleted, Limit: limit, Cursor: after})
	return itemsOf(page.Items, func(domain.Note) bool { return true }, func(n domain.Note) views.TrashItem {
		return views.TrashItem{Kind: views.TrashNotes, ID: text(n.ID), Title: n.Title, Where: n.Notebook, DeletedAt: n.DeletedAt}
	}), page.Next, err
}

func listProjects(v *visit.Visit, limit int, after string) ([]views.TrashItem, string, error) {
	page, err := v.Scope.ListProjects(v.Ctx(), domain.ProjectFilter{Trashed: true, Sort: "-" + domain.SortDeleted, Limit: limit, Cursor: after})
	return itemsOf(page.Items, domain.Project.CanDelete, func(p domain.Project) views.TrashItem {
		return views.TrashItem{Kind: views.TrashProjects, ID: text(p.ID), Title: p.Name, Where: p.Key, DeletedAt: p.DeletedAt, Along: v.T("all that is in it")}
	}), page.Next, err
}

func listEvents(v *visit.Visit, limit int, after string) ([]views.TrashItem, string, error) {
	page, err := v.Scope.Events(v.Ctx(), domain.EventFilter{Trashed: true, Sort: "-" + domain.SortUpdated, Limit: limit, Cursor: after})
	return itemsOf(page.Items, func(e domain.Event) bool { return e.Access.CanManage() }, func(e domain.Event) views.TrashItem {
		return views.TrashItem{Kind: views.TrashEvents, ID: text(e.ID), Title: e.Title, Where: views.EventWhen(v.Ctx(), e, local(v)), DeletedAt: e.DeletedAt}
	}), page.Next, err
}

func listCalendars(v *visit.Visit, limit int, after string) ([]views.TrashItem, string, error) {
	page, err := v.Scope.Calendars(v.Ctx(), true, "", limit, after)
	return itemsOf(page.Items, domain.Calendar.CanDelete, func(c domain.Calendar) views.TrashItem {
		return views.TrashItem{Kind: views.TrashCalendars, ID: text(c.ID), Title: c.Name, DeletedAt: c.DeletedAt, Along: v.T("its events")}
	}), page.Next, err
}

func listDecisions(v *visit.Visit, limit int, after string) ([]views.TrashItem, string, error) {
	page, err := v.Scope.Decisions(v.Ctx(), domain.DecisionFilter{Trashed: true, Sort: "-" + domain.SortUpdated, Limit: limit, Cursor: after})
	return itemsOf(page.Items, func(d domain.Decision) bool { return d.Access.CanManage() }, func(d domain.Decision) views.TrashItem {
		return views.TrashItem{Kind: views.TrashDecisions, ID: text(d.ID), Title: d.Name, Where: d.Project.Name, DeletedAt: d.DeletedAt}
	}), page.Next, err
}

func listClients(v *visit.Visit, limit int, after string) ([]views.TrashItem, string, error) {
	page, err := v.Scope.Clients(v.Ctx(), domain.ClientFilter{Trashed: true, Limit: limit, Cursor: after})
	return itemsOf(page.Items, func(c domain.Client) bool { return c.Access.CanManage() }, func(c domain.Client) views.TrashItem {
		return views.TrashItem{Kind: views.TrashClients, ID: c.ID, Title: c.CompanyName, DeletedAt: c.DeletedAt}
	}), page.Next, err
}

func listFiles(v *visit.Visit, limit int, _ string) ([]views.TrashItem, string, error) {
	files, err := v.Scope.TrashedFiles(v.Ctx())
	return itemsOf(files[:min(limit, len(files))], func(domain.Attachment) bool { return true }, func(f domain.Attachment) views.TrashItem {
		return views.TrashItem{Kind: views.TrashFiles, ID: text(f.ID), Title: f.Name, DeletedAt: f.DeletedAt}
	}), "", err
}

func listTime(v *visit.Visit, limit int, _ string) ([]views.TrashItem, string, error) {
	entries, err := v.Scope.TrashedTime(v.Ctx())
	return itemsOf(entries[:min(limit, len(entries))], func(domain.TimeEntry) bool { return true }, func(e domain.TimeEntry) views.TrashItem {
		return views.TrashItem{Kind: views.TrashTime, ID: text(e.ID), Title: cmp.Or(e.Title, v.T("Time")), Where: views.Minutes(v.Ctx(), e.Minutes), DeletedAt: e.DeletedAt, Keeps: true}
	}), "", err
}

func listFilters(v *visit.Visit, limit int, _ string) ([]views.TrashItem, string, error) {
	filters, err := v.Scope.TrashedFilters(v.Ctx())
	slices.SortStableFunc(filters, func(a, b domain.SavedFilter) int { return b.DeletedAt.Compare(a.DeletedAt) })
	return itemsOf(filters[:min(limit, len(filters))], func(domain.SavedFilter) bool { return true }, func(f domain.SavedFilter) views.TrashItem {
		return views.TrashItem{Kind: views.TrashFilters, ID: text(f.ID), Title: f.Name, Where: f.Query, DeletedAt: f.DeletedAt}
	}), "", err
}
