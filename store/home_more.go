package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// listedMost is how many projects are named in a question.
const listedMost = 5000

// homeProjects are those that go on: the caller's pinned ones first, then those that they are part of, by when they end. With them
// come the ids of all whose todos are listed.
func (s *Scope) homeProjects(ctx context.Context, home *homeRead, _ domain.Date) error {
	client, seesClient := `NULL`, clause{}
	if s.user.IsStaff() {
		client, seesClient = `c.company_name`, raw(` LEFT JOIN clients AS c ON c.id = picked.client_id AND (`).plus(s.seesClient(), raw(`)`))
	}
	listed := and(s.seesProject(), openShelf.holds())
	query := raw(`SELECT named.ids, named.people, named.things, picked.*, `+client+` AS client
		FROM (SELECT coalesce(string_agg(CAST(few.id AS TEXT), ','), '') AS ids, `).plus(
		isThere(`users AS u`, raw(`u.id <> ? AND u.disabled_at IS NULL`, s.user.ID)), raw(` AS people, `),
		isThere(`projects AS p`, s.seesProject()), raw(` + `), isThere(`notes AS n`, raw(`n.user_id = ? AND n.deleted_at IS NULL`, s.user.ID)), raw(` AS things
			FROM (SELECT p.id FROM projects AS p WHERE `), listed, raw(` LIMIT ?) AS few) AS named
		LEFT JOIN (SELECT p.id, p.name, p.key, p.color, p.status, p.client_id, p.end_date, lower(p.name) AS by_name, coalesce(substr(p.end_date, 1, 10), '`+noDue+`') AS by_end,
			p.id IN (SELECT project_id FROM project_pins WHERE user_id = ?) AS pinned,
			CASE WHEN p.owner_id = ? OR p.id IN (SELECT project_id FROM project_managers WHERE user_id = ?) OR p.id IN (SELECT project_id FROM project_members WHERE user_id = ?) THEN 1 ELSE 0 END AS mine
			FROM projects AS p WHERE `, listedMost+1, s.user.ID, s.user.ID, s.user.ID, s.user.ID),
		and(listed, raw(`p.status <> ?`, domain.ProjectCompleted)), raw(` ORDER BY pinned DESC, mine DESC, by_end, by_name, p.id LIMIT ?) AS picked ON 1 = 1`, domain.HomeProjects),
		seesClient, raw(` ORDER BY pinned DESC, mine DESC, by_end, by_name, picked.id`))
	var rows []struct {
		projectRow
		Ids, Client, ByName, ByEnd string
		Mine, People, Things       int
	}
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read the projects of the dashboard")
	}
	for _, row := range rows {
		home.HasCompany, home.HasMore = row.People > 0, row.Things > 0
		if home.listed = numbersOf(slices.Collect(itemsOf(row.Ids))); row.ID == 0 {
			break
		}
		project := domain.Project{ID: row.ID, Name: row.Name, Key: row.Key, Color: row.Color, Status: row.Status, EndDate: domain.StoredDate(row.EndDate), Pinned: row.Pinned}
		home.Projects = append(home.Projects, domain.HomeProject{Project: project, Client: row.Client})
	}
	return nil
}

// listedIn is what a project is in whose todos are in the caller's lists: of those that were read, unless these are too many.
func (s *Scope) listedIn(projects []int64) clause {
	if len(projects) > listedMost {
		return raw(`SELECT p.id FROM projects AS p WHERE `).plus(and(s.seesProject(), openShelf.holds()))
	}
	return raw(`?`, bun.List(append([]int64{0}, projects...))) // no project is 0, and no list is empty
}

// todosOf is a column: of each of some projects that has todos its id, how many these are and how many of them are done, with
// commas between.
func todosOf(projects []domain.HomeProject) clause {
	ids := make([]int64, 0, len(projects))
	for _, p := range projects {
		ids = append(ids, p.ID)
	}
	return raw(`(SELECT string_agg(one.project_id || ' ' || one.total || ' ' || one.done, ',') FROM (SELECT t.project_id, count(*) AS total, sum(CASE WHEN t.status = 'done' THEN 1 ELSE 0 END) AS done
		FROM tasks AS t WHERE t.project_id IN (?) AND t.deleted_at IS NULL AND t.parent_id IS NULL GROUP BY t.project_id) AS one)`, bun.List(ids))
}

// withTodos are projects with what todosOf lists.
func withTodos(projects []domain.HomeProject, totals string) []domain.HomeProject {
	projects = slices.Clone(projects)
	for one := range itemsOf(totals) {
		var id int64
		var total, done int
		if _, err := fmt.Sscan(one, &id, &total, &done); err != nil {
			continue
		}
		for i := range projects {
			if projects[i].ID == id {
				projects[i].Total, projects[i].Done = total, done
			}
		}
	}
	return projects
}

// homeNotes are the pinned notes that the caller sees, the newest first.
func (s *Scope) homeNotes(ctx context.Context, home *homeRead, _ domain.Date) error {
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
func (s *Scope) homeDecisions(ctx context.Context, home *homeRead, today domain.Date) error {
	due := decisionDue + s.store.dialect.bytewise()
	query := raw(`SELECT d.id, d.name, d.status, d.due_date, d.decided_at, d.created_at, `+s.store.dialect.personName()+` AS by, `).
		plus(s.waitingDecisions(), raw(` AS waiting FROM decisions AS d LEFT JOIN users AS u ON u.id = d.user_id WHERE `), and(s.seesDecision("d"), raw(`d.status = 'open' OR d.status = 'decided' AND `+due+` <= ? AND `+decisionDue+` > coalesce(d.decided_at, '')`, string(today)),
			raw(`d.status = 'open' OR NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.supersedes_id = d.id AND `).plus(s.seesDecision("later"), raw(`)`))),
			raw(` ORDER BY `+due+`, d.id LIMIT ?`, domain.HomeDecisions))
	var rows []struct {
		decisionRow
		By      string
		Waiting int // where nothing is listed, nothing is open
	}
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read the decisions of the dashboard")
	}
	for _, row := range rows {
		home.Nav.Decisions = row.Waiting
		home.Decisions = append(home.Decisions, domain.HomeDecision{ID: row.ID, Name: row.Name, Open: row.Status == domain.DecisionOpen, DueDate: domain.StoredDate(row.DueDate),
			DecidedAt: domain.StoredDate(row.DecidedAt), By: row.By, At: row.CreatedAt.Time})
	}
	return nil
}

// pastDays are days with what was done before today, as of a version of the todos and of time or later. Nobody changes them.
type pastDays struct {
	days    []domain.HomeDay
	version int64
}

// homePast are the days to today with what the caller completed and logged before it, and the first day of which nothing is counted
// yet. What was counted is remembered until something changes that was done before today: what somebody does now changes today alone.
func (s *Scope) homePast(home *homeRead, today domain.Date) (days []domain.HomeDay, from domain.Date) {
	if kept, found := s.store.remembered.get(home.asOf.past, s.rememberedAs("home past"), s.store.now()); found {
		past := kept.(pastDays)
		if !s.store.changes.doneChanged(past.version, s.midnight(today).UTC().Format(storedTime)) {
			return past.days, today
		}
	}
	first := today.AddDays(1 - domain.HomeBack)
	days = make([]domain.HomeDay, domain.HomeBack)
	for i := range days {
		days[i].Date = first.AddDays(i)
	}
	return days, first
}

// rememberPast remembers all of some days but today.
func (s *Scope) rememberPast(asOf countedAsOf, days []domain.HomeDay) {
	days = slices.Clone(days)
	today := &days[len(days)-1]
	*today = domain.HomeDay{Date: today.Date}
	s.store.remembered.set(s.rememberedAs("home past"), recollection{value: pastDays{days, asOf.version}, state: asOf.past})
}

// withDone are days with what doneIn lists.
func (s *Scope) withDone(days []domain.HomeDay, done, logged string) []domain.HomeDay {
	days, first := slices.Clone(days), days[0].Date
	midnights := make([]string, len(days)) // when each day ends
	for i := range days {
		midnights[i] = s.midnight(first.AddDays(i + 1)).UTC().Format(storedTime)
	}
	for one := range itemsOf(logged) {
		day, minutes, _ := strings.Cut(one, " ")
		if at := first.DaysUntil(domain.StoredDate(day)); at >= 0 && at < len(days) {
			n, _ := strconv.Atoi(minutes)
			days[at].Minutes += n
		}
	}
	for one := range itemsOf(done) {
		if one == "" {
			continue // somebody whom nothing is assigned to
		}
		completed, due := one[:min(len(storedTime), len(one))], one[min(len(storedTime), len(one)):]
		at, found := slices.BinarySearch(midnights, completed)
		if found {
			at++ // midnight is the next day's
		}
		if at == len(midnights) {
			continue
		}
		day := &days[at]
		day.Done++
		if due != "" {
			day.Dated++
		}
		if due >= string(day.Date) {
			day.InTime++
		}
	}
	return days
}

// itemsOf are the items of a list that string_agg wrote with commas between them.
func itemsOf(list string) iter.Seq[string] {
	if list == "" {
		return func(func(string) bool) {}
	}
	return strings.SplitSeq(list, ",")
}

// completed is the expression that the indexes of what was completed have: who reads no other column need not look at the todos.
const completed = `coalesce(t.completed_at, '` + longAgo + `')`

// doneIn are two columns: every todo of the caller that was completed from the first day to the end of the last, when and directly
// after it the day that it was due; and the days with the minutes that they logged; both with commas between. The todos may be thousands: a
// database that groups them looks at the todos too, a column more costs as much as the one there is, and as many rows cost more
// than one text.
func (s *Scope) doneIn(projects []int64, first, last domain.Date) clause {
	yes, since, until, in := true, s.midnight(first), instant{s.midnight(last.AddDays(1))}, s.listedIn(projects)
	own := s.branchesIn(domain.TodoFilter{Completed: &yes, CompletedFrom: since}, raw(`t.project_id IN (`).plus(in, raw(`)`)))[0]
	done := func(at, due string) clause {
		return raw(`coalesce((SELECT string_agg(` + s.store.dialect.timeText(at) + ` || coalesce(` + due + `, ''), ',') FROM `)
	}
	return done(completed, `substr(t.due_date, 1, 10)`).plus(own.from, raw(` WHERE `), own.where, raw(` AND `+completed+` < ?), '') || ',' || `, until),
		done(`mine.done_at`, `mine.due_day`), raw(`task_assignees AS mine WHERE mine.user_id = ? AND mine.done_at >= ? AND mine.done_at < ? AND (mine.project_id IS NULL OR mine.project_id NOT IN (`+shelved+`))
			AND (mine.owner_id IS NULL OR mine.owner_id <> ? OR mine.project_id IS NOT NULL AND mine.project_id NOT IN (`, s.user.ID, instant{since}, until, s.user.ID), in,
		raw(`))), ''), (SELECT string_agg(log.day || ' ' || log.minutes, ',') FROM (SELECT e.day, sum(e.minutes) AS minutes FROM time_entries AS e
			WHERE e.user_id = ? AND e.deleted_at IS NULL AND e.minutes IS NOT NULL AND e.day >= ? AND e.day <= ? GROUP BY e.day) AS log)`, s.user.ID, string(first), string(last)))
}
