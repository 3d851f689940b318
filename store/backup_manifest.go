package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// A backup is a zip with everything that the database holds, and manifest.json, which says what that is:
//
//   - of SQLite, database.sqlite: the database itself;
//   - of PostgreSQL, and of SQLite where it is for other programs, rows/TABLE.jsonl for each table: a line for each row in the order of its key, a JSON list of the columns
//     that the manifest names. Times are text as in 2026-11-22T09:30:00.000Z, bytes are text in base64.
//
// The sum of a table is the same from whichever of the two its rows come, so that either can be restored into either.
const (
	backupFormat  = "mddash backup"
	backupVersion = 1
	manifestName  = "manifest.json"
	databaseName  = "database.sqlite"
)

func rowsName(table string) string { return "rows/" + table + ".jsonl" }

// manifest is what a backup says of itself.
type manifest struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	// Program is the version of mddash that made it.
	Program string    `json:"program"`
	MadeAt  time.Time `json:"made_at"`
	// From is sqlite or postgres.
	From dialect `json:"from"`
	// AsRows tells that a SQLite database was written as rows.
	AsRows     bool            `json:"as_rows,omitempty"`
	Migrations []string        `json:"migrations"`
	Tables     []manifestTable `json:"tables"`
	Files      []manifestFile  `json:"files"`
	// LastIDs are the last ids given in each table, so that none is ever given again.
	LastIDs map[string]int64 `json:"last_ids"`

	path string
}

type manifestTable struct {
	tableShape
	tableSum
}

type manifestFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// inRows tells whether there are rows in it, instead of a database.
func (m manifest) inRows() bool { return m.AsRows || m.From == onPostgres }

// rows of all tables.
func (m manifest) rows() (all int64) {
	for _, t := range m.Tables {
		all += t.Rows
	}
	return all
}

// parseManifest refuses what is no backup of a mddash as old as this one or older, and what does not hold together.
func (s *Store) parseManifest(text []byte, path string) (manifest, error) {
	m := manifest{path: path}
	if err := json.Unmarshal(text, &m); err != nil || m.Format != backupFormat {
		return m, unusable(path, "is no backup of mddash")
	}
	if m.Version != backupVersion {
		return m, unusable(path, fmt.Sprintf("is a backup in format %d, and this mddash knows format %d; use a newer mddash", m.Version, backupVersion))
	}
	if m.From != onSQLite && m.From != onPostgres {
		return m, unusable(path, "is damaged: its manifest does not say where it is from")
	}
	for _, name := range m.Migrations {
		if !slices.ContainsFunc(s.migrations, func(known migration) bool { return known.Name == name }) {
			return m, unusable(path, "was made by another version of mddash: it has migration "+printableName(name)+", this program knows up to "+
				s.migrations[len(s.migrations)-1].Name+"; use a newer mddash")
		}
	}
	tables, err := s.catalog(m.Migrations)
	if err != nil || len(m.Migrations) == 0 {
		return m, unusable(path, "is damaged: its manifest does not say what it holds")
	}
	return m, m.fits(tables, path)
}

// fits checks the manifest against the tables that its migrations make, and takes over what it does not say of them.
func (m manifest) fits(tables []tableShape, path string) error {
	wrong := unusable(path, "is damaged: its manifest does not fit what mddash makes")
	if len(m.Tables) != len(tables) {
		return wrong
	}
	files := []string{databaseName}
	if m.inRows() {
		files = nil
	}
	for i, t := range tables {
		if m.Tables[i].Name != t.Name || !slices.Equal(m.Tables[i].names(), t.names()) || !slices.Equal(m.Tables[i].Key, t.Key) || m.Tables[i].Rows < 0 {
			return wrong
		}
		m.Tables[i].tableShape = t
		if m.inRows() {
			files = append(files, rowsName(t.Name))
		}
	}
	if len(files) != len(m.Files) {
		return wrong
	}
	for i, name := range files {
		if m.Files[i].Name != name || m.Files[i].Size < 0 {
			return wrong
		}
	}
	return nil
}

// shapes of the tables.
func (m manifest) shapes() []tableShape {
	shapes := make([]tableShape, 0, len(m.Tables))
	for _, t := range m.Tables {
		shapes = append(shapes, t.tableShape)
	}
	return shapes
}

// compare tells the first table whose rows are not those that the backup was made of.
func (m manifest) compare(sums map[string]tableSum) error {
	for _, t := range m.Tables {
		if got := sums[t.Name]; got != t.tableSum {
			return unusable(m.path, "is damaged: "+differing(t.Name, got, t.tableSum).Error())
		}
	}
	return nil
}

func differing(table string, got, want tableSum) error {
	if got.Rows != want.Rows {
		return fmt.Errorf("%s has %d rows instead of %d", table, got.Rows, want.Rows)
	}
	return fmt.Errorf("the %d rows of %s are not the same", got.Rows, table)
}

// printableName shortens what somebody else wrote, for a message.
func printableName(name string) string {
	if len(name) > 60 {
		name = name[:60] + "…"
	}
	return fmt.Sprintf("%q", name)
}
