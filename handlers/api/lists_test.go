package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

type listed struct {
	Items      []todo  `json:"items"`
	Total      int     `json:"total"`
	NextCursor *string `json:"next_cursor"`
}

// walk reads a list to its end by the Link of each page; between runs after every page.
func walk(t testing.TB, p *apptest.Person, path string, between func()) []todo {
	t.Helper()
	var all []todo
	for pages := 0; ; pages++ {
		var page listed
		answer := p.Get(path).Want(200).Into(&page)
		all = append(all, page.Items...)
		link := answer.Header.Get("Link")
		if page.NextCursor == nil {
			if link != "" {
				t.Errorf("%s: a Link behind the last page: %s", path, link)
			}
			return all
		}
		target, rel, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">; ")
		u, err := url.Parse(target)
		if err != nil || rel != `rel="next"` || u.Query().Get("cursor") != *page.NextCursor {
			t.Fatalf("%s: Link is %s, next_cursor %s", path, link, *page.NextCursor)
		}
		if pages > 200 {
			t.Fatalf("%s does not end", path)
		}
		path = u.RequestURI()
		between()
	}
}

func TestPagesStayStableWhileRowsComeAndGo(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	random := rand.New(rand.NewPCG(1, 2))
	newTodo := func() todo {
		in := todo{"title": []string{"same", "other", "Übung"}[random.IntN(3)], "priority": []string{"low", "medium", "high"}[random.IntN(3)]}
		if random.IntN(2) == 0 {
			in["due_date"] = fmt.Sprintf("2026-06-%02d", 1+random.IntN(5))
		}
		in["completed"] = random.IntN(4) == 0
		return in
	}
	stay := []float64{}
	var goes []string
	for i := range 60 {
		path, _ := add(t, ann, newTodo())
		if i%3 == 0 {
			goes = append(goes, path)
			continue
		}
		var row todo
		ann.Get(path).Want(200).Into(&row)
		stay = append(stay, row["id"].(float64))
		app.Clock.Advance(time.Duration(random.IntN(2)) * time.Second)
	}
	for _, sort := range []string{"due_date", "priority", "created_at", "updated_at", "title", "position", "completed_at"} {
		for _, sign := range []string{"", "-"} {
			for _, list := range []string{"/todos", "/tasks"} {
				got, pages := map[float64]int{}, 0
				rows := walk(t, ann, v1+list+"?limit=7&sort="+sign+sort, func() {
					if pages++; pages > 3 {
						return
					}
					add(t, ann, newTodo())
					if len(goes) > 0 {
						ann.Send("DELETE", goes[0], "", nil).Want(204)
						goes = goes[1:]
					}
				})
				for _, row := range rows {
					got[row["id"].(float64)]++
				}
				for _, id := range stay {
					if got[id] != 1 {
						t.Errorf("%s by %s%s: %v was listed %d times", list, sign, sort, id, got[id])
					}
				}
				checkOrder(t, rows, sort, sign == "-")
			}
		}
	}
}

func checkOrder(t *testing.T, rows []todo, sort string, descending bool) {
	t.Helper()
	key := func(row todo) string {
		weight := map[any]string{"low": "1", "medium": "2", "high": "3"}
		switch sort {
		case "priority":
			return weight[row["priority"]]
		case "created_at":
			return fmt.Sprintf("%012v", row["id"])
		case "due_date":
			if row["due_date"] == nil {
				return "9999"
			}
		case "completed_at":
			if row["completed_at"] == nil {
				return ""
			}
		case "title":
			if row["title"] == nil {
				return strings.ToLower(row["name"].(string))
			}
			return strings.ToLower(row["title"].(string))
		}
		return row[sort].(string)
	}
	if sort == "title" {
		return // what lower() does beyond ASCII is the database's affair
	}
	for i := 1; i < len(rows); i++ {
		a, b := key(rows[i-1]), key(rows[i])
		if descending {
			a, b = b, a
		}
		if a > b {
			t.Errorf("by %s, descending %v: %q before %q", sort, descending, a, b)
			return
		}
	}
}

func TestShortListsHavePagesToo(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	path, _ := add(t, ann, todo{"title": "x"})
	id := strings.TrimPrefix(path, v1+"/todos/")
	for i := range 12 {
		ann.JSON("POST", path+"/comments", todo{"body": fmt.Sprint("comment ", i)}).Want(201)
		ann.JSON("POST", v1+"/todos", fmt.Sprintf(`{"title":"step %d","parent_id":%s}`, i, id)).Want(201)
		ann.JSON("PATCH", path, todo{"title": fmt.Sprint("x", i)}).Want(200)
		ann.JSON("POST", v1+"/tokens", todo{"name": fmt.Sprint("token ", i)}).Want(201)
		app.As(fmt.Sprint("person", i))
	}
	for list, want := range map[string]int{
		path + "/comments": 12, path + "/subtasks": 12, path + "/activity": 13, v1 + "/tokens": 12, v1 + "/people": 14, strings.Replace(path, "todos", "tasks", 1) + "/comments": 12,
	} {
		whole := walk(t, ann, list, func() {})
		pieces := walk(t, ann, list+"?limit=5", func() {})
		if len(whole) != want || len(pieces) != want {
			t.Errorf("%s: %d at once and %d in pages, want %d", list, len(whole), len(pieces), want)
		}
		for i := range min(len(whole), len(pieces)) {
			if fmt.Sprint(whole[i]) != fmt.Sprint(pieces[i]) {
				t.Errorf("%s: at %d %v, in pages %v", list, i, whole[i], pieces[i])
			}
		}
	}
	if users := walk(t, app.As("admin"), v1+"/users?limit=3", func() {}); len(users) != 14 {
		t.Errorf("%d users", len(users))
	}
	steps := walk(t, ann, path+"/subtasks?limit=4", func() { ann.JSON("POST", path+"/comments", `{"body":"more"}`) })
	ann.JSON("POST", v1+fmt.Sprintf("/todos/%v/position", steps[11]["id"]), fmt.Sprintf(`{"before_id":%v}`, steps[0]["id"])).Want(200)
	moved := walk(t, ann, path+"/subtasks", func() {})
	if moved[0]["id"] != steps[11]["id"] {
		t.Errorf("the first step is %v", moved[0]["title"])
	}
}

// people's todos of every kind that a filter can tell apart; it gives their paths by title.
func everyKind(t *testing.T, app *apptest.App) map[string]string {
	t.Helper()
	ann, bo := app.As("ann"), app.As("bo")
	app.SQL(`INSERT INTO projects (id, name, owner_id, visibility) VALUES (7, 'Website', ?, 'private')`, ann.User.ID)
	paths := map[string]string{}
	for title, fields := range map[string]todo{
		"late":    {"due_date": "2026-05-20", "priority": "high"},
		"today":   {"due_date": "2026-05-21", "tags": []string{"sales"}},
		"later":   {"due_date": "2026-05-30", "description": "about Zürich"},
		"done":    {"due_date": "2026-05-01", "completed": true},
		"project": {"project_id": 7, "status": "in_progress"},
		"shared":  {"assignee_ids": []string{bo.User.ID}},
		"binned":  {},
	} {
		fields["title"] = title
		paths[title], _ = add(t, ann, fields)
	}
	ann.JSON("POST", v1+"/todos", `{"title":"step","parent_id":`+strings.TrimPrefix(paths["late"], v1+"/todos/")+`}`).Want(201)
	ann.Send("DELETE", paths["binned"], "", nil).Want(204)
	return paths
}

func TestFiltersFindWhatTheySay(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	late := strings.TrimPrefix(everyKind(t, app)["late"], v1+"/todos/")
	for query, want := range map[string]string{
		"":                           "done late later project shared step today",
		"completed=true":             "done",
		"completed=false&limit=200":  "late later project shared step today",
		"priority=high":              "late",
		"tag=sales":                  "today",
		"status=in_progress":         "project",
		"project_id=7":               "project",
		"project_id=none":            "done late later shared step today",
		"parent_id=" + late:          "step",
		"parent_id=none":             "done late later project shared today",
		"due_before=2026-05-21":      "done late today",
		"due_after=2026-05-21":       "later today",
		"overdue=true":               "late",
		"overdue=false":              "done later project shared step today",
		"assignee=" + bo.User.ID:     "shared",
		"assignee=me":                "",
		"q=Z%C3%BCrich":              "later",
		"q=la+t":                     "late later",
		"q=%25":                      "",
		"trashed=true":               "binned",
		"trashed=true&overdue=false": "binned",
		"archived=true":              "",
		"due_before=2026-05-25&completed=false&priority=medium": "today",
	} {
		var got []string
		for _, row := range walk(t, ann, v1+"/todos?"+query, func() {}) {
			got = append(got, row["title"].(string))
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("?%s finds %v, want %s", query, got, want)
		}
		var page listed
		if ann.Get(v1 + "/todos?limit=1&" + strings.Replace(query, "&limit=200", "", 1)).Want(200).Into(&page); page.Total != len(strings.Fields(want)) {
			t.Errorf("?%s: total %d", query, page.Total)
		}
	}
	bo.Get(v1+"/todos?assignee=me").Want(200, `"title":"shared"`, `"total":1`).WantNot("late")
	bo.Get(v1+"/tasks").Want(200, `"name":"shared"`, `"total":1`)
	ann.Get(v1+"/todos/stats").Want(200, `"total":7,"completed":1,"pending":6,"overdue":1,"due_today":1,"by_priority":{"low":0,"medium":5,"high":1}`, `{"date":"2026-05-21","count":1}]`)
}

func TestACursorLeadsNowhereInAnotherList(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	var on []string
	for range 2 {
		path, _ := add(t, ann, todo{"title": strings.Repeat("🪑", 500)})
		for range 2 {
			ann.JSON("POST", path+"/comments", `{"body":"soon"}`).Want(201)
			ann.JSON("POST", v1+"/tokens", `{"name":"x"}`).Want(201)
		}
		on = append(on, path+"/comments")
	}
	lists := append(on, v1+"/todos", v1+"/tasks", v1+"/tokens")
	for _, list := range lists {
		var page struct {
			Next string `json:"next_cursor"`
		}
		ann.Get(list + "?limit=1").Want(200).Into(&page)
		for _, other := range lists {
			want := map[bool]int{true: 200, false: 422}[other == list]
			if answer := ann.Get(other + "?limit=1&cursor=" + page.Next); answer.Status != want || want == 422 && !strings.Contains(answer.Body, "does not belong to this list") {
				t.Errorf("a cursor of %s in %s: %d %s", list, other, answer.Status, answer.Body)
			}
		}
	}
	var long struct {
		Next string `json:"next_cursor"`
	}
	ann.Get(v1 + "/todos?limit=1&sort=title").Want(200).Into(&long)
	d := describe(t, ann)
	for _, p := range d.at(d.root, "paths", "/todos", "get", "parameters").([]any) {
		if most, _ := d.at(p, "schema", "maxLength").(float64); d.at(p, "name") == "cursor" && len(long.Next) > int(most) {
			t.Errorf("a cursor has %d characters, and %v are described", len(long.Next), most)
		}
	}
}
