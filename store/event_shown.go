package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// shownColumns are what a calendar shows of an event, and what tells who may see and move it, as eventRow.shown has them.
const shownColumns = `e.id, e.title, e.start, e."end", e.all_day, e.location, e.attendees, e.status, e.privacy, e.recurrence, e.color, e.updated_at, e.calendar_id,
	e.user_id, e.timezone, e.exdates, e.rdates, e.series_id, e.series_day, e.series_following`

// shown are the places of shownColumns.
func (r *eventRow) shown() []any {
	return []any{&r.ID, &r.Title, &r.Start, &r.End, &r.AllDay, (*text)(&r.Location), &r.Attendees, (*text)(&r.Status), (*text)(&r.Privacy), (*text)(&r.Recurrence),
		(*text)(&r.Color), &r.UpdatedAt, &r.CalendarID, (*text)(&r.UserID), (*text)(&r.TimeZone), &r.Exdates, &r.Rdates, (*number)(&r.SeriesID), (*text)(&r.SeriesDay), &r.Following}
}

// EventsShown are what happens between two moments, the second not included, in all calendars but the hidden ones, as
// EventsBetween has it, with no more of each event than a calendar shows: when it is, its title, place, attendees, status
// and colour, and the calendar that it is in. More than domain.OccurrencesMax are Invalid.
func (s *Scope) EventsShown(ctx context.Context, hidden []int64, from, to time.Time) ([]domain.Event, error) {
	shown := clause{}
	if len(hidden) > 0 {
		shown = raw(`k.id NOT IN (?)`, bun.List(hidden))
	}
	calendars, err := s.calendarRows(ctx, s.store.read, "", and(s.seesCalendar(), shown), clause{})
	if err != nil {
		return nil, err
	}
	return s.eventsIn(ctx, calendars, from, to)
}

// chosenCalendars are those that the caller sees and does not keep out of their sight.
func (s *Scope) chosenCalendars(ctx context.Context) ([]calendarRow, error) {
	return s.calendarRows(ctx, s.store.read, "", and(s.seesCalendar(), raw(`NOT EXISTS (SELECT 1 FROM calendar_choices AS c WHERE c.user_id = ?
		AND replace(replace(c.hidden_calendars, '[', ','), ']', ',') LIKE '%,' || CAST(k.id AS TEXT) || ',%')`, s.user.ID)), clause{})
}

// eventsIn is EventsShown of calendars that the caller sees.
func (s *Scope) eventsIn(ctx context.Context, calendars []calendarRow, from, to time.Time) ([]domain.Event, error) {
	if len(calendars) == 0 {
		return nil, nil
	}
	return s.shownEvents(ctx, s.eventsAbout(raw(shownColumns), calendars, from, to), calendars)
}

// eventsAbout reads columns of events of calendars: those of a stretch of time, and what became of times of the series among
// them. An event may come twice.
func (s *Scope) eventsAbout(columns clause, calendars []calendarRow, from, to time.Time) clause {
	short, long := s.about(from, to)
	sees := s.seesEventOf(calendars)
	changed := raw(`e.series_id IS NOT NULL AND e.series_id IN (SELECT e.id FROM events AS e WHERE `).plus(and(sees, long, raw(`coalesce(e.recurrence, '') <> ''`)), raw(`)`))
	read := raw(`SELECT `).plus(columns, raw(` FROM events AS e WHERE `))
	return read.plus(and(sees, short), raw(` UNION ALL `), read, and(sees, long), raw(` UNION ALL `), read, and(sees, changed), raw(` LIMIT ?`, 2*domain.OccurrencesMax))
}

// seesEventOf is seesEvent for events of calendars that were read, with what the caller was given of them: the database
// does not have to ask that again for each event.
func (s *Scope) seesEventOf(calendars []calendarRow) clause {
	all := []int64{}
	for _, k := range calendars {
		all = append(all, k.ID)
	}
	return and(raw(`e.calendar_id IN (?)`, bun.List(all)), raw(`coalesce(e.privacy, '') <> 'confidential' OR `).plus(s.ownsEventOf(calendars)))
}

// ownsEventOf is eventRow.owned.
func (s *Scope) ownsEventOf(calendars []calendarRow) clause {
	own, team := []int64{-1}, []int64{-1}
	for _, k := range calendars {
		switch {
		case k.UserID == s.user.ID:
			own = append(own, k.ID)
		case k.UserID == "" && s.user.IsStaff():
			team = append(team, k.ID)
		}
	}
	return raw(`(e.calendar_id IN (?) OR (e.calendar_id IN (?) AND (e.user_id = ? OR e.user_id IS NULL)))`, bun.List(own), bun.List(team), s.user.ID)
}

// shownEvents reads events by their shownColumns, each once.
func (s *Scope) shownEvents(ctx context.Context, query clause, calendars []calendarRow) ([]domain.Event, error) {
	byID := make(map[int64]*calendarRow, len(calendars))
	for i := range calendars {
		byID[calendars[i].ID] = &calendars[i]
	}
	// Hundreds of rows of twenty columns: bun's own way to put them into a slice costs as much as the database.
	rows, err := s.store.read.QueryContext(ctx, query.sql, query.args...)
	if err != nil {
		return nil, wrap(err, "read what a calendar shows")
	}
	defer rows.Close()
	events, seen := make([]domain.Event, 0, 512), make(map[int64]bool, 512)
	for rows.Next() {
		var r eventRow
		if err := rows.Scan(r.shown()...); err != nil {
			return nil, wrap(err, "read what a calendar shows")
		}
		if seen[r.ID] {
			continue
		}
		if len(events) == domain.OccurrencesMax {
			return nil, tooManyTimes()
		}
		k := byID[r.CalendarID]
		r.CalendarName, r.CalendarColor, r.CalendarOwner, r.CalendarPermission, r.CalendarKind = k.Name, k.Color, k.UserID, k.Permission, k.Kind
		seen[r.ID], events = true, append(events, r.event(s.user))
	}
	return events, wrap(rows.Err(), "read what a calendar shows")
}
