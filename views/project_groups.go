package views

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// columnGroup says in which column of the board a todo is.
func (p TodosPage) columnGroup(t domain.Todo) todoGroup {
	at := slices.IndexFunc(p.Columns, func(c domain.Column) bool { return c.Status == t.Status })
	if at < 0 {
		return todoGroup{key: "c-" + t.Status, rank: "~" + t.Status, title: t.Status}
	}
	return todoGroup{key: "c" + strconv.Itoa(at), rank: fmt.Sprintf("%03d", at), title: p.Columns[at].Name}
}

// assigneeGroup says whom a todo is given to, the first of several.
func (p TodosPage) assigneeGroup(ctx context.Context, t domain.Todo) todoGroup {
	for _, id := range t.AssigneeIDs {
		if person, known := p.People[id]; known {
			return todoGroup{key: "u-" + id, rank: strings.ToLower(person.Name), title: person.Name}
		}
	}
	return todoGroup{key: "u", rank: "~", title: ui.T(ctx, "Nobody")}
}
