package api

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
)

// face is one of the two names that rows of tasks go by: todos as the second seed calls them, tasks as the first does.
type face[T any] struct {
	path  string // "/todos"
	one   string // "todo"
	title string // what the title is called
	reach domain.Reach
	show  func(domain.Todo) T
}

// written is what is sent for a whole row, patched what is sent for a part of one.
type (
	written interface{ input() domain.TodoInput }
	patched interface {
		over(domain.TodoInput) (domain.TodoInput, error)
	}
)

// OnTodo is a request about one row. What is embedded in a request has to be exported for huma to see it.
type OnTodo struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingTodo is a request that may be bound to the version of the row that the caller knows.
type ChangingTodo struct {
	OnTodo
	Changing
}

type (
	adding[I written]    struct{ Body I }
	replacing[I written] struct {
		ChangingTodo
		Body I
	}
	patching[P patched] struct {
		ChangingTodo
		Body P
	}
)

// addFace puts the six verbs of todos or tasks in place.
func addFace[T any, I written, P patched](a *API, tag string, f face[T]) {
	one := f.path + "/{id}"
	add(a, tag, operation{method: http.MethodGet, path: f.path, id: "list-" + f.one + "s", summary: "List " + f.one + "s"}, f.list)
	addAgain(a, tag, operation{method: http.MethodPost, path: f.path, id: "add-" + f.one, summary: "Add a " + f.one, status: http.StatusCreated}, addTodo[T, I](f), addedTodo[T, I](f))
	add(a, tag, operation{method: http.MethodGet, path: one, id: "get-" + f.one, summary: "Read a " + f.one}, f.get)
	add(a, tag, operation{method: http.MethodPut, path: one, id: "replace-" + f.one, summary: "Replace a " + f.one, about: "What is left out takes its default; the place in manual order stays."}, putTodo[T, I](f))
	add(a, tag, operation{method: http.MethodPatch, path: one, id: "change-" + f.one, summary: "Change a " + f.one, about: "A JSON Merge Patch: what is left out stays, null clears."}, patchTodo[T, P](f))
	add(a, tag, operation{method: http.MethodDelete, path: one, id: "delete-" + f.one, summary: "Take a " + f.one + " to the trash", status: http.StatusNoContent, about: "Its steps go with it. It can be restored for 30 days."}, deleteTodo)
}

func (f face[T]) list(v *visit.Visit, in *TodoQuery) (*page[T], error) {
	filter, err := in.filter(v, f.reach)
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.Todos(v.Ctx(), filter)
	if err != nil {
		return nil, err
	}
	items := make([]T, len(found.Items))
	for i, todo := range found.Items {
		items[i] = f.show(todo)
	}
	return pageOf(v, items, found.Total, found.Next), nil
}

func (f face[T]) get(v *visit.Visit, in *OnTodo) (*object[T], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return f.answer(v.Scope.Todo(v.Ctx(), id))
}

func addTodo[T any, I written](f face[T]) func(*visit.Visit, *adding[I]) (*created[T], error) {
	return func(v *visit.Visit, in *adding[I]) (*created[T], error) {
		return f.added(v)(v.Scope.AddTodo(v.Ctx(), in.Body.input()))
	}
}

func addedTodo[T any, I written](f face[T]) func(*visit.Visit, *adding[I], domain.Earlier) (*created[T], error) {
	return func(v *visit.Visit, _ *adding[I], earlier domain.Earlier) (*created[T], error) {
		return f.added(v)(v.Scope.Todo(v.Ctx(), earlier.Added("todo")))
	}
}

func putTodo[T any, I written](f face[T]) func(*visit.Visit, *replacing[I]) (*object[T], error) {
	return func(v *visit.Visit, in *replacing[I]) (*object[T], error) {
		return f.change(v, in.ChangingTodo, func(domain.TodoInput) (domain.TodoInput, error) { return in.Body.input(), nil })
	}
}

func patchTodo[T any, P patched](f face[T]) func(*visit.Visit, *patching[P]) (*object[T], error) {
	return func(v *visit.Visit, in *patching[P]) (*object[T], error) {
		return f.change(v, in.ChangingTodo, in.Body.over)
	}
}

func deleteTodo(v *visit.Visit, in *ChangingTodo) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteTodo(v.Ctx(), id, version)
}

// row is which todo is meant, and the version that it has to have.
func (c ChangingTodo) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = c.version(todoVersion(v, id))
	return id, version, err
}

func (f face[T]) change(v *visit.Visit, in ChangingTodo, change func(domain.TodoInput) (domain.TodoInput, error)) (*object[T], error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	return f.answer(v.Scope.UpdateTodo(v.Ctx(), id, version, change))
}

func (f face[T]) answer(todo domain.Todo, err error) (*object[T], error) {
	if err != nil {
		return nil, renamed(err, f.name)
	}
	return &object[T]{ETag: quoted(todo.Version()), Body: f.show(todo)}, nil
}

func (f face[T]) added(v *visit.Visit) func(domain.Todo, error) (*created[T], error) {
	return func(todo domain.Todo, err error) (*created[T], error) {
		one, err := f.answer(todo, err)
		if err != nil {
			return nil, err
		}
		return &created[T]{Location: placeIn(v, f.path, todo.ID), ETag: one.ETag, Body: one.Body}, nil
	}
}

func (f face[T]) name(field string) string {
	if field == "title" {
		return f.title
	}
	return field
}
