package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

func eventRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/calendar", visit.User, s.ShowCalendar},
		{post, "/calendar/shown", visit.User, s.ChooseCalendars},
		{post, "/calendar/todos/:id/completion", visit.User, s.TickInCalendar},
		{get, "/calendars", visit.User, s.ShowCalendars},
		{post, "/calendars", visit.User, s.AddCalendar},
		{get, "/calendars/new", visit.User, s.ShowNewCalendar},
		{get, "/calendars/:id/edit", visit.User, s.EditCalendar},
		{post, "/calendars/:id/edit", visit.User, s.SaveCalendar},
		{post, "/calendars/:id/removal", visit.User, s.DeleteCalendar},
		{post, "/calendars/:id/restoration", visit.User, s.RestoreCalendar},
		{post, "/calendars/:id/purge", visit.User, s.PurgeCalendar},
		{post, "/calendars/:id/leaving", visit.User, s.LeaveCalendar},
		{get, "/calendars/:id/sharing", visit.User, s.ShowCalendarSharing},
		{post, "/calendars/:id/sharing", visit.User, s.ShareCalendar},
		{post, "/calendars/:id/sharing/people/:share/permission", visit.User, s.SetCalendarPermission},
		{post, "/calendars/:id/sharing/people/:share/removal", visit.User, s.UnshareCalendar},
		{post, "/events", visit.User, s.AddEvent},
		{post, "/events/understood", visit.User, s.UnderstandEvent},
		{get, "/calendar/feed/:secret", visit.Anyone, s.ShowFeed},
		{get, "/calendars/:id/export.ics", visit.User, s.ExportCalendar},
		{get, "/events/:id/export.ics", visit.User, s.ExportEvent},
		{get, "/events/import", visit.User, s.ShowEventImport},
		{post, "/events/import", visit.User, s.ImportEvents},
		{get, "/events/import/:id", visit.User, s.ShowEventImportJob},
		{get, "/events/new", visit.User, s.ShowNewEvent},
		{get, "/events/:id", visit.User, s.ShowEvent},
		{post, "/events/:id/copy", visit.User, s.CopyEvent},
		{get, "/events/:id/edit", visit.User, s.EditEvent},
		{post, "/events/:id/edit", visit.User, s.SaveEvent},
		{post, "/events/:id/time", visit.User, s.MoveEvent},
		{get, "/events/:id/removal", visit.User, s.AskToDeleteEvent},
		{post, "/events/:id/removal", visit.User, s.DeleteEvent},
		{post, "/events/:id/restoration", visit.User, s.RestoreEvent},
		{post, "/events/:id/purge", visit.User, s.PurgeEvent},
		{post, "/events/:id/invitations", visit.User, s.SendInvitations},
		{post, "/events/:id/answer", visit.User, s.AnswerEvent},
		{get, "/invitations/:token", visit.Anyone, s.ShowInvitation},
		{post, "/invitations/:token", visit.Anyone, s.AnswerInvitation},
		{get, "/invitations/:token/event.ics", visit.Anyone, s.DownloadInvitation},
	}
}
