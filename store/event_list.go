package store

import (
	"context"
	"strings"
	"time"

	"mddash/domain"
)

// Times of events as text that sorts, however they were written: up to the second, or the day alone. The migration has
// indexes of both.
const (
	eventBegin = `replace(substr(e.start, 1, 19), ' ', 'T')`
	eventEnd   = `CASE WHEN coalesce(e.recurrence, '') = '' THEN replace(substr(e."end", 1, 19), ' ', 'T') ` +
		`WHEN e.series_end_of = e.recurrence || ' ' || e.start || ' ' || e."end" THEN e.series_end ELSE '9999-99-99' END`
)

// eventText is what eventBegin and eventEnd make of a stored time.
func eventText(stored string) string {
	return strings.Replace(stored[:min(len(stored), 19)], " ", "T", 1)
}

const eventSecond = "2006-01-02T15:04:05"

func (d dialect) eventOrders() []order {
	return []order{
		byText(domain.SortStarts, "e.id", eventBegin+d.bytewise()),
		d.byTime(domain.SortCreated, "e.id", "e.created_at"),
		d.byTime(domain.SortUpdated, "e.id", "e.updated_at"),
		d.byTime(domain.SortDeleted, "e.id", "e.deleted_at"),
	}
}

// Events lists events as the filter says, with how many there are in all. A sort or cursor that does not exist is
// Invalid.
func (s *Scope) Events(ctx context.Context, f domain.EventFilter) (domain.EventPage, error) {
	page := domain.EventPage{Items: []domain.Event{}}
	o, err := chosen(s.store.dialect.eventOrders(), f.Sort, domain.SortStarts)
	if err == nil && o.name == domain.SortDeleted && !f.Trashed {
		err = domain.Problems{"sort": "Only the trash is sorted by that."}.Err()
	}
	if err != nil {
		return page, err
	}
	after, err := o.after(f.Cursor)
	if err != nil {
		return page, err
	}
	limit, which := min(max(f.Limit, 1), LimitMax), s.matchingEvents(f)
	rows, err := s.eventRows(ctx, s.store.read, `, `+o.text+` AS sort_key`, and(which, after), o.by().plus(raw(` LIMIT ?`, limit+1)))
	if err != nil {
		return page, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = o.cursor(rows[limit-1].SortKey, rows[limit-1].ID)
	}
	for _, row := range rows {
		page.Items = append(page.Items, row.event(s.user))
	}
	count := raw(`SELECT count(*) FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE `).plus(which)
	err = s.store.read.NewRaw(count.sql, count.args...).Scan(ctx, &page.Total)
	return page, wrap(err, "count events")
}

// matchingEvents asks for no more than busy time only where the filter tells nothing about what is behind it.
func (s *Scope) matchingEvents(f domain.EventFilter) clause {
	conditions := []clause{s.seesEvent(f.Hidden...), raw(`e.deleted_at IS NULL`)}
	if f.ProjectID != 0 || f.NoProject || f.Status != "" || f.Query != "" || f.Trashed {
		conditions[0] = s.seesAllOfEvent(f.Hidden...)
	}
	add := func(when bool, text string, args ...any) {
		if when {
			conditions = append(conditions, raw(text, args...))
		}
	}
	if f.Trashed {
		// One time of a series comes back with it.
		conditions[1] = and(raw(`e.deleted_at IS NOT NULL`), s.writesIn(),
			raw(`e.series_id IS NULL OR NOT EXISTS (SELECT 1 FROM events AS series WHERE series.id = e.series_id AND series.deleted_batch = e.deleted_batch)`))
	}
	add(f.CalendarID != 0, `e.calendar_id = ?`, f.CalendarID)
	if f.ProjectID != 0 {
		conditions = append(conditions, raw(`e.project_id = ? AND e.project_id IN (`, f.ProjectID).plus(s.projectsSeen(), raw(`)`)))
	}
	add(f.NoProject, `e.project_id IS NULL`)
	add(f.Status != "", `e.status = ?`, f.Status)
	if !f.From.IsZero() {
		conditions = append(conditions, s.endsAfter(f.From))
	}
	if !f.To.IsZero() {
		conditions = append(conditions, s.beginsBefore(f.To))
	}
	if !f.Ended.IsZero() {
		conditions = append(conditions, raw(`NOT (`).plus(s.endsAfter(f.Ended), raw(`)`)))
	}
	for _, word := range strings.Fields(strings.ToLower(f.Query)) {
		like := `%` + likeEscaper.Replace(word) + `%`
		conditions = append(conditions, raw(`lower(e.title) LIKE ? ESCAPE '!' OR lower(coalesce(e.description, '')) LIKE ? ESCAPE '!'
			OR lower(coalesce(e.location, '')) LIKE ? ESCAPE '!'`, like, like, like))
	}
	return and(conditions...)
}

// writesIn holds for calendars under the alias k that the caller writes in.
func (s *Scope) writesIn() clause {
	writes := raw(`k.user_id = ? OR `, s.user.ID).plus(s.permission(), raw(` = 'edit'`))
	if s.user.IsStaff() {
		writes = writes.plus(raw(` OR k.user_id IS NULL`))
	}
	return and(raw(`k.kind = ''`), writes)
}

// endsAfter holds for events that are not over at a moment, by the caller's clock where they have none of their own.
// What takes no time ends when it begins, and is over after that. The first condition is the one that the index finds
// the place by.
func (s *Scope) endsAfter(at time.Time) clause {
	bytes, local := s.store.dialect.bytewise(), at.In(s.user.Location())
	return and(s.endsAbout(at),
		raw(`CASE WHEN e.all_day <> 0 THEN substr(`+eventEnd+`, 1, 10)`+bytes+` >= ? WHEN e.timezone = 'floating' THEN (`+eventEnd+`)`+bytes+` > ? OR `+eventBegin+bytes+` >= ?
			ELSE (`+eventEnd+`)`+bytes+` > ? OR `+eventBegin+bytes+` >= ? END`,
			local.Format(time.DateOnly), local.Format(eventSecond), local.Format(eventSecond), at.UTC().Format(eventSecond), at.UTC().Format(eventSecond)))
}

// beginsBefore holds for events that begin before a moment, as endsAfter has it.
func (s *Scope) beginsBefore(at time.Time) clause {
	bytes, local := s.store.dialect.bytewise(), at.In(s.user.Location())
	return and(s.beginsAbout(at),
		raw(`CASE WHEN e.all_day <> 0 THEN substr(e.start, 1, 10)`+bytes+` <= ? WHEN e.timezone = 'floating' THEN `+eventBegin+bytes+` < ? ELSE `+eventBegin+bytes+` < ? END`,
			local.Add(-time.Nanosecond).Format(time.DateOnly), local.Format(eventSecond), at.UTC().Format(eventSecond)))
}

// endsAbout holds for all events that endsAfter holds for, and some that ended up to two days before: no zone is further
// from UTC than that. An index answers it without a look at the event.
func (s *Scope) endsAbout(at time.Time) clause {
	return raw(`(`+eventEnd+s.store.dialect.bytewise()+`) >= ?`, at.UTC().AddDate(0, 0, -2).Format(time.DateOnly))
}

// beginsAbout is to beginsBefore what endsAbout is to endsAfter.
func (s *Scope) beginsAbout(at time.Time) clause {
	late := "9999-99-99"
	if later := at.UTC().AddDate(0, 0, 2); later.Year() <= 9999 {
		late = later.Format(time.DateOnly)
	}
	return raw(eventBegin+s.store.dialect.bytewise()+` < ?`, late)
}
