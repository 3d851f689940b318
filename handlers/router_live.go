package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

func liveRoutes(s *web.Site) []Route {
	return []Route{
		{get, visit.LivePath, visit.User, s.FollowNews},
		{get, visit.LivePath + "/shell", visit.User, s.ShowShell},
		{post, "/notes/:id/editors", visit.User, s.EditsNote},
	}
}
