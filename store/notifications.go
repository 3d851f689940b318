package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// shownNotification is a notification with what is shown of it.
type shownNotification struct {
	notificationRow `bun:",extend"`

	ActorName string
	Title     string
	Excerpt   string
	Address   string
}

// Notifications are what the caller was told, the newest first, as far as they see what it is about.
func (s *Scope) Notifications(ctx context.Context, f domain.NotificationFilter) (domain.NotificationPage, error) {
	page := domain.NotificationPage{Items: []domain.Notification{}}
	limit := min(max(f.Limit, 1), LimitMax)
	rows, err := s.notificationRows(ctx, s.store.read, s.notified(f), limit+1)
	if err != nil {
		return page, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = rows[limit-1].ID
	}
	if page.Items, err = s.notifications(ctx, rows); err != nil {
		return page, err
	}
	f.Before = 0
	query := raw(`SELECT count(*) FROM notifications AS n WHERE `).plus(s.notified(f))
	err = s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &page.Total)
	return page, wrap(err, "count notifications")
}

// Notification is one that the caller was told and whose thing they see; else NotFound.
func (s *Scope) Notification(ctx context.Context, id int64) (domain.Notification, error) {
	return s.loadNotification(ctx, s.store.read, id)
}

func (s *Scope) loadNotification(ctx context.Context, db bun.IDB, id int64) (domain.Notification, error) {
	rows, err := s.notificationRows(ctx, db, and(raw(`n.id = ? AND n.in_app = 1`, id), s.seesNotification()), 1)
	if err == nil && len(rows) == 0 {
		err = domain.Fail(domain.NotFound, "There is no such notification.")
	}
	if err != nil {
		return domain.Notification{}, err
	}
	all, err := s.notifications(ctx, rows)
	if err != nil {
		return domain.Notification{}, err
	}
	return all[0], nil
}

// notified holds for rows of notifications under the alias n that a filter asks for.
func (s *Scope) notified(f domain.NotificationFilter) clause {
	now := instant{s.store.now()}
	conditions := []clause{raw(`n.in_app = 1`)}
	awake := raw(`n.snoozed_until IS NULL OR n.snoozed_until <= ?`, now)
	switch f.State {
	case domain.NotifiedUnread:
		conditions = append(conditions, raw(`n.read_at IS NULL`), awake)
	case domain.NotifiedRead:
		conditions = append(conditions, raw(`n.read_at IS NOT NULL`))
	case domain.NotifiedSnoozed:
		conditions = append(conditions, raw(`n.read_at IS NULL AND n.snoozed_until > ?`, now))
	default:
		conditions = append(conditions, raw(`n.read_at IS NOT NULL OR `).plus(awake))
	}
	if f.Kind != "" {
		conditions = append(conditions, raw(`n.kind = ?`, f.Kind))
	}
	if f.Before != 0 {
		conditions = append(conditions, raw(`n.id < ?`, f.Before))
	}
	return and(append(conditions, s.seesNotification())...)
}

// seesNotification holds for rows of notifications under the alias n that are the caller's, about what they see: what was
// taken from them, or is in the trash, is as if they had never been told.
func (s *Scope) seesNotification() clause {
	out := raw(`CASE n.subject_kind`)
	for _, kind := range []string{domain.FoundTodo, domain.FoundNote, domain.FoundProject, domain.FoundEvent, domain.FoundDecision, domain.AboutCalendar, domain.AboutInvitation} {
		out = out.plus(raw(` WHEN '`+kind+`' THEN EXISTS (SELECT 1 FROM `), s.noticed(kind), raw(` LIMIT 1 OFFSET 0)`))
	}
	out = out.plus(raw(` ELSE FALSE END`))
	return and(raw(`n.user_id = ?`, s.user.ID), out)
}

// noticed is the table of a kind with the conditions for the row that a notification is about.
func (s *Scope) noticed(kind string) clause {
	switch kind {
	case domain.FoundTodo:
		return raw(`tasks AS t WHERE `).plus(and(raw(`t.id = n.subject_id AND t.deleted_at IS NULL`), s.seesTodoOneByOne(),
			raw(`n.comment_id IS NULL OR EXISTS (SELECT 1 FROM comments AS c WHERE c.id = n.comment_id AND c.deleted_at IS NULL)`)))
	case domain.FoundNote:
		return raw(`notes AS m WHERE m.id = n.subject_id AND m.id IN (SELECT n.id FROM notes AS n WHERE `).plus(and(raw(`n.id = m.id AND n.deleted_at IS NULL`), s.seesNote()), raw(`)`))
	case domain.FoundProject:
		return raw(`projects AS p WHERE `).plus(and(raw(`p.id = n.subject_id`), s.seesProject()))
	case domain.FoundDecision:
		return raw(`decisions AS d WHERE `).plus(and(raw(`d.id = n.subject_id`), s.seesDecisionOneByOne("d")))
	case domain.FoundEvent:
		return raw(`events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE `).plus(and(raw(`e.id = n.subject_id AND e.deleted_at IS NULL`), s.seesAllOfEvent()))
	case domain.AboutCalendar:
		return raw(`calendars AS k WHERE `).plus(and(raw(`k.id = n.subject_id`), s.seesCalendar()))
	}
	// Who is invited reads at the address in their letter what it is; that is for whom it is known to be written to.
	if !s.user.Verified || s.user.Email == "" {
		return raw(`users AS u WHERE 1 = 0`)
	}
	return raw(`event_guests AS g JOIN events AS e ON e.id = g.event_id JOIN calendars AS k ON k.id = e.calendar_id WHERE g.id = n.subject_id
		AND g.told IS NOT NULL AND g.address = ? AND e.deleted_at IS NULL AND k.deleted_at IS NULL`, strings.ToLower(s.user.Email))
}

// notificationRows are those for which which holds, the newest first, with what is shown of them: which has to start from
// seesNotification.
func (s *Scope) notificationRows(ctx context.Context, db bun.IDB, which clause, limit int) ([]shownNotification, error) {
	query := raw(`SELECT n.*, `+s.store.dialect.personName()+` AS actor_name, CASE n.subject_kind
			WHEN 'todo' THEN (SELECT name FROM tasks WHERE id = n.subject_id)
			WHEN 'note' THEN (SELECT title FROM notes WHERE id = n.subject_id)
			WHEN 'project' THEN (SELECT name FROM projects WHERE id = n.subject_id)
			WHEN 'decision' THEN (SELECT name FROM decisions WHERE id = n.subject_id)
			WHEN 'event' THEN (SELECT title FROM events WHERE id = n.subject_id)
			WHEN 'calendar' THEN (SELECT name FROM calendars WHERE id = n.subject_id)
			WHEN 'invitation' THEN (SELECT e.title FROM event_guests AS g JOIN events AS e ON e.id = g.event_id WHERE g.id = n.subject_id)
			END AS title, coalesce((SELECT substr(body, 1, 300) FROM comments WHERE id = n.comment_id), '') AS excerpt,
			CASE n.subject_kind WHEN 'invitation' THEN (SELECT address FROM event_guests WHERE id = n.subject_id) ELSE '' END AS address
		FROM notifications AS n LEFT JOIN users AS u ON u.id = n.actor_id WHERE `).plus(which, raw(` ORDER BY n.id DESC LIMIT ?`, limit))
	var rows []shownNotification
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read notifications")
}

// notifications are rows as they are told.
func (s *Scope) notifications(ctx context.Context, rows []shownNotification) ([]domain.Notification, error) {
	all := make([]domain.Notification, 0, len(rows))
	for _, row := range rows {
		n := domain.Notification{
			ID: row.ID, Kind: row.Kind, Actor: domain.Person{ID: row.ActorID, Name: row.ActorName}, About: row.SubjectKind, AboutID: row.SubjectID, Title: row.Title,
			CommentID: row.CommentID, Excerpt: row.Excerpt, Detail: row.Detail, At: row.At.Time, ReadAt: row.ReadAt.Time, SnoozedUntil: row.SnoozedUntil.Time,
		}
		if row.SubjectKind == domain.AboutInvitation {
			key, err := s.store.guestKey(ctx)
			if err != nil {
				return nil, err
			}
			n.Secret = guestToken(key, guestRow{ID: row.SubjectID, Address: row.Address})
		}
		all = append(all, n)
	}
	return all, nil
}
