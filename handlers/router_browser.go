package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

// browserRoutes are what browsers ask for beside the pages.
func browserRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/manifest.webmanifest", visit.Anyone, s.ShowManifest},
		{get, "/worker.js", visit.Anyone, s.ShowWorker},
		{get, "/offline", visit.Anyone, s.ShowOffline},
	}
}
