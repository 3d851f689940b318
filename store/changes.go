package store

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Changes is the change log from behind an entry on, in order, as far as the caller sees the todos it is about: for
// programs that keep a copy. Each todo is given as it is now; what is in the trash, gone for good or out of the
// caller's sight is marked deleted.
func (s *Scope) Changes(ctx context.Context, since int64, limit int) (domain.ChangePage, error) {
	limit = min(max(limit, 1), LimitMax)
	seen := raw(`(a.seen_by = ?) OR (a.seen_by IS NULL AND a.kind = 'todo' AND CAST(a.subject_id AS `+s.store.dialect.bigint()+`) IN (SELECT t.id FROM tasks AS t WHERE `, s.user.ID).
		plus(s.seesTodo(), raw(`))`))
	query := raw(`SELECT a.id, a.at, a.kind, a.subject_id, a.action FROM activity AS a WHERE `).
		plus(and(raw(`a.id > ?`, since), seen), raw(` ORDER BY a.id LIMIT ?`, limit+1))
	var rows []activityRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return domain.ChangePage{}, wrap(err, "read the change log")
	}
	page := domain.ChangePage{Next: since, Items: []domain.Change{}}
	if page.More = len(rows) > limit; page.More {
		rows = rows[:limit]
	}
	todos, err := s.changedTodos(ctx, rows)
	if err != nil {
		return page, err
	}
	for _, row := range rows {
		id, _ := strconv.ParseInt(row.SubjectID, 10, 64)
		todo := todos[id]
		page.Items = append(page.Items, domain.Change{
			Seq: row.ID, Kind: row.Kind, ID: row.SubjectID, Action: changeAction(row.Action), At: row.At.Time, Deleted: todo == nil, Todo: todo,
		})
		page.Next = row.ID
	}
	return page, nil
}

func changeAction(action string) string {
	switch action {
	case actionLeave, actionPurge:
		return actionDelete
	case actionRestore:
		return actionCreate
	default:
		return action
	}
}

func (s *Scope) changedTodos(ctx context.Context, rows []activityRow) (map[int64]*domain.Todo, error) {
	found := map[int64]*domain.Todo{}
	ids := []int64{}
	for _, row := range rows {
		id, _ := strconv.ParseInt(row.SubjectID, 10, 64)
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return found, nil
	}
	query := raw(`SELECT ` + taskColumns + ` FROM tasks AS t WHERE `).plus(and(raw(`t.id IN (?)`, bun.List(ids)), raw(`t.deleted_at IS NULL`), s.seesTodo()))
	var tasks []taskRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &tasks); err != nil {
		return nil, wrap(err, "read changed todos")
	}
	todos, err := s.fill(ctx, s.store.read, tasks, false)
	for i := range todos {
		found[todos[i].ID] = &todos[i]
	}
	return found, err
}

// LastChange is the newest entry's place in the change log, whoever may see it; 0 while there is none.
func (s *Scope) LastChange(ctx context.Context) (int64, error) {
	var last int64
	err := s.store.read.NewRaw(`SELECT coalesce(max(id), 0) FROM activity`).Scan(ctx, &last)
	return last, wrap(err, "read the end of the change log")
}
