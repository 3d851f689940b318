package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// References finds what names such as WEB-12 and D-7 stand for, in the same number of queries however many they are.
// What the caller does not see is not in it, as if it did not exist. It is the number that counts; the key is one that a
// project which they see has or had, so that a name holds when the key is changed, and when the task moves.
func (s *Scope) References(ctx context.Context, names []string) (map[string]domain.Reference, error) {
	found := map[string]domain.Reference{}
	decisions, tasks, keys := map[int64]string{}, map[int64][]string{}, map[string]bool{}
	for _, name := range names[:min(len(names), domain.ReferencesMax)] {
		key, id, ok := domain.SplitReference(name)
		switch {
		case !ok:
		case key == domain.DecisionKey:
			decisions[id] = name
		default:
			tasks[id] = append(tasks[id], name)
			keys[key] = false
		}
	}
	if err := s.referDecisions(ctx, decisions, found); err != nil {
		return nil, err
	}
	if err := s.knowKeys(ctx, keys); err != nil {
		return nil, err
	}
	return found, s.referTasks(ctx, tasks, keys, found)
}

func (s *Scope) referDecisions(ctx context.Context, names map[int64]string, found map[string]domain.Reference) error {
	if len(names) == 0 {
		return nil
	}
	query := raw(`SELECT d.id, d.name AS title, d.status, coalesce(d.project_id, 0) AS project_id FROM decisions AS d WHERE `).
		plus(and(raw(`d.id IN (?)`, bun.List(keysOf(names))), s.seesDecision("d")))
	var rows []struct {
		ID, ProjectID int64
		Title, Status string
	}
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	for _, row := range rows {
		found[names[row.ID]] = domain.Reference{
			Text: names[row.ID], Kind: domain.ReferenceDecision, ID: row.ID, Title: row.Title, Done: row.Status == domain.DecisionDropped, ProjectID: row.ProjectID,
		}
	}
	return wrap(err, "follow references to decisions")
}

// knowKeys marks the keys that a project which the caller sees has or had.
func (s *Scope) knowKeys(ctx context.Context, keys map[string]bool) error {
	if len(keys) == 0 {
		return nil
	}
	list := bun.List(keysOf(keys))
	query := raw(`SELECT p.key FROM projects AS p WHERE `).plus(and(raw(`p.key IN (?)`, list), s.seesProject()),
		raw(` UNION SELECT k.key FROM project_keys AS k JOIN projects AS p ON p.id = k.project_id WHERE `), and(raw(`k.key IN (?)`, list), s.seesProject()))
	var known []string
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &known)
	for _, key := range known {
		keys[key] = true
	}
	return wrap(err, "follow the keys of projects")
}

func (s *Scope) referTasks(ctx context.Context, names map[int64][]string, keys map[string]bool, found map[string]domain.Reference) error {
	if len(names) == 0 {
		return nil
	}
	refs, err := s.todoRefs(ctx, s.store.read, raw(`t.id IN (?) AND t.project_id IS NOT NULL`, bun.List(keysOf(names))))
	for _, ref := range refs {
		for _, name := range names[ref.ID] {
			if key, _, _ := strings.Cut(name, "-"); keys[key] {
				found[name] = referenceTo(ref)
			}
		}
	}
	return err
}

func referenceTo(t domain.TodoRef) domain.Reference {
	return domain.Reference{Text: t.Reference(), Kind: domain.ReferenceTask, ID: t.ID, Title: t.Title, Done: t.Completed(), ProjectID: t.ProjectID}
}

func keysOf[K comparable, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}

// completions is how many references are offered at once.
const completions = 8

// CompleteReference offers tasks or decisions to somebody who has typed a key and a hyphen, and then the beginning of a
// number or words: what was changed last comes first. A key that leads nowhere offers nothing.
func (s *Scope) CompleteReference(ctx context.Context, key, rest string) ([]domain.Reference, error) {
	if key == domain.DecisionKey {
		return s.completeDecision(ctx, rest)
	}
	which := and(raw(`t.parent_id IS NULL`), raw(`t.deleted_at IS NULL`), s.seesTodo(), raw(`t.project_id IN (SELECT p.id FROM projects AS p WHERE `).
		plus(and(raw(`p.key = ?`, key), s.seesProject()), raw(`)`)), beginning("t", rest))
	query := raw(`SELECT t.id, t.name AS title, t.status, t.project_id, CAST(? AS TEXT) AS key FROM tasks AS t WHERE `, key).
		plus(which, raw(` ORDER BY CASE t.status WHEN 'done' THEN 1 ELSE 0 END, t.updated_at DESC, t.id DESC LIMIT ?`, completions))
	var refs []domain.TodoRef
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &refs)
	offered := make([]domain.Reference, 0, len(refs))
	for _, ref := range refs {
		offered = append(offered, referenceTo(ref))
	}
	return offered, wrap(err, "offer references to tasks")
}

func (s *Scope) completeDecision(ctx context.Context, rest string) ([]domain.Reference, error) {
	query := raw(`SELECT d.id, d.name, d.status FROM decisions AS d WHERE `).
		plus(and(s.seesDecision("d"), beginning("d", rest)), raw(` ORDER BY d.id DESC LIMIT ?`, completions))
	var refs []domain.DecisionRef
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &refs)
	offered := make([]domain.Reference, 0, len(refs))
	for _, ref := range refs {
		offered = append(offered, domain.Reference{Text: ref.Reference(), Kind: domain.ReferenceDecision, ID: ref.ID, Title: ref.Name, Done: ref.Status == domain.DecisionDropped})
	}
	return offered, wrap(err, "offer references to decisions")
}

// beginning holds for rows under an alias whose number begins like a text, or whose name has its words.
func beginning(alias, text string) clause {
	if text == "" {
		return clause{}
	}
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		return raw(`CAST(`+alias+`.id AS TEXT) LIKE ?`, likeEscaper.Replace(text)+`%`)
	}
	var conditions []clause
	for _, word := range strings.Fields(strings.ToLower(text)) {
		conditions = append(conditions, raw(`lower(`+alias+`.name) LIKE ? ESCAPE '!'`, `%`+likeEscaper.Replace(word)+`%`))
	}
	return and(conditions...)
}
