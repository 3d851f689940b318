package views

import (
	"cmp"
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

func (f FilterForm) title() string {
	if f.ID == 0 {
		return "Save a filter"
	}
	return "Edit filter"
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

func filterIconOptions() []ui.Option {
	names := map[string]string{"filter": "Funnel", "flag": "Flag", "star": "Star", "today": "Day", "clock": "Clock", "user": "Person", "users": "People",
		"tag": "Tag", "spark": "Spark", "book": "Book", "budget": "Money", "phone": "Phone"}
	var options []ui.Option
	for _, icon := range domain.FilterIcons() {
		options = append(options, ui.Option{Value: icon, Text: names[icon], Icon: icon})
	}
	return options
}

func filterGroupings() []ui.Option {
	options := []ui.Option{{Value: "", Text: "What fits"}}
	return append(options, TodosAt{View: TodosAll}.groupings()...)
}

func filterSortings() []ui.Option {
	return append([]ui.Option{{Value: "", Text: "What fits"}}, sortings()...)
}

// sortings are the orders of a list of todos, in words.
func sortings() []ui.Option {
	return []ui.Option{{Value: domain.SortDue, Text: "Due date"}, {Value: "-" + domain.SortPriority, Text: "Priority"}, {Value: "-" + domain.SortCreated, Text: "Newest first"},
		{Value: domain.SortTitle, Text: "Title"}, {Value: domain.SortPosition, Text: "By hand"}}
}

func filterHues() []ui.Option {
	options := []ui.Option{{Value: "gray", Text: "Gray"}}
	for _, hue := range domain.Hues() {
		if hue != "gray" {
			options = append(options, ui.Option{Value: hue, Text: strings.ToUpper(hue[:1]) + hue[1:]})
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
