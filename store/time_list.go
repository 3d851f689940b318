package store

import (
	"cmp"
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Time lists the time entries that the caller sees, as the filter says. A cursor of another list is Invalid.
func (s *Scope) Time(ctx context.Context, f domain.TimeFilter) (domain.TimePage, error) {
	return s.listTime(ctx, s.store.read, f, and(s.seesTime(), s.matchingTime(f)))
}

// TimeOf is the time that was worked on one todo that the caller sees: a page of it, the newest first, and what all of
// it comes to.
func (s *Scope) TimeOf(ctx context.Context, todoID int64, f domain.TimeFilter) (domain.TodoTime, error) {
	if _, _, err := s.loadTodo(ctx, s.store.read, todoID); err != nil {
		return domain.TodoTime{}, err
	}
	f.TodoID, f.Total = todoID, false // the sum counts them
	which := s.matchingTime(f)
	if s.user.Has(domain.RoleClient) {
		which = and(which, s.seesTime())
	}
	page, err := s.listTime(ctx, s.store.read, f, which)
	if err != nil {
		return domain.TodoTime{}, err
	}
	report, err := s.sumTime(ctx, nil, which)
	page.Total = report.Total.Entries + report.Total.Running
	return domain.TodoTime{TimePage: page, Sum: report.Total}, err
}

// timeOrders are the ways to sort time entries.
func timeOrders() []order { return []order{byText(domain.SortDate, "e.id", "e.day")} }

func (s *Scope) listTime(ctx context.Context, db bun.IDB, f domain.TimeFilter, which clause) (domain.TimePage, error) {
	o, err := chosen(timeOrders(), cmp.Or(f.Sort, "-"+domain.SortDate), "")
	if err != nil {
		return domain.TimePage{}, err
	}
	after, err := o.after(f.Cursor)
	if err != nil {
		return domain.TimePage{}, err
	}
	limit := min(max(f.Limit, 1), ReportPage)
	rows, err := s.timeRows(ctx, db, and(which, after), o.by().plus(raw(` LIMIT ?`, limit+1)))
	if err != nil {
		return domain.TimePage{}, err
	}
	page := domain.TimePage{Total: -1, Items: make([]domain.TimeEntry, 0, len(rows))}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = o.cursor(rows[limit-1].Day, rows[limit-1].ID)
	}
	for _, row := range rows {
		page.Items = append(page.Items, row.entry(s.user))
	}
	if f.Total {
		query := raw(`SELECT count(*)`).plus(s.seenThrough(), raw(` WHERE `), which)
		err = wrap(db.NewRaw(query.sql, query.args...).Scan(ctx, &page.Total), "count time")
	}
	return page, err
}

// ReportPage is how many entries are read at once for a file.
const ReportPage = 500

// EachTime calls a function with all time entries that the caller sees and the filter lets through, a page at a time, so
// that no transaction stays open for as long as somebody reads.
func (s *Scope) EachTime(ctx context.Context, f domain.TimeFilter, each func(domain.TimeEntry) error) error {
	f.Limit = ReportPage
	for {
		page, err := s.Time(ctx, f)
		if err != nil {
			return err
		}
		for _, entry := range page.Items {
			if err := each(entry); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		f.Cursor = page.Next
	}
}

// matchingTime is what a filter asks of rows under the alias e, after seenThrough.
func (s *Scope) matchingTime(f domain.TimeFilter) clause {
	conditions := []clause{raw(`e.deleted_at IS NULL`)}
	add := func(when bool, text string, args ...any) {
		if when {
			conditions = append(conditions, raw(text, args...))
		}
	}
	add(f.From != "", `e.day >= ?`, string(f.From))
	add(f.To != "", `e.day <= ?`, string(f.To))
	add(f.TodoID != 0, `e.task_id = ?`, f.TodoID)
	add(f.ProjectID != 0, `e.project_id = ? AND p.id IS NOT NULL`, f.ProjectID)
	add(f.NoProject, `e.project_id IS NULL`)
	add(f.UserID != "", `e.user_id = ?`, f.UserID)
	if f.Billable != nil {
		add(true, `e.billable = ?`, flag(*f.Billable))
	}
	if f.ClientID != "" {
		conditions = append(conditions, raw(`p.client_id IN (SELECT c.id FROM clients AS c WHERE c.id = ? AND (`, f.ClientID).plus(s.seesClient(), raw(`))`)))
	}
	return and(conditions...)
}
