package store

import (
	"context"
	"encoding/json"
	"sort"

	"mddash/domain"
)

// comfort is how long positions may be after they were spread, so that the next time is far away.
const comfort = domain.PositionMax / 2

// spread makes room in manual order where thousands of moves into one gap have used it up: the few rows around it get
// new positions and stay in their order. It answers with the one that the row is to have.
func (s *Scope) spread(ctx context.Context, w *work, row taskRow, after, before spot) (string, error) {
	among := raw(`t.project_id IS NULL AND t.user_id = ?`, row.UserID)
	if row.ProjectID != 0 {
		among = raw(`t.project_id = ?`, row.ProjectID)
	}
	query := raw(`SELECT t.id, t.position FROM tasks AS t WHERE `).plus(and(among, raw(`t.deleted_at IS NULL`), raw(`t.id <> ?`, row.ID)), raw(` ORDER BY t.position, t.id`))
	var all []spot
	if err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &all); err != nil {
		return "", wrap(err, "read positions")
	}
	gap := sort.Search(len(all), func(i int) bool { return all[i].compare(after) > 0 })
	if after.ID == 0 {
		gap = sort.Search(len(all), func(i int) bool { return all[i].compare(before) >= 0 })
	}
	first, fresh := roomAround(all, gap)
	for i, position := range fresh {
		at := first + i
		switch {
		case at == gap:
			continue
		case at > gap:
			at--
		}
		if err := s.respot(ctx, w, all[at], position, row.ProjectID); err != nil {
			return "", err
		}
	}
	return fresh[gap-first], nil
}

// roomAround finds the fewest rows around a gap that can be given short positions, with one more in the gap: from which
// row on, and the positions.
func roomAround(all []spot, gap int) (first int, fresh []string) {
	for reach := 8; ; reach *= 2 {
		first = max(0, gap-reach)
		last := min(len(all), gap+reach)
		low, high := "", ""
		if first > 0 {
			low = all[first-1].Position
		}
		if last < len(all) {
			high = all[last].Position
		}
		whole := first == 0 && last == len(all)
		if high != "" && low >= high && !whole {
			continue
		}
		fresh = domain.PositionsBetween(low, high, last-first+1)
		if whole || longest(fresh) <= comfort {
			return first, fresh
		}
	}
}

func longest(texts []string) int {
	most := 0
	for _, text := range texts {
		most = max(most, len(text))
	}
	return most
}

func (s *Scope) respot(ctx context.Context, w *work, at spot, position string, projectID int64) error {
	if at.Position == position {
		return nil
	}
	if _, err := w.tx.NewRaw(`UPDATE tasks SET position = ?, updated_at = ? WHERE id = ?`, position, w.at, at.ID).Exec(ctx); err != nil {
		return wrap(err, "make room in manual order")
	}
	values := [2]map[string]json.RawMessage{}
	for i, text := range []string{at.Position, position} {
		quoted, err := json.Marshal(text)
		if err != nil {
			return wrap(err, "write a change down")
		}
		values[i] = map[string]json.RawMessage{"position": quoted}
	}
	return w.did(actionUpdate, about(kindTodo, at.ID, projectID), values[0], values[1])
}
