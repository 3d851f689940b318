package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// eventLong holds for series, and for what is on more than one day: of these there are few, and an index of their own
// has them. Whatever else is in a stretch of time begins in it.
const eventLong = `coalesce(e.recurrence, '') <> '' OR substr(e.start, 1, 10) <> substr(e."end", 1, 10)`

// EventsBetween are all events with a time between two moments, the second not included: single ones, series, and what
// single times of these became, for domain.Occurrences. The filter's own times, order and limit count for nothing. More
// than domain.OccurrencesMax are Invalid.
func (s *Scope) EventsBetween(ctx context.Context, f domain.EventFilter, from, to time.Time) ([]domain.Event, error) {
	short, long := s.about(from, to)
	f.From, f.To, f.Ended, f.Trashed = time.Time{}, time.Time{}, time.Time{}, false
	which := s.matchingEvents(f)
	short, long = and(which, short), and(which, long)
	rows, err := s.eventRows(ctx, s.store.read, "", short, raw(` UNION ALL `).plus(s.eventQuery(eventColumns, long), raw(` LIMIT ?`, domain.OccurrencesMax+1)))
	if err != nil {
		return nil, err
	}
	return s.withChangedTimes(ctx, rows)
}

// about holds for events that are not in the trash and have a time between two moments, in two parts: what is short and
// single, and what is not. It holds for some that end or begin up to two days outside as well, which domain.Occurrences
// leaves out: to compare thousands of times to the second costs it less than the database.
func (s *Scope) about(from, to time.Time) (short, long clause) {
	lives := and(raw(`e.deleted_at IS NULL`), s.beginsAbout(to))
	begin := raw(eventBegin+s.store.dialect.bytewise()+` >= ?`, from.UTC().AddDate(0, 0, -2).Format(time.DateOnly))
	return and(lives, raw(`NOT (`+eventLong+`)`), begin), and(lives, raw(eventLong), s.endsAbout(from))
}

func tooManyTimes() error {
	return domain.Problems{"to": "That is too much at once. Ask for less time."}.Err()
}

func (s *Scope) withChangedTimes(ctx context.Context, rows []eventRow) ([]domain.Event, error) {
	if len(rows) > domain.OccurrencesMax {
		return nil, tooManyTimes()
	}
	changed, err := s.changedTimes(ctx, rows)
	if err != nil {
		return nil, err
	}
	events := make([]domain.Event, 0, len(rows)+len(changed))
	for _, row := range rows {
		events = append(events, row.event(s.user))
	}
	return append(events, changed...), nil
}

// changedTimes are what became of times of the series among some events and is not among these: it is at another time,
// or not asked for. Of most only the day counts, at which the series itself does not happen; what holds for all that
// follow is there whole.
func (s *Scope) changedTimes(ctx context.Context, among []eventRow) ([]domain.Event, error) {
	series, there := []int64{}, map[int64]bool{}
	for _, row := range among {
		if there[row.ID] = true; row.Recurrence != "" {
			series = append(series, row.ID)
		}
	}
	if len(series) == 0 {
		return nil, nil
	}
	query := raw(`SELECT e.id, e.series_id, e.series_day, e.series_following FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE `).
		plus(and(raw(`e.id IN (SELECT id FROM events WHERE series_id IN (?) AND deleted_at IS NULL)`, bun.List(series)), s.seesEvent()), raw(` ORDER BY e.series_id, e.series_day, e.id`))
	var rows []eventRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read what became of times of series")
	}
	events, whole := []domain.Event{}, []int64{}
	for _, row := range rows {
		switch {
		case there[row.ID]:
		case bool(row.Following):
			whole = append(whole, row.ID)
		default:
			events = append(events, domain.Event{ID: row.ID, SeriesID: row.SeriesID, On: domain.Date(row.SeriesDay)})
		}
	}
	if len(whole) == 0 {
		return events, nil
	}
	rows, err := s.eventRows(ctx, s.store.read, "", and(raw(`e.id IN (?)`, bun.List(whole)), s.seesEvent()), clause{})
	for _, row := range rows {
		events = append(events, row.event(s.user))
	}
	return events, err
}
