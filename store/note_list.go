package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

func (d dialect) noteOrders() []order {
	return []order{
		d.byTime(domain.SortUpdated, "n.id", "n.updated_at"),
		d.byTime(domain.SortCreated, "n.id", "n.created_at"),
		byText(domain.SortTitle, "n.id", `lower(n.title)`+d.bytewise()),
		d.byTime(domain.SortDeleted, "n.id", "n.deleted_at"),
	}
}

// Notes lists notes as the filter says, without their texts. A sort or cursor that does not exist is Invalid.
func (s *Scope) Notes(ctx context.Context, f domain.NoteFilter) (domain.NotePage, error) {
	sort := f.Sort
	if sort == "" {
		sort = "-" + domain.SortUpdated
	}
	o, err := chosen(s.store.dialect.noteOrders(), sort, domain.SortUpdated)
	if err == nil && o.name == domain.SortDeleted && !f.Trashed {
		err = domain.Problems{"sort": "Only the trash is sorted by that."}.Err()
	}
	if err != nil {
		return domain.NotePage{}, err
	}
	after, err := o.after(f.Cursor)
	if err != nil {
		return domain.NotePage{}, err
	}
	limit := min(max(f.Limit, 1), LimitMax)
	ways, err := s.shortWays(ctx, f)
	if err != nil {
		return domain.NotePage{}, err
	}
	rows, err := s.noteRows(ctx, ways, o, after, limit+1)
	if err != nil {
		return domain.NotePage{}, err
	}
	page := domain.NotePage{Total: -1}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = o.cursor(rows[limit-1].SortKey, rows[limit-1].ID)
	}
	if page.Items, err = s.fillNotes(ctx, rows); err != nil {
		return page, err
	}
	if f.Steps {
		err = s.fillSteps(ctx, page.Items)
	}
	if err != nil || !f.Total {
		return page, err
	}
	query := raw(`SELECT 0`)
	for _, way := range ways {
		query = query.plus(raw(` + (SELECT count(*) FROM notes AS n WHERE `), way, raw(`)`))
	}
	err = s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &page.Total)
	return page, wrap(err, "count notes")
}

// noteRows takes a page of each way to notes and then the first of them all, so that no way is read further.
func (s *Scope) noteRows(ctx context.Context, ways []clause, o order, after clause, limit int) ([]noteRow, error) {
	merged := raw(`SELECT id AS note_id, sort_key FROM (`)
	for i, way := range ways {
		if i > 0 {
			merged = merged.plus(raw(` UNION ALL `))
		}
		merged = merged.plus(raw(`SELECT * FROM (SELECT n.id, `+o.text+` AS sort_key FROM notes AS n WHERE `),
			and(way, after), o.by(), raw(` LIMIT ?) AS way`, limit))
	}
	merged = merged.plus(raw(`) AS merged`), o.outer(s.store.dialect), raw(` LIMIT ?`, limit))
	query := raw(`WITH page AS (`).plus(merged, raw(`) `),
		s.selectNotes(raw(`, page.sort_key, substr(n.content, 1, ?) AS content`, domain.ExcerptMax), raw(`page JOIN notes AS n ON n.id = page.note_id`)),
		o.outer(s.store.dialect))
	var rows []noteRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "list notes")
}

// waysToNotes are the conditions under which notes are in a list. They never meet, so that pages merge and counts add up.
func (s *Scope) waysToNotes(f domain.NoteFilter) []clause {
	which := matchingNotes(f)
	own := and(raw(`n.user_id = ?`, s.user.ID), which)
	others := and(raw(`n.user_id IS NULL OR n.user_id <> ?`, s.user.ID), which, s.seesNote())
	switch {
	case f.Trashed:
		return []clause{and(which, s.managesNote())}
	case f.SharedMe:
		return []clause{and(others, raw(`n.id IN (SELECT note_id FROM note_shares WHERE `).plus(s.sharedWithMe(), raw(`)`)))}
	case f.ProjectID != 0:
		return []clause{and(which, s.seesNote())}
	}
	return []clause{own, others}
}

// fewNotes is how many notes that are not the caller's are looked up one by one. Where there are more, a list soon meets
// enough of them in its own order.
const fewNotes = 2000

// shortWays are waysToNotes that don't walk past all notes that there are to find the few that others let the caller see.
func (s *Scope) shortWays(ctx context.Context, f domain.NoteFilter) ([]clause, error) {
	ways := s.waysToNotes(f)
	if f.Trashed || f.ProjectID != 0 {
		return ways, nil
	}
	query := raw(`SELECT note_id FROM note_shares WHERE `).
		plus(s.sharedWithMe(), raw(` UNION SELECT n.id FROM notes AS n WHERE n.deleted_at IS NULL AND n.project_id IN (`), s.projectsSeen(), raw(`)`))
	if s.user.IsStaff() {
		query = query.plus(raw(` UNION SELECT n.id FROM notes AS n WHERE n.user_id IS NULL AND n.project_id IS NULL AND n.deleted_at IS NULL`))
	}
	var ids []int64
	query = query.plus(raw(` LIMIT ?`, fewNotes+1))
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &ids); err != nil {
		return nil, wrap(err, "find the notes of others")
	}
	others := len(ways) - 1
	switch {
	case len(ids) > fewNotes:
		return ways, nil
	case len(ids) == 0 && others > 0:
		return ways[:others], nil
	}
	ways[others] = and(raw(`n.id IN (?)`, bun.List(ids)), ways[others])
	return ways, nil
}

// managesNote holds for rows of notes under the alias n that the caller may delete and bring back.
func (s *Scope) managesNote() clause {
	mine := raw(`n.user_id = ?`, s.user.ID)
	if s.user.IsStaff() {
		mine = mine.plus(raw(` OR (n.user_id IS NULL AND n.project_id IS NULL)`))
	}
	return mine
}

func matchingNotes(f domain.NoteFilter) clause {
	conditions := []clause{raw(`n.deleted_at IS NULL`)}
	if f.Trashed {
		conditions[0] = raw(`n.deleted_at IS NOT NULL`)
	}
	add := func(when bool, text string, args ...any) {
		if when {
			conditions = append(conditions, raw(text, args...))
		}
	}
	is := func(wanted *bool, column string) {
		add(wanted != nil && *wanted, column+` <> 0`)
		add(wanted != nil && !*wanted, column+` = 0`)
	}
	add(f.Notebook != "", `n.notebook = ?`, f.Notebook)
	add(f.Tag != "", `n.id IN (SELECT note_id FROM note_tags WHERE tag = ?)`, f.Tag)
	add(f.Type != "", `n.type = ?`, f.Type)
	add(f.ProjectID != 0, `n.project_id = ?`, f.ProjectID)
	is(f.Pinned, `n.is_pinned`)
	is(f.Favorite, `n.is_favorite`)
	add(f.Archived == domain.NotArchived && !f.Trashed, `n.is_archived = 0`)
	add(f.Archived == domain.OnlyArchived, `n.is_archived <> 0`)
	for _, word := range strings.Fields(strings.ToLower(f.Query)) {
		like := `%` + likeEscaper.Replace(word) + `%`
		conditions = append(conditions, raw(`lower(n.title) LIKE ? ESCAPE '!' OR lower(n.content) LIKE ? ESCAPE '!' OR lower(n.tags) LIKE ? ESCAPE '!'`, like, like, like))
	}
	return and(conditions...)
}

// fillNotes turns rows whose text is only its beginning into notes of a list.
func (s *Scope) fillNotes(ctx context.Context, rows []noteRow) ([]domain.Note, error) {
	roles, err := s.rolesInProjects(ctx, s.store.read, rows)
	if err != nil {
		return nil, err
	}
	notes := make([]domain.Note, 0, len(rows))
	for _, row := range rows {
		note := row.note()
		note.Content, note.Excerpt, note.Access = "", row.Content, s.accessToNote(row, roles)
		notes = append(notes, note)
	}
	return notes, nil
}
