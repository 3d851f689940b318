package store

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// PutCalendarObject writes an object of a calendar under a name, whole: what it says of single times of a series is all
// that becomes of them. It answers what is stored now, and whether it is new. Stale where the condition does not hold;
// Denied where the caller may not write; a UID that another object of the calendar has is a Conflict, which names that
// object in the field uid. An empty name is made of the UID.
func (s *Scope) PutCalendarObject(ctx context.Context, calendarID int64, name string, o domain.EventObject, c domain.Condition) (domain.EventObject, bool, error) {
	var out domain.EventObject
	var created bool
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		calendar, err := s.loadCalendar(ctx, w.tx, calendarID)
		if err != nil {
			return err
		}
		if !calendar.calendar(s.user).Access.CanEdit() {
			return domain.Fail(domain.Denied, "You can see this calendar, but not change it.")
		}
		out, created, err = s.putNamed(ctx, w, calendar, name, o, c)
		return err
	})
	return out, created, err
}

// putNamed is PutCalendarObject in a calendar that the caller was found to write in.
func (s *Scope) putNamed(ctx context.Context, w *work, calendar calendarRow, name string, o domain.EventObject, c domain.Condition) (domain.EventObject, bool, error) {
	if name == "" {
		name = nameOfUID(o.UID)
	}
	old, err := s.objectAt(ctx, w.tx, calendar.ID, name)
	if err != nil {
		return o, false, err
	}
	version := ""
	if old != nil {
		version = old.object(s.user).Version()
	}
	if err := c.Check(version); err != nil {
		return o, false, err
	}
	if err := s.soleUID(ctx, w.tx, calendar.ID, o.UID, name); err != nil {
		return o, false, err
	}
	if err := s.writeObject(ctx, w, calendar, name, old, o); err != nil {
		return o, false, err
	}
	now, err := s.objectAt(ctx, w.tx, calendar.ID, name)
	if err != nil || now == nil {
		return o, old == nil, err
	}
	return now.object(s.user), old == nil, nil
}

// writeObject puts an object where the one with its name is, if there is one and the caller may change that.
func (s *Scope) writeObject(ctx context.Context, w *work, calendar calendarRow, name string, old *eventObjectRows, o domain.EventObject) error {
	was := eventRow{UserID: s.user.ID, CalendarOwner: calendar.UserID, ObjectName: storedName(name, o.UID)}
	rows := []eventRow{was}
	if old != nil {
		was, rows = old.first, append([]eventRow{old.first}, old.times...)
		switch {
		case !was.access(s.user).CanEdit():
			return domain.Fail(domain.Denied, "You can see this event, but not change it.")
		case was.UID != o.UID:
			return uidTaken(name)
		}
	}
	first := o.Events[0]
	first.CalendarID, first.ProjectID = calendar.ID, was.project.ID
	if err := s.checkEvent(ctx, w.tx, was, was.with(first)); err != nil {
		return err
	}
	if _, err := s.putObject(ctx, w, calendar, o, rows); err != nil {
		return err
	}
	if old != nil && was.open() && first.Hidden() && was.UserID == "" && was.CalendarOwner == "" {
		_, err := w.tx.NewRaw(`UPDATE events SET user_id = ? WHERE id = ?`, s.user.ID, was.ID).Exec(ctx) // whose it is from now on
		return wrap(err, "say whose an event is")
	}
	return nil
}

// nameOfUID is the name that an object gets that nobody has named.
func nameOfUID(uid string) string {
	if domain.SafeName(uid) {
		return uid + ".ics"
	}
	return uuid.NewString() + ".ics"
}

// storedName is what a row keeps of its object's name: nothing where that follows from the UID.
func storedName(name, uid string) string {
	if name == uid+".ics" && domain.SafeName(uid) {
		return ""
	}
	return name
}

// eventObjectRows are the rows of an object: the event that it begins with, and what single times of it became.
type eventObjectRows struct {
	first eventRow
	times []eventRow
}

func (r eventObjectRows) object(u domain.User) domain.EventObject {
	o := domain.EventObject{Name: r.first.objectName(), UID: r.first.UID, Events: []domain.Event{r.first.event(u)}}
	for _, one := range r.times {
		o.Events = append(o.Events, one.event(u))
	}
	return o
}

// objectAt is the object with a name in a calendar; nil for none. One that is there and hidden from the caller is Denied:
// the name can't be had.
func (s *Scope) objectAt(ctx context.Context, db bun.IDB, calendarID int64, name string) (*eventObjectRows, error) {
	rows, err := s.eventRows(ctx, db, ", e.kept", and(raw(`e.calendar_id = ? AND e.deleted_at IS NULL AND e.series_id IS NULL`, calendarID), eventsNamed([]string{name})), raw(` ORDER BY e.id LIMIT 1`))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	row := rows[0]
	if row.Privacy == domain.PrivacyConfidential && !row.owned(s.user) {
		return nil, domain.Fail(domain.Denied, "That name is taken.")
	}
	times, err := s.eventRows(ctx, db, ", e.kept", raw(`e.series_id = ? AND e.deleted_at IS NULL`, row.ID), raw(` ORDER BY e.series_id, e.series_day, e.id`))
	return &eventObjectRows{row, times}, err
}

// soleUID: a UID stands for one object of a calendar.
func (s *Scope) soleUID(ctx context.Context, db bun.IDB, calendarID int64, uid, name string) error {
	if uid == "" {
		return domain.Problems{"uid": "It has no UID."}.Err()
	}
	rows, err := s.eventRows(ctx, db, "", raw(`e.calendar_id = ? AND e.uid = ? AND e.series_id IS NULL AND e.deleted_at IS NULL`, calendarID, uid), raw(` ORDER BY e.id LIMIT 1`))
	if err != nil || len(rows) == 0 || rows[0].objectName() == name {
		return err
	}
	return uidTaken(rows[0].objectName())
}

func uidTaken(name string) error {
	return &domain.Error{Kind: domain.Conflict, Message: "Something else here has that UID.", Fields: map[string]string{"uid": name}}
}

// DeleteCalendarObject takes an object of a calendar to the trash. Stale where the condition does not hold.
func (s *Scope) DeleteCalendarObject(ctx context.Context, calendarID int64, name string, c domain.Condition) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		old, err := s.objectOf(ctx, w, calendarID, name, c)
		if err != nil {
			return err
		}
		return s.trashEvent(ctx, w, old.first)
	})
}

// objectOf is an object that the caller sees, in the version that the condition asks for.
func (s *Scope) objectOf(ctx context.Context, w *work, calendarID int64, name string, c domain.Condition) (eventObjectRows, error) {
	calendar, err := s.loadCalendar(ctx, w.tx, calendarID)
	if err != nil {
		return eventObjectRows{}, err
	}
	old, err := s.objectAt(ctx, w.tx, calendar.ID, name)
	if domain.KindOf(err) == domain.Denied || err == nil && old == nil {
		err = noObject()
	}
	if err != nil {
		return eventObjectRows{}, err
	}
	return *old, c.Check(old.object(s.user).Version())
}

// MoveCalendarObject takes an object of one calendar to another, under a name there. What has that name already goes to
// the trash where it is to be replaced, else the answer is Stale. It answers whether the name is new there.
func (s *Scope) MoveCalendarObject(ctx context.Context, calendarID int64, name string, toID int64, toName string, replace bool, c domain.Condition) (bool, error) {
	var created bool
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		old, err := s.objectOf(ctx, w, calendarID, name, c)
		if err != nil {
			return err
		}
		to, err := s.loadCalendar(ctx, w.tx, toID)
		if err != nil {
			return err
		}
		if !old.first.access(s.user).CanEdit() || !to.calendar(s.user).Access.CanEdit() {
			return domain.Fail(domain.Denied, "You can see this, but not move it there.")
		}
		if calendarID == toID && name == toName {
			return domain.Fail(domain.Denied, "It is there already.")
		}
		if created, err = s.clearName(ctx, w, to, toName, replace); err != nil {
			return err
		}
		if calendarID != toID {
			if err := s.soleUID(ctx, w.tx, to.ID, old.first.UID, toName); err != nil {
				return err
			}
		}
		return s.moveObject(ctx, w, old, to, toName)
	})
	return created, err
}

// clearName takes away what has a name in a calendar, and tells whether nothing had it.
func (s *Scope) clearName(ctx context.Context, w *work, calendar calendarRow, name string, replace bool) (bool, error) {
	there, err := s.objectAt(ctx, w.tx, calendar.ID, name)
	switch {
	case err != nil || there == nil:
		return true, err
	case !replace:
		return false, domain.Fail(domain.Stale, "Something is there already.")
	}
	return false, s.trashEvent(ctx, w, there.first)
}

func (s *Scope) moveObject(ctx context.Context, w *work, old eventObjectRows, to calendarRow, name string) error {
	row := old.first.copied()
	row.CalendarID, row.ObjectName = to.ID, storedName(name, row.UID)
	if row.CalendarID == old.first.CalendarID {
		_, err := w.tx.NewRaw(`UPDATE events SET object_name = ? WHERE id = ?`, nullable(row.ObjectName), row.ID).Exec(ctx)
		return wrap(err, "rename an object")
	}
	if err := s.saveEvent(ctx, w, old.first, row); err != nil {
		return err
	}
	for _, one := range old.times {
		now := one.copied()
		now.CalendarID = to.ID
		if err := s.storeEvent(ctx, w, one, now); err != nil {
			return err
		}
	}
	return nil
}

// nullable is NULL for an empty text.
func nullable(text string) any {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return text
}
