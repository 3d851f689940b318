package views

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
)

// Views of todos. Each is a question that people ask of their list.
const (
	TodosInbox     = "inbox"
	TodosToday     = "today"
	TodosUpcoming  = "upcoming"
	TodosOverdue   = "overdue"
	TodosAssigned  = "assigned"
	TodosAll       = "all"
	TodosCompleted = "completed"
	TodosTrash     = "trash"
)

// What todos can be grouped by.
const (
	GroupDate     = "date"
	GroupProject  = "project"
	GroupPriority = "priority"
	GroupNone     = "none"
	// Of a project's list alone.
	GroupColumn   = "column"
	GroupAssignee = "assignee"
)

// TodosAt is a place where todos are shown, on /todos or on a project's page: a view, what narrows it, how it is laid
// out, and what is open beside it. It stands in the address, so that it can be shared and reloaded, and in the address
// of every form, so that it survives them.
type TodosAt struct {
	View string
	// In is the view of the page of Project that it is; empty on /todos.
	In string
	// Home is true on the dashboard, which shows what is to be done today.
	Home bool
	Tag  string
	// Saved is the filter that is shown; 0 for none.
	Saved    int64
	Project  int64
	Priority string
	Query    string
	Mine     bool // assigned to the caller
	Due      bool // with a due date
	Assignee string
	Done     bool // on a project's page: what is done too
	// Group and Sort are empty where they are the view's own.
	Group, Sort string
	// Zoom, From and More are of the timeline: its scale, its first day, and whether more bars than usual are asked for.
	// Zoom and From are empty where they are its own.
	Zoom string
	From domain.Date
	More bool
	// After is the cursor of a page that is not the first.
	After  string
	Select bool
	// Open is the todo in the panel; 0 for none.
	Open int64
}

// TodosAtQuery reads a place out of an address. What means nothing is left out, so that every address leads somewhere.
func TodosAtQuery(q url.Values) TodosAt {
	at := TodosAt{
		View: q.Get("view"), Tag: strings.TrimPrefix(strings.TrimSpace(q.Get("tag")), "#"), Query: strings.TrimSpace(q.Get("q")),
		Mine: q.Has("mine"), Due: q.Has("due"), After: q.Get("after"), Select: q.Has("select"), Priority: q.Get("priority"),
		Project: idIn(q, "project"), Open: idIn(q, "open"), Group: q.Get("group"), Sort: q.Get("sort"), In: q.Get("in"),
		Assignee: q.Get("assignee"), Done: q.Has("done"), Saved: savedIn(q),
	}
	if q.Has("home") {
		return homeAt()
	}
	if at.Project == 0 || !slices.Contains(workViews(), at.In) {
		at.In, at.Assignee, at.Done = "", "", false
	}
	if !slices.Contains([]string{domain.PriorityHigh, domain.PriorityMedium, domain.PriorityLow}, at.Priority) {
		at.Priority = ""
	}
	if !slices.Contains([]string{TodosInbox, TodosToday, TodosUpcoming, TodosOverdue, TodosAssigned, TodosAll, TodosCompleted, TodosTrash, TodosFilter}, at.View) || (at.View == TodosFilter) != (at.Saved != 0) {
		at.Saved = 0
		at.View = TodosToday
		if at.Tag != "" || at.Project != 0 || at.Query != "" || at.Priority != "" {
			at.View = TodosAll
		}
	}
	if at.In != "" {
		at.View = TodosAll
	}
	if at.In == ProjectTimeline {
		at.readTimeline(q)
	}
	if !slices.Contains(at.groups(), at.Group) || at.Group == at.ownGroup() {
		at.Group = ""
	}
	if !slices.Contains(todoSorts(), at.Sort) || at.Sort == at.ownSort() || at.Past() {
		at.Sort = ""
	}
	return at
}

// savedIn is the id of a filter, which only its own view has.
func savedIn(q url.Values) int64 {
	if q.Get("view") != TodosFilter {
		return 0
	}
	return idIn(q, "id")
}

// idIn is a positive number of the address; 0 for anything else.
func idIn(q url.Values, name string) int64 {
	id, err := strconv.ParseInt(q.Get(name), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// todoSorts are the orders that a list of open todos can be put in.
func todoSorts() []string {
	return []string{domain.SortDue, "-" + domain.SortPriority, "-" + domain.SortCreated, domain.SortTitle, domain.SortPosition}
}

// Past tells whether the view is of what is over: completed or deleted.
func (at TodosAt) Past() bool { return at.View == TodosCompleted || at.View == TodosTrash }

// Trash tells whether the view is of deleted todos.
func (at TodosAt) Trash() bool { return at.View == TodosTrash }

// Narrowed tells whether anything but the view, its project or its tag leaves todos out.
func (at TodosAt) Narrowed() bool {
	return at.Query != "" || at.Priority != "" || at.Mine || at.Due || at.Assignee != "" || at.Tag != "" && at.Project != 0
}

// groups are what the list can be grouped by.
func (at TodosAt) groups() []string {
	if at.In != "" {
		return []string{GroupColumn, GroupDate, GroupPriority, GroupAssignee, GroupNone}
	}
	return []string{GroupDate, GroupProject, GroupPriority, GroupNone}
}

func (at TodosAt) ownGroup() string {
	switch {
	case at.In != "":
		return GroupColumn
	case at.Trash() || at.View == TodosInbox || at.ownSort() == domain.SortPosition:
		return GroupNone
	}
	return GroupDate
}

func (at TodosAt) ownSort() string {
	switch {
	case at.View == TodosCompleted:
		return "-" + domain.SortCompleted
	case at.Trash():
		return "-" + domain.SortDeleted
	case at.In != "", at.View == TodosInbox, at.View == TodosAll && at.Tag == "" && at.Query == "":
		return domain.SortPosition
	}
	return domain.SortDue
}

// Grouping is what the list is grouped by, chosen or the view's own.
func (at TodosAt) Grouping() string {
	if at.Group == "" {
		return at.ownGroup()
	}
	return at.Group
}

// Laid is the place grouped and sorted so where nothing else was chosen; empty is its own way.
func (at TodosAt) Laid(group, sort string) TodosAt {
	if at.Group == "" {
		at.Group = at.orOwnGroup(group)
	}
	if at.Sort == "" {
		at.Sort = at.orOwnSort(sort)
	}
	return at
}

// Sorting is what the list is sorted by, chosen or the view's own.
func (at TodosAt) Sorting() string {
	if at.Sort == "" {
		return at.ownSort()
	}
	return at.Sort
}

// ByHand tells whether the list is in manual order, so that rows can be moved in it.
func (at TodosAt) ByHand() bool { return at.Sorting() == domain.SortPosition }

// Filter is what the store is asked for; today is the caller's.
func (at TodosAt) Filter(today domain.Date) domain.TodoFilter {
	open := at.View == TodosCompleted
	f := domain.TodoFilter{
		Completed: &open, Tag: at.Tag, ProjectID: at.Project, Priority: at.Priority, Query: at.Query, AssignedTo: at.Mine,
		Today: today, Sort: at.Sorting(), Cursor: at.After, Detail: true, AssigneeID: at.Assignee,
	}
	if at.Done {
		f.Completed = nil
	}
	if at.Due {
		f.HasDue = &at.Due
	}
	switch at.View {
	case TodosInbox:
		f.NoProject, f.TopLevel = true, true
	case TodosToday:
		f.DueBefore = today
	case TodosUpcoming:
		due := true
		f.HasDue = &due
	case TodosOverdue:
		f.Overdue = true
	case TodosAssigned:
		f.AssignedTo = true
	case TodosAll:
		f.TopLevel = at.Tag == "" && at.Query == "" && !at.Mine && at.Assignee == ""
	case TodosTrash:
		f.Completed, f.Trashed, f.TopLevel = nil, true, true
	}
	if at.Project != 0 && !f.AssignedTo && !f.Trashed {
		f.Reach = domain.Visible
	}
	return f
}

// query is the place without what is open and without the page.
func (at TodosAt) query() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	if at.Home {
		q.Set("home", "1")
	}
	if at.In != "" {
		q.Set("in", at.In)
	} else if at.View != TodosToday && (at.View != TodosAll || at.Tag == "" && at.Project == 0 && at.Query == "" && at.Priority == "") {
		q.Set("view", at.View)
	} else if at.View == TodosToday && (at.Tag != "" || at.Project != 0 || at.Query != "" || at.Priority != "") {
		q.Set("view", at.View)
	}
	set("tag", at.Tag)
	set("priority", at.Priority)
	set("q", at.Query)
	set("group", at.Group)
	set("sort", at.Sort)
	set("assignee", at.Assignee)
	if at.Saved != 0 {
		set("id", strconv.FormatInt(at.Saved, 10))
	}
	if at.Project != 0 {
		set("project", strconv.FormatInt(at.Project, 10))
	}
	if at.In == ProjectTimeline {
		set("zoom", at.Zoom)
		set("from", string(at.From))
	}
	for name, on := range map[string]bool{"mine": at.Mine, "due": at.Due, "done": at.Done, "select": at.Select, "more": at.More && at.In == ProjectTimeline} {
		if on {
			q.Set(name, "1")
		}
	}
	return q
}

// whole is query with the view in it, also where the address need not say it.
func (at TodosAt) whole() url.Values {
	q := at.query()
	if at.In != "" {
		return at.inProject(q)
	}
	q.Set("view", at.View)
	return q
}

// orOwnGroup and orOwnSort leave out of the address what is the view's own.
func (at TodosAt) orOwnGroup(group string) string {
	if group == at.ownGroup() {
		return ""
	}
	return group
}

func (at TodosAt) orOwnSort(sort string) string {
	if sort == at.ownSort() {
		return ""
	}
	return sort
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// List is the address of the list, with nothing open beside it.
func (at TodosAt) List() string {
	if at.Home {
		return "/"
	}
	if at.In != "" {
		return withQuery(at.path(), at.inProject(at.page()))
	}
	return withQuery("/todos", at.page())
}

// Todo is the address of the same list with a todo open beside it.
func (at TodosAt) Todo(id int64) string {
	at.Home = false
	return withQuery("/todos/"+strconv.FormatInt(id, 10), at.page())
}

func (at TodosAt) page() url.Values {
	q := at.query()
	if at.After != "" {
		q.Set("after", at.After)
	}
	return q
}

// Here is the address of the place as it is.
func (at TodosAt) Here() string {
	if at.Open != 0 {
		return at.Todo(at.Open)
	}
	return at.List()
}

// Act is the address of something that is done from here and comes back here.
func (at TodosAt) Act(path string) string {
	q := at.page()
	if at.Open != 0 {
		q.Set("open", strconv.FormatInt(at.Open, 10))
	}
	return withQuery(path, q)
}

// ActOn is Act for something that is done to a todo: ActOn(7, "completion") is for /todos/7/completion.
func (at TodosAt) ActOn(id int64, what string) string {
	return at.Act("/todos/" + strconv.FormatInt(id, 10) + "/" + what)
}

// With is another place, on its first page and with nothing open or selected.
func (at TodosAt) With(change func(*TodosAt)) TodosAt {
	at.After, at.Select, at.Open = "", false, 0
	change(&at)
	return at
}

// At is the same place with another todo open beside it.
func (at TodosAt) At(id int64) TodosAt {
	at.Open = id
	return at
}

// Holds tells whether a new todo of the caller's is in the list.
func (at TodosAt) Holds(t domain.Todo, today domain.Date, me string) bool {
	mine := slices.Contains(t.AssigneeIDs, me)
	for _, fits := range []bool{
		at.View != TodosInbox || t.ProjectID == 0 && t.ParentID == 0,
		at.View != TodosToday || t.DueDate != "" && t.DueDate <= today,
		at.View != TodosUpcoming || t.DueDate != "",
		at.View != TodosOverdue || t.DueDate != "" && t.DueDate < today,
		at.View != TodosAssigned && !at.Mine || mine,
		!at.Past(),
		at.Tag == "" || slices.Contains(t.Tags, at.Tag),
		at.Project == 0 || t.ProjectID == at.Project,
		at.Priority == "" || t.Priority == at.Priority,
		at.Assignee == "" || slices.Contains(t.AssigneeIDs, at.Assignee),
		!at.Due || t.DueDate != "",
		at.has(t),
	} {
		if !fits {
			return false
		}
	}
	return true
}

// has tells whether a todo has all words that are looked for.
func (at TodosAt) has(t domain.Todo) bool {
	text := strings.ToLower(t.Title + "\n" + t.Description + "\n" + strings.Join(t.Tags, "\n"))
	for _, word := range strings.Fields(strings.ToLower(at.Query)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
