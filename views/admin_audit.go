package views

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// AuditPage is what admins can look up.
type AuditPage struct {
	domain.AuditPage
	Filter domain.AuditFilter
	Now    time.Time
}

// AuditPath is the page with a filter.
func AuditPath(f domain.AuditFilter) string {
	query := url.Values{}
	if f.Topic != "" {
		query.Set("topic", f.Topic)
	}
	if f.Who != "" {
		query.Set("who", f.Who)
	}
	if f.Below > 0 {
		query.Set("below", strconv.FormatInt(f.Below, 10))
	}
	if len(query) == 0 {
		return "/admin/audit"
	}
	return "/admin/audit?" + query.Encode()
}

func (p AuditPage) older() string {
	f := p.Filter
	f.Below = p.Next
	return AuditPath(f)
}

func (p AuditPage) narrowed() bool { return p.Filter.Topic != "" || p.Filter.Who != "" }

func auditTopic(ctx context.Context, topic string) string {
	switch topic {
	case domain.AuditSignIn:
		return ui.T(ctx, "Signing in")
	case domain.AuditAccount:
		return ui.T(ctx, "Accounts")
	case domain.AuditInvite:
		return ui.T(ctx, "Invites")
	case domain.AuditToken:
		return ui.T(ctx, "API tokens")
	case domain.AuditPasskey:
		return ui.T(ctx, "Passkeys")
	case domain.AuditLink:
		return ui.T(ctx, "Secret addresses")
	case domain.AuditWebhook:
		return ui.T(ctx, "Webhooks")
	case domain.AuditBackup:
		return ui.T(ctx, "Backups")
	}
	return ui.T(ctx, "Operations")
}

func auditOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Text: ui.T(ctx, "Everything")}}
	for _, topic := range domain.AuditTopics {
		options = append(options, ui.Option{Value: topic, Text: auditTopic(ctx, topic)})
	}
	return options
}

// auditActor is who did it.
func auditActor(ctx context.Context, e domain.AuditEntry) string {
	switch {
	case e.Actor.Name != "":
		return e.Actor.Name
	case e.Address == domain.AuditCommand:
		return ui.T(ctx, "The command line")
	case e.Action == domain.AuditRefused, e.Action == domain.AuditForgot, e.Actor.ID == "" && e.After["self"] != nil:
		return ui.T(ctx, "Somebody")
	}
	return ui.T(ctx, "The server")
}

// auditFrom is the address of a network that it came from, if any.
func auditFrom(e domain.AuditEntry) string {
	if e.Address == domain.AuditCommand {
		return ""
	}
	return e.Address
}

// auditHue is red for what somebody was kept from.
func auditHue(e domain.AuditEntry) string {
	if e.Action == domain.AuditRefused || e.Action == domain.AuditReused || e.Action == domain.AuditWarned {
		return "red"
	}
	return ""
}

// auditText is what was done, in words.
func auditText(ctx context.Context, e domain.AuditEntry) string {
	switch e.Topic {
	case domain.AuditSignIn:
		return signInText(ctx, e)
	case domain.AuditToken:
		return tokenText(ctx, e)
	case domain.AuditInvite:
		return inviteText(ctx, e)
	case domain.AuditAccount:
		return accountText(ctx, e)
	case domain.AuditPasskey:
		return passkeyText(ctx, e)
	case domain.AuditLink:
		return linkText(ctx, e)
	case domain.AuditWebhook:
		return webhookText(ctx, e)
	case domain.AuditBackup:
		return backupText(ctx, e)
	}
	return operationText(ctx, e)
}

func backupText(ctx context.Context, e domain.AuditEntry) string {
	switch e.Action {
	case domain.AuditAsked:
		return ui.T(ctx, "Asked for the backup %s", e.Subject)
	case domain.AuditFailed:
		return ui.T(ctx, "Could not make the backup %s", e.Subject)
	case domain.AuditTaken:
		return ui.T(ctx, "Downloaded the backup %s", e.Subject)
	case domain.AuditDeleted:
		return ui.T(ctx, "Deleted the backup %s", e.Subject)
	case domain.AuditExported:
		return ui.T(ctx, "Exported the whole server to %s", e.Subject)
	case domain.AuditRestored:
		return ui.T(ctx, "Restored the server from the backup %s", e.Subject)
	case domain.AuditCopied:
		return ui.T(ctx, "Copied the server from the database %s", e.Subject)
	}
	return ui.T(ctx, "Made the backup %s", e.Subject)
}

func operationText(ctx context.Context, e domain.AuditEntry) string {
	switch e.Action {
	case "run":
		return ui.T(ctx, "Had “%s” done at once", jobName(ctx, e.Subject))
	case "retry":
		name, _ := queueName(ctx, e.Subject)
		return ui.T(ctx, "Had what waits tried again: %s", name)
	case domain.AuditMigrated:
		return ui.T(ctx, "Brought the database up to date with mddash %s: %s", auditValue(e.After["version"]), auditValue(e.After["migrations"]))
	}
	return auditTopic(ctx, e.Topic) + ": " + e.Action + " " + e.Subject
}

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

func inviteText(ctx context.Context, e domain.AuditEntry) string {
	whom := auditValue(e.After["email"]) + auditValue(e.Before["email"])
	if whom == "" {
		whom = ui.T(ctx, "whoever has the link")
	}
	switch e.Action {
	case "create":
		return ui.T(ctx, "Invited %s", whom)
	case "delete":
		return ui.T(ctx, "Took back the invite for %s", whom)
	}
	return ui.T(ctx, "Took up an invite")
}

// linkText is about an address that lets in whoever knows it.
func linkText(ctx context.Context, e domain.AuditEntry) string {
	feed := e.After["feed"] != nil
	switch {
	case feed && e.Action == "create":
		return ui.T(ctx, "Made a secret calendar address")
	case feed && e.Action == domain.AuditRenewed:
		return ui.T(ctx, "Replaced a secret calendar address")
	case feed && e.Action == "delete":
		return ui.T(ctx, "Ended a secret calendar address")
	case feed:
		return ui.T(ctx, "Changed what a secret calendar address holds")
	case e.Action == "create":
		return ui.T(ctx, "Made a note public by a link")
	case e.Action == domain.AuditRenewed:
		return ui.T(ctx, "Replaced the public link of a note")
	case e.Action == "delete":
		return ui.T(ctx, "Ended the public link of a note")
	}
	return ui.T(ctx, "Changed the public link of a note")
}

func webhookText(ctx context.Context, e domain.AuditEntry) string {
	switch e.Action {
	case "create":
		return ui.T(ctx, "Made a webhook to %s", e.Subject)
	case domain.AuditRenewed:
		return ui.T(ctx, "Replaced the secret of the webhook to %s", e.Subject)
	case "delete":
		return ui.T(ctx, "Removed the webhook to %s", e.Subject)
	}
	return ui.T(ctx, "Changed the webhook to %s", e.Subject)
}

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
		return ui.T(ctx, "Changed the roles of %s: %s to %s", whose, auditValue(e.Before["roles"]), auditValue(after["roles"]))
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
		return ui.T(ctx, "Changed their own profile") + auditFields(e)
	}
	return ui.T(ctx, "Changed the profile of %s", whose) + auditFields(e)
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
func auditFields(e domain.AuditEntry) string {
	var names []string
	for name := range e.After {
		names = append(names, strings.ReplaceAll(name, "_", " "))
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return ": " + strings.Join(names, ", ")
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

// auditValue is a value as people read it: a text without quotes, a list with commas.
func auditValue(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return strings.Join(list, ", ")
	}
	return string(raw)
}
