package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// checkIndex makes what the search index should have of everything and holds it against what it has. What differs because it is
// being written just now is looked at a second time.
func (s *Store) checkIndex(ctx context.Context, tell told) (wrong []string, fine string, err error) {
	var all, done int64
	tables := map[string]string{domain.FoundTodo: "tasks", domain.FoundNote: "notes", domain.FoundProject: "projects", domain.FoundDecision: "decisions",
		domain.FoundClient: "clients", domain.FoundComment: "comments", domain.FoundFile: "attachments", domain.FoundEvent: "events"}
	things := map[string][]string{}
	for kind, table := range tables {
		ids, err := texts(ctx, s.read, `SELECT CAST(id AS TEXT) FROM `+table+` ORDER BY id`)
		if err != nil {
			return nil, "", err
		}
		things[kind], all = ids, all+int64(len(ids))
	}
	for _, kind := range slices.Sorted(maps.Keys(things)) {
		var late []string
		for ids := range slices.Chunk(things[kind], 500) {
			odd, err := s.outOfStep(ctx, kind, ids)
			if err != nil {
				return nil, "", err
			}
			late, done = append(late, odd...), done+int64(len(ids))
			tell.rows("Checking the search index", done, all)
		}
		if len(late) > 0 {
			pause(ctx, time.Second)
		}
		var still int
		for ids := range slices.Chunk(late, 500) {
			odd, err := s.outOfStep(ctx, kind, ids)
			if err != nil {
				return nil, "", err
			}
			still += len(odd)
		}
		if still > 0 {
			wrong = append(wrong, fmt.Sprintf("%d of the %ss are not found as they are", still, kind))
		}
	}
	words, err := s.dialect.indexWords(ctx, s)
	return append(wrong, words...), fmt.Sprintf("%d things are found as they are", all), err
}

// outOfStep are those of some things that the index has not, or has otherwise, and that are not noted to be read in.
func (s *Store) outOfStep(ctx context.Context, kind string, ids []string) ([]string, error) {
	docs, err := s.searchSources()[kind](ctx, s.read, ids)
	if err != nil {
		return nil, err
	}
	want := map[string]string{}
	for _, doc := range docs {
		want[doc.subject] = digestOf(doc.words()) + digestOf(doc.allMarks())
	}
	var rows []indexedDoc
	err = s.read.NewRaw(`SELECT id, subject_id, words_digest, marks_digest FROM search_docs WHERE kind = ? AND subject_id IN (?)`, kind, bun.List(ids)).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	have := map[string]string{}
	for _, row := range rows {
		have[row.SubjectID] = row.WordsDigest + row.MarksDigest
	}
	var odd []string
	for _, id := range ids {
		if want[id] != have[id] {
			odd = append(odd, id)
		}
	}
	if len(odd) == 0 {
		return nil, nil
	}
	var noted []string
	err = s.read.NewRaw(`SELECT subject_id FROM search_queue WHERE kind = ? AND subject_id IN (?)`, kind, bun.List(odd)).Scan(ctx, &noted)
	return slices.DeleteFunc(odd, func(id string) bool { return slices.Contains(noted, id) }), err
}
