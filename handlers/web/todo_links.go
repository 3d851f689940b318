package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// stillBlocked is a hint that goes with completing what something open blocks.
func stillBlocked(v *visit.Visit, t domain.Todo) string {
	if t.Blocked == 0 {
		return ""
	}
	return v.T(", though it is blocked by %s", views.Plural(t.Blocked, v.T("open todo"), v.T("open todos")))
}

// ShowBlockers asks what a todo is blocked by, or what it blocks.
func (s *Site) ShowBlockers(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	return s.showBlockers(v, http.StatusOK, views.TodoBlockers{At: at.At(id), Query: strings.TrimSpace(v.QueryParam("words"))})
}

func (s *Site) showBlockers(v *visit.Visit, status int, form views.TodoBlockers) error {
	var err error
	if form.Todo, err = v.Scope.Todo(v.Ctx(), form.At.Open); err != nil {
		return err
	}
	if !form.Todo.Access.CanEdit() {
		return domain.Fail(domain.Denied, "You can see this todo, but not change it.")
	}
	if form.Found, err = findLinks(v, form.Todo, form.Query); err != nil {
		return err
	}
	if v.Partial() {
		return s.showPieces(v, status, views.TodoBlockersDialog(form))
	}
	return s.show(v, status, views.TodoBlockersPage(form))
}

// findLinks are the open todos with some words, or the one with that name or number, that the caller sees and that have
// nothing to do with a todo yet.
func findLinks(v *visit.Visit, t domain.Todo, words string) ([]domain.TodoRef, error) {
	linked, err := v.Scope.Dependencies(v.Ctx(), t.ID)
	if err != nil {
		return nil, err
	}
	ids, err := called(v, words)
	if err != nil {
		return nil, err
	}
	open := false
	filter := domain.TodoFilter{Reach: domain.Visible, Completed: &open, Query: words, Sort: "-" + domain.SortUpdated, Limit: parentsShown + 1}
	if words == "" {
		filter.ProjectID, filter.NoProject, filter.TopLevel = t.ProjectID, t.ProjectID == 0, true
	}
	found, err := v.Scope.Todos(v.Ctx(), filter)
	if err != nil {
		return nil, err
	}
	for _, other := range found.Items {
		ids = append(ids, other.ID)
	}
	refs, err := v.Scope.TodoRefs(v.Ctx(), ids)
	var list []domain.TodoRef
	for _, id := range ids {
		ref, seen := refs[id]
		known := func(r domain.TodoRef) bool { return r.ID == id }
		if seen && id != t.ID && !slices.ContainsFunc(slices.Concat(list, linked.BlockedBy, linked.Blocks), known) {
			list = append(list, ref)
		}
	}
	return list, err
}

// called is the id of the todo that a reference or a number names, if there is one.
func called(v *visit.Visit, words string) ([]int64, error) {
	if id, err := strconv.ParseInt(words, 10, 64); err == nil {
		return []int64{id}, nil
	}
	name := strings.ToUpper(words)
	found, err := v.Scope.References(v.Ctx(), []string{name})
	if ref, known := found[name]; known && ref.Kind == domain.ReferenceTask {
		return []int64{ref.ID}, err
	}
	return nil, err
}

// AddBlocker says that a todo is blocked by another one, or blocks it.
func (s *Site) AddBlocker(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	form := views.TodoBlockers{At: at.At(id), Blocks: v.Fields().Get("side") == "blocks", Query: strings.TrimSpace(v.Fields().Get("words"))}
	other, _ := formID(v, "other_id")
	if other == 0 {
		form.Error = v.T("Choose a todo.")
		return s.showBlockers(v, http.StatusUnprocessableEntity, form)
	}
	blocker, blocked := other, id
	if form.Blocks {
		blocker, blocked = id, other
	}
	err = v.Scope.AddDependency(v.Ctx(), blocker, blocked)
	if message, _, status, known := said(v, err); err != nil && known {
		form.Error = message
		return s.showBlockers(v, status, form)
	}
	if err != nil {
		return err
	}
	if err := toastLink(v, blocker, blocked, v.T(" is blocked by ")); err != nil {
		return err
	}
	return s.done(v, form.At)
}

// RemoveBlocker says that one of two todos no longer blocks the other.
func (s *Site) RemoveBlocker(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	other, err := v.ID("other")
	if err != nil {
		return err
	}
	blocker, blocked := other, id
	if v.Fields().Get("side") == "blocks" {
		blocker, blocked = id, other
	}
	if err := v.Scope.RemoveDependency(v.Ctx(), blocker, blocked); err != nil {
		return s.refused(v, at.At(id), err)
	}
	if err := toastLink(v, blocker, blocked, v.T(" is no longer blocked by ")); err != nil {
		return err
	}
	return s.changed(v, at.At(id))
}

func toastLink(v *visit.Visit, blocker, blocked int64, words string) error {
	refs, err := v.Scope.TodoRefs(v.Ctx(), []int64{blocker, blocked})
	if err == nil {
		v.Toast(named(v, refs[blocked].Title)+words+named(v, refs[blocker].Title), v.Scope.Batch())
	}
	return err
}

// WatchTodo makes the caller hear of a todo, or no longer.
func (s *Site) WatchTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	act, words := v.Scope.Watch, v.T("You watch ")
	if v.Fields().Get("on") != "true" {
		act, words = v.Scope.Unwatch, v.T("You no longer watch ")
	}
	todo, err := v.Scope.Todo(v.Ctx(), id)
	if err == nil {
		err = act(v.Ctx(), id)
	}
	if err != nil {
		return s.refused(v, at, err)
	}
	v.Toast(words+named(v, todo.Title), v.Scope.Batch())
	return s.changed(v, at.At(id))
}
