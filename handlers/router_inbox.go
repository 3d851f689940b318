package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

func inboxRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/inbox", visit.User, s.ShowInbox},
		{post, "/inbox/reading", visit.User, s.ReadNotifications},
		{post, "/inbox/snoozing", visit.User, s.SnoozeNotifications},
		{get, "/inbox/:id", visit.User, s.OpenNotification},
		{post, "/inbox/:id/reading", visit.User, s.ReadNotification},
		{get, "/settings/notifications", visit.User, s.ShowNotificationSettings},
		{post, "/settings/notifications", visit.User, s.SaveNotificationSettings},
		{get, "/unsubscribe/:token", visit.Anyone, s.ShowLetters},
		{post, "/unsubscribe/:token", visit.Anyone, s.StopLetters},
	}
}
