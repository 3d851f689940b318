package views

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// entry is one of a project's history; before and after are JSON.
func entry(kind, action, title, before, after string) domain.ProjectActivity {
	e := domain.ProjectActivity{Title: title, Activity: domain.Activity{Kind: kind, SubjectID: "12", ProjectID: 1, Action: action, Actor: domain.Person{ID: "maya", Name: "Maya"},
		At: time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC)}}
	_ = json.Unmarshal([]byte(before), &e.Before)
	_ = json.Unmarshal([]byte(after), &e.After)
	return e
}

func names() ProjectNames {
	return ProjectNames{
		Names: Names{Now: time.Date(2026, 5, 21, 12, 0, 0, 0, time.UTC), People: map[string]domain.Person{"tom": {ID: "tom", Name: "Tom"}},
			Todos: map[int64]domain.TodoRef{7: {ID: 7, Title: "Photos", Key: "WEB"}}},
		Columns: []domain.Column{{Status: "task", Name: "Backlog"}, {Status: "in_progress", Name: "Doing"}, {Status: "done", Name: "Live"}},
		Clients: map[string]domain.ClientRef{"c": {CompanyName: "Harbour"}}, Currency: "EUR", Render: func(text string) string { return text },
	}
}

func TestWhatHappenedInAProjectInWords(t *testing.T) {
	for _, row := range []struct {
		entry domain.ProjectActivity
		want  string
	}{
		{entry("todo", "create", "Copy", "", ""), "added [Copy]"},
		{entry("todo", "delete", "Copy", "", ""), "deleted [Copy]"},
		{entry("todo", "restore", "Copy", "", ""), "brought [Copy] back"},
		{entry("todo", "update", "Copy", `{"status":"task"}`, `{"status":"in_progress"}`), "moved [Copy] to Doing"},
		{entry("todo", "update", "Copy", `{"status":"task"}`, `{"status":"done","completed_at":"x"}`), "completed [Copy]"},
		{entry("todo", "update", "Copy", `{"position":"a"}`, `{"position":"b"}`), ""},
		{entry("todo", "update", "Do it now", `{"title":"a"}`, `{"title":"Do it now"}`), "renamed [Do it now] from “a” to “Do it now”"},
		{entry("todo", "update", "Copy", `{"due_date":""}`, `{"due_date":"2026-05-22"}`), "set [Copy] due tomorrow"},
		{entry("todo", "update", "Copy", `{"description":""}`, `{"description":"x"}`), "wrote a description on [Copy]"},
		{entry("todo", "update", "", `{"assignee_ids":[]}`, `{"assignee_ids":["tom","gone"]}`), "assigned [a task] to Tom, somebody"},
		{entry("todo", "update", "Copy", `{"blocked_by":null}`, `{"blocked_by":7}`), "made [Copy] wait for WEB-7 “Photos”"},
		{entry("todo", "update", "Photos", `{"blocks":null}`, `{"blocks":7}`), ""},
		{entry("comment", "create", "Copy", "", `{"body":"Agreed"}`), "commented on [Copy]: Agreed"},
		{entry("comment", "update", "Copy", `{"body":"a"}`, `{"body":"b"}`), "changed a comment on [Copy]"},
		{entry("time", "create", "Copy", "", `{"minutes":90}`), "logged 1 h 30 min on [Copy]"},
		{entry("time", "create", "Copy", "", `{"minutes":null}`), "started a timer on [Copy]"},
		{entry("time", "update", "Copy", `{"minutes":null}`, `{"minutes":20}`), "logged 20 min on [Copy]"},
		{entry("time", "update", "Copy", `{"note":"a"}`, `{"note":"b"}`), "changed time on [Copy]"},
		{entry("time", "delete", "Copy", "", ""), "deleted time on [Copy]"},
		{entry("decision", "create", "One page", "", `{"name":"x"}`), "added the decision [D-12 One page]"},
		{entry("decision", "update", "One page", `{"status":"open"}`, `{"status":"decided"}`), "decided [D-12 One page]"},
		{entry("decision", "update", "One page", `{"options":[]}`, `{"options":[{}]}`), "changed the options on [D-12 One page]"},
		{entry("note", "create", "Kick-off", "", ""), "added the note [Kick-off]"},
		{entry("note", "update", "Kick-off", "", `{"content":"x"}`), "changed the note [Kick-off]"},
		{entry("member", "update", "Tom", `{"role":""}`, `{"role":"member"}`), "added [Tom] as a member"},
		{entry("member", "update", "Tom", `{"role":"member"}`, `{"role":"manager"}`), "made [Tom] a manager"},
		{entry("member", "update", "Tom", `{"role":"member"}`, `{"role":""}`), "removed [Tom] from the project"},
		{entry("board", "update", "", `{"columns":[{"status":"task","name":"To do"},{"status":"old","name":"Old"}]}`, `{"columns":[{"status":"task","name":"Backlog"},{"status":"new","name":"New"}]}`),
			"renamed the column “To do” to “Backlog”; added the column “New”; removed the column “Old”"},
		{entry("board", "update", "", `{"columns":[{"status":"task","name":"A","limit":null}]}`, `{"columns":[{"status":"task","name":"A","limit":3}]}`), "changed the columns of the board"},
		{entry("project", "create", "", "", ""), "created the project"},
		{entry("project", "update", "", `{"name":"A","key":"WEB","status":"planning","is_archived":false,"visibility":"team","owner_id":"maya","manager_ids":["x"],"client_id":"","start_date":"","end_date":"2026-05-22"}`,
			`{"name":"B","key":"SITE","status":"on_hold","is_archived":true,"visibility":"private","owner_id":"tom","manager_ids":["tom"],"client_id":"c","start_date":"2026-05-21","end_date":""}`),
			"renamed the project from “A” to “B”; changed the key from WEB to SITE; set the status to on hold; archived the project; made the project private; handed the project over to Tom; " +
				"made Tom a manager and took somebody off the managers; set the client to Harbour; set the start to today; took the due date away"},
		{entry("project", "update", "", `{"budget":null,"spent_by_hand":0,"hourly_rate":9500,"currency":"USD","billing_type":"non_billable","tags":[],"color":"","priority":"low","description":"a","is_template":true}`,
			`{"budget":2400050,"spent_by_hand":100000,"hourly_rate":null,"currency":"EUR","billing_type":"hourly","tags":["web"],"color":"red","priority":"high","description":"","is_template":false}`),
			"made the project no template any more; took the summary away; set the priority to high; tagged the project #web; set the budget to 24000.50 EUR; took the hourly rate away; " +
				"set the amount spent by hand to 1000 EUR; set the currency to EUR; set the billing to by the hour; changed the colour"},
	} {
		var said []string
		for _, day := range names().ActivityDays(t.Context(), []domain.ProjectActivity{row.entry}) {
			for _, item := range day.Items {
				said = append(said, sentence(item))
			}
		}
		if got := strings.Join(said, "; "); got != row.want {
			t.Errorf("%s %s %s:\n got %q\nwant %q", row.entry.Kind, row.entry.Action, row.entry.After, got, row.want)
		}
	}
}

func sentence(item ActivityItem) string {
	text := item.Did
	if item.Title != "" {
		text += " [" + item.Title + "]"
	}
	if item.More > 0 {
		text += fmt.Sprintf(" +%d", item.More)
	}
	if item.Then != "" {
		text += " " + item.Then
	}
	if item.Said != "" {
		text += ": " + item.Said
	}
	return text
}

func TestWhatWasDoneToManyAtOnceIsToldOnceAndByDay(t *testing.T) {
	var history []domain.ProjectActivity
	for i := range 4 {
		e := entry("todo", "update", fmt.Sprintf("Task %d", i), `{"status":"task"}`, `{"status":"done"}`)
		e.Batch = "one"
		history = append(history, e)
	}
	history[3].Batch = "another"
	older := entry("project", "create", "", "", "")
	older.At, older.Actor = older.At.AddDate(0, 0, -3), domain.Person{}
	oldest := older
	oldest.At = older.At.AddDate(-1, 0, 0)
	var got []string
	for _, day := range names().ActivityDays(t.Context(), append(history, older, oldest)) {
		got = append(got, day.Title)
		for _, item := range day.Items {
			got = append(got, item.who(t.Context())+" "+sentence(item))
		}
	}
	want := "Today|Maya completed [Task 0] +2|Maya completed [Task 3]|Monday 18 May|Another program created the project|Sunday 18 May 2025|Another program created the project"
	if strings.Join(got, "|") != want {
		t.Errorf("got %q\nwant %q", strings.Join(got, "|"), want)
	}
}
