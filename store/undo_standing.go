package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
)

// thing is a row that the activity log tells of.
type thing struct{ kind, id string }

func (r activityRow) thing() thing { return thing{r.Kind, r.SubjectID} }

// made tells whether undoing an entry takes a row to the trash.
func (r activityRow) made() bool { return r.Action == actionCreate || r.Action == actionRestore }

// batchMade is what a batch made or brought back, and what of it stays where the batch is undone.
type batchMade struct {
	since  int64               // the first entry of the batch
	things map[string][]string // ids by kind
	stays  map[thing]bool
}

func madeIn(rows []activityRow) batchMade {
	m := batchMade{things: map[string][]string{}, stays: map[thing]bool{}}
	for _, row := range rows {
		m.since = row.ID
		if row.made() {
			m.things[row.Kind] = append(m.things[row.Kind], row.SubjectID)
			m.stays[row.thing()] = false
		}
	}
	return m
}

// standing answers the entries of a batch, the newest first as given, that an undo leaves alone: of what the batch made
// and others have worked on since, with all that belongs to it and whatever that is in. Where such a thing came of a
// change to something else, as the next of a repeating todo, neither can stand without the other: that is a Conflict.
func (s *Scope) standing(ctx context.Context, w *work, batch string, rows []activityRow) ([]activityRow, error) {
	m := madeIn(rows)
	if err := s.findWorkedOn(ctx, w, &m); err != nil {
		return nil, err
	}
	if !m.anyStays() {
		return nil, nil
	}
	if err := m.findWhole(ctx, w); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(rows, m.changesOthers) {
		switch imports, err := s.importsOf(ctx, w.tx, batch); {
		case err != nil:
			return nil, err
		case len(imports) == 0:
			return nil, changedSince()
		}
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row activityRow) bool { return !m.leaves(row) }), nil
}

// butFor are entries but for those that are left.
func butFor(rows, left []activityRow) []activityRow {
	if len(left) == 0 {
		return rows
	}
	ids := make(map[int64]bool, len(left))
	for _, row := range left {
		ids[row.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row activityRow) bool { return ids[row.ID] })
}

func (m *batchMade) anyStays() bool {
	for _, stays := range m.stays {
		if stays {
			return true
		}
	}
	return false
}

// leaves tells whether an entry is of something that stays. Who is in a project, what their hours cost and the columns of
// its board stay with it.
func (m *batchMade) leaves(row activityRow) bool {
	return m.stays[row.thing()] || row.ofProject() && m.stays[row.inProject()]
}

// changesOthers tells whether an entry changed something that the batch did not make, and that others know of.
func (m *batchMade) changesOthers(row activityRow) bool {
	_, made := m.stays[row.thing()]
	_, inMade := m.stays[row.inProject()]
	return !made && !(row.ofProject() && inMade) && row.Kind != kindChoice
}

func (r activityRow) ofProject() bool {
	return r.Kind == kindBoard || r.Kind == kindMember || r.Kind == kindRate
}

func (r activityRow) inProject() thing { return thing{kindProject, about("", r.ProjectID, 0).id} }

// hold says that rows of a kind are held by those whose id is in a column of their table.
type hold struct{ holder, held, table, column string }

// worked are the rows in which others' work shows that a thing was worked on: it itself, and what hangs on it. What is in
// a project tells of that in the log.
func worked() []hold {
	return []hold{
		{kindTodo, kindTodo, "tasks", "id"}, {kindTodo, kindComment, "comments", "subject_id"}, {kindTodo, kindTime, "time_entries", "task_id"}, {kindTodo, kindAttachment, "attachments", "task_id"},
		{kindNote, kindNote, "notes", "id"}, {kindNote, kindAttachment, "attachments", "note_id"},
		{kindEvent, kindEvent, "events", "id"}, {kindEvent, kindEvent, "events", "series_id"},
		{kindCalendar, kindCalendar, "calendars", "id"}, {kindCalendar, kindEvent, "events", "calendar_id"},
		{kindClient, kindClient, "clients", "id"}, {kindClient, kindProject, "projects", "client_id"},
		{kindProject, kindProject, "projects", "id"}, {kindProject, kindAttachment, "attachments", "project_id"},
		{kindDecision, kindDecision, "decisions", "id"}, {kindTime, kindTime, "time_entries", "id"}, {kindAttachment, kindAttachment, "attachments", "id"},
	}
}

// byOthers are entries under the alias a of what somebody else did since, and has not taken back. What nobody did, as
// bringing a calendar that is followed up to date, is no work.
func (s *Scope) byOthers(since int64) clause {
	return raw(`a.id > ? AND a.user_id <> ? AND a.undone_by IS NULL AND a.undoes IS NULL AND a.action <> ? AND NOT (a.kind = ? AND a.subject_id = a.user_id)`,
		since, s.user.ID, actionLeave, kindMember)
}

// findWorkedOn marks what others have worked on.
func (s *Scope) findWorkedOn(ctx context.Context, w *work, m *batchMade) error {
	for _, hold := range worked() {
		for some := range slices.Chunk(m.things[hold.holder], 500) {
			ids, of, err := belowToo(ctx, w.tx, hold.holder, some)
			if err != nil {
				return err
			}
			query := raw(`SELECT DISTINCT CAST(h.`+hold.column+` AS TEXT) FROM `+hold.table+` AS h JOIN activity AS a ON a.kind = ? AND a.subject_id = CAST(h.id AS TEXT) WHERE `, hold.held).
				plus(and(raw(`h.`+hold.column+` IN (?) AND h.deleted_at IS NULL`, bun.List(ids)), s.byOthers(m.since)))
			if hold.held == kindComment {
				query = query.plus(raw(` AND h.kind = ?`, hold.holder))
			}
			if err := m.mark(ctx, w, hold.holder, of, query); err != nil {
				return err
			}
		}
	}
	for some := range slices.Chunk(m.things[kindProject], 500) {
		query := raw(`SELECT DISTINCT CAST(p.id AS TEXT) FROM projects AS p JOIN activity AS a ON a.project_id = p.id WHERE `).
			plus(and(raw(`p.id IN (?) AND p.deleted_at IS NULL`, bun.List(some)), s.byOthers(m.since)))
		if err := m.mark(ctx, w, kindProject, nil, query); err != nil {
			return err
		}
	}
	return nil
}

// mark notes of the things that a query answers that they stay; of maps those that are below to what was made.
func (m *batchMade) mark(ctx context.Context, w *work, kind string, of map[string][]string, query clause) error {
	var found []string
	if err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &found); err != nil {
		return wrap(err, "look for what others worked on")
	}
	for _, id := range found {
		for _, id := range append(of[id], id) {
			if _, made := m.stays[thing{kind, id}]; made {
				m.stays[thing{kind, id}] = true
			}
		}
	}
	return nil
}

// belowToo adds to todos the steps below them that are not in the trash, and tells what each of these is below of.
func belowToo(ctx context.Context, tx bun.Tx, kind string, ids []string) (all []string, of map[string][]string, err error) {
	if kind != kindTodo {
		return ids, nil, nil
	}
	var steps []struct{ Root, ID string }
	err = tx.NewRaw(`WITH RECURSIVE down (root, id, depth) AS (
			SELECT id, id, 0 FROM tasks WHERE id IN (?)
			UNION ALL SELECT down.root, t.id, down.depth + 1 FROM down JOIN tasks AS t ON t.parent_id = down.id WHERE t.deleted_at IS NULL AND down.depth < ?)
		SELECT CAST(root AS TEXT) AS root, CAST(id AS TEXT) AS id FROM down WHERE depth > 0`, bun.List(ids), DepthMax).Scan(ctx, &steps)
	all, of = slices.Clone(ids), map[string][]string{}
	for _, step := range steps {
		all, of[step.ID] = append(all, step.ID), append(of[step.ID], step.Root)
	}
	return all, of, wrap(err, "read steps")
}

// parts are what belongs to something so that neither stays without the other.
func parts() []hold {
	return []hold{
		{kindTodo, kindTodo, "tasks", "parent_id"}, {kindTodo, kindComment, "comments", "subject_id"}, {kindTodo, kindTime, "time_entries", "task_id"}, {kindTodo, kindAttachment, "attachments", "task_id"},
		{kindNote, kindAttachment, "attachments", "note_id"}, {kindProject, kindAttachment, "attachments", "project_id"}, {kindEvent, kindEvent, "events", "series_id"},
	}
}

// places are what has to stay where something in it does.
func places() []hold {
	return []hold{
		{kindProject, kindTodo, "tasks", "project_id"}, {kindProject, kindNote, "notes", "project_id"}, {kindProject, kindDecision, "decisions", "project_id"}, {kindProject, kindTime, "time_entries", "project_id"},
		{kindCalendar, kindEvent, "events", "calendar_id"}, {kindClient, kindProject, "projects", "client_id"},
	}
}

// holding is that one thing that was made is held by another one.
type holding struct {
	held, holder thing
	part         bool
}

// findWhole marks what stays because of what stays already.
func (m *batchMade) findWhole(ctx context.Context, w *work) error {
	var all []holding
	for part, holds := range map[bool][]hold{true: parts(), false: places()} {
		for _, hold := range holds {
			some, err := m.holdings(ctx, w, hold, part)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
	}
	for grew := true; grew; {
		grew = false
		for _, one := range all {
			held, holder := m.stays[one.held], m.stays[one.holder]
			switch {
			case held && !holder:
				m.stays[one.holder], grew = true, true
			case holder && !held && one.part:
				m.stays[one.held], grew = true, true
			}
		}
	}
	return nil
}

func (m *batchMade) holdings(ctx context.Context, w *work, hold hold, part bool) ([]holding, error) {
	var all []holding
	if len(m.things[hold.holder]) == 0 {
		return nil, nil
	}
	for some := range slices.Chunk(m.things[hold.held], 500) {
		var rows []struct{ Held, Holder string }
		err := w.tx.NewRaw(`SELECT CAST(h.id AS TEXT) AS held, CAST(h.`+hold.column+` AS TEXT) AS holder FROM `+hold.table+` AS h
			WHERE h.id IN (?) AND h.`+hold.column+` IS NOT NULL`, bun.List(some)).Scan(ctx, &rows)
		if err != nil {
			return nil, wrap(err, "read what something is in")
		}
		for _, row := range rows {
			one := holding{thing{hold.held, row.Held}, thing{hold.holder, row.Holder}, part}
			if _, made := m.stays[one.holder]; made {
				all = append(all, one)
			}
		}
	}
	return all, nil
}

// standingKinds are things that stand by themselves, as Standing counts them.
func standingKinds() []string {
	return []string{kindTodo, kindNote, kindEvent, kindProject, kindDecision, kindClient, kindCalendar}
}

// Standing is how many of the things that one of the caller's requests made were left when it was undone, because others
// worked on them since: todos (steps too), notes, events, projects, decisions, clients and calendars. 0 where all of it
// was taken back, or nothing.
func (s *Scope) Standing(ctx context.Context, batch string) (int, error) {
	var n int
	err := s.store.read.NewRaw(`SELECT count(DISTINCT a.kind || ':' || a.subject_id) FROM activity AS a WHERE a.batch = ? AND a.user_id = ? AND a.undone_by IS NULL AND a.action IN (?, ?) AND a.kind IN (?)
		AND EXISTS (SELECT 1 FROM activity AS part WHERE part.batch = a.batch AND part.user_id = a.user_id AND part.undone_by IS NOT NULL)`,
		batch, s.user.ID, actionCreate, actionRestore, bun.List(standingKinds())).Scan(ctx, &n)
	return n, wrap(err, "count what stayed")
}

// markUndone notes that a batch was undone, but for the entries that were left.
func (s *Scope) markUndone(ctx context.Context, w *work, batch string, left []activityRow) error {
	_, err := w.tx.NewRaw(`UPDATE activity SET undone_by = ? WHERE batch = ? AND user_id = ?`, w.batch, batch, s.user.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "note what was undone")
	}
	for some := range slices.Chunk(left, 500) {
		ids := make([]int64, len(some))
		for i, row := range some {
			ids[i] = row.ID
		}
		if _, err := w.tx.NewRaw(`UPDATE activity SET undone_by = NULL WHERE id IN (?)`, bun.List(ids)).Exec(ctx); err != nil {
			return wrap(err, "note what was left")
		}
	}
	return nil
}
