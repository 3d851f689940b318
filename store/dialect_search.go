package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// What is different about searching on SQLite and PostgreSQL; the second half of dialect.go.

// index writes a thing's place and its words.
func (d dialect) index(ctx context.Context, tx bun.IDB, row searchRow, words []string, marks []mark) error {
	if d == onPostgres {
		_, err := tx.NewRaw(`INSERT INTO search_docs (id, kind, subject_id, number, title, done, words_digest, marks_digest, words, marks)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TSVECTOR), CAST(? AS BIGINT[]))`,
			row.ID, row.Kind, row.SubjectID, row.Number, row.Title, row.Done, row.WordsDigest, row.MarksDigest, tsvector(words), bigints(marks)).Exec(ctx)
		return err
	}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return err
	}
	all := append([]string{}, words...)
	for _, m := range marks {
		all = append(all, m.word())
	}
	_, err := tx.NewRaw(`INSERT INTO search_words (rowid, words) VALUES (?, ?)`, row.ID, strings.Join(all, " ")).Exec(ctx)
	return err
}

// unindex takes a thing out of the index.
func (d dialect) unindex(ctx context.Context, tx bun.IDB, id int64) error {
	if d == onSQLite {
		if _, err := tx.NewRaw(`DELETE FROM search_words WHERE rowid = ?`, id).Exec(ctx); err != nil {
			return wrap(err, "take words out of the search index")
		}
	}
	_, err := tx.NewRaw(`DELETE FROM search_docs WHERE id = ?`, id).Exec(ctx)
	return wrap(err, "take something out of the search index")
}

// emptyIndex are the statements that leave nothing in the index.
func (d dialect) emptyIndex() []string {
	if d == onPostgres {
		return []string{`DELETE FROM search_docs`}
	}
	return []string{`INSERT INTO search_words (search_words) VALUES ('delete-all')`, `DELETE FROM search_docs`}
}

// unhurried runs fn in a transaction that only one has at a time and that waits for nobody's SERIALIZABLE one.
func (d dialect) unhurried(ctx context.Context, db *bun.DB, fn func(context.Context, bun.Tx) error) error {
	if d == onSQLite {
		return immediate(ctx, db, fn)
	}
	return db.RunInTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(7236837461)"); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}

// indexesInside tells whether what a transaction changed is read into the index before it is committed.
func (d dialect) indexesInside() bool { return d == onSQLite }

// indexing is fn, and then reading what it changed into the index where that is done inside.
func (d dialect) indexing(s *Store, fn func(context.Context, bun.Tx) error) func(context.Context, bun.Tx) error {
	if !d.indexesInside() {
		return fn
	}
	return func(ctx context.Context, tx bun.Tx) error {
		err := fn(ctx, tx)
		if err == nil {
			s.catchUpInside(ctx, tx)
		}
		return err
	}
}

const (
	// searchEra is the stretch of search_docs that a row is in, as PostgreSQL's index knows it: see searchSources.
	searchEra = `(ARRAY[id / 4096])`
	// searchNewest is how many of the newest things are searched before all of them are.
	searchNewest = 6000
	// searchWalk is how many of the newest things are read to find beginnings of words in them.
	searchWalk = 1000
	// searchDepth is how many things that have the words are looked at for the other conditions, the newest first.
	searchDepth = 5000
)

// searchSource is where hits come from, under the alias d and the newest first. It is asked where the one before did not give
// enough, but at least so many.
type searchSource struct {
	from    clause
	atLeast int
	// partial: beyond its depth there may be more that the conditions hold for which the index does not know.
	partial bool
}

// searchSources are asked one after the other. PostgreSQL's index can't give hits in an order, but has to collect all that have
// the words: 20,000 of 100,000 take it 20 ms. So it is asked for the newest eras alone first, which takes 3 ms; what has not
// enough hits there is rare, or nearly. The many words that begin in the same way it has to collect one by one even so: for
// these, the newest rows are read first, which is enough where many begin so.
//
// A source gives no more than so many that the index has, before other conditions are looked at.
func (d dialect) searchSources(p searchPlan, depth int) []searchSource {
	if d == onSQLite {
		return []searchSource{{from: raw(`(SELECT rowid AS id FROM search_words WHERE search_words MATCH ? ORDER BY rowid DESC LIMIT ?) AS w
			CROSS JOIN search_docs AS d ON d.id = w.id`, p.match(), depth)}}
	}
	indexed, looked := p.conditions()
	newest := raw(searchEra+` && ARRAY(SELECT generate_series(coalesce((SELECT id FROM search_docs ORDER BY id DESC LIMIT 1 OFFSET ?), 1) / 4096, (SELECT max(id) FROM search_docs) / 4096))`, searchNewest)
	sources := []searchSource{{from: hitsAmong(append([]clause{newest}, indexed...), looked, depth)}, {from: hitsAmong(indexed, looked, depth), partial: len(looked) > 0}}
	if !p.hasPrefix() {
		return sources
	}
	walk := raw(`(SELECT id, kind, subject_id, number, title, done FROM (SELECT * FROM search_docs ORDER BY id DESC LIMIT ?) AS newest WHERE `, searchWalk).
		plus(and(append(indexed, looked...)...), raw(` ORDER BY id DESC) AS d`))
	sources[0].atLeast = domain.SearchMax * searchWalk / searchNewest
	return append([]searchSource{{from: walk}}, sources...)
}

// hitsAmong are the newest rows for which conditions hold that PostgreSQL's index knows, and then others.
func hitsAmong(indexed, looked []clause, depth int) clause {
	if len(looked) > 0 {
		depth = searchDepth
	}
	// The + keeps it from walking through all by id, which would read the words of each.
	rows := raw(`SELECT id + 0 AS place, * FROM search_docs WHERE `).plus(and(indexed...), raw(` ORDER BY 1 DESC LIMIT ?`, depth))
	if len(looked) > 0 {
		rows = raw(`SELECT * FROM (`).plus(rows, raw(`) AS close WHERE `), and(looked...))
	}
	return raw(`(SELECT id, kind, subject_id, number, title, done FROM (`).plus(rows, raw(`) AS matching ORDER BY place DESC) AS d`))
}

// match is a plan as FTS5 asks for it. Every word is quoted, so that none is taken for an operator.
func (p searchPlan) match() string {
	var with, without []string
	for _, group := range p.marks {
		words := make([]string, 0, len(group))
		for _, m := range group {
			words = append(words, `"`+m.word()+`"`)
		}
		with = append(with, "("+strings.Join(words, " OR ")+")")
	}
	for _, w := range p.words {
		phrase := `"` + strings.ReplaceAll(strings.Join(w.words, " "), `"`, `""`) + `"`
		if w.prefix {
			phrase += "*"
		}
		if w.not {
			without = append(without, phrase)
		} else {
			with = append(with, phrase)
		}
	}
	match := strings.Join(with, " AND ")
	if len(without) > 0 {
		match = "(" + match + ") NOT (" + strings.Join(without, " OR ") + ")"
	}
	return match
}

// conditions are a plan as PostgreSQL asks for it: what its index answers, and what has to be looked up in the words.
func (p searchPlan) conditions() (indexed, looked []clause) {
	for _, group := range p.marks {
		indexed = append(indexed, raw(`marks && CAST(? AS BIGINT[])`, bigints(group)))
	}
	var all []string
	for _, w := range p.words {
		var words []string
		for i, word := range w.words {
			word = "'" + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(word) + "'"
			if w.prefix && i == len(w.words)-1 {
				word += ":*"
			}
			words = append(words, word)
		}
		phrase := strings.Join(words, " <-> ")
		switch {
		case w.not:
			looked = append(looked, raw(`NOT (words @@ CAST(? AS TSQUERY))`, phrase))
			continue
		case len(words) > 1:
			looked = append(looked, raw(`words @@ CAST(? AS TSQUERY)`, phrase))
		}
		all = append(all, strings.Join(words, " & "))
	}
	if len(all) > 0 {
		indexed = append(indexed, raw(`words @@ CAST(? AS TSQUERY)`, strings.Join(all, " & ")))
	}
	return indexed, looked
}

// searching lends fn a connection to search on. PostgreSQL is kept from reading every row where it expects many hits, and
// from getting ready for much work where there is little.
func (d dialect) searching(ctx context.Context, s *Store, fn func(db bun.IDB) error) error {
	if d == onSQLite || s.together != nil {
		return fn(s.read)
	}
	return s.readers.RunInTx(ctx, &sql.TxOptions{ReadOnly: true}, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)`); err != nil {
			return err
		}
		return fn(tx)
	})
}
