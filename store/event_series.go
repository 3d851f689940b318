package store

import (
	"context"

	"mddash/domain"
)

// changePart changes one time of a series, or that and all that follow, and answers the id of the event that they are
// from then on.
func (s *Scope) changePart(ctx context.Context, w *work, row eventRow, event domain.Event, part domain.Part, change func(domain.EventInput) (domain.EventInput, error)) (int64, error) {
	if row.SeriesID != 0 && part.Scope == domain.ScopeThis && (part.On == "" || part.On == event.On) {
		return row.ID, s.changeEvent(ctx, w, row, event, change)
	}
	times, err := s.timesOf(ctx, w.tx, row.ID)
	if err != nil {
		return 0, err
	}
	there := timeOn(times, part.On)
	if err := part.For(event, there != nil); err != nil {
		return 0, err
	}
	if !row.access(s.user).CanEdit() {
		return 0, domain.Fail(domain.Denied, "You can see this event, but not change it.")
	}
	if part.Scope == domain.ScopeFollowing {
		return s.changeFollowing(ctx, w, row, event, part.On, s.eventsOf(times), change)
	}
	if there == nil {
		return s.changeOneTime(ctx, w, row, event, part.On, s.eventsOf(times), change)
	}
	if err := s.passOn(ctx, w, event, there, times); err != nil {
		return 0, err
	}
	if err := s.changeEvent(ctx, w, *there, there.event(s.user), change); err != nil {
		return 0, err
	}
	return there.ID, touchSeries(ctx, w, row)
}

func timeOn(times []eventRow, day domain.Date) *eventRow {
	for i := range times {
		if times[i].SeriesDay == string(day) {
			return &times[i]
		}
	}
	return nil
}

func (s *Scope) eventsOf(rows []eventRow) []domain.Event {
	events := make([]domain.Event, 0, len(rows))
	for _, row := range rows {
		events = append(events, row.event(s.user))
	}
	return events
}

// touchSeries makes the version of a series another one: what it shows is.
func touchSeries(ctx context.Context, w *work, row eventRow) error {
	_, err := w.tx.NewRaw(`UPDATE events SET updated_at = ? WHERE id = ?`, w.at, row.ID).Exec(ctx)
	return wrap(err, "note that a series changed")
}

// changeOneTime makes one time of a series something of its own.
func (s *Scope) changeOneTime(ctx context.Context, w *work, row eventRow, event domain.Event, day domain.Date, times []domain.Event, change func(domain.EventInput) (domain.EventInput, error)) (int64, error) {
	alone := event.Alone(day, times)
	parsed, err := s.changedEvent(alone, change)
	if err != nil {
		return 0, err
	}
	was := eventRow{UserID: row.UserID, UID: row.UID, project: row.project, ProjectID: row.ProjectID, CalendarOwner: row.CalendarOwner}.with(alone)
	one := was.with(parsed)
	one.UserID, one.UID = row.UserID, row.UID
	if _, after, err := changes(was, one); err != nil || len(after) == 0 {
		return row.ID, err
	}
	if err := sameSeries(row, one); err != nil {
		return 0, err
	}
	if err := s.insertEvent(ctx, w, row, &one); err != nil {
		return 0, err
	}
	return one.ID, touchSeries(ctx, w, row)
}

// sameSeries: one time of a series is in the same calendar, as private and of the same project as all of it.
func sameSeries(series, one eventRow) error {
	p := domain.Problems{}
	if one.CalendarID != series.CalendarID {
		p.Add("calendar_id", "A series is in one calendar. Move all of it.")
	}
	if one.Privacy != series.Privacy && (!one.open() || !series.open()) {
		p.Add("privacy", "A series is as private as a whole. Change all of it.")
	}
	if one.ProjectID != series.ProjectID {
		p.Add("project_id", "A series is in one project. Change all of it.")
	}
	return p.Err()
}

// changeFollowing ends a series before a day and begins another one there.
func (s *Scope) changeFollowing(ctx context.Context, w *work, row eventRow, event domain.Event, day domain.Date, times []domain.Event, change func(domain.EventInput) (domain.EventInput, error)) (int64, error) {
	later, ok := event.From(day, times)
	if !ok {
		return row.ID, s.changeEvent(ctx, w, row, event, change)
	}
	parsed, err := s.changedEvent(later, change)
	if err != nil {
		return 0, err
	}
	fresh := row.copied()
	fresh.ID, fresh.UID, fresh.UserID = 0, "", s.user.ID
	if !row.open() {
		fresh.UserID = row.UserID
	}
	was := fresh.with(later)
	fresh = was.with(parsed)
	if _, after, err := changes(was, fresh); err != nil || len(after) == 0 {
		return row.ID, err
	}
	if err := s.insertEvent(ctx, w, row, &fresh); err != nil {
		return 0, err
	}
	if _, err := w.tx.NewRaw(`UPDATE events SET kept = (SELECT old.kept FROM events AS old WHERE old.id = ?) WHERE id = ?`, row.ID, fresh.ID).Exec(ctx); err != nil {
		return 0, wrap(err, "take along what other programs said of a series")
	}
	if err := s.saveEvent(ctx, w, row, row.with(event.Until(day))); err != nil {
		return 0, err
	}
	return fresh.ID, s.takeTimesAlong(ctx, w, later, parsed, fresh, row.ID, day)
}

// takeTimesAlong puts what single times of a series became where these are after the series changed, from a day on: in the
// calendar and the project of the series, as private as that, on the days that it has now. What has no place there any
// more goes to the trash.
func (s *Scope) takeTimesAlong(ctx context.Context, w *work, was, now domain.Event, series eventRow, of int64, from domain.Date) error {
	times, err := s.timesOf(ctx, w.tx, of)
	if err != nil {
		return err
	}
	days := []domain.Date{}
	for _, one := range times {
		days = append(days, domain.Date(one.SeriesDay))
	}
	carried := now.Carried(was, days)
	for _, old := range times {
		if domain.Date(old.SeriesDay) < from {
			continue
		}
		if from != "" && domain.Date(old.SeriesDay) == from && bool(old.Following) {
			// It is what the series is now.
			if err := binEvent(ctx, w, old); err != nil {
				return err
			}
			continue
		}
		one := old.copied()
		day, stays := carried[domain.Date(old.SeriesDay)]
		if !stays {
			if err := binEvent(ctx, w, old); err != nil {
				return err
			}
			continue
		}
		one.SeriesID, one.SeriesDay, one.CalendarID, one.ProjectID, one.UserID = series.ID, string(day), series.CalendarID, series.ProjectID, series.UserID
		if !one.open() || !series.open() {
			one.Privacy = series.Privacy
		}
		if err := s.storeEvent(ctx, w, old, one); err != nil {
			return err
		}
	}
	return nil
}

// deletePart leaves one time of a series out, or ends it before one.
func (s *Scope) deletePart(ctx context.Context, w *work, row eventRow, event domain.Event, part domain.Part) error {
	times, err := s.timesOf(ctx, w.tx, row.ID)
	if err != nil {
		return err
	}
	there := timeOn(times, part.On)
	if err := part.For(event, there != nil); err != nil {
		return err
	}
	if there != nil && part.Scope != domain.ScopeFollowing {
		if err := s.passOn(ctx, w, event, there, times); err != nil {
			return err
		}
	}
	rest := event.Leaving(part.On)
	if part.Scope == domain.ScopeFollowing {
		if part.On <= event.StartDate() {
			return s.trashEvent(ctx, w, row)
		}
		rest = event.Until(part.On)
	}
	if err := s.saveEvent(ctx, w, row, row.with(rest)); err != nil {
		return err
	}
	for _, one := range times {
		day := domain.Date(one.SeriesDay)
		if day == part.On || day > part.On && part.Scope == domain.ScopeFollowing {
			if err := binEvent(ctx, w, one); err != nil {
				return err
			}
		}
	}
	return nil
}
