package views

import (
	"encoding/json"
	"slices"
	"strings"

	"mddash/domain"
)

// projectChanges are what became of the project itself.
func (n ProjectNames) projectChanges(a domain.Activity) []string {
	if words := map[string]string{"create": "created the project", "delete": "deleted the project", "restore": "brought the project back"}[a.Action]; words != "" {
		return []string{wholly + words}
	}
	var list []string
	for _, field := range projectWords() {
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
func projectWords() []changedField {
	return []changedField{
		{"name", func(_ ProjectNames, was, is json.RawMessage) string {
			return "renamed the project from “" + text(was) + "” to “" + text(is) + "”"
		}},
		{"key", func(_ ProjectNames, was, is json.RawMessage) string {
			return wordsFor(text(was), text(is), "gave the project the key "+text(is), "took the key away", "changed the key from "+text(was)+" to "+text(is))
		}},
		{"status", func(_ ProjectNames, _, is json.RawMessage) string {
			return "set the status to " + strings.ToLower(ProjectStatusName(text(is)))
		}},
		{"is_archived", yesNo("archived the project", "brought the project back from the archive")},
		{"is_template", yesNo("made the project a template", "made the project no template any more")},
		{"visibility", func(_ ProjectNames, _, is json.RawMessage) string {
			if text(is) == domain.VisibilityPrivate {
				return "made the project private"
			}
			return "opened the project to the whole team"
		}},
		{"owner_id", func(n ProjectNames, _, is json.RawMessage) string {
			return "handed the project over to " + n.names([]string{text(is)}, nil)
		}},
		{"manager_ids", ProjectNames.managerWords},
		{"client_id", ProjectNames.clientWords},
		{"description", func(_ ProjectNames, was, is json.RawMessage) string {
			return wordsFor(text(was), text(is), "wrote a summary", "took the summary away", "changed the summary")
		}},
		{"start_date", dateWords("start")},
		{"end_date", dateWords("due date")},
		{"priority", func(_ ProjectNames, _, is json.RawMessage) string {
			return "set the priority to " + strings.ToLower(PriorityName(text(is)))
		}},
		{"tags", func(_ ProjectNames, was, is json.RawMessage) string {
			return strings.Replace(tagWords(map[string]json.RawMessage{"tags": was}, map[string]json.RawMessage{"tags": is}), " it ", " the project ", 1)
		}},
		{"budget", amountWords("budget")},
		{"hourly_rate", amountWords("hourly rate")},
		{"spent_by_hand", amountWords("amount spent by hand")},
		{"currency", func(_ ProjectNames, _, is json.RawMessage) string { return "set the currency to " + text(is) }},
		{"billing_type", func(_ ProjectNames, _, is json.RawMessage) string {
			return "set the billing to " + strings.ToLower(optionText(billingTypes(), text(is)))
		}},
		{"color", func(ProjectNames, json.RawMessage, json.RawMessage) string { return "changed the colour" }},
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

func dateWords(what string) func(ProjectNames, json.RawMessage, json.RawMessage) string {
	return func(n ProjectNames, was, is json.RawMessage) string {
		day := n.day(text(is))
		return wordsFor(text(was), text(is), "set the "+what+" to "+day, "took the "+what+" away", "moved the "+what+" to "+day)
	}
}

func amountWords(what string) func(ProjectNames, json.RawMessage, json.RawMessage) string {
	return func(n ProjectNames, _, is json.RawMessage) string {
		if string(is) == "null" {
			return "took the " + what + " away"
		}
		return "set the " + what + " to " + amountTyped(number(is), n.Currency) + " " + n.Currency
	}
}

func (n ProjectNames) managerWords(was, is json.RawMessage) string {
	before, after := texts(was), texts(is)
	var words []string
	if come := n.names(after, before); come != "" {
		words = append(words, "made "+come+" a manager")
	}
	if gone := n.names(before, after); gone != "" {
		words = append(words, "took "+gone+" off the managers")
	}
	return strings.Join(words, " and ")
}

func (n ProjectNames) clientWords(_, is json.RawMessage) string {
	id := text(is)
	if id == "" {
		return "took the client away"
	}
	if client, known := n.Clients[id]; known {
		return "set the client to " + client.CompanyName
	}
	return "changed the client"
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
