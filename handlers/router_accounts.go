package handlers

import (
	"mddash/handlers/visit"
	"mddash/handlers/web"
)

// accountRoutes end accounts, have a code asked for beside their password, and are about the passkeys to them.
func accountRoutes(s *web.Site) []Route {
	return []Route{
		{get, "/settings/account/removal", visit.User, s.AskToRemoveMyself},
		{post, "/settings/account/removal", visit.User, s.RemoveMyself},
		{get, "/settings/passkeys", visit.User, s.ShowNewPasskey},
		{post, "/settings/passkeys", visit.User, s.BeginPasskey},
		{post, "/settings/passkeys/new", visit.User, s.AddPasskey},
		{get, "/settings/passkeys/:id", visit.User, s.ShowPasskey},
		{post, "/settings/passkeys/:id/edit", visit.User, s.RenamePasskey},
		{get, "/settings/passkeys/:id/removal", visit.User, s.AskToRemovePasskey},
		{post, "/settings/passkeys/:id/removal", visit.User, s.RemovePasskey},
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
