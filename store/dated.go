package store

import (
	"context"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// DatedMax is how many other dates of a kind the calendar shows at once.
const DatedMax = 2000

type datedRow struct {
	ID        int64
	Title     string
	Day       string
	Clock     string
	Begins    bool
	Done      bool
	Color     string
	ProjectID int64
	UserID    string
	Assigned  bool

	project domain.ProjectRef `bun:"-"`
	canTick bool              `bun:"-"`
}

// DatesBetween are what else than events has a day from one to another, the second not included, of some of
// domain.DatedKinds: the caller's own and assigned todos, projects and decisions that they see, and their own notes. What is
// archived or in the trash is left out, as is what is more than DatedMax of a kind.
func (s *Scope) DatesBetween(ctx context.Context, kinds []string, from, to domain.Date) ([]domain.Dated, error) {
	var dates []domain.Dated
	reads := map[string]func(domain.Date, domain.Date) clause{
		domain.DatedTodos: s.datedTodos, domain.DatedProjects: s.datedProjects, domain.DatedDecisions: s.datedDecisions, domain.DatedNotes: s.datedNotes,
	}
	for _, kind := range kinds {
		query := reads[kind](from, to).plus(raw(` LIMIT ?`, DatedMax))
		var rows []datedRow
		if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return nil, wrap(err, "read what is due: "+kind)
		}
		if err := s.fillDated(ctx, rows); err != nil {
			return nil, err
		}
		for _, row := range rows {
			// Another program may have written what no calendar has.
			if day := domain.StoredDate(row.Day); day != "" {
				dates = append(dates, row.dated(kind, day))
			}
		}
	}
	slices.SortFunc(dates, domain.Dated.Compare)
	return dates, nil
}

func (r datedRow) dated(kind string, day domain.Date) domain.Dated {
	d := domain.Dated{Kind: kind, ID: r.ID, Title: r.Title, Day: day, Begins: r.Begins, Done: r.Done, Color: r.Color, Project: r.project, CanTick: kind == domain.DatedTodos && r.canTick}
	d.At, _ = domain.ParseClock(r.Clock)
	return d
}

// between holds for rows with a day from one to another, the second not included. day is an expression that an index has.
func (s *Scope) between(day string, from, to domain.Date) clause {
	day += s.store.dialect.bytewise()
	return raw(day+` >= ? AND `+day+` < ?`, string(from), string(to))
}

func (s *Scope) datedTodos(from, to domain.Date) clause {
	query := clause{}
	for i, branch := range s.branches(domain.TodoFilter{}) {
		if i > 0 {
			query = query.plus(raw(` UNION ALL `))
		}
		query = query.plus(raw(`SELECT t.id, t.name AS title, t.due_date AS day, t.due_time AS clock, t.status = 'done' AS done, t.project_id, t.user_id,
			EXISTS (SELECT 1 FROM task_assignees AS a WHERE a.task_id = t.id AND a.user_id = ?) AS assigned FROM `, s.user.ID).
			plus(branch.from, raw(` WHERE `), and(branch.where, raw(`t.due_date IS NOT NULL`), s.between(dueDay, from, to))))
	}
	return query
}

// fillDated names the projects of todos, and tells which of these the caller may tick.
func (s *Scope) fillDated(ctx context.Context, rows []datedRow) error {
	ids := map[int64]bool{}
	for _, row := range rows {
		if row.ProjectID != 0 {
			ids[row.ProjectID] = true
		}
	}
	refs, roles := map[int64]domain.ProjectRef{}, map[int64]projectRole{}
	if len(ids) > 0 {
		projects, err := s.projectRows(ctx, s.store.read, raw(`p.id IN (?)`, bun.List(slices.Sorted(maps.Keys(ids)))))
		if err != nil {
			return err
		}
		for _, p := range projects {
			refs[p.ID], roles[p.ID] = p.ref(s.user), p.role(s.user)
		}
	}
	for i, row := range rows {
		rows[i].project = refs[row.ProjectID]
		rows[i].canTick = s.accessTo(taskRow{ProjectID: row.ProjectID, UserID: row.UserID}, row.Assigned, roles).CanWork()
	}
	return nil
}

func (s *Scope) datedProjects(from, to domain.Date) clause {
	part := func(column, begins string) clause {
		day := `substr(p.` + column + `, 1, 10)`
		return raw(`SELECT p.id, p.name AS title, p.color, ` + day + ` AS day, ` + begins + ` AS begins, p.status = 'completed' AS done FROM projects AS p WHERE `).
			plus(and(raw(`p.`+column+` IS NOT NULL`), s.between(day, from, to), raw(`p.is_archived = 0 AND p.is_template = 0`), s.seesProject()))
	}
	return part("start_date", "1 = 1").plus(raw(` UNION ALL `), part("end_date", "1 = 0"))
}

// datedDecisions: one that was made can be due again, to be looked at.
func (s *Scope) datedDecisions(from, to domain.Date) clause {
	return raw(`SELECT d.id, d.name AS title, d.due_date AS day, NOT (d.status = 'open' OR d.status = 'decided' AND ` + decisionDue + ` > coalesce(d.decided_at, '')) AS done
		FROM decisions AS d WHERE `).plus(and(s.between(decisionDue, from, to), s.seesDecision("d")))
}

func (s *Scope) datedNotes(from, to domain.Date) clause {
	return raw(`SELECT n.id, n.title, n.due_date AS day FROM notes AS n WHERE `).
		plus(and(raw(`n.user_id = ? AND n.deleted_at IS NULL AND n.is_archived = 0 AND n.due_date IS NOT NULL`, s.user.ID), s.between(`substr(n.due_date, 1, 10)`, from, to)))
}
