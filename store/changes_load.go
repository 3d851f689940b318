package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// fills puts things into changes, by kind and by id.
type fills map[string]map[string]func(*domain.Change)

// changed reads what entries of the change log are about, as far as the caller sees it and it is not in the trash, in as
// many queries as there are kinds. A kind that is to be told needs its line here and its condition in hearsOf.
func (s *Scope) changed(ctx context.Context, rows []activityRow) (fills, error) {
	found := fills{}
	for _, kind := range []struct {
		name string
		read func(context.Context, fills, []string) error
	}{
		{kindTodo, s.changedTodos}, {kindComment, s.changedComments}, {kindProject, s.changedProjects},
		{kindClient, s.changedClients}, {kindDecision, s.changedDecisions},
		{kindCalendar, s.changedCalendars}, {kindEvent, s.changedEvents},
	} {
		found[kind.name] = map[string]func(*domain.Change){}
		ids := []string{}
		for _, row := range rows {
			if row.Kind == kind.name {
				ids = append(ids, row.SubjectID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		slices.Sort(ids)
		if err := kind.read(ctx, found, slices.Compact(ids)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// numbersOf are ids as they are stored.
func numbersOf(ids []string) []int64 {
	numbers := make([]int64, 0, len(ids))
	for _, id := range ids {
		number, _ := strconv.ParseInt(id, 10, 64)
		numbers = append(numbers, number)
	}
	return numbers
}

func (f fills) put(kind string, id int64, fill func(*domain.Change)) {
	f[kind][strconv.FormatInt(id, 10)] = fill
}

func (s *Scope) changedTodos(ctx context.Context, found fills, ids []string) error {
	query := raw(`SELECT ` + taskColumns + ` FROM tasks AS t WHERE `).plus(and(raw(`t.id IN (?)`, bun.List(numbersOf(ids))), raw(`t.deleted_at IS NULL`), s.seesTodo()))
	var rows []taskRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read changed todos")
	}
	todos, err := s.fill(ctx, s.store.read, rows, false)
	for _, todo := range todos {
		found.put(kindTodo, todo.ID, func(c *domain.Change) { c.Todo = &todo })
	}
	return err
}

func (s *Scope) changedComments(ctx context.Context, found fills, ids []string) error {
	query := raw(`SELECT c.*, ` + s.store.dialect.personName() + ` AS author_name FROM comments AS c JOIN tasks AS t ON t.id = ` + s.store.dialect.todoOfComment() + `
		LEFT JOIN users AS u ON u.id = c.user_id WHERE `).
		plus(and(raw(`c.id IN (?)`, bun.List(numbersOf(ids))), raw(`c.deleted_at IS NULL AND t.deleted_at IS NULL`), s.seesTodo()))
	var rows []commentRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	for _, row := range rows {
		comment := s.comment(row)
		found.put(kindComment, comment.ID, func(c *domain.Change) { c.Comment = &comment })
	}
	return wrap(err, "read changed comments")
}

func (s *Scope) changedProjects(ctx context.Context, found fills, ids []string) error {
	rows, err := s.wholeProjects(ctx, s.store.read, and(raw(`p.id IN (?)`, bun.List(numbersOf(ids))), s.seesProject()), clause{})
	if err != nil {
		return err
	}
	projects := make([]domain.Project, 0, len(rows))
	for _, row := range rows {
		projects = append(projects, row.project(s.user))
	}
	err = s.fillProgress(ctx, s.store.read, projects)
	for _, project := range projects {
		found.put(kindProject, project.ID, func(c *domain.Change) { c.Project = &project })
	}
	return err
}

func (s *Scope) changedClients(ctx context.Context, found fills, ids []string) error {
	query := raw(`SELECT ` + clientColumns + ` FROM clients AS c WHERE `).plus(and(raw(`c.id IN (?)`, bun.List(ids)), s.seesClient()))
	var rows []clientRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	for _, row := range rows {
		client := row.client(s.user)
		found[kindClient][row.ID] = func(c *domain.Change) { c.Client = &client }
	}
	return wrap(err, "read changed clients")
}

func (s *Scope) changedDecisions(ctx context.Context, found fills, ids []string) error {
	rows, err := s.decisionRows(ctx, s.store.read, and(raw(`d.id IN (?)`, bun.List(numbersOf(ids))), s.seesDecision("d")), clause{})
	for _, row := range rows {
		decision := row.decision(s.user)
		found.put(kindDecision, decision.ID, func(c *domain.Change) { c.Decision = &decision })
	}
	return err
}

func (s *Scope) changedCalendars(ctx context.Context, found fills, ids []string) error {
	rows, err := s.calendarRows(ctx, s.store.read, "", and(raw(`k.id IN (?)`, bun.List(numbersOf(ids))), s.seesCalendar()), clause{})
	for _, row := range rows {
		calendar := row.calendar(s.user)
		found.put(kindCalendar, calendar.ID, func(c *domain.Change) { c.Calendar = &calendar })
	}
	return err
}

func (s *Scope) changedEvents(ctx context.Context, found fills, ids []string) error {
	rows, err := s.eventRows(ctx, s.store.read, "", and(raw(`e.id IN (?)`, bun.List(numbersOf(ids))), raw(`e.deleted_at IS NULL`), s.seesEvent()), clause{})
	for _, row := range rows {
		event := row.event(s.user)
		found.put(kindEvent, event.ID, func(c *domain.Change) { c.Event = &event })
	}
	return err
}
