package views

import (
	"context"
	"encoding/json"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

func signInText(ctx context.Context, e domain.AuditEntry) string {
	switch e.Action {
	case domain.AuditRefused:
		if e.After["passkey"] != nil {
			return refusedPasskeyText(ctx, e)
		}
		if e.Subject == "" {
			return ui.T(ctx, "Tried to sign in to an account that does not exist")
		}
		if e.After["code"] != nil {
			return ui.T(ctx, "Had the right password for %s and a wrong code", e.Subject)
		}
		return ui.T(ctx, "Had a wrong password for %s", e.Subject)
	case domain.AuditCode:
		return ui.T(ctx, "Used a recovery code, %s left", auditValue(e.After["codes_left"]))
	case domain.AuditWarned:
		if e.After["mailed"] == nil {
			return ui.T(ctx, "%s wrong codes after the right password for %s; no letter could be written to them", auditValue(e.After["wrong"]), e.Subject)
		}
		return ui.T(ctx, "%s wrong codes after the right password for %s, who was told by mail", auditValue(e.After["wrong"]), e.Subject)
	case domain.AuditOut:
		return ui.T(ctx, "Signed out")
	case domain.AuditEnded:
		if device := auditValue(e.Before["user_agent"]); device != "" {
			return ui.T(ctx, "Signed out elsewhere, %s", ui.Device(ctx, domain.Device{UserAgent: device}.Name()))
		}
		return ui.T(ctx, "Signed out everywhere else")
	case domain.AuditReused:
		return ui.T(ctx, "A refresh token of %s was used twice, and that login was ended", e.Subject)
	case domain.AuditForgot:
		return ui.T(ctx, "Asked for a link to set the password of %s", e.Subject)
	}
	device := ui.Device(ctx, domain.Device{UserAgent: auditValue(e.After["user_agent"])}.Name())
	if passkey := auditValue(e.After["passkey"]); passkey != "" {
		return ui.T(ctx, "Signed in by the passkey “%s”, %s", passkey, device)
	}
	return ui.T(ctx, "Signed in, %s", device)
}

// refusedPasskeyText is about a passkey that let nobody in.
func refusedPasskeyText(ctx context.Context, e domain.AuditEntry) string {
	name := auditValue(e.After["passkey"])
	switch {
	case e.Subject == "":
		return ui.T(ctx, "Tried to sign in by a passkey that is not known here")
	case e.After["backwards"] != nil:
		return ui.T(ctx, "Was refused the passkey “%s” of %s: it counted backwards, and may have been copied", name, e.Subject)
	}
	return ui.T(ctx, "Was refused the passkey “%s” of %s", name, e.Subject)
}

// passkeyText is about one's own; of others only the command line takes them away.
func passkeyText(ctx context.Context, e domain.AuditEntry) string {
	name := auditValue(e.After["name"])
	switch {
	case e.Action == "create":
		return ui.T(ctx, "Added the passkey “%s”", name)
	case e.Action == "delete" && e.Actor.ID == "" && e.Subject != "":
		return ui.T(ctx, "Removed the passkey “%s” of %s", name, e.Subject)
	case e.Action == "delete":
		return ui.T(ctx, "Removed the passkey “%s”", name)
	}
	return ui.T(ctx, "Renamed the passkey “%s” to “%s”", auditValue(e.After["was"]), name)
}

func tokenText(ctx context.Context, e domain.AuditEntry) string {
	if name := auditValue(e.Before["name"]); e.Action == "delete" && name != "" {
		return ui.T(ctx, "Revoked the API token “%s”", name)
	}
	if e.Action == "delete" {
		return ui.T(ctx, "Revoked an API token")
	}
	var scopes []string
	_ = json.Unmarshal(e.After["scopes"], &scopes)
	if e.Actor.ID == "" && e.Actor.Name == "" && e.Subject != "" {
		return ui.T(ctx, "Made the API token “%s” for %s (%s)", auditValue(e.After["api_token"]), e.Subject, strings.Join(scopes, ", "))
	}
	return ui.T(ctx, "Made the API token “%s” (%s)", auditValue(e.After["api_token"]), strings.Join(scopes, ", "))
}
