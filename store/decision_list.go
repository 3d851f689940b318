package store

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"mddash/domain"
)

// decisionOrders are the ways to sort decisions. No date is last.
func (d dialect) decisionOrders() []order {
	const id = "d.id"
	return []order{
		byText(domain.SortDue, id, decisionDue+d.bytewise()),
		byText(domain.SortDecided, id, `coalesce(substr(d.decided_at, 1, 10), '`+noDue+`')`+d.bytewise()),
		byText(domain.SortName, id, `lower(d.name)`+d.bytewise()),
		d.byTime(domain.SortCreated, id, `d.created_at`),
		d.byTime(domain.SortUpdated, id, `d.updated_at`),
	}
}

// decisionDue is the day that a decision is due, as text that sorts.
const decisionDue = `coalesce(substr(d.due_date, 1, 10), '` + noDue + `')`

// Decisions lists decisions as the filter says, with how many there are in all. A sort or cursor that does not exist is
// Invalid.
func (s *Scope) Decisions(ctx context.Context, f domain.DecisionFilter) (domain.DecisionPage, error) {
	o, err := chosen(s.store.dialect.decisionOrders(), f.Sort, domain.SortCreated)
	if err != nil {
		return domain.DecisionPage{}, err
	}
	after, err := o.after(f.Cursor)
	if err != nil {
		return domain.DecisionPage{}, err
	}
	limit := min(max(f.Limit, 1), LimitMax)
	which := s.matchingDecisions(f)
	query := raw(`SELECT `+decisionColumns+`, `+o.text+` AS sort_key FROM decisions AS d WHERE `).plus(and(which, after), o.by(), raw(` LIMIT ?`, limit+1))
	var rows []decisionRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return domain.DecisionPage{}, wrap(err, "list decisions")
	}
	page := domain.DecisionPage{Items: make([]domain.Decision, 0, len(rows))}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = o.cursor(rows[limit-1].SortKey, rows[limit-1].ID)
	}
	if err := s.fillDecisions(ctx, s.store.read, rows); err != nil {
		return page, err
	}
	for _, row := range rows {
		page.Items = append(page.Items, row.decision(s.user))
	}
	count := raw(`SELECT count(*) FROM decisions AS d WHERE `).plus(which)
	err = s.store.read.NewRaw(count.sql, count.args...).Scan(ctx, &page.Total)
	return page, wrap(err, "count decisions")
}

func (s *Scope) matchingDecisions(f domain.DecisionFilter) clause {
	conditions := []clause{s.seesDecision("d")}
	if f.Trashed {
		conditions[0] = and(raw(`d.deleted_at IS NOT NULL`), s.seesDecisionAnywhere("d"))
	}
	add := func(when bool, text string, args ...any) {
		if when {
			conditions = append(conditions, raw(text, args...))
		}
	}
	add(f.Status != "", `d.status = ?`, f.Status)
	add(f.ProjectID != 0, `d.project_id = ?`, f.ProjectID)
	add(f.NoProject, `d.project_id IS NULL`)
	add(f.DueBefore != "", decisionDue+` <= ?`, string(f.DueBefore))
	add(f.DueAfter != "", decisionDue+` >= ? AND d.due_date IS NOT NULL`, string(f.DueAfter))
	if f.DueOn != "" {
		add(true, decisionDue+` <= ?`, string(f.DueOn))
		add(true, `d.status = 'open' OR d.status = 'decided' AND `+decisionDue+` > coalesce(d.decided_at, '')`)
		conditions = append(conditions, raw(`NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.supersedes_id = d.id AND `).plus(s.seesDecision("later"), raw(`)`)))
	}
	for _, word := range strings.Fields(strings.ToLower(f.Query)) {
		like := `%` + likeEscaper.Replace(word) + `%`
		conditions = append(conditions, raw(`lower(d.name) LIKE ? ESCAPE '!' OR lower(coalesce(d.context, '')) LIKE ? ESCAPE '!'
			OR lower(coalesce(d.outcome, '')) LIKE ? ESCAPE '!' OR lower('d-' || d.id) = ?`, like, like, like, word))
	}
	return and(conditions...)
}

// DecisionActivity is what happened to a decision that the caller sees, the newest ActivityMax entries, oldest first.
func (s *Scope) DecisionActivity(ctx context.Context, id int64) ([]domain.Activity, error) {
	if _, err := s.loadDecisionAnywhere(ctx, s.store.read, id); err != nil {
		return nil, err
	}
	var rows []activityRow
	err := s.store.read.NewRaw(`SELECT * FROM (
			SELECT a.*, `+s.store.dialect.personName()+` AS actor_name FROM activity AS a LEFT JOIN users AS u ON u.id = a.user_id
			WHERE a.kind = ? AND a.subject_id = ? ORDER BY a.id DESC LIMIT ?) AS newest ORDER BY id`,
		kindDecision, strconv.FormatInt(id, 10), ActivityMax).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read the history of a decision")
	}
	entries := make([]domain.Activity, 0, len(rows))
	for _, row := range rows {
		entry, err := row.activity()
		if err != nil {
			return nil, err
		}
		for _, values := range []map[string]json.RawMessage{entry.Before, entry.After} {
			withoutIDs(values, "task_ids", "note_ids", "supersedes_id")
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// withoutIDs tells that a field changed and not to what: ids of what the reader may not see.
func withoutIDs(values map[string]json.RawMessage, fields ...string) {
	for _, field := range fields {
		if _, there := values[field]; there {
			values[field] = json.RawMessage("null")
		}
	}
}
