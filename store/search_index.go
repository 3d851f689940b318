package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// How the index is kept. Triggers note in search_queue what was changed, by whomever. What is noted is read in
//
//   - on SQLite at the end of the transaction that changed it, before it is committed;
//   - on PostgreSQL right after it, in a transaction of its own: writers there are SERIALIZABLE, and all that wrote to one
//     index or read one queue would stop each other;
//   - by a search that finds something noted, which is how the writes of other programs come in;
//   - in the background, where much is noted at once: after an update of mddash, or an import.
//
// Whatever fails leaves the note where it is. An index that is behind finds too little, and never too much: what a search
// shows is read from the tables themselves, under the conditions of access.

const (
	// queueBatch is how many changes are read in at once, queuePatience by how many a search or a write is held up.
	queueBatch    = 100
	queuePatience = 300
)

// readIn reads what was changed into the index, a batch of it, and tells whether there is more.
func (s *Store) readIn(ctx context.Context, tx bun.IDB, newestFirst bool) (more bool, err error) {
	direction := ""
	if newestFirst {
		direction = " DESC"
	}
	var changes []struct {
		ID              int64
		Kind, SubjectID string
	}
	if err := tx.NewRaw(`SELECT id, kind, subject_id FROM search_queue ORDER BY id`+direction+` LIMIT ?`, queueBatch).Scan(ctx, &changes); err != nil {
		return false, wrap(err, "read what the search index misses")
	}
	if len(changes) == 0 {
		return false, nil
	}
	sources, ids := s.searchSources(), make([]int64, 0, len(changes))
	subjects := map[string][]string{}
	for _, c := range changes {
		ids = append(ids, c.ID)
		if !slices.Contains(subjects[c.Kind], c.SubjectID) {
			subjects[c.Kind] = append(subjects[c.Kind], c.SubjectID)
		}
	}
	for kind, list := range subjects {
		if sources[kind] == nil {
			continue
		}
		if err := s.index(ctx, tx, kind, list, sources[kind]); err != nil {
			return false, err
		}
	}
	if _, err := tx.NewRaw(`DELETE FROM search_queue WHERE id IN (?)`, bun.List(ids)).Exec(ctx); err != nil {
		return false, wrap(err, "forget what the search index has")
	}
	err = tx.NewRaw(`SELECT EXISTS (SELECT 1 FROM search_queue)`).Scan(ctx, &more)
	return more, wrap(err, "ask what the search index misses")
}

// indexedDoc is what the index has of a thing.
type indexedDoc struct {
	ID                       int64
	SubjectID                string
	WordsDigest, MarksDigest string
}

// index brings things of one kind up to date. What is not there any more goes out of the index.
func (s *Store) index(ctx context.Context, tx bun.IDB, kind string, ids []string, source func(context.Context, bun.IDB, []string) ([]searchDoc, error)) error {
	docs, err := source(ctx, tx, ids)
	if err != nil {
		return err
	}
	var rows []indexedDoc
	if err := tx.NewRaw(`SELECT id, subject_id, words_digest, marks_digest FROM search_docs WHERE kind = ? AND subject_id IN (?)`, kind, bun.List(ids)).Scan(ctx, &rows); err != nil {
		return wrap(err, "read the search index")
	}
	indexed := map[string]indexedDoc{}
	for _, row := range rows {
		indexed[row.SubjectID] = row
	}
	slices.SortFunc(docs, func(a, b searchDoc) int { return slices.Index(ids, a.subject) - slices.Index(ids, b.subject) })
	for _, doc := range docs {
		if err := s.indexOne(ctx, tx, doc, indexed[doc.subject]); err != nil {
			return err
		}
		delete(indexed, doc.subject)
	}
	for subject, old := range indexed {
		if err := s.dialect.unindex(ctx, tx, old.ID); err != nil {
			return err
		}
		if err := noteHanging(ctx, tx, kind, subject); err != nil {
			return err
		}
	}
	return nil
}

// indexOne: a thing whose words changed gets a new place behind all others, one that was only shared or filed anew keeps its
// place.
func (s *Store) indexOne(ctx context.Context, tx bun.IDB, doc searchDoc, old indexedDoc) error {
	words, marks := doc.words(), doc.allMarks()
	row := searchRow{ID: old.ID, Kind: doc.kind, SubjectID: doc.subject, Number: doc.number, Title: doc.title, Done: flag(doc.done),
		WordsDigest: digestOf(words), MarksDigest: digestOf(marks)}
	if old.WordsDigest == row.WordsDigest && old.MarksDigest == row.MarksDigest {
		return nil
	}
	if old.ID != 0 {
		if err := s.dialect.unindex(ctx, tx, old.ID); err != nil {
			return err
		}
	}
	if old.WordsDigest != row.WordsDigest {
		if err := tx.NewRaw(`SELECT coalesce(max(id), 0) + 1 FROM search_docs`).Scan(ctx, &row.ID); err != nil {
			return wrap(err, "find a place in the search index")
		}
	}
	if err := s.dialect.index(ctx, tx, row, words, marks); err != nil {
		return wrap(err, "write the search index")
	}
	if old.MarksDigest == row.MarksDigest {
		return nil
	}
	return noteHanging(ctx, tx, doc.kind, doc.subject)
}

// noteHanging notes what hangs on a thing: it is for the same people, and for nobody where the thing is in the trash.
func noteHanging(ctx context.Context, tx bun.IDB, kind, subject string) error {
	column := map[string]string{domain.FoundTodo: "task_id", domain.FoundNote: "note_id", domain.FoundProject: "project_id"}[kind]
	if column == "" {
		return nil
	}
	_, err := tx.NewRaw(`INSERT INTO search_queue (kind, subject_id) SELECT 'attachment', CAST(id AS TEXT) FROM attachments WHERE `+column+` IN (?)`, bun.List(numbersOf([]string{subject}))).Exec(ctx)
	if err == nil && kind == domain.FoundTodo {
		_, err = tx.NewRaw(`INSERT INTO search_queue (kind, subject_id) SELECT 'comment', CAST(id AS TEXT) FROM comments WHERE kind = ? AND subject_id = ?`, kindTodo, subject).Exec(ctx)
	}
	return wrap(err, "note what hangs on something")
}

// searchRow is a row of search_docs.
type searchRow struct {
	bun.BaseModel `bun:"table:search_docs,alias:x"`

	ID          int64 `bun:",pk"`
	Kind        string
	SubjectID   string
	Number      int64 `bun:",nullzero"`
	Title       string
	Done        flag
	WordsDigest string
	MarksDigest string
}

// tsvector is the words as PostgreSQL's index takes them, each with its places. Title words need none.
func tsvector(words []string) string {
	places := make(map[string][]byte, len(words))
	var order []string
	for i, word := range words {
		if word == fieldEnd {
			continue
		}
		list, known := places[word]
		if !known {
			order = append(order, word)
		}
		if strings.HasPrefix(word, titleMark) {
			places[word] = nil
			continue
		}
		if len(list) > 1500 { // it keeps 255 places of a word
			continue
		}
		if len(list) > 0 {
			list = append(list, ',')
		}
		places[word] = strconv.AppendInt(list, int64(min(i+1, 16383)), 10)
	}
	var out strings.Builder
	for _, word := range order {
		out.WriteString("'" + word + "'")
		if list := places[word]; len(list) > 0 {
			out.WriteByte(':')
			out.Write(list)
		}
		out.WriteByte(' ')
	}
	return out.String()
}

func bigints(marks []mark) string {
	parts := make([]string, 0, len(marks))
	for _, m := range marks {
		parts = append(parts, strconv.FormatInt(int64(m), 10))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// catchUp reads in what is noted, no more than keeps nobody waiting for long. It is for the moment after a write and the one
// before a search: what fails is logged and tried again by the next one.
func (s *Store) catchUp(ctx context.Context) {
	if noted, err := s.behind(ctx); err != nil || !noted {
		return
	}
	for range queuePatience / queueBatch {
		more, err := s.readInAlone(ctx, true)
		if err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "the search index could not be brought up to date", "error", err)
		}
		if err != nil || !more {
			return
		}
	}
}

// catchUpInside is catchUp within the transaction that wrote, whatever becomes of it.
func (s *Store) catchUpInside(ctx context.Context, tx bun.Tx) {
	err := tx.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for range queuePatience / queueBatch {
			if more, err := s.readIn(ctx, tx, true); err != nil || !more {
				return err
			}
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "the search index could not be brought up to date", "error", err)
	}
}

// readInAlone reads a batch in, in a transaction of its own, one after the other.
func (s *Store) readInAlone(ctx context.Context, newestFirst bool) (more bool, err error) {
	if s.together != nil {
		return s.readIn(ctx, *s.together, newestFirst)
	}
	err = s.counted(ctx, s.dialect.unhurried, func(ctx context.Context, tx bun.Tx) error {
		more, err = s.readIn(ctx, tx, newestFirst)
		return err
	})
	return more, mapFault(err)
}

// behind tells whether the index misses something.
func (s *Store) behind(ctx context.Context) (bool, error) {
	var noted bool
	err := s.read.NewRaw(`SELECT EXISTS (SELECT 1 FROM search_queue)`).Scan(ctx, &noted)
	return noted, wrap(err, "ask what the search index misses")
}

// ReadIn reads a batch of what the search index misses into it, the oldest first, and tells whether there may be more.
func (s *System) ReadIn(ctx context.Context) (more bool, err error) {
	if noted, err := s.store.behind(ctx); err != nil || !noted {
		return false, err
	}
	return s.store.readInAlone(ctx, false)
}

// Reindex empties the search index and notes everything, so that it is made anew by ReadIn.
func (s *System) Reindex(ctx context.Context) error {
	return mapFault(s.store.counted(ctx, s.store.dialect.unhurried, s.store.noteAll))
}

// noteAll is Reindex in a transaction of the caller's.
func (s *Store) noteAll(ctx context.Context, tx bun.Tx) error {
	for _, statement := range append(s.dialect.emptyIndex(),
		`DELETE FROM search_queue`,
		`INSERT INTO search_queue (kind, subject_id) SELECT 'client', id FROM clients`,
		`INSERT INTO search_queue (kind, subject_id) SELECT 'project', CAST(id AS TEXT) FROM projects ORDER BY coalesce(updated_at, '`+longAgo+`'), id`,
		`INSERT INTO search_queue (kind, subject_id) SELECT 'decision', CAST(id AS TEXT) FROM decisions ORDER BY coalesce(updated_at, '`+longAgo+`'), id`,
		`INSERT INTO search_queue (kind, subject_id) SELECT 'note', CAST(id AS TEXT) FROM notes ORDER BY coalesce(updated_at, '`+longAgo+`'), id`,
		`INSERT INTO search_queue (kind, subject_id) SELECT 'comment', CAST(id AS TEXT) FROM comments ORDER BY id`,
		`INSERT INTO search_queue (kind, subject_id) SELECT 'attachment', CAST(id AS TEXT) FROM attachments ORDER BY id`,
		`INSERT INTO search_queue (kind, subject_id) SELECT 'event', CAST(id AS TEXT) FROM events ORDER BY id`,
		`INSERT INTO search_queue (kind, subject_id) SELECT 'todo', CAST(id AS TEXT) FROM tasks ORDER BY coalesce(updated_at, '`+longAgo+`'), id`) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return wrap(err, "make the search index anew")
		}
	}
	return nil
}
