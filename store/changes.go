package store

import (
	"context"

	"mddash/domain"
)

// Changes is the change log from behind an entry on, in order, as far as the caller sees what it is about: for programs
// that keep a copy. What is in the trash, gone for good or out of the caller's sight comes as deleted.
func (s *Scope) Changes(ctx context.Context, since int64, limit int) (domain.ChangePage, error) {
	limit = min(max(limit, 1), LimitMax)
	query := raw(`SELECT a.id, a.at, a.action, CASE WHEN a.kind IN ('member', 'board') THEN 'project' ELSE a.kind END AS kind,
		CASE a.kind WHEN 'member' THEN CAST(a.project_id AS TEXT) ELSE a.subject_id END AS subject_id FROM activity AS a WHERE `).
		plus(and(raw(`a.id > ?`, since), s.hearsOf()), raw(` ORDER BY a.id LIMIT ?`, limit+1))
	var rows []activityRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return domain.ChangePage{}, wrap(err, "read the change log")
	}
	page := domain.ChangePage{Next: since, Items: []domain.Change{}}
	if page.More = len(rows) > limit; page.More {
		rows = rows[:limit]
	}
	found, err := s.changed(ctx, rows)
	if err != nil {
		return page, err
	}
	for _, row := range rows {
		change := domain.Change{Seq: row.ID, Kind: row.Kind, ID: row.SubjectID, Action: actionDelete, At: row.At.Time}
		if fill := found[row.Kind][row.SubjectID]; fill != nil {
			fill(&change)
			change.Action = changeAction(row.Action)
		}
		page.Items = append(page.Items, change)
		page.Next = row.ID
	}
	return page, nil
}

// changeAction is for what the caller sees: whoever has left it, for instance, may see it in another way.
func changeAction(action string) string {
	if action == actionCreate || action == actionRestore {
		return actionCreate
	}
	return actionUpdate
}

// hearsOf holds for entries under the alias a that the caller is told: those about what they see, or would see if it or
// its project were not in the trash; and those that tell that something is gone from where they could see it. Entries of
// kinds that are not here are told to nobody.
func (s *Scope) hearsOf() clause {
	number := `CAST(a.subject_id AS ` + s.store.dialect.bigint() + `)`
	anywhere := raw(`SELECT p.id FROM projects AS p WHERE `).plus(s.seesProjectAnywhere())
	here := raw(`a.project_id IN (`).plus(anywhere, raw(`)`))
	// What belonged to no project was the staff's.
	staff := ` OR 1 = 0`
	if s.user.IsStaff() {
		staff = ` OR a.project_id IS NULL`
	}
	gone := raw(`CASE a.kind WHEN 'todo' THEN `).plus(here, raw(` WHEN 'decision' THEN (`), here, raw(staff+`) WHEN 'client' THEN (1 = 0`+staff+`) ELSE 1 = 0 END`))
	about := raw(`CASE a.kind
		WHEN 'todo' THEN EXISTS (SELECT 1 FROM tasks AS t WHERE t.id = `+number+` AND (`).plus(s.seesTodoIn(anywhere), raw(`))
		WHEN 'comment' THEN EXISTS (SELECT 1 FROM comments AS c JOIN tasks AS t ON t.id = `+s.store.dialect.todoOfComment()+` WHERE c.id = `+number+` AND (`), s.seesTodoIn(anywhere), raw(`))
		WHEN 'project' THEN `+number+` IN (`), anywhere, raw(`)
		WHEN 'board' THEN `), here, raw(`
		WHEN 'member' THEN a.after LIKE '%"role"%' AND `), here, raw(`
		WHEN 'client' THEN EXISTS (SELECT 1 FROM clients AS c WHERE c.id = a.subject_id AND (`), s.seesClientAnywhere(), raw(`))
		WHEN 'decision' THEN EXISTS (SELECT 1 FROM decisions AS d WHERE d.id = `+number+` AND (`), s.seesDecisionIn("d", anywhere), raw(`))
		WHEN 'calendar' THEN EXISTS (SELECT 1 FROM calendars AS k WHERE k.id = `+number+` AND (`), s.seesCalendarAnywhere(), raw(`))
		WHEN 'event' THEN EXISTS (SELECT 1 FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE e.id = `+number+` AND (`), s.seesEvent(), raw(`))
		ELSE 1 = 0 END`))
	return raw(`a.seen_by = ? OR (a.seen_by IS NULL AND CASE WHEN a.action IN ('leave', 'purge') THEN (`, s.user.ID).plus(gone, raw(`) ELSE (`), about, raw(`) END)`))
}

// LastChange is the newest entry's place in the change log, whoever may see it; 0 while there is none.
func (s *Scope) LastChange(ctx context.Context) (int64, error) {
	var last int64
	err := s.store.read.NewRaw(`SELECT coalesce(max(id), 0) FROM activity`).Scan(ctx, &last)
	return last, wrap(err, "read the end of the change log")
}
