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
		{post, "/settings/push", visit.User, s.AddBrowser},
		{post, "/settings/push/removal", visit.User, s.LeaveBrowser},
		{post, "/settings/push/:id/removal", visit.User, s.RemoveBrowser},
	}
}
