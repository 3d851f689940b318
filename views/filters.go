package views

import (
	"cmp"
	"context"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// TodosFilter is the view of a filter that somebody has saved.
const TodosFilter = "filter"

// FilterPath is the list of what fits a filter.
func FilterPath(id int64) string { return TodosAt{View: TodosFilter, Saved: id}.List() }

// FilterForm is a filter as its form has it.
type FilterForm struct {
	domain.FilterInput
	// ID is 0 for a new one.
	ID      int64
	Version string
	Message string
	Errors  ui.Errors
}

func (f FilterForm) title(ctx context.Context) string {
	if f.ID == 0 {
		return ui.T(ctx, "Save a filter")
	}
	return ui.T(ctx, "Edit filter")
}

func (f FilterForm) action() string {
	if f.ID == 0 {
		return "/filters"
	}
	return "/filters/" + idText(f.ID) + "/edit"
}

func (f FilterForm) back() string {
	if f.ID == 0 {
		return "/todos"
	}
	return FilterPath(f.ID)
}

func chosenText(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func filterIconOptions(ctx context.Context) []ui.Option {
	names := map[string]string{"filter": ui.T(ctx, "Funnel"), "flag": ui.T(ctx, "Flag"), "star": ui.T(ctx, "Star"), "today": ui.T(ctx, "Day"), "clock": ui.T(ctx, "Clock"), "user": ui.T(ctx, "Person"), "users": ui.T(ctx, "People"),
		"tag": ui.T(ctx, "Tag"), "spark": ui.T(ctx, "Spark"), "book": ui.T(ctx, "Book"), "budget": ui.T(ctx, "Money"), "phone": ui.T(ctx, "Phone")}
	var options []ui.Option
	for _, icon := range domain.FilterIcons() {
		options = append(options, ui.Option{Value: icon, Text: names[icon], Icon: icon})
	}
	return options
}

func filterGroupings(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Text: ui.T(ctx, "What fits")}}
	return append(options, TodosAt{View: TodosAll}.groupings(ctx)...)
}

func filterSortings(ctx context.Context) []ui.Option {
	return append([]ui.Option{{Value: "", Text: ui.T(ctx, "What fits")}}, sortings(ctx)...)
}

// sortings are the orders of a list of todos, in words.
func sortings(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: domain.SortDue, Text: ui.T(ctx, "Due date")}, {Value: "-" + domain.SortPriority, Text: ui.T(ctx, "Priority")}, {Value: "-" + domain.SortCreated, Text: ui.T(ctx, "Newest first")},
		{Value: domain.SortTitle, Text: ui.T(ctx, "Title")}, {Value: domain.SortPosition, Text: ui.T(ctx, "By hand")}}
}

func filterHues(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "gray", Text: ui.T(ctx, "Gray")}}
	for _, hue := range domain.Hues() {
		if hue != "gray" {
			options = append(options, ui.Option{Value: hue, Text: hueName(ctx, hue)})
		}
	}
	return options
}

// Words are the place as a filter's words say it.
func (p TodosPage) Words() string {
	at := p.At
	words := map[string]string{
		TodosInbox: "is:open in:none", TodosToday: "is:open due<=today", TodosUpcoming: "is:open due:any", TodosOverdue: "is:overdue",
		TodosAssigned: "is:open is:assigned", TodosAll: "is:open", TodosCompleted: "is:done",
	}[at.View]
	parts := []string{words}
	if p.Saved != nil {
		parts = []string{p.Saved.Query}
	}
	add := func(is bool, name, value string) {
		if is {
			if strings.ContainsAny(value, " ,") {
				value = `"` + strings.ReplaceAll(value, `"`, "") + `"`
			}
			parts = append(parts, name+":"+value)
		}
	}
	if at.Project != 0 {
		project := p.project(at.Project)
		add(project.ID != 0, "in", cmp.Or(project.Key, project.Name))
	}
	add(at.Tag != "", "tag", at.Tag)
	add(at.Priority != "", "priority", at.Priority)
	add(at.Mine && at.View != TodosAssigned, "is", "assigned")
	add(at.Due && at.View != TodosUpcoming, "due", "any")
	return strings.TrimSpace(strings.Join(append(parts, at.Query), " "))
}

// newFilterPath leads to the form that saves the place.
func (p TodosPage) newFilterPath() string {
	return withQuery("/filters/new", map[string][]string{"query": {p.Words()}})
}
