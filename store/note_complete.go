package store

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mddash/domain"
)

// completionsMost is how many notes or tags are offered for what somebody begins to write.
const completionsMost = 8

// CompleteNotes are the notes that the caller sees and that what is written behind [[ may become a link to: those with
// it in their title, the last changed first.
func (s *Scope) CompleteNotes(ctx context.Context, typed string) ([]domain.Note, error) {
	titled := anyOf(`lower(n.title) LIKE ? ESCAPE '!'`, likeForms(typed, "%"))
	var found []domain.Note
	for _, way := range s.waysToNotes(domain.NoteFilter{}) {
		query := raw(`SELECT n.id, n.title FROM notes AS n WHERE `).plus(and(way, titled), raw(` ORDER BY coalesce(n.updated_at, '`+longAgo+`') DESC, n.id DESC LIMIT ?`, completionsMost))
		var rows []noteRow
		if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return nil, wrap(err, "complete a title")
		}
		for _, row := range rows {
			if domain.Linkable(row.Title) {
				found = append(found, row.note())
			}
		}
	}
	return found[:min(len(found), completionsMost)], nil
}

// CompleteTags are the tags of the notes that the caller sees which begin as what is written behind #, the most used first.
func (s *Scope) CompleteTags(ctx context.Context, typed string) ([]string, error) {
	begins := anyOf(`lower(tags.tag) LIKE ? ESCAPE '!'`, likeForms(typed, ""))
	query := raw(`SELECT tags.tag FROM note_tags AS tags JOIN notes AS n ON n.id = tags.note_id WHERE `).
		plus(and(begins, raw(`n.deleted_at IS NULL`), s.seesNote()), raw(` GROUP BY tags.tag ORDER BY count(*) DESC, tags.tag LIMIT ?`, completionsMost))
	tags := []string{}
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &tags)
	return tags, wrap(err, "complete a tag")
}

// likeForms are the patterns that find a beginning as it was typed or with a capital, as the databases' lower() writes
// it: SQLite's knows ASCII alone.
func likeForms(typed, before string) []any {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return []any{"%"}
	}
	first, size := utf8.DecodeRuneInString(typed)
	var patterns []any
	for _, form := range lowered([]string{typed, string(unicode.ToUpper(first)) + typed[size:]}) {
		if pattern := before + likeEscaper.Replace(form) + "%"; !slices.Contains(patterns, any(pattern)) {
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}

func anyOf(condition string, values []any) clause {
	return raw(strings.TrimSuffix(strings.Repeat(condition+` OR `, len(values)), ` OR `), values...)
}
