package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// remindersAtOnce is how many reminders are told in one transaction.
const remindersAtOnce = 100

// reminderRow is a todo or a note with somebody who is to be reminded of it.
type reminderRow struct {
	userRow
	Kind       string
	SubjectID  int64
	Title      string
	ReminderAt instant
	DueDate    string
	DueTime    string
}

// TellReminders puts a letter into the outbox for every reminder of a todo or a note whose moment has come, once for each
// person, whoever else looks at the same time; it answers how many. Of what is done, archived or in the trash nobody is
// reminded, nor of what was due longer than domain.ReminderLate ago. A todo reminds those who are to do it, or else who made
// it, as long as they see it; a note reminds whose it is.
func (sys *System) TellReminders(ctx context.Context, compose func(domain.Reminder) domain.Mail) (int, error) {
	now := sys.store.now()
	rows, err := sys.untold(ctx, now)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	told := 0
	err = sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		told = 0
		for _, row := range rows {
			ok, err := sys.tellReminder(ctx, tx, row, now, compose)
			if err != nil {
				return err
			}
			if ok {
				told++
			}
		}
		_, err := tx.NewRaw(`DELETE FROM reminders_told WHERE told_at < ?`, instant{now.Add(-7 * domain.ReminderLate)}).Exec(ctx)
		return wrap(err, "forget old reminders")
	})
	return told, err
}

// untold are reminders whose moment has come and that nobody was told of, so far as is known now. What other programs wrote
// is compared as text on SQLite, which is right to the day; the rest is asked here.
func (sys *System) untold(ctx context.Context, now time.Time) ([]reminderRow, error) {
	from, to := instant{now.Add(-domain.ReminderLate)}, instant{now.Add(domain.ReminderLate)}
	db := sys.store.read
	var told, rows, all []reminderRow
	if err := db.NewRaw(`SELECT kind, subject_id, user_id AS id, remind_at AS reminder_at FROM reminders_told WHERE told_at >= ?`, from).Scan(ctx, &told); err != nil {
		return nil, wrap(err, "read which reminders were told")
	}
	for _, query := range []clause{
		raw(`SELECT `+userColumns+`, 'todo' AS kind, t.id AS subject_id, t.name AS title, t.reminder_at, coalesce(t.due_date, '') AS due_date, coalesce(t.due_time, '') AS due_time
			FROM tasks AS t JOIN users AS u ON u.id IN (SELECT a.user_id FROM task_assignees AS a WHERE a.task_id = t.id)
				OR (u.id = t.user_id AND NOT EXISTS (SELECT 1 FROM task_assignees AS a WHERE a.task_id = t.id))
			WHERE t.reminder_at IS NOT NULL AND t.deleted_at IS NULL AND t.reminder_at > ? AND t.reminder_at <= ? AND t.status <> 'done' AND u.disabled_at IS NULL
			AND (t.project_id IS NULL OR t.project_id NOT IN (`+shelved+`))`, from, to),
		raw(`SELECT `+userColumns+`, 'note' AS kind, n.id AS subject_id, n.title, n.reminder_at, coalesce(n.due_date, '') AS due_date, '' AS due_time
			FROM notes AS n JOIN users AS u ON u.id = n.user_id
			WHERE n.reminder_at IS NOT NULL AND n.deleted_at IS NULL AND n.reminder_at > ? AND n.reminder_at <= ? AND n.is_archived = 0 AND u.disabled_at IS NULL`, from, to),
	} {
		if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return nil, wrap(err, "look for reminders")
		}
		all = append(all, rows...)
		rows = nil
	}
	all = slices.DeleteFunc(all, func(row reminderRow) bool {
		return row.ReminderAt.After(now) || now.Sub(row.ReminderAt.Time) >= domain.ReminderLate || slices.ContainsFunc(told, row.same)
	})
	return all[:min(len(all), remindersAtOnce)], nil
}

func (r reminderRow) same(other reminderRow) bool {
	return r.Kind == other.Kind && r.SubjectID == other.SubjectID && r.ID == other.ID && r.ReminderAt.Equal(other.ReminderAt.Time)
}

// tellReminder notes that somebody is told, and writes the letter, if they see it still and nobody told them before.
func (sys *System) tellReminder(ctx context.Context, tx bun.Tx, row reminderRow, now time.Time, compose func(domain.Reminder) domain.Mail) (bool, error) {
	user := row.user()
	done, err := tx.NewRaw(`INSERT INTO reminders_told (kind, subject_id, user_id, remind_at, told_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		row.Kind, row.SubjectID, user.ID, row.ReminderAt, instant{now}).Exec(ctx)
	if err != nil {
		return false, wrap(err, "note that somebody is reminded")
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 || user.Email == "" {
		return false, err
	}
	if seen, err := sys.sees(ctx, tx, row); err != nil || !seen {
		return false, err
	}
	reminder := domain.Reminder{Kind: row.Kind, ID: row.SubjectID, Title: row.Title, At: row.ReminderAt.Time, Due: domain.StoredDate(row.DueDate), DueTime: row.DueTime, For: user}
	return true, putInOutbox(ctx, tx, compose(reminder), instant{now})
}

// sees tells whether whoever is to be reminded of something sees it.
func (sys *System) sees(ctx context.Context, tx bun.Tx, row reminderRow) (bool, error) {
	scope := sys.store.As(row.user())
	var err error
	if row.Kind == domain.FoundTodo {
		_, _, err = scope.loadTodo(ctx, tx, row.SubjectID)
	} else {
		_, _, err = scope.loadNote(ctx, tx, row.SubjectID)
	}
	if domain.KindOf(err) == domain.NotFound {
		return false, nil
	}
	return err == nil, err
}
