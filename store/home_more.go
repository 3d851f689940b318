package store

import (
	"context"

	"mddash/domain"
)

// homeProjects are those that go on: the caller's pinned ones first, then those that they are part of, by when they end.
func (s *Scope) homeProjects(ctx context.Context, home *domain.Home, _ domain.Date) error {
	client, seesClient := `NULL`, clause{}
	if s.user.IsStaff() {
		client, seesClient = `c.company_name`, raw(` LEFT JOIN clients AS c ON c.id = picked.client_id AND (`).plus(s.seesClient(), raw(`)`))
	}
	query := raw(`SELECT picked.*, `+client+` AS client,
		(SELECT count(*) FROM tasks AS t WHERE t.project_id = picked.id AND t.deleted_at IS NULL AND t.parent_id IS NULL) AS total,
		(SELECT count(*) FROM tasks AS t WHERE t.project_id = picked.id AND t.deleted_at IS NULL AND t.parent_id IS NULL AND t.status = 'done') AS done
		FROM (SELECT p.id, p.name, p.key, p.color, p.status, p.client_id, p.end_date, lower(p.name) AS by_name, coalesce(substr(p.end_date, 1, 10), '`+noDue+`') AS by_end,
			EXISTS (SELECT 1 FROM project_pins WHERE project_id = p.id AND user_id = ?) AS pinned,
			CASE WHEN p.owner_id = ? OR EXISTS (SELECT 1 FROM project_managers WHERE project_id = p.id AND user_id = ?) OR EXISTS (SELECT 1 FROM project_members WHERE project_id = p.id AND user_id = ?) THEN 1 ELSE 0 END AS mine
			FROM projects AS p WHERE `, s.user.ID, s.user.ID, s.user.ID, s.user.ID).
		plus(and(s.seesProject(), raw(`p.is_archived = 0 AND p.is_template = 0 AND p.status <> ?`, domain.ProjectCompleted)),
			raw(` ORDER BY pinned DESC, mine DESC, by_end, by_name, p.id LIMIT ?) AS picked`, domain.HomeProjects), seesClient, raw(` ORDER BY pinned DESC, mine DESC, by_end, by_name, picked.id`))
	var rows []struct {
		projectRow
		Client, ByName, ByEnd string
		Mine                  int
		Total, Done           int
	}
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read the projects of the dashboard")
	}
	for _, row := range rows {
		project := domain.Project{ID: row.ID, Name: row.Name, Key: row.Key, Color: row.Color, Status: row.Status, EndDate: domain.StoredDate(row.EndDate), Total: row.Total, Done: row.Done, Pinned: row.Pinned}
		home.Projects = append(home.Projects, domain.HomeProject{Project: project, Client: row.Client})
	}
	return nil
}

// homeNotes are the pinned notes that the caller sees, the newest first.
func (s *Scope) homeNotes(ctx context.Context, home *domain.Home, _ domain.Date) error {
	query := raw(`SELECT n.id, n.title, n.color, n.updated_at, substr(n.content, 1, ?) AS content FROM notes AS n WHERE `, domain.ExcerptMax).
		plus(and(raw(`n.deleted_at IS NULL AND n.is_pinned <> 0 AND n.is_archived = 0`), s.seesNote()), raw(` ORDER BY n.updated_at DESC, n.id DESC LIMIT ?`, domain.HomeNotes))
	var rows []noteRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read the notes of the dashboard")
	}
	for _, row := range rows {
		note := row.note()
		note.Content, note.Excerpt = "", row.Content
		home.Notes = append(home.Notes, note)
	}
	return nil
}

// homeDecisions are those that wait for an answer, and those that were made and are to be looked at again by now.
func (s *Scope) homeDecisions(ctx context.Context, home *domain.Home, today domain.Date) error {
	due := decisionDue + s.store.dialect.bytewise()
	query := raw(`SELECT d.id, d.name, d.status, d.due_date, d.decided_at, d.created_at, `+s.store.dialect.personName()+` AS by FROM decisions AS d LEFT JOIN users AS u ON u.id = d.user_id WHERE `).
		plus(and(s.seesDecision("d"), raw(`d.status = 'open' OR d.status = 'decided' AND `+due+` <= ? AND `+decisionDue+` > coalesce(d.decided_at, '')`, string(today)),
			raw(`d.status = 'open' OR NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.supersedes_id = d.id AND `).plus(s.seesDecision("later"), raw(`)`))),
			raw(` ORDER BY `+due+`, d.id LIMIT ?`, domain.HomeDecisions))
	var rows []struct {
		decisionRow
		By string
	}
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read the decisions of the dashboard")
	}
	for _, row := range rows {
		home.Decisions = append(home.Decisions, domain.HomeDecision{ID: row.ID, Name: row.Name, Open: row.Status == domain.DecisionOpen, DueDate: domain.StoredDate(row.DueDate),
			DecidedAt: domain.StoredDate(row.DecidedAt), By: row.By, At: row.CreatedAt.Time})
	}
	return nil
}

// homeDays are what the caller completed and logged, day by day.
func (s *Scope) homeDays(ctx context.Context, home *domain.Home, today domain.Date) error {
	done, first := true, today.AddDays(1-domain.HomeBack)
	day := raw(`CASE`)
	for i := range domain.HomeBack {
		day = day.plus(raw(` WHEN t.completed_at < ? THEN CAST(? AS TEXT)`, instant{s.midnight(first.AddDays(i + 1))}, string(first.AddDays(i))))
	}
	query := clause{}
	for _, b := range s.branches(domain.TodoFilter{Completed: &done, CompletedFrom: s.midnight(first)}) {
		query = query.plus(raw(`SELECT day, CAST(0 AS BIGINT) AS minutes, count(*) AS done, sum(CASE WHEN due <> '' THEN 1 ELSE 0 END) AS dated, sum(CASE WHEN due <> '' AND day <= due THEN 1 ELSE 0 END) AS in_time FROM (SELECT `),
			day, raw(` END AS day, coalesce(substr(t.due_date, 1, 10), '') AS due FROM `), b.from, raw(` WHERE `), b.where, raw(`) AS completed WHERE day IS NOT NULL GROUP BY day UNION ALL `))
	}
	query = query.plus(raw(`SELECT e.day, CAST(sum(e.minutes) AS BIGINT), 0, 0, 0 FROM time_entries AS e WHERE e.user_id = ? AND e.deleted_at IS NULL AND e.minutes IS NOT NULL AND e.day >= ? AND e.day <= ? GROUP BY e.day`,
		s.user.ID, string(first), string(today)))
	var rows []struct {
		Day                          string
		Minutes, Done, Dated, InTime int
	}
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "count what was done")
	}
	home.Days = make([]domain.HomeDay, domain.HomeBack)
	for i := range home.Days {
		home.Days[i].Date = first.AddDays(i)
	}
	for _, row := range rows {
		if at := first.DaysUntil(domain.StoredDate(row.Day)); at >= 0 && at < len(home.Days) {
			d := &home.Days[at]
			d.Minutes, d.Done, d.Dated, d.InTime = d.Minutes+row.Minutes, d.Done+row.Done, d.Dated+row.Dated, d.InTime+row.InTime
		}
	}
	return nil
}
