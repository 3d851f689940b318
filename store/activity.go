package store

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Kinds of rows in the activity log.
const (
	kindTodo     = "todo"
	kindComment  = "comment"
	kindProject  = "project"
	kindClient   = "client"
	kindDecision = "decision"
	kindTime     = "time"
	kindBoard    = "board" // the columns of a project's board; the id is the project's
	// kindMember is about one person in one project; the subject is the person.
	kindMember = "member"
	kindRate   = "rate" // what one person's hour costs in one project
)

// Actions of the activity log. leave is for one person alone: what it names is out of their sight.
const (
	actionCreate  = "create"
	actionUpdate  = "update"
	actionDelete  = "delete"
	actionRestore = "restore"
	actionPurge   = "purge"
	actionLeave   = "leave"
	actionShare   = "share"
)

type activityRow struct {
	bun.BaseModel `bun:"table:activity,alias:a"`

	ID        int64 `bun:",pk,autoincrement"`
	Batch     string
	At        instant
	UserID    string `bun:",nullzero"`
	Kind      string
	SubjectID string
	Action    string
	Before    string `bun:",nullzero"`
	After     string `bun:",nullzero"`
	SeenBy    string `bun:",nullzero"`
	UndoneBy  string `bun:",nullzero"`
	Undoes    string `bun:",nullzero"`
	ProjectID int64  `bun:",nullzero"`

	ActorName string `bun:"actor_name,scanonly"`
}

// work is one write transaction of one request: when it began, and what it will have done.
type work struct {
	tx    bun.Tx
	at    instant
	batch string
	// undoes is the batch that an undo takes back.
	undoes string
	// recent tells that what an undo takes back was done within undoWindow, and moved whom it brings into a project or
	// out of it.
	recent bool
	moved  []activityRow
	log    []activityRow
	// came are todos that are somewhere by now where they were not: what waits for them there is linked with them once all else is done,
	// since an undo has to find everything as it left it.
	came []taskRow
	// tells is what open pages are told beside the log.
	tells []liveRow
	// notices are what people are told of it.
	notices []notice
	// audits are what admins can look up of it beside what the log says of accounts.
	audits []auditRow
}

// write runs an operation in a transaction, logs what it did and has people told of it, in the same transaction.
func (s *Scope) write(ctx context.Context, do func(ctx context.Context, w *work) error) error {
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		w := &work{tx: tx, at: instant{s.store.now()}, batch: s.Batch()}
		if err := do(ctx, w); err != nil {
			return err
		}
		if err := s.reunite(ctx, w, w.came); err != nil {
			return err
		}
		if err := s.tellPeople(ctx, w); err != nil {
			return err
		}
		return s.record(ctx, w)
	})
}

func (s *Scope) record(ctx context.Context, w *work) error {
	for i := range w.tells {
		w.tells[i].At, w.tells[i].Batch, w.tells[i].UserID = w.at, w.batch, s.user.ID
	}
	if err := s.store.tellLive(ctx, w.tx, w.tells...); err != nil {
		return err
	}
	for i := range w.audits {
		w.audits[i].ActorID, w.audits[i].SubjectID = s.user.ID, s.user.ID
	}
	if len(w.log) == 0 {
		return w.audit(ctx)
	}
	if err := s.store.dialect.orderActivity(ctx, w.tx); err != nil {
		return wrap(err, "queue for the activity log")
	}
	for i := range w.log {
		w.log[i].UserID, w.log[i].At, w.log[i].Batch, w.log[i].Undoes = s.user.ID, w.at, w.batch, w.undoes
	}
	if err := w.audit(ctx); err != nil {
		return err
	}
	// In pieces: what takes a big project to the trash has thousands of entries.
	for part := range slices.Chunk(w.log, 500) {
		if _, err := w.tx.NewInsert().Model(&part).ExcludeColumn("id").Exec(ctx); err != nil {
			return wrap(err, "write the activity log")
		}
	}
	return nil
}

// subject is the row that an entry of the activity log is about, and the project that it is in.
type subject struct {
	kind, id  string
	projectID int64
}

// about is a subject with a number for an id.
func about(kind string, id, projectID int64) subject {
	return subject{kind: kind, id: strconv.FormatInt(id, 10), projectID: projectID}
}

// did notes an act on a row with the old and new values of what changed; nil maps where there is none.
func (w *work) did(action string, of subject, before, after map[string]json.RawMessage) error {
	row := activityRow{Kind: of.kind, SubjectID: of.id, ProjectID: of.projectID, Action: action}
	for _, side := range []struct {
		text   *string
		values map[string]json.RawMessage
	}{{&row.Before, before}, {&row.After, after}} {
		if side.values == nil {
			continue
		}
		text, err := json.Marshal(side.values)
		if err != nil {
			return wrap(err, "write a change down")
		}
		*side.text = string(text)
	}
	w.log = append(w.log, row)
	return nil
}

// left notes that a row is out of somebody's sight from now on.
func (w *work) left(of subject, userID string) {
	w.log = append(w.log, activityRow{Kind: of.kind, SubjectID: of.id, Action: actionLeave, SeenBy: userID})
}

// movedOut notes that a row is no longer where it was, for those who saw it there and don't see it any more.
func (w *work) movedOut(was subject) {
	w.log = append(w.log, activityRow{Kind: was.kind, SubjectID: was.id, ProjectID: was.projectID, Action: actionLeave})
}

// ActivityMax is how many entries of a row's history are shown.
const ActivityMax = 200

// TodoActivity is what happened to a todo that the caller sees and to its comments, the oldest first, after one entry; 0
// begins with the first. The page's Total counts all of it.
func (s *Scope) TodoActivity(ctx context.Context, id, after int64, limit int) (domain.ActivityPage, error) {
	var page domain.ActivityPage
	if _, _, err := s.loadTodoAnywhere(ctx, s.store.read, id); err != nil {
		return page, err
	}
	limit = min(max(limit, 1), LimitMax)
	rows, err := s.historyRows(ctx, raw(`a.subject_id = ? AND a.id > ?`, strconv.FormatInt(id, 10), after), raw(` ORDER BY a.id LIMIT ?`, limit+1))
	if err != nil {
		return page, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = rows[limit-1].ID
	}
	if page.Items, err = s.told(ctx, rows); err != nil {
		return page, err
	}
	page.Total, err = s.countHistory(ctx, id)
	return page, err
}

// countHistory counts what TodoActivity tells: a number may not betray what is left out either.
func (s *Scope) countHistory(ctx context.Context, id int64) (int, error) {
	var all int
	err := s.store.read.NewRaw(`SELECT count(*) FROM activity WHERE kind = ? AND subject_id = ? AND action <> ?`, kindTodo, strconv.FormatInt(id, 10), actionLeave).Scan(ctx, &all)
	if err != nil {
		return 0, wrap(err, "count the history of a todo")
	}
	linked, err := s.historyRows(ctx, raw(`a.subject_id = ? AND (a.after LIKE ? OR a.after LIKE ?)`, strconv.FormatInt(id, 10), `%"`+fieldBlocks+`"%`, `%"`+fieldBlockedBy+`"%`), raw(``))
	if err != nil {
		return 0, err
	}
	told, err := s.told(ctx, linked)
	return all - len(linked) + len(told), err
}

// historyOf is the newest ActivityMax entries about a todo that was already looked at through the Scope, the oldest first.
func (s *Scope) historyOf(ctx context.Context, id int64) ([]domain.Activity, error) {
	rows, err := s.historyRows(ctx, raw(`a.subject_id = ?`, strconv.FormatInt(id, 10)), raw(` ORDER BY a.id DESC LIMIT ?`, ActivityMax))
	if err != nil {
		return nil, err
	}
	slices.Reverse(rows)
	return s.told(ctx, rows)
}

// historyRows are entries about todos with who did it.
func (s *Scope) historyRows(ctx context.Context, which, order clause) ([]activityRow, error) {
	return s.logged(ctx, and(raw(`a.kind = ? AND a.action <> ?`, kindTodo, actionLeave), which).plus(order))
}

// logged are entries of the log with who did it.
func (s *Scope) logged(ctx context.Context, which clause) ([]activityRow, error) {
	query := raw(`SELECT a.*, ` + s.store.dialect.personName() + ` AS actor_name FROM activity AS a LEFT JOIN users AS u ON u.id = a.user_id WHERE `).plus(which)
	var rows []activityRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read the history of a todo")
}

// historyOfFiles is the newest ActivityMax entries about files that the caller was shown, the oldest first.
func (s *Scope) historyOfFiles(ctx context.Context, files domain.Attachments) ([]domain.Activity, error) {
	ids := []string{}
	for _, file := range slices.Concat(files.Items, files.Trashed) {
		ids = append(ids, strconv.FormatInt(file.ID, 10))
	}
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := s.logged(ctx, raw(`a.kind = ? AND a.subject_id IN (?) ORDER BY a.id DESC LIMIT ?`, kindAttachment, bun.List(ids), ActivityMax))
	if err != nil {
		return nil, err
	}
	slices.Reverse(rows)
	return s.told(ctx, rows)
}

// told are entries as the caller may know them.
func (s *Scope) told(ctx context.Context, rows []activityRow) ([]domain.Activity, error) {
	entries := make([]domain.Activity, 0, len(rows))
	for _, row := range rows {
		entry, err := row.activity()
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return s.withoutHidden(ctx, entries)
}

func (r activityRow) activity() (domain.Activity, error) {
	out := domain.Activity{
		ID: r.ID, Batch: r.Batch, At: r.At.Time, Actor: domain.Person{ID: r.UserID, Name: r.ActorName},
		Kind: r.Kind, SubjectID: r.SubjectID, ProjectID: r.ProjectID, Action: r.Action, Undone: r.UndoneBy != "",
	}
	for _, side := range []struct {
		text   string
		values *map[string]json.RawMessage
	}{{r.Before, &out.Before}, {r.After, &out.After}} {
		if side.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(side.text), side.values); err != nil {
			return out, wrap(err, "read a change")
		}
	}
	return out, nil
}

// personName is what others see of the user under the alias u, as domain.User.DisplayName makes it: never the address.
func (d dialect) personName() string {
	return `coalesce(nullif(trim(u.name), ''), nullif(trim(u.full_name), ''), ` + d.before("u.email", "@") + `, '')`
}
