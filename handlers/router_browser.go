package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

func webhookRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/settings/webhooks", visit.User, s.ShowWebhooks},
		{post, "/settings/webhooks", visit.User, s.AddWebhook},
		{get, "/settings/webhooks/new", visit.User, s.ShowNewWebhook},
		{get, "/settings/webhooks/:id", visit.User, s.ShowWebhook},
		{post, "/settings/webhooks/:id/edit", visit.User, s.SaveWebhook},
		{post, "/settings/webhooks/:id/pause", visit.User, s.PauseWebhook},
		{post, "/settings/webhooks/:id/secret", visit.User, s.RenewWebhookSecret},
		{post, "/settings/webhooks/:id/trial", visit.User, s.TestWebhook},
		{post, "/settings/webhooks/:id/removal", visit.User, s.RemoveWebhook},
		{post, "/settings/webhooks/:id/deliveries/:delivery/redelivery", visit.User, s.RedeliverWebhook},
	}
}

// browserRoutes are what browsers ask for beside the pages.
func browserRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/manifest.webmanifest", visit.Anyone, s.ShowManifest},
		{get, "/worker.js", visit.Anyone, s.ShowWorker},
		{get, "/offline", visit.Anyone, s.ShowOffline},
		{post, "/settings/push", visit.User, s.AddBrowser},
		{post, "/settings/push/removal", visit.User, s.LeaveBrowser},
		{post, "/settings/push/trial", visit.User, s.TryPush},
		{post, "/settings/push/:id/removal", visit.User, s.RemoveBrowser},
	}
}
