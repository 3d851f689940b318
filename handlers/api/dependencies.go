package api

import (
	"context"
	"net/http"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

// Dependencies are what a todo waits for and what waits for it, as far as the caller sees them.
type Dependencies struct {
	BlockedBy []Reference `json:"blocked_by" nullable:"false" doc:"What has to be done before it can go on"`
	Blocks    []Reference `json:"blocks" nullable:"false" doc:"What can't go on before it is done"`
}

// Reference is the little of a todo that is told beside another one.
type Reference struct {
	ID        int64   `json:"id"`
	Reference string  `json:"reference" doc:"KEY-id, or the id alone where no project gives it a key" example:"WEB-12"`
	Title     string  `json:"title"`
	Status    string  `json:"status" doc:"done means completed"`
	StartDate *string `json:"start_date" format:"date"`
	DueDate   *string `json:"due_date" format:"date"`
	ProjectID *int64  `json:"project_id" doc:"null for a personal one"`
}

func referencesOf(refs []domain.TodoRef) []Reference {
	shown := []Reference{}
	for _, ref := range refs {
		shown = append(shown, Reference{
			ID: ref.ID, Reference: ref.Reference(), Title: ref.Title, Status: ref.Status, StartDate: text(ref.StartDate), DueDate: text(ref.DueDate), ProjectID: count(ref.ProjectID),
		})
	}
	return shown
}

// OnBlocker is a request about one todo that another one waits for.
type OnBlocker struct {
	OnTodo
	BlockerID number `path:"blocker_id" minimum:"1"`
}

// ChangingBlocker is a request that may be bound to the version of the dependencies that the caller knows.
type ChangingBlocker struct {
	OnBlocker
	Changing
}

// addDependencies puts what todos or tasks wait for, and who watches them, in place.
func addDependencies(a *API, tag, path, one string) {
	each, me := path+"/{id}/blockers/{blocker_id}", path+"/{id}/watchers/me"
	add(a, tag, operation{method: http.MethodGet, path: path + "/{id}/dependencies", id: "get-" + one + "-dependencies", summary: "Read what a " + one + " waits for and what waits for it"}, getDependencies)
	add(a, tag, operation{method: http.MethodPut, path: each, id: "block-" + one, summary: "Make a " + one + " wait for another one", errors: []int{409}, about: "Needs the right to change the one that waits. What would make them wait for each other is a 409."}, addBlocker)
	add(a, tag, operation{method: http.MethodDelete, path: each, id: "unblock-" + one, summary: "Let a " + one + " no longer wait for another one", status: http.StatusNoContent}, removeBlocker)
	add(a, tag, operation{method: http.MethodGet, path: path + "/{id}/watchers", id: "list-" + one + "-watchers", summary: "List who watches a " + one}, listWatchers)
	add(a, tag, operation{method: http.MethodPut, path: me, id: "watch-" + one, summary: "Watch a " + one, status: http.StatusNoContent}, watch)
	add(a, tag, operation{method: http.MethodDelete, path: me, id: "unwatch-" + one, summary: "Stop watching a " + one, status: http.StatusNoContent}, unwatch)
}

func getDependencies(v *visit.Visit, in *OnTodo) (*object[Dependencies], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.Dependencies(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	return objectOf(Dependencies{BlockedBy: referencesOf(found.BlockedBy), Blocks: referencesOf(found.Blocks)})
}

func addBlocker(v *visit.Visit, in *ChangingBlocker) (*object[Dependencies], error) {
	if err := in.change(v, v.Scope.AddDependency); err != nil {
		return nil, err
	}
	return getDependencies(v, &in.OnTodo)
}

func removeBlocker(v *visit.Visit, in *ChangingBlocker) (*none, error) {
	return &none{}, in.change(v, v.Scope.RemoveDependency)
}

func (c ChangingBlocker) change(v *visit.Visit, do func(ctx context.Context, blocker, blocked int64) error) error {
	blocked, err := c.ID.id()
	if err != nil {
		return err
	}
	blocker, err := c.BlockerID.id()
	if err != nil {
		return err
	}
	if err := c.hold(c.now(v)); err != nil {
		return err
	}
	return do(v.Ctx(), blocker, blocked)
}

// now is the version that the dependencies of the todo have.
func (c ChangingBlocker) now(v *visit.Visit) func() (string, error) {
	return func() (string, error) {
		found, err := getDependencies(v, &c.OnTodo)
		if err != nil {
			return "", err
		}
		return strings.Trim(found.ETag, `"`), nil
	}
}

func listWatchers(v *visit.Visit, in *listing) (*page[Person], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.Watchers(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	shown := []Person{}
	for _, p := range found.People {
		shown = append(shown, personOf(p))
	}
	return slicePage(v, shown, in.Paging, func(p Person) string { return strings.ToLower(p.Name) + " " + p.ID })
}

func watch(v *visit.Visit, in *OnTodo) (*none, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.Watch(v.Ctx(), id)
}

func unwatch(v *visit.Visit, in *OnTodo) (*none, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.Unwatch(v.Ctx(), id)
}
