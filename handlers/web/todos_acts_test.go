package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func id(todo domain.Todo) string { return strconv.FormatInt(todo.ID, 10) }

func TestOneThingIsDoneToSeveralAndUndoneAtOnce(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	one, two := add(t, app, "ann", "One tomorrow 9:00 #a"), add(t, app, "ann", "Two #A #b")
	ben := app.As("ben").User.ID
	for do, row := range map[string]struct {
		fields []string
		said   string
		holds  func(domain.Todo) bool
	}{
		"complete":       {nil, "2 todos completed", func(t domain.Todo) bool { return t.Completed() }},
		"due=2026-05-22": {nil, "2 todos due tomorrow", func(t domain.Todo) bool { return t.DueDate == "2026-05-22" }},
		"due":            {[]string{"due_date", "2026-06-02"}, "2 todos due Tue 2 Jun", func(t domain.Todo) bool { return t.DueDate == "2026-06-02" }},
		"due=":           {nil, "2 todos without a date", func(t domain.Todo) bool { return t.DueDate == "" && t.DueTime == "" }},
		"tag":            {[]string{"tag", "#new, b"}, "2 todos tagged", func(t domain.Todo) bool { return slices.Contains(t.Tags, "new") && slices.Contains(t.Tags, "b") }},
		"untag":          {[]string{"tag", "a"}, "2 todos changed", func(t domain.Todo) bool { return !slices.Contains(t.Tags, "a") && !slices.Contains(t.Tags, "A") }},
		"assign":         {[]string{"assignee_id", ben}, "2 todos assigned", func(t domain.Todo) bool { return slices.Equal(t.AssigneeIDs, []string{ben}) }},
		"priority=high":  {nil, "2 todos changed", func(t domain.Todo) bool { return t.Priority == domain.PriorityHigh }},
		"move":           {[]string{"project_id", ""}, "2 todos moved", func(t domain.Todo) bool { return t.ProjectID == 0 }},
	} {
		t.Run(do, func(t *testing.T) {
			form := apptest.Form(append([]string{"ids", id(one), "ids", id(two), "do", do}, row.fields...)...)
			ann.Post("/todos/bulk?view=all", form).WantTo("/todos?view=all").Follow().Want(200, row.said)
			for _, title := range []string{"One", "Two"} {
				if todo := find(t, app, "ann", title); !row.holds(todo) {
					t.Errorf("%+v", todo)
				}
			}
			if do != "move" {
				ann.Post("/undo?view=all", nil).Follow().Want(200, "Undone")
			}
			for _, before := range []domain.Todo{one, two} {
				now := find(t, app, "ann", before.Title)
				if now.DueDate != before.DueDate || now.DueTime != before.DueTime || !slices.Equal(now.Tags, before.Tags) || now.Status != before.Status || now.Priority != before.Priority {
					t.Errorf("%+v", now)
				}
			}
		})
	}
	ann.Post("/todos/bulk?view=all", apptest.Form("ids", id(one), "ids", id(two), "do", "delete")).Follow().Want(200, "2 todos deleted")
	wantRows(t, ann.Get("/todos?view=all"))
	ann.Post("/undo", nil).Want(303)
	wantRows(t, ann.Get("/todos?view=all"), "One", "Two")
}

func TestABulkChangeIsAllOrNothingAndSaysWhy(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	mine, theirs := add(t, app, "ann", "Mine"), add(t, app, "ben", "Theirs")
	for name, form := range map[string]url.Values{
		"nothing selected":  apptest.Form("do", "complete"),
		"nothing to do":     apptest.Form("ids", id(mine), "do", "explode"),
		"no number":         apptest.Form("ids", "x", "do", "complete"),
		"no such day":       apptest.Form("ids", id(mine), "do", "due=tomorrow"),
		"no tag":            apptest.Form("ids", id(mine), "do", "tag"),
		"no such project":   apptest.Form("ids", id(mine), "do", "move", "project_id", "99"),
		"no such person":    apptest.Form("ids", id(mine), "do", "assign", "assignee_id", "nobody"),
		"no such priority":  apptest.Form("ids", id(mine), "do", "priority=urgent"),
		"Enter in no field": apptest.Form("ids", id(mine), "do", ""),
	} {
		t.Run(name, func(t *testing.T) {
			ann.Post("/todos/bulk?view=all", form).WantTo("/todos?view=all").Follow().Want(200, `data-hue="red"`)
			ann.HTMX().Post("/todos/bulk?view=all", form).Want(422, `hx-swap-oob="beforeend:#toasts"`)
		})
	}
	ann.Post("/todos/bulk", apptest.Form("ids", id(mine), "ids", id(theirs), "do", "complete")).Want(404)
	if find(t, app, "ann", "Mine").Completed() || find(t, app, "ben", "Theirs").Completed() {
		t.Error("something was completed")
	}
	ann.Post("/todos/bulk?view=all", apptest.Form("ids", id(mine), "do", "", "tag", "quick")).Follow().Want(200, "1 todo tagged")
}

func TestEverythingLateMovesToToday(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	day := "2026-05-01"
	for n := range 3 {
		if _, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: fmt.Sprint("Late ", n), DueDate: &day}); err != nil {
			t.Fatal(err)
		}
	}
	add(t, app, "ann", "Soon tomorrow")
	ann.Post("/todos/overdue?view=upcoming", nil).Follow().Want(200, "3 todos moved to today").WantNot("Overdue</h2>")
	ann.Post("/todos/overdue?view=upcoming", nil).Follow().Want(200, "Nothing here is late.")
	ann.Post("/undo", nil).Want(303)
	ann.Get("/todos").Want(200, "Overdue</h2>")
}

func TestManualOrderIsChangedByNeighboursAndByWords(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	a, b, c := add(t, app, "ann", "a"), add(t, app, "ann", "b"), add(t, app, "ann", "c")
	for _, step := range []struct {
		what   domain.Todo
		fields []string
		want   []string
	}{
		{c, []string{"after_id", id(a), "before_id", id(b)}, []string{"a", "c", "b"}},
		{a, []string{"after_id", id(b), "before_id", ""}, []string{"c", "b", "a"}},
		{a, []string{"to", "up"}, []string{"c", "a", "b"}},
		{c, []string{"to", "down"}, []string{"a", "c", "b"}},
		{b, []string{"to", "top"}, []string{"b", "a", "c"}},
		{b, []string{"to", "up"}, []string{"b", "a", "c"}},
		{c, []string{"to", "down"}, []string{"b", "a", "c"}},
	} {
		ann.Post(at(step.what, "/position?view=all"), apptest.Form(step.fields...)).WantTo("/todos?view=all")
		wantRows(t, ann.Get("/todos?view=all"), step.want...)
	}
	ann.Post(at(b, "/position?view=all"), apptest.Form("after_id", "999")).Follow().Want(200, "There is no such thing.")
	ann.HTMX().Post(at(b, "/position?view=all"), apptest.Form("after_id", id(c))).Want(200, "“b” moved", `hx-target="#list"`)
}

func TestStepsAreAddedTickedOrderedAndOpened(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	trip := add(t, app, "ann", "Plan the trip")
	for _, words := range []string{"Book the train tomorrow", "Pack", "Go"} {
		ann.Post(at(trip, "/steps?view=all"), apptest.Form("text", words)).WantTo(at(trip, "?view=all"))
	}
	ann.Post(at(trip, "/steps?view=all"), apptest.Form("text", "  ")).Want(422, "Give the todo a title.")
	ann.HTMX().Post(at(trip, "/steps?view=all"), apptest.Form("text", "")).Want(422, `hx-target="#detail"`).WantNot("<html")
	pack := find(t, app, "ann", "Pack")
	ann.Post(at(pack, "/completion?view=all&open="+id(trip)), apptest.Form("done", "true")).WantTo(at(trip, "?view=all")).
		Follow().Want(200, "1 of 3", "Book the train")
	ann.Post(at(pack, "/position?view=all&open="+id(trip)), apptest.Form("to", "up")).WantTo(at(trip, "?view=all"))
	page := ann.Get(at(trip, "?view=all")).Want(200)
	if strings.Index(page.Body, ">Pack<") > strings.Index(page.Body, ">Book the train<") {
		t.Error("Pack was not moved up")
	}
	wantRows(t, ann.Get("/todos?view=all"), "Plan the trip")
	ann.Get(at(pack, "?view=all")).Want(200, "Plan the trip", "ann completed it")

	// A step's own page leads back to its todo when it is deleted.
	ann.Post(at(pack, "/removal?view=all&open="+id(pack)), nil).WantTo(at(trip, "?view=all"))
	ann.Post(at(trip, "/removal?view=all&open="+id(trip)), nil).WantTo("/todos?view=all")
	wantRows(t, ann.Get("/todos?view=trash"), "Pack", "Plan the trip")
}

func TestATodoBecomesAStepOfAnotherAndNeverOfItself(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	house, roof := add(t, app, "ann", "Build a house"), add(t, app, "ann", "Mend the roof")
	secret := add(t, app, "ben", "A secret")
	ann.Get(at(roof, "/parent?view=all")).Want(200, "Build a house", "becomes a subtask of").WantNot("A secret")
	ann.Get(at(roof, "/parent?view=all&words=nothing")).Want(200, "No todo has these words.")
	ann.Post(at(roof, "/parent?view=all"), apptest.Form("parent_id", id(house))).WantTo(at(roof, "?view=all"))
	for form, want := range map[string]string{id(house): "itself", id(roof): "itself", id(secret): "There is no such thing.", "999": "There is no such thing.", "x": "Choose a todo."} {
		ann.Post(at(house, "/parent?view=all"), apptest.Form("parent_id", form)).Want(422, want)
	}
	ann.Post(at(house, "/parent?view=all"), nil).Want(422, "Choose a todo.")
	ann.Get(at(roof, "/parent")).Want(200, "a todo of its own")
	ann.Post(at(roof, "/parent?view=all"), apptest.Form("parent_id", "")).WantTo(at(roof, "?view=all"))
	wantRows(t, ann.Get("/todos?view=all"), "Build a house", "Mend the roof")
	ann.HTMX().Post(at(roof, "/parent?view=all"), apptest.Form("parent_id", id(house))).Want(200, `hx-target="#dialog"`, "moved").WantNot("<html")
}

func TestATodoIsDuplicatedWithItsOpenSteps(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	trip := add(t, app, "ann", "Plan the trip tomorrow #travel !high")
	ann.Post(at(trip, "/steps"), apptest.Form("text", "Pack"))
	ann.Post(at(trip, "/steps"), apptest.Form("text", "Dream"))
	ann.Post(at(find(t, app, "ann", "Dream"), "/completion"), apptest.Form("done", "true"))
	to := ann.Post(at(trip, "/copy?view=all&open="+id(trip)), nil).Want(303).To()
	ann.Get(to).Want(200, "Plan the trip", "0 of 1", "Pack", "duplicated").WantNot(">Dream<")
	if to == at(trip, "?view=all") {
		t.Error("the old one is open")
	}
	ann.Post("/undo?view=all", nil).Want(303)
	wantRows(t, ann.Get("/todos?view=all"), "Plan the trip")
}

func TestCommentsAreSaidRewrittenAndTakenBack(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	todo := add(t, app, "ann", "Buy milk")
	ann.Post(at(todo, "/comments?view=all"), apptest.Form("body", "Oat **or** soy?\n<script>alert(1)</script>")).WantTo(at(todo, "?view=all")).
		Follow().Want(200, "<strong>or</strong>", "Comment added").WantNoMarkup("<script>alert")
	ann.Post(at(todo, "/comments"), apptest.Form("body", " \n")).Want(422, "Write something first.")
	long := strings.Repeat("x", 10001)
	ann.Post(at(todo, "/comments"), apptest.Form("body", long)).Want(422, "Keep it to 10000 characters.", long)
	edit := regexp.MustCompile(`/comments/(\d+)/edit`).FindStringSubmatch(ann.Get(at(todo, "")).Body)[1]
	ann.Get(at(todo, "/comments/"+edit+"/edit")).Want(200, "Oat **or** soy?", "Your comment")
	ann.Get(at(todo, "/comments/999/edit")).Want(404)
	ann.Post(at(todo, "/comments/"+edit+"/edit"), apptest.Form("body", "")).Want(422, "Write something first.")
	ann.Post(at(todo, "/comments/"+edit+"/edit"), apptest.Form("body", "Soy.")).WantTo(at(todo, "")).Follow().Want(200, "Soy.")
	ann.HTMX().Post(at(todo, "/comments?view=all"), apptest.Form("body", "And bread")).Want(200, `hx-target="#detail"`, "And bread").WantNot("<html")
	ann.Post(at(todo, "/comments/"+edit+"/removal"), nil).WantTo(at(todo, "")).Follow().Want(200, "Comment deleted").WantNot("Soy.")
	ann.Post("/undo", nil).Want(303)
	ann.Get(at(todo, "")).Want(200, "Soy.")
	other := add(t, app, "ann", "Another")
	ann.Post(at(other, "/comments/"+edit+"/edit"), apptest.Form("body", "x")).Want(404)
	ann.Post(at(other, "/comments/"+edit+"/removal"), nil).Want(404)
}

func TestTheTrashGivesBackOrLetsGo(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	todo := add(t, app, "ann", "Old thing")
	ann.Post(at(todo, "/steps"), apptest.Form("text", "Its step"))
	ann.Post(at(todo, "/removal?view=all"), nil).Want(303).Follow().Want(200, "“Old thing” deleted")
	ann.Get(at(todo, "")).Want(404)
	page := ann.Get("/todos?view=trash").Want(200, "Restore", "Delete “Old thing” for good?", "Keep it").WantNot("Its step", "Add a todo:")
	wantRows(t, page, "Old thing")
	ann.Post(at(todo, "/restoration?view=trash"), nil).WantTo("/todos?view=trash").Follow().Want(200, "“Old thing” restored", "Open")
	ann.Get(at(todo, "")).Want(200, "Its step")
	ann.Post(at(todo, "/purge?view=trash"), nil).Want(404)
	ann.Post(at(todo, "/removal?view=all"), nil).Want(303)
	ann.Post(at(todo, "/purge?view=trash"), nil).Want(303).Follow().Want(200, "Deleted for good", "The trash is empty")
	ann.Post(at(todo, "/restoration?view=trash"), nil).Want(404)
}

func TestWhateverIsTypedIsShownAsText(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, text := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'"><svg/onload=alert(1)>`, `<hx-partial hx-target="body">x</hx-partial>`, `</title><script>alert(1)</script>`,
		`{{7*7}}`, `javascript:alert(1)`, "\u202etxt.exe", "مرحبا بالعالم", strings.Repeat("W", 400),
	} {
		t.Run(text[:min(len(text), 16)], func(t *testing.T) {
			title := text
			todo, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: title, Description: &text, Tags: []string{string([]rune(text)[:min(len([]rune(text)), 16)])}})
			if err != nil {
				t.Fatal(err)
			}
			ann.Post(at(todo, "/comments"), apptest.Form("body", text))
			for _, path := range []string{"/todos?view=all", "/todos?view=all&q=" + url.QueryEscape(text), "/todos?tag=" + url.QueryEscape(todo.Tags[0]), at(todo, ""), at(todo, "/edit"), at(todo, "/parent"), "/todos?view=trash"} {
				ann.Get(path).Want(200).WantNoMarkup("<script>alert", "<img src=x", "<svg/onload", `<hx-partial hx-target="body"`, "49<")
			}
			ann.HTMX().Post(at(todo, "/completion?view=all"), apptest.Form("done", "true")).Want(200).WantNoMarkup("<script>alert", "<img src=x", `<hx-partial hx-target="body"`)
			ann.Post(at(todo, "/removal?view=all"), nil).Want(303)
			ann.Get("/todos?view=trash").Want(200).WantNoMarkup("<script>alert", "<img src=x")
		})
	}
}

func TestNothingThatIsNoTextComesIn(t *testing.T) {
	ann := apptest.New(t).As("ann")
	for _, bad := range []string{"a\x00b", "a\xffb"} {
		ann.Post("/todos", apptest.Form("text", bad)).Want(422)
		ann.Get("/todos?q=" + url.QueryEscape(bad)).Want(422)
		ann.Get("/todos?after=" + url.QueryEscape(bad)).Want(422)
	}
	ann.Post("/todos", apptest.Form("text", strings.Repeat("x", 2<<20))).Want(413)
}

// page after page, each todo is there once, and each group has one head when the pages are put together.
func TestALongListGoesOnPageByPageAndMissesNothing(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	var inputs []domain.TodoInput
	for n := range 170 {
		day := fmt.Sprintf("2026-05-%02d", 15+n%12)
		inputs = append(inputs, domain.TodoInput{Title: fmt.Sprintf("Todo %03d", n), DueDate: &day})
	}
	if _, err := app.Scope("ann").AddTodos(t.Context(), inputs); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	path, pages := "/todos?view=upcoming", 0
	for path != "" {
		page := ann.Get(path).Want(200)
		for _, title := range rows(page) {
			seen[title]++
		}
		pages++
		path = ""
		if more := regexp.MustCompile(`href="([^"]+)"[^>]*hx-target="#more"|hx-target="#more"[^>]*href="([^"]+)"`).FindStringSubmatch(page.Body); more != nil {
			path = strings.ReplaceAll(more[1]+more[2], "&amp;", "&")
		}
	}
	if pages != 4 || len(seen) != 170 {
		t.Errorf("%d pages, %d todos", pages, len(seen))
	}
	for title, n := range seen {
		if n != 1 {
			t.Errorf("%s is there %d times", title, n)
		}
	}
	next := regexp.MustCompile(`hx-get="([^"]+)"[^>]*hx-target="#more"`).FindStringSubmatch(ann.Get("/todos?view=upcoming").Body)[1]
	piece := ann.HTMX().With("HX-Target", "p#more").Get(strings.ReplaceAll(next, "&amp;", "&")).Want(200, `id="more"`, "data-rank").WantNot("<html", `id="todos"`)
	if n := len(rows(piece)); n != 50 {
		t.Errorf("the next page has %d", n)
	}
	if n := len(rows(ann.HTMX().With("HX-Target", "div#list").Get("/todos?view=upcoming&rows=150"))); n != 150 {
		t.Errorf("brought up to date with %d", n)
	}
}

func TestAPageTakesTheSameQueriesWhateverItShows(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	app.As("ben")
	fill := func(n int) domain.Todo {
		var inputs []domain.TodoInput
		ben := app.As("ben").User.ID
		for i := range n {
			day := fmt.Sprintf("2026-06-%02d", i%28+1)
			inputs = append(inputs, domain.TodoInput{Title: fmt.Sprint("Todo ", i), DueDate: &day, Tags: []string{fmt.Sprint("t", i%9)}, AssigneeIDs: []string{ben}})
		}
		todos, err := app.Scope("ann").AddTodos(t.Context(), inputs)
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			if _, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Step", ParentID: &todos[0].ID}); err != nil {
				t.Fatal(err)
			}
			ann.Post(at(todos[0], "/comments"), apptest.Form("body", "Said"))
		}
		return todos[0]
	}
	few := fill(1)
	count := func(path string) int {
		ann.Get(path).Want(200)
		app.Forget()
		before := app.Queries()
		ann.Get(path).Want(200)
		return app.Queries() - before
	}
	paths := func(todo domain.Todo) []string {
		return []string{"/todos?view=upcoming", "/todos?view=all", "/todos?view=upcoming&group=project", "/todos?tag=t0", "/todos?view=assigned", at(todo, "?view=upcoming"), at(todo, "/edit?view=upcoming")}
	}
	var before []int
	for _, path := range paths(few) {
		before = append(before, count(path))
	}
	many := fill(40)
	for i, path := range paths(many) {
		n := count(path)
		if n != before[i] || n > 40 {
			t.Errorf("%s: %d queries, and %d with a single todo", path, n, before[i])
		}
	}
}
