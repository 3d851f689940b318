package store

import (
	"context"
	"iter"
	"regexp"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// importAtOnce is how many objects are taken in one transaction.
const importAtOnce = 100

// ImportEvents takes events into a calendar that the caller writes in, and todos among theirs, in one transaction: all that
// can be taken is there in the end, or nothing is where it fails. One that can't be taken is told of and holds up no other.
// What is there already under the same UID is left as it is, unless the text has a newer state of it.
func (s *Scope) ImportEvents(ctx context.Context, calendarID int64, from iter.Seq2[domain.ImportedObject, error]) (domain.EventImport, error) {
	var report domain.EventImport
	err := s.asOne(ctx, func(ctx context.Context, inside *Scope) (err error) {
		if report, err = inside.importEvents(ctx, calendarID, from); err != nil {
			return err
		}
		return inside.auditImport(ctx, *inside.store.together, takenEvents(report))
	})
	if err != nil {
		return domain.EventImport{}, err
	}
	return report, nil
}

func (s *Scope) importEvents(ctx context.Context, calendarID int64, from iter.Seq2[domain.ImportedObject, error]) (domain.EventImport, error) {
	m := &eventImport{Scope: s, calendarID: calendarID}
	if _, err := m.calendar(ctx, s.store.read); err != nil {
		return m.report, err
	}
	err := m.takeAll(ctx, from)
	return m.report, err
}

// eventImport is one import under way.
type eventImport struct {
	*Scope
	calendarID int64
	report     domain.EventImport
	// job is the import's row where it has one: its progress is noted with each transaction.
	job *importRow
}

// calendar is the one that things go into, as long as the caller may put them there.
func (m *eventImport) calendar(ctx context.Context, db bun.IDB) (calendarRow, error) {
	row, err := m.loadCalendar(ctx, db, m.calendarID)
	if err == nil && !row.calendar(m.user).Access.CanEdit() {
		err = domain.Fail(domain.Denied, "You can see this calendar, but not add to it.")
	}
	return row, err
}

func (m *eventImport) takeAll(ctx context.Context, from iter.Seq2[domain.ImportedObject, error]) error {
	some, seen := make([]domain.ImportedObject, 0, importAtOnce), 0
	for object, err := range from {
		if err != nil {
			return err
		}
		if seen++; m.job != nil && seen <= m.job.Done {
			continue // taken before the program was interrupted
		}
		if some = append(some, object); len(some) < importAtOnce {
			continue
		}
		if err := m.take(ctx, some); err != nil {
			return err
		}
		some = some[:0]
	}
	return m.take(ctx, some)
}

// take is one transaction.
func (m *eventImport) take(ctx context.Context, some []domain.ImportedObject) error {
	if len(some) == 0 {
		return nil
	}
	before := m.report
	err := m.write(ctx, func(ctx context.Context, w *work) error {
		m.report = before
		calendar, err := m.calendar(ctx, w.tx)
		if err != nil {
			return err
		}
		there, err := m.thereAlready(ctx, w, some)
		if err != nil {
			return err
		}
		for _, object := range some {
			if err := m.takeOne(ctx, w, calendar, object, there); err != nil {
				return err
			}
		}
		return m.progress(ctx, w, len(some))
	})
	switch {
	case err != nil:
		m.report = before
	case m.job != nil:
		m.job.Done += len(some)
	}
	return err
}

// inPlace is what there is under the UIDs of some objects.
type inPlace struct {
	events map[string][]eventRow
	todos  map[string]taskRow
}

func (m *eventImport) thereAlready(ctx context.Context, w *work, some []domain.ImportedObject) (inPlace, error) {
	events, todos := []string{}, []string{}
	for _, object := range some {
		if object.Event != nil || object.Off != nil || len(object.Answers) > 0 {
			events = append(events, object.UID)
		}
		if object.Todo != nil {
			todos = append(todos, object.UID)
		}
	}
	there := inPlace{todos: map[string]taskRow{}}
	var err error
	if len(events) > 0 {
		if there.events, err = m.objectRows(ctx, w, m.calendarID, raw(`e.uid IN (?)`, bun.List(events))); err != nil {
			return there, err
		}
	}
	if len(todos) == 0 {
		return there, nil
	}
	var rows []taskRow
	err = w.tx.NewRaw(`SELECT t.id, t.uid, t.updated_at, t.kept FROM tasks AS t WHERE t.uid IN (?) AND t.user_id = ? AND t.deleted_at IS NULL`, bun.List(todos), m.user.ID).Scan(ctx, &rows)
	for _, row := range rows {
		there.todos[row.UID] = row
	}
	return there, wrap(err, "look for the same todos")
}

func (m *eventImport) takeOne(ctx context.Context, w *work, calendar calendarRow, object domain.ImportedObject, there inPlace) error {
	for _, warning := range object.Warnings {
		warning.Taken = true
		m.report.Tell(warning)
	}
	switch {
	case object.Event != nil:
		return m.takeEvent(ctx, w, calendar, object, there.events[object.UID])
	case object.Todo != nil:
		return m.takeTodo(ctx, w, object, there.todos)
	case object.Off != nil && len(there.events[object.UID]) > 0:
		return m.takeOff(ctx, w, calendar, object, there.events[object.UID])
	case len(object.Answers) > 0 && len(there.events[object.UID]) > 0:
		return m.takeReply(ctx, w, object, there.events[object.UID][0])
	}
	m.report.Fail(object.LeftOut)
	return nil
}

// takeReply notes what those answered who are to come to an event.
func (m *eventImport) takeReply(ctx context.Context, w *work, object domain.ImportedObject, row eventRow) error {
	asked := guestsOf(row.event(m.user), nil, "")
	answers := slices.DeleteFunc(object.Answers, func(g domain.Guest) bool { return domain.GuestNamed(asked, g.Address) == nil })
	if len(answers) == 0 {
		object.Why = "It is an answer to an invitation by somebody who was not invited."
		m.report.Fail(object.LeftOut)
		return nil
	}
	wrote, err := takeAnswers(ctx, w, row.seriesID(), answers)
	switch {
	case err != nil:
		return err
	case !wrote:
		m.report.Skipped++
		return nil
	}
	m.report.Updated++
	return touchSeries(ctx, w, eventRow{ID: row.seriesID()})
}

// takeOff calls an event off, or some times of it, where who organises it does. It stays to be seen that it was.
func (m *eventImport) takeOff(ctx context.Context, w *work, calendar calendarRow, object domain.ImportedObject, there []eventRow) error {
	was := there[0]
	if was.SeriesID != 0 || !was.open() && !was.owned(m.user) || object.Sequence < sequenceOf(was.Kept) {
		m.report.Skipped++
		return nil
	}
	if _, organizer := domain.ParseAttendee(was.Organizer); organizer == "" || organizer != object.Off.By {
		object.Why = "It is called off by somebody who does not organise it."
		m.report.Fail(object.LeftOut)
		return nil
	}
	now, known := eventObjectRows{first: was, times: there[1:]}.object(m.user).CallOff(*object.Off)
	if !known {
		object.Why = "It calls a time off that the series does not have."
		m.report.Fail(object.LeftOut)
		return nil
	}
	wrote, err := m.putObject(ctx, w, calendar, now, there)
	if wrote {
		m.report.Updated++
	} else if err == nil {
		m.report.Skipped++
	}
	return err
}

func (m *eventImport) takeEvent(ctx context.Context, w *work, calendar calendarRow, object domain.ImportedObject, there []eventRow) error {
	if len(there) > 0 {
		was := there[0]
		switch {
		case was.SeriesID != 0 || !was.open() && !was.owned(m.user):
			// Somebody else's private event has this name: it is taken, and that is all that may be known.
			m.report.Skipped++
			return nil
		case !object.Newer(sequenceOf(was.Kept), was.UpdatedAt.Time):
			m.report.Skipped++
			return nil
		}
	}
	wrote, err := m.putObject(ctx, w, calendar, *object.Event, there)
	switch {
	case err != nil:
		return err
	case len(there) == 0:
		m.report.Created++
	case wrote:
		m.report.Updated++
	default:
		m.report.Skipped++
	}
	return nil
}

// takeTodo adds a todo to the caller's. One that is there is left to its owner: what became of it here counts.
func (m *eventImport) takeTodo(ctx context.Context, w *work, object domain.ImportedObject, there map[string]taskRow) error {
	if _, known := there[object.UID]; known {
		m.report.Skipped++
		return nil
	}
	row := taskRow{UserID: m.user.ID, UID: object.UID, Kept: object.Todo.Kept}.with(*object.Todo)
	row.ParentUID = object.Parent
	if err := m.joinAtOnce(ctx, w, &row); err != nil {
		return err
	}
	row.doneAt(w, object.Todo.CompletedAt)
	if err := m.insertRow(ctx, w, &row); err != nil {
		return err
	}
	if err := m.adopt(ctx, w, row); err != nil {
		return err
	}
	m.report.Created++
	m.report.Todos++
	return nil
}

// joinAtOnce makes a new row a step of the todo that it waits for where that came before it. What would be too deep waits on.
func (m *eventImport) joinAtOnce(ctx context.Context, w *work, row *taskRow) error {
	parents, err := m.awaited(ctx, w.tx, *row)
	if err != nil || len(parents) == 0 {
		return err
	}
	step := *row
	step.ParentID, step.ParentUID = parents[0].ID, ""
	err = m.checkDepth(ctx, w.tx, &step)
	if domain.KindOf(err) == domain.Invalid {
		return nil
	}
	*row = step
	return err
}

// sequencePattern finds how often the organizer changed what a kept text is of.
const sequencePattern = `(?mi)^SEQUENCE(?:;[^:\r\n]*)?:(\d{1,9})\s*$`

func sequenceOf(kept string) int {
	if kept == "" {
		return 0
	}
	found := regexp.MustCompile(sequencePattern).FindStringSubmatch(kept)
	if found == nil {
		return 0
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		return 0
	}
	return n
}
