package views

import (
	"context"
	"net/url"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
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
func (p PaletteTodos) Group(ctx context.Context) PaletteGroup {
	g := PaletteGroup{Title: Plural(len(p.IDs), ui.T(ctx, "todo"), ui.T(ctx, "selected todos"))}
	if p.One != nil {
		g.Title = ui.T(ctx, "“%s”", p.One.Title)
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
		add(ui.T(ctx, "Due %s", ui.Date(ctx, p.Day.Time(), "Monday 2 January")), "today", "due="+string(p.Day), p.Typed)
	}
	if p.One == nil || !p.One.Completed() {
		add(ui.T(ctx, "Complete"), "done", "complete", ui.T(ctx, "done finish tick"))
	}
	if p.One == nil || p.One.Completed() {
		add(ui.T(ctx, "Open again"), "refresh", "reopen", "undone")
	}
	p.addDates(ctx, add)
	p.addColumns(ctx, &g)
	for _, o := range priorities(ctx) {
		add(ui.T(ctx, "Priority: %s", ui.Inside(ctx, o.Text)), "flag", "priority="+o.Value, "set")
	}
	add(ui.T(ctx, "Assign to me"), "user", "assign="+p.Me, "take")
	for _, person := range p.People {
		if person.ID != p.Me {
			add(ui.T(ctx, "Assign to %s", person.Name), "user", "assign="+person.ID, "give")
		}
	}
	add(ui.T(ctx, "Assign to nobody"), "user", "assign=", "")
	for _, project := range p.Projects {
		if project.Access.CanEdit() {
			add(ui.T(ctx, "Move to %s", project.Name), "projects", "move="+idText(project.ID), ui.T(ctx, "project %s", project.Key))
		}
	}
	add(ui.T(ctx, "Move out of its project"), "inbox", "move=", "inbox")
	if tag, named := strings.CutPrefix(strings.ToLower(p.Typed), "tag "); named && strings.TrimSpace(tag) != "" {
		tag = strings.TrimSpace(p.Typed[len("tag "):])
		add(ui.T(ctx, "Tag “%s”", tag), "tag", "tag="+tag, p.Typed)
	}
	add(ui.T(ctx, "Delete"), "trash", "delete", ui.T(ctx, "remove trash"))
	return g
}

func (p PaletteTodos) addDates(ctx context.Context, add func(text, icon, do, words string)) {
	monday := weekOf(p.Today, p.WeekStart).AddDays(7)
	add(ui.T(ctx, "Due today"), "today", "due="+string(p.Today), ui.T(ctx, "date reschedule"))
	add(ui.T(ctx, "Due tomorrow"), "upcoming", "due="+string(p.Today.AddDays(1)), ui.T(ctx, "date reschedule"))
	add(ui.T(ctx, "Due next week"), "upcoming", "due="+string(monday), ui.T(ctx, "date reschedule %s", ui.Weekday(ctx, monday.Weekday())))
	add(ui.T(ctx, "No due date"), "x", "due=", ui.T(ctx, "clear date"))
}

// addColumns changes the status of a task on a board.
func (p PaletteTodos) addColumns(ctx context.Context, g *PaletteGroup) {
	if p.One == nil {
		return
	}
	for _, column := range p.Columns {
		if column.Status != p.One.Status {
			g.Options = append(g.Options, PaletteOption{Text: ui.T(ctx, "Status: %s", column.Name), Icon: "board", Post: "/todos/" + idText(p.One.ID) + "/place", Values: url.Values{"status": {column.Status}}, Words: ui.T(ctx, "column move to")})
		}
	}
}
