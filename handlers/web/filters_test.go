package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func TestTheWordsOfTheSearchNarrowTodos(t *testing.T) {
	app := apptest.New(t)
	ann, scope := app.As("ann"), app.Scope("ann")
	app.SQL(`INSERT INTO projects (id, name, key, owner_id, visibility) VALUES (7, 'Website relaunch', 'WEB', ?, 'private')`, ann.User.ID)
	website, high, late := int64(7), "high", "2026-05-20"
	for _, in := range []domain.TodoInput{
		{Title: "Alpha", Tags: []string{"sales"}, Priority: &high}, {Title: "Beta", ProjectID: &website, DueDate: &late}, {Title: "Gamma quote", AssigneeIDs: []string{app.As("bo").User.ID}}, {Title: "Delta done"},
	} {
		todo, err := scope.AddTodo(t.Context(), in)
		must(t, err)
		if in.Title == "Delta done" {
			_, err = scope.CompleteTodo(t.Context(), todo.ID, true)
			must(t, err)
		}
	}
	all := []string{"Alpha", "Beta", "Gamma quote", "Delta done"}
	for words, want := range map[string]string{
		"tag:sales": "Alpha", "priority:high": "Alpha", "in:web": "Beta", `in:"Website relaunch"`: "Beta", "is:overdue": "Beta", "due<today": "Beta", "due:any": "Beta",
		"from:bo": "Gamma quote", "-a is:done": "", "is:done": "Delta done", "quote": "Gamma quote", `"gamma quote"`: "Gamma quote", "in:none -quote": "Alpha", "due:none is:open -alpha": "Gamma quote",
	} {
		page := ann.Get("/todos?view=all&q=" + strings.NewReplacer(" ", "+", "<", "%3C", `"`, "%22").Replace(words)).Want(200)
		for _, title := range all {
			if shown := strings.Contains(page.Body, "<span>"+title+"</span>"); shown != (title == want) {
				t.Errorf("%s shows %s: %v", words, title, shown)
			}
		}
	}
	for words, says := range map[string]string{"due<someday": "Write a day", "in:nowhere": "There is no project “nowhere”.", "type:note": "Here are todos alone.", "priority:urgent": "There is no priority “urgent”."} {
		ann.Get("/todos?view=all&q="+strings.ReplaceAll(words, "<", "%3C")).Want(200, says).WantNot("<span>Alpha</span>")
	}
	app.As("bo").Get("/todos?view=all&q=in:web").Want(200, "There is no project “web”.")
	ann.Get("/search?q=priority:high").Want(200, "Alpha").WantNot("Beta")
}

func TestAFilterIsSavedShownChangedMovedAndDeleted(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	_, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Alpha", Tags: []string{"sales"}})
	must(t, err)
	ann.Get("/filters").Want(200, "No filters yet")
	ann.Get("/todos?view=all&tag=sales&priority=high").Want(200, `/filters/new?query=is%3Aopen+tag%3Asales+priority%3Ahigh`)
	ann.Get("/filters/new?query=is:open").Want(200, `value="is:open"`)
	ann.Post("/filters", apptest.Form("name", "", "query", "is:nonsense")).Want(422, "There is no “is:nonsense”.", `value="is:nonsense"`)
	ann.Post("/filters", apptest.Form("name", " ", "query", "is:open")).Want(422, "Give the filter a name.", `value="is:open"`)
	ann.Post("/filters", apptest.Form("name", "Sales", "query", "tag:sales", "color", "pine", "icon", "star", "grouping", "priority")).WantTo("/todos?id=1&view=filter").
		Follow().Want(200, "Filter “Sales” saved", "<h1>Sales</h1>", "Alpha", `aria-current="page"`, "Undo", "Edit this filter")
	ann.Post("/filters", apptest.Form("name", "Done", "query", "is:done")).Want(303)
	ann.Get("/todos?view=filter&id=2").Want(200, "Nothing fits this filter").WantNot("<span>Alpha</span>")
	ann.Post("/filters/2/place", apptest.Form("place", "1")).WantTo("/filters").Follow().Want(200, "“Done” is number 1")
	if page := ann.Get("/filters").Want(200); strings.Index(page.Body, "Done") > strings.Index(page.Body, "Sales") {
		t.Error("Done does not stand first")
	}
	ann.Post("/undo", nil).Want(303)
	if page := ann.Get("/filters").Want(200); strings.Index(page.Body, ">Done<") < strings.Index(page.Body, ">Sales<") {
		t.Error("it was not moved back")
	}
	edit := ann.Get("/filters/1/edit").Want(200, `value="tag:sales"`)
	version := edit.Body[strings.Index(edit.Body, `name="version" value="`)+len(`name="version" value="`):]
	version = version[:strings.Index(version, `"`)]
	ann.Post("/filters/1/edit", apptest.Form("name", "Deals", "query", "tag:sales", "version", version)).WantTo("/todos?id=1&view=filter").Follow().Want(200, "<h1>Deals</h1>")
	ann.Post("/filters/1/edit", apptest.Form("name", "Old", "query", "tag:sales", "version", version)).Want(412, `value="Old"`)
	ann.Post("/filters/1/removal", nil).WantTo("/filters").Follow().Want(200, "Filter “Deals” deleted", "Undo")
	ann.Get("/todos?view=filter&id=1").Want(404)
	ann.Post("/undo", nil).Want(303)
	ann.Get("/todos?view=filter&id=1").Want(200, "<h1>Deals</h1>")
}

func TestEveryFilterThatAViewOffersIsUnderstoodByTheSearch(t *testing.T) {
	ann := apptest.New(t).As("ann")
	for _, view := range []string{"inbox", "today", "upcoming", "overdue", "assigned", "all", "completed"} {
		words := regexp.MustCompile(`/filters/new\?query=([^"&]+)`).FindStringSubmatch(ann.Get("/todos?view=" + view + "&q=fox").Want(200).Body)
		if words == nil {
			t.Fatalf("%s offers no filter", view)
		}
		ann.Get("/search?q=" + words[1]).Want(200)
	}
}

func TestAFilterIsItsOwnersAlone(t *testing.T) {
	app := apptest.New(t)
	filter, err := app.Scope("ann").AddFilter(t.Context(), domain.FilterInput{Name: "Secret plan", Query: "is:open"})
	must(t, err)
	bo := app.As("bo")
	bo.Get("/filters").Want(200, "No filters yet")
	bo.Get("/todos").Want(200).WantNot("Secret plan")
	at := fmt.Sprintf("/filters/%d", filter.ID)
	bo.Get(fmt.Sprintf("/todos?view=filter&id=%d", filter.ID)).Want(404)
	bo.HTMX().With("HX-Target", "aside#panel").Get(fmt.Sprintf("/todos?view=filter&id=%d", filter.ID)).Want(404)
	bo.Get(at + "/edit").Want(404)
	bo.Post(at+"/edit", apptest.Form("name", "x", "query", "is:open")).Want(404)
	bo.Post(at+"/place", apptest.Form("place", "1")).Want(404)
	bo.Post(at+"/removal", nil).Want(404)
	bo.Post(fmt.Sprintf("/todos/overdue?view=filter&id=%d", filter.ID), nil).Want(404)
}
