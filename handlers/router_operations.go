package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

// operationRoutes are how admins look after the server.
func operationRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/admin/health", visit.Admin, s.ShowHealthPage},
		{get, "/admin/jobs", visit.Admin, s.ShowJobs},
		{post, "/admin/jobs/:job/round", visit.Admin, s.RunJob},
		{post, "/admin/queues/:queue/retry", visit.Admin, s.RetryQueue},
		{get, "/admin/audit", visit.Admin, s.ShowAudit},
	}
}
