package store

import (
	"context"
	"slices"
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
	short, long := s.shortAndLong(f, from, to)
	rows, err := s.eventRows(ctx, s.store.read, "", short, raw(` UNION ALL `).plus(s.eventQuery(eventColumns, long), raw(` LIMIT ?`, domain.OccurrencesMax+1)))
	if err != nil {
		return nil, err
	}
	return s.withChangedTimes(ctx, rows)
}

// shownColumns are what a calendar shows of an event, and what tells who may see and move it.
const shownColumns = `e.id, e.title, e.start, e."end", e.all_day, e.location, e.attendees, e.status, e.privacy, e.recurrence, e.color, e.updated_at, e.calendar_id,
	e.user_id, e.timezone, e.exdates, e.rdates, e.series_id, e.series_day, e.series_following`

// EventsShown are EventsBetween with no more of each than a calendar shows: when it is, its title, place, attendees,
// status and colour, and the calendar that it is in.
func (s *Scope) EventsShown(ctx context.Context, f domain.EventFilter, from, to time.Time) ([]domain.Event, error) {
	calendars, err := s.calendarRows(ctx, s.store.read, "", s.seesCalendar(), clause{})
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]calendarRow, len(calendars))
	for _, calendar := range calendars {
		byID[calendar.ID] = calendar
	}
	short, long := s.shortAndLong(f, from, to)
	read := raw(`SELECT ` + shownColumns + ` FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE `)
	query := read.plus(short, raw(` UNION ALL `), read, long, raw(` LIMIT ?`, domain.OccurrencesMax+1))
	rows := make([]eventRow, 0, 512) // they are large to copy
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read what a calendar shows")
	}
	for i := range rows {
		r, calendar := &rows[i], byID[rows[i].CalendarID]
		r.CalendarName, r.CalendarColor, r.CalendarOwner, r.CalendarPermission, r.CalendarKind = calendar.Name, calendar.Color, calendar.UserID, calendar.Permission, calendar.Kind
	}
	// One that came into sight meanwhile is of no calendar that was read.
	rows = slices.DeleteFunc(rows, func(r eventRow) bool { return byID[r.CalendarID].ID == 0 })
	return s.withChangedTimes(ctx, rows)
}

// shortAndLong holds for events with a time between two moments, in two parts: what is short and single, and what is not.
func (s *Scope) shortAndLong(f domain.EventFilter, from, to time.Time) (short, long clause) {
	f.From, f.To, f.Ended, f.Trashed = from, to, time.Time{}, false
	which := s.matchingEvents(f)
	// No zone is further from UTC than the two days that are taken along.
	begin := raw(eventBegin+s.store.dialect.bytewise()+` >= ?`, from.UTC().AddDate(0, 0, -2).Format(time.DateOnly))
	return and(which, raw(`NOT (`+eventLong+`)`), begin), and(which, raw(eventLong))
}

func (s *Scope) withChangedTimes(ctx context.Context, rows []eventRow) ([]domain.Event, error) {
	if len(rows) > domain.OccurrencesMax {
		return nil, domain.Problems{"to": "That is too much at once. Ask for less time."}.Err()
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
