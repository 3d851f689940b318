package store

import (
	"context"

	"mddash/domain"
)

// passOn makes what one time of a series became hold for that alone: where it holds for all that follow, these have it from
// the next one on that nothing else became of.
func (s *Scope) passOn(ctx context.Context, w *work, series domain.Event, row *eventRow, times []eventRow) error {
	if !row.Following {
		return nil
	}
	was, old := row.event(s.user), row.copied()
	next, ok := series.After(was.On)
	for ok && timeOn(times, next) != nil {
		next, ok = series.After(next)
	}
	if ok {
		then := series.TimeOn(next, []domain.Event{was})
		then.SeriesID, then.On, then.Following, then.Recurrence, then.Except, then.Extra = was.SeriesID, next, true, "", nil, nil
		fresh := row.copied().with(then)
		fresh.Privacy = row.Privacy
		if err := s.insertEvent(ctx, w, *row, &fresh); err != nil {
			return err
		}
	}
	row.Following = false
	return s.storeEvent(ctx, w, old, *row)
}

// withSeriesEnd is the row with when its series ends. Of one that single times moved all that follow of, nobody can tell
// without working them out.
func (s *Scope) withSeriesEnd(ctx context.Context, w *work, row eventRow) (eventRow, error) {
	row = row.settledSeries(s.user)
	if row.Following && row.SeriesID != 0 {
		_, err := w.tx.NewRaw(`UPDATE events SET series_end = NULL, series_end_of = NULL WHERE id = ?`, row.SeriesID).Exec(ctx)
		return row, wrap(err, "note that a series ends another day")
	}
	if row.ID == 0 || row.SeriesEndOf == "" {
		return row, nil
	}
	var moved int
	err := w.tx.NewRaw(`SELECT count(*) FROM events WHERE series_id = ? AND series_following <> 0 AND deleted_at IS NULL`, row.ID).Scan(ctx, &moved)
	if moved > 0 {
		row.SeriesEnd, row.SeriesEndOf = "", ""
	}
	return row, wrap(err, "ask what became of a series")
}
