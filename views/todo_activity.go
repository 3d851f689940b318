package views

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"mddash/domain"
)

// Names are what ids in the history of a todo stand for.
type Names struct {
	People   map[string]domain.Person
	Projects []domain.ProjectRef
	Todos    map[int64]domain.TodoRef
	Now      time.Time
}

// Happened says in words what an entry of a todo's history was: one item for each thing that changed.
func (n Names) Happened(a domain.Activity) []FeedItem {
	who := a.Actor.Name
	if who == "" {
		who = "Another program"
	}
	item := func(icon, text string) FeedItem { return FeedItem{When: a.At, Icon: icon, Text: who + " " + text} }
	if a.Kind == "attachment" {
		return []FeedItem{item("clip", attachmentWords(a))}
	}
	switch a.Action {
	case "create":
		return []FeedItem{item("plus", "added this todo")}
	case "delete":
		return []FeedItem{item("trash", "deleted it")}
	case "restore":
		return []FeedItem{item("refresh", "brought it back")}
	case "update":
		var items []FeedItem
		for _, change := range n.changes(a) {
			items = append(items, item(change.icon, change.words))
		}
		return items
	}
	return nil
}

// attachmentWords name the file: what was done to it is told where it hung.
func attachmentWords(a domain.Activity) string {
	name := text(a.After["name"])
	if name == "" {
		name = text(a.Before["name"])
	}
	return map[string]string{"create": "attached", "delete": "deleted", "restore": "brought back"}[a.Action] + " “" + name + "”"
}

type change struct{ icon, words string }

// changes are in the order of importance. What follows from another change is not said again.
func (n Names) changes(a domain.Activity) []change {
	var list []change
	say := func(fields []string, icon string, words func(was, is map[string]json.RawMessage) string) {
		if !slices.ContainsFunc(fields, func(f string) bool { _, changed := a.After[f]; return changed }) {
			return
		}
		if text := words(a.Before, a.After); text != "" {
			list = append(list, change{icon, text})
		}
	}
	say([]string{"status"}, "check", statusWords)
	say([]string{"title"}, "pencil", func(was, is map[string]json.RawMessage) string {
		return "renamed it from “" + text(was["title"]) + "” to “" + text(is["title"]) + "”"
	})
	say([]string{"description"}, "notes", func(was, is map[string]json.RawMessage) string {
		return wordsFor(text(was["description"]), text(is["description"]), "wrote a description", "took the description away", "changed the description")
	})
	say([]string{"due_date", "due_time"}, "calendar", n.dueWords)
	say([]string{"start_date"}, "calendar", func(was, is map[string]json.RawMessage) string {
		day := n.day(text(is["start_date"]))
		return wordsFor(text(was["start_date"]), text(is["start_date"]), "set the start to "+day, "took the start date away", "moved the start to "+day)
	})
	say([]string{"priority"}, "flag", func(_, is map[string]json.RawMessage) string {
		return "set the priority to " + strings.ToLower(PriorityName(text(is["priority"])))
	})
	say([]string{"project_id"}, "projects", n.projectWords)
	say([]string{"parent_id"}, "subtasks", func(_, is map[string]json.RawMessage) string {
		if number(is["parent_id"]) == 0 {
			return "made it a todo of its own"
		}
		return "made it a subtask"
	})
	say([]string{"blocked_by"}, "lock", func(was, is map[string]json.RawMessage) string {
		return n.linkWords(was["blocked_by"], is["blocked_by"], "made it wait for ", "let it no longer wait for ")
	})
	say([]string{"blocks"}, "lock", func(was, is map[string]json.RawMessage) string {
		return n.linkWords(was["blocks"], is["blocks"], "made it block ", "let it no longer block ")
	})
	say([]string{"assignee_ids"}, "user", n.assigneeWords)
	say([]string{"tags"}, "tag", tagWords)
	say([]string{"recurrence"}, "repeat", repeatWords)
	say([]string{"reminder_at"}, "bell", n.reminderWords)
	say([]string{"estimate_minutes"}, "clock", func(_, is map[string]json.RawMessage) string {
		if minutes := number(is["estimate_minutes"]); minutes > 0 {
			return "estimated " + minutesText(int(minutes))
		}
		return "took the estimate away"
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

func statusWords(was, is map[string]json.RawMessage) string {
	switch {
	case text(is["status"]) == domain.StatusDone:
		return "completed it"
	case text(was["status"]) == domain.StatusDone:
		return "opened it again"
	}
	return "moved it to " + strings.ReplaceAll(text(is["status"]), "_", " ")
}

func (n Names) dueWords(was, is map[string]json.RawMessage) string {
	_, moved := is["due_date"]
	at := text(is["due_time"])
	switch from, to := n.day(text(was["due_date"])), n.day(text(is["due_date"])); {
	case !moved && at == "":
		return "took the time away"
	case !moved:
		return "set the time to " + at
	case to == "":
		return "took the due date away"
	case from == "":
		return "set it due " + to
	default:
		return "moved it from " + from + " to " + to
	}
}

// day is a stored date as it reads inside a sentence.
func (n Names) day(stored string) string {
	day := Day(domain.StoredDate(stored), domain.DateOf(n.Now))
	if slices.Contains([]string{"Today", "Tomorrow", "Yesterday"}, day) {
		return strings.ToLower(day)
	}
	return day
}

func (n Names) projectWords(_, is map[string]json.RawMessage) string {
	id := number(is["project_id"])
	if id == 0 {
		return "took it out of its project"
	}
	if name := projectIn(n.Projects, id).Name; name != "" {
		return "moved it to " + name
	}
	return "moved it to another project"
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

func (n Names) assigneeWords(was, is map[string]json.RawMessage) string {
	before, after := texts(was["assignee_ids"]), texts(is["assignee_ids"])
	var words []string
	if come := n.names(after, before); come != "" {
		words = append(words, "assigned it to "+come)
	}
	if gone := n.names(before, after); gone != "" {
		words = append(words, "took it off "+gone)
	}
	return strings.Join(words, " and ")
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

func tagWords(was, is map[string]json.RawMessage) string {
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
		return "tagged it " + strings.Join(come, ", ")
	case len(come) == 0:
		return "took off " + strings.Join(gone, ", ")
	}
	return "tagged it " + strings.Join(come, ", ") + " and took off " + strings.Join(gone, ", ")
}

func repeatWords(_, is map[string]json.RawMessage) string {
	stored := text(is["recurrence"])
	if stored == "" {
		if _, completed := is["status"]; completed {
			return ""
		}
		return "stopped it from repeating"
	}
	rule, err := domain.ParseRule(stored)
	if err != nil {
		return "changed how it repeats"
	}
	words := rule.Describe()
	return "made it repeat " + strings.ToLower(words[:1]) + words[1:]
}

func (n Names) reminderWords(_, is map[string]json.RawMessage) string {
	at, err := time.Parse(time.RFC3339, text(is["reminder_at"]))
	if err != nil || at.IsZero() {
		return "took the reminder away"
	}
	return "set a reminder for " + Moment(at, n.Now)
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
