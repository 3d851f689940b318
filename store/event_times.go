package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Between the columns of one event's times, and between events: characters that no program writes into them. Where one did,
// the events are read as a calendar reads them.
const (
	timesColumn = "\x1f"
	timesRow    = "\x1e"
)

// eventTimes are events with nothing but what tells when they are and whether they take place, and whether the caller has made any
// event; false where a column has a separator in it. Where somebody looks at a few of hundreds, the columns of all of them would cost
// more than everything else: they come as one text.
func (s *Scope) eventTimes(ctx context.Context, times clause) (events []domain.Event, any, plain bool, err error) {
	var own int
	var all string
	if err := s.store.askKept(times).Scan(ctx, &own, &all); err != nil || all == "" {
		return nil, own > 0, true, wrap(err, "read when events are")
	}
	n := strings.Count(all, timesRow) + 1
	events, seen := make([]domain.Event, 0, n), make(map[int64]bool, n)
	for text := range strings.SplitSeq(all, timesRow) {
		row, ok := timesRead(text)
		if !ok {
			return nil, own > 0, false, nil
		}
		if !seen[row.ID] {
			seen[row.ID], events = true, append(events, row.happens())
		}
	}
	return events, own > 0, true, nil
}

// timesAbout asks for the times of the events in a stretch of time in some calendars, as eventsIn has them: of all of them, or of
// those in the table that which makes. It reads series once, also where nothing became of any of their times.
func (s *Scope) timesAbout(calendars []calendarRow, in timespan, which tableOfEvents) clause {
	short, long := s.about(in.from, in.to)
	sees, times := s.seesEventOf(calendars), s.timesText(calendars)
	from := raw(` FROM ` + which.name + ` AS e WHERE `)
	return raw(`WITH `).plus(which.made, raw(`long AS MATERIALIZED (SELECT e.id, e.recurrence, `), times, from, and(sees, long),
		raw(`) SELECT (SELECT count(*) FROM (SELECT 1 FROM events AS e WHERE e.user_id = ? AND e.deleted_at IS NULL LIMIT 1) AS own), coalesce(string_agg(one.times, '`+timesRow+`'), '') FROM (SELECT `, s.user.ID),
		times, from, and(sees, short), raw(` UNION ALL SELECT times FROM long UNION ALL SELECT `), times, from,
		and(sees, raw(`e.series_id IS NOT NULL AND e.series_id IN (SELECT id FROM long WHERE coalesce(recurrence, '') <> '')`)), raw(` LIMIT ?) AS one`, 2*domain.OccurrencesMax))
}

// timesText is one event as timesRead reads it. Whoever may know no more of one than that the time is taken is not told that it
// was cancelled.
func (s *Scope) timesText(calendars []calendarRow) clause {
	join := ` || '` + timesColumn + `' || `
	text := func(column string) string { return `coalesce(CAST(e.` + column + ` AS TEXT), '')` }
	more := ""
	for _, column := range []string{"recurrence", "exdates", "rdates", "series_id", "series_day", "series_following"} {
		more += join + text(column)
	}
	return raw(text("id")+join+text("all_day")+join+text("start")+join+text(`"end"`)+join+text("timezone")+join+`CASE WHEN e.status = ? AND (coalesce(e.privacy, '') IN ('', ?) OR `,
		domain.EventCancelled, domain.PrivacyPublic).plus(s.ownsEventOf(calendars), raw(`) THEN e.status ELSE '' END || CASE WHEN coalesce(e.recurrence, '') = '' AND e.series_id IS NULL THEN '' ELSE ''`+more+` END AS times`))
}

// timesRead is an event that timesText wrote; false where a column has a separator in it.
func timesRead(written string) (r eventRow, ok bool) {
	var columns [12]string
	n := 0
	for column := range strings.SplitSeq(written, timesColumn) {
		if n == len(columns) {
			return r, false
		}
		columns[n] = column
		n++
	}
	if n != 6 && n != len(columns) {
		return r, false
	}
	r.Start, r.End, r.TimeZone, r.Status, r.Recurrence, r.SeriesDay = columns[2], columns[3], columns[4], columns[5], columns[6], columns[10]
	_ = r.AllDay.Scan(columns[1]) // which never fails, as the others
	_ = r.Following.Scan(columns[11])
	_ = r.Exdates.Scan(columns[7])
	_ = r.Rdates.Scan(columns[8])
	_ = (*number)(&r.SeriesID).Scan(columns[9])
	r.ID, _ = strconv.ParseInt(columns[0], 10, 64)
	return r, r.ID != 0
}

// eventsWhole are some events of calendars with what a calendar shows of them, by their ids. They are picked before anything is asked
// of them: SQLite would read through their calendars.
func (s *Scope) eventsWhole(ctx context.Context, calendars []calendarRow, ids []int64) (map[int64]*domain.Event, error) {
	events, err := s.shownEvents(ctx, raw(`SELECT `+shownColumns+` FROM (SELECT * FROM events WHERE id IN (?) LIMIT ?) AS e WHERE `, bun.List(ids), len(ids)).plus(and(raw(`e.deleted_at IS NULL`), s.seesEventOf(calendars))), calendars)
	byID := make(map[int64]*domain.Event, len(events))
	for i := range events {
		byID[events[i].ID] = &events[i]
	}
	return byID, err
}
