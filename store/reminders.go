package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// remindersAtOnce is how many reminders are told in one transaction.
const remindersAtOnce = 100

// reminderRow is a thing with somebody who is to be reminded of it, and of which moment.
type reminderRow struct {
	// Kind is under which it is noted that they were.
	Kind       string
	UserID     string
	SubjectID  int64
	ReminderAt instant

	told   string // one of domain.Told…
	about  string // one of domain.Found…
	detail string
}

// TellReminders tells people of their todos and notes whose moment has come, once, whoever else looks at the same time; it
// answers how many. Of what is done, archived or in the trash nobody is reminded, nor of what was due longer than
// domain.ReminderLate ago. A todo reminds those who are to do it, or else who made it, as long as they see it; a note reminds
// whose it is.
func (sys *System) TellReminders(ctx context.Context) (int, error) {
	now := sys.store.now()
	rows, err := sys.untold(ctx, now)
	if err != nil {
		return 0, err
	}
	return sys.tellAll(ctx, rows, now)
}

// untold are reminders whose moment has come and that nobody was told of, so far as is known now. What other programs wrote
// is compared as text on SQLite, which is right to the day; the rest is asked here.
func (sys *System) untold(ctx context.Context, now time.Time) ([]reminderRow, error) {
	from, to := instant{now.Add(-domain.ReminderLate)}, instant{now.Add(domain.ReminderLate)}
	var all []reminderRow
	for about, query := range map[string]clause{
		domain.FoundTodo: raw(`SELECT u.id AS user_id, 'todo' AS kind, t.id AS subject_id, t.reminder_at
			FROM tasks AS t JOIN users AS u ON u.id IN (SELECT a.user_id FROM task_assignees AS a WHERE a.task_id = t.id)
				OR (u.id = t.user_id AND NOT EXISTS (SELECT 1 FROM task_assignees AS a WHERE a.task_id = t.id))
			WHERE t.reminder_at IS NOT NULL AND t.deleted_at IS NULL AND t.reminder_at > ? AND t.reminder_at <= ? AND t.status <> 'done' AND u.disabled_at IS NULL
			AND (t.project_id IS NULL OR t.project_id NOT IN (`+shelved+`))`, from, to),
		domain.FoundNote: raw(`SELECT n.user_id, 'note' AS kind, n.id AS subject_id, n.reminder_at FROM notes AS n JOIN users AS u ON u.id = n.user_id
			WHERE n.reminder_at IS NOT NULL AND n.deleted_at IS NULL AND n.reminder_at > ? AND n.reminder_at <= ? AND n.is_archived = 0 AND u.disabled_at IS NULL`, from, to),
	} {
		var rows []reminderRow
		if err := sys.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return nil, wrap(err, "look for reminders")
		}
		for _, row := range rows {
			row.told, row.about = domain.ToldReminder, about
			if !row.ReminderAt.After(now) && now.Sub(row.ReminderAt.Time) < domain.ReminderLate {
				all = append(all, row)
			}
		}
	}
	return sys.withoutTold(ctx, all, now)
}

// reminderKey is what a reminder is told once by.
type reminderKey struct {
	kind, userID string
	subjectID    int64
	at           int64
}

func (r reminderRow) key() reminderKey {
	return reminderKey{r.Kind, r.UserID, r.SubjectID, r.ReminderAt.UnixMilli()}
}

// withoutTold leaves out what was told already, so far as is known now.
func (sys *System) withoutTold(ctx context.Context, rows []reminderRow, now time.Time) ([]reminderRow, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	var before []reminderRow
	err := sys.store.read.NewRaw(`SELECT kind, subject_id, user_id, remind_at AS reminder_at FROM reminders_told WHERE told_at >= ?`,
		instant{now.Add(-2 * domain.ReminderLate)}).Scan(ctx, &before)
	told := map[reminderKey]bool{}
	for _, row := range before {
		told[row.key()] = true
	}
	var left []reminderRow
	for _, row := range rows {
		if !told[row.key()] {
			left = append(left, row)
		}
	}
	return left, wrap(err, "read which reminders were told")
}

// tellAll tells people of what it is time for, some of it in one transaction; it answers how many were told.
func (sys *System) tellAll(ctx context.Context, rows []reminderRow, now time.Time) (int, error) {
	all := 0
	for len(rows) > 0 && ctx.Err() == nil {
		some := rows[:min(len(rows), remindersAtOnce)]
		rows = rows[len(some):]
		told := 0
		err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
			told = 0
			ids := []string{}
			for _, row := range some {
				ids = append(ids, row.UserID)
			}
			people, err := listeners(ctx, tx, distinct(ids))
			if err != nil {
				return err
			}
			for _, row := range some {
				ok, err := sys.tellReminder(ctx, tx, row, people, now)
				if err != nil {
					return err
				}
				if ok {
					told++
				}
			}
			_, err = tx.NewRaw(`DELETE FROM reminders_told WHERE told_at < ?`, instant{now.Add(-7 * domain.ReminderLate)}).Exec(ctx)
			return wrap(err, "forget old reminders")
		})
		if err != nil {
			return all, err
		}
		all += told
	}
	return all, ctx.Err()
}

// tellReminder tells somebody of what it is time for, if they see it still, want to hear of it, and nobody told them before.
func (sys *System) tellReminder(ctx context.Context, tx bun.Tx, row reminderRow, people map[string]listener, now time.Time) (bool, error) {
	who, there := people[row.UserID]
	if !there {
		return false, nil
	}
	done, err := tx.NewRaw(`INSERT INTO reminders_told (kind, subject_id, user_id, remind_at, told_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		row.Kind, row.SubjectID, row.UserID, row.ReminderAt, instant{now}).Exec(ctx)
	if err != nil {
		return false, wrap(err, "note that somebody is reminded")
	}
	channels := who.settings.Kinds[row.told]
	if n, err := done.RowsAffected(); err != nil || n == 0 || channels.Nowhere() {
		return false, err
	}
	n := notificationRow{UserID: row.UserID, Kind: row.told, SubjectKind: row.about, SubjectID: row.SubjectID, Detail: row.detail, At: instant{now}, InApp: flag(channels.InApp)}
	if seen, err := sys.sees(ctx, tx, who.user, n); err != nil || !seen {
		return false, err
	}
	if err := sys.store.tellLive(ctx, tx, liveRow{At: instant{now}, Kind: tellInbox, SeenBy: row.UserID}); err != nil {
		return false, err
	}
	return true, putNotifications(ctx, tx, []notificationRow{n}, people, 0)
}

// sees tells whether somebody sees what they would be told of.
func (sys *System) sees(ctx context.Context, tx bun.Tx, user domain.User, n notificationRow) (bool, error) {
	bigint := sys.store.dialect.bigint()
	query := raw(`SELECT count(*) FROM (SELECT CAST(? AS TEXT) AS user_id, CAST(? AS TEXT) AS subject_kind, CAST(? AS `+bigint+`) AS subject_id, CAST(NULL AS `+bigint+`) AS comment_id) AS n WHERE `,
		n.UserID, n.SubjectKind, n.SubjectID).plus(sys.store.As(user).seesNotification())
	var seen int
	err := tx.NewRaw(query.sql, query.args...).Scan(ctx, &seen)
	return seen > 0, wrap(err, "look whether somebody sees something")
}
