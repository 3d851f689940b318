package views

import (
	"encoding/json"
	"strings"

	"mddash/domain"
)

// Decided says in words what an entry of a decision's history was: one item for each thing that changed.
func (n Names) Decided(a domain.Activity) []FeedItem {
	who := a.Actor.Name
	if who == "" {
		who = "Another program"
	}
	item := func(icon, text string) FeedItem { return FeedItem{When: a.At, Icon: icon, Text: who + " " + text} }
	switch a.Action {
	case "create":
		return []FeedItem{item("plus", "raised it")}
	case "delete":
		return []FeedItem{item("trash", "deleted it")}
	case "restore":
		return []FeedItem{item("refresh", "brought it back")}
	}
	var items []FeedItem
	for _, change := range n.decisionChanges(a) {
		items = append(items, item(change.icon, change.words))
	}
	return items
}

// decisionChanges are in the order of importance. What follows from deciding is not said again.
func (n Names) decisionChanges(a domain.Activity) []change {
	var list []change
	say := func(field, icon string, words func(was, is json.RawMessage) string) {
		if is, changed := a.After[field]; changed {
			if text := words(a.Before[field], is); text != "" {
				list = append(list, change{icon, text})
			}
		}
	}
	_, settled := a.After["status"]
	always := func(text string) func(was, is json.RawMessage) string {
		return func(_, _ json.RawMessage) string { return text }
	}
	written := func(what string) func(was, is json.RawMessage) string {
		return func(was, is json.RawMessage) string {
			return wordsFor(text(was), text(is), "wrote "+what, "took "+what+" away", "changed "+what)
		}
	}
	say("status", "check", func(_, is json.RawMessage) string { return decidedWords(text(is)) })
	say("name", "pencil", func(was, is json.RawMessage) string {
		return "renamed it from “" + text(was) + "” to “" + text(is) + "”"
	})
	say("context", "notes", written("why it is to be decided"))
	say("options", "list", always("changed the options"))
	say("outcome", "notes", written("the outcome"))
	say("due_date", "calendar", func(_, is json.RawMessage) string {
		if text(is) == "" {
			return "took the day away"
		}
		return "set the day to " + n.day(text(is))
	})
	say("project_id", "projects", func(was, is json.RawMessage) string {
		return n.projectWords(nil, map[string]json.RawMessage{"project_id": is})
	})
	say("decider_ids", "user", func(was, is json.RawMessage) string { return n.deciderWords(texts(was), texts(is), settled) })
	say("decided_at", "calendar", func(_, is json.RawMessage) string {
		if settled || text(is) == "" {
			return ""
		}
		return "set the day of the decision to " + n.day(text(is))
	})
	say("task_ids", "link", always("changed the linked todos"))
	say("note_ids", "link", always("changed the linked notes"))
	say("supersedes_id", "decisions", always("changed what it replaces"))
	return list
}

func decidedWords(status string) string {
	switch status {
	case domain.DecisionDecided:
		return "decided it"
	case domain.DecisionDropped:
		return "dropped it"
	case domain.DecisionOpen:
		return "opened it again"
	}
	return "set it to " + strings.ReplaceAll(status, "_", " ")
}

func (n Names) deciderWords(before, after []string, settled bool) string {
	if settled {
		return ""
	}
	var words []string
	if come := n.names(after, before); come != "" {
		words = append(words, "named "+come+" to decide")
	}
	if gone := n.names(before, after); gone != "" {
		words = append(words, "took "+gone+" off")
	}
	return strings.Join(words, " and ")
}

// PeopleInDecisions are the ids of those whom decisions and their history name.
func PeopleInDecisions(history []domain.Activity, decisions ...domain.Decision) []string {
	ids := []string{}
	for _, d := range decisions {
		ids = append(append(ids, d.OwnerID), d.DeciderIDs...)
	}
	for _, entry := range history {
		ids = append(append(ids, texts(entry.Before["decider_ids"])...), texts(entry.After["decider_ids"])...)
	}
	return ids
}
