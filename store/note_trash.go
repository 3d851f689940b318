package store

import (
	"context"
	"encoding/json"
	"strconv"

	"mddash/domain"
)

// DeleteNote takes a note to the trash. Only its owner may.
func (s *Scope) DeleteNote(ctx context.Context, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, _, err := s.loadNote(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.note().Version() {
			return stale()
		}
		return s.trashNote(ctx, w, row)
	})
}

func (s *Scope) mayManageNote(ctx context.Context, w *work, row noteRow) error {
	roles, err := s.rolesInProjects(ctx, w.tx, []noteRow{row})
	if err == nil && !s.accessToNote(row, roles).CanManage() {
		return domain.Fail(domain.Denied, "Only its owner can delete a note or bring it back.")
	}
	return err
}

func (s *Scope) trashNote(ctx context.Context, w *work, row noteRow) error {
	if err := s.mayManageNote(ctx, w, row); err != nil {
		return err
	}
	_, err := w.tx.NewRaw(`UPDATE notes SET deleted_at = ?, deleted_batch = ?, updated_at = ? WHERE id = ?`, w.at, w.batch, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "take a note to the trash")
	}
	return w.did(actionDelete, row.subject(), nil, nil)
}

// RestoreNote brings a note back from the trash; what is not in it is NotFound.
func (s *Scope) RestoreNote(ctx context.Context, id int64) (domain.Note, error) {
	var out domain.Note
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, _, err := s.loadNoteAnywhere(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if row.DeletedAt.IsZero() {
			return noNote()
		}
		if err := s.untrashNote(ctx, w, row); err != nil {
			return err
		}
		out, err = s.readNote(ctx, w.tx, id)
		return err
	})
	return out, err
}

func (s *Scope) untrashNote(ctx context.Context, w *work, row noteRow) error {
	if err := s.mayManageNote(ctx, w, row); err != nil {
		return err
	}
	_, err := w.tx.NewRaw(`UPDATE notes SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE id = ?`, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "restore a note")
	}
	return w.did(actionRestore, row.subject(), nil, nil)
}

// PurgeNote deletes a note that is in the trash for good, with every version of it.
func (s *Scope) PurgeNote(ctx context.Context, id int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, _, err := s.loadNoteAnywhere(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if row.DeletedAt.IsZero() {
			return noNote()
		}
		return s.purgeNote(ctx, w, row)
	})
}

func (s *Scope) purgeNote(ctx context.Context, w *work, row noteRow) error {
	if err := purgeAttachments(ctx, w.tx, raw(`f.note_id = ?`, row.ID)); err != nil {
		return err
	}
	for _, q := range []string{
		`DELETE FROM activity WHERE kind = 'note' AND subject_id = CAST(? AS TEXT)`,
		`DELETE FROM note_shares WHERE note_id = ?`,
		`DELETE FROM note_versions WHERE note_id = ?`,
		`DELETE FROM note_tags WHERE note_id = ?`,
		`DELETE FROM note_links WHERE note_id = ?`,
		`DELETE FROM public_links WHERE note_id = ?`,
		`DELETE FROM notes WHERE id = ?`,
	} {
		if _, err := w.tx.NewRaw(q, row.ID).Exec(ctx); err != nil {
			return wrap(err, "delete a note for good")
		}
	}
	return nil
}

// PurgeNotes deletes for good what has been in the trash for too long, at most a batch; it answers how many.
func (sys *System) PurgeNotes(ctx context.Context) (int, error) {
	scope := sys.store.As(domain.User{Roles: []string{domain.RoleStaff}})
	var rows []noteRow
	err := scope.write(ctx, func(ctx context.Context, w *work) error {
		rows = nil
		before := instant{w.at.AddDate(0, 0, -domain.TrashDays)}
		if err := w.tx.NewRaw(`SELECT `+noteColumns+` FROM notes AS n WHERE n.deleted_at < ? ORDER BY n.deleted_at LIMIT ?`, before, purgeBatch).Scan(ctx, &rows); err != nil {
			return wrap(err, "read the old trash")
		}
		for _, row := range rows {
			if err := scope.purgeNote(ctx, w, row); err != nil {
				return err
			}
		}
		return nil
	})
	return len(rows), err
}

func (s *Scope) noteUndo() undoable[noteRow] {
	return undoable[noteRow]{
		load: func(ctx context.Context, w *work, id string) (noteRow, error) {
			number, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return noteRow{}, noNote()
			}
			row, _, err := s.loadNoteAnywhere(ctx, w.tx, number)
			return row, err
		},
		binned: func(row noteRow) string { return row.DeletedBatch },
		trash:  s.trashNote, restore: s.untrashNote, copy: noteRow.copied, named: noteAsNamed,
		save: func(ctx context.Context, w *work, old, now noteRow) error {
			roles, err := s.rolesInProjects(ctx, w.tx, []noteRow{old})
			if err != nil {
				return err
			}
			if now.Revision != old.Revision {
				version, err := readVersion(ctx, w.tx, now.ID, now.Revision)
				if err != nil {
					return changedSince()
				}
				now.Title, now.Content, now.Revision = version.Title, version.Content, old.Revision
			}
			return s.saveNote(ctx, w, old, now, s.accessToNote(old, roles))
		},
	}
}

// noteAsNamed is the note with the revision that an entry gave it, if it has that one's text once more: undoing a later
// change gave the text a number of its own.
func noteAsNamed(ctx context.Context, w *work, row activityRow, now noteRow) (noteRow, error) {
	entry, err := row.activity()
	if err != nil {
		return now, err
	}
	var revision int64
	if json.Unmarshal(entry.After["revision"], &revision) != nil || revision == now.Revision {
		return now, nil
	}
	version, err := readVersion(ctx, w.tx, now.ID, revision)
	if domain.KindOf(err) == domain.NotFound {
		return now, nil
	}
	if version.Title == now.Title && version.Content == now.Content {
		now.Revision = revision
	}
	return now, err
}
