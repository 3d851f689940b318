package store

import (
	"context"
	"iter"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// objectsAtOnce is how many events are read together where all of a calendar goes out.
const objectsAtOnce = 200

// keptToo reads the text that an event came in as well.
const keptToo = `, e.kept`

// FeedEvents are the events that a feed of the caller's holds, each with what single times of it became: what the caller
// sees now, and is not over for more than domain.FeedPastDays.
func (s *Scope) FeedEvents(ctx context.Context, f domain.Feed) iter.Seq2[domain.EventObject, error] {
	which := s.matchingEvents(domain.EventFilter{
		CalendarID: f.Calendar.ID, ProjectID: f.Project.ID, From: s.store.now().AddDate(0, 0, -domain.FeedPastDays),
	})
	if len(f.Without) > 0 {
		which = and(which, raw(`e.calendar_id NOT IN (?)`, bun.List(f.Without)))
	}
	return s.objects(ctx, which)
}

// ExportCalendar are all events of a calendar that the caller sees, as far as they see them.
func (s *Scope) ExportCalendar(ctx context.Context, id int64) (domain.Calendar, iter.Seq2[domain.EventObject, error], error) {
	row, err := s.loadCalendar(ctx, s.store.read, id)
	if err != nil {
		return domain.Calendar{}, nil, err
	}
	return row.calendar(s.user), s.objects(ctx, s.matchingEvents(domain.EventFilter{CalendarID: id})), nil
}

// WholeEvent is an event that the caller sees, or the series that it is one time of, with what single times of it became.
func (s *Scope) WholeEvent(ctx context.Context, id int64) (domain.EventObject, error) {
	row, err := s.loadEvent(ctx, s.store.read, id)
	if err != nil {
		return domain.EventObject{}, err
	}
	if row.SeriesID != 0 {
		id = row.SeriesID
	}
	rows, err := s.eventRows(ctx, s.store.read, keptToo, and(raw(`e.id = ?`, id), raw(`e.deleted_at IS NULL`), s.seesEvent()), raw(` LIMIT 1`))
	if err == nil && len(rows) == 0 {
		err = noEvent()
	}
	if err != nil {
		return domain.EventObject{}, err
	}
	objects, err := s.withTimes(ctx, rows)
	if err != nil {
		return domain.EventObject{}, err
	}
	return objects[0], nil
}

// objects reads events piece by piece. Which they are is asked once, whether the caller still sees them with each piece.
func (s *Scope) objects(ctx context.Context, which clause) iter.Seq2[domain.EventObject, error] {
	return func(yield func(domain.EventObject, error) bool) {
		var ids []int64
		query := raw(`SELECT e.id FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE `).plus(and(which, raw(`e.series_id IS NULL`)), raw(` ORDER BY e.id`))
		if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &ids); err != nil {
			yield(domain.EventObject{}, wrap(err, "read which events go out"))
			return
		}
		for some := range slices.Chunk(ids, objectsAtOnce) {
			rows, err := s.eventRows(ctx, s.store.read, keptToo, and(raw(`e.id IN (?)`, bun.List(some)), raw(`e.deleted_at IS NULL`), s.seesEvent()), raw(` ORDER BY e.id`))
			var objects []domain.EventObject
			if err == nil {
				objects, err = s.withTimes(ctx, rows)
			}
			if err != nil {
				yield(domain.EventObject{}, err)
				return
			}
			for _, object := range objects {
				if !yield(object, nil) {
					return
				}
			}
		}
	}
}

// withTimes puts what single times of series became behind these.
func (s *Scope) withTimes(ctx context.Context, rows []eventRow) ([]domain.EventObject, error) {
	var series []int64
	for _, row := range rows {
		if row.Recurrence != "" || len(row.Rdates) > 0 {
			series = append(series, row.ID)
		}
	}
	var times []eventRow
	if len(series) > 0 {
		var err error
		which := and(raw(`e.series_id IN (?)`, bun.List(series)), raw(`e.deleted_at IS NULL`), s.seesEvent())
		if times, err = s.eventRows(ctx, s.store.read, keptToo, which, raw(` ORDER BY e.series_id, e.series_day, e.id`)); err != nil {
			return nil, err
		}
	}
	of := map[int64][]domain.Event{}
	for _, one := range times {
		of[one.SeriesID] = append(of[one.SeriesID], one.event(s.user))
	}
	objects := make([]domain.EventObject, 0, len(rows))
	for _, row := range rows {
		event := row.event(s.user)
		objects = append(objects, domain.EventObject{UID: event.UID, Events: append([]domain.Event{event}, of[row.ID]...)})
	}
	return objects, nil
}
