package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const (
	// hookWindow is how many entries of the activity log are looked through at once.
	hookWindow = 1000
	// hookBacklog is how much may wait for one webhook before it is told of more.
	hookBacklog = 1000
)

// QueueWebhooks looks through what the activity log has for each webhook: what happened is in the queue as soon as it is in
// the log, and comes to each webhook once, whichever of several programs looks. It answers whether there may be more.
func (sys *System) QueueWebhooks(ctx context.Context) (more bool, err error) {
	last, err := lastChange(ctx, sys.store.read)
	if err != nil {
		return false, err
	}
	rows, err := readWebhooks(ctx, sys.store.read, raw(`w.active = 1 AND w.seen < ? ORDER BY w.id`, last))
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		goesOn, err := sys.queueFor(ctx, row, last)
		if err != nil {
			return false, err
		}
		more = more || goesOn
	}
	return more, nil
}

func (sys *System) queueFor(ctx context.Context, hook webhookRow, last int64) (more bool, err error) {
	owner, err := userByID(ctx, sys.store.read, hook.UserID)
	if err != nil {
		return false, err
	}
	if owner.disabled() {
		return false, sys.passOver(ctx, hook, last)
	}
	var waiting int
	if err := sys.store.read.NewRaw(`SELECT count(*) FROM webhook_deliveries WHERE webhook_id = ? AND waiting = 1`, hook.ID).Scan(ctx, &waiting); err != nil {
		return false, wrap(err, "count what waits for a webhook")
	}
	if waiting >= hookBacklog {
		return false, nil
	}
	until := min(last, hook.Seen+hookWindow)
	rows, err := sys.store.As(owner.user()).heardBetween(ctx, hook.Seen, until)
	if err != nil {
		return false, err
	}
	return until < last, sys.queue(ctx, hook, until, rows)
}

// passOver leaves out what happened while an account was disabled.
func (sys *System) passOver(ctx context.Context, hook webhookRow, last int64) error {
	return sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewRaw(`UPDATE webhooks SET seen = ? WHERE id = ? AND seen < ?`, last, hook.ID, last).Exec(ctx); err != nil {
			return wrap(err, "pass over what a webhook is not told")
		}
		return leaveOut(ctx, tx, hook.ID, "The account was disabled.")
	})
}

func (sys *System) queue(ctx context.Context, hook webhookRow, until int64, rows []activityRow) error {
	return sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		done, err := tx.NewRaw(`UPDATE webhooks SET seen = ? WHERE id = ? AND seen = ? AND active = 1`, until, hook.ID, hook.Seen).Exec(ctx)
		if err != nil {
			return wrap(err, "note what a webhook has seen")
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err // somebody else did it
		}
		at := instant{sys.store.now()}
		var deliveries []hookDeliveryRow
		for _, row := range rows {
			if delivery, ok := row.toldTo(hook, at); ok {
				deliveries = append(deliveries, delivery)
			}
		}
		for part := range slices.Chunk(deliveries, 200) {
			if _, err := tx.NewInsert().Model(&part).ExcludeColumn("id").Exec(ctx); err != nil {
				return wrap(err, "queue deliveries")
			}
		}
		return nil
	})
}

// toldTo is what a webhook is told of an entry; not ok where it does not want to know.
func (r activityRow) toldTo(hook webhookRow, at instant) (hookDeliveryRow, bool) {
	d := newHookDelivery(hook.ID, at)
	d.Kind, d.SubjectID, d.ProjectID, d.Action, d.ActorID, d.Sequence, d.HappenedAt = r.Kind, r.SubjectID, r.ProjectID, r.Action, r.UserID, r.ID, r.At
	d.Changed = r.changedFields()
	switch r.Kind {
	case kindBoard, kindMember:
		// The columns and the people of a project are a part of it.
		d.Changed = stringList{map[string]string{kindBoard: "columns", kindMember: "people"}[r.Kind]}
		d.Kind, d.SubjectID, d.Action = kindProject, strconv.FormatInt(r.ProjectID, 10), actionUpdate
	}
	if d.Action == actionLeave || d.Action == actionPurge {
		d.ActorID, d.Changed = "", stringList{} // it is out of sight: there is nothing to know
	}
	d.Type = d.Kind + "." + r.happening(d.Action)
	return d, slices.Contains(domain.WebhookEvents(), d.Type) && hook.webhook().Wants(d.Type)
}

// happening is an action as webhooks call it.
func (r activityRow) happening(action string) string {
	switch action {
	case actionCreate:
		return "created"
	case actionRestore:
		return "restored"
	case actionDelete, actionPurge, actionLeave:
		return "deleted"
	}
	var after map[string]json.RawMessage
	_ = json.Unmarshal([]byte(r.After), &after) // what can't be read is an update like others
	switch status := string(after["status"]); {
	case r.Kind == kindTodo && status == `"`+domain.StatusDone+`"`:
		return "completed"
	case r.Kind == kindDecision && status == `"`+domain.DecisionDecided+`"`:
		return "decided"
	}
	return "updated"
}

// changedFields are the names of what an update changed, as the API has them.
func (r activityRow) changedFields() stringList {
	fields := stringList{}
	switch r.Action {
	case actionShare:
		return stringList{"sharing"}
	case actionUpdate:
	default:
		return fields
	}
	var after map[string]json.RawMessage
	_ = json.Unmarshal([]byte(r.After), &after)
	for name := range maps.Keys(after) {
		if r.Kind == kindTodo && name == "name" {
			name = "title"
		}
		fields = append(fields, name)
	}
	slices.Sort(fields)
	return fields
}

// heardBetween are the entries of the log that the caller is told, between two of them, those of notes included.
func (s *Scope) heardBetween(ctx context.Context, after, until int64) ([]activityRow, error) {
	query := raw(`SELECT a.* FROM activity AS a WHERE `).plus(and(raw(`a.id > ? AND a.id <= ?`, after, until), s.hearsAll()), raw(` ORDER BY a.id`))
	var rows []activityRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read what webhooks are told")
}

// hearsAll is hearsOf for notes too.
func (s *Scope) hearsAll() clause {
	number := `CAST(a.subject_id AS ` + s.store.dialect.bigint() + `)`
	return raw(`(`).plus(s.hearsOf(), raw(`) OR (a.seen_by IS NULL AND a.action NOT IN ('leave', 'purge') AND CASE a.kind
		WHEN 'note' THEN EXISTS (SELECT 1 FROM notes AS n WHERE n.id = `+number+` AND (`), s.seesNote(), raw(`)) ELSE 1 = 0 END)`))
}

// hearsHook tells whether a webhook's owner still sees what it is told of. That something is gone may be told to
// whoever saw it.
func (s *Scope) hearsHook(ctx context.Context, db bun.IDB, d hookDeliveryRow) (bool, error) {
	if d.Type == domain.WebhookTest || d.Action == actionLeave || d.Action == actionPurge {
		return true, nil
	}
	query := raw(`SELECT count(*) FROM (SELECT CAST(? AS TEXT) AS kind, CAST(? AS TEXT) AS subject_id, CAST(nullif(?, 0) AS `+s.store.dialect.bigint()+`) AS project_id, CAST(? AS TEXT) AS action,
		CAST(NULL AS TEXT) AS seen_by, CAST(NULL AS TEXT) AS after) AS a WHERE `, d.Kind, d.SubjectID, d.ProjectID, d.Action).plus(s.hearsAll())
	var n int
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &n)
	return n > 0, wrap(err, "look whether somebody sees what they are told of")
}
