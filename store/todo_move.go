package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// MoveTodo puts a todo between two others in manual order: right after one, right before another, or both. 0 stands
// for no such neighbour; with neither it goes to the end. Only the moved row changes.
func (s *Scope) MoveTodo(ctx context.Context, id, afterID, beforeID int64) (domain.Todo, error) {
	var out domain.Todo
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.loadTodo(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if !access.CanEdit() {
			return unchangeable()
		}
		low, high, err := s.neighbours(ctx, w.tx, row, afterID, beforeID)
		if err != nil {
			return err
		}
		moved := row
		moved.Position = domain.PositionBetween(low, high)
		if err := s.saveTodo(ctx, w, row, moved, access); err != nil {
			return err
		}
		out, err = s.reread(ctx, w.tx, id)
		return err
	})
	return out, err
}

// neighbours are the positions that a moved row goes between.
func (s *Scope) neighbours(ctx context.Context, tx bun.Tx, row taskRow, afterID, beforeID int64) (low, high string, err error) {
	for _, side := range []struct {
		id       int64
		field    string
		position *string
	}{{afterID, "after_id", &low}, {beforeID, "before_id", &high}} {
		if side.id == 0 {
			continue
		}
		other, _, err := s.loadTodo(ctx, tx, side.id)
		if domain.KindOf(err) == domain.NotFound || side.id == row.ID {
			return "", "", domain.Problems{side.field: domain.UnknownID}.Err()
		}
		if err != nil {
			return "", "", err
		}
		*side.position = other.Position
	}
	switch {
	case low == "" && high == "":
		err = s.position(ctx, tx, row, `max(t.position)`, raw(`t.position <> ''`), &low)
	case low == "":
		err = s.position(ctx, tx, row, `max(t.position)`, raw(`t.position < ?`, high), &low)
	case high == "":
		err = s.position(ctx, tx, row, `min(t.position)`, raw(`t.position > ?`, low), &high)
	}
	return low, high, err
}

// position reads a position among the open todos that stand with a row: those of its project, or its owner's.
func (s *Scope) position(ctx context.Context, tx bun.Tx, row taskRow, what string, which clause, into *string) error {
	among := raw(`t.user_id = ?`, row.UserID)
	if row.ProjectID != 0 {
		among = raw(`t.project_id = ?`, row.ProjectID)
	}
	query := raw(`SELECT coalesce(` + what + `, '') FROM tasks AS t WHERE `).
		plus(and(among, raw(`t.id <> ?`, row.ID), raw(`t.deleted_at IS NULL`), raw(`t.status <> 'done'`), which))
	return wrap(tx.NewRaw(query.sql, query.args...).Scan(ctx, into), "read positions")
}
