package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// kindWebhook is about a webhook in the activity log; nobody is told of it.
const kindWebhook = "webhook"

// webhookKept is how long a webhook that was deleted can come back, with the secret that it had.
const webhookKept = 24 * time.Hour

func (s *Scope) roomForWebhook(ctx context.Context, w *work) error {
	var held int
	if err := w.tx.NewRaw(`SELECT count(*) FROM webhooks WHERE user_id = ? AND deleted_at IS NULL`, s.user.ID).Scan(ctx, &held); err != nil {
		return wrap(err, "count webhooks")
	}
	if held >= domain.WebhooksMax {
		return domain.Problems{"url": "You have too many webhooks already."}.Err()
	}
	return nil
}

// endWebhook has a webhook told nothing any more; that it was active is in the log.
func (s *Scope) endWebhook(ctx context.Context, w *work, row webhookRow) error {
	if err := leaveOut(ctx, w.tx, row.ID, "It was deleted."); err != nil {
		return err
	}
	_, err := w.tx.NewRaw(`UPDATE webhooks SET active = 0, deleted_at = ?, deleted_batch = ? WHERE id = ?`, w.at, w.batch, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "remove a webhook")
	}
	before, _, err := changes(row, struct{}{})
	if err != nil {
		return err
	}
	return w.didToWebhook(actionDelete, row, before, nil)
}

// bringBackWebhook has it told of what changes from now on, if it was active.
func (s *Scope) bringBackWebhook(ctx context.Context, w *work, row webhookRow, active flag) error {
	if err := s.roomForWebhook(ctx, w); err != nil {
		return err
	}
	seen, err := lastChange(ctx, w.tx)
	if err != nil {
		return err
	}
	_, err = w.tx.NewRaw(`UPDATE webhooks SET active = ?, seen = ?, updated_at = ?, deleted_at = NULL, deleted_batch = NULL WHERE id = ?`, active, seen, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "bring a webhook back")
	}
	return w.didToWebhook(actionRestore, row, nil, nil)
}

// didToWebhook notes an act where its owner can undo it, and where admins see it.
func (w *work) didToWebhook(action string, row webhookRow, before, after map[string]json.RawMessage) error {
	told := action
	if action == actionRestore {
		told = actionCreate
	}
	return errors.Join(w.did(action, row.subject(), before, after), w.noteFor(domain.AuditWebhook, told, row.site(), nil))
}

func (s *Scope) webhookUndo(was activityRow) undoable[webhookRow] {
	return undoable[webhookRow]{
		load: func(ctx context.Context, w *work, id string) (webhookRow, error) {
			number, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return webhookRow{}, noWebhook()
			}
			rows, err := readWebhooks(ctx, w.tx, raw(`w.id = ? AND w.user_id = ?`, number, s.user.ID))
			if err == nil && len(rows) == 0 {
				err = noWebhook()
			}
			if err != nil {
				return webhookRow{}, err
			}
			return rows[0], nil
		},
		binned: func(row webhookRow) string { return row.DeletedBatch },
		trash:  s.endWebhook,
		restore: func(ctx context.Context, w *work, row webhookRow) error {
			before, err := asBefore(was, row, row)
			if err != nil {
				return err
			}
			return s.bringBackWebhook(ctx, w, row, before.Active)
		},
		copy: func(row webhookRow) webhookRow {
			row.Events = slices.Clone(row.Events)
			return row
		},
		save: func(ctx context.Context, w *work, old, row webhookRow) error {
			next, err := goOn(ctx, w, old, row)
			if err != nil {
				return err
			}
			next.UpdatedAt = w.at
			return s.saveWebhook(ctx, w, old, next)
		},
	}
}

// PurgeWebhooks ends for good those that were deleted a day ago, with what is known of them; it answers how many.
func (sys *System) PurgeWebhooks(ctx context.Context) (int, error) {
	var ids []int64
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		ids = nil
		before := instant{sys.store.now().Add(-webhookKept)}
		if err := tx.NewRaw(`SELECT id FROM webhooks WHERE deleted_at < ? ORDER BY id LIMIT ?`, before, purgeBatch).Scan(ctx, &ids); err != nil || len(ids) == 0 {
			return wrap(err, "read deleted webhooks")
		}
		subjects := []string{}
		for _, id := range ids {
			subjects = append(subjects, strconv.FormatInt(id, 10))
		}
		if _, err := tx.NewRaw(`DELETE FROM activity WHERE kind = ? AND subject_id IN (?)`, kindWebhook, bun.List(subjects)).Exec(ctx); err != nil {
			return wrap(err, "forget webhooks")
		}
		_, err := tx.NewRaw(`DELETE FROM webhooks WHERE id IN (?)`, bun.List(ids)).Exec(ctx)
		return wrap(err, "delete webhooks for good")
	})
	return len(ids), err
}
