package store

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// searchWords are words that have to stand one behind the other.
type searchWords struct {
	words  []string
	prefix bool // the last one may go on
	not    bool
}

// searchPlan is a query in the terms of the index: words, and marks of which one of each group has to be there.
type searchPlan struct {
	words []searchWords
	marks [][]mark
}

// projectsNamed is how many projects and calendars a search asks for one by one; who sees more looks among all of them.
const projectsNamed = 100

// plan puts a query into the terms of the index. Names that the caller knows nothing by are Invalid at q.
func (s *Scope) plan(ctx context.Context, q domain.SearchQuery) (searchPlan, error) {
	p := searchPlan{}
	for _, term := range q.Terms {
		if words := indexWords(term); len(words.words) > 0 {
			p.words = append(p.words, words)
		}
	}
	kinds := q.Kinds
	if len(kinds) == 0 && !slices.ContainsFunc(p.words, func(w searchWords) bool { return !w.not }) {
		kinds = domain.FoundKinds()
	}
	p.any(kinds, markKind)
	for _, tag := range q.Tags {
		p.any([]string{tag}, markTag)
	}
	if q.Mine {
		p.any([]string{s.user.ID}, markWhose)
	}
	if q.Assigned || len(q.Priorities) > 0 {
		// Only these have one; whether it is the one is asked of what is found.
		p.any([]string{domain.FoundTodo, domain.FoundProject}, markKind)
	}
	if q.NoProject {
		p.any(placedKinds(), markKind)
	}
	if q.Done != nil {
		p.marks = append(p.marks, []mark{markDone(*q.Done)})
	}
	projects, err := s.projectsCalled(ctx, q.In)
	if err != nil {
		return p, err
	}
	if len(projects) > 0 {
		p.marks = append(p.marks, projects)
	}
	people, err := s.peopleCalled(ctx, q.From)
	if err != nil {
		return p, err
	}
	p.any(people, markFrom)
	return p, nil
}

// placedKinds are those that are in a project or in none.
func placedKinds() []string {
	return []string{domain.FoundTodo, domain.FoundComment, domain.FoundNote, domain.FoundDecision, domain.FoundEvent}
}

// any asks for one of some marks; none asks for nothing.
func (p *searchPlan) any(values []string, mark func(string) mark) {
	if group := markList(values, mark); len(group) > 0 {
		p.marks = append(p.marks, group)
	}
}

func markList[T any](values []T, of func(T) mark) []mark {
	group := make([]mark, 0, len(values))
	for _, value := range values {
		group = append(group, of(value))
	}
	return group
}

// inTitle is the plan with all the words asked for in the title.
func (p searchPlan) inTitle() searchPlan {
	titled := searchPlan{marks: p.marks}
	for _, w := range p.words {
		if w.not {
			titled.words = append(titled.words, w)
			continue
		}
		for i, word := range w.words {
			titled.words = append(titled.words, searchWords{words: []string{titleMark + word}, prefix: w.prefix && i == len(w.words)-1})
		}
	}
	return titled
}

func (p searchPlan) hasWords() bool {
	return slices.ContainsFunc(p.words, func(w searchWords) bool { return !w.not })
}

// hasPrefix tells whether a beginning of words is looked for, in the texts and not only in the titles.
func (p searchPlan) hasPrefix() bool {
	return slices.ContainsFunc(p.words, func(w searchWords) bool {
		return w.prefix && !w.not && !strings.HasPrefix(w.words[len(w.words)-1], titleMark)
	})
}

// audience are the marks of what the caller may see. It is where the index looks; what is shown is decided by the
// conditions of access.
func (s *Scope) audience(ctx context.Context, db bun.IDB) ([]mark, error) {
	marks := []mark{markUser(s.user.ID)}
	if s.user.Verified && s.user.Email != "" {
		marks = append(marks, markMail(s.user.Email))
	}
	if s.user.IsStaff() {
		marks = append(marks, markStaff())
	}
	query := s.projectsSeen().plus(raw(` LIMIT ?`, projectsNamed+1))
	var ids []int64
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &ids); err != nil {
		return nil, wrap(err, "read the projects to search")
	}
	if len(ids) > projectsNamed {
		marks = append(marks, markAnyProject())
	} else {
		marks = append(marks, markList(ids, markProject)...)
	}
	query = raw(`SELECT k.id FROM calendars AS k WHERE `).plus(s.seesCalendar(), raw(` LIMIT ?`, projectsNamed+1))
	ids = nil
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &ids); err != nil {
		return nil, wrap(err, "read the calendars to search")
	}
	if len(ids) > projectsNamed {
		return append(marks, markAnyCalendar()), nil
	}
	return append(marks, markList(ids, markCalendar)...), nil
}

// indexWords cuts a term as texts are cut. The last character of a run without blanks is a word of its own only in the
// index: of two neighbours the pair is enough.
func indexWords(term domain.SearchTerm) searchWords {
	out := searchWords{prefix: term.Prefix, not: term.Not}
	var last token
	for _, t := range tokens(term.Text, wordsMax) {
		first, _ := utf8.DecodeRuneInString(t.text)
		single := utf8.RuneCountInString(t.text) == 1
		switch {
		case isUnspaced(first) && single && last.end == t.end:
			out.prefix = false
			continue
		case isUnspaced(first) && single:
			out.prefix = true
		case single && t.end == len(term.Text):
			out.prefix = false
		}
		out.words = append(out.words, t.text)
		last = t
	}
	return out
}

// wordsMax is how many words of one term count.
const wordsMax = 20

// projectsCalled are the marks of projectsNamed.
func (s *Scope) projectsCalled(ctx context.Context, names []string) ([]mark, error) {
	rows, err := s.projectsNamed(ctx, names)
	return markList(rows, func(row projectRow) mark { return markProject(row.ID) }), err
}

// projectsNamed are the projects that the caller sees and that have one of some names or keys, or else a name that begins so.
// A name of none is Invalid.
func (s *Scope) projectsNamed(ctx context.Context, names []string) ([]projectRow, error) {
	if len(names) == 0 {
		return nil, nil
	}
	rows, err := s.projectRows(ctx, s.store.read, clause{})
	if err != nil {
		return nil, err
	}
	var named []projectRow
	for _, name := range names {
		wanted, before := plainName(name), len(named)
		for _, begins := range []bool{false, true} {
			for _, row := range rows {
				if called := plainName(row.Name); called == wanted || plainName(row.Key) == wanted || begins && strings.HasPrefix(called, wanted) {
					named = append(named, row)
				}
			}
			if len(named) > before {
				break
			}
		}
		if len(named) == before {
			return nil, domain.Problems{"q": "There is no project “" + name + "”."}.Err()
		}
	}
	return named, nil
}

// peopleCalled are the ids of people whom the caller can choose and who have one of some names, or a first name. “me” is the
// caller. A name of nobody is Invalid.
func (s *Scope) peopleCalled(ctx context.Context, names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	people, err := s.peopleWhere(ctx, s.store.read, s.assignable(0))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, name := range names {
		wanted, before := plainName(strings.ReplaceAll(strings.TrimPrefix(name, "@"), ".", " ")), len(ids)
		if wanted == "me" {
			ids = append(ids, s.user.ID)
			continue
		}
		for _, person := range people {
			if called := plainName(person.Name); called == wanted || strings.HasPrefix(called, wanted+" ") {
				ids = append(ids, person.ID)
			}
		}
		if len(ids) == before {
			return nil, domain.Problems{"q": "There is nobody called “" + name + "”."}.Err()
		}
	}
	return ids, nil
}

// plainName is a name in the form that counts.
func plainName(name string) string {
	var words []string
	for _, t := range tokens(name, wordsMax*10) {
		words = append(words, t.text)
	}
	return strings.Join(words, " ")
}
