package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

// accountRoutes end accounts, and have a code asked for beside their password.
func accountRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/settings/account/removal", visit.User, s.AskToRemoveMyself},
		{post, "/settings/account/removal", visit.User, s.RemoveMyself},
		{get, "/admin/users/:id/removal", visit.Admin, s.AskToRemoveUser},
		{post, "/admin/users/:id/removal", visit.Admin, s.RemoveUser},

		{get, "/settings/two-factor", visit.User, s.AskForTwoFactor},
		{post, "/settings/two-factor", visit.User, s.BeginTwoFactor},
		{get, "/settings/two-factor/app", visit.User, s.ShowApp},
		{post, "/settings/two-factor/app", visit.User, s.ConfirmTwoFactor},
		{get, "/settings/two-factor/codes", visit.User, s.AskForNewCodes},
		{post, "/settings/two-factor/codes", visit.User, s.NewRecoveryCodes},
		{get, "/settings/two-factor/removal", visit.User, s.AskToEndTwoFactor},
		{post, "/settings/two-factor/removal", visit.User, s.EndTwoFactor},
		{get, "/admin/users/:id/two-factor/removal", visit.Admin, s.AskToResetTwoFactor},
		{post, "/admin/users/:id/two-factor/removal", visit.Admin, s.ResetTwoFactor},
	}
}
