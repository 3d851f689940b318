package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// timespan is the time from a moment to another, which is not in it.
type timespan struct{ from, to time.Time }

// tableOfEvents is where events are read from, with what makes it for a WITH.
type tableOfEvents struct {
	name string
	made clause
}

// ahead is what happens in a stretch of time, as of a version of the events or later. Nobody changes it.
type ahead struct {
	version     int64
	occurrences []domain.Occurrence // in order
	// series are those of which a time became an event of its own, by the id of that.
	series map[int64]int64
	any    bool
}

const (
	// aheadMost is how many occurrences are remembered, and changedMost how many changed events are read by themselves.
	aheadMost   = 5000
	changedMost = 100
)

// aheadOf asks for the occurrences in a stretch of time in some calendars.
type aheadOf struct {
	*Scope
	calendars []calendarRow
	in        timespan
}

// occurrences are in order; any tells whether the caller has made an event. Both are remembered: where this program changed a few
// events since, only these are read and worked out, with all of their series.
func (a aheadOf) occurrences(ctx context.Context) (list []domain.Occurrence, any bool, err error) {
	all := a.timesAbout(a.calendars, a.in, tableOfEvents{name: "events"})
	version, state := a.state(ctx, all)
	now, found := ahead{}, false
	if kept, remembered := a.store.remembered.recall(state, a.rememberedAs("ahead"), a.store.now()); remembered {
		now, found, err = a.caughtUp(ctx, kept.value.(ahead))
	}
	if !found && err == nil {
		now, found, err = a.read(ctx, all)
	}
	switch {
	case err != nil:
		return nil, now.any, err
	case !found:
		list, err = a.readPlain(ctx)
		return list, now.any, err
	}
	if now.version = version; len(now.occurrences) <= aheadMost {
		a.store.remembered.set(a.rememberedAs("ahead"), recollection{value: now, state: state})
	}
	return now.occurrences, now.any, nil
}

// state is the version of the events, and what differs whenever what was read of them counts no more at all; empty where that can't be
// known.
func (a aheadOf) state(ctx context.Context, asked clause) (version int64, state string) {
	foreign := a.store.foreign(ctx)
	version, settled := a.store.changes.version(calendarTables)
	if foreign == "" || !settled {
		return version, ""
	}
	return version, foreign + " " + a.store.read.NewRaw(asked.sql, asked.args...).String()
}

// read reads all events; false where it can't read their times.
func (a aheadOf) read(ctx context.Context, all clause) (ahead, bool, error) {
	events, any, plain, err := a.eventTimes(ctx, all)
	if err == nil && len(events) > domain.OccurrencesMax {
		err = tooManyTimes()
	}
	now := ahead{any: any}
	if err == nil {
		now.occurrences, err = domain.Occurrences(events, a.in.from, a.in.to, a.user.Location())
		now.series = seriesOf(events)
	}
	return now, plain, err
}

// readPlain reads all events as a calendar does.
func (a aheadOf) readPlain(ctx context.Context) ([]domain.Occurrence, error) {
	events, err := a.eventsIn(ctx, a.calendars, a.in.from, a.in.to)
	if err != nil {
		return nil, err
	}
	return domain.Occurrences(events, a.in.from, a.in.to, a.user.Location())
}

// caughtUp is what was, with what changed since; false where that is not known, or too much.
func (a aheadOf) caughtUp(ctx context.Context, was ahead) (ahead, bool, error) {
	changed, known := a.store.changes.eventsSince(was.version)
	if !known || len(changed) > changedMost {
		return ahead{}, false, nil
	}
	if len(changed) == 0 {
		return was, true, nil
	}
	touched := map[int64]bool{}
	for _, id := range changed {
		touched[id], touched[was.series[id]] = true, true
	}
	events, any, plain, err := a.eventTimes(ctx, a.timesAbout(a.calendars, a.in, pickedEvents(touched)))
	if !plain || err != nil {
		return ahead{}, false, err
	}
	for i := range events {
		touched[wholeOf(&events[i])] = true
	}
	fresh, err := domain.Occurrences(events, a.in.from, a.in.to, a.user.Location())
	return was.with(touched, fresh, seriesOf(events), any), true, err
}

// with is what was without some series and single events, and with what these are now.
func (was ahead) with(touched map[int64]bool, fresh []domain.Occurrence, series map[int64]int64, any bool) ahead {
	now := ahead{occurrences: make([]domain.Occurrence, 0, len(was.occurrences)+len(fresh)), series: series, any: any}
	for _, o := range was.occurrences {
		if !touched[wholeOf(o.Of)] {
			now.occurrences = append(now.occurrences, o)
		}
	}
	for id, whole := range was.series {
		if !touched[whole] {
			now.series[id] = whole
		}
	}
	now.occurrences = domain.InOrder(append(now.occurrences, fresh...))
	return now
}

// wholeOf is the id of the series that an event is a time of, or its own: what happens with one depends on no other.
func wholeOf(e *domain.Event) int64 {
	if e.SeriesID != 0 {
		return e.SeriesID
	}
	return e.ID
}

func seriesOf(events []domain.Event) map[int64]int64 {
	series := map[int64]int64{}
	for _, e := range events {
		if e.SeriesID != 0 {
			series[e.ID] = e.SeriesID
		}
	}
	return series
}

// pickedEvents are some events with all of their series.
func pickedEvents(ids map[int64]bool) tableOfEvents {
	texts := make([]string, 0, len(ids))
	for id := range ids {
		texts = append(texts, strconv.FormatInt(id, 10))
	}
	these := "[" + strings.Join(texts, ",") + "]"
	return tableOfEvents{"picked", raw(`these AS MATERIALIZED (SELECT CAST(value AS INTEGER) AS id FROM json_each(?)),
		wholes AS MATERIALIZED (SELECT id FROM these UNION SELECT e.series_id FROM these CROSS JOIN events AS e ON e.id = these.id WHERE e.series_id IS NOT NULL),
		picked AS MATERIALIZED (SELECT e.* FROM wholes CROSS JOIN events AS e ON e.id = wholes.id UNION ALL SELECT e.* FROM wholes CROSS JOIN events AS e ON e.series_id = wholes.id), `, these)}
}
