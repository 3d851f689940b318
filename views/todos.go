package views

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// TodosPage is a list of todos with what stands around it, and what its pieces are made from.
type TodosPage struct {
	At TodosAt
	// Head is of the project whose page it is; nil on /todos.
	Head *ProjectHead
	// Columns are those of the project's board, for a list that is grouped by them.
	Columns []domain.Column
	// Now is the time on the caller's clock.
	Now       time.Time
	WeekStart time.Weekday
	Counts    domain.TodoCounts
	Items     []domain.Todo
	// Timeline is what the timeline of a project shows.
	Timeline domain.Timeline
	// Next is the cursor of the next page; empty on the last one.
	Next     string
	Projects []domain.ProjectRef
	// Filters are those that the caller has saved, Saved the one that is shown. Problem is what is wrong with the words that
	// the list is narrowed by, and nothing is listed then.
	Filters []domain.SavedFilter
	Saved   *domain.SavedFilter
	Problem string
	// People are those that the todos name, Assignable those that can be chosen for several at once.
	People     map[string]domain.Person
	Assignable []domain.Person
	Quick      QuickAdd
	// Board is what the board of a project shows instead of Items.
	Board domain.Board
	Panel *TodoPanel
}

func (p TodosPage) today() domain.Date { return domain.DateOf(p.Now) }

func (p TodosPage) project(id int64) domain.ProjectRef { return projectIn(p.Projects, id) }

func projectIn(projects []domain.ProjectRef, id int64) domain.ProjectRef {
	if at := slices.IndexFunc(projects, func(p domain.ProjectRef) bool { return p.ID == id }); id != 0 && at >= 0 {
		return projects[at]
	}
	return domain.ProjectRef{}
}

// projectHue is a project's colour; one that was never given a colour has always the same.
func projectHue(p domain.ProjectRef) string {
	if slices.Contains(ui.Hues(), p.Color) {
		return p.Color
	}
	friendly := []string{"blue", "violet", "pink", "amber", "teal", "lime", "orange", "pine"}
	sum := fnv.New32a()
	sum.Write([]byte(strconv.FormatInt(p.ID, 10)))
	return friendly[sum.Sum32()%uint32(len(friendly))]
}

// Title is what the list is called.
func (p TodosPage) Title(ctx context.Context) string {
	switch {
	case p.Head != nil:
		return p.Head.title(ctx)
	case p.At.Trash():
		return ui.T(ctx, "Trash")
	case p.Saved != nil:
		return p.Saved.Name
	case p.At.Project != 0:
		if name := p.project(p.At.Project).Name; name != "" {
			return name
		}
		return ui.T(ctx, "Project")
	case p.At.Tag != "":
		return "#" + p.At.Tag
	}
	for _, view := range p.views(ctx) {
		if view.Key == p.At.View {
			return view.Title
		}
	}
	return ui.T(ctx, "Todos")
}

// todoView is a view as the side lists it.
type todoView struct {
	Key, Title, Icon string
	Count            int
}

func (p TodosPage) views(ctx context.Context) []todoView {
	c := p.Counts
	return []todoView{
		{TodosInbox, ui.T(ctx, "Inbox"), "inbox", c.Inbox},
		{TodosToday, ui.T(ctx, "Today"), "today", c.Today},
		{TodosUpcoming, ui.T(ctx, "Upcoming"), "upcoming", c.Today + c.Upcoming},
		{TodosOverdue, ui.T(ctx, "Overdue"), "overdue", c.Overdue},
		{TodosAssigned, ui.T(ctx, "Assigned to me"), "user", c.Assigned},
		{TodosAll, ui.T(ctx, "All todos"), "list", 0},
		{TodosCompleted, ui.T(ctx, "Completed"), "done", 0},
		{TodosTrash, ui.T(ctx, "Trash"), "trash", 0},
	}
}

// viewShown is the view that the side marks: none where a project or a tag is shown.
func (p TodosPage) viewShown() string {
	if p.At.View == TodosAll && (p.At.Project != 0 || p.At.Tag != "") {
		return ""
	}
	return p.At.View
}

// counted is a count as it is shown: nothing for none, and no more than is counted.
func counted(n int) string {
	switch {
	case n == 0:
		return ""
	case n > domain.CountCap:
		return strconv.Itoa(domain.CountCap) + "+"
	}
	return strconv.Itoa(n)
}

// todoRow is a todo as a row of the list shows it.
type todoRow struct {
	domain.Todo
	At      TodosAt
	When    string
	Late    bool
	Project domain.ProjectRef // the zero Project where the row does not name it
	People  []ui.Person
	// Slot keeps the room of a person where there is none, so that dates stand below each other.
	Slot bool
}

// Row is one todo of the page's list.
func (p TodosPage) row(ctx context.Context, t domain.Todo) todoRow {
	row := todoRow{Todo: t, At: p.At, When: p.when(ctx, t), Slot: len(p.Assignable) > 1, Late: t.Overdue(p.today(), domain.Clock(p.Now.Format("15:04")))}
	if p.At.Project == 0 && p.At.Grouping() != GroupProject {
		row.Project = p.project(t.ProjectID)
	}
	for _, id := range t.AssigneeIDs {
		if person, known := p.People[id]; known {
			row.People = append(row.People, ui.Person{ID: person.ID, Name: person.Name})
		}
	}
	return row
}

// when is what a row has to say about time that the head of its group does not say.
func (p TodosPage) when(ctx context.Context, t domain.Todo) string {
	switch {
	case p.At.Trash():
		return DayOf(ctx, t.DeletedAt, p.Now)
	case p.At.View == TodosCompleted:
		return ""
	case p.At.Grouping() == GroupDate && p.dayGroup(ctx, t).saysDay:
		return string(t.DueTime)
	case t.DueDate < p.today():
		return Day(ctx, t.DueDate, p.today())
	}
	return DayAndClock(ctx, t.DueDate, t.DueTime, p.today())
}

// hue is the colour of a priority. Medium is what a todo has that was never given one, so that it has none.
func priorityHue(priority string) string {
	switch priority {
	case domain.PriorityHigh:
		return "red"
	case domain.PriorityLow:
		return "blue"
	}
	return ""
}

// PriorityName is the priority in a word.
func PriorityName(ctx context.Context, priority string) string {
	switch priority {
	case domain.PriorityHigh:
		return ui.T(ctx, "High")
	case domain.PriorityLow:
		return ui.T(ctx, "Low")
	}
	return ui.T(ctx, "Medium")
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }

// rowID is the id of a todo's row on the page.
func rowID(id int64) string { return "t" + idText(id) }
