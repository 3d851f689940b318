package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
)

// What a search does, and why so. Measured with 100,000 notes of 2 KB in words as frequent as those of a language: ranking by
// bm25 or ts_rank has to read every place of a common word, 400 ms and more, and its weights would tell of texts that the
// caller does not see. So what is newest comes first, and where the words stand in the title:
//
//   - the newest SearchMax hits are taken from the index in its own order, which ends there however common the words are;
//   - where there are more, also the newest that have all the words in their title, which is in the index by words of its own;
//   - these are sorted by where the words stand, what is open before what is done, and then the newest first.
//
// Each hit passes the same conditions of access as everywhere. Whose words the index has are looked at first without asking
// whose they are, since most searches are by those who see most of what there is. Where too few of them are the caller's, the
// index is asked again, for the caller's alone: it knows who may see a thing (audience), so that somebody who sees five notes of
// 100,000 has five looked at. That costs a search of two words 3 times as much, which is why it comes second.
//
// With bigger prefixes in SQLite's index (2 to 5 letters) it is half as big again and not faster.

// found is a hit before it is shown.
type found struct {
	ID              int64
	Kind, SubjectID string
	Title           string
	Done            flag

	score int
}

// Search finds what a query asks for among all that the caller sees. A cursor that is none, and a name that the caller knows
// nothing by, are Invalid.
func (s *Scope) Search(ctx context.Context, q domain.SearchQuery) (domain.SearchPage, error) {
	page := domain.SearchPage{Items: []domain.SearchHit{}}
	after, err := readPlace(q.Cursor)
	if err != nil || q.IsEmpty() {
		return page, err
	}
	if page.Reading, err = s.catchUpForSearch(ctx); err != nil {
		return page, err
	}
	plan, err := s.plan(ctx, q)
	if err != nil || len(q.Terms) > 0 && len(plan.words) == 0 {
		return page, err
	}
	hits, more, err := s.find(ctx, plan, q)
	if err != nil {
		return page, err
	}
	page.Total, page.More = len(hits), more
	if q.Counts {
		if page.Kinds, err = s.countKinds(ctx, q, hits, more); err != nil {
			return page, err
		}
	}
	limit := min(max(q.Limit, 1), LimitMax)
	hits = slices.DeleteFunc(hits, func(h found) bool { return after != nil && h.compare(*after) <= 0 })
	if len(hits) > limit {
		hits = hits[:limit]
		page.Next = hits[limit-1].place()
	}
	page.Items, err = s.show(ctx, hits, plan)
	return page, err
}

// catchUpForSearch reads in what other programs wrote. It tells whether there is more than a search waits for.
func (s *Scope) catchUpForSearch(ctx context.Context) (bool, error) {
	behind, err := s.store.behind(ctx)
	if err != nil || !behind {
		return false, err
	}
	s.store.catchUp(ctx)
	return s.store.behind(ctx)
}

// called are the hits that a query of one word calls by their reference: WEB-12, D-7. They come first.
func (s *Scope) called(ctx context.Context, q domain.SearchQuery) ([]found, error) {
	if len(q.Terms) != 1 {
		return nil, nil
	}
	name := strings.ToUpper(q.Terms[0].Text)
	if q.Terms[0].Not || name == "" || domain.ReferenceAt(name) != name {
		return nil, nil
	}
	refs, err := s.References(ctx, []string{name})
	ref, known := refs[name]
	if err != nil || !known {
		return nil, err
	}
	kind := domain.FoundTodo
	if ref.Kind == domain.ReferenceDecision {
		kind = domain.FoundDecision
	}
	query := raw(`SELECT d.id, d.kind, d.subject_id, d.title, d.done FROM search_docs AS d WHERE `).
		plus(and(raw(`d.kind = ? AND d.subject_id = ?`, kind, strconv.FormatInt(ref.ID, 10)), s.hitsSeen(domain.SearchQuery{Kinds: q.Kinds, Archived: domain.AlsoArchived})))
	var hits []found
	err = s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &hits)
	for i := range hits {
		hits[i].score = scoreCalled
	}
	return hits, wrap(err, "find what a reference calls")
}

// How much a hit counts. In between, what is done comes behind what is open, and projects and clients come first.
const (
	scoreText    = 4
	scoreSome    = 8  // some of the words are in the title
	scoreTitle   = 12 // all are
	scoreBegins  = 16 // it begins with them
	scoreExactly = 20 // it is them
	scoreCalled  = 24
)

func (p searchPlan) score(hit found) int {
	score := p.scoreTitle(hit.Title)
	if hit.Done {
		score -= 2
	}
	if hit.Kind == domain.FoundProject || hit.Kind == domain.FoundClient {
		score++ // what much else hangs on
	}
	return score
}

func (p searchPlan) scoreTitle(title string) int {
	words := tokens(title, docWordsMax/10)
	wanted, had, begins, length := 0, 0, false, 0
	for _, w := range p.words {
		if w.not {
			continue
		}
		at := w.in(words)
		if at == 0 {
			begins = true
		}
		if at >= 0 {
			had++
		}
		wanted++
		length += len(w.words)
	}
	switch {
	case wanted == 0 || had == 0:
		return scoreText
	case had < wanted:
		return scoreSome
	case begins && length == len(words):
		return scoreExactly
	case begins:
		return scoreBegins
	}
	return scoreTitle
}

// in is where the words stand among others; -1 where they don't.
func (w searchWords) in(words []token) int {
	for at := range words {
		if w.at(words[at:]) {
			return at
		}
	}
	return -1
}

// at tells whether a text begins with the words.
func (w searchWords) at(words []token) bool {
	if len(w.words) > len(words) {
		return false
	}
	for i, word := range w.words {
		last := i == len(w.words)-1
		if words[i].text != word && !(last && w.prefix && strings.HasPrefix(words[i].text, word)) {
			return false
		}
	}
	return true
}

// compare sorts the best first.
func (f found) compare(other found) int {
	if f.score != other.score {
		return other.score - f.score
	}
	if f.ID > other.ID {
		return -1
	}
	if f.ID < other.ID {
		return 1
	}
	return 0
}

// place is where a page ended: what a cursor holds.
func (f found) place() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", f.score, f.ID))
}

func readPlace(cursor string) (*found, error) {
	if cursor == "" {
		return nil, nil
	}
	var at found
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		_, err = fmt.Sscanf(string(text), "%d.%d", &at.score, &at.ID)
	}
	if err != nil || at.place() != cursor {
		return nil, domain.Problems{"cursor": "This cursor does not belong to this list."}.Err()
	}
	return &at, nil
}

// countKinds counts hits by kind, those of other kinds too. Where there are more than are ranked, nothing is counted.
func (s *Scope) countKinds(ctx context.Context, q domain.SearchQuery, hits []found, more bool) (map[string]int, error) {
	if len(q.Kinds) > 0 {
		q.Kinds = nil
		plan, err := s.plan(ctx, q)
		if err != nil {
			return nil, err
		}
		if hits, _, err = s.take(ctx, plan, q); err != nil {
			return nil, err
		}
		more = len(hits) > domain.SearchMax
	}
	if more {
		return nil, nil
	}
	counts := map[string]int{}
	for _, hit := range hits {
		counts[hit.Kind]++
	}
	return counts, nil
}
