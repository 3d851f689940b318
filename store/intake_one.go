package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// known is what a thing is remembered by.
func known(kind, id string) string { return kind + "\x00" + sourceID(id) }

// sourceID is an id as it is kept: one that is no plain text, or too long for an index, by its sum.
func sourceID(id string) string {
	if len(id) <= 200 && domain.IsText(id) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// one makes a thing unless it came before, and remembers what it was called. The row is "" where it was left out.
func (m *intake) one(kind, id, where string, add func() (string, error)) (row string, fresh bool, err error) {
	m.told()
	if row := m.known[known(kind, id)]; row != "" {
		m.report.There[kind]++
		return row, false, nil
	}
	err = m.attempt(func() error {
		row, err = add()
		return err
	})
	if unable(err) {
		m.report.Leave(where, err.Error())
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	return row, true, m.made(kind, id, row)
}

// many makes things at once, by all, and tells that it did. Where one of them can't be made each is made by itself, by each.
func many[T any](ctx context.Context, s *Scope, things []T, all func() error, each func(T) error) (done bool, err error) {
	if err = s.attempt(ctx, all); !unable(err) {
		return err == nil, err
	}
	for _, one := range things {
		if err := each(one); err != nil {
			return false, err
		}
	}
	return false, nil
}

// unable tells whether an error is about one thing, which can't be, and not about the import.
func unable(err error) bool {
	switch domain.KindOf(err) {
	case domain.Invalid, domain.TooLarge, domain.Denied, domain.NotFound, domain.Conflict:
		return true
	}
	return false
}

// made notes that a thing is new, and what it was called.
func (m *intake) made(kind, id, row string) error {
	m.known[known(kind, id)], m.fresh[known(kind, id)] = row, true
	m.report.Made[kind]++
	if m.came = append(m.came, formerName{kind: kind, id: sourceID(id), row: row}); len(m.came) == atOnce {
		return m.rememberAll()
	}
	return nil
}

// formerName is what a row was called where it came from.
type formerName struct{ kind, id, row string }

// atOnce is how many rows one statement writes: to read a statement takes longer than to write a row.
const atOnce = 200

// rememberAll writes down what things were called.
func (m *intake) rememberAll() error {
	came := m.came
	m.came = m.came[:0]
	return m.rememberNames(m.ctx, *m.store.together, m.in.Source, came)
}

// rememberNames writes down what the caller's things were called where they came from.
func (s *Scope) rememberNames(ctx context.Context, tx bun.Tx, source string, names []formerName) error {
	if len(names) == 0 {
		return nil
	}
	rows := map[formerName]string{} // one statement may name nothing twice
	for _, one := range names {
		rows[formerName{kind: one.kind, id: one.id}] = one.row
	}
	var values []string
	var args []any
	for one, row := range rows {
		values = append(values, `(?, ?, ?, ?, ?)`)
		args = append(args, s.user.ID, source, one.kind, one.id, row)
	}
	_, err := tx.NewRaw(`INSERT INTO import_sources (user_id, source, kind, source_id, row_id) VALUES `+strings.Join(values, ", ")+`
		ON CONFLICT (user_id, source, kind, source_id) DO UPDATE SET row_id = excluded.row_id`, args...).Exec(ctx)
	return wrap(err, "remember where things came from")
}

func (m *intake) told() {
	if m.done++; m.how.Told != nil && (m.done%20 == 0 || m.done == m.all) {
		m.how.Told(m.done, m.all)
	}
}

func (m *intake) attempt(do func() error) error { return m.Scope.attempt(m.ctx, do) }
