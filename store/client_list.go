package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// clientOrders are the ways to sort clients. md_dash writes a blank between date and time, where we write a T.
func (d dialect) clientOrders() []order {
	return []order{
		byText(domain.SortCompany, "c.id", `lower(c.company_name)`+d.bytewise()),
		byText(domain.SortCreated, "c.id", `coalesce(replace(c.created_at, ' ', 'T'), '')`+d.bytewise()),
		d.byTime(domain.SortUpdated, "c.id", "c.updated_at"),
	}
}

// Clients lists clients as the filter says, with how many there are in all. A sort or cursor that does not exist is
// Invalid.
func (s *Scope) Clients(ctx context.Context, f domain.ClientFilter) (domain.ClientPage, error) {
	o, err := chosen(s.store.dialect.clientOrders(), f.Sort, domain.SortCompany)
	if err != nil {
		return domain.ClientPage{}, err
	}
	after, err := behind[string](o, f.Cursor)
	if err != nil {
		return domain.ClientPage{}, err
	}
	limit := min(max(f.Limit, 1), LimitMax)
	which := s.matchingClients(f)
	query := raw(`SELECT `+clientColumns+`, `+o.text+` AS sort_key FROM clients AS c WHERE `).
		plus(and(which, after), o.by(), raw(` LIMIT ?`, limit+1))
	var rows []clientRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return domain.ClientPage{}, wrap(err, "list clients")
	}
	page := domain.ClientPage{Items: make([]domain.Client, 0, len(rows))}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = cursorAt(o, rows[limit-1].SortKey, rows[limit-1].ID)
	}
	for _, row := range rows {
		page.Items = append(page.Items, row.client(s.user))
	}
	count := raw(`SELECT count(*) FROM clients AS c WHERE `).plus(which)
	err = s.store.read.NewRaw(count.sql, count.args...).Scan(ctx, &page.Total)
	return page, wrap(err, "count clients")
}

// contactWords are a client's contacts without the names of the fields, which nobody looks for.
const contactWords = `replace(replace(replace(replace(c.contacts, '"name":', ''), '"role":', ''), '"email":', ''), '"phone":', '')`

func (s *Scope) matchingClients(f domain.ClientFilter) clause {
	conditions := []clause{s.seesClient()}
	if f.Trashed {
		conditions[0] = and(raw(`c.deleted_at IS NOT NULL`), s.seesClientAnywhere())
	}
	switch {
	case f.Archived == domain.OnlyArchived:
		conditions = append(conditions, raw(`c.is_archived <> 0`))
	case f.Archived == domain.NotArchived && !f.Trashed:
		conditions = append(conditions, raw(`c.is_archived = 0`))
	}
	for _, word := range strings.Fields(strings.ToLower(f.Query)) {
		like := `%` + likeEscaper.Replace(word) + `%`
		conditions = append(conditions, raw(`lower(c.company_name) LIKE ? ESCAPE '!' OR lower(coalesce(c.contact_person_name, '')) LIKE ? ESCAPE '!'
			OR lower(coalesce(c.contact_email, '')) LIKE ? ESCAPE '!' OR lower(`+contactWords+`) LIKE ? ESCAPE '!'`, like, like, like, like))
	}
	return and(conditions...)
}

// ClientWork is what is going on for clients, in the projects that the caller sees alone: two queries however many
// clients there are. Every client that was asked about is in it.
func (s *Scope) ClientWork(ctx context.Context, ids []string) (map[string]domain.ClientWork, error) {
	found := make(map[string]domain.ClientWork, len(ids))
	if len(ids) == 0 || !s.user.IsStaff() {
		return found, nil
	}
	for _, id := range ids {
		found[id] = domain.ClientWork{}
	}
	theirs := and(raw(`p.client_id IN (?)`, bun.List(ids)), raw(`p.is_archived = 0`), raw(`p.is_template = 0`), s.seesProject())
	if err := s.fillClientMoney(ctx, theirs, found); err != nil {
		return nil, err
	}
	query := raw(`SELECT p.client_id, count(*) AS n FROM projects AS p JOIN tasks AS t ON t.project_id = p.id AND t.deleted_at IS NULL AND t.parent_id IS NULL
		AND t.status <> 'done' WHERE `).plus(theirs, raw(` GROUP BY p.client_id`))
	var open []struct {
		ClientID string
		N        int
	}
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &open)
	for _, row := range open {
		work := found[row.ClientID]
		work.Open = row.N
		found[row.ClientID] = work
	}
	return found, wrap(err, "count the tasks of clients")
}

func (s *Scope) fillClientMoney(ctx context.Context, theirs clause, found map[string]domain.ClientWork) error {
	query := raw(`SELECT p.client_id, p.currency, count(*) AS projects, sum(CASE WHEN p.status IN ('planning', 'in_progress') THEN 1 ELSE 0 END) AS active,
		sum(p.budget) AS budget, sum(p.spent) AS spent FROM projects AS p WHERE `).plus(theirs, raw(` GROUP BY p.client_id, p.currency ORDER BY p.currency`))
	var sums []struct {
		ClientID, Currency string
		Projects, Active   int
		Budget, Spent      number
	}
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &sums)
	for _, row := range sums {
		work := found[row.ClientID]
		work.Projects += row.Projects
		work.Active += row.Active
		if row.Budget > 0 || row.Spent > 0 {
			work.Money = append(work.Money, domain.ClientMoney{Currency: row.Currency, Budget: int64(row.Budget), Spent: int64(row.Spent)})
		}
		found[row.ClientID] = work
	}
	return wrap(err, "sum up the projects of clients")
}
