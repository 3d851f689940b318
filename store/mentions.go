package store

import (
	"context"
	"slices"
	"strings"

	"mddash/domain"
)

// watchMentioned makes those who are mentioned in a todo's new text, and were not in the old one, hear of it now and
// from now on: those alone who can be chosen there and who see it. The text is a comment's, or with 0 the todo's own.
func (s *Scope) watchMentioned(ctx context.Context, w *work, todo taskRow, old, text string, commentID int64) error {
	if text == old || !strings.Contains(text, "@") {
		return nil
	}
	// Who is assigned to a todo of a project that they don't see learns nothing of its people.
	if todo.ProjectID != 0 {
		if role, err := s.roleIn(ctx, w.tx, todo.ProjectID); err != nil || role == outsider {
			return err
		}
	}
	people, err := s.peopleWhere(ctx, w.tx, s.assignable(todo.ProjectID))
	if err != nil {
		return err
	}
	named := domain.NewMentionable(people)
	_, come := difference(named.In(old), named.In(text))
	if len(come) == 0 {
		return nil
	}
	through, err := s.assignedAbove(ctx, w.tx, todo)
	if err != nil {
		return err
	}
	seers, err := s.peopleWhere(ctx, w.tx, s.seers(todo))
	if err != nil {
		return err
	}
	come = slices.DeleteFunc(come, func(id string) bool {
		return !slices.Contains(through[todo.ID], id) && !slices.ContainsFunc(seers, func(p domain.Person) bool { return p.ID == id })
	})
	w.notify(notice{kind: domain.ToldMentioned, about: domain.FoundTodo, aboutID: todo.ID, commentID: commentID}, come...)
	return watchTodo(ctx, w.tx, todo.ID, come...)
}
