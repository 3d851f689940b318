package views

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"mddash/domain"
	"mddash/views/ui"
)

// Views of a project's page.
const (
	ProjectBoard     = "board"
	ProjectList      = "list"
	ProjectTimeline  = "timeline"
	ProjectDecisions = "decisions"
	ProjectNotesView = "notes"
	ProjectFilesView = "files"
	ProjectEvents    = "events"
	// ProjectSettingsView is for who may change the project.
	ProjectSettingsView = "settings"
	ProjectPeopleView   = "people"
	ProjectActivityView = "activity"
)

// workViews are those that show its tasks. One filter narrows them all.
func workViews() []string { return []string{ProjectBoard, ProjectList, ProjectTimeline} }

// ProjectAt is the place that the address of a project's page leads to. A view that shows no tasks, or that there is
// none of, is the board.
func ProjectAt(id int64, q url.Values) TodosAt {
	inner := url.Values{}
	for name, values := range q {
		inner[name] = values
	}
	inner.Set("project", strconv.FormatInt(id, 10))
	inner.Set("in", q.Get("view"))
	inner.Del("view")
	at := TodosAtQuery(inner)
	if at.In == "" {
		inner.Set("in", ProjectBoard)
		at = TodosAtQuery(inner)
	}
	return at
}

// path is the project's page.
func (at TodosAt) path() string { return ProjectPath(at.Project) }

// ProjectPath is the address of a project.
func ProjectPath(id int64) string { return "/projects/" + strconv.FormatInt(id, 10) }

// inProject is a query as the project's own page has it: what the path says is not in it, nor is the board.
func (at TodosAt) inProject(q url.Values) url.Values {
	q.Del("in")
	q.Del("project")
	if at.In != ProjectBoard {
		q.Set("view", at.In)
	}
	return q
}

// to is the place in another view of the project's tasks, with the same filter.
func (at TodosAt) to(view string) TodosAt {
	return at.With(func(a *TodosAt) { a.In = view })
}

// readTimeline reads what only the timeline has in its address. A day so far away that years would not have four digits
// is none.
func (at *TodosAt) readTimeline(q url.Values) {
	if at.Zoom = q.Get("zoom"); at.Zoom != ZoomMonth && at.Zoom != ZoomQuarter {
		at.Zoom = ""
	}
	if day, ok := domain.ParseDate(q.Get("from")); ok && day > "0002" && day < "9997" {
		at.From = day
	}
	at.More = q.Has("more")
}

// form is where the form that narrows the place sends people.
func (at TodosAt) form() string {
	if at.In != "" {
		return at.path()
	}
	return "/todos"
}

// kept are the parts of the address that this form does not change.
func (at TodosAt) kept() []string {
	switch {
	case at.In == ProjectTimeline:
		return []string{"view", "group", "sort", "zoom", "from", "more", "done"}
	case at.In != "":
		return []string{"view", "group", "sort"}
	}
	return []string{"view", "id", "tag", "project", "group", "sort"}
}

// groupings are what the list can be grouped by, in words.
func (at TodosAt) groupings(ctx context.Context) []ui.Option {
	known := map[string]ui.Option{
		GroupDate: {Text: ui.T(ctx, "Date"), Icon: "calendar"}, GroupProject: {Text: ui.T(ctx, "Project"), Icon: "projects"}, GroupPriority: {Text: ui.T(ctx, "Priority"), Icon: "flag"},
		GroupColumn: {Text: ui.T(ctx, "Column"), Icon: "board"}, GroupAssignee: {Text: ui.T(ctx, "Assignee"), Icon: "user"}, GroupNone: {Text: ui.T(ctx, "Nothing"), Icon: "list"},
	}
	var list []ui.Option
	for _, name := range at.groups() {
		option := known[name]
		option.Value = name
		list = append(list, option)
	}
	return list
}

// narrowPeople are those whose tasks can be looked at alone.
func (p TodosPage) narrowPeople(ctx context.Context) []ui.Option {
	options := append([]ui.Option{{Value: "", Text: ui.T(ctx, "Anybody")}}, p.assignees(ctx)[1:]...)
	if id := p.At.Assignee; id != "" && !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == id }) {
		options = append(options, ui.Option{Value: id, Text: p.personName(ctx, id)})
	}
	return options
}

// personName is what somebody of the page is called.
func (p TodosPage) personName(ctx context.Context, id string) string {
	if person, known := p.People[id]; known {
		return person.Name
	}
	for _, person := range p.Assignable {
		if person.ID == id {
			return person.Name
		}
	}
	return ui.T(ctx, "Somebody else")
}
