package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// The days of a todo, under the alias t: a due date can be followed by a time where md_dash wrote it.
const (
	dueDay   = `substr(t.due_date, 1, 10)`
	startDay = `substr(t.start_date, 1, 10)`
	beginDay = `coalesce(` + startDay + `, ` + dueDay + `)`
	endDay   = `coalesce(` + dueDay + `, ` + startDay + `)`
)

// ProjectTimeline is what a project that the caller sees does from one day to another, both included; at most so many
// bars. The filter narrows it, but for its order, its cursor and whose the todos are.
func (s *Scope) ProjectTimeline(ctx context.Context, projectID int64, f domain.TodoFilter, from, to domain.Date, most int) (domain.Timeline, error) {
	line := domain.Timeline{From: from, To: to}
	role, err := s.roleIn(ctx, s.store.read, projectID)
	if err != nil {
		return line, err
	}
	if role == outsider {
		return line, noProject()
	}
	f.ProjectID = projectID
	which := and(s.matching(f), s.seesTodo())
	if f.AssignedTo {
		which = and(which, raw(`t.id IN (SELECT task_id FROM task_assignees WHERE user_id = ?)`, s.user.ID))
	}
	if err := s.countTimeline(ctx, which, &line); err != nil {
		return line, err
	}
	if err := s.fillBars(ctx, which, most, &line); err != nil {
		return line, err
	}
	return line, s.fillLinks(ctx, &line)
}

// countTimeline counts what is not within the days, and finds the first and the last day of all.
func (s *Scope) countTimeline(ctx context.Context, which clause, line *domain.Timeline) error {
	c := s.store.dialect.bytewise()
	query := raw(`SELECT coalesce(sum(CASE WHEN `+beginDay+` IS NULL THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN `+endDay+c+` < ? THEN 1 ELSE 0 END), 0),
		coalesce(sum(CASE WHEN `+beginDay+c+` > ? THEN 1 ELSE 0 END), 0), coalesce(min(`+beginDay+c+`), ''), coalesce(max(`+endDay+c+`), '')
		FROM tasks AS t WHERE `, string(line.From), string(line.To)).plus(which)
	var first, last string
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &line.Undated, &line.Before, &line.After, &first, &last)
	line.First, line.Last = domain.StoredDate(first), domain.StoredDate(last)
	return wrap(err, "count a timeline")
}

// fillBars reads the bars within the days, and the first of the todos that have no date.
func (s *Scope) fillBars(ctx context.Context, which clause, most int, line *domain.Timeline) error {
	c := s.store.dialect.bytewise()
	dated, err := s.timelineRows(ctx, and(which, raw(beginDay+c+` <= ?`, string(line.To)), raw(endDay+c+` >= ?`, string(line.From))),
		raw(` ORDER BY `+beginDay+c+`, `+endDay+c+`, t.position, t.id LIMIT ?`, most+1))
	if err != nil {
		return err
	}
	if line.Cut = len(dated) > most; line.Cut {
		dated = dated[:most]
	}
	undated, err := s.timelineRows(ctx, and(which, raw(beginDay+` IS NULL`)), raw(` ORDER BY t.position, t.id LIMIT ?`, domain.UndatedMax))
	if err != nil {
		return err
	}
	todos, err := s.fill(ctx, s.store.read, append(dated, undated...), true)
	if err != nil {
		return err
	}
	for _, t := range todos[:len(dated)] {
		line.Bars = append(line.Bars, barOf(t))
	}
	line.Nowhere = todos[len(dated):]
	return nil
}

func (s *Scope) timelineRows(ctx context.Context, which, tail clause) ([]taskRow, error) {
	query := raw(`SELECT `+taskColumns+` FROM tasks AS t WHERE `).plus(which, tail)
	var rows []taskRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read a timeline")
}

// barOf puts the ends in their order, also where another program wrote them the other way round.
func barOf(t domain.Todo) domain.Bar {
	b := domain.Bar{Todo: t, Begin: t.StartDate, End: t.DueDate}
	if b.Begin == "" {
		b.Begin = b.End
	}
	if b.End < b.Begin {
		b.End = b.Begin
	}
	return b
}

// fillLinks reads which of the bars wait for others, and until when each has to wait.
func (s *Scope) fillLinks(ctx context.Context, line *domain.Timeline) error {
	if len(line.Bars) == 0 {
		return nil
	}
	at, ids := map[int64]int{}, make([]int64, 0, len(line.Bars))
	for i, bar := range line.Bars {
		at[bar.ID] = i
		ids = append(ids, bar.ID)
	}
	query := raw(`SELECT d.task_id, d.blocked_id, CASE WHEN t.status <> 'done' THEN `+endDay+` END AS ends FROM task_dependencies AS d
		JOIN tasks AS t ON t.id = d.task_id WHERE d.blocked_id IN (?) AND t.deleted_at IS NULL AND t.id IN (`, bun.List(ids)).
		plus(s.seenOf(raw(`SELECT task_id FROM task_dependencies WHERE blocked_id IN (?)`, bun.List(ids))), raw(`) ORDER BY d.created_at, d.task_id, d.blocked_id`))
	var rows []struct {
		TaskID, BlockedID int64
		Ends              string
	}
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read the links of a timeline")
	}
	for _, row := range rows {
		bar := &line.Bars[at[row.BlockedID]]
		bar.Waits = max(bar.Waits, domain.StoredDate(row.Ends))
		if _, shown := at[row.TaskID]; shown {
			line.Links = append(line.Links, domain.Link{Blocker: row.TaskID, Blocked: row.BlockedID})
		}
	}
	return nil
}
