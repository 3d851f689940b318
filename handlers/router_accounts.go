package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

// accountRoutes end accounts.
func accountRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/settings/account/removal", visit.User, s.AskToRemoveMyself},
		{post, "/settings/account/removal", visit.User, s.RemoveMyself},
		{get, "/admin/users/:id/removal", visit.Admin, s.AskToRemoveUser},
		{post, "/admin/users/:id/removal", visit.Admin, s.RemoveUser},
	}
}
