package store

import (
	"context"
	"slices"
	"sync"
	"time"

	"mddash/domain"
)

// tagShelves are the most used tags of people who have so many notes that counting them takes a while. They hold until
// their person does anything, and what others do shows within keptFor.
type tagShelves struct {
	mu sync.Mutex
	of map[string]tagShelf
}

type tagShelf struct {
	tags []domain.NameCount
	last int64 // the person's last entry in the activity log
	at   time.Time
}

const (
	keptFor = time.Minute
	// worthKeeping is how long counting takes at least for what it found to be kept.
	worthKeeping = 100 * time.Millisecond
	shelvesKept  = 1000
)

func (t *tagShelves) find(userID string, last int64, now time.Time) ([]domain.NameCount, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept, found := t.of[userID]
	if !found || kept.last != last || now.Sub(kept.at) > keptFor || now.Before(kept.at) {
		return nil, false
	}
	return slices.Clone(kept.tags), true
}

func (t *tagShelves) keep(userID string, shelf tagShelf) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil || len(t.of) >= shelvesKept {
		t.of = map[string]tagShelf{}
	}
	t.of[userID] = shelf
}

// mostTagged counts the tags of notes that are in sight and not archived.
func (s *Scope) mostTagged(ctx context.Context, ways []clause) ([]domain.NameCount, error) {
	var last int64
	if err := s.store.read.NewRaw(`SELECT coalesce(max(id), 0) FROM activity WHERE user_id = ?`, s.user.ID).Scan(ctx, &last); err != nil {
		return nil, wrap(err, "read what was done last")
	}
	if tags, found := s.store.tagShelves.find(s.user.ID, last, s.store.now()); found {
		return tags, nil
	}
	began := time.Now()
	counts := map[string]int{}
	for _, way := range ways {
		var rows []domain.NameCount
		query := raw(`SELECT tags.tag AS name, count(*) AS count FROM notes AS n JOIN note_tags AS tags ON tags.note_id = n.id WHERE `).
			plus(and(raw(`n.is_archived = 0`), way), raw(` GROUP BY tags.tag`))
		if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return nil, wrap(err, "count tags")
		}
		for _, row := range rows {
			counts[row.Name] += row.Count
		}
	}
	tags := counted(counts, moreFirst)
	tags = tags[:min(len(tags), noteTagsShown)]
	if time.Since(began) > worthKeeping {
		s.store.tagShelves.keep(s.user.ID, tagShelf{tags: tags, last: last, at: s.store.now()})
	}
	return tags, nil
}
