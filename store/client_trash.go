package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// DeleteClient takes a client to the trash. Who made it and admins may; a client that projects use is a Conflict.
func (s *Scope) DeleteClient(ctx context.Context, id, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadClient(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.client(s.user).Version() {
			return stale()
		}
		return s.trashClient(ctx, w, row)
	})
}

// RestoreClient brings a client back from the trash. What is not there is NotFound.
func (s *Scope) RestoreClient(ctx context.Context, id string) (domain.Client, error) {
	var out domain.Client
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashedClient(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if err := s.untrashClient(ctx, w, row); err != nil {
			return err
		}
		row, err = s.loadClient(ctx, w.tx, id)
		out = row.client(s.user)
		return err
	})
	return out, err
}

// PurgeClient deletes a client that is in the trash for good. One that projects use is a Conflict.
func (s *Scope) PurgeClient(ctx context.Context, id string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashedClient(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if err := s.mayDeleteClient(ctx, w.tx, row); err != nil {
			return err
		}
		return purgeClients(ctx, w, []string{row.ID})
	})
}

func (s *Scope) loadTrashedClient(ctx context.Context, db bun.IDB, id string) (clientRow, error) {
	row, err := s.loadClientAnywhere(ctx, db, id)
	if err == nil && row.DeletedAt.IsZero() {
		return row, noClient()
	}
	return row, err
}

func (s *Scope) mayManageClient(row clientRow) error {
	if !row.access(s.user).CanManage() {
		return domain.Fail(domain.Denied, "Only who made a client, and admins, can delete it or bring it back.")
	}
	return nil
}

func (s *Scope) mayDeleteClient(ctx context.Context, tx bun.Tx, row clientRow) error {
	if err := s.mayManageClient(row); err != nil {
		return err
	}
	return s.checkUnused(ctx, tx, row.ID)
}

// checkUnused counts for the caller the projects that they see; of others it tells no more than that there are some.
func (s *Scope) checkUnused(ctx context.Context, tx bun.Tx, id string) error {
	query := raw(`SELECT count(*), coalesce(sum(CASE WHEN `).plus(s.seesProject(), raw(` THEN 1 ELSE 0 END), 0) FROM projects AS p
		WHERE p.client_id = ? AND p.deleted_at IS NULL`, id))
	var all, seen int
	if err := tx.NewRaw(query.sql, query.args...).Scan(ctx, &all, &seen); err != nil {
		return wrap(err, "look for projects of a client")
	}
	switch {
	case all == 0:
		return nil
	case seen == 0:
		return domain.Fail(domain.Conflict, "There are projects for this client. Archive it instead.")
	case seen == 1:
		return domain.Fail(domain.Conflict, "A project is for this client. Choose another client there first, or archive this one instead.")
	default:
		return domain.Fail(domain.Conflict, fmt.Sprintf("%d projects are for this client. Choose another client there first, or archive this one instead.", seen))
	}
}

func (s *Scope) trashClient(ctx context.Context, w *work, row clientRow) error {
	if err := s.mayDeleteClient(ctx, w.tx, row); err != nil {
		return err
	}
	_, err := w.tx.NewRaw(`UPDATE clients SET deleted_at = ?, deleted_batch = ?, updated_at = ? WHERE id = ?`, w.at, w.batch, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "take a client to the trash")
	}
	return w.did(actionDelete, row.subject(), nil, nil)
}

func (s *Scope) untrashClient(ctx context.Context, w *work, row clientRow) error {
	if err := s.mayManageClient(row); err != nil {
		return err
	}
	_, err := w.tx.NewRaw(`UPDATE clients SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE id = ?`, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "restore a client")
	}
	return w.did(actionRestore, row.subject(), nil, nil)
}

func (s *Scope) clientUndo() undoable[clientRow] {
	return undoable[clientRow]{
		load: func(ctx context.Context, w *work, id string) (clientRow, error) {
			return s.loadClientAnywhere(ctx, w.tx, id)
		},
		binned: func(row clientRow) string { return row.DeletedBatch },
		trash:  s.trashClient, restore: s.untrashClient, save: s.saveClient,
		copy: clientRow.copied,
	}
}

// purgeClients deletes rows and what was logged about them. Projects in the trash lose a client that is gone.
func purgeClients(ctx context.Context, w *work, ids []string) error {
	for _, q := range []string{
		`UPDATE projects SET client_id = NULL WHERE client_id IN (?)`,
		`DELETE FROM activity WHERE kind = 'client' AND subject_id IN (?)`,
		`DELETE FROM clients WHERE id IN (?)`,
	} {
		if _, err := w.tx.NewRaw(q, bun.List(ids)).Exec(ctx); err != nil {
			return wrap(err, "delete clients for good")
		}
	}
	for _, id := range ids {
		if err := w.did(actionPurge, clientRow{ID: id}.subject(), nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// PurgeClients deletes for good the clients that have been in the trash since before a moment and that no project uses,
// at most a batch; it answers how many.
func (sys *System) PurgeClients(ctx context.Context) (int, error) {
	var ids []string
	err := sys.nobody().write(ctx, func(ctx context.Context, w *work) error {
		ids = nil
		before := instant{w.at.AddDate(0, 0, -domain.TrashDays)}
		err := w.tx.NewRaw(`SELECT c.id FROM clients AS c WHERE c.deleted_at < ? AND NOT EXISTS (SELECT 1 FROM projects AS p WHERE p.client_id = c.id AND p.deleted_at IS NULL)
			ORDER BY c.deleted_at LIMIT ?`, before, purgeBatch).Scan(ctx, &ids)
		if err != nil || len(ids) == 0 {
			return wrap(err, "read the old trash")
		}
		return purgeClients(ctx, w, ids)
	})
	return len(ids), err
}
