package store

import (
	"context"
	"path/filepath"
	"strings"
	"time"
)

// Facts are what there is to know of a database without knowing what is in it.
type Facts struct {
	// Engine is such as "SQLite 3.50" or "PostgreSQL 17.2".
	Engine string
	// File is the path of a SQLite file, "" for a server.
	File string
	Size int64
	// WAL tells whether readers of a SQLite file go on while somebody writes; true for a server.
	WAL bool
	// Missing is whether there is no database yet, Pending how many migrations it lacks.
	Missing bool
	Pending int
	// Clock is what time the database thinks it is, Newest when the last change was made; zero where there was none.
	Clock, Newest time.Time
}

// Facts looks at the database without changing it.
func (s *Store) Facts(ctx context.Context) (Facts, error) {
	f := Facts{File: s.target.file.path}
	there, err := s.dialect.there(s.target)
	if err != nil {
		return f, err
	}
	if !there {
		f.Missing, f.Pending = true, len(s.migrations)
		return f, nil
	}
	if err := s.dialect.facts(ctx, s, &f); err != nil {
		return f, wrap(err, "look at the database")
	}
	applied, err := appliedMigrations(ctx, s.read, s.dialect)
	if err != nil {
		return f, wrap(err, "look at the migrations")
	}
	if f.Pending = len(s.migrations) - len(applied); len(applied) == 0 {
		return f, nil
	}
	var newest []struct{ At instant }
	if err := s.read.NewRaw(`SELECT at FROM activity ORDER BY id DESC LIMIT 1`).Scan(ctx, &newest); err != nil {
		return f, wrap(err, "look at the newest change")
	}
	if len(newest) > 0 {
		f.Newest = newest[0].At.Time
	}
	return f, nil
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}

// Intact runs the quicker of SQLite's own checks for as long as ctx lasts; a server looks after itself. What is wrong comes back
// as an *Unusable.
func (s *Store) Intact(ctx context.Context) error { return s.dialect.intact(ctx, s) }

// Dir is the directory of a SQLite file, "" for a server.
func (f Facts) Dir() string {
	if f.File == "" {
		return ""
	}
	return filepath.Dir(f.File)
}
