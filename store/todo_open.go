package store

import (
	"context"

	"mddash/domain"
)

// OpenTodo is a todo that the caller sees with all that belongs to it: what Todo, Subtasks, Dependencies, Watchers,
// Comments, TodoActivity and Attachments tell of it, having looked once whether they see it.
func (s *Scope) OpenTodo(ctx context.Context, id int64) (domain.OpenTodo, error) {
	var open domain.OpenTodo
	row, access, err := s.loadTodo(ctx, s.store.read, id)
	if err != nil {
		return open, err
	}
	if open.Todo, err = s.whole(ctx, s.store.read, row, access); err != nil {
		return open, err
	}
	if open.Steps, err = s.stepsOf(ctx, id, access); err != nil {
		return open, err
	}
	if open.Links, err = s.linksOf(ctx, id); err != nil {
		return open, err
	}
	if open.Watchers, err = s.watching(ctx, id); err != nil {
		return open, err
	}
	if open.Comments, err = s.newestComments(ctx, id); err != nil {
		return open, err
	}
	if open.History, err = s.historyOf(ctx, id); err != nil {
		return open, err
	}
	if open.Files, err = s.attachmentsOn(ctx, domain.Holder{Kind: domain.OnTodo, ID: id}, held{row.ProjectID, access}); err != nil {
		return open, err
	}
	files, err := s.historyOfFiles(ctx, open.Files)
	open.History = append(open.History, files...)
	return open, err
}
