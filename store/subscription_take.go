package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// TakeSubscription makes the events of a calendar what was fetched from its address, all of it or nothing: what is the
// same is not touched, and what is not there any more goes. A calendar that is gone or follows another address by now is
// left as it is.
func (sys *System) TakeSubscription(ctx context.Context, f domain.Subscription, objects []domain.EventObject) error {
	// Nobody did this: it is in nobody's undo.
	s := sys.nobody()
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		calendar, err := stillFollows(ctx, w.tx, f)
		if err != nil || calendar.ID == 0 {
			return err
		}
		there, err := s.objectRows(ctx, w, f.ID, clause{})
		if err != nil {
			return err
		}
		for _, object := range objects {
			if _, err := s.putObject(ctx, w, calendar, object, there[object.UID]); err != nil {
				return err
			}
			delete(there, object.UID)
		}
		if err := dropObjects(ctx, w, there); err != nil {
			return err
		}
		f.Events = len(objects)
		return sys.settle(ctx, w.tx, f)
	})
	return wrap(err, "take in what was fetched")
}

// stillFollows is the calendar of a subscription; the zero one where it does not follow that address any more.
func stillFollows(ctx context.Context, db bun.IDB, f domain.Subscription) (calendarRow, error) {
	var rows []calendarRow
	err := db.NewRaw(`SELECT `+calendarColumns+` FROM calendars AS k JOIN subscriptions AS f ON f.calendar_id = k.id WHERE k.id = ? AND k.deleted_at IS NULL AND f.url = ?`, f.ID, f.URL).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return calendarRow{}, wrap(err, "read a subscription")
	}
	return rows[0], nil
}

func dropObjects(ctx context.Context, w *work, objects map[string][]eventRow) error {
	for _, rows := range objects {
		for _, row := range rows {
			if err := binEvent(ctx, w, row); err != nil {
				return err
			}
		}
	}
	return nil
}
