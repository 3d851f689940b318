package views

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// projectChanges are what became of the project itself.
func (n ProjectNames) projectChanges(ctx context.Context, a domain.Activity) []string {
	if words := map[string]string{"create": ui.T(ctx, "created the project"), "delete": ui.T(ctx, "deleted the project"), "restore": ui.T(ctx, "brought the project back")}[a.Action]; words != "" {
		return []string{wholly + words}
	}
	var list []string
	for _, field := range projectWords(ctx) {
		if _, changed := a.After[field.name]; !changed {
			continue
		}
		if words := field.words(n, a.Before[field.name], a.After[field.name]); words != "" {
			list = append(list, wholly+words)
		}
	}
	return list
}

// changedField is a field of a project's history, and what is said of its change.
type changedField struct {
	name  string
	words func(n ProjectNames, was, is json.RawMessage) string
}

// projectWords are in the order of importance.
func projectWords(ctx context.Context) []changedField {
	return []changedField{
		{"name", func(_ ProjectNames, was, is json.RawMessage) string {
			return ui.T(ctx, "renamed the project from “%s” to “%s”", text(was), text(is))
		}},
		{"key", func(_ ProjectNames, was, is json.RawMessage) string {
			return wordsFor(text(was), text(is), ui.T(ctx, "gave the project the key %s", text(is)), ui.T(ctx, "took the key away"), ui.T(ctx, "changed the key from %s to %s", text(was), text(is)))
		}},
		{"status", func(_ ProjectNames, _, is json.RawMessage) string {
			return ui.T(ctx, "set the status to %s", ui.Inside(ctx, ProjectStatusName(ctx, text(is))))
		}},
		{"is_archived", yesNo(ui.T(ctx, "archived the project"), ui.T(ctx, "brought the project back from the archive"))},
		{"is_template", yesNo(ui.T(ctx, "made the project a template"), ui.T(ctx, "made the project no template any more"))},
		{"visibility", func(_ ProjectNames, _, is json.RawMessage) string {
			if text(is) == domain.VisibilityPrivate {
				return ui.T(ctx, "made the project private")
			}
			return ui.T(ctx, "opened the project to the whole team")
		}},
		{"owner_id", func(n ProjectNames, _, is json.RawMessage) string {
			return ui.T(ctx, "handed the project over to %s", n.names([]string{text(is)}, nil))
		}},
		{"manager_ids", func(n ProjectNames, was, is json.RawMessage) string { return n.managerWords(ctx, was, is) }},
		{"client_id", func(n ProjectNames, was, is json.RawMessage) string { return n.clientWords(ctx, was, is) }},
		{"description", func(_ ProjectNames, was, is json.RawMessage) string {
			return wordsFor(text(was), text(is), ui.T(ctx, "wrote a summary"), ui.T(ctx, "took the summary away"), ui.T(ctx, "changed the summary"))
		}},
		{"start_date", dateWords(ctx, ui.T(ctx, "start"))},
		{"end_date", dateWords(ctx, ui.T(ctx, "due date"))},
		{"priority", func(_ ProjectNames, _, is json.RawMessage) string {
			return ui.T(ctx, "set the priority to %s", ui.Inside(ctx, PriorityName(ctx, text(is))))
		}},
		{"tags", func(_ ProjectNames, was, is json.RawMessage) string {
			return strings.Replace(tagWords(ctx, map[string]json.RawMessage{"tags": was}, map[string]json.RawMessage{"tags": is}), " it ", " the project ", 1)
		}},
		{"budget", amountWords(ctx, ui.T(ctx, "budget"))},
		{"hourly_rate", amountWords(ctx, ui.T(ctx, "hourly rate"))},
		{"spent_by_hand", amountWords(ctx, ui.T(ctx, "amount spent by hand"))},
		{"currency", func(_ ProjectNames, _, is json.RawMessage) string {
			return ui.T(ctx, "set the currency to %s", text(is))
		}},
		{"billing_type", func(_ ProjectNames, _, is json.RawMessage) string {
			return ui.T(ctx, "set the billing to %s", ui.Inside(ctx, optionText(billingTypes(ctx), text(is))))
		}},
		{"color", func(ProjectNames, json.RawMessage, json.RawMessage) string { return ui.T(ctx, "changed the colour") }},
	}
}

func yesNo(yes, no string) func(ProjectNames, json.RawMessage, json.RawMessage) string {
	return func(_ ProjectNames, _, is json.RawMessage) string {
		if string(is) == "true" {
			return yes
		}
		return no
	}
}

func dateWords(ctx context.Context, what string) func(ProjectNames, json.RawMessage, json.RawMessage) string {
	return func(n ProjectNames, was, is json.RawMessage) string {
		day := n.day(ctx, text(is))
		return wordsFor(text(was), text(is), ui.T(ctx, "set the %s to %s", what, day), ui.T(ctx, "took the %s away", what), ui.T(ctx, "moved the %s to %s", what, day))
	}
}

func amountWords(ctx context.Context, what string) func(ProjectNames, json.RawMessage, json.RawMessage) string {
	return func(n ProjectNames, _, is json.RawMessage) string {
		if string(is) == "null" {
			return ui.T(ctx, "took the %s away", what)
		}
		return ui.T(ctx, "set the %s to %s %s", what, amountTyped(ctx, number(is), n.Currency), n.Currency)
	}
}

func (n ProjectNames) managerWords(ctx context.Context, was, is json.RawMessage) string {
	before, after := texts(was), texts(is)
	var words []string
	if come := n.names(after, before); come != "" {
		words = append(words, ui.T(ctx, "made %s a manager", come))
	}
	if gone := n.names(before, after); gone != "" {
		words = append(words, ui.T(ctx, "took %s off the managers", gone))
	}
	return strings.Join(words, ui.T(ctx, " and "))
}

func (n ProjectNames) clientWords(ctx context.Context, _, is json.RawMessage) string {
	id := text(is)
	if id == "" {
		return ui.T(ctx, "took the client away")
	}
	if client, known := n.Clients[id]; known {
		return ui.T(ctx, "set the client to %s", client.CompanyName)
	}
	return ui.T(ctx, "changed the client")
}

// PeopleInProject are the ids of those whom a project's history names.
func PeopleInProject(entries []domain.ProjectActivity) []string {
	return idsIn(entries, "assignee_ids", "manager_ids", "decider_ids", "owner_id")
}

// ClientsIn are the ids of the clients that a project's history names.
func ClientsIn(entries []domain.ProjectActivity) []string { return idsIn(entries, "client_id") }

func idsIn(entries []domain.ProjectActivity, fields ...string) []string {
	ids := []string{}
	for _, entry := range entries {
		for _, values := range []map[string]json.RawMessage{entry.Before, entry.After} {
			for _, field := range fields {
				ids = append(append(ids, texts(values[field])...), text(values[field]))
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// TodosInProject are the ids of the other tasks that a project's history names.
func TodosInProject(entries []domain.ProjectActivity) []int64 {
	var history []domain.Activity
	for _, entry := range entries {
		history = append(history, entry.Activity)
	}
	return TodosIn(history)
}

// CommentsIn are the texts of the comments in a project's history.
func CommentsIn(entries []domain.ProjectActivity) []string {
	var bodies []string
	for _, entry := range entries {
		if entry.Kind == "comment" {
			bodies = append(bodies, text(entry.After["body"]))
		}
	}
	return bodies
}
