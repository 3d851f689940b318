package store

import (
	"context"
	"encoding/json"
	"strconv"

	"mddash/domain"
)

// What the history of a todo calls a dependency: the other end's id, or null.
const (
	fieldBlockedBy = "blocked_by"
	fieldBlocks    = "blocks"
)

// didLink tells the history of both ends.
func didLink(w *work, blocker, blocked taskRow, added bool) error {
	for _, end := range []struct {
		row   taskRow
		field string
		other int64
	}{{blocker, fieldBlocks, blocked.ID}, {blocked, fieldBlockedBy, blocker.ID}} {
		none := map[string]json.RawMessage{end.field: json.RawMessage(`null`)}
		one := map[string]json.RawMessage{end.field: json.RawMessage(strconv.FormatInt(end.other, 10))}
		if !added {
			none, one = one, none
		}
		if err := w.did(actionUpdate, end.row.subject(), none, one); err != nil {
			return err
		}
	}
	return nil
}

// undoLink takes back what an entry says of a dependency; handled is false for an entry of something else. The entry
// of the one that waits stands for both.
func (s *Scope) undoLink(ctx context.Context, w *work, id int64, row activityRow) (handled bool, err error) {
	entry, err := row.activity()
	if err != nil {
		return false, err
	}
	if _, twin := entry.After[fieldBlocks]; twin {
		return true, nil
	}
	other, added, ok := linkIn(entry, fieldBlockedBy)
	if !ok {
		return false, nil
	}
	blocker, blocked, err := s.loadEnds(ctx, w.tx, other, id)
	if err != nil {
		return true, err
	}
	if !added {
		return true, s.link(ctx, w, blocker, blocked)
	}
	gone, err := s.unlink(ctx, w, blocker, blocked)
	if err == nil && !gone {
		err = changedSince()
	}
	return true, err
}

// linkIn reads the other end out of an entry, and whether the entry added it.
func linkIn(entry domain.Activity, field string) (other int64, added, ok bool) {
	now, is := entry.After[field]
	if !is {
		return 0, false, false
	}
	added = string(now) != `null`
	if !added {
		now = entry.Before[field]
	}
	return other, added, json.Unmarshal(now, &other) == nil
}

// withoutHidden leaves out the entries about dependencies on what the caller does not see.
func (s *Scope) withoutHidden(ctx context.Context, entries []domain.Activity) ([]domain.Activity, error) {
	ids := []int64{}
	others := make([]int64, len(entries))
	for i, entry := range entries {
		for _, field := range []string{fieldBlockedBy, fieldBlocks} {
			if other, _, ok := linkIn(entry, field); ok {
				others[i] = other
				ids = append(ids, other)
			}
		}
	}
	seen, err := s.TodoRefs(ctx, ids)
	if err != nil || len(ids) == 0 {
		return entries, err
	}
	kept := entries[:0]
	for i, entry := range entries {
		if _, sees := seen[others[i]]; sees || others[i] == 0 {
			kept = append(kept, entry)
		}
	}
	return kept, nil
}
