package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

// backupRoutes are the backups that the server makes.
func backupRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/admin/backups", visit.Admin, s.ShowBackups},
		{post, "/admin/backups", visit.Admin, s.AskForBackup},
		{get, "/admin/backups/:id/file", visit.Admin, s.DownloadBackup},
		{get, "/admin/backups/:id/removal", visit.Admin, s.AskToDeleteBackup},
		{post, "/admin/backups/:id/removal", visit.Admin, s.DeleteBackup},
	}
}
