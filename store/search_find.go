package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// searchLook is how many of the newest candidates are looked at before the index is asked for the caller's own alone.
const searchLook = 2 * domain.SearchMax

// find takes the hits from the index and ranks them.
func (s *Scope) find(ctx context.Context, plan searchPlan, q domain.SearchQuery) (hits []found, more bool, err error) {
	hits, titled, err := s.take(ctx, plan, q)
	if err != nil {
		return nil, false, err
	}
	if more = len(hits) > domain.SearchMax; more {
		hits = hits[:domain.SearchMax]
		for _, hit := range titled[:min(len(titled), domain.SearchMax)] {
			if !slices.ContainsFunc(hits, hit.same) {
				hits = append(hits, hit)
			}
		}
	}
	called, err := s.called(ctx, q)
	if err != nil {
		return nil, false, err
	}
	hits = slices.DeleteFunc(hits, func(h found) bool { return slices.ContainsFunc(called, h.same) })
	for i := range hits {
		hits[i].score = plan.score(hits[i])
	}
	hits = append(hits, called...)
	slices.SortFunc(hits, found.compare)
	return hits, more, nil
}

func (f found) same(other found) bool { return f.ID == other.ID }

// take reads the newest hits, and where there are more than are ranked, also the newest that have the words in their title.
func (s *Scope) take(ctx context.Context, plan searchPlan, q domain.SearchQuery) (newest, titled []found, err error) {
	err = s.store.dialect.searching(ctx, s.store, func(db bun.IDB) error {
		look := searchLooker{scope: s, db: db, query: q}
		near, err := look.candidates(ctx, plan)
		if err != nil {
			return err
		}
		var nearTitles candidates
		if len(near.found) > domain.SearchMax && plan.hasWords() {
			if nearTitles, err = look.candidates(ctx, plan.inTitle()); err != nil {
				return err
			}
		}
		if err := look.dropUnseen(ctx, &near, &nearTitles); err != nil {
			return err
		}
		if newest, err = look.enough(ctx, plan, near); err != nil || len(newest) <= domain.SearchMax || !plan.hasWords() {
			return err
		}
		titled, err = look.enough(ctx, plan.inTitle(), nearTitles)
		return err
	})
	return newest, titled, wrap(err, "search")
}

// searchLooker looks for hits for one caller and query, on one connection.
type searchLooker struct {
	scope    *Scope
	db       bun.IDB
	query    domain.SearchQuery
	audience []mark
}

// candidates are the newest things that have the words, whoever sees them; all, if there are no more.
type candidates struct {
	found []found
	all   bool
}

// candidates asks the index alone.
func (l *searchLooker) candidates(ctx context.Context, plan searchPlan) (candidates, error) {
	var out candidates
	sources := l.scope.store.dialect.searchSources(plan, searchLook+1)
	for i, source := range sources {
		if len(out.found) < source.atLeast {
			continue
		}
		query := raw(`SELECT d.id, d.kind, d.subject_id, d.title, d.done FROM `).plus(source.from, raw(` LIMIT ?`, searchLook+1))
		out.found = nil
		if err := l.db.NewRaw(query.sql, query.args...).Scan(ctx, &out.found); err != nil {
			return out, err
		}
		if len(out.found) > domain.SearchMax {
			out.all = i == len(sources)-1 && !source.partial && len(out.found) <= searchLook
			return out, nil
		}
	}
	out.all = !sources[len(sources)-1].partial
	return out, nil
}

// dropUnseen leaves of some candidates those that the caller sees and asked for.
func (l *searchLooker) dropUnseen(ctx context.Context, some ...*candidates) error {
	var ids []int64
	q := l.query
	var kinds []string
	for _, c := range some {
		for _, hit := range c.found {
			ids = append(ids, hit.ID)
			if !slices.Contains(kinds, hit.Kind) && (len(q.Kinds) == 0 || slices.Contains(q.Kinds, hit.Kind)) {
				kinds = append(kinds, hit.Kind)
			}
		}
	}
	seen := map[int64]bool{}
	if len(kinds) > 0 {
		q.Kinds = kinds
		query := raw(`SELECT d.id FROM search_docs AS d WHERE d.id IN (?) AND `, bun.List(ids)).plus(l.scope.hitsSeen(q))
		var rows []int64
		if err := l.db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return err
		}
		for _, id := range rows {
			seen[id] = true
		}
	}
	for _, c := range some {
		c.found = slices.DeleteFunc(c.found, func(h found) bool { return !seen[h.ID] })
	}
	return nil
}

// enough are the newest of the hits, one more than are ranked if there are so many: those near, or else the caller's own out
// of all.
func (l *searchLooker) enough(ctx context.Context, plan searchPlan, near candidates) ([]found, error) {
	if near.all || len(near.found) > domain.SearchMax {
		return near.found[:min(len(near.found), domain.SearchMax+1)], nil
	}
	if l.audience == nil {
		var err error
		if l.audience, err = l.scope.audience(ctx, l.db); err != nil {
			return nil, err
		}
	}
	plan.marks = append([][]mark{l.audience}, plan.marks...)
	seen := l.scope.hitsSeen(l.query)
	var hits []found
	for _, source := range l.scope.store.dialect.searchSources(plan, searchDepth) {
		if len(hits) < source.atLeast {
			continue
		}
		query := raw(`SELECT d.id, d.kind, d.subject_id, d.title, d.done FROM `).plus(source.from, raw(` WHERE `), seen, raw(` LIMIT ?`, domain.SearchMax+1))
		hits = nil
		if err := l.db.NewRaw(query.sql, query.args...).Scan(ctx, &hits); err != nil || len(hits) > domain.SearchMax {
			return hits, err
		}
	}
	return hits, nil
}
