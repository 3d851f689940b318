package store

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// AddTodo makes a todo of the caller's. Ids that the input names and the caller can't use are Invalid at their field.
func (s *Scope) AddTodo(ctx context.Context, in domain.TodoInput) (domain.Todo, error) {
	todos, err := s.AddTodos(ctx, []domain.TodoInput{in})
	if err != nil {
		return domain.Todo{}, err
	}
	return todos[0], nil
}

// AddTodos makes several todos, all of them or none, at most domain.BulkMax.
func (s *Scope) AddTodos(ctx context.Context, inputs []domain.TodoInput) ([]domain.Todo, error) {
	if len(inputs) > domain.BulkMax {
		return nil, domain.Fail(domain.Invalid, "That is too many todos at once.")
	}
	todos := make([]domain.Todo, 0, len(inputs))
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		todos = todos[:0]
		rows := make([]taskRow, 0, len(inputs))
		for _, in := range inputs {
			parsed, err := in.Parse(domain.Todo{}, s.user.Location())
			if err != nil {
				return err
			}
			rows = append(rows, taskRow{UserID: s.user.ID}.with(parsed))
		}
		if err := s.insertTodos(ctx, w, rows); err != nil {
			return err
		}
		for _, row := range rows {
			todo, err := row.todo(), error(nil)
			if !s.quiet { // whoever takes in thousands asks for no more than their ids
				todo, err = s.reread(ctx, w.tx, row.ID)
			}
			if err != nil {
				return err
			}
			todos = append(todos, todo)
		}
		return nil
	})
	return todos, err
}

func (s *Scope) insertTodos(ctx context.Context, w *work, rows []taskRow) error {
	mayAdd := int64(0) // the project that the one before goes into
	for i := range rows {
		row := &rows[i]
		if row.ParentID != 0 || row.ProjectID == 0 || row.ProjectID != mayAdd {
			if err := s.checkPlace(ctx, w.tx, taskRow{}, row); err != nil {
				return err
			}
			mayAdd = row.ProjectID
		}
		if err := s.checkAssignees(ctx, w.tx, taskRow{}, *row); err != nil {
			return err
		}
		if row.done() {
			row.CompletedAt = w.at
		}
	}
	if err := s.insertRows(ctx, w, rows); err != nil {
		return err
	}
	for _, row := range rows {
		row.tellAssigned(w, row.Assignees)
		if err := s.watchMentioned(ctx, w, row, "", row.Description, 0); err != nil {
			return err
		}
	}
	return nil
}

// insertRow is insertRows for one.
func (s *Scope) insertRow(ctx context.Context, w *work, row *taskRow) error {
	rows := []taskRow{*row}
	err := s.insertRows(ctx, w, rows)
	*row = rows[0]
	return err
}

// insertRows writes new rows with their tags and assignees, each kind with one statement, and logs them.
func (s *Scope) insertRows(ctx context.Context, w *work, rows []taskRow) error {
	if len(rows) == 0 {
		return nil
	}
	at := make(map[string]int, len(rows))
	for i := range rows {
		row := &rows[i]
		row.ID, row.CreatedAt, row.UpdatedAt = 0, w.at, w.at
		if row.UID == "" {
			row.UID = uuid.NewString()
		}
		if row.ObjectName == "" && !domain.SafeName(row.UID) {
			row.ObjectName = nameOfUID(row.UID)
		}
		if row.Assignees == nil {
			row.Assignees = []string{}
		}
		at[row.UID] = i
	}
	var made []struct {
		ID  int64
		UID string `bun:"uid"`
	}
	if _, err := w.tx.NewInsert().Model(&rows).ExcludeColumn("id").Returning("id, uid").Exec(ctx, &made); err != nil {
		return wrap(err, "add a todo")
	}
	for _, one := range made {
		rows[at[one.UID]].ID = one.ID
	}
	if err := hangOn(ctx, w.tx, rows); err != nil {
		return err
	}
	for _, row := range rows {
		if row.Position == "" {
			row.Position = domain.PositionOfID(row.ID)
		}
		_, after, err := changes(struct{}{}, &row)
		if err != nil {
			return err
		}
		if err := w.did(actionCreate, row.subject(), nil, after); err != nil {
			return err
		}
	}
	return nil
}

// hangOn writes the tags and the assignees of new rows.
func hangOn(ctx context.Context, tx bun.Tx, rows []taskRow) error {
	var tagged, assigned []any
	for _, row := range rows {
		for _, tag := range row.Tags {
			tagged = append(tagged, row.ID, tag)
		}
		for _, userID := range row.Assignees {
			assigned = append(assigned, row.ID, userID)
		}
	}
	if len(tagged) > 0 {
		if _, err := tx.NewRaw(`INSERT INTO task_tags (task_id, tag) VALUES `+pairsOf(len(tagged)/2)+` ON CONFLICT DO NOTHING`, tagged...).Exec(ctx); err != nil {
			return wrap(err, "put tags on")
		}
	}
	if len(assigned) > 0 {
		if _, err := tx.NewRaw(`INSERT INTO task_assignees (task_id, user_id) VALUES `+pairsOf(len(assigned)/2)+` ON CONFLICT DO NOTHING`, assigned...).Exec(ctx); err != nil {
			return wrap(err, "assign a todo")
		}
	}
	return nil
}

// pairsOf are the values of so many rows of two columns.
func pairsOf(n int) string { return strings.TrimSuffix(strings.Repeat(`(?, ?), `, n), `, `) }
