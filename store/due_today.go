package store

import (
	"context"

	"mddash/domain"
)

// dueAtOnce is how many todos are looked at together.
const dueAtOnce = 1000

// TellDue tells people in the morning, on their clocks, of the todos that are due that day and were so before it, once; it answers how many. A todo
// is told to those who are to do it, or else who made it.
func (sys *System) TellDue(ctx context.Context) (int, error) {
	told, after := 0, int64(0)
	for {
		rows, next, err := sys.dueAfter(ctx, after)
		if err != nil {
			return told, err
		}
		n, err := sys.tellAll(ctx, rows, sys.store.now())
		told += n
		if err != nil || next == 0 {
			return told, err
		}
		after = next
	}
}

// dueAfter are the todos behind one that somebody is to be told of now, and the last that was looked at; 0 at the end.
func (sys *System) dueAfter(ctx context.Context, after int64) ([]reminderRow, int64, error) {
	now := sys.store.now()
	var rows []struct {
		UserID    string
		SubjectID int64
		DueDate   string
		UpdatedAt instant
	}
	day := `substr(t.due_date, 1, 10)` + sys.store.dialect.bytewise()
	// Somewhere it is still yesterday, and somewhere tomorrow already.
	err := sys.store.read.NewRaw(`SELECT t.id AS subject_id, t.due_date, t.updated_at, coalesce(u.id, '') AS user_id FROM
			(SELECT id, due_date, updated_at, user_id FROM tasks AS t WHERE t.deleted_at IS NULL AND t.due_date IS NOT NULL AND t.status <> 'done' AND `+day+` >= ? AND `+day+` <= ? AND t.id > ?
				AND (t.project_id IS NULL OR t.project_id NOT IN (`+shelved+`)) ORDER BY t.id LIMIT ?) AS t
			LEFT JOIN users AS u ON u.disabled_at IS NULL AND (u.id IN (SELECT a.user_id FROM task_assignees AS a WHERE a.task_id = t.id)
				OR (u.id = t.user_id AND NOT EXISTS (SELECT 1 FROM task_assignees AS a WHERE a.task_id = t.id)))
			ORDER BY t.id`,
		string(domain.DateOf(now.AddDate(0, 0, -1))), string(domain.DateOf(now.AddDate(0, 0, 1))), after, dueAtOnce).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return nil, 0, wrap(err, "look for what is due")
	}
	ids := []string{}
	for _, row := range rows {
		ids = append(ids, row.UserID)
	}
	people, err := listeners(ctx, sys.store.read, distinct(ids))
	if err != nil {
		return nil, 0, err
	}
	var due []reminderRow
	for _, row := range rows {
		who, date := people[row.UserID], domain.StoredDate(row.DueDate)
		morning := who.settings.MorningOf(date, who.user.Location())
		// Who has touched it since the morning knows.
		if who.user.ID == "" || who.user.Today(now) != date || now.Before(morning) || !row.UpdatedAt.Before(morning) {
			continue
		}
		due = append(due, reminderRow{Kind: domain.ToldDue, UserID: row.UserID, SubjectID: row.SubjectID, ReminderAt: instant{date.Time()}, told: domain.ToldDue, about: domain.FoundTodo})
	}
	due, err = sys.withoutTold(ctx, due, now)
	return due, rows[len(rows)-1].SubjectID, err
}
