package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// reminds holds for events under the alias e that remind; the migration has an index of them.
const reminds = `e.deleted_at IS NULL AND (coalesce(e.reminders, '[]') <> '[]' OR coalesce(e.reminders_at, '[]') <> '[]')`

// aroundTheWorld is how far the clocks of two places can be apart, and a little more.
const aroundTheWorld = 27 * time.Hour

// TellEventReminders tells people of the events whose reminders came up after one moment, at most domain.ReminderLate ago,
// once, whoever else looks at the same time; it answers how many, and up to when. Who made an event, whom it names, or where it names nobody
// with an account whoever has its calendar, hears of it: the calendar is theirs, was given to them, or is the team's, and they
// don't hide it. Who declined does not, nor who sees no more than that the time is taken.
func (sys *System) TellEventReminders(ctx context.Context, since time.Time) (told int, until time.Time, err error) {
	now := sys.store.now()
	if earliest := now.Add(-domain.ReminderLate); since.Before(earliest) {
		since = earliest
	}
	groups, err := sys.reminding(ctx, since, now)
	if err != nil {
		return 0, since, err
	}
	var rows []reminderRow
	for _, group := range groups {
		some, err := sys.remindedOf(ctx, group, since, now)
		if err != nil {
			return 0, since, err
		}
		rows = append(rows, some...)
	}
	if rows, err = sys.withoutTold(ctx, rows, now); err != nil {
		return 0, since, err
	}
	told, err = sys.tellAll(ctx, rows, now)
	return told, now, err
}

// reminding are the events that can remind somebody between two moments: single ones alone, and each series with what its
// times became. Of single ones that only remind shortly before they begin those are read that begin now.
func (sys *System) reminding(ctx context.Context, since, now time.Time) ([][]eventRow, error) {
	bytes := sys.store.dialect.bytewise()
	first, last := since.Add(-aroundTheWorld).UTC().Format(time.DateOnly), now.Add(2*aroundTheWorld).UTC().Format(time.DateOnly)
	which := raw(reminds+` AND k.deleted_at IS NULL AND e.series_id IS NULL AND (`+eventEnd+`)`+bytes+` >= ? AND (coalesce(e.recurrence, '') <> '' OR `+
		eventBegin+bytes+` <= ? OR coalesce(e.reminders_at, '[]') <> '[]' OR `+sys.store.dialect.digits("e.reminders", 4)+`)`, first, last)
	heads, err := sys.eventRowsOf(ctx, which)
	if err != nil {
		return nil, err
	}
	// Times of series that became something else remind by themselves, also where the series does not.
	changed, err := sys.eventRowsOf(ctx, raw(reminds+` AND k.deleted_at IS NULL AND e.series_id IS NOT NULL AND (`+eventEnd+`)`+bytes+` >= ?`, first))
	if err != nil {
		return nil, err
	}
	series := []int64{}
	for _, row := range slices.Concat(heads, changed) {
		if row.Recurrence != "" || row.SeriesID != 0 {
			series = append(series, row.seriesID())
		}
	}
	slices.Sort(series)
	of := map[int64][]eventRow{}
	for some := range slices.Chunk(slices.Compact(series), 500) {
		rows, err := sys.eventRowsOf(ctx, raw(`e.deleted_at IS NULL AND k.deleted_at IS NULL AND (e.series_id IN (?) OR e.id IN (?))`, bun.List(some), bun.List(some)))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			of[row.seriesID()] = append(of[row.seriesID()], row)
		}
	}
	for _, row := range heads {
		if row.Recurrence == "" {
			of[row.ID] = []eventRow{row}
		}
	}
	groups := make([][]eventRow, 0, len(of))
	for _, group := range of {
		groups = append(groups, group)
	}
	return groups, nil
}

// eventRowsOf reads events for nobody in particular, with what tells when they are and who sees them.
func (sys *System) eventRowsOf(ctx context.Context, which clause) ([]eventRow, error) {
	query := raw(`SELECT e.id, e.start, e."end", e.all_day, e.attendees, e.status, e.privacy, e.recurrence, e.reminders, e.calendar_id, e.user_id, e.timezone, e.exdates, e.rdates,
		e.reminders_at, e.series_id, e.series_day, e.series_following, coalesce(k.user_id, '') AS calendar_owner FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE `).plus(which, raw(` ORDER BY coalesce(e.series_id, 0), e.id`))
	var rows []eventRow
	err := sys.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "look for events that remind")
}

// remindedOf are those who are reminded of one event, or of one series, between two moments.
func (sys *System) remindedOf(ctx context.Context, group []eventRow, since, now time.Time) ([]reminderRow, error) {
	events := make([]domain.Event, 0, len(group))
	wide := time.Duration(0)
	for _, row := range group {
		e := row.whole()
		if e.OnOwnClock() {
			wide = aroundTheWorld
		}
		events = append(events, e)
	}
	if any, err := domain.Remindings(events, since.Add(-wide), now.Add(wide), time.UTC); err != nil || len(any) == 0 {
		return nil, err
	}
	people, err := sys.hearers(ctx, group)
	if err != nil {
		return nil, err
	}
	var rows []reminderRow
	for _, user := range people {
		moments, err := domain.Remindings(events, since, now, user.Location())
		if err != nil {
			return nil, err
		}
		for _, m := range moments {
			rows = append(rows, reminderRow{
				Kind: domain.FoundEvent + " " + m.Begins, UserID: user.ID, SubjectID: m.Of.ID, ReminderAt: instant{m.At.Truncate(time.Second)},
				told: domain.ToldReminder, about: domain.FoundEvent, detail: m.Begins,
			})
		}
	}
	return rows, nil
}

// hearers are those who are reminded of an event, or of a series.
func (sys *System) hearers(ctx context.Context, group []eventRow) ([]domain.User, error) {
	head := group[0]
	has := raw(`u.id = ? OR u.id IN (SELECT user_id FROM calendar_shares WHERE calendar_id = ?) OR (u."emailVerified" IS NOT NULL AND EXISTS
		(SELECT 1 FROM calendar_shares AS h WHERE h.calendar_id = ? AND h.user_id IS NULL AND lower(h.email) = lower(u.email)))`, head.CalendarOwner, head.CalendarID, head.CalendarID)
	if head.CalendarOwner == "" {
		has = raw(isStaff)
	}
	query := raw(`SELECT `+userColumns+` FROM users AS u WHERE `).plus(and(raw(`u.disabled_at IS NULL`), has), raw(` ORDER BY u.id`))
	var users []userRow
	if err := sys.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &users); err != nil {
		return nil, wrap(err, "read who is reminded of an event")
	}
	hiding, err := sys.hiding(ctx, head.CalendarID)
	if err != nil {
		return nil, err
	}
	guests, err := guestRows(ctx, sys.store.read, []int64{head.seriesID()})
	if err != nil {
		return nil, err
	}
	declined := map[string]bool{}
	for _, guest := range guests[head.seriesID()] {
		declined[guest.Address] = guest.Answer == domain.AnswerNo
	}
	var all, named []domain.User
	for _, row := range users {
		user, address := row.user(), strings.ToLower(row.Email)
		switch asked := domain.GuestNamed(guestsOf(head.whole(), nil, ""), address) != nil && row.Verified; {
		case declined[address] && asked, slices.Contains(hiding, user.ID):
		case asked, head.UserID == user.ID:
			named = append(named, user)
			fallthrough
		default:
			all = append(all, user)
		}
	}
	if len(head.Attendees) > 0 && len(named) > 0 {
		return named, nil
	}
	return all, nil
}

// hiding are those who keep a calendar out of their sight.
func (sys *System) hiding(ctx context.Context, calendarID int64) ([]string, error) {
	var rows []struct {
		UserID          string
		HiddenCalendars numberList
	}
	err := sys.store.read.NewRaw(`SELECT user_id, hidden_calendars FROM calendar_choices WHERE hidden_calendars <> '[]'`).Scan(ctx, &rows)
	var ids []string
	for _, row := range rows {
		if slices.Contains(row.HiddenCalendars, int(calendarID)) {
			ids = append(ids, row.UserID)
		}
	}
	return ids, wrap(err, "read who hides a calendar")
}
