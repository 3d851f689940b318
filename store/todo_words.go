package store

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// TodoWords reads a query for todos. A name that the caller knows nothing by, and a kind that is no todo, are Invalid at q.
func (s *Scope) TodoWords(ctx context.Context, q domain.SearchQuery) (domain.TodoWords, error) {
	words := domain.TodoWords{Terms: q.Terms, Tags: q.Tags, Priorities: q.Priorities, Mine: q.Mine, Assigned: q.Assigned, Archived: q.Archived, NoProject: q.NoProject,
		DueBefore: q.DueBefore, DueAfter: q.DueAfter, NoDue: q.NoDue, HasDue: q.HasDue}
	if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, domain.FoundTodo) {
		return words, domain.Problems{"q": "Here are todos alone. Leave out type:, or use the search."}.Err()
	}
	rows, err := s.projectsNamed(ctx, q.In)
	if err != nil {
		return words, err
	}
	for _, row := range rows {
		words.ProjectIDs = append(words.ProjectIDs, row.ID)
	}
	words.PersonIDs, err = s.peopleCalled(ctx, q.From)
	return words, err
}

// matchingWords is what they ask of rows under the alias t.
func (s *Scope) matchingWords(w domain.TodoWords) []clause {
	conditions := s.matchingDue(domain.TodoFilter{DueBefore: w.DueBefore, DueAfter: w.DueAfter})
	add := func(when bool, text string, args ...any) {
		if when {
			conditions = append(conditions, raw(text, args...))
		}
	}
	for _, term := range w.Terms {
		like := `%` + likeEscaper.Replace(strings.ToLower(term.Text)) + `%`
		has := `(lower(t.name) LIKE ? ESCAPE '!' OR lower(coalesce(t.description, '')) LIKE ? ESCAPE '!' OR lower(t.tags) LIKE ? ESCAPE '!')`
		if term.Not {
			has = `NOT ` + has
		}
		add(term.Text != "", has, like, like, like)
	}
	for _, tag := range w.Tags {
		add(true, `t.id IN (SELECT task_id FROM task_tags WHERE lower(tag) = ?)`, strings.ToLower(tag))
	}
	add(len(w.ProjectIDs) > 0, `t.project_id IN (?)`, bun.List(w.ProjectIDs))
	add(w.NoProject, `t.project_id IS NULL`)
	add(len(w.PersonIDs) > 0, `t.user_id IN (?) OR t.id IN (SELECT task_id FROM task_assignees WHERE user_id IN (?))`, bun.List(w.PersonIDs), bun.List(w.PersonIDs))
	add(len(w.Priorities) > 0, `t.priority IN (?)`, bun.List(w.Priorities))
	add(w.Mine, `t.user_id = ? OR t.id IN (SELECT task_id FROM task_assignees WHERE user_id = ?)`, s.user.ID, s.user.ID)
	add(w.Assigned, `t.id IN (SELECT task_id FROM task_assignees WHERE user_id = ?)`, s.user.ID)
	for is, wanted := range map[bool]bool{true: w.HasDue, false: w.NoDue} {
		if wanted {
			conditions = append(conditions, s.matchingDue(domain.TodoFilter{HasDue: &is})...)
		}
	}
	return conditions
}
