package store

import (
	"context"
	"strconv"

	"mddash/domain"
)

func (d dialect) calendarOrders() []order {
	return []order{
		byText(domain.SortName, "k.id", `lower(k.name)`+d.bytewise()),
		d.byTime(domain.SortCreated, "k.id", "k.created_at"),
		d.byTime(domain.SortUpdated, "k.id", "k.updated_at"),
	}
}

// Calendars lists those that the caller sees, or those in the trash that they may bring back, by name where sort says
// nothing. A sort or cursor that does not exist is Invalid.
func (s *Scope) Calendars(ctx context.Context, trashed bool, sort string, limit int, cursor string) (domain.CalendarPage, error) {
	page := domain.CalendarPage{Items: []domain.Calendar{}}
	if err := s.ensureOwn(ctx); err != nil {
		return page, err
	}
	o, err := chosen(s.store.dialect.calendarOrders(), sort, domain.SortName)
	if err != nil {
		return page, err
	}
	after, err := o.after(cursor)
	if err != nil {
		return page, err
	}
	which := s.seesCalendar()
	if trashed {
		which = raw(`k.deleted_at IS NOT NULL AND k.user_id = ?`, s.user.ID)
	}
	limit = min(max(limit, 1), LimitMax)
	rows, err := s.calendarRows(ctx, s.store.read, `, `+o.text+` AS sort_key`, and(which, after), o.by().plus(raw(` LIMIT ?`, limit+1)))
	if err != nil {
		return page, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = o.cursor(rows[limit-1].SortKey, rows[limit-1].ID)
	}
	for _, row := range rows {
		page.Items = append(page.Items, row.calendar(s.user))
	}
	count := raw(`SELECT count(*) FROM calendars AS k WHERE `).plus(which)
	err = s.store.read.NewRaw(count.sql, count.args...).Scan(ctx, &page.Total)
	return page, wrap(err, "count calendars")
}

// CalendarRefs are all calendars that the caller sees, their own first, then the team's, then those of others by name;
// no more than LimitMax.
func (s *Scope) CalendarRefs(ctx context.Context) ([]domain.CalendarRef, error) {
	if err := s.ensureOwn(ctx); err != nil {
		return nil, err
	}
	rows, err := s.calendarRows(ctx, s.store.read, "", s.seesCalendar(),
		raw(` ORDER BY CASE WHEN k.user_id = ? THEN 0 WHEN k.user_id IS NULL THEN 1 ELSE 2 END, CASE WHEN k.user_id = ? THEN k.id ELSE 0 END, lower(k.name), k.id LIMIT ?`,
			s.user.ID, s.user.ID, LimitMax))
	refs := make([]domain.CalendarRef, 0, len(rows))
	for _, row := range rows {
		refs = append(refs, row.calendar(s.user).Ref())
	}
	return refs, err
}

// Calendar is one calendar that the caller sees; else NotFound.
func (s *Scope) Calendar(ctx context.Context, id int64) (domain.Calendar, error) {
	row, err := s.loadCalendar(ctx, s.store.read, id)
	return row.calendar(s.user), err
}

// AddCalendar makes a calendar of the caller's own.
func (s *Scope) AddCalendar(ctx context.Context, in domain.CalendarInput) (domain.Calendar, error) {
	var out domain.Calendar
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		parsed, err := in.Parse(domain.Calendar{})
		if err != nil {
			return err
		}
		row, err := s.insertCalendar(ctx, w, parsed, "")
		out = row.calendar(s.user)
		return err
	})
	return out, err
}

func (s *Scope) insertCalendar(ctx context.Context, w *work, parsed domain.Calendar, name string) (calendarRow, error) {
	if err := s.addOwn(ctx, w); err != nil {
		return calendarRow{}, err
	}
	row := calendarRow{UserID: s.user.ID, ObjectName: name, CreatedAt: w.at, UpdatedAt: w.at}.with(parsed)
	if _, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
		return row, wrap(err, "add a calendar")
	}
	_, after, err := changes(struct{}{}, row)
	if err != nil {
		return row, err
	}
	return row, w.did(actionCreate, row.subject(), nil, after)
}

// UpdateCalendar changes a calendar. change gets the row's Input and gives back the new one; version, where not empty,
// has to be the row's still, else the answer is Stale. Changing nothing writes nothing.
func (s *Scope) UpdateCalendar(ctx context.Context, id int64, version string, change func(domain.CalendarInput) (domain.CalendarInput, error)) (domain.Calendar, error) {
	var out domain.Calendar
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadCalendar(ctx, w.tx, id)
		if err != nil {
			return err
		}
		calendar := row.calendar(s.user)
		if version != "" && version != calendar.Version() {
			return stale()
		}
		in, err := change(calendar.Input())
		if err != nil {
			return err
		}
		parsed, err := in.Parse(calendar)
		if err != nil {
			return err
		}
		if err := s.saveCalendar(ctx, w, row, row.with(parsed)); err != nil {
			return err
		}
		row, err = s.loadCalendar(ctx, w.tx, id)
		out = row.calendar(s.user)
		return err
	})
	return out, err
}

// saveCalendar writes what differs between two states of a row, if the caller may change that, and tells those who don't
// see it any more.
func (s *Scope) saveCalendar(ctx context.Context, w *work, old, row calendarRow) error {
	before, after, err := changes(old, row)
	if err != nil || len(after) == 0 {
		return err
	}
	if !old.calendar(s.user).Access.CanManage() {
		return domain.Fail(domain.Denied, "You can see this calendar, but not change it.")
	}
	row.UpdatedAt = w.at
	err = tellingWhoLosesCalendar(ctx, w, row, func() error {
		_, err := w.tx.NewUpdate().Model(&row).Column("name", "color", "visibility", "updated_at").WherePK().Exec(ctx)
		return wrap(err, "change a calendar")
	})
	if err != nil {
		return err
	}
	return w.did(actionUpdate, row.subject(), before, after)
}

// tellingWhoLosesCalendar makes a change to who sees a calendar and notes who does not any more.
func tellingWhoLosesCalendar(ctx context.Context, w *work, row calendarRow, change func() error) error {
	before, err := whoSeesCalendar(ctx, w, row.ID)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := whoSeesCalendar(ctx, w, row.ID)
	if err != nil {
		return err
	}
	gone, _ := difference(before, after)
	for _, userID := range gone {
		w.left(row.subject(), userID)
	}
	return nil
}

// DeleteCalendar takes a calendar to the trash, and with it what is in it out of sight. The team's stays, and so does
// the last one that somebody has: both are a Conflict.
func (s *Scope) DeleteCalendar(ctx context.Context, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadCalendar(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.calendar(s.user).Version() {
			return stale()
		}
		return s.trashCalendar(ctx, w, row)
	})
}

func (s *Scope) trashCalendar(ctx context.Context, w *work, row calendarRow) error {
	if row.UserID == "" && s.user.IsStaff() {
		return domain.Fail(domain.Conflict, "The team's calendar stays.")
	}
	if !row.calendar(s.user).CanDelete() {
		return domain.Fail(domain.Denied, "Only whose it is deletes a calendar.")
	}
	var others int
	err := w.tx.NewRaw(`SELECT count(*) FROM calendars WHERE user_id = ? AND kind = '' AND deleted_at IS NULL AND id <> ?`, row.UserID, row.ID).Scan(ctx, &others)
	if err != nil {
		return wrap(err, "count somebody's calendars")
	}
	if others == 0 && row.Kind == "" {
		return domain.Fail(domain.Conflict, "This is your only calendar. Add another one before you delete it.")
	}
	_, err = w.tx.NewRaw(`UPDATE calendars SET deleted_at = ?, deleted_batch = ?, updated_at = ? WHERE id = ?`, w.at, w.batch, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "take a calendar to the trash")
	}
	return w.did(actionDelete, row.subject(), nil, nil)
}

// RestoreCalendar brings a calendar back from the trash with what is in it. What is not there is NotFound.
func (s *Scope) RestoreCalendar(ctx context.Context, id int64) (domain.Calendar, error) {
	var out domain.Calendar
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashedCalendar(ctx, w, id)
		if err != nil {
			return err
		}
		if err := s.untrashCalendar(ctx, w, row); err != nil {
			return err
		}
		row, err = s.loadCalendar(ctx, w.tx, id)
		out = row.calendar(s.user)
		return err
	})
	return out, err
}

func (s *Scope) loadTrashedCalendar(ctx context.Context, w *work, id int64) (calendarRow, error) {
	row, err := s.loadCalendarAnywhere(ctx, w.tx, id)
	if err == nil && row.DeletedAt.IsZero() {
		return row, noCalendar()
	}
	return row, err
}

func (s *Scope) untrashCalendar(ctx context.Context, w *work, row calendarRow) error {
	_, err := w.tx.NewRaw(`UPDATE calendars SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE id = ?`, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "restore a calendar")
	}
	return w.did(actionRestore, row.subject(), nil, nil)
}

// PurgeCalendar deletes a calendar that is in the trash for good, with everything in it.
func (s *Scope) PurgeCalendar(ctx context.Context, id int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashedCalendar(ctx, w, id)
		if err != nil {
			return err
		}
		return purgeCalendar(ctx, w, row)
	})
}

func purgeCalendar(ctx context.Context, w *work, row calendarRow) error {
	saw, err := whoSeesCalendar(ctx, w, row.ID)
	if err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM activity WHERE kind = 'event' AND subject_id IN (SELECT CAST(id AS TEXT) FROM events WHERE calendar_id = ?)`,
		`DELETE FROM activity WHERE kind = 'calendar' AND subject_id = CAST(? AS TEXT)`,
		`DELETE FROM activity WHERE kind = 'choice' AND subject_id = 'subscription:' || CAST(? AS TEXT)`,
		`DELETE FROM activity WHERE kind = 'choice' AND subject_id = 'subscription:' || CAST(? AS TEXT)`,
		`DELETE FROM events WHERE calendar_id = ? AND series_id IS NOT NULL`,
		`DELETE FROM events WHERE calendar_id = ?`,
		`DELETE FROM calendar_shares WHERE calendar_id = ?`,
		`DELETE FROM calendars WHERE id = ?`,
	} {
		if _, err := w.tx.NewRaw(query, row.ID).Exec(ctx); err != nil {
			return wrap(err, "delete a calendar for good")
		}
	}
	for _, userID := range saw {
		w.left(row.subject(), userID)
	}
	return nil
}

// PurgeCalendars deletes for good the calendar that has been in the trash for longest, if that is long enough; it answers
// how many that were, one or none.
func (sys *System) PurgeCalendars(ctx context.Context) (int, error) {
	var rows []calendarRow
	err := sys.nobody().write(ctx, func(ctx context.Context, w *work) error {
		rows = nil
		before := instant{w.at.AddDate(0, 0, -domain.TrashDays)}
		err := w.tx.NewRaw(`SELECT `+calendarColumns+` FROM calendars AS k WHERE k.deleted_at < ? ORDER BY k.deleted_at, k.id LIMIT 1`, before).Scan(ctx, &rows)
		if err != nil || len(rows) == 0 {
			return wrap(err, "read the old trash")
		}
		return purgeCalendar(ctx, w, rows[0])
	})
	return len(rows), err
}

func (s *Scope) calendarUndo() undoable[calendarRow] {
	return undoable[calendarRow]{
		load: func(ctx context.Context, w *work, id string) (calendarRow, error) {
			number, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return calendarRow{}, noCalendar()
			}
			return s.loadCalendarAnywhere(ctx, w.tx, number)
		},
		binned: func(row calendarRow) string { return row.DeletedBatch },
		trash:  s.trashCalendar, restore: s.untrashCalendar, save: s.saveCalendar,
		copy: func(row calendarRow) calendarRow { return row },
	}
}
