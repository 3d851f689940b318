package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// CalendarObjects are the objects of a calendar as the caller sees them, each whole: of a private one that the time is
// taken, of a confidential one nothing. They are narrowed to what may be in the filter's time; what is, domain.Happens
// tells. A calendar out of sight is NotFound.
func (s *Scope) CalendarObjects(ctx context.Context, calendarID int64, f domain.ObjectFilter) ([]domain.EventObject, error) {
	calendar, err := s.loadCalendar(ctx, s.store.read, calendarID)
	if err != nil {
		return nil, err
	}
	which := []clause{raw(`e.series_id IS NULL`)}
	if f.Names != nil {
		which = append(which, eventsNamed(f.Names))
	}
	if !f.From.IsZero() || !f.To.IsZero() {
		within := []clause{raw(`e.calendar_id = ? AND e.deleted_at IS NULL`, calendar.ID)}
		if !f.From.IsZero() {
			within = append(within, s.endsAfter(f.From))
		}
		if !f.To.IsZero() {
			within = append(within, s.beginsBefore(f.To))
		}
		which = append(which, raw(`e.id IN (SELECT coalesce(e.series_id, e.id) FROM events AS e WHERE `).plus(and(within...), raw(`)`)))
	}
	return s.eventObjects(ctx, s.store.read, calendar.ID, and(which...), clause{})
}

// CalendarObject is the object with a name in a calendar; else NotFound.
func (s *Scope) CalendarObject(ctx context.Context, calendarID int64, name string) (domain.EventObject, error) {
	objects, err := s.CalendarObjects(ctx, calendarID, domain.ObjectFilter{Names: []string{name}})
	if err == nil && len(objects) == 0 {
		err = noObject()
	}
	if err != nil {
		return domain.EventObject{}, err
	}
	return objects[0], nil
}

// EventChanges is what of a calendar is new since a token, at most limit objects where that is not 0; all of it where the
// token is empty. A token that does not hold is Invalid.
func (s *Scope) EventChanges(ctx context.Context, calendarID int64, token string, limit int) (domain.Changed[domain.EventObject], error) {
	calendar, err := s.loadCalendar(ctx, s.store.read, calendarID)
	if domain.KindOf(err) == domain.NotFound {
		err = noEvent()
	}
	if err != nil {
		return domain.Changed[domain.EventObject]{}, err
	}
	return changed(ctx, s, syncSource[domain.EventObject]{
		in: s.calendarCollection(calendar),
		read: func(ctx context.Context, ids []int64, after int64, limit int) ([]domain.EventObject, error) {
			which, tail := raw(`e.series_id IS NULL AND e.id > ?`, after), clause{}
			if ids != nil {
				which = raw(`e.series_id IS NULL AND e.id IN (?)`, bun.List(ids))
			}
			if limit > 0 {
				tail = raw(` LIMIT ?`, limit)
			}
			return s.eventObjects(ctx, s.store.read, calendar.ID, which, tail)
		},
		name: func(o domain.EventObject) string { return o.Name },
		id:   func(o domain.EventObject) int64 { return o.Events[0].ID },
	}, token, limit)
}

func noObject() error { return domain.Fail(domain.NotFound, "There is no such object.") }

// objectName is what the object is called that an event is, or begins.
func (r eventRow) objectName() string { return nameOr(r.ObjectName, r.UID, "event-", r.ID) }

// eventsNamed holds for events under the alias e that begin an object with one of these names.
func eventsNamed(names []string) clause {
	return named("e", "event-", names)
}

// named holds for rows whose object has one of these names.
func named(alias, numbered string, names []string) clause {
	uids, ids := []string{}, []int64{}
	for _, name := range names {
		uid, ok := strings.CutSuffix(name, ".ics")
		if !ok {
			continue
		}
		uids = append(uids, uid)
		if number, ok := strings.CutPrefix(uid, numbered); ok {
			if id, err := strconv.ParseInt(number, 10, 64); err == nil {
				ids = append(ids, id)
			}
		}
	}
	if len(names) == 0 {
		return raw(`1 = 0`)
	}
	which := raw(alias+`.object_name IN (?)`, bun.List(names))
	if len(uids) > 0 {
		which = which.plus(raw(` OR `+alias+`.object_name IS NULL AND `+alias+`.uid IN (?)`, bun.List(uids)))
	}
	if len(ids) > 0 {
		which = which.plus(raw(` OR `+alias+`.object_name IS NULL AND coalesce(`+alias+`.uid, '') = '' AND `+alias+`.id IN (?)`, bun.List(ids)))
	}
	return which
}

// eventObjects reads objects of a calendar by their first events, in the order of these, and what single times of them
// became: two queries, however many there are.
func (s *Scope) eventObjects(ctx context.Context, db bun.IDB, calendarID int64, which, tail clause) ([]domain.EventObject, error) {
	firsts, err := s.eventRows(ctx, db, ", e.kept", and(raw(`e.calendar_id = ? AND e.deleted_at IS NULL`, calendarID), s.seesEvent(), which), raw(` ORDER BY e.id`).plus(tail))
	if err != nil {
		return nil, err
	}
	objects := make([]domain.EventObject, 0, len(firsts))
	at, series := make(map[int64]int, len(firsts)), []int64{}
	taken := make(map[string]bool, len(firsts))
	for _, row := range firsts {
		o := domain.EventObject{Name: row.objectName(), UID: row.UID, Events: []domain.Event{row.event(s.user)}}
		if taken[o.Name] {
			continue // another program wrote it twice: the first one counts
		}
		taken[o.Name], at[row.ID] = true, len(objects)
		if o.Events[0].Repeats() {
			series = append(series, row.ID)
		}
		objects = append(objects, o)
	}
	if len(series) == 0 {
		return objects, nil
	}
	times, err := s.eventRows(ctx, db, ", e.kept", and(raw(`e.series_id IN (?) AND e.deleted_at IS NULL`, bun.List(series)), s.seesEvent()), raw(` ORDER BY e.series_id, e.series_day, e.id`))
	for _, row := range times {
		if i, there := at[row.SeriesID]; there {
			objects[i].Events = append(objects[i].Events, row.event(s.user))
		}
	}
	return objects, err
}

// freeName gives an event another UID where it has come to a calendar that has something under its UID or name already:
// back from the trash, or from another calendar.
func freeName(ctx context.Context, w *work, row eventRow) error {
	if row.SeriesID != 0 {
		return nil
	}
	var taken []int64
	query := raw(`SELECT e.id FROM events AS e WHERE e.calendar_id = ? AND e.deleted_at IS NULL AND e.series_id IS NULL AND e.id <> ? AND (e.uid = ? OR `, row.CalendarID, row.ID, row.UID).
		plus(eventsNamed([]string{row.objectName()}), raw(`) LIMIT 1`))
	if err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &taken); err != nil || len(taken) == 0 {
		return wrap(err, "look for a UID")
	}
	_, err := w.tx.NewRaw(`UPDATE events SET uid = ?, object_name = NULL WHERE id = ? OR series_id = ?`, uuid.NewString(), row.ID, row.ID).Exec(ctx)
	return wrap(err, "give an event another UID")
}
