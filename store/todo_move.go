package store

import (
	"cmp"
	"context"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// MoveTodo puts a todo between two others in manual order: right after one, right before another, or both. 0 stands
// for no such neighbour; with neither it goes to the end. Where others have come between the two meanwhile, it goes
// right after the first. version, where not empty, has to be the todo's still, else the answer is Stale.
func (s *Scope) MoveTodo(ctx context.Context, id int64, version string, afterID, beforeID int64) (domain.Todo, error) {
	return s.moveTodo(ctx, id, version, func(ctx context.Context, w *work, row *taskRow, access domain.Access) error {
		if !access.CanEdit() {
			return unchangeable()
		}
		after, before, err := s.neighbours(ctx, w.tx, *row, afterID, beforeID, func(taskRow) bool { return true })
		if err != nil {
			return err
		}
		// Those that stand in one order with it: the open ones of its project, or its owner's.
		among := raw(`t.user_id = ?`, row.UserID)
		if row.ProjectID != 0 {
			among = raw(`t.project_id = ?`, row.ProjectID)
		}
		return s.standBetween(ctx, w, row, and(among, raw(`t.status <> 'done'`)), after.spot(), before.spot())
	})
}

// moveTodo loads a todo, lets somebody move it, and saves it.
func (s *Scope) moveTodo(ctx context.Context, id int64, version string, move func(context.Context, *work, *taskRow, domain.Access) error) (domain.Todo, error) {
	var out domain.Todo
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.loadTodo(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.todo().Version() {
			return stale()
		}
		moved := row
		if err := move(ctx, w, &moved, access); err != nil {
			return err
		}
		if err := s.saveTodo(ctx, w, row, moved, access); err != nil {
			return err
		}
		out, err = s.reread(ctx, w.tx, id)
		return err
	})
	return out, err
}

// spot is where a row stands in manual order: rows with the same position stand by their ids. The zero spot is none.
type spot struct {
	ID       int64
	Position string
}

func (r taskRow) spot() spot { return spot{r.ID, r.Position} }

func (s spot) compare(other spot) int {
	return cmp.Or(strings.Compare(s.Position, other.Position), cmp.Compare(s.ID, other.ID))
}

// neighbours are the rows that a row is to stand between, zero where none is named. One that the caller does not see, the row itself and
// one that does not fit are Invalid at their field.
func (s *Scope) neighbours(ctx context.Context, tx bun.Tx, row taskRow, afterID, beforeID int64, fits func(taskRow) bool) (after, before taskRow, err error) {
	for _, side := range []struct {
		id    int64
		field string
		row   *taskRow
	}{{afterID, "after_id", &after}, {beforeID, "before_id", &before}} {
		if side.id == 0 {
			continue
		}
		other, _, err := s.loadTodo(ctx, tx, side.id)
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return after, before, err
		}
		if err != nil || side.id == row.ID || !fits(other) {
			return after, before, domain.Problems{side.field: domain.UnknownID}.Err()
		}
		*side.row = other
	}
	return after, before, nil
}

// standBetween gives a row its new position among others: behind the spot after where there is one, else before the
// other, else at the end; where nobody else is, it stays as it is. Others with the same position, or hardly any room, make those around it move up a little.
func (s *Scope) standBetween(ctx context.Context, w *work, row *taskRow, among clause, after, before spot) error {
	var err error
	switch {
	case after.ID != 0:
		before, err = s.nextTo(ctx, w.tx, *row, and(among, raw(`(t.position, t.id) > (?, ?)`, after.Position, after.ID)), "")
	case before.ID != 0:
		after, err = s.nextTo(ctx, w.tx, *row, and(among, raw(`(t.position, t.id) < (?, ?)`, before.Position, before.ID)), " DESC")
	default:
		after, err = s.nextTo(ctx, w.tx, *row, among, " DESC")
	}
	if err != nil || after == before {
		return err
	}
	position := domain.PositionBetween(after.Position, before.Position)
	if len(position) > domain.PositionMax || position <= after.Position || before.ID != 0 && position >= before.Position {
		position, err = s.spread(ctx, w, *row, after, before)
	}
	row.Position = position
	return err
}

// nextTo is the first spot in one direction, the row's own left out; the zero spot where there is none.
func (s *Scope) nextTo(ctx context.Context, tx bun.Tx, row taskRow, which clause, direction string) (spot, error) {
	query := raw(`SELECT t.id, t.position FROM tasks AS t WHERE `).
		plus(and(which, raw(`t.deleted_at IS NULL`), raw(`t.id <> ?`, row.ID)), raw(` ORDER BY t.position`+direction+`, t.id`+direction+` LIMIT 1`))
	var found []spot
	if err := tx.NewRaw(query.sql, query.args...).Scan(ctx, &found); err != nil || len(found) == 0 {
		return spot{}, wrap(err, "read positions")
	}
	return found[0], nil
}
