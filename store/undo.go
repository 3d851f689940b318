package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
)

// undoWindow is how long LastBatch looks back.
const undoWindow = time.Hour

// Undo takes back everything that one of the caller's requests did, in a batch of its own that can be undone again.
// What somebody has changed since is a Conflict, and nothing is taken back. What the request made and others have worked
// on since stays, and Standing counts it; where that is all of it, the answer is a Conflict too.
func (s *Scope) Undo(ctx context.Context, batch string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		rows, err := s.undoableRows(ctx, w, batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		left, err := s.standing(ctx, w, batch, rows)
		if err != nil {
			return err
		}
		if err := s.undoAll(ctx, w, batch, butFor(rows, left)); err != nil {
			return err
		}
		if err := s.markUndone(ctx, w, batch, left); err != nil {
			return err
		}
		if err := untell(ctx, w.tx, batch); err != nil {
			return err
		}
		if err := s.auditUndone(ctx, w, batch); err != nil {
			return err
		}
		return s.redone(ctx, w, rows[0].Undoes)
	})
}

// undoableRows are the entries of one of the caller's batches, the newest first. None, without an error, is a batch that
// only marked notifications as read, and that is taken back already.
func (s *Scope) undoableRows(ctx context.Context, w *work, batch string) ([]activityRow, error) {
	var rows []activityRow
	err := w.tx.NewRaw(`SELECT a.* FROM activity AS a WHERE a.batch = ? AND a.user_id = ? AND a.action <> ? ORDER BY a.id DESC`, batch, s.user.ID, actionLeave).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read what to undo")
	}
	if len(rows) == 0 {
		if read, err := s.unread(ctx, w, batch); read || err != nil {
			return nil, err
		}
		return nil, domain.Fail(domain.NotFound, "There is nothing to undo.")
	}
	if slices.ContainsFunc(rows, activityRow.staysDone) {
		return nil, domain.Fail(domain.Conflict, "That can't be undone.")
	}
	if slices.ContainsFunc(rows, func(row activityRow) bool { return row.UndoneBy != "" }) {
		return nil, domain.Fail(domain.Conflict, "That was undone already.")
	}
	return rows, nil
}

// undoAll takes entries of a batch back, in the order given.
func (s *Scope) undoAll(ctx context.Context, w *work, batch string, rows []activityRow) error {
	if len(rows) == 0 {
		return domain.Fail(domain.Conflict, "Others have worked on it since, so it stays.")
	}
	w.undoes, w.moved = batch, moved(rows)
	for _, row := range rows {
		w.recent = w.at.Sub(row.At.Time) < undoWindow
		if goesAlong(row, rows) {
			continue
		}
		if err := s.undoOne(ctx, w, row); err != nil {
			return err
		}
	}
	return nil
}

// redone: what an undone undo had taken back is as if it had never been undone, and can be undone once more.
func (s *Scope) redone(ctx context.Context, w *work, original string) error {
	if original == "" {
		return nil
	}
	for _, table := range []string{"tasks", "projects", "clients", "decisions", "time_entries", "notes", "attachments", "calendars", "events", "filters", "webhooks"} {
		if _, err := w.tx.NewRaw(`UPDATE `+table+` SET deleted_batch = ? WHERE deleted_batch = ? AND deleted_at IS NOT NULL`, original, w.batch).Exec(ctx); err != nil {
			return wrap(err, "note what was done again")
		}
	}
	_, err := w.tx.NewRaw(`UPDATE activity SET undone_by = NULL WHERE batch = ? AND user_id = ?`, original, s.user.ID).Exec(ctx)
	return wrap(err, "note what was done again")
}

// LastBatch is the newest request of the caller's within the last hour that can still be undone; none is NotFound.
func (s *Scope) LastBatch(ctx context.Context) (string, error) {
	var rows []activityRow
	err := s.store.read.NewRaw(`SELECT a.batch, a.at FROM activity AS a WHERE a.user_id = ? AND a.undone_by IS NULL AND a.at >= ? AND a.action NOT IN (?, ?)
		AND a.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM activity AS account WHERE account.batch = a.batch AND (account.undone_by IS NOT NULL OR account.kind IN (?, ?) AND NOT (`+ofProfile+`))) ORDER BY a.id DESC LIMIT 1`,
		s.user.ID, instant{s.store.now().Add(-undoWindow)}, actionLeave, actionPurge, kindUser, kindInvite).Scan(ctx, &rows)
	if err != nil {
		return "", wrap(err, "find what to undo")
	}
	read, at, err := s.lastRead(ctx)
	switch {
	case err != nil:
		return "", err
	case read != "" && (len(rows) == 0 || !at.Before(rows[0].At.Time)):
		return read, nil
	case len(rows) == 0:
		return "", domain.Fail(domain.NotFound, "There is nothing to undo.")
	}
	return rows[0].Batch, nil
}

func (s *Scope) undoOne(ctx context.Context, w *work, row activityRow) error {
	switch row.Action {
	case actionPurge:
		return domain.Fail(domain.Conflict, "That can't be undone.")
	case actionShare:
		return s.undoShare(ctx, w, row)
	}
	switch row.Kind {
	case kindTodo, kindComment:
		id, err := strconv.ParseInt(row.SubjectID, 10, 64)
		if err != nil {
			return wrap(err, "read what to undo")
		}
		if row.Kind == kindComment {
			return s.undoComment(ctx, w, id, row)
		}
		return s.undoTodo(ctx, w, id, row)
	case kindNote:
		return undoRow(ctx, w, row, s.noteUndo())
	case kindAttachment:
		return undoRow(ctx, w, row, s.attachmentUndo())
	case kindProject:
		return undoRow(ctx, w, row, s.projectUndo())
	case kindBoard:
		return s.undoColumns(ctx, w, row)
	case kindMember:
		return s.undoMember(ctx, w, row)
	case kindTime:
		return undoRow(ctx, w, row, s.timeUndo())
	case kindRate:
		return s.undoRate(ctx, w, row)
	case kindFilter:
		return undoRow(ctx, w, row, s.filterUndo())
	case kindWebhook:
		return undoRow(ctx, w, row, s.webhookUndo(row))
	case kindChoice:
		return s.undoChoice(ctx, w, row)
	case kindUser:
		return s.undoProfile(ctx, w, row)
	case kindClient:
		return undoRow(ctx, w, row, s.clientUndo())
	case kindDecision:
		return undoRow(ctx, w, row, s.decisionUndo())
	case kindCalendar:
		return undoRow(ctx, w, row, s.calendarUndo())
	case kindEvent:
		return undoRow(ctx, w, row, s.eventUndo())
	}
	return domain.Fail(domain.Conflict, "That can't be undone.")
}

func (s *Scope) undoTodo(ctx context.Context, w *work, id int64, row activityRow) error {
	switch row.Action {
	case actionCreate, actionRestore:
		return s.undoAdding(ctx, w, id, row)
	case actionDelete:
		return s.undoDeleting(ctx, w, id, row)
	}
	if handled, err := s.undoLink(ctx, w, id, row); handled || err != nil {
		return err
	}
	return s.undoUpdate(ctx, w, id, row)
}

func (s *Scope) undoAdding(ctx context.Context, w *work, id int64, row activityRow) error {
	todo, access, err := s.loadTodoAnywhere(ctx, w.tx, id)
	if err != nil || !todo.DeletedAt.IsZero() {
		return err
	}
	back := row.Action == actionCreate || row.Undoes != ""
	if back && !access.CanManage() && access.CanWork() {
		return s.undoRepeating(ctx, w, todo, row)
	}
	return s.trash(ctx, w, todo, access)
}

// undoRepeating takes back the next todo that completing somebody else's made: whoever may complete it may also take
// that back, as long as nobody has touched what came of it.
func (s *Scope) undoRepeating(ctx context.Context, w *work, todo taskRow, row activityRow) error {
	var later int
	err := w.tx.NewRaw(`SELECT count(*) FROM activity WHERE kind = ? AND subject_id = ? AND id > ? AND batch <> ? AND undone_by IS NULL AND undoes IS NULL`,
		kindTodo, row.SubjectID, row.ID, row.Batch).Scan(ctx, &later)
	if err != nil {
		return wrap(err, "read what changed since")
	}
	steps, err := s.descendants(ctx, w.tx, todo.ID)
	if err != nil {
		return err
	}
	alive := func(step taskRow) bool { return step.DeletedAt.IsZero() }
	if later > 0 || slices.ContainsFunc(steps, alive) {
		return changedSince()
	}
	return s.bin(ctx, w, []taskRow{todo})
}

// undoDeleting brings back one row of a batch; the others of the batch have entries of their own.
func (s *Scope) undoDeleting(ctx context.Context, w *work, id int64, row activityRow) error {
	todo, access, err := s.loadTodoAnywhere(ctx, w.tx, id)
	if err != nil || todo.DeletedAt.IsZero() {
		return err
	}
	// What only an undo took away, whoever may do the work may bring back.
	if !access.CanManage() && (row.Undoes == "" || !access.CanWork()) {
		return domain.Fail(domain.Denied, "You can see this todo, but not restore it.")
	}
	if todo.DeletedBatch != row.Batch {
		return changedSince()
	}
	if err := mustBeLive(ctx, w.tx, todo); err != nil {
		return err
	}
	_, err = w.tx.NewRaw(`UPDATE tasks SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE id = ?`, w.at, id).Exec(ctx)
	if err != nil {
		return wrap(err, "restore a todo")
	}
	w.came = append(w.came, todo)
	return w.did(actionRestore, todo.subject(), nil, nil)
}

func changedSince() error {
	return domain.Fail(domain.Conflict, "It was changed again since, so it can't be undone.")
}

func (s *Scope) undoUpdate(ctx context.Context, w *work, id int64, row activityRow) error {
	entry, err := row.activity()
	if err != nil {
		return err
	}
	now, access, err := s.loadTodoAnywhere(ctx, w.tx, id)
	if err != nil {
		return err
	}
	fields, err := fieldsOf(now)
	if err != nil {
		return err
	}
	for field, value := range entry.After {
		if string(fields[field]) != string(value) {
			return changedSince()
		}
	}
	was := now
	// A fresh list each, since decoding into a shared one would write through to the row it came from.
	was.Tags, was.Assignees = append(stringList{}, now.Tags...), append([]string{}, now.Assignees...)
	text, err := json.Marshal(entry.Before)
	if err != nil {
		return wrap(err, "read the old values")
	}
	if err := json.Unmarshal(text, &was); err != nil {
		return wrap(err, "read the old values")
	}
	if err := was.waitAgain(entry.Before); err != nil {
		return err
	}
	return s.putBack(ctx, w, now, was, access)
}

// putBack is saveTodo for values that were there before: they need rights and a place to be, but make nothing new.
func (s *Scope) putBack(ctx context.Context, w *work, now, was taskRow, access domain.Access) error {
	before, after, err := changes(now, was)
	if err != nil || len(after) == 0 {
		return err
	}
	if err := s.mayChange(asked(after), access); err != nil && !w.follows(now, was, after) {
		return err
	}
	// A step only ever changed its project with its parent, which this batch puts back too.
	if follows := was.ParentID != 0 && was.ParentID == now.ParentID; !follows {
		place := was
		if err := s.checkPlace(ctx, w.tx, now, &place); err != nil {
			return err
		}
	}
	if err := s.checkAssignees(ctx, w.tx, now, was); err != nil {
		return err
	}
	return s.storeTodo(ctx, w, now, was, before, after)
}

// asked is what somebody asks for with a change: when it was completed and whether it repeats follow from the status.
func asked(after map[string]json.RawMessage) map[string]json.RawMessage {
	if _, status := after["status"]; !status {
		return after
	}
	rest := maps.Clone(after)
	for _, field := range []string{"completed_at", "recurrence", "repeat_from"} {
		delete(rest, field)
	}
	return rest
}

func (s *Scope) undoComment(ctx context.Context, w *work, id int64, row activityRow) error {
	var comments []commentRow
	if err := w.tx.NewRaw(`SELECT c.* FROM comments AS c WHERE c.id = ?`, id).Scan(ctx, &comments); err != nil {
		return wrap(err, "read a comment")
	}
	if len(comments) == 0 {
		return changedSince()
	}
	comment := comments[0]
	todoID, _ := strconv.ParseInt(comment.SubjectID, 10, 64)
	todo, access, err := s.loadTodo(ctx, w.tx, todoID)
	if err != nil || !access.CanWork() {
		return noTodo()
	}
	comment.ProjectID = todo.ProjectID
	old := comment
	action := actionRestore
	switch row.Action {
	case actionCreate, actionRestore:
		comment.DeletedAt, action = w.at, actionDelete
	case actionDelete:
		comment.DeletedAt = instant{}
	default:
		entry, err := row.activity()
		if err != nil {
			return err
		}
		if err := json.Unmarshal(entry.Before["body"], &comment.Body); err != nil {
			return changedSince()
		}
		action = actionUpdate
	}
	_, err = w.tx.NewUpdate().Model(&comment).Column("body", "deleted_at").WherePK().Exec(ctx)
	if err != nil {
		return wrap(err, "undo a comment")
	}
	return s.didComment(w, action, old, comment)
}
