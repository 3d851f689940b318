package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// DeleteAttachment takes a file to the trash. version, where not empty, has to be the file's still, else the answer is
// Stale.
func (s *Scope) DeleteAttachment(ctx context.Context, id int64, version string) (domain.Attachment, error) {
	var out domain.Attachment
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, _, err := s.loadLive(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if out = row.attachment(); version != "" && version != out.Version() {
			return stale()
		}
		return s.trashAttachment(ctx, w, row)
	})
	return out, err
}

func (s *Scope) trashAttachment(ctx context.Context, w *work, row attachmentRow) error {
	if err := s.mayRemove(ctx, w, row); err != nil {
		return err
	}
	if _, err := w.tx.NewRaw(`UPDATE attachments SET deleted_at = ?, deleted_batch = ? WHERE id = ?`, w.at, w.batch, row.ID).Exec(ctx); err != nil {
		return wrap(err, "take a file to the trash")
	}
	return s.didAttachment(w, actionDelete, row)
}

func (s *Scope) mayRemove(ctx context.Context, w *work, row attachmentRow) error {
	_, access, err := s.loadAttachment(ctx, w.tx, row.ID)
	if err == nil && !access.CanEdit() {
		err = domain.Fail(domain.Denied, "You can see this file, but not delete it.")
	}
	return err
}

// didAttachment keeps the name with each act: what was deleted is told about too.
func (s *Scope) didAttachment(w *work, action string, row attachmentRow) error {
	told, err := row.told()
	if err != nil {
		return err
	}
	if action == actionDelete {
		return w.did(action, row.subject(), told, nil)
	}
	return w.did(action, row.subject(), nil, told)
}

// RestoreAttachment brings a file back from the trash; what is not in it is NotFound.
func (s *Scope) RestoreAttachment(ctx context.Context, id int64) (domain.Attachment, error) {
	var out domain.Attachment
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadBinned(ctx, w, id)
		if err != nil {
			return err
		}
		if err := s.untrashAttachment(ctx, w, row); err != nil {
			return err
		}
		row, access, err := s.loadLive(ctx, w.tx, id)
		out = row.attachment()
		out.Access = access
		return err
	})
	return out, err
}

func (s *Scope) loadBinned(ctx context.Context, w *work, id int64) (attachmentRow, error) {
	row, _, err := s.loadAttachment(ctx, w.tx, id)
	if err == nil && row.DeletedAt.IsZero() {
		err = noAttachment()
	}
	return row, err
}

func (s *Scope) untrashAttachment(ctx context.Context, w *work, row attachmentRow) error {
	if err := s.mayRemove(ctx, w, row); err != nil {
		return err
	}
	if _, err := w.tx.NewRaw(`UPDATE attachments SET deleted_at = NULL, deleted_batch = NULL WHERE id = ?`, row.ID).Exec(ctx); err != nil {
		return wrap(err, "restore a file")
	}
	return s.didAttachment(w, actionRestore, row)
}

// PurgeAttachment deletes a file that is in the trash for good. Its bytes go with the last that has them.
func (s *Scope) PurgeAttachment(ctx context.Context, id int64) (domain.Attachment, error) {
	var out domain.Attachment
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadBinned(ctx, w, id)
		if err != nil {
			return err
		}
		out = row.attachment()
		return purgeAttachments(ctx, w.tx, raw(`f.id = ?`, id))
	})
	return out, err
}

// purgeAttachments deletes attachments under the alias f for good, with what the log says of them.
func purgeAttachments(ctx context.Context, tx bun.Tx, which clause) error {
	for _, query := range []string{
		`DELETE FROM activity WHERE kind = 'attachment' AND subject_id IN (SELECT CAST(f.id AS TEXT) FROM attachments AS f WHERE `,
		`DELETE FROM attachments WHERE id IN (SELECT f.id FROM attachments AS f WHERE `,
	} {
		all := raw(query).plus(which, raw(`)`))
		if _, err := tx.NewRaw(all.sql, all.args...).Exec(ctx); err != nil {
			return wrap(err, "delete files for good")
		}
	}
	return nil
}

// PurgeAttachments deletes for good what has been in the trash for too long, at most a batch; it answers how many.
func (sys *System) PurgeAttachments(ctx context.Context) (int, error) {
	var ids []int64
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		ids = nil
		before := instant{sys.store.now().AddDate(0, 0, -domain.TrashDays)}
		err := tx.NewRaw(`SELECT id FROM attachments WHERE deleted_at < ? ORDER BY deleted_at LIMIT ?`, before, purgeBatch).Scan(ctx, &ids)
		if err != nil || len(ids) == 0 {
			return wrap(err, "read the old trash")
		}
		return purgeAttachments(ctx, tx, raw(`f.id IN (?)`, bun.List(ids)))
	})
	return len(ids), err
}

func (s *Scope) attachmentUndo() undoable[attachmentRow] {
	return undoable[attachmentRow]{
		load: func(ctx context.Context, w *work, id string) (attachmentRow, error) {
			number, err := attachmentNumber(id)
			if err != nil {
				return attachmentRow{}, err
			}
			row, _, err := s.loadAttachment(ctx, w.tx, number)
			return row, err
		},
		binned: func(row attachmentRow) string { return row.DeletedBatch },
		trash:  s.trashAttachment, restore: s.untrashAttachment,
		copy: func(row attachmentRow) attachmentRow { return row },
		save: func(context.Context, *work, attachmentRow, attachmentRow) error { return changedSince() },
	}
}
