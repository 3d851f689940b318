package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"mddash/domain"
)

// TimeReport sums the time that the caller sees and the filter lets through, by the given groups; without any it is one
// sum. Rows come in the order of the groups' names. More than domain.ReportMax of them is Invalid.
func (s *Scope) TimeReport(ctx context.Context, f domain.TimeFilter, groups []domain.TimeGroup) (domain.TimeReport, error) {
	return s.sumTime(ctx, groups, and(s.seesTime(), s.matchingTime(f), raw(`e.minutes IS NOT NULL`)))
}

// ClientMonths is what was worked for a client, month by month, the newest first: in the projects that the caller sees.
func (s *Scope) ClientMonths(ctx context.Context, clientID string) ([]domain.TimeRow, error) {
	if _, err := s.loadClient(ctx, s.store.read, clientID); err != nil {
		return nil, err
	}
	report, err := s.TimeReport(ctx, domain.TimeFilter{ClientID: clientID}, []domain.TimeGroup{domain.ByMonth})
	slices.Reverse(report.Rows)
	return report.Rows, err
}

// ProjectTime is what was worked in a project that the caller sees, by person.
func (s *Scope) ProjectTime(ctx context.Context, projectID int64) (domain.TimeReport, error) {
	if _, err := s.loadProject(ctx, s.store.read, projectID); err != nil {
		return domain.TimeReport{}, err
	}
	return s.TimeReport(ctx, domain.TimeFilter{ProjectID: projectID}, []domain.TimeGroup{domain.ByPerson})
}

// sumRow is one line of a report in one currency.
type sumRow struct {
	ProjectID    int64
	ProjectName  string
	ProjectKey   string
	ProjectColor string
	ClientID     string
	ClientName   string
	ClientColor  string
	UserID       string
	PersonName   string
	Month        string
	Currency     string
	Entries      int
	Running      int
	Minutes      int64
	Billable     int64
	Amount       int64
	Hidden       int64
}

// unseenProject stands for all projects that the caller sees time of and not the project.
const unseenProject = -1

// groupKeys are the columns that tell a group apart, and those that come with it.
func (s *Scope) groupKeys(group domain.TimeGroup) (key, along string) {
	switch group {
	case domain.ByProject:
		return `CASE WHEN e.project_id IS NULL THEN 0 ELSE coalesce(p.id, -1) END AS project_id`,
			`min(p.name) AS project_name, min(p.key) AS project_key, min(p.color) AS project_color`
	case domain.ByClient:
		return `coalesce(c.id, '') AS client_id`, `min(c.company_name) AS client_name, min(c.color) AS client_color`
	case domain.ByPerson:
		return `coalesce(e.user_id, '') AS user_id`, `min(` + s.store.dialect.personName() + `) AS person_name`
	default:
		return `substr(e.day, 1, 7) AS month`, ``
	}
}

func (s *Scope) sumTime(ctx context.Context, groups []domain.TimeGroup, which clause) (domain.TimeReport, error) {
	query := s.sumQuery(groups, which)
	var rows []sumRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return domain.TimeReport{}, wrap(err, "sum time")
	}
	if len(rows) > domain.ReportMax {
		return domain.TimeReport{}, domain.Problems{"group": "That is too many lines. Choose a shorter time, or fewer groups."}.Err()
	}
	report := domain.TimeReport{Groups: groups, Rows: folded(rows)}
	for _, row := range report.Rows {
		report.Total = plus(report.Total, row.TimeSum)
	}
	if len(groups) == 0 {
		report.Rows = nil
	}
	slices.SortStableFunc(report.Rows, func(a, b domain.TimeRow) int { return compareRows(groups, a, b) })
	return report, nil
}

func (s *Scope) sumQuery(groups []domain.TimeGroup, which clause) clause {
	keys, along, by := []string{`e.currency`}, []string{}, []string{`1`}
	for _, group := range groups {
		key, more := s.groupKeys(group)
		keys, by = append(keys, key), append(by, string(rune('1'+len(by))))
		if more != "" {
			along = append(along, more)
		}
	}
	columns := strings.Join(append(keys, along...), `, `)
	priced := s.pricesTime()
	query := raw(`SELECT `+columns+`, count(e.minutes) AS entries, count(*) - count(e.minutes) AS running, CAST(coalesce(sum(e.minutes), 0) AS BIGINT) AS minutes,
		CAST(sum(CASE WHEN e.billable = 1 THEN coalesce(e.minutes, 0) ELSE 0 END) AS BIGINT) AS billable, CAST(sum(CASE WHEN `).
		plus(priced, raw(` THEN e.amount ELSE 0 END) AS BIGINT) AS amount, max(CASE WHEN `), priced, raw(` THEN 0 ELSE e.billable END) AS hidden`), s.seenThrough())
	if slices.Contains(groups, domain.ByClient) {
		query = query.plus(raw(` LEFT JOIN clients AS c ON c.id = p.client_id AND (`), s.seesClient(), raw(`)`))
	}
	if slices.Contains(groups, domain.ByPerson) {
		query = query.plus(raw(` LEFT JOIN users AS u ON u.id = e.user_id`))
	}
	return query.plus(raw(` WHERE `), which, raw(` GROUP BY `+strings.Join(by, `, `)+` ORDER BY `+strings.Join(by, `, `)+` LIMIT ?`, domain.ReportMax+1))
}

// folded makes one line of those that differ only in their currency.
func folded(rows []sumRow) []domain.TimeRow {
	type key struct {
		project              int64
		client, person, when string
	}
	at := map[key]int{}
	lines := []domain.TimeRow{}
	for _, r := range rows {
		k := key{r.ProjectID, r.ClientID, r.UserID, r.Month}
		i, known := at[k]
		if !known {
			i, at[k] = len(lines), len(lines)
			lines = append(lines, r.line())
		}
		sum := domain.TimeSum{Entries: r.Entries, Running: r.Running, Minutes: r.Minutes, Billable: r.Billable, Hidden: r.Hidden != 0}
		if r.Amount != 0 {
			sum.Amounts = []domain.Money{{Minor: r.Amount, Currency: r.Currency}}
		}
		lines[i].TimeSum = plus(lines[i].TimeSum, sum)
	}
	return lines
}

func (r sumRow) line() domain.TimeRow {
	line := domain.TimeRow{Month: r.Month, Person: domain.Person{ID: r.UserID, Name: r.PersonName},
		Client: domain.ClientRef{ID: r.ClientID, CompanyName: r.ClientName, Color: r.ClientColor}}
	if r.ProjectID == unseenProject {
		line.Unseen = true
	} else {
		line.Project = domain.ProjectRef{ID: r.ProjectID, Name: r.ProjectName, Key: r.ProjectKey, Color: r.ProjectColor}
	}
	return line
}

// plus adds two sums; their amounts stay apart by currency.
func plus(a, b domain.TimeSum) domain.TimeSum {
	sum := domain.TimeSum{Entries: a.Entries + b.Entries, Running: a.Running + b.Running, Minutes: a.Minutes + b.Minutes, Billable: a.Billable + b.Billable,
		Hidden: a.Hidden || b.Hidden, Amounts: slices.Clone(a.Amounts)}
	for _, money := range b.Amounts {
		at, found := slices.BinarySearchFunc(sum.Amounts, money, func(a, b domain.Money) int { return cmp.Compare(a.Currency, b.Currency) })
		if found {
			sum.Amounts[at].Minor += money.Minor
		} else {
			sum.Amounts = slices.Insert(sum.Amounts, at, money)
		}
	}
	return sum
}

// compareRows orders lines as people look for them: by name, and what has none last.
func compareRows(groups []domain.TimeGroup, a, b domain.TimeRow) int {
	for _, group := range groups {
		var order int
		switch group {
		case domain.ByProject:
			order = cmp.Or(compareNames(a.Project.Name, b.Project.Name), cmp.Compare(a.Project.ID, b.Project.ID))
		case domain.ByClient:
			order = cmp.Or(compareNames(a.Client.CompanyName, b.Client.CompanyName), cmp.Compare(a.Client.ID, b.Client.ID))
		case domain.ByPerson:
			order = cmp.Or(compareNames(a.Person.Name, b.Person.Name), cmp.Compare(a.Person.ID, b.Person.ID))
		default:
			order = cmp.Compare(a.Month, b.Month)
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

func compareNames(a, b string) int {
	if (a == "") != (b == "") {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(strings.ToLower(a), strings.ToLower(b))
}
