// Package views holds the pages. A view takes ready values: it never fetches, and decides nothing but how things look.
package views

import (
	"context"

	"mddash/domain"
	"mddash/views/ui"
)

// Sections are the areas that exist so far, in the order of the navigation, with their numbers. Clients are the staff's.
func Sections(ctx context.Context, admin, staff bool, counts domain.NavCounts) []ui.Section {
	list := []ui.Section{
		{Key: "search", Name: ui.T(ctx, "Search"), Icon: "search", Path: "/search"},
		{Key: "home", Name: ui.T(ctx, "Dashboard"), Short: ui.T(ctx, "Home"), Icon: "home", Path: "/", Letter: "d", Tab: true},
		{Key: "inbox", Name: ui.T(ctx, "Inbox"), Icon: "bell", Path: "/inbox", Count: counted(counts.Inbox), Letter: "i"},
		{Key: "todos", Name: ui.T(ctx, "Todos"), Icon: "todos", Path: "/todos", Count: counted(counts.Today), Letter: "t", Tab: true},
		{Key: "projects", Name: ui.T(ctx, "Projects"), Icon: "projects", Path: "/projects", Letter: "p"},
		{Key: "notes", Name: ui.T(ctx, "Notes"), Icon: "notes", Path: "/notes", Letter: "n"},
		{Key: "calendar", Name: ui.T(ctx, "Calendar"), Icon: "calendar", Path: "/calendar", Letter: "c", Tab: true},
		{Key: "decisions", Name: ui.T(ctx, "Decisions"), Icon: "decisions", Path: "/decisions", Count: counted(counts.Decisions), Letter: "l"},
	}
	if staff {
		list = append(list, ui.Section{Key: "clients", Name: ui.T(ctx, "Clients"), Icon: "clients", Path: "/clients", Letter: "k"},
			ui.Section{Key: "reports", Name: ui.T(ctx, "Time"), Icon: "clock", Path: "/reports"})
	}
	list = append(list, ui.Section{Key: "settings", Name: ui.T(ctx, "Settings"), Icon: "settings", Path: "/settings/profile", Letter: "s", Low: true})
	if admin {
		list = append(list, ui.Section{Key: "admin", Name: ui.T(ctx, "Admin"), Icon: "users", Path: "/admin/users", Count: counted(counts.Backups), Low: true})
	}
	return list
}

// sheets are the style sheets that the pages of a section need beside the one of all pages.
func sheets(section string) []string {
	if section == "calendar" {
		return []string{"calendar.css"}
	}
	return nil
}

// pageTitle is what the browser calls the page.
func pageTitle(title string) string {
	if title == "" {
		return "mddash"
	}
	return title + " · mddash"
}

// colorScheme is what the browser paints before the stylesheet is there.
func colorScheme(s ui.Shell) string {
	if s.Theme == "light" || s.Theme == "dark" {
		return s.Theme
	}
	return "light dark"
}

// tabs are the sections in the bar of phones: the first half of them, and the rest.
func tabs(s ui.Shell) (before, after []ui.Section) {
	var list []ui.Section
	for _, section := range s.Sections {
		if section.Tab {
			list = append(list, section)
		}
	}
	half := (len(list) + 1) / 2
	return list[:half], list[half:]
}
