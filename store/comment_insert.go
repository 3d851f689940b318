package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// AddComment says something on a todo; who may not work on it is Denied.
func (s *Scope) AddComment(ctx context.Context, todoID int64, in domain.CommentInput) (domain.Comment, error) {
	rows, err := s.addComments(ctx, []newComment{{todoID, in}})
	if err != nil {
		return domain.Comment{}, err
	}
	return s.comment(rows[0]), nil
}

// newComment is what the caller says on a todo.
type newComment struct {
	todoID int64
	input  domain.CommentInput
}

// addComments says several things, all of them or none.
func (s *Scope) addComments(ctx context.Context, comments []newComment) ([]commentRow, error) {
	var rows []commentRow
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		todos := map[int64]taskRow{}
		rows = rows[:0]
		for _, one := range comments {
			todo, known := todos[one.todoID]
			if !known {
				var err error
				if todo, err = s.mayComment(ctx, w, one.todoID); err != nil {
					return err
				}
				todos[one.todoID] = todo
			}
			body, err := one.input.Parse()
			if err != nil {
				return err
			}
			rows = append(rows, commentRow{Kind: kindTodo, SubjectID: strconv.FormatInt(one.todoID, 10), UserID: s.user.ID, Body: body, CreatedAt: w.at, UpdatedAt: w.at, ProjectID: todo.ProjectID})
		}
		if err := numberComments(ctx, w.tx, rows); err != nil {
			return err
		}
		for i := range rows {
			if err := s.followComment(ctx, w, todos[comments[i].todoID], &rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return rows, err
}

// mayComment is a todo that the caller may say something on.
func (s *Scope) mayComment(ctx context.Context, w *work, todoID int64) (taskRow, error) {
	todo, access, err := s.loadTodo(ctx, w.tx, todoID)
	if err == nil && !access.CanWork() {
		err = domain.Fail(domain.Denied, "You can see this todo, but not comment on it.")
	}
	return todo, err
}

// numberComments writes rows and gives them their ids: see numberNotes.
func numberComments(ctx context.Context, tx bun.Tx, rows []commentRow) error {
	type numbered struct {
		ID        int64
		SubjectID string
	}
	var made []numbered
	if _, err := tx.NewInsert().Model(&rows).ExcludeColumn("id").Returning("id, subject_id").Exec(ctx, &made); err != nil {
		return wrap(err, "add comments")
	}
	slices.SortFunc(made, func(a, b numbered) int { return cmp.Compare(a.ID, b.ID) })
	for i := range rows {
		if len(made) != len(rows) || made[i].SubjectID != rows[i].SubjectID {
			return errors.New("store: the database numbered new comments in another order")
		}
		rows[i].ID = made[i].ID
	}
	return nil
}

// followComment is what a new comment brings about: who says something hears of what comes, and others hear of it.
func (s *Scope) followComment(ctx context.Context, w *work, todo taskRow, row *commentRow) error {
	row.AuthorName = s.user.DisplayName()
	if err := watchTodo(ctx, w.tx, todo.ID, s.user.ID); err != nil {
		return err
	}
	if err := s.watchMentioned(ctx, w, todo, "", row.Body, row.ID); err != nil {
		return err
	}
	if err := s.tellOfComment(ctx, w, todo, row.ID); err != nil {
		return err
	}
	return s.didComment(w, actionCreate, commentRow{}, *row)
}
