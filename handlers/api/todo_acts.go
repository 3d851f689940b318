package api

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
)

const todosTag, tasksTag = "Todos", "Tasks"

func (a *API) addTodos() {
	todos := face[Todo]{path: "/todos", one: "todo", title: "title", reach: domain.Own, show: todoOf}
	addFace[Todo, TodoInput, TodoPatch](a, todosTag, todos)
	add(a, todosTag, operation{method: http.MethodGet, path: "/todos/stats", id: "count-todos", summary: "Count your todos"}, countTodos)
	addAgain(a, todosTag, operation{method: http.MethodPost, path: "/todos/bulk", id: "change-todos", summary: "Change or delete many todos, all of them or none"}, changeTodos, changedTodos)
	add(a, todosTag, operation{method: http.MethodGet, path: "/todos/{id}/subtasks", id: "list-subtasks", summary: "List the steps of a todo, in manual order"}, listSubtasks)
	add(a, todosTag, operation{method: http.MethodGet, path: "/todos/{id}/activity", id: "list-activity", summary: "List what happened to a todo, the oldest first"}, listActivity)
	addAgain(a, todosTag, operation{method: http.MethodPost, path: "/todos/{id}/completion", id: "complete-todo", summary: "Complete a todo", about: "A repeating one makes its next."}, todos.complete, todos.again)
	add(a, todosTag, operation{method: http.MethodDelete, path: "/todos/{id}/completion", id: "reopen-todo", summary: "Open a completed todo again", status: http.StatusNoContent}, todos.reopen)
	addAgain(a, todosTag, operation{method: http.MethodPost, path: "/todos/{id}/restore", id: "restore-todo", summary: "Bring a todo back from the trash"}, todos.restore, todos.restored)
	addAgain(a, todosTag, operation{method: http.MethodPost, path: "/todos/{id}/position", id: "move-todo", summary: "Move a todo in manual order", about: "After one, before another, or to the end."}, todos.move, todos.moved)
	addComments(a, todosTag, "/todos", "todo")
	addDependencies(a, todosTag, "/todos", "todo")
	addAgain(a, todosTag, operation{method: http.MethodPost, path: "/undo/{batch}", id: "undo", summary: "Take back everything that one of your requests did", status: http.StatusNoContent, about: "The batch is in the header Mddash-Batch of its answer. What somebody has changed since is a 409, and nothing is taken back. What it made and others have worked on since stays, and is counted in the header Mddash-Standing; where that is all of it, it is a 409 too."}, undo, undone)
}

func countTodos(v *visit.Visit, _ *none) (*object[Stats], error) {
	stats, err := v.Scope.TodoStats(v.Ctx())
	if err != nil {
		return nil, err
	}
	return objectOf(statsOf(stats))
}

type listing struct {
	OnTodo
	Paging
}

func listSubtasks(v *visit.Visit, in *listing) (*page[Todo], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	steps, err := v.Scope.Subtasks(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	shown := []Todo{}
	for _, step := range steps {
		shown = append(shown, todoOf(step))
	}
	return slicePage(v, shown, in.Paging, func(t Todo) string { return t.Position + " " + placeOf(t.ID) })
}

func listActivity(v *visit.Visit, in *listing) (*page[Activity], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	after, limit, err := in.after()
	if err != nil {
		return nil, err
	}
	entries, err := v.Scope.TodoActivity(v.Ctx(), id, after, limit)
	if err != nil {
		return nil, err
	}
	shown := []Activity{}
	for _, entry := range entries.Items {
		shown = append(shown, activityOf(entry))
	}
	return pageOf(v, shown, entries.Total, placeAfter(entries.Next)), nil
}

func (f face[T]) complete(v *visit.Visit, in *ChangingTodo) (*object[T], error) {
	return f.change(v, *in, ticked(true))
}

// again answers an act that was done already: with the todo as it is now.
func (f face[T]) again(v *visit.Visit, in *ChangingTodo, _ domain.Earlier) (*object[T], error) {
	return f.get(v, &in.OnTodo)
}

func (f face[T]) reopen(v *visit.Visit, in *ChangingTodo) (*none, error) {
	_, err := f.change(v, *in, ticked(false))
	return &none{}, err
}

// ticked completes a todo or opens it again; what is so already stays as it is.
func ticked(done bool) func(domain.TodoInput) (domain.TodoInput, error) {
	return func(in domain.TodoInput) (domain.TodoInput, error) {
		if was := in.Status != nil && *in.Status == domain.StatusDone; was != done {
			in.Status, in.Completed = nil, &done
		}
		return in, nil
	}
}

func (f face[T]) restore(v *visit.Visit, in *OnTodo) (*object[T], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return f.answer(v.Scope.RestoreTodo(v.Ctx(), id))
}

func (f face[T]) restored(v *visit.Visit, in *OnTodo, _ domain.Earlier) (*object[T], error) {
	return f.get(v, in)
}

// Position says between which two others a todo goes.
type Position struct {
	AfterID  *int64 `json:"after_id,omitempty" doc:"The todo that it comes right after"`
	BeforeID *int64 `json:"before_id,omitempty" doc:"The todo that it comes right before"`
}

type moving struct {
	ChangingTodo
	Body Position
}

func (f face[T]) move(v *visit.Visit, in *moving) (*object[T], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	version, err := in.version(todoVersion(v, id))
	if err != nil {
		return nil, err
	}
	after, before, err := in.Body.neighbours()
	if err != nil {
		return nil, err
	}
	return f.answer(v.Scope.MoveTodo(v.Ctx(), id, version, after, before))
}

func (f face[T]) moved(v *visit.Visit, in *moving, _ domain.Earlier) (*object[T], error) {
	return f.get(v, &in.OnTodo)
}

// neighbours are 0 where there is none; 0 itself is nobody's id.
func (p Position) neighbours() (after, before int64, err error) {
	problems := domain.Problems{}
	for _, side := range []struct {
		name string
		sent *int64
		id   *int64
	}{{"after_id", p.AfterID, &after}, {"before_id", p.BeforeID, &before}} {
		if side.sent == nil {
			continue
		}
		if *side.id = *side.sent; *side.id <= 0 {
			problems.Add(side.name, domain.UnknownID)
		}
	}
	return after, before, problems.Err()
}

type onBatch struct {
	Batch string `path:"batch" maxLength:"100"`
}

// tookBack tells how much of what a request made was left when it was taken back.
type tookBack struct {
	Standing int `header:"Mddash-Standing" doc:"How many things were left, because others have worked on them since"`
}

func undo(v *visit.Visit, in *onBatch) (*tookBack, error) {
	if err := v.Scope.Undo(v.Ctx(), in.Batch); err != nil {
		return nil, err
	}
	return undone(v, in, domain.Earlier{})
}

func undone(v *visit.Visit, in *onBatch, _ domain.Earlier) (*tookBack, error) {
	standing, err := v.Scope.Standing(v.Ctx(), in.Batch)
	return &tookBack{standing}, err
}
