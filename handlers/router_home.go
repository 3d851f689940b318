package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

// trashRoutes bring back what was deleted, whatever it is.
func trashRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/trash", visit.User, s.ShowTrash},
		{post, "/trash/restoration", visit.User, s.RestoreTrashed},
		{post, "/trash/purge", visit.User, s.PurgeTrashed},
		{get, "/trash/emptying", visit.User, s.AskToEmptyTrash},
		{post, "/trash/emptying", visit.User, s.EmptyTrash},
	}
}

// filterRoutes are the filters that people save for their todos.
func filterRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/filters", visit.User, s.ShowFilters},
		{post, "/filters", visit.User, s.AddFilter},
		{get, "/filters/new", visit.User, s.ShowNewFilter},
		{get, "/filters/:id/edit", visit.User, s.EditFilter},
		{post, "/filters/:id/edit", visit.User, s.SaveFilter},
		{post, "/filters/:id/place", visit.User, s.PlaceFilter},
		{post, "/filters/:id/removal", visit.User, s.DeleteFilter},
	}
}
