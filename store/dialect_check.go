package store

import (
	"context"
	"fmt"
	"slices"
)

// What is different about looking through a database on SQLite and PostgreSQL.

// checkWhole looks through the database file; PostgreSQL looks after its own.
func (d dialect) checkWhole(ctx context.Context, s *Store) (wrong []string, fine string, err error) {
	if d == onPostgres {
		version, err := texts(ctx, s.read, "SHOW server_version")
		return nil, "PostgreSQL " + fmt.Sprint(version), err
	}
	db, err := s.target.file.single("mode=ro&_busy_timeout=10000&_pragma=trusted_schema(0)")
	if err != nil {
		return nil, "", err
	}
	defer db.Close()
	lines, err := texts(ctx, db, "PRAGMA integrity_check(10)")
	if len(lines) == 1 && lines[0] == "ok" {
		return nil, "every page of the file is as it should be", err
	}
	return lines, "", s.target.file.explain(err)
}

// missingParts are the tables, indexes and triggers that are not there.
func (d dialect) missingParts(ctx context.Context, s *Store) (missing []string, err error) {
	if d == onPostgres {
		return texts(ctx, s.read, `SELECT 'the trigger ' || tgname || ' is switched off' FROM pg_trigger AS g JOIN pg_class AS t ON t.oid = g.tgrelid
			WHERE NOT g.tgisinternal AND g.tgenabled = 'D' AND t.relnamespace = to_regnamespace(quote_ident(current_schema())) ORDER BY 1`)
	}
	want, err := s.reference()
	if err != nil {
		return nil, err
	}
	have, err := readSchema(ctx, s.read)
	if err != nil {
		return nil, err
	}
	for name, kind := range want.all.objects {
		if have.objects[name] == "" {
			missing = append(missing, fmt.Sprintf("the %s %s is missing", kind, name))
		}
	}
	slices.Sort(missing)
	return missing, nil
}

// looseReferences are rows that point to rows that are not there. PostgreSQL has none, except where it was told to leave them.
func (d dialect) looseReferences(ctx context.Context, s *Store) ([]string, error) {
	if d == onPostgres {
		return texts(ctx, s.read, `SELECT 'rows of ' || t.relname || ' may point to rows that are not there (' || c.conname || ')' FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
			WHERE c.contype = 'f' AND NOT c.convalidated AND t.relnamespace = to_regnamespace(quote_ident(current_schema())) ORDER BY 1`)
	}
	return texts(ctx, s.read, `SELECT count(*) || ' rows of ' || "table" || ' point to rows of ' || parent || ' that are not there' FROM pragma_foreign_key_check GROUP BY "table", parent ORDER BY 1`)
}

// indexWords looks whether the words of everything in the index are there; PostgreSQL has them in the same row.
func (d dialect) indexWords(ctx context.Context, s *Store) ([]string, error) {
	if d == onPostgres {
		return nil, nil
	}
	var without int64
	err := s.read.NewRaw(`SELECT count(*) FROM search_docs AS x WHERE NOT EXISTS (SELECT 1 FROM search_words_docsize AS w WHERE w.id = x.id)`).Scan(ctx, &without)
	if err != nil || without == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("the words of %d things are missing", without)}, nil
}
