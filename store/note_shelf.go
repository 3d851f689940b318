package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Of notebooks and tags so many are counted.
const (
	notebooksShown = 50
	noteTagsShown  = 30
)

// shelfRow counts notes that are alike in everything that they are shelved by.
type shelfRow struct {
	Archived flag `bun:"is_archived"`
	Pinned   flag `bun:"is_pinned"`
	Favorite flag `bun:"is_favorite"`
	Notebook string
	Type     string
	Count    int
}

// NoteShelf is what notes can be looked for by, beside a list of them.
func (s *Scope) NoteShelf(ctx context.Context) (domain.NoteShelf, error) {
	shelf := domain.NoteShelf{}
	ways, err := s.shortWays(ctx, domain.NoteFilter{Archived: domain.AlsoArchived})
	if err != nil {
		return shelf, err
	}
	books, types := map[string]int{}, map[string]int{}
	for _, way := range ways {
		var rows []shelfRow
		query := raw(`SELECT n.is_archived, coalesce(n.notebook, '') AS notebook, n.type, n.is_pinned, n.is_favorite, count(*) AS count FROM notes AS n WHERE `).
			plus(way, raw(` GROUP BY n.is_archived, n.notebook, n.type, n.is_pinned, n.is_favorite`))
		if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return shelf, wrap(err, "count notes by notebook")
		}
		for _, row := range rows {
			row.add(&shelf, books, types)
		}
	}
	shelf.Notebooks = counted(books, func(a, b domain.NameCount) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	shelf.Notebooks = shelf.Notebooks[:min(len(shelf.Notebooks), notebooksShown)]
	shelf.Types = counted(types, moreFirst)
	if err := s.countShared(ctx, &shelf); err != nil {
		return shelf, err
	}
	shelf.Tags, err = s.mostTagged(ctx, ways)
	return shelf, err
}

func moreFirst(a, b domain.NameCount) int {
	return cmp.Or(b.Count-a.Count, cmp.Compare(a.Name, b.Name))
}

func (row shelfRow) add(shelf *domain.NoteShelf, books, types map[string]int) {
	if row.Archived {
		shelf.Archived += row.Count
		return
	}
	shelf.All += row.Count
	if row.Pinned {
		shelf.Pinned += row.Count
	}
	if row.Favorite {
		shelf.Favorites += row.Count
	}
	if row.Notebook != "" {
		books[row.Notebook] += row.Count
	}
	types[row.Type] += row.Count
}

// counted puts names in order.
func counted(names map[string]int, by func(a, b domain.NameCount) int) []domain.NameCount {
	list := make([]domain.NameCount, 0, len(names))
	for name, count := range names {
		list = append(list, domain.NameCount{Name: name, Count: count})
	}
	slices.SortFunc(list, by)
	return list
}

func (s *Scope) countShared(ctx context.Context, shelf *domain.NoteShelf) error {
	ways, err := s.shortWays(ctx, domain.NoteFilter{SharedMe: true})
	if err != nil {
		return err
	}
	query := raw(`SELECT count(*) FROM notes AS n WHERE `).plus(ways[0])
	return wrap(s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &shelf.Shared), "count what is shared")
}

// fillSteps counts the boxes of notes of a list, in as far as their texts are not very long.
func (s *Scope) fillSteps(ctx context.Context, notes []domain.Note) error {
	if len(notes) == 0 {
		return nil
	}
	ids := make([]int64, 0, len(notes))
	for _, note := range notes {
		ids = append(ids, note.ID)
	}
	query := raw(`SELECT n.id, n.content FROM notes AS n WHERE n.id IN (?) AND length(n.content) <= ? AND (n.content LIKE '%[ ]%' OR n.content LIKE '%[x]%' OR n.content LIKE '%[X]%')`,
		bun.List(ids), domain.StepsTextMax)
	var rows []noteRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read the boxes of notes")
	}
	for _, row := range rows {
		at := slices.IndexFunc(notes, func(n domain.Note) bool { return n.ID == row.ID })
		notes[at].Steps, notes[at].StepsDone = domain.CountSteps(row.Content)
	}
	return nil
}
