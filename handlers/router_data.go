package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

// dataRoutes are what comes in and goes out as files.
func dataRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/settings/data", visit.User, s.ShowData},
		{post, "/settings/data/notes", visit.User, s.ImportNotes},
		{get, "/settings/data/export.zip", visit.User, s.ExportAll},
		{get, "/settings/data/notes.zip", visit.User, s.ExportNotes},
		{get, "/settings/data/todos.csv", visit.User, s.ExportTodos},
		{post, "/settings/data/imports", visit.User, s.AddIntake},
		{get, "/settings/data/imports/:id", visit.User, s.ShowIntake},
		{post, "/settings/data/imports/:id/confirmation", visit.User, s.ConfirmIntake},
		{post, "/settings/data/imports/:id/removal", visit.User, s.DiscardIntake},
	}
}
