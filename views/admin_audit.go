package views

import (
	"context"
	"encoding/json"
	"net/url"
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
