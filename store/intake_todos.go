package store

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
)

// takeTodos makes todos, each after the one that it is a step of.
func (m *intake) takeTodos() error {
	m.todos = map[string]domain.IntakeTodo{}
	for _, todo := range m.in.Todos {
		m.todos[todo.ID] = todo
	}
	for _, todo := range m.in.Todos {
		if err := m.takeTodo(todo.ID, 0); err != nil {
			return err
		}
	}
	return m.makeTodos()
}

// takeTodo makes a todo, and first those above it.
func (m *intake) takeTodo(id string, below int) error {
	todo, there := m.todos[id]
	if !there {
		return nil // made already, on the way to one of its steps
	}
	delete(m.todos, id)
	if _, above := m.todos[todo.Parent]; above && below < DepthMax {
		if err := m.takeTodo(todo.Parent, below+1); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(m.waiting, func(one waitingTodo) bool { return one.came.ID == todo.Parent }) {
		if err := m.makeTodos(); err != nil {
			return err
		}
	}
	one := waitingTodo{came: todo}
	one.fit, one.said = todo.Fit()
	one.said = append(one.said, m.place(&one.fit)...)
	one.open = m.early(&one.fit.Input.Description)
	if _, err := one.fit.Input.Parse(domain.Todo{}, m.user.Location()); err != nil || m.known[known(domain.IntakeTodos, todo.ID)] != "" {
		if err := m.makeTodos(); err != nil { // they are made in their order
			return err
		}
		return m.makeTodo(one)
	}
	if m.waiting = append(m.waiting, one); len(m.waiting) == atOnce {
		return m.makeTodos()
	}
	return nil
}

// waitingTodo is a todo about to be made: as it came, in a form that our rules allow, and what is not as it was.
type waitingTodo struct {
	came, fit domain.IntakeTodo
	said      []string
	open      bool // its text is written again when everything is there
}

func (t waitingTodo) where() string { return "“" + t.fit.Input.Title + "”" }

// makeTodos makes the todos that wait, with few statements: see many.
func (m *intake) makeTodos() error {
	waiting := m.waiting
	m.waiting = nil
	if len(waiting) == 0 {
		return nil
	}
	inputs := make([]domain.TodoInput, len(waiting))
	for i, one := range waiting {
		inputs[i] = one.fit.Input
	}
	var made []domain.Todo
	done, err := many(m.ctx, m.Scope, waiting, func() (err error) {
		made, err = m.AddTodos(m.ctx, inputs)
		return err
	}, m.makeTodo)
	if !done {
		return err
	}
	for i, one := range waiting {
		m.told()
		if err := m.made(domain.IntakeTodos, one.came.ID, strconv.FormatInt(made[i].ID, 10)); err != nil {
			return err
		}
		m.finishTodo(one, made[i].ID, true)
	}
	return nil
}

// makeTodo makes one of them, without what of it can't be kept, unless it came before.
func (m *intake) makeTodo(one waitingTodo) error {
	row, fresh, err := m.one(domain.IntakeTodos, one.came.ID, one.where(), func() (string, error) {
		made, more, err := m.addTodo(one.fit.Input)
		one.said = append(one.said, more...)
		return strconv.FormatInt(made.ID, 10), err
	})
	if err != nil || row == "" {
		m.done += len(one.came.Comments) + len(one.came.Files)
		return err
	}
	id, _ := strconv.ParseInt(row, 10, 64)
	m.finishTodo(one, id, fresh)
	return nil
}

// finishTodo hangs on it what was on it.
func (m *intake) finishTodo(one waitingTodo, id int64, fresh bool) {
	where, fit := one.where(), one.fit
	if fresh {
		m.remarkAll(where, one.said)
		m.later.dated = append(m.later.dated, formerTimes{table: "tasks", row: strconv.FormatInt(id, 10), created: fit.Created, updated: fit.Updated})
		if fit.Input.Completed != nil && *fit.Input.Completed {
			m.later.done = append(m.later.done, formerTimes{table: "tasks", row: strconv.FormatInt(id, 10), created: fit.Completed})
		}
	}
	if fresh && one.open {
		m.describeLater(where, func() error {
			_, err := m.UpdateTodo(m.ctx, id, "", func(in domain.TodoInput) (domain.TodoInput, error) {
				in.Description = m.whole(where, one.came.Input.Description)
				return in, nil
			})
			return err
		})
	}
	if len(fit.Files) > 0 {
		m.hangFiles(domain.Holder{Kind: domain.OnTodo, ID: id}, where, fit.Files)
	}
	if len(fit.Comments) > 0 {
		m.later.comments = append(m.later.comments, func() error { return m.comment(id, where, fit) })
	}
}

// place says where a todo goes, in ids and statuses of ours, and whose it is.
func (m *intake) place(todo *domain.IntakeTodo) (said []string) {
	in := &todo.Input
	project := m.projects[todo.Project]
	if project == nil {
		project = &takenProject{}
		said = append(said, "Its project is not there: it is a personal todo.")
	}
	if project.id != 0 {
		in.ProjectID = &project.id
	}
	if project.personal != "" {
		in.Tags = domain.FitTags(append(in.Tags, project.personal))
	}
	done := in.Completed != nil && *in.Completed
	if status := project.statuses[todo.Column]; status != "" && !done {
		in.Status = &status
	} else if todo.Column != "" && project.id == 0 {
		in.Tags = domain.FitTags(append(in.Tags, todo.Column))
	}
	if parent := m.known[known(domain.IntakeTodos, todo.Parent)]; todo.Parent != "" && parent != "" {
		id, _ := strconv.ParseInt(parent, 10, 64)
		in.ParentID = &id
	} else if todo.Parent != "" {
		said = append(said, "What it was a step of is not there.")
	}
	return append(said, m.assign(todo)...)
}

// assign gives a todo to the caller where it was theirs to do. An import lets nobody in: others stay names in its text.
func (m *intake) assign(todo *domain.IntakeTodo) []string {
	var others []string
	for _, name := range todo.People[:min(len(todo.People), domain.AssigneesMax)] {
		name = domain.Clip(name, 200)
		if m.named(name) {
			if todo.Project != "" {
				todo.Input.AssigneeIDs = []string{m.user.ID}
			}
			continue
		}
		others = append(others, name)
	}
	if len(others) == 0 || m.in.Own() && m.known[known(domain.IntakeTodos, todo.ID)] != "" {
		return nil
	}
	names := "For: " + strings.Join(slices.Compact(others), ", ")
	todo.Comments = append(todo.Comments, domain.IntakeComment{ID: todo.ID + "/people", Body: names, At: todo.Created})
	return []string{"It was for " + strings.Join(others, ", ") + ". An import lets nobody in: a comment names them."}
}

func (m *intake) named(name string) bool {
	return name != "" && (strings.EqualFold(name, m.user.Email) || strings.EqualFold(name, m.user.Name) || strings.EqualFold(name, m.user.FullName))
}

// addTodo leaves out what of a todo can't be kept; without its title or its place there is no todo. What is left out may be
// what something else needs: a time has no day any more.
func (m *intake) addTodo(in domain.TodoInput) (made domain.Todo, said []string, err error) {
	for range 5 {
		var wrong *domain.Error
		made, err = m.AddTodo(m.ctx, in)
		if !errors.As(err, &wrong) || wrong.Kind != domain.Invalid || wrong.Fields["title"] != "" || wrong.Fields["project_id"] != "" {
			return made, said, err
		}
		for field, why := range wrong.Fields {
			if in, err = in.Merge(map[string]json.RawMessage{field: json.RawMessage("null")}); err != nil {
				return made, said, err
			}
			if said = append(said, field+": "+why); field == "due_date" {
				in.DueTime = nil
			}
		}
		slices.Sort(said)
	}
	return made, said, err
}

// connectTodos lets todos wait for others.
func (m *intake) connectTodos() error {
	for _, todo := range m.in.Todos {
		blocker, _ := strconv.ParseInt(m.known[known(domain.IntakeTodos, todo.ID)], 10, 64)
		for _, id := range todo.Blocks {
			blocked, _ := strconv.ParseInt(m.known[known(domain.IntakeTodos, id)], 10, 64)
			if blocker == 0 || blocked == 0 || !m.fresh[known(domain.IntakeTodos, todo.ID)] && !m.fresh[known(domain.IntakeTodos, id)] {
				continue
			}
			err := m.attempt(func() error { return m.AddDependency(m.ctx, blocker, blocked) })
			switch domain.KindOf(err) {
			case domain.Invalid, domain.Denied, domain.NotFound, domain.Conflict:
				m.report.Remark("“"+todo.Input.Title+"”", "Another todo does not wait for it any more: "+err.Error())
				continue
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
