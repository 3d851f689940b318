package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"
)

// How it is noticed what others write to the database.
//
//   - On PostgreSQL every instance listens, on a connection of its own, to what the others' transactions say with their
//     commit. Where that does not work, as through a pooler that lends a connection for one transaction only, nothing is
//     lost: both logs are looked at every second anyway.
//   - On SQLite a counter tells whether another connection wrote to the file. What other programs wrote stands in the queue
//     of the search index, which triggers fill.

// liveChannel is what the instances listen to.
const liveChannel = "mddash_live"

// watched is a connection that notices writes.
type watched struct {
	conn *sql.Conn
	seen int64
	poll bool
}

// watchLive begins to notice what is written, also by others, and calls back where it hears of it by itself.
func (d dialect) watchLive(ctx context.Context, s *Store, heard func()) *watched {
	if d == onPostgres {
		go listen(ctx, s, heard)
		return &watched{poll: true}
	}
	conn, err := s.readers.Conn(ctx)
	if err != nil {
		return &watched{poll: true}
	}
	return &watched{conn: conn.Conn}
}

// changed tells whether something may have been written since the last time that it was asked.
func (w *watched) changed(ctx context.Context) bool {
	if w.conn == nil {
		return w.poll
	}
	var version int64
	if err := w.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return true
	}
	was := w.seen
	w.seen = version
	return was != version
}

func (w *watched) close() {
	if w.conn != nil {
		_ = w.conn.Close()
	}
}

// listen hears what other instances write, until ctx ends; a connection that breaks is opened again.
func listen(ctx context.Context, s *Store, heard func()) {
	for wait := time.Second; ctx.Err() == nil; wait = min(2*wait, time.Minute) {
		began := time.Now()
		err := listenOnce(ctx, s.target.config, heard)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > time.Minute {
			wait = time.Second
		}
		s.log.DebugContext(ctx, "the connection that listens broke; it is looked every second until there is another", "error", err)
		pause(ctx, wait)
	}
}

func listenOnce(ctx context.Context, config *pgx.ConnConfig, heard func()) error {
	conn, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+liveChannel); err != nil {
		return err
	}
	heard()
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
		heard()
	}
}

// takeForeign tells of what other programs wrote to the file, by what triggers noted for the search index. after is how far
// that was told; negative at first, when there is nothing to tell.
func (s *Store) takeForeign(ctx context.Context, after *int64) error {
	if !s.dialect.indexesInside() {
		return nil
	}
	var last int64
	if err := s.read.NewRaw(`SELECT coalesce(max(id), 0) FROM search_queue`).Scan(ctx, &last); err != nil || last <= *after {
		return wrap(err, "look what other programs wrote")
	}
	first, from := *after < 0, *after
	*after = last
	if first {
		return nil
	}
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO live_log (at, kind, subject_id, project_id, action)
			SELECT ?, q.kind, q.subject_id, CASE q.kind WHEN 'todo' THEN (SELECT t.project_id FROM tasks AS t WHERE t.id = CAST(q.subject_id AS INTEGER))
				WHEN 'project' THEN CAST(q.subject_id AS INTEGER) END, ? FROM search_queue AS q WHERE q.id > ? AND q.id <= ? LIMIT ?`,
			instant{s.now()}, actionUpdate, from, last, liveSpan).Exec(ctx)
		return wrap(err, "tell what other programs wrote")
	})
}
