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

// add makes a todo of somebody's, in words.
func add(t *testing.T, app *apptest.App, who, words string) domain.Todo {
	t.Helper()
	app.As(who).Post("/todos?view=all", apptest.Form("text", words)).Want(303)
	open := false
	list, err := app.Scope(who).Todos(t.Context(), domain.TodoFilter{Completed: &open, Sort: "-created_at", Limit: 1, Detail: true})
	if err != nil || len(list.Items) == 0 {
		t.Fatalf("%q was not added: %v", words, err)
	}
	app.As(who).Get("/todos") // takes the message
	return list.Items[0]
}

func at(todo domain.Todo, what string) string {
	return "/todos/" + strconv.FormatInt(todo.ID, 10) + what
}

// rows are the titles in a list, in its order.
func rows(page *apptest.Answer) []string {
	var titles []string
	for _, found := range regexp.MustCompile(`(?s)class="name"[^>]*>\s*(?:<span>)?([^<]*)<`).FindAllStringSubmatch(page.Body, -1) {
		titles = append(titles, strings.TrimSpace(found[1]))
	}
	return titles
}

func wantRows(t *testing.T, page *apptest.Answer, want ...string) {
	t.Helper()
	if got := rows(page.Want(200)); !slices.Equal(got, want) {
		t.Errorf("the list has %q, want %q", got, want)
	}
}

func TestEachViewShowsWhatItIsFor(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	yesterday := "2026-05-20"
	if _, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "late", DueDate: &yesterday}); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"now today", "soon tomorrow", "sunday in 3 days", "far in 30 days", "never #home !high", "gone", "done"} {
		add(t, app, "ann", words)
	}
	for title, what := range map[string]string{"gone": "/removal", "done": "/completion"} {
		id := find(t, app, "ann", title)
		ann.Post(at(id, what), apptest.Form("done", "true")).Want(303)
	}
	for query, want := range map[string][]string{
		"":                       {"late", "now"},
		"?view=today":            {"late", "now"},
		"?view=upcoming":         {"late", "now", "soon", "sunday", "far"},
		"?view=overdue":          {"late"},
		"?view=inbox":            {"late", "now", "soon", "sunday", "far", "never"},
		"?view=all":              {"late", "now", "soon", "sunday", "far", "never"},
		"?view=all&sort=title":   {"far", "late", "never", "now", "soon", "sunday"},
		"?view=completed":        {"done"},
		"?view=trash":            {"gone"},
		"?tag=home":              {"never"},
		"?priority=high":         {"never"},
		"?q=NEV":                 {"never"},
		"?q=nev&view=today":      nil,
		"?view=all&due=1":        {"late", "now", "soon", "sunday", "far"},
		"?view=assigned":         nil,
		"?view=nonsense":         {"late", "now"},
		"?view=all&after=gibber": {"late", "now", "soon", "sunday", "far", "never"},
	} {
		t.Run(query, func(t *testing.T) { wantRows(t, ann.Get("/todos"+query), want...) })
	}
	ann.Get("/todos?view=upcoming").Want(200, "Overdue", "Today", "Tomorrow", "Sunday", "Later", "Move to today").WantNot("Next week")
	ann.Get("/todos?view=all&group=priority").Want(200, "High", "Medium")
	ann.Get("/todos?project=99").Want(404)
}

// find is the newest open todo of somebody's with a title.
func find(t *testing.T, app *apptest.App, who, title string) domain.Todo {
	t.Helper()
	list, err := app.Scope(who).Todos(t.Context(), domain.TodoFilter{Query: title, Sort: "-created_at", Limit: 200, Detail: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, todo := range list.Items {
		if todo.Title == title {
			return todo
		}
	}
	t.Fatalf("%s has no todo %q", who, title)
	return domain.Todo{}
}

func TestAnEmptyViewSaysWhatBelongsThere(t *testing.T) {
	app := apptest.New(t)
	for query, want := range map[string]string{
		"": "Nothing left for today", "?view=upcoming": "Nothing is coming", "?view=inbox": "Inbox is clear", "?view=overdue": "Nothing is late",
		"?view=assigned": "Nobody waits for you", "?view=all": "No todos yet", "?view=completed": "Nothing completed yet", "?view=trash": "The trash is empty",
		"?tag=x": "Nothing tagged #x", "?q=x": "Nothing fits",
	} {
		app.As("ann").Get("/todos"+query).Want(200, want)
	}
}

func TestATodoIsWrittenInWordsAndTheViewGivesItWhatItIsFor(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/todos?view=today", apptest.Form("text", "Water the plants")).WantTo("/todos")
	if todo := find(t, app, "ann", "Water the plants"); todo.DueDate != "2026-05-21" {
		t.Errorf("due %q", todo.DueDate)
	}
	ann.Post("/todos?view=today", apptest.Form("text", "Whenever", "plain", "1")).WantTo("/todos").Follow().Want(200, "added to the inbox", "Show")
	ann.Post("/todos?tag=home", apptest.Form("text", "Paint it #red")).WantTo("/todos?tag=home")
	if todo := find(t, app, "ann", "Paint it"); !slices.Equal(todo.Tags, []string{"red", "home"}) {
		t.Errorf("tagged %q", todo.Tags)
	}
	ann.Post("/todos?priority=high", apptest.Form("text", "Urgent")).Want(303)
	if todo := find(t, app, "ann", "Urgent"); todo.Priority != domain.PriorityHigh {
		t.Errorf("priority %q", todo.Priority)
	}
	ann.Post("/todos", apptest.Form("text", " \t ")).Want(422, "Give the todo a title.")
	long := strings.Repeat("x", 501)
	ann.Post("/todos?view=upcoming", apptest.Form("text", long)).Want(422, "Keep it to 500 characters.", `value="`+long+`"`, "Upcoming")
	ann.HTMX().Post("/todos", apptest.Form("text", "")).Want(422, `id="quick"`).WantNot("<html")
}

func TestWhatWasUnderstoodShowsBeforeItIsSaved(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	chips := ann.HTMX().With("HX-Target", "output#understood")
	chips.Post("/todos/understood?view=all", apptest.Form("text", "Call Ana tomorrow 5pm #sales !high")).Want(200, "17:00", "sales", "High", "Remove due date").WantNot("<form")
	chips.Post("/todos/understood?view=all", apptest.Form("text", "")).Want(200).WantNot("chip")
	chips.Post("/todos/understood?view=today", apptest.Form("text", "Call Ana")).Want(200, "Today", `name="plain"`)
	// Without scripts a chip's button comes back with the page.
	ann.Post("/todos/understood?view=all", apptest.Form("text", "Call #sales", "without", `Call \#sales`)).Want(200, `value="Call \#sales"`, "<html")
	ann.Post("/todos?view=all", apptest.Form("text", `Call \#sales`)).Want(303)
	find(t, app, "ann", "Call #sales")
}

func TestManyLinesMakeManyTodosOrNone(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/todos/new?view=all").Want(200, "One todo a line")
	ann.Post("/todos/new?view=all", apptest.Form("lines", "- [ ] One #a\r\n\r\n* Two tomorrow\r\n   Three  \r\n")).WantTo("/todos?view=all")
	wantRows(t, ann.Get("/todos?view=all"), "One", "Two", "Three")
	ann.Get("/todos?view=all").Want(200)
	lines := "Fine\n" + strings.Repeat("y", 501)
	ann.Post("/todos/new?view=all", apptest.Form("lines", lines)).Want(422, "Todo 2: Keep it to 500 characters.", lines)
	ann.Post("/todos/new", apptest.Form("lines", "\n \n")).Want(422, "Write at least one todo.")
	ann.Post("/todos/new", apptest.Form("lines", strings.Repeat("a\n", 1001))).Want(422, "At most 1000")
	wantRows(t, ann.Get("/todos?view=all"), "One", "Two", "Three")
}

func TestTickingOffIsUndoneByOneButton(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	todo := add(t, app, "ann", "Buy milk")
	page := ann.Post(at(todo, "/completion?view=all&tag="), apptest.Form("done", "true")).WantTo("/todos?view=all").Follow().Want(200, "“Buy milk” completed", "Undo")
	wantRows(t, page)
	undo := regexp.MustCompile(`action="(/undo/[^"]+)"`).FindStringSubmatch(page.Body)
	ann.Post(undo[1], nil).Want(303)
	wantRows(t, ann.Get("/todos?view=all"), "Buy milk")
	ann.Post(undo[1], nil).Want(303).Follow().Want(200, "That was undone already.")

	// With scripts only the row comes back, struck through, with the message and the numbers.
	ann.HTMX().Post(at(todo, "/completion?view=all"), apptest.Form("done", "true")).
		Want(200, `hx-target="#`+fmt.Sprintf("t%d", todo.ID)+`"`, `aria-checked="true"`, "“Buy milk” completed", `hx-target="#side"`).WantNot("<html", `id="todos"`)
	ann.HTMX().Post(at(todo, "/completion?view=all"), apptest.Form("done", "false")).Want(200, `aria-checked="false"`, "open again")

	// Z takes back one thing after the other, as long as there is one.
	ann.Post("/undo?view=completed", nil).WantTo("/todos?view=completed")
	wantRows(t, ann.Get("/todos?view=completed").Want(200, "Undone"), "Buy milk")
	for range 2 {
		ann.Post("/undo?view=all", nil).WantTo("/todos?view=all")
	}
	wantRows(t, ann.Get("/todos?view=all"))
	ann.HTMX().Post("/undo?view=all", nil).Want(200, "There is nothing to undo", `hx-target="#list"`)
}

func TestTheNextOfARepeatingTodoAppears(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	todo := add(t, app, "ann", "Water the plants today every day")
	ann.Post(at(todo, "/completion?view=upcoming"), apptest.Form("done", "true")).Follow().Want(200, "Tomorrow")
	wantRows(t, ann.Get("/todos?view=upcoming"), "Water the plants")
	wantRows(t, ann.Get("/todos?view=completed"), "Water the plants")
}

func TestATodosPageHasAllOfItAndKeepsThePlaceItWasOpenedFrom(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	todo := add(t, app, "ann", "Review the copy tomorrow 11:00 #copy !high")
	other := add(t, app, "ann", "Other #copy")
	ann.Post(at(todo, "/edit?tag=copy"), editForm(t, app, todo, "description", "See **this**\n\n<script>alert(1)</script>", "estimate_minutes", "90")).WantTo(at(todo, "?tag=copy"))
	page := ann.Get(at(todo, "?tag=copy")).Want(200, "Review the copy · mddash", "<strong>this</strong>", "Tomorrow, 11:00", "1 h 30 min",
		"ann wrote a description", "ann estimated 1 h 30 min", `href="`+at(other, "?tag=copy")+`"`, `aria-current="true"`, "#copy").WantNoMarkup("<script>alert")
	if strings.Contains(page.Body, "On small screens") {
		t.Error("a comment of ours is on the page")
	}
	piece := ann.HTMX().With("HX-Target", "aside#panel").Get(at(todo, "?tag=copy")).Want(200, `id="panel"`, "<title>Review the copy").WantNot("<html", `id="todos"`)
	piece.WantHeader("HX-Push-Url", at(todo, "?tag=copy"))
	closed := ann.HTMX().With("HX-Target", "aside#panel").Get("/todos?tag=copy").Want(200, "hidden").WantNot("Review the copy")
	closed.WantHeader("HX-Push-Url", "/todos?tag=copy")
	ann.Get("/todos/99").Want(404)
	ann.Get("/todos/abc").Want(404)
}

// editForm is the form as the page shows it, with some fields typed over.
func editForm(t *testing.T, app *apptest.App, todo domain.Todo, change ...string) url.Values {
	t.Helper()
	form := url.Values{}
	page := app.As("ann").Get(at(todo, "/edit")).Want(200)
	input := regexp.MustCompile(`<input [^>]*name="(version|opened|title|due_date|due_time|start_date|reminder_at|tags|estimate_minutes|recurrence)"[^>]*>`)
	for _, found := range input.FindAllStringSubmatch(page.Body, -1) {
		if value := regexp.MustCompile(`value="([^"]*)"`).FindStringSubmatch(found[0]); value != nil {
			form.Set(found[1], strings.NewReplacer("&#34;", `"`, "&amp;", "&", "&lt;", "<", "&gt;", ">", "&#39;", "'").Replace(value[1]))
		}
	}
	form.Set("priority", todo.Priority)
	form.Set("description", todo.Description)
	for i := 0; i < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return form
}

func TestWhatIsWrongInAFormIsSaidAtItsFieldAndNothingTypedIsLost(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	todo := add(t, app, "ann", "Buy milk")
	for name, row := range map[string]struct {
		field, value, want string
	}{
		"no title":            {"title", " ", "Give the todo a title."},
		"no such day":         {"due_date", "2026-02-30", "Write the date as YYYY-MM-DD"},
		"time without a date": {"due_time", "09:00", "A time needs a date too."},
		"too long":            {"description", strings.Repeat("x", 2001), "Keep it to 2000 characters."},
		"no rule":             {"recurrence", "when I feel like it", ""},
		"no number":           {"estimate_minutes", "a while", "Write the estimate in whole minutes"},
		"no such project":     {"project_id", "77", "There is no such thing."},
		"no project at all":   {"project_id", "x", "There is no such thing."},
		"no such person":      {"assignee_ids", "nobody", "There is no such thing."},
		"no such reminder":    {"reminder_at", "soon", "Write it as a date and time"},
	} {
		t.Run(name, func(t *testing.T) {
			form := editForm(t, app, todo, row.field, row.value)
			if row.field == "recurrence" {
				form.Set("repeat", "other")
			}
			page := ann.Post(at(todo, "/edit"), form).Want(422, row.want, `role="alert"`)
			if row.field != "assignee_ids" && row.field != "project_id" && row.value != " " {
				page.Want(422, row.value)
			}
			ann.HTMX().Post(at(todo, "/edit"), form).Want(422, row.want, `id="panel"`).WantNot("<html")
		})
	}
	if now := find(t, app, "ann", "Buy milk"); now.Version() != todo.Version() {
		t.Error("a refused form has changed something")
	}
}

func TestARuleCanBeWrittenInWords(t *testing.T) {
	app := apptest.New(t)
	todo := add(t, app, "ann", "Stand-up tomorrow")
	app.As("ann").Post(at(todo, "/edit"), editForm(t, app, todo, "repeat", "other", "recurrence", "every 2 weeks on friday")).Want(303)
	if now := find(t, app, "ann", "Stand-up"); now.Recurrence != "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR" {
		t.Errorf("repeats %q", now.Recurrence)
	}
}

func TestSavingNothingSaysNothingAndUndoesNothing(t *testing.T) {
	app := apptest.New(t)
	todo := add(t, app, "ann", "Buy milk")
	app.As("ann").Get("/todos?view=all")
	app.As("ann").Post(at(todo, "/edit"), editForm(t, app, todo)).Want(303).Follow().WantNot("” saved")
}

func TestAStaleEditShowsBothVersionsAndLosesNeither(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	todo := add(t, app, "ann", "Plan the trip")
	mine := editForm(t, app, todo, "title", "Plan the long trip", "description", "mine")
	ann.Elsewhere().Post(at(todo, "/edit"), editForm(t, app, todo, "title", "Plan the short trip", "due_date", "2026-06-01")).Want(303)

	page := ann.Post(at(todo, "/edit"), mine).Want(412, "Two versions", "Plan the long trip", "Plan the short trip", "2026-06-01", "Keep mine", "Keep theirs")
	checked := regexp.MustCompile(`name="keep-(\w+)" value="(\w+)" checked`).FindAllStringSubmatch(page.Body, -1)
	if got := fmt.Sprint(checked); !strings.Contains(got, "keep-due_date\" value=\"theirs") || !strings.Contains(got, "keep-title\" value=\"mine") || !strings.Contains(got, "keep-description\" value=\"mine") {
		t.Errorf("chosen beforehand: %s", got)
	}
	if now := find(t, app, "ann", "Plan the short trip"); now.Description != "" {
		t.Error("something was saved already")
	}
	mine.Set("version", regexp.MustCompile(`name="version" value="(\w+)"`).FindStringSubmatch(page.Body)[1])
	for _, choice := range checked {
		mine.Set("keep-"+choice[1], choice[2])
	}
	ann.Post(at(todo, "/edit"), mine).WantTo(at(todo, ""))
	now := find(t, app, "ann", "Plan the long trip")
	if now.Description != "mine" || now.DueDate != "2026-06-01" {
		t.Errorf("saved %q due %q", now.Description, now.DueDate)
	}

	// All of one's own, and all of the other's.
	mine = editForm(t, app, now, "title", "A")
	ann.Elsewhere().Post(at(todo, "/edit"), editForm(t, app, now, "title", "B", "tags", "x")).Want(303)
	page = ann.Post(at(todo, "/edit"), mine).Want(412)
	mine.Set("keep", "theirs")
	ann.Post(at(todo, "/edit"), mine).WantTo(at(todo, ""))
	find(t, app, "ann", "B")
	mine.Set("version", regexp.MustCompile(`name="version" value="(\w+)"`).FindStringSubmatch(page.Body)[1])
	mine.Set("keep", "mine")
	ann.Post(at(todo, "/edit"), mine).WantTo(at(todo, ""))
	if now := find(t, app, "ann", "A"); len(now.Tags) != 0 {
		t.Errorf("tags %q", now.Tags)
	}
}
