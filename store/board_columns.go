package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// columnRow is a row of board_columns. Its JSON names are what the activity log keeps the old and the new values under.
type columnRow struct {
	bun.BaseModel `bun:"table:board_columns,alias:b" json:"-"`

	ProjectID int64    `json:"-"`
	Status    string   `json:"status"`
	Name      string   `json:"name"`
	Position  string   `json:"-"`
	CardLimit optional `json:"limit"`
}

func (r columnRow) column() domain.Column {
	column := domain.Column{Status: r.Status, Name: r.Name}
	if r.CardLimit.n != nil {
		column.Limit = int(*r.CardLimit.n)
	}
	return column
}

// boardRow is the columns of one project's board, as the activity log compares them.
type boardRow struct {
	Columns []columnRow `json:"columns"`
}

func boardOf(projectID int64, columns []domain.Column) boardRow {
	board := boardRow{}
	for i, c := range columns {
		row := columnRow{ProjectID: projectID, Status: c.Status, Name: c.Name, Position: domain.PositionOfID(int64(i + 1))}
		if limit := int64(c.Limit); limit > 0 {
			row.CardLimit.n = &limit
		}
		board.Columns = append(board.Columns, row)
	}
	return board
}

// SetColumns gives a board its columns, all of them. version, where not empty, has to be that of the columns still, else
// the answer is Stale. Tasks keep their status: one that no column has any more is found again as a column of its own.
// Owner and managers may; others who see the project are Denied.
func (s *Scope) SetColumns(ctx context.Context, projectID int64, version string, in domain.BoardInput) ([]domain.Column, error) {
	return s.changeColumns(ctx, projectID, func(_ context.Context, _ *work, columns []domain.Column) ([]domain.Column, error) {
		if version != "" && version != domain.ColumnsVersion(columns) {
			return nil, stale()
		}
		return in.Parse()
	})
}

// AddColumn puts one more column on a board, before the one that means completed where that is the last one.
func (s *Scope) AddColumn(ctx context.Context, projectID int64, in domain.ColumnInput) ([]domain.Column, error) {
	return s.changeColumns(ctx, projectID, func(_ context.Context, _ *work, columns []domain.Column) ([]domain.Column, error) {
		return in.With(columns)
	})
}

// MoveColumn puts a column before another one, or at the end where before is empty. A status without a column is NotFound.
func (s *Scope) MoveColumn(ctx context.Context, projectID int64, status, before string) ([]domain.Column, error) {
	return s.changeColumns(ctx, projectID, func(_ context.Context, _ *work, columns []domain.Column) ([]domain.Column, error) {
		moved, there := domain.ColumnOf(columns, status)
		if !there {
			return nil, noColumn()
		}
		if before == status {
			return columns, nil
		}
		rest := slices.DeleteFunc(columns, func(c domain.Column) bool { return c.Status == status })
		at := slices.IndexFunc(rest, func(c domain.Column) bool { return c.Status == before })
		if at < 0 && before != "" {
			return nil, domain.Problems{"before": domain.UnknownID}.Err()
		}
		if before == "" {
			at = len(rest)
		}
		return slices.Insert(rest, at, moved), nil
	})
}

// GiveColumnMeaning makes a column the one that new tasks begin in, or the one whose tasks are completed. The column that had
// the meaning takes over the other's status, and the tasks of both go along: they are completed, or open again.
func (s *Scope) GiveColumnMeaning(ctx context.Context, projectID int64, status, meaning string) ([]domain.Column, error) {
	return s.changeColumns(ctx, projectID, func(ctx context.Context, w *work, columns []domain.Column) ([]domain.Column, error) {
		if _, there := domain.ColumnOf(columns, status); !there {
			return nil, noColumn()
		}
		target := map[string]string{domain.MeaningStart: domain.StatusTodo, domain.MeaningDone: domain.StatusDone}[meaning]
		if target == "" {
			return nil, domain.Problems{"meaning": "Choose one of: start, done."}.Err()
		}
		if target == status {
			return columns, nil
		}
		next := slices.Clone(columns)
		for i, c := range columns {
			switch c.Status {
			case status:
				next[i].Status = target
			case target:
				next[i].Status = status
			}
		}
		return next, s.restatus(ctx, w, projectID, map[string]string{status: target, target: status})
	})
}

// RemoveColumn takes a column off a board; its tasks go to another one. The columns with a meaning stay: another one has
// to be given it first. A status that the board does not define, but tasks have, goes in the same way.
func (s *Scope) RemoveColumn(ctx context.Context, projectID int64, status, to string) ([]domain.Column, error) {
	return s.changeColumns(ctx, projectID, func(ctx context.Context, w *work, columns []domain.Column) ([]domain.Column, error) {
		all, _, err := s.columnsWithCounts(ctx, w.tx, projectID)
		if err != nil {
			return nil, err
		}
		column, there := domain.ColumnOf(all, status)
		if !there {
			return nil, noColumn()
		}
		if err := removable(column, all, to); err != nil {
			return nil, err
		}
		rest := slices.DeleteFunc(columns, func(c domain.Column) bool { return c.Status == status })
		return rest, s.restatus(ctx, w, projectID, map[string]string{status: to})
	})
}

// removable: a column with a meaning is none, and its tasks need another column of the board to go to.
func removable(column domain.Column, all []domain.Column, to string) error {
	switch column.Meaning() {
	case domain.MeaningStart:
		return domain.Problems{"status": "New tasks begin in this column. Let them begin in another one first."}.Err()
	case domain.MeaningDone:
		return domain.Problems{"status": "This column means completed. Give that meaning to another one first."}.Err()
	}
	if _, there := domain.ColumnOf(all, to); !there || to == column.Status {
		return domain.Problems{"to": "Choose another column of this board."}.Err()
	}
	return nil
}

// changeColumns runs a change of the columns that a board defines, for those who may make it, and answers with all that
// the board shows then.
func (s *Scope) changeColumns(ctx context.Context, projectID int64, change func(context.Context, *work, []domain.Column) ([]domain.Column, error)) ([]domain.Column, error) {
	var out []domain.Column
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		project, err := s.loadProject(ctx, w.tx, projectID)
		if err != nil {
			return err
		}
		if project.role(s.user) < manager {
			return unchangeableBoard()
		}
		columns, err := definedColumns(ctx, w.tx, projectID)
		if err != nil {
			return err
		}
		next, err := change(ctx, w, slices.Clone(columns))
		if err != nil {
			return err
		}
		if err := s.saveColumns(ctx, w, project, boardOf(projectID, columns), boardOf(projectID, next)); err != nil {
			return err
		}
		out, _, err = s.columnsWithCounts(ctx, w.tx, projectID)
		return err
	})
	return out, err
}

func unchangeableBoard() error {
	return domain.Fail(domain.Denied, "You can see this board, but not change its columns.")
}

func (s *Scope) saveColumns(ctx context.Context, w *work, project projectRow, old, now boardRow) error {
	before, after, err := changes(old, now)
	if err != nil || len(after) == 0 {
		return err
	}
	if _, err := w.tx.NewRaw(`DELETE FROM board_columns WHERE project_id = ?`, project.ID).Exec(ctx); err != nil {
		return wrap(err, "change the columns of a board")
	}
	if _, err := w.tx.NewInsert().Model(&now.Columns).Exec(ctx); err != nil {
		return wrap(err, "change the columns of a board")
	}
	return w.did(actionUpdate, about(kindBoard, project.ID, project.ID), before, after)
}

// restatus gives the cards of a board other statuses, all at once: what goes to one does not go on from there. Steps keep
// theirs, unless they are completed with their todo. Whoever may change the columns may change every task of the project.
func (s *Scope) restatus(ctx context.Context, w *work, projectID int64, to map[string]string) error {
	var ids []int64
	from := []string{}
	for status := range to {
		from = append(from, status)
	}
	err := w.tx.NewRaw(`SELECT t.id FROM tasks AS t WHERE t.project_id = ? AND t.status IN (?) AND t.deleted_at IS NULL AND t.parent_id IS NULL ORDER BY t.id`,
		projectID, bun.List(from)).Scan(ctx, &ids)
	if err != nil {
		return wrap(err, "read the tasks of a column")
	}
	for _, id := range ids {
		row, access, err := s.loadTodo(ctx, w.tx, id)
		if err != nil {
			return err
		}
		next := row
		next.Status = to[row.Status]
		if err := s.saveTodo(ctx, w, row, next, access); err != nil {
			return err
		}
	}
	return nil
}

// undoColumns gives a board the columns back that it had. Tasks that went along have entries of their own.
func (s *Scope) undoColumns(ctx context.Context, w *work, row activityRow) error {
	id, err := strconv.ParseInt(row.SubjectID, 10, 64)
	if err != nil {
		return noProject()
	}
	project, err := s.loadProject(ctx, w.tx, id)
	if err != nil {
		return err
	}
	if project.role(s.user) < manager {
		return unchangeableBoard()
	}
	columns, err := definedColumns(ctx, w.tx, id)
	if err != nil {
		return err
	}
	now := boardOf(id, columns)
	was, err := asBefore(row, now, boardRow{})
	if err != nil {
		return err
	}
	columns = nil
	for _, c := range was.Columns {
		columns = append(columns, c.column())
	}
	return s.saveColumns(ctx, w, project, now, boardOf(id, columns))
}
