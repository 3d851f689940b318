package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Watch makes the caller hear of a todo that they see.
func (s *Scope) Watch(ctx context.Context, todoID int64) error {
	return s.watch(ctx, todoID, true)
}

// Unwatch takes back what Watch did. Who does not watch goes on like that.
func (s *Scope) Unwatch(ctx context.Context, todoID int64) error {
	return s.watch(ctx, todoID, false)
}

func (s *Scope) watch(ctx context.Context, todoID int64, on bool) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		was, err := s.loadWatch(ctx, w, todoID)
		if err != nil {
			return err
		}
		return s.saveWatch(ctx, w, todoID, was, watchChoice{on})
	})
}

// Watchers of a todo that the caller sees, the first PeopleMax by name.
func (s *Scope) Watchers(ctx context.Context, todoID int64) (domain.Watchers, error) {
	if _, _, err := s.loadTodo(ctx, s.store.read, todoID); err != nil {
		return domain.Watchers{}, err
	}
	return s.watching(ctx, todoID)
}

// watching is Watchers for a todo that was already looked at through the Scope.
func (s *Scope) watching(ctx context.Context, todoID int64) (domain.Watchers, error) {
	var found domain.Watchers
	var err error
	found.People, err = s.peopleWhere(ctx, s.store.read, and(raw(`u.disabled_at IS NULL`), raw(`u.id IN (SELECT user_id FROM task_watchers WHERE task_id = ?)`, todoID)))
	if err != nil {
		return found, err
	}
	me := func(p domain.Person) bool { return p.ID == s.user.ID }
	if found.Watching = slices.ContainsFunc(found.People, me); found.Watching || len(found.People) < PeopleMax {
		return found, nil
	}
	err = s.store.read.NewRaw(`SELECT EXISTS (SELECT 1 FROM task_watchers WHERE task_id = ? AND user_id = ?)`, todoID, s.user.ID).Scan(ctx, &found.Watching)
	return found, wrap(err, "read watchers")
}

// watchTodo makes people hear of a todo that they see: who comments on it, who is mentioned.
func watchTodo(ctx context.Context, tx bun.Tx, todoID int64, userIDs ...string) error {
	for _, userID := range userIDs {
		_, err := tx.NewRaw(`INSERT INTO task_watchers (task_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, todoID, userID).Exec(ctx)
		if err != nil {
			return wrap(err, "watch a todo")
		}
	}
	return nil
}

func unwatchTodo(ctx context.Context, tx bun.Tx, todoID int64, userIDs ...string) error {
	if len(userIDs) == 0 {
		return nil
	}
	_, err := tx.NewRaw(`DELETE FROM task_watchers WHERE task_id = ? AND user_id IN (?)`, todoID, bun.List(userIDs)).Exec(ctx)
	return wrap(err, "stop watching a todo")
}

// dropWatchers takes those off a changed todo and its steps who no longer see them: who was taken off it, or is not in
// the project that it moved to.
func (s *Scope) dropWatchers(ctx context.Context, tx bun.Tx, row taskRow) error {
	steps, err := s.descendants(ctx, tx, row.ID)
	if err != nil {
		return err
	}
	rows := append([]taskRow{row}, steps...)
	watching, people, err := watchersOf(ctx, tx, rows)
	if err != nil || len(people) == 0 {
		return err
	}
	through, err := s.assignedAbove(ctx, tx, row)
	if err != nil {
		return err
	}
	query := raw(`SELECT u.id FROM users AS u WHERE `).plus(and(s.seers(row), raw(`u.id IN (?)`, bun.List(people))))
	var seers []string
	if err := tx.NewRaw(query.sql, query.args...).Scan(ctx, &seers); err != nil {
		return wrap(err, "read who sees a todo")
	}
	through[row.ID] = append(through[row.ID], seers...)
	for _, r := range rows {
		if r.ID != row.ID {
			through[r.ID] = slices.Concat(through[r.ParentID], r.Assignees)
		}
		blind, _ := difference(watching[r.ID], through[r.ID])
		if err := unwatchTodo(ctx, tx, r.ID, blind...); err != nil {
			return err
		}
	}
	return nil
}

// watchersOf are those of each of some todos, and all of them together.
func watchersOf(ctx context.Context, tx bun.Tx, rows []taskRow) (map[int64][]string, []string, error) {
	var pairs []struct {
		TaskID int64
		UserID string
	}
	err := tx.NewRaw(`SELECT task_id, user_id FROM task_watchers WHERE task_id IN (?)`, bun.List(idsOf(rows))).Scan(ctx, &pairs)
	watching, people := map[int64][]string{}, []string{}
	for _, pair := range pairs {
		watching[pair.TaskID] = append(watching[pair.TaskID], pair.UserID)
		people = append(people, pair.UserID)
	}
	return watching, people, wrap(err, "read watchers")
}

// assignedAbove are those who see a todo because it, or one that it is a step of, is assigned to them.
func (s *Scope) assignedAbove(ctx context.Context, tx bun.Tx, row taskRow) (map[int64][]string, error) {
	parents, err := s.chain(ctx, tx, row.ID)
	through := slices.Clone(row.Assignees)
	for _, parent := range parents {
		if parent.ProjectID == row.ProjectID {
			through = append(through, parent.Assignees...)
		}
	}
	return map[int64][]string{row.ID: through}, err
}

// seers holds for rows of users under the alias u who see a todo without being assigned to it.
func (s *Scope) seers(row taskRow) clause {
	switch {
	case row.ProjectID != 0:
		return s.assignable(row.ProjectID)
	case row.UserID != "":
		return raw(`u.id = ?`, row.UserID)
	}
	return raw(isStaff)
}
