package views

import (
	"context"
	"encoding/json"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// Decided says in words what an entry of a decision's history was: one item for each thing that changed.
func (n Names) Decided(ctx context.Context, a domain.Activity) []FeedItem {
	who := a.Actor.Name
	if who == "" {
		who = ui.T(ctx, "Another program")
	}
	item := func(icon, text string) FeedItem { return FeedItem{When: a.At, Icon: icon, Text: who + " " + text} }
	switch a.Action {
	case "create":
		return []FeedItem{item("plus", ui.T(ctx, "raised it"))}
	case "delete":
		return []FeedItem{item("trash", ui.T(ctx, "deleted it"))}
	case "restore":
		return []FeedItem{item("refresh", ui.T(ctx, "brought it back"))}
	}
	var items []FeedItem
	for _, change := range n.decisionChanges(ctx, a) {
		items = append(items, item(change.icon, change.words))
	}
	return items
}

// decisionChanges are in the order of importance. What follows from deciding is not said again.
func (n Names) decisionChanges(ctx context.Context, a domain.Activity) []change {
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
			return wordsFor(text(was), text(is), ui.T(ctx, "wrote %s", what), ui.T(ctx, "took %s away", what), ui.T(ctx, "changed %s", what))
		}
	}
	say("status", "check", func(_, is json.RawMessage) string { return decidedWords(ctx, text(is)) })
	say("name", "pencil", func(was, is json.RawMessage) string {
		return ui.T(ctx, "renamed it from “%s” to “%s”", text(was), text(is))
	})
	say("context", "notes", written(ui.T(ctx, "why it is to be decided")))
	say("options", "list", always(ui.T(ctx, "changed the options")))
	say("outcome", "notes", written(ui.T(ctx, "the outcome")))
	say("due_date", "calendar", func(_, is json.RawMessage) string {
		if text(is) == "" {
			return ui.T(ctx, "took the day away")
		}
		return ui.T(ctx, "set the day to %s", n.day(ctx, text(is)))
	})
	say("project_id", "projects", func(was, is json.RawMessage) string {
		return n.projectWords(ctx, nil, map[string]json.RawMessage{"project_id": is})
	})
	say("decider_ids", "user", func(was, is json.RawMessage) string { return n.deciderWords(ctx, texts(was), texts(is), settled) })
	say("decided_at", "calendar", func(_, is json.RawMessage) string {
		if settled || text(is) == "" {
			return ""
		}
		return ui.T(ctx, "set the day of the decision to %s", n.day(ctx, text(is)))
	})
	say("task_ids", "link", always(ui.T(ctx, "changed the linked todos")))
	say("note_ids", "link", always(ui.T(ctx, "changed the linked notes")))
	say("supersedes_id", "decisions", always(ui.T(ctx, "changed what it replaces")))
	return list
}

func decidedWords(ctx context.Context, status string) string {
	switch status {
	case domain.DecisionDecided:
		return ui.T(ctx, "decided it")
	case domain.DecisionDropped:
		return ui.T(ctx, "dropped it")
	case domain.DecisionOpen:
		return ui.T(ctx, "opened it again")
	}
	return ui.T(ctx, "set it to %s", strings.ReplaceAll(status, "_", " "))
}

func (n Names) deciderWords(ctx context.Context, before, after []string, settled bool) string {
	if settled {
		return ""
	}
	var words []string
	if come := n.names(after, before); come != "" {
		words = append(words, ui.T(ctx, "named %s to decide", come))
	}
	if gone := n.names(before, after); gone != "" {
		words = append(words, ui.T(ctx, "took %s off", gone))
	}
	return strings.Join(words, ui.T(ctx, " and "))
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
