package vikunja

import (
	"strconv"
	"time"

	"mddash/domain"
)

// distinguish makes names of numbers that two servers of Vikunja both have: with when a thing was made, they are its own.
func distinguish(in *domain.Intake) {
	projects, todos := map[string]string{}, map[string]string{}
	for i := range in.Projects {
		p := &in.Projects[i]
		p.ID = named(projects, p.ID, p.Created)
	}
	for i := range in.Todos {
		t := &in.Todos[i]
		t.ID = named(todos, t.ID, t.Created)
	}
	for i := range in.Todos {
		t := &in.Todos[i]
		t.Project, t.Parent = projects[t.Project], todos[t.Parent]
		for j := range t.Blocks {
			t.Blocks[j] = todos[t.Blocks[j]]
		}
		for j := range t.Comments {
			t.Comments[j].ID = t.ID + "/" + t.Comments[j].ID
		}
		for j := range t.Files {
			t.Files[j].ID = t.ID + "/" + t.Files[j].ID
		}
	}
}

func named(names map[string]string, id string, created time.Time) string {
	name := id
	if known(created) {
		name += "@" + strconv.FormatInt(created.Unix(), 36)
	}
	names[id] = name
	return name
}
