package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type calendarChoicesRow struct {
	HiddenCalendars numberList
	HiddenDates     stringList
}

// CalendarChoices are what the caller keeps out of their sight in the calendar.
func (s *Scope) CalendarChoices(ctx context.Context) (domain.CalendarChoices, error) {
	return s.loadChoices(ctx, s.store.read)
}

func (s *Scope) loadChoices(ctx context.Context, db bun.IDB) (domain.CalendarChoices, error) {
	var rows []calendarChoicesRow
	err := db.NewRaw(`SELECT hidden_calendars, hidden_dates FROM calendar_choices WHERE user_id = ?`, s.user.ID).Scan(ctx, &rows)
	choices := domain.CalendarChoices{}
	for _, row := range rows {
		for _, id := range row.HiddenCalendars {
			choices.Show(int64(id), false)
		}
		for _, kind := range row.HiddenDates {
			choices.ShowDates(kind, false)
		}
	}
	return choices, wrap(err, "read what somebody hides in the calendar")
}

// ChooseCalendars changes what the caller keeps out of their sight in the calendar. change gets the choices as they are;
// version, where not empty, has to be theirs still, else the answer is Stale. A calendar that they don't see is Invalid,
// unless it was hidden before: then it is forgotten.
func (s *Scope) ChooseCalendars(ctx context.Context, change func(domain.CalendarChoicesInput) (domain.CalendarChoicesInput, error), version string) (domain.CalendarChoices, error) {
	var out domain.CalendarChoices
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		was, err := s.loadChoices(ctx, w.tx)
		if err != nil {
			return err
		}
		if version != "" && version != was.Version() {
			return stale()
		}
		in, err := change(was.Input())
		if err != nil {
			return err
		}
		if out, err = in.Parse(); err != nil {
			return err
		}
		if err := s.keepSeenCalendars(ctx, w, was, &out); err != nil || out.Version() == was.Version() {
			return err
		}
		return s.saveChoices(ctx, w, out)
	})
	return out, err
}

func (s *Scope) keepSeenCalendars(ctx context.Context, w *work, was domain.CalendarChoices, now *domain.CalendarChoices) error {
	if len(now.HiddenCalendars) == 0 {
		return nil
	}
	var seen []int64
	query := raw(`SELECT k.id FROM calendars AS k WHERE `).plus(and(raw(`k.id IN (?)`, bun.List(now.HiddenCalendars)), s.seesCalendar()))
	if err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &seen); err != nil {
		return wrap(err, "look for calendars")
	}
	for _, id := range now.HiddenCalendars {
		if slices.Contains(seen, id) {
			continue
		}
		if was.Shows(id) {
			return domain.Problems{"hidden_calendar_ids": domain.UnknownID}.Err()
		}
		now.Show(id, true)
	}
	return nil
}

func (s *Scope) saveChoices(ctx context.Context, w *work, choices domain.CalendarChoices) error {
	hidden := numberList{}
	for _, id := range choices.HiddenCalendars {
		hidden = append(hidden, int(id))
	}
	_, err := w.tx.NewRaw(`INSERT INTO calendar_choices (user_id, hidden_calendars, hidden_dates) VALUES (?, ?, ?)
		ON CONFLICT (user_id) DO UPDATE SET hidden_calendars = excluded.hidden_calendars, hidden_dates = excluded.hidden_dates`,
		s.user.ID, hidden, stringList(choices.HiddenDates)).Exec(ctx)
	w.tell(s.user.ID, tellShown)
	return wrap(err, "keep what somebody hides in the calendar")
}
