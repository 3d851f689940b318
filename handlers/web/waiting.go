package web

import (
	"net/http"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// What is written without a connection waits in the browser (static/js/waiting) and comes when there is one again: with
// a key, so that it counts once however often it comes, and with when and by whom it was written.

// writtenLong is how long ago something may have been written for its "tomorrow" to be the day after that.
const writtenLong = 30 * 24 * time.Hour

// writtenAt is when the text of a form was written, on the caller's clock: now, where it does not say.
func writtenAt(v *visit.Visit) time.Time {
	now := v.Now()
	written, err := time.Parse(time.RFC3339, v.Fields().Get("written"))
	if err != nil || written.After(now) || now.Sub(written) > writtenLong {
		written = now
	}
	return written.In(v.User.Location())
}

// addOnce adds a todo, unless the form came before. What somebody else wrote in the same browser is a Conflict.
func addOnce(v *visit.Visit, in domain.TodoInput) (domain.Todo, error) {
	form := v.Fields()
	if person := form.Get("person"); form.Has("person") && person != v.User.ID {
		return domain.Todo{}, domain.Fail(domain.Conflict, "Somebody else has signed in with this browser.")
	}
	if !form.Has("key") {
		return v.Scope.AddTodo(v.Ctx(), in)
	}
	var todo domain.Todo
	done, err := v.Scope.Once(v.Ctx(), form.Get("key"), func() (err error) {
		todo, err = v.Scope.AddTodo(v.Ctx(), in)
		return err
	})
	if err != nil || len(done) == 0 {
		return todo, err
	}
	id := domain.Earlier{Done: done}.Added("todo")
	todo, err = v.Scope.Todo(v.Ctx(), id)
	if domain.KindOf(err) == domain.NotFound {
		// It was there, and is gone since.
		return domain.Todo{ID: id, Title: in.Title}, nil
	}
	return todo, err
}

// keptAnswer tells the browser where that is now which waited there.
type keptAnswer struct {
	ID    int64  `json:"id"`
	Path  string `json:"path"`
	Title string `json:"title"`
}

func sayKept(v *visit.Visit, todo domain.Todo, err error) error {
	if err != nil {
		return err
	}
	at := views.TodosAt{View: views.TodosAll}
	return v.JSON(http.StatusCreated, keptAnswer{ID: todo.ID, Path: v.URL(at.Todo(todo.ID)), Title: todo.Title})
}
