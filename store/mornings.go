package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const (
	// morningLate is how late a summary of the day is still of use.
	morningLate = 3 * time.Hour
	// morningTodos is how many todos and events it names.
	morningTodos = 20
)

// MailMornings puts the morning's letter into the outbox for everybody whose morning it is: what they want to be told of once
// a day, and the day's todos and events for who asked for these, once also where several programs look. It answers how many.
func (sys *System) MailMornings(ctx context.Context, compose func(domain.Digest) domain.Mail) (int, error) {
	ids, err := sys.risen(ctx)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	people, err := listeners(ctx, sys.store.read, ids)
	if err != nil {
		return 0, err
	}
	key, err := sys.store.unsubscribeKey(ctx)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, id := range ids {
		who, there := people[id]
		if ctx.Err() != nil {
			return sent, ctx.Err()
		}
		digest := domain.Digest{For: who.user, Morning: true, Day: who.user.Today(sys.store.now())}
		if there && sys.summed(who) {
			if err := sys.sumUp(ctx, &digest); err != nil {
				return sent, err
			}
		}
		wrote, err := sys.mailMorning(ctx, id, who, digest, key, compose)
		if err != nil {
			return sent, err
		}
		if wrote {
			sent++
		}
	}
	return sent, nil
}

// risen are those for whom a letter can be due: it is collected for them, or they asked for a summary.
func (sys *System) risen(ctx context.Context) ([]string, error) {
	var collected, asked []string
	now := sys.store.now()
	err := sys.store.read.NewRaw(`SELECT DISTINCT user_id FROM notification_deliveries WHERE channel = ? AND next_at <= ?`, domain.ChannelDigest, instant{now}).Scan(ctx, &collected)
	if err != nil {
		return nil, wrap(err, "look whose morning it is")
	}
	if err := sys.store.read.NewRaw(`SELECT user_id FROM notification_hours WHERE summary = 1`).Scan(ctx, &asked); err != nil {
		return nil, wrap(err, "look whose morning it is")
	}
	people, err := listeners(ctx, sys.store.read, asked)
	if err != nil {
		return nil, err
	}
	told := map[reminderKey]bool{}
	var before []reminderRow
	err = sys.store.read.NewRaw(`SELECT kind, subject_id, user_id, remind_at AS reminder_at FROM reminders_told WHERE kind = ? AND told_at >= ?`,
		domain.MorningSummary, instant{now.Add(-2 * domain.ReminderLate)}).Scan(ctx, &before)
	for _, row := range before {
		told[row.key()] = true
	}
	for _, id := range asked {
		if who, there := people[id]; there && sys.summed(who) && !told[sys.morning(who).key()] {
			collected = append(collected, id)
		}
	}
	return distinct(collected), wrap(err, "look who was told of the day")
}

// summed tells whether it is time for somebody's summary of the day.
func (sys *System) summed(who listener) bool {
	at, now := sys.morning(who).ReminderAt, sys.store.now()
	return who.settings.Summary && who.user.CanBeWrittenTo() && !at.After(now) && now.Sub(at.Time) < morningLate
}

// morning is what somebody's summary of today is told once by.
func (sys *System) morning(who listener) reminderRow {
	loc := who.user.Location()
	return reminderRow{Kind: domain.MorningSummary, UserID: who.user.ID, ReminderAt: instant{who.settings.MorningOf(who.user.Today(sys.store.now()), loc).UTC()}}
}

// sumUp reads what there is on the day of a digest, as whom it is for.
func (sys *System) sumUp(ctx context.Context, d *domain.Digest) error {
	scope, open := sys.store.As(d.For), false
	todos, err := scope.Todos(ctx, domain.TodoFilter{Completed: &open, DueAfter: d.Day, DueBefore: d.Day, Sort: domain.SortDue, Limit: morningTodos})
	if err != nil {
		return err
	}
	overdue, err := scope.Todos(ctx, domain.TodoFilter{Overdue: true, Completed: &open, Today: d.Day, Limit: 1, Total: true})
	if err != nil {
		return err
	}
	if d.Events, err = scope.eventsOn(ctx, d.Day); err != nil {
		return err
	}
	d.Todos, d.Overdue, d.Summary = todos.Items, overdue.Total, true
	counts, err := scope.NavCounts(ctx)
	d.Decisions = counts.Decisions
	return err
}

// eventsOn are the events of one day in the calendars that the caller shows, the first of them.
func (s *Scope) eventsOn(ctx context.Context, day domain.Date) ([]domain.Occurrence, error) {
	loc := s.user.Location()
	from, to := domain.Civil(day.Time(), loc), domain.Civil(day.Moved(1).Time(), loc)
	calendars, err := s.chosenCalendars(ctx)
	if err != nil {
		return nil, err
	}
	events, err := s.eventsIn(ctx, calendars, from, to)
	if err != nil {
		return nil, unlessInvalid(err)
	}
	times, err := domain.Occurrences(events, from, to, loc)
	return times[:min(len(times), morningTodos)], unlessInvalid(err)
}

// mailMorning writes somebody's letter, unless another program did or there is nothing to write.
func (sys *System) mailMorning(ctx context.Context, id string, who listener, digest domain.Digest, key []byte, compose func(domain.Digest) domain.Mail) (bool, error) {
	wrote := false
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		wrote = false
		now, letter := instant{sys.store.now()}, digest
		if letter.Summary {
			row := sys.morning(who)
			done, err := tx.NewRaw(`INSERT INTO reminders_told (kind, subject_id, user_id, remind_at, told_at) VALUES (?, 0, ?, ?, ?) ON CONFLICT DO NOTHING`, row.Kind, row.UserID, row.ReminderAt, now).Exec(ctx)
			if err != nil {
				return wrap(err, "note that somebody was told of the day")
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				letter.Summary = false
			}
		}
		d, err := sys.takeDelivery(ctx, tx, domain.ChannelDigest, id)
		if err != nil {
			return err
		}
		letter.Notifications = d.Notifications
		if len(letter.Notifications) > 0 || letter.Summary {
			kinds := kindsOf(letter.Notifications)
			if letter.Summary {
				kinds = append(kinds, domain.MorningSummary)
			}
			letter.Unsubscribe = unsubscribeToken(key, who.user, kinds)
			if err := putInOutbox(ctx, tx, compose(letter), now); err != nil {
				return err
			}
			wrote = true
		}
		return delivered(ctx, tx, d)
	})
	return wrote, err
}
