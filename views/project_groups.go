package views

import (
	"slices"
	"strings"

	"mddash/domain"
)

// columnGroup says in which column of the board a todo is.
func (p TodosPage) columnGroup(t domain.Todo) todoGroup {
	names := [][2]string{{"task", "To do"}, {"in_progress", "In progress"}, {"in_review", "In review"}, {"done", "Done"}}
	at := slices.IndexFunc(names, func(c [2]string) bool { return c[0] == t.Status })
	if at < 0 {
		return todoGroup{key: "c-" + t.Status, rank: "~" + t.Status, title: t.Status}
	}
	return todoGroup{key: "c" + string(rune('a'+at)), rank: string(rune('a' + at)), title: names[at][1]}
}

// assigneeGroup says whom a todo is given to, the first of several.
func (p TodosPage) assigneeGroup(t domain.Todo) todoGroup {
	for _, id := range t.AssigneeIDs {
		if person, known := p.People[id]; known {
			return todoGroup{key: "u-" + id, rank: strings.ToLower(person.Name), title: person.Name}
		}
	}
	return todoGroup{key: "u", rank: "~", title: "Nobody"}
}
