package store

import (
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// hitsSeen holds for rows of search_docs under the alias d whose things the caller sees and that a query asks for, as far as
// the index does not know it. It asks the tables themselves, by the conditions that every other read of them starts from.
func (s *Scope) hitsSeen(q domain.SearchQuery) clause {
	// A CASE, so that the hits are asked about one by one, in their order. OFFSET keeps PostgreSQL from reading the whole table
	// into a hash for it, which it prefers to a few hundred looks into the index.
	out := raw(`CASE d.kind`)
	for _, kind := range domain.FoundKinds() {
		if (len(q.Kinds) == 0 || slices.Contains(q.Kinds, kind)) && hasIt(kind, q) {
			out = out.plus(raw(` WHEN '`+kind+`' THEN EXISTS (SELECT 1 FROM `), s.hitSeen(kind, q), raw(` LIMIT 1 OFFSET 0)`))
		}
	}
	return out.plus(raw(` ELSE FALSE END`))
}

// hasIt tells whether things of a kind have what a query asks for: an assignee, a priority, a place.
func hasIt(kind string, q domain.SearchQuery) bool {
	return (!q.NoProject || slices.Contains(placedKinds(), kind)) && (!q.Assigned || kind == domain.FoundTodo) && (len(q.Priorities) == 0 || kind == domain.FoundTodo || kind == domain.FoundProject)
}

// weighs holds for rows with one of the priorities that a query asks for.
func weighs(q domain.SearchQuery, column string) clause {
	if len(q.Priorities) == 0 {
		return clause{}
	}
	return raw(column+` IN (?)`, bun.List(q.Priorities))
}

// placeless holds for rows in no project, where a query asks for those.
func placeless(q domain.SearchQuery, column string) clause {
	if !q.NoProject {
		return clause{}
	}
	return raw(column + ` IS NULL`)
}

func (s *Scope) assignedTo(q domain.SearchQuery) clause {
	if !q.Assigned {
		return clause{}
	}
	return raw(`t.id IN (SELECT task_id FROM task_assignees WHERE user_id = ?)`, s.user.ID)
}

// hitSeen is the table of a kind with the conditions for one row of it.
func (s *Scope) hitSeen(kind string, q domain.SearchQuery) clause {
	switch kind {
	case domain.FoundTodo:
		return raw(`tasks AS t WHERE `).plus(and(raw(`t.id = d.number AND t.deleted_at IS NULL`), s.seesTodo(), shelvedTodos(q), dueIn(q, `t.due_date`), weighs(q, `t.priority`), s.assignedTo(q), placeless(q, `t.project_id`)))
	case domain.FoundComment:
		return raw(`comments AS c JOIN tasks AS t ON t.id = ` + s.store.dialect.todoOfComment() + ` WHERE `).
			plus(and(raw(`c.id = d.number AND c.deleted_at IS NULL AND t.deleted_at IS NULL`), s.seesTodo(), shelvedTodos(q), undated(q), placeless(q, `t.project_id`)))
	case domain.FoundNote:
		return raw(`notes AS n WHERE `).plus(and(raw(`n.id = d.number AND n.deleted_at IS NULL`), s.seesNote(), archivedIn(q, `n.is_archived`), dueIn(q, `n.due_date`), placeless(q, `n.project_id`)))
	case domain.FoundProject:
		return raw(`projects AS p WHERE `).plus(and(raw(`p.id = d.number AND p.is_template = 0`), s.seesProject(), archivedIn(q, `p.is_archived`), dueIn(q, `p.end_date`), weighs(q, `p.priority`)))
	case domain.FoundDecision:
		return raw(`decisions AS e WHERE `).plus(and(raw(`e.id = d.number`), s.seesDecision("e"), archivedIn(q, `0`), dueIn(q, `e.due_date`), placeless(q, `e.project_id`)))
	case domain.FoundEvent:
		return raw(`events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE `).
			plus(and(raw(`e.id = d.number AND e.deleted_at IS NULL`), s.seesAllOfEvent(), undated(q), archivedIn(q, `0`), placeless(q, `e.project_id`)))
	case domain.FoundFile:
		return raw(`attachments AS f WHERE `).plus(and(raw(`f.id = d.number AND f.deleted_at IS NULL`), s.seesHolder(), undated(q), archivedIn(q, `0`)))
	case domain.FoundClient:
		return raw(`clients AS c WHERE `).plus(and(raw(`c.id = d.subject_id`), s.seesClient(), archivedIn(q, `c.is_archived`), undated(q)))
	}
	return raw(`users AS u WHERE 1 = 0`)
}

// seesHolder holds for rows of attachments under the alias f that hang on what the caller sees.
func (s *Scope) seesHolder() clause {
	return raw(`f.note_id IN (SELECT n.id FROM notes AS n WHERE n.id = f.note_id AND n.deleted_at IS NULL AND (`).plus(s.seesNote(),
		raw(`)) OR f.task_id IN (SELECT t.id FROM tasks AS t WHERE t.id = f.task_id AND t.deleted_at IS NULL AND (`), s.seesTodo(),
		raw(`)) OR f.project_id IN (SELECT p.id FROM projects AS p WHERE p.id = f.project_id AND `), s.seesProject(), raw(`)`))
}

func archivedIn(q domain.SearchQuery, column string) clause {
	switch {
	case q.Archived == domain.OnlyArchived:
		return raw(column + ` <> 0`)
	case q.Archived == domain.NotArchived && len(q.In) == 0:
		return raw(column + ` = 0`)
	}
	return clause{}
}

// shelvedTodos: what is in an archived project or a template is found only where it is asked for, or the project by name.
func shelvedTodos(q domain.SearchQuery) clause {
	switch {
	case q.Archived == domain.OnlyArchived:
		return raw(`t.project_id IN (` + shelved + `)`)
	case q.Archived == domain.NotArchived && len(q.In) == 0:
		return raw(`t.project_id IS NULL OR t.project_id NOT IN (` + shelved + `)`)
	}
	return clause{}
}

func dueIn(q domain.SearchQuery, column string) clause {
	day := `substr(` + column + `, 1, 10)`
	conditions := []clause{}
	if q.DueBefore != "" {
		conditions = append(conditions, raw(day+` <= ?`, string(q.DueBefore)))
	}
	if q.DueAfter != "" {
		conditions = append(conditions, raw(day+` >= ?`, string(q.DueAfter)))
	}
	if q.NoDue {
		conditions = append(conditions, raw(`coalesce(`+column+`, '') = ''`))
	}
	if q.HasDue {
		conditions = append(conditions, raw(`coalesce(`+column+`, '') <> ''`))
	}
	return and(conditions...)
}

// undated holds where a query asks for no day: what has none is then not found.
func undated(q domain.SearchQuery) clause {
	if q.DueBefore != "" || q.DueAfter != "" || q.NoDue || q.HasDue {
		return raw(`1 = 0`)
	}
	return clause{}
}
