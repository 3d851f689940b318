package views

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// Names are what ids in the history of a todo stand for.
type Names struct {
	People   map[string]domain.Person
	Projects []domain.ProjectRef
	Todos    map[int64]domain.TodoRef
	Now      time.Time
}

// Happened says in words what an entry of a todo's history was: one item for each thing that changed.
func (n Names) Happened(ctx context.Context, a domain.Activity) []FeedItem {
	who := a.Actor.Name
	if who == "" {
		who = ui.T(ctx, "Another program")
	}
	item := func(icon, text string) FeedItem { return FeedItem{When: a.At, Icon: icon, Text: who + " " + text} }
	if a.Kind == "attachment" {
		return []FeedItem{item("clip", attachmentWords(ctx, a))}
	}
	switch a.Action {
	case "create":
		return []FeedItem{item("plus", ui.T(ctx, "added this todo"))}
	case "delete":
		return []FeedItem{item("trash", ui.T(ctx, "deleted it"))}
	case "restore":
		return []FeedItem{item("refresh", ui.T(ctx, "brought it back"))}
	case "update":
		var items []FeedItem
		for _, change := range n.changes(ctx, a) {
			items = append(items, item(change.icon, change.words))
		}
		return items
	}
	return nil
}

// attachmentWords name the file: what was done to it is told where it hung.
func attachmentWords(ctx context.Context, a domain.Activity) string {
	name := text(a.After["name"])
	if name == "" {
		name = text(a.Before["name"])
	}
	return map[string]string{"create": ui.T(ctx, "attached"), "delete": ui.T(ctx, "deleted"), "restore": ui.T(ctx, "brought back")}[a.Action] + " “" + name + "”"
}

type change struct{ icon, words string }

// changes are in the order of importance. What follows from another change is not said again.
func (n Names) changes(ctx context.Context, a domain.Activity) []change {
	var list []change
	say := func(fields []string, icon string, words func(was, is map[string]json.RawMessage) string) {
		if !slices.ContainsFunc(fields, func(f string) bool { _, changed := a.After[f]; return changed }) {
			return
		}
		if text := words(a.Before, a.After); text != "" {
			list = append(list, change{icon, text})
		}
	}
	in := func(words func(ctx context.Context, was, is map[string]json.RawMessage) string) func(was, is map[string]json.RawMessage) string {
		return func(was, is map[string]json.RawMessage) string { return words(ctx, was, is) }
	}
	say([]string{"status"}, "check", in(statusWords))
	say([]string{"title"}, "pencil", func(was, is map[string]json.RawMessage) string {
		return ui.T(ctx, "renamed it from “%s” to “%s”", text(was["title"]), text(is["title"]))
	})
	say([]string{"description"}, "notes", func(was, is map[string]json.RawMessage) string {
		return wordsFor(text(was["description"]), text(is["description"]), ui.T(ctx, "wrote a description"), ui.T(ctx, "took the description away"), ui.T(ctx, "changed the description"))
	})
	say([]string{"due_date", "due_time"}, "calendar", in(n.dueWords))
	say([]string{"start_date"}, "calendar", func(was, is map[string]json.RawMessage) string {
		day := n.day(ctx, text(is["start_date"]))
		return wordsFor(text(was["start_date"]), text(is["start_date"]), ui.T(ctx, "set the start to %s", day), ui.T(ctx, "took the start date away"), ui.T(ctx, "moved the start to %s", day))
	})
	say([]string{"priority"}, "flag", func(_, is map[string]json.RawMessage) string {
		return ui.T(ctx, "set the priority to %s", ui.Inside(ctx, PriorityName(ctx, text(is["priority"]))))
	})
	say([]string{"project_id"}, "projects", in(n.projectWords))
	say([]string{"parent_id"}, "subtasks", func(_, is map[string]json.RawMessage) string {
		if number(is["parent_id"]) == 0 {
			return ui.T(ctx, "made it a todo of its own")
		}
		return ui.T(ctx, "made it a subtask")
	})
	say([]string{"blocked_by"}, "lock", func(was, is map[string]json.RawMessage) string {
		return n.linkWords(was["blocked_by"], is["blocked_by"], ui.T(ctx, "made it wait for "), ui.T(ctx, "let it no longer wait for "))
	})
	say([]string{"blocks"}, "lock", func(was, is map[string]json.RawMessage) string {
		return n.linkWords(was["blocks"], is["blocks"], ui.T(ctx, "made it block "), ui.T(ctx, "let it no longer block "))
	})
	say([]string{"assignee_ids"}, "user", in(n.assigneeWords))
	say([]string{"tags"}, "tag", in(tagWords))
	say([]string{"recurrence"}, "repeat", in(repeatWords))
	say([]string{"reminder_at"}, "bell", in(n.reminderWords))
	say([]string{"estimate_minutes"}, "clock", func(_, is map[string]json.RawMessage) string {
		if minutes := number(is["estimate_minutes"]); minutes > 0 {
			return ui.T(ctx, "estimated %s", minutesText(ctx, int(minutes)))
		}
		return ui.T(ctx, "took the estimate away")
	})
	return list
}

func wordsFor(was, is, set, taken, changed string) string {
	switch {
	case was == "":
		return set
	case is == "":
		return taken
	}
	return changed
}

func statusWords(ctx context.Context, was, is map[string]json.RawMessage) string {
	switch {
	case text(is["status"]) == domain.StatusDone:
		return ui.T(ctx, "completed it")
	case text(was["status"]) == domain.StatusDone:
		return ui.T(ctx, "opened it again")
	}
	return ui.T(ctx, "moved it to %s", strings.ReplaceAll(text(is["status"]), "_", " "))
}

func (n Names) dueWords(ctx context.Context, was, is map[string]json.RawMessage) string {
	_, moved := is["due_date"]
	at := text(is["due_time"])
	switch from, to := n.day(ctx, text(was["due_date"])), n.day(ctx, text(is["due_date"])); {
	case !moved && at == "":
		return ui.T(ctx, "took the time away")
	case !moved:
		return ui.T(ctx, "set the time to %s", at)
	case to == "":
		return ui.T(ctx, "took the due date away")
	case from == "":
		return ui.T(ctx, "set it due %s", to)
	default:
		return ui.T(ctx, "moved it from %s to %s", from, to)
	}
}

// day is a stored date as it reads inside a sentence.
func (n Names) day(ctx context.Context, stored string) string {
	return InSentence(ctx, Day(ctx, domain.StoredDate(stored), domain.DateOf(n.Now)))
}

func (n Names) projectWords(ctx context.Context, _, is map[string]json.RawMessage) string {
	id := number(is["project_id"])
	if id == 0 {
		return ui.T(ctx, "took it out of its project")
	}
	if name := projectIn(n.Projects, id).Name; name != "" {
		return ui.T(ctx, "moved it to %s", name)
	}
	return ui.T(ctx, "moved it to another project")
}

// linkWords name the other end of a dependency that came or went; nothing where it is gone or out of sight.
func (n Names) linkWords(was, is json.RawMessage, come, gone string) string {
	words, id := come, number(is)
	if id == 0 {
		words, id = gone, number(was)
	}
	if other, seen := n.Todos[id]; seen {
		return words + other.Reference() + " “" + other.Title + "”"
	}
	return ""
}

// TodosIn are the ids of the other todos that a history names.
func TodosIn(history []domain.Activity) []int64 {
	var ids []int64
	for _, entry := range history {
		for _, field := range []string{"blocked_by", "blocks"} {
			if id := number(entry.Before[field]) + number(entry.After[field]); id != 0 {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func (n Names) assigneeWords(ctx context.Context, was, is map[string]json.RawMessage) string {
	before, after := texts(was["assignee_ids"]), texts(is["assignee_ids"])
	var words []string
	if come := n.names(after, before); come != "" {
		words = append(words, ui.T(ctx, "assigned it to %s", come))
	}
	if gone := n.names(before, after); gone != "" {
		words = append(words, ui.T(ctx, "took it off %s", gone))
	}
	return strings.Join(words, ui.T(ctx, " and "))
}

// names are of those who are in the first list and not in the second.
func (n Names) names(ids, but []string) string {
	var names []string
	for _, id := range ids {
		if slices.Contains(but, id) {
			continue
		}
		name := n.People[id].Name
		if name == "" {
			name = "somebody"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func tagWords(ctx context.Context, was, is map[string]json.RawMessage) string {
	before, after := texts(was["tags"]), texts(is["tags"])
	var come, gone []string
	for _, tag := range after {
		if !slices.Contains(before, tag) {
			come = append(come, "#"+tag)
		}
	}
	for _, tag := range before {
		if !slices.Contains(after, tag) {
			gone = append(gone, "#"+tag)
		}
	}
	switch {
	case len(gone) == 0 && len(come) == 0:
		return ""
	case len(gone) == 0:
		return ui.T(ctx, "tagged it %s", strings.Join(come, ", "))
	case len(come) == 0:
		return ui.T(ctx, "took off %s", strings.Join(gone, ", "))
	}
	return ui.T(ctx, "tagged it %s and took off %s", strings.Join(come, ", "), strings.Join(gone, ", "))
}

func repeatWords(ctx context.Context, _, is map[string]json.RawMessage) string {
	stored := text(is["recurrence"])
	if stored == "" {
		if _, completed := is["status"]; completed {
			return ""
		}
		return ui.T(ctx, "stopped it from repeating")
	}
	rule, err := domain.ParseRule(stored)
	if err != nil {
		return ui.T(ctx, "changed how it repeats")
	}
	words := rule.DescribeIn(ui.Speaks(ctx))
	return ui.T(ctx, "made it repeat %s", ui.Inside(ctx, words))
}

func (n Names) reminderWords(ctx context.Context, _, is map[string]json.RawMessage) string {
	at, err := time.Parse(time.RFC3339, text(is["reminder_at"]))
	if err != nil || at.IsZero() {
		return ui.T(ctx, "took the reminder away")
	}
	return ui.T(ctx, "set a reminder for %s", Moment(ctx, at, n.Now))
}

// text, texts and number read a stored value; another program may have stored anything.
func text(value json.RawMessage) string {
	var out string
	_ = json.Unmarshal(value, &out)
	return out
}

func texts(value json.RawMessage) []string {
	var out []string
	_ = json.Unmarshal(value, &out)
	return out
}

func number(value json.RawMessage) int64 {
	var out int64
	_ = json.Unmarshal(value, &out)
	return out
}

// PeopleIn are the ids of those whom a todo and its history name.
func PeopleIn(t domain.Todo, history []domain.Activity) []string {
	ids := slices.Clone(t.AssigneeIDs)
	for _, entry := range history {
		ids = append(append(ids, texts(entry.Before["assignee_ids"])...), texts(entry.After["assignee_ids"])...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
