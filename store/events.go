package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// Event is one event that the caller sees; in the trash or out of sight it is NotFound.
func (s *Scope) Event(ctx context.Context, id int64) (domain.Event, error) {
	row, err := s.loadEvent(ctx, s.store.read, id)
	return row.event(s.user), err
}

// ChangedTimes are what single times of a series became that the caller sees, by their day; of a single event none.
func (s *Scope) ChangedTimes(ctx context.Context, id int64) ([]domain.Event, error) {
	row, err := s.loadEvent(ctx, s.store.read, id)
	if err != nil {
		return nil, err
	}
	rows, err := s.timesOf(ctx, s.store.read, row.ID)
	events := make([]domain.Event, 0, len(rows))
	for _, row := range rows {
		events = append(events, row.event(s.user))
	}
	return events, err
}

// timesOf are what single times of series became, but for those in the trash, by series and day.
func (s *Scope) timesOf(ctx context.Context, db bun.IDB, ids ...int64) ([]eventRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.eventRows(ctx, db, "", and(raw(`e.series_id IN (?)`, bun.List(ids)), raw(`e.deleted_at IS NULL`), s.seesEvent()), raw(` ORDER BY e.series_id, e.series_day, e.id`))
}

// AddEvent makes an event in a calendar that the caller writes in, their own first one where the input names none. Ids
// that the input names and the caller can't use are Invalid at their field.
func (s *Scope) AddEvent(ctx context.Context, in domain.EventInput) (domain.Event, error) {
	var out domain.Event
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		parsed, err := in.Parse(domain.Event{}, s.user.Location())
		if err != nil {
			return err
		}
		if parsed.CalendarID == 0 {
			if parsed.CalendarID, err = s.ownCalendar(ctx, w); err != nil {
				return err
			}
		}
		row := eventRow{UserID: s.user.ID}.with(parsed)
		if err := s.insertEvent(ctx, w, eventRow{}, &row); err != nil {
			return err
		}
		out, err = s.rereadEvent(ctx, w.tx, row.ID)
		return err
	})
	return out, err
}

// insertEvent adds a row, which may be part of one that is there.
func (s *Scope) insertEvent(ctx context.Context, w *work, of eventRow, row *eventRow) error {
	if err := s.checkEvent(ctx, w.tx, of, *row); err != nil {
		return err
	}
	return s.addEventRow(ctx, w, row)
}

// addEventRow is insertEvent for those whose rights were asked for already.
func (s *Scope) addEventRow(ctx context.Context, w *work, row *eventRow) error {
	var err error
	row.ID = 0
	if *row, err = s.withSeriesEnd(ctx, w, *row); err != nil {
		return err
	}
	row.CreatedAt, row.UpdatedAt = w.at, w.at
	if row.UID == "" {
		row.UID = uuid.NewString()
	}
	if row.ObjectName == "" && row.SeriesID == 0 && !domain.SafeName(row.UID) {
		row.ObjectName = nameOfUID(row.UID)
	}
	if _, err := w.tx.NewInsert().Model(row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
		return wrap(err, "add an event")
	}
	_, after, err := changes(struct{}{}, row)
	if err != nil {
		return err
	}
	return w.did(actionCreate, row.subject(), nil, after)
}

// rereadEvent answers an operation with the event as it is stored now. Who has just moved it out of their own sight
// still gets the answer.
func (s *Scope) rereadEvent(ctx context.Context, tx bun.Tx, id int64) (domain.Event, error) {
	rows, err := s.eventRows(ctx, tx, "", raw(`e.id = ?`, id), clause{})
	if err != nil || len(rows) == 0 {
		return domain.Event{}, err
	}
	return rows[0].event(s.user), nil
}

// UpdateEvent changes an event, or the part of a series that is meant. change gets the Input of that part and gives back
// the new one; version, where not empty, has to be the event's still, else the answer is Stale. Changing nothing writes
// nothing. The answer is the event that was changed: of one time of a series what became of it, of this and the
// following ones the series that they are from now on.
func (s *Scope) UpdateEvent(ctx context.Context, id int64, version string, part domain.Part, change func(domain.EventInput) (domain.EventInput, error)) (domain.Event, error) {
	var out domain.Event
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadEvent(ctx, w.tx, id)
		if err != nil {
			return err
		}
		event := row.event(s.user)
		if version != "" && version != event.Version() {
			return stale()
		}
		if event.Busy {
			return domain.Fail(domain.Denied, "You can see that this time is taken, but not change it.")
		}
		changed := row.ID
		if part.Whole() {
			err = s.changeEvent(ctx, w, row, event, change)
		} else {
			changed, err = s.changePart(ctx, w, row, event, part, change)
		}
		if err != nil {
			return err
		}
		out, err = s.rereadEvent(ctx, w.tx, changed)
		return err
	})
	return out, err
}

func (s *Scope) changeEvent(ctx context.Context, w *work, row eventRow, event domain.Event, change func(domain.EventInput) (domain.EventInput, error)) error {
	parsed, err := s.changedEvent(event, change)
	if err != nil {
		return err
	}
	now := row.with(parsed)
	if row.SeriesID != 0 {
		series, err := s.loadEvent(ctx, w.tx, row.SeriesID)
		if err == nil {
			err = sameSeries(series, now)
		}
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return err
		}
	}
	if err := s.saveEvent(ctx, w, row, now); err != nil || row.Recurrence == "" {
		return err
	}
	return s.takeTimesAlong(ctx, w, event, parsed, now, row.ID, "")
}

func (s *Scope) changedEvent(event domain.Event, change func(domain.EventInput) (domain.EventInput, error)) (domain.Event, error) {
	in, err := change(event.Input())
	if err != nil {
		return event, err
	}
	parsed, err := in.Parse(event, s.user.Location())
	if err == nil && parsed.CalendarID == 0 {
		parsed.CalendarID = event.CalendarID
	}
	return parsed, err
}

// saveEvent writes what differs between two states of a row, if the caller may change that.
func (s *Scope) saveEvent(ctx context.Context, w *work, old, row eventRow) error {
	if old.open() && !row.open() && row.UserID == "" && old.CalendarOwner == "" {
		row.UserID = s.user.ID // whose it is from now on
	}
	if _, after, err := changes(old, row); err != nil || len(after) == 0 {
		return err
	}
	if !old.access(s.user).CanEdit() {
		return domain.Fail(domain.Denied, "You can see this event, but not change it.")
	}
	if err := s.checkEvent(ctx, w.tx, old, row); err != nil {
		return err
	}
	return s.storeEvent(ctx, w, old, row)
}

// storeEvent is saveEvent for those whose rights were asked for already.
func (s *Scope) storeEvent(ctx context.Context, w *work, old, row eventRow) error {
	before, after, err := changes(old, row)
	if err != nil || len(after) == 0 {
		return err
	}
	if row, err = s.withSeriesEnd(ctx, w, row); err != nil {
		return err
	}
	row.UpdatedAt = w.at
	if _, err := w.tx.NewUpdate().Model(&row).ExcludeColumn(unchangedOfEvent(after)...).WherePK().Exec(ctx); err != nil {
		return wrap(err, "change an event")
	}
	if row.CalendarID != old.CalendarID {
		if err := freeName(ctx, w, row); err != nil {
			return err
		}
	}
	if err := tellWhoLosesEvent(ctx, w, old, row); err != nil {
		return err
	}
	return w.did(actionUpdate, row.subject(), before, after)
}

// unchangedOfEvent are the columns to leave alone: a reference to what is gone from an adopted file would be refused even
// when it is only written again, and a list that another program wrote in its own way would be lost.
func unchangedOfEvent[V any](after map[string]V) []string {
	columns := []string{"id", "uid", "kept", "sequence", "created_at", "deleted_at", "deleted_batch"}
	for _, column := range []string{"project_id", "attendees", "reminders", "reminders_at", "exdates", "rdates", "privacy", "status", "user_id"} {
		if _, changed := after[column]; !changed {
			columns = append(columns, column)
		}
	}
	return columns
}

// tellWhoLosesEvent notes that an event is out of the sight of those who saw its calendar before, or saw it in there.
func tellWhoLosesEvent(ctx context.Context, w *work, old, row eventRow) error {
	hid := row.Privacy == domain.PrivacyConfidential && old.Privacy != domain.PrivacyConfidential
	if row.CalendarID == old.CalendarID && !hid {
		return nil
	}
	gone, err := whoSeesCalendar(ctx, w, old.CalendarID)
	if err != nil {
		return err
	}
	still, err := whoSeesCalendar(ctx, w, row.CalendarID)
	if err != nil {
		return err
	}
	lost, _ := difference(gone, still)
	if hid {
		lost = gone
	}
	for _, userID := range lost {
		if mine := userID == old.CalendarOwner || old.CalendarOwner == "" && userID == row.UserID; !mine || row.CalendarID != old.CalendarID {
			w.left(row.subject(), userID)
		}
	}
	return nil
}

// checkEvent looks up what a changed row names, through the caller's own eyes: its calendar, whether the caller may hide
// it there, and its project.
func (s *Scope) checkEvent(ctx context.Context, tx bun.Tx, old, row eventRow) error {
	calendar, err := s.loadCalendar(ctx, tx, row.CalendarID)
	switch {
	case domain.KindOf(err) == domain.NotFound:
		return domain.Problems{"calendar_id": domain.UnknownID}.Err()
	case err != nil:
		return err
	case row.CalendarID != old.CalendarID && !calendar.calendar(s.user).Access.CanEdit():
		return domain.Fail(domain.Denied, "You can see this calendar, but not add to it.")
	}
	row.CalendarOwner = calendar.UserID
	if hides := !row.open() && (row.Privacy != old.Privacy || row.CalendarID != old.CalendarID); hides && !row.owned(s.user) {
		return domain.Problems{"privacy": "Only whose event it is hides it from others."}.Err()
	}
	if row.ProjectID == 0 || row.ProjectID == old.ProjectID {
		return nil
	}
	return s.mayAddTo(ctx, tx, row.ProjectID)
}
