package views

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// accountText is what happened to an account: one's own, another's, or one that is gone.
func accountText(ctx context.Context, e domain.AuditEntry) string {
	whose, own := e.Subject, e.Subject != "" && e.Actor.ID == e.SubjectID
	if e.Action == "delete" && auditValue(e.Before["email"]) != "" {
		whose = auditValue(e.Before["email"])
	}
	if whose == "" {
		whose = ui.T(ctx, "somebody who is gone")
	}
	switch {
	case e.Action == domain.AuditExported && e.Actor.Name == "" && e.Subject != "":
		return ui.T(ctx, "Exported everything that %s sees", e.Subject)
	case e.Action == domain.AuditExported:
		return ui.T(ctx, "Exported everything that they see")
	case slices.Contains([]string{domain.AuditImported, domain.AuditUndone, domain.AuditRedone}, e.Action):
		return importedText(ctx, e, whose, own)
	case e.Action == "create" && own:
		return ui.T(ctx, "Made their own account")
	case e.Action == "create":
		return ui.T(ctx, "Made the account of %s", whose)
	case e.Action == "delete" && e.After["self"] != nil:
		return ui.T(ctx, "Deleted their own account, %s", whose)
	case e.Action == "delete" || e.Action == "purge":
		return ui.T(ctx, "Deleted the account of %s", whose)
	}
	switch after := e.After; {
	case after["roles"] != nil:
		return ui.T(ctx, "Changed the roles of %s: %s to %s", whose, auditRoles(ctx, e.Before["roles"]), auditRoles(ctx, after["roles"]))
	case string(after["disabled"]) == "true":
		return ui.T(ctx, "Shut out %s", whose)
	case string(after["disabled"]) == "false":
		return ui.T(ctx, "Let %s in again", whose)
	case after["two_factor"] != nil:
		return twoFactorText(ctx, whose, own, auditValue(after["two_factor"]) == "on")
	case after["recovery_codes"] != nil:
		return ui.T(ctx, "Made new recovery codes")
	case after["password"] != nil && own:
		return ui.T(ctx, "Changed their own password")
	case after["password"] != nil:
		return ui.T(ctx, "Changed the password of %s", whose)
	case own:
		return ui.T(ctx, "Changed their own profile") + auditFields(ctx, e)
	}
	return ui.T(ctx, "Changed the profile of %s", whose) + auditFields(ctx, e)
}

// AccountRole is a role that an account has on the whole server, in words; one of an adopted file that means nothing here as
// it stands there.
func AccountRole(ctx context.Context, role string) string {
	texts := map[string]string{domain.RoleAdmin: ui.T(ctx, "Admin"), domain.RoleClient: ui.T(ctx, "Client"), domain.RoleStaff: ui.T(ctx, "Staff")}
	return cmp.Or(texts[role], role)
}

func auditRoles(ctx context.Context, raw json.RawMessage) string {
	var roles []string
	if json.Unmarshal(raw, &roles) != nil {
		return auditValue(raw)
	}
	for i, role := range roles {
		roles[i] = ui.Inside(ctx, AccountRole(ctx, role))
	}
	return strings.Join(roles, ", ")
}

func twoFactorText(ctx context.Context, whose string, own, on bool) string {
	switch {
	case on:
		return ui.T(ctx, "Turned two-factor authentication on")
	case own:
		return ui.T(ctx, "Turned two-factor authentication off")
	}
	return ui.T(ctx, "Turned the two-factor authentication of %s off", whose)
}

// auditFields names what was changed, not to what.
func auditFields(ctx context.Context, e domain.AuditEntry) string {
	var names []string
	for name := range e.After {
		names = append(names, profileField(ctx, name))
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return ": " + strings.Join(names, ", ")
}

// profileField is what the page of the settings calls one of domain.ProfileFields.
func profileField(ctx context.Context, name string) string {
	texts := map[string]string{
		"name": ui.T(ctx, "Name"), "full_name": ui.T(ctx, "Full name"), "avatar_url": ui.T(ctx, "Picture"), "timezone": ui.T(ctx, "Time zone"), "language": ui.T(ctx, "Language"),
		"week_start": ui.T(ctx, "Week starts on"), "week_numbers": ui.T(ctx, "Week numbers"), "work_start": ui.T(ctx, "Working day begins"), "work_end": ui.T(ctx, "Working day ends"),
		"theme": ui.T(ctx, "Theme"), "accent": ui.T(ctx, "Accent"), "density": ui.T(ctx, "Compact rows"), "shortcuts": ui.T(ctx, "Single keys"), "underline": ui.T(ctx, "Underline links"),
		"less_motion": ui.T(ctx, "Less motion"), "start_page": ui.T(ctx, "Start page"),
	}
	return cmp.Or(texts[name], strings.ReplaceAll(name, "_", " "))
}

// importedText is an import for somebody, or that it was undone.
func importedText(ctx context.Context, e domain.AuditEntry, whose string, own bool) string {
	from, what := sourceName(auditValue(e.After["from"])), importedThings(ctx, e)
	switch {
	case e.Action == domain.AuditUndone:
		return ui.T(ctx, "Undid an import from %s: %s", from, what)
	case e.Action == domain.AuditRedone:
		return ui.T(ctx, "Brought an import from %s back: %s", from, what)
	case own:
		return ui.T(ctx, "Imported from %s: %s", from, what)
	}
	return ui.T(ctx, "Imported from %s for %s: %s", from, whose, what)
}

// importedThings are how many things came, by their kinds.
func importedThings(ctx context.Context, e domain.AuditEntry) string {
	var made map[string]int
	_ = json.Unmarshal(e.After["made"], &made) // what can't be read is not told
	var parts []string
	for _, kind := range domain.IntakeKinds() {
		if n := made[kind]; n > 0 {
			parts = append(parts, intakeCount(ctx, kind, n))
		}
	}
	if len(parts) == 0 {
		return ui.T(ctx, "nothing new")
	}
	return listed(ctx, parts)
}

// sourceName is a program or a format, as it calls itself.
func sourceName(source string) string {
	names := map[string]string{domain.ICalSource: "iCalendar", domain.MarkdownSource: "Markdown", "todoist": "Todoist", "trello": "Trello", "vikunja": "Vikunja"}
	if name := names[source]; name != "" {
		return name
	}
	return source
}
