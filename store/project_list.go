package store

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"mddash/domain"
)

func (d dialect) projectOrders() []order {
	weight := func(column string, lightest ...string) string {
		text := `(CASE ` + column
		for i, value := range lightest {
			text += ` WHEN '` + value + `' THEN '` + string(rune('1'+i)) + `'`
		}
		return text + ` ELSE '0' END)` + d.bytewise()
	}
	day := func(column string) string {
		return `coalesce(substr(` + column + `, 1, 10), '` + noDue + `')` + d.bytewise()
	}
	return []order{
		byText(domain.SortName, "p.id", `lower(p.name)`+d.bytewise()),
		byText(domain.SortStatus, "p.id", weight("p.status", domain.ProjectInProgress, domain.ProjectPlanning, domain.ProjectOnHold, domain.ProjectCompleted)),
		byText(domain.SortPriority, "p.id", weight("p.priority", domain.PriorityLow, domain.PriorityMedium, domain.PriorityHigh)),
		byText(domain.SortStart, "p.id", day("p.start_date")),
		byText(domain.SortEnd, "p.id", day("p.end_date")),
		d.byTime(domain.SortCreated, "p.id", "p.created_at"),
		d.byTime(domain.SortUpdated, "p.id", "p.updated_at"),
		d.byTime(domain.SortDeleted, "p.id", "p.deleted_at"),
	}
}

// ListProjects lists projects as the filter says, with their managers and their progress. A sort or cursor that does not
// exist is Invalid.
func (s *Scope) ListProjects(ctx context.Context, f domain.ProjectFilter) (domain.ProjectPage, error) {
	o, err := chosen(s.store.dialect.projectOrders(), f.Sort, domain.SortName)
	if err == nil && o.name == domain.SortDeleted && !f.Trashed {
		err = domain.Problems{"sort": "Only the trash is sorted by that."}.Err()
	}
	if err != nil {
		return domain.ProjectPage{}, err
	}
	after, err := o.after(f.Cursor)
	if err != nil {
		return domain.ProjectPage{}, err
	}
	limit := min(max(f.Limit, 1), LimitMax)
	rows, err := s.wholeProjects(ctx, s.store.read, and(s.matchingProjects(f), after), o.by().plus(raw(` LIMIT ?`, limit+1)), raw(`, `+o.text+` AS sort_key`))
	if err != nil {
		return domain.ProjectPage{}, err
	}
	page := domain.ProjectPage{Total: -1, Items: []domain.Project{}}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = o.cursor(rows[limit-1].SortKey, rows[limit-1].ID)
	}
	for _, row := range rows {
		page.Items = append(page.Items, row.project(s.user))
	}
	if err := s.fillProgress(ctx, s.store.read, page.Items); err != nil || !f.Total {
		return page, err
	}
	query := raw(`SELECT count(*) FROM projects AS p WHERE `).plus(s.matchingProjects(f))
	err = s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &page.Total)
	return page, wrap(err, "count projects")
}

// matchingProjects are the projects under the alias p that the caller sees and that a filter asks for.
func (s *Scope) matchingProjects(f domain.ProjectFilter) clause {
	conditions := []clause{s.seesProject()}
	if f.Trashed {
		conditions = []clause{raw(`p.deleted_at IS NOT NULL`), s.managesProject()}
	}
	add := func(when bool, text string, args ...any) {
		if when {
			conditions = append(conditions, raw(text, args...))
		}
	}
	add(f.Archived == domain.NotArchived && !f.Trashed, `p.is_archived = 0`)
	add(f.Archived == domain.OnlyArchived, `p.is_archived <> 0`)
	add(f.Templates, `p.is_template <> 0`)
	add(!f.Templates && !f.Trashed, `p.is_template = 0`)
	add(f.Status != "", `p.status = ?`, f.Status)
	add(f.Priority != "", `p.priority = ?`, f.Priority)
	add(f.OwnerID != "", `p.owner_id = ?`, f.OwnerID)
	// Whose client a project is for is nobody's business but the staff's.
	add(f.ClientID != "" && !s.user.IsStaff(), `1 = 0`)
	add(f.ClientID != "", `p.client_id = ?`, f.ClientID)
	add(f.Pinned, `p.id IN (SELECT project_id FROM project_pins WHERE user_id = ?)`, s.user.ID)
	if f.Tag != "" {
		conditions = append(conditions, hasTag(`p.tags`, f.Tag))
	}
	for _, word := range strings.Fields(strings.ToLower(f.Query)) {
		like := `%` + likeEscaper.Replace(word) + `%`
		conditions = append(conditions, raw(`lower(p.name) LIKE ? ESCAPE '!' OR lower(coalesce(p.key, '')) LIKE ? ESCAPE '!'
			OR lower(coalesce(p.description, '')) LIKE ? ESCAPE '!' OR lower(coalesce(p.tags, '')) LIKE ? ESCAPE '!'`, like, like, like, like))
	}
	return and(conditions...)
}

// managesProject holds for rows of projects under the alias p where the caller's role is manager or owner.
func (s *Scope) managesProject() clause {
	if s.user.Has(domain.RoleClient) {
		return raw(`1 = 0`)
	}
	mine := raw(`p.owner_id = ? OR p.id IN (SELECT project_id FROM project_managers WHERE user_id = ?)`, s.user.ID, s.user.ID)
	if s.user.IsStaff() {
		mine = mine.plus(raw(` OR p.owner_id IS NULL`))
	}
	return mine
}

// hasTag holds where a JSON array of texts has one, in each way that programs write it: with < and & escaped or not,
// and quoted once more.
func hasTag(column, tag string) clause {
	var plain bytes.Buffer
	out := json.NewEncoder(&plain)
	out.SetEscapeHTML(false)
	_ = out.Encode(tag)
	escaped, _ := json.Marshal(tag)
	text := strings.TrimSpace(plain.String())
	quoted, _ := json.Marshal(text)
	has := `replace(` + column + `, ?, '') <> ` + column
	return raw(has+` OR `+has+` OR (`+column+` LIKE '"%' AND `+has+`)`, text, string(escaped), string(quoted[1:len(quoted)-1]))
}
