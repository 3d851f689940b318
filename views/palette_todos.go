package views

import (
	"net/url"
	"strings"
	"time"

	"mddash/domain"
)

// PaletteTodos is what the palette can do with the todos that are selected or open.
type PaletteTodos struct {
	// IDs are those todos; One is the todo itself where it is only one.
	IDs []int64
	One *domain.Todo
	// Day is a date that was typed; empty for none.
	Day       domain.Date
	Today     domain.Date
	WeekStart time.Weekday
	People    []domain.Person
	Me        string
	Projects  []domain.ProjectRef
	Columns   []domain.Column
	Typed     string
}

// Group are the acts, the likeliest first.
func (p PaletteTodos) Group() PaletteGroup {
	g := PaletteGroup{Title: Plural(len(p.IDs), "todo", "selected todos")}
	if p.One != nil {
		g.Title = "“" + p.One.Title + "”"
	}
	ids := url.Values{}
	for _, id := range p.IDs {
		ids.Add("ids", idText(id))
	}
	add := func(text, icon, do, words string) {
		values := url.Values{"ids": ids["ids"], "do": {do}}
		g.Options = append(g.Options, PaletteOption{Text: text, Icon: icon, Post: "/todos/bulk", Values: values, Words: words})
	}
	if p.Day != "" {
		add("Due "+p.Day.Time().Format("Monday 2 January"), "today", "due="+string(p.Day), p.Typed)
	}
	if p.One == nil || !p.One.Completed() {
		add("Complete", "done", "complete", "done finish tick")
	}
	if p.One == nil || p.One.Completed() {
		add("Open again", "refresh", "reopen", "undone")
	}
	p.addDates(add)
	p.addColumns(&g)
	for _, o := range priorities() {
		add("Priority: "+strings.ToLower(o.Text), "flag", "priority="+o.Value, "set")
	}
	add("Assign to me", "user", "assign="+p.Me, "take")
	for _, person := range p.People {
		if person.ID != p.Me {
			add("Assign to "+person.Name, "user", "assign="+person.ID, "give")
		}
	}
	add("Assign to nobody", "user", "assign=", "")
	for _, project := range p.Projects {
		if project.Access.CanEdit() {
			add("Move to "+project.Name, "projects", "move="+idText(project.ID), "project "+project.Key)
		}
	}
	add("Move out of its project", "inbox", "move=", "inbox")
	if tag, named := strings.CutPrefix(strings.ToLower(p.Typed), "tag "); named && strings.TrimSpace(tag) != "" {
		tag = strings.TrimSpace(p.Typed[len("tag "):])
		add("Tag “"+tag+"”", "tag", "tag="+tag, p.Typed)
	}
	add("Delete", "trash", "delete", "remove trash")
	return g
}

func (p PaletteTodos) addDates(add func(text, icon, do, words string)) {
	monday := weekOf(p.Today, p.WeekStart).AddDays(7)
	add("Due today", "today", "due="+string(p.Today), "date reschedule")
	add("Due tomorrow", "upcoming", "due="+string(p.Today.AddDays(1)), "date reschedule")
	add("Due next week", "upcoming", "due="+string(monday), "date reschedule "+monday.Weekday().String())
	add("No due date", "x", "due=", "clear date")
}

// addColumns changes the status of a task on a board.
func (p PaletteTodos) addColumns(g *PaletteGroup) {
	if p.One == nil {
		return
	}
	for _, column := range p.Columns {
		if column.Status != p.One.Status {
			g.Options = append(g.Options, PaletteOption{Text: "Status: " + column.Name, Icon: "board", Post: "/todos/" + idText(p.One.ID) + "/place", Values: url.Values{"status": {column.Status}}, Words: "column move to"})
		}
	}
}
