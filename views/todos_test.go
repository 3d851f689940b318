package views

import (
	"context"
	"encoding/json"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"mddash/domain"
)

// thursday is when the tests of this file read the clock.
var thursday = time.Date(2026, time.May, 21, 9, 30, 0, 0, time.UTC)

func todosPage(at TodosAt, todos ...domain.Todo) TodosPage {
	return TodosPage{At: at, Now: thursday, WeekStart: time.Monday, Items: todos, Quick: QuickAdd{At: at}}
}

func TestAPlaceIsReadBackFromItsAddress(t *testing.T) {
	for _, query := range []string{
		"", "view=inbox", "view=upcoming", "view=all", "view=completed", "view=trash", "view=today&tag=x", "tag=a b&project=7", "project=7",
		"priority=high", "q=call ana", "view=all&mine=1&due=1", "view=upcoming&group=project&sort=title", "view=all&group=date&sort=-priority",
		"view=inbox&select=1", "view=all&after=abc",
	} {
		values, _ := url.ParseQuery(query)
		at := TodosAtQuery(values)
		again, err := url.Parse(at.List())
		if err != nil {
			t.Fatal(err)
		}
		if got := TodosAtQuery(again.Query()); !reflect.DeepEqual(got, at) {
			t.Errorf("%q becomes %q, which is %+v and not %+v", query, at.List(), got, at)
		}
		act, _ := url.Parse(at.At(12).ActOn(3, "completion"))
		if got := TodosAtQuery(act.Query()); got.Open != 12 || act.Path != "/todos/3/completion" || got.Here() != at.At(12).Here() {
			t.Errorf("%q acts at %q and comes back to %q", query, act, got.Here())
		}
	}
}

func TestAnAddressThatMeansNothingLeadsSomewhere(t *testing.T) {
	for _, query := range []string{"view=x", "project=-1", "project=99999999999999999999", "open=x", "group=x", "sort=password", "priority=urgent", "sort=due_date", "group=date"} {
		values, _ := url.ParseQuery(query)
		if at := TodosAtQuery(values); at.List() != "/todos" {
			t.Errorf("%q leads to %q", query, at.List())
		}
	}
}

func TestGroupsSayWhenTodosAreDue(t *testing.T) {
	due := func(days ...int) (todos []domain.Todo) {
		for i, n := range days {
			todos = append(todos, domain.Todo{ID: int64(i + 1), DueDate: domain.DateOf(thursday).AddDays(n)})
		}
		return todos
	}
	p := todosPage(TodosAt{View: TodosUpcoming}, append(due(-9, -1, 0, 1, 2, 3, 4, 10, 11, 400), domain.Todo{ID: 99})...)
	var got []string
	for _, g := range p.groups(t.Context()) {
		got = append(got, g.title+" "+g.count())
	}
	want := []string{"Overdue 2", "Today 1", "Tomorrow 1", "Saturday 1", "Sunday 1", "Next week 2", "Later 2", "No date 1"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	p.WeekStart = time.Sunday
	if titles := p.groups(t.Context()); titles[4].title != "Next week" || len(titles[4].rows) != 2 {
		t.Errorf("a week from Sunday on: %v", titles[4].title)
	}
	p.Next = "more"
	if groups := p.groups(t.Context()); groups[len(groups)-1].count() != "1+" || groups[0].count() != "2" {
		t.Error("only the last group of a page can go on")
	}
}

func TestGroupsKeepTheirRankWhateverTheListIsSortedBy(t *testing.T) {
	p := todosPage(TodosAt{View: TodosAll, Group: GroupPriority, Sort: domain.SortTitle}, domain.Todo{ID: 1, Priority: "low"}, domain.Todo{ID: 2, Priority: "high"}, domain.Todo{ID: 3, Priority: "strange"})
	p.Next = "more"
	var got []string
	for _, g := range p.groups(t.Context()) {
		got = append(got, g.title+g.count())
	}
	if want := []string{"High1+", "Medium1+", "Low1+"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTheHistoryOfATodoIsSaidInWords(t *testing.T) {
	names := Names{People: map[string]domain.Person{"tom": {ID: "tom", Name: "Tom"}}, Projects: []domain.ProjectRef{{ID: 7, Name: "Website"}}, Todos: map[int64]domain.TodoRef{3: {ID: 3, Key: "WEB", Title: "Copy"}}, Now: thursday}
	for _, row := range []struct{ before, after, want string }{
		{`{"due_date":"2026-05-20"}`, `{"due_date":"2026-05-21"}`, "moved it from yesterday to today"},
		{`{"due_date":""}`, `{"due_date":"2026-06-05"}`, "set it due Fri 5 Jun"},
		{`{"due_date":"2026-06-05"}`, `{"due_date":""}`, "took the due date away"},
		{`{"due_time":""}`, `{"due_time":"09:00"}`, "set the time to 09:00"},
		{`{"status":"task"}`, `{"status":"done","recurrence":"","completed_at":"x"}`, "completed it"},
		{`{"status":"done"}`, `{"status":"task"}`, "opened it again"},
		{`{"status":"task"}`, `{"status":"in_review"}`, "moved it to in review"},
		{`{"title":"A"}`, `{"title":"B"}`, "renamed it from “A” to “B”"},
		{`{"project_id":0}`, `{"project_id":7}`, "moved it to Website"},
		{`{"project_id":7}`, `{"project_id":8}`, "moved it to another project"},
		{`{"project_id":7}`, `{"project_id":0}`, "took it out of its project"},
		{`{"assignee_ids":[]}`, `{"assignee_ids":["tom","gone"]}`, "assigned it to Tom, somebody"},
		{`{"tags":["a"]}`, `{"tags":["b"]}`, "tagged it #b and took off #a"},
		{`{"recurrence":""}`, `{"recurrence":"FREQ=WEEKLY;BYDAY=FR"}`, "made it repeat every Friday"},
		{`{"recurrence":"FREQ=DAILY"}`, `{"recurrence":""}`, "stopped it from repeating"},
		{`{"reminder_at":null}`, `{"reminder_at":"2026-05-21T08:00:00Z"}`, "set a reminder for Today, 08:00"},
		{`{"estimate_minutes":0}`, `{"estimate_minutes":90}`, "estimated 1 h 30 min"},
		{`{"priority":"low"}`, `{"priority":"high"}`, "set the priority to high"},
		{`{"parent_id":0}`, `{"parent_id":3}`, "made it a subtask"},
		{`{"position":"a"}`, `{"position":"b"}`, ""},
		{`{"blocked_by":null}`, `{"blocked_by":3}`, "made it wait for WEB-3 “Copy”"},
		{`{"blocked_by":3}`, `{"blocked_by":null}`, "let it no longer wait for WEB-3 “Copy”"},
		{`{"blocks":null}`, `{"blocks":3}`, "made it block WEB-3 “Copy”"},
		{`{"blocks":null}`, `{"blocks":4}`, ""},
		{`{"due_date":7}`, `{"due_date":{}}`, "took the due date away"},
	} {
		var entry domain.Activity
		entry.Action, entry.Actor = "update", domain.Person{Name: "Maya"}
		if json.Unmarshal([]byte(row.before), &entry.Before) != nil || json.Unmarshal([]byte(row.after), &entry.After) != nil {
			t.Fatal(row)
		}
		var said []string
		for _, item := range names.Happened(t.Context(), entry) {
			said = append(said, strings.TrimPrefix(item.Text, "Maya "))
		}
		if got := strings.Join(said, "; "); got != row.want {
			t.Errorf("%s to %s is said as %q, want %q", row.before, row.after, got, row.want)
		}
	}
}

// todoPages are all that todos show, each with what an attacker might have typed.
func todoPages(typed string) map[string]templ.Component {
	at := TodosAt{View: TodosAll, Tag: typed, Query: typed, Group: GroupProject, Sort: domain.SortPosition, After: typed, Open: 5}
	todo := domain.Todo{ID: 5, Title: typed, Description: typed, Priority: "high", Tags: []string{typed}, ProjectID: 7, ParentID: 6, AssigneeIDs: []string{"1"}, Recurrence: typed,
		DueDate: "2026-05-20", Subtasks: 1, Comments: 1, EstimateMinutes: 5, Access: domain.Work | domain.Edit | domain.Manage}
	page := todosPage(at, todo)
	page.Projects = []domain.ProjectRef{{ID: 7, Name: typed, Color: typed, Access: domain.Edit}}
	page.People = map[string]domain.Person{"1": {ID: "1", Name: typed}}
	page.Assignable = []domain.Person{{ID: typed, Name: typed}}
	page.Next = typed
	page.Counts = domain.TodoCounts{Inbox: 1001, Projects: []domain.ProjectCount{{Project: page.Projects[0], Open: 3}}, Tags: []domain.TagCount{{Tag: typed, Open: 2}}}
	page.Quick = QuickAdd{At: at, Text: typed, Error: typed, Chips: []QuickChip{QuickChipOf(context.Background(), "tag", typed, typed), {Text: typed, Without: typed, Remove: typed}}}
	panel := TodoPanel{At: at, Todo: todo, Now: thursday, Project: page.Projects[0], Parent: todo, People: page.People, Steps: []domain.Todo{todo},
		Links:    domain.Dependencies{BlockedBy: []domain.TodoRef{{ID: 8, Title: typed, Key: typed}}, Blocks: []domain.TodoRef{{ID: 9, Title: typed, Status: "done", Access: domain.Edit}}},
		Watchers: domain.Watchers{People: []domain.Person{{ID: "1", Name: typed}}, Watching: true},
		Step:     Typed{typed, typed}, Comment: Typed{typed, typed}, EditComment: 3, Rewritten: Typed{typed, typed},
		Feed: []FeedItem{{Text: typed, Icon: "plus"}, {Comment: &domain.Comment{ID: 3, CanEdit: true}}, {Comment: &domain.Comment{ID: 4, CanEdit: true}}}}
	page.Panel = &panel
	trash, editing := page, panel
	trash.At = TodosAt{View: TodosTrash}
	fields := FieldsOf(context.Background(), todo, time.UTC)
	editing.Form = &TodoForm{TodoFields: fields, Version: typed, Opened: typed, Message: typed, Errors: map[string]string{"title": typed, "tags": typed}, Projects: page.Projects, Choices: page.Assignable,
		Differences: []Difference{{Field: "title", Label: "Title", Mine: typed, Theirs: typed}}}
	empty := todosPage(TodosAt{View: TodosAll, Tag: typed})
	blockers := TodoBlockers{At: at, Todo: todo, Query: typed, Found: []domain.TodoRef{{ID: 8, Title: typed, Key: typed}}, Error: typed}
	return map[string]templ.Component{
		"todos": Todos(page), "trash": Todos(trash), "empty": Todos(empty), "changed": TodosChanged(page), "more": TodosMore(page), "panel": TodoPanelPiece(panel), "editing": TodoPanelPiece(editing),
		"ticked": TodoTicked(page, todo), "new": TodosNew(ManyTodos{At: at, Lines: typed, Errors: map[string]string{"lines": typed}}), "new dialog": TodosNewDialog(ManyTodos{At: at, Lines: typed}),
		"parent": TodoParentPage(TodoParent{At: at, Todo: todo, Query: typed, Found: []domain.Todo{todo}, Error: typed}), "parent dialog": TodoParentDialog(TodoParent{At: at, Todo: todo, Query: typed}),
		"blockers": TodoBlockersPage(blockers), "blockers dialog": TodoBlockersDialog(blockers), "timeline": Todos(timelinePage(page, todo)), "understood": TodoUnderstood(page.Quick),
	}
}

// timelinePage is a project's timeline with a bar, one that waits for it, and a task without dates.
func timelinePage(page TodosPage, todo domain.Todo) TodosPage {
	page.At.In, page.At.Project = ProjectTimeline, 7
	page.Head = &ProjectHead{Project: domain.Project{ID: 7, Name: todo.Title, EndDate: "2026-05-30"}, View: ProjectTimeline, At: page.At, Now: thursday}
	page.Panel = nil
	other, undated := todo, todo
	other.ID, undated.ID = 8, 9
	page.Timeline = domain.Timeline{From: "2026-05-18", To: "2026-07-05", First: "2026-05-20", Last: "2026-05-20", Nowhere: []domain.Todo{undated}, Undated: 30, Cut: true,
		Bars:  []domain.Bar{{Todo: todo, Begin: "2026-05-20", End: "2026-05-20"}, {Todo: other, Begin: "2026-05-19", End: "2026-05-22", Waits: "2026-05-20"}},
		Links: []domain.Link{{Blocker: 5, Blocked: 8}}}
	return page
}

func TestTheAddressesOfTodosKnowWhereTheProgramIsMounted(t *testing.T) {
	address := regexp.MustCompile(` (?:href|action|formaction|src|hx-get|hx-post|data-lines|data-todos)="(/[^"]*)"`)
	for name, page := range todoPages("x") {
		for _, match := range address.FindAllStringSubmatch(shownAt(t, "/dash", page), -1) {
			if !strings.HasPrefix(match[1], "/dash/") {
				t.Errorf("%s: %s leads out", name, match[1])
			}
		}
	}
}

func TestWhatWasTypedIntoTodosIsShownAsText(t *testing.T) {
	typed := `"><script>alert(1)</script><a href="javascript:alert(1)"></hx-partial><hx-partial hx-target="body">`
	for name, page := range todoPages(typed) {
		for _, bad := range []string{"<script>alert", `href="javascript:`, `hx-target="body"`} {
			if strings.Contains(shownAt(t, "", page), bad) {
				t.Errorf("%s holds %s", name, bad)
			}
		}
	}
}

func TestNoIDIsOnThePageTwice(t *testing.T) {
	for name, page := range todoPages("x") {
		seen := map[string]bool{}
		for _, match := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(shownAt(t, "", page), -1) {
			if seen[match[1]] {
				t.Errorf("%s has the id %q twice", name, match[1])
			}
			seen[match[1]] = true
		}
	}
}

func TestAFormIsReadBackAsItWasFilled(t *testing.T) {
	todo := domain.Todo{Title: "A", Description: "b\nc", Priority: "high", DueDate: "2026-05-21", DueTime: "09:30", StartDate: "2026-05-20", Tags: []string{"x", "y"}, ProjectID: 7,
		AssigneeIDs: []string{"1", "2"}, Recurrence: "FREQ=WEEKLY;BYDAY=FR", RepeatFrom: "due", ReminderAt: thursday, EstimateMinutes: 90, Status: "task", Position: "n5"}
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	in, err := FieldsOf(context.Background(), todo, stockholm).Over(todo.Input())
	if err != nil {
		t.Fatal(err)
	}
	again, err := in.Parse(todo, stockholm)
	if err != nil || !reflect.DeepEqual(again, todo) {
		t.Errorf("%+v is read back as\n%+v %v", todo, again, err)
	}
	if got := OpenedFields(FieldsOf(context.Background(), todo, stockholm).JSON()); !reflect.DeepEqual(got, FieldsOf(t.Context(), todo, stockholm)) {
		t.Errorf("%+v", got)
	}
}
