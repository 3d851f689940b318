package store

import (
	"context"
	"encoding/json"
)

// undoable is what undo has to know of a kind of rows that are changed, trashed and restored alike. Each function asks
// for the rights that the act itself asks for.
type undoable[R any] struct {
	// load reads a row that the caller sees, in the trash or not.
	load func(ctx context.Context, w *work, id string) (R, error)
	// binned is the batch that it went to the trash with; empty where it is not there.
	binned  func(R) string
	trash   func(ctx context.Context, w *work, row R) error
	restore func(ctx context.Context, w *work, row R) error
	// copy is the row with lists of its own, for decoding into.
	copy func(R) R
	// named is the row as an entry of the log would name it; nil where each state has one name.
	named func(ctx context.Context, w *work, row activityRow, now R) (R, error)
	save  func(ctx context.Context, w *work, old, now R) error
}

// undoRow takes one entry of the log back. What was changed since is a Conflict.
func undoRow[R any](ctx context.Context, w *work, row activityRow, of undoable[R]) error {
	now, err := of.load(ctx, w, row.SubjectID)
	if err != nil {
		return err
	}
	batch := of.binned(now)
	switch row.Action {
	case actionCreate, actionRestore:
		if batch != "" {
			return nil
		}
		return of.trash(ctx, w, now)
	case actionDelete:
		if batch == "" {
			return nil
		}
		if batch != row.Batch {
			return changedSince()
		}
		return of.restore(ctx, w, now)
	}
	seen := now
	if of.named != nil {
		if seen, err = of.named(ctx, w, row, now); err != nil {
			return err
		}
	}
	was, err := asBefore(row, seen, of.copy(now))
	if err != nil {
		return err
	}
	return of.save(ctx, w, now, was)
}

// asBefore is a row with the values that an entry says it had, if it still has those that the entry gave it.
func asBefore[R any](row activityRow, now, was R) (R, error) {
	entry, err := row.activity()
	if err != nil {
		return was, err
	}
	fields, err := fieldsOf(now)
	if err != nil {
		return was, err
	}
	for field, value := range entry.After {
		if string(fields[field]) != string(value) {
			return was, changedSince()
		}
	}
	text, err := json.Marshal(entry.Before)
	if err != nil {
		return was, wrap(err, "read the old values")
	}
	return was, wrap(json.Unmarshal(text, &was), "read the old values")
}
