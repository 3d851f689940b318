package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// finding is what lookAt found in a file that can be used.
type finding struct {
	applied   []MigrationState
	adoptable bool
	missing   []column // given columns that an md_dash file does not have yet
}

// schema is what a SQLite file holds, names in lower case, as SQLite compares them.
type schema struct {
	objects map[string]string // name to table, view, index or trigger
	columns map[string]map[string]column
}

type column struct {
	Owner, Name, Type string
	Required          bool // NOT NULL without a default
	NotNull           bool
	Fallback          *string // DEFAULT, as SQL
	Key               int     // place in the primary key, from 1
	Parent            *string // the table whose id it REFERENCES
	Hidden            int     // not 0: generated
}

// lookAt tells a new file, one of ours and one of md_dash from everything else, which is refused.
func (s *Store) lookAt(ctx context.Context, db bun.IDB) (finding, error) {
	tables, err := texts(ctx, db, s.dialect.tablesQuery())
	if err != nil || len(tables) == 0 {
		return finding{}, err
	}
	if err := s.whole(tables); err != nil {
		return finding{}, err
	}
	if slices.Contains(tables, "schema_migrations") {
		applied, err := appliedMigrations(ctx, db, s.dialect)
		if code, _ := faultCode(err); err != nil && code&0xff != 1 {
			return finding{}, err
		}
		if err != nil || len(applied) == 0 {
			return finding{}, unusable(s.target.name(), "belongs to another program: its table schema_migrations is not mddash's")
		}
		return finding{applied: applied}, s.knowsAll(applied)
	}
	file, err := readSchema(ctx, db)
	if err != nil {
		return finding{}, err
	}
	return s.compare(file, tables)
}

// compare holds a file against the tables that md_dash and mddash make.
func (s *Store) compare(file schema, tables []string) (finding, error) {
	for _, table := range []string{"users", "projects", "tasks"} {
		if file.objects[table] != "table" {
			return finding{}, unusable(s.target.name(), "belongs to another program: it has tables ("+some(tables)+
				"), but not md_dash's users, projects and tasks")
		}
	}
	ref, err := s.reference()
	if err != nil {
		return finding{}, err
	}
	missing, wrong := compareGiven(file, ref.given)
	wrong = append(wrong, compareAdded(file, ref.given, ref.all)...)
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return finding{}, unusable(s.target.name(), "is not quite an md_dash file: "+some(wrong))
	}
	return finding{adoptable: true, missing: missing}, nil
}

// reference is what to hold an md_dash file against: the tables that the first migration makes are md_dash's, the rest
// is ours.
type reference struct{ given, all schema }

// makeReference makes the schema in memory, of SQLite whatever the store runs on.
func (s *Store) makeReference() (ref reference, err error) {
	db, err := openMemory()
	if err != nil {
		return ref, err
	}
	defer db.Close()
	err = db.RunInTx(context.Background(), nil, func(ctx context.Context, tx bun.Tx) error {
		all := &Store{dialect: onSQLite, target: s.target, clock: s.clock, log: s.log, migrations: s.migrations}
		first := *all
		first.migrations = s.migrations[:1]
		if err := first.runPending(ctx, tx, &MigrationReport{}); err != nil {
			return err
		}
		if ref.given, err = readSchema(ctx, tx); err != nil {
			return err
		}
		if err := all.runPending(ctx, tx, &MigrationReport{}); err != nil {
			return err
		}
		ref.all, err = readSchema(ctx, tx)
		return err
	})
	delete(ref.given.objects, "schema_migrations")
	delete(ref.given.columns, "schema_migrations")
	return ref, err
}

// readSchema reads what a file says it holds. A virtual table, which some code stands behind, has no columns in it.
func readSchema(ctx context.Context, db bun.IDB) (schema, error) {
	found := schema{objects: map[string]string{}, columns: map[string]map[string]column{}}
	var objects []struct{ Type, Name string }
	err := db.NewRaw("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").Scan(ctx, &objects)
	if err != nil {
		return found, err
	}
	for _, o := range objects {
		found.objects[strings.ToLower(o.Name)] = o.Type
	}
	var columns []column
	err = db.NewRaw(`SELECT m.name AS owner, c.name AS name, c.type AS type, c."notnull" AS not_null,
		c."notnull" AND c.dflt_value IS NULL AS required, c.dflt_value AS fallback, c.pk AS key, c.hidden AS hidden,
		(SELECT f."table" FROM pragma_foreign_key_list(m.name) f WHERE f."from" = c.name) AS parent
		FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.rootpage > 0`).Scan(ctx, &columns)
	for _, c := range columns {
		table := strings.ToLower(c.Owner)
		if found.columns[table] == nil {
			found.columns[table] = map[string]column{}
		}
		found.columns[table][strings.ToLower(c.Name)] = c
	}
	return found, err
}

// compareGiven finds what differs from md_dash's tables, where they are there at all.
func compareGiven(file, given schema) (missing []column, wrong []string) {
	for table, columns := range given.columns {
		if file.objects[table] == "view" {
			wrong = append(wrong, table+" is a view")
		}
		if file.objects[table] != "table" {
			continue
		}
		for name, want := range columns {
			have, found := file.columns[table][name]
			switch {
			case found:
				wrong = append(wrong, have.differs(want)...)
			case want.Required || want.Key > 0:
				wrong = append(wrong, fmt.Sprintf("%s has no column %s", table, want.Name))
			default:
				missing = append(missing, want)
			}
		}
	}
	return missing, wrong
}

// compareAdded finds what stands where mddash would put its own, and columns that it would not know how to fill.
func compareAdded(file, given, all schema) (wrong []string) {
	for name, kind := range all.objects {
		if _, ours := given.objects[name]; !ours && file.objects[name] != "" {
			wrong = append(wrong, fmt.Sprintf("its %s %s is in the way of mddash's own %s", file.objects[name], name, kind))
		}
	}
	for table := range given.columns {
		for name, have := range file.columns[table] {
			if _, isGiven := given.columns[table][name]; isGiven {
				continue
			}
			want, known := all.columns[table][name]
			switch {
			case known:
				wrong = append(wrong, have.differs(want)...)
			case have.Required && have.Key == 0:
				wrong = append(wrong, fmt.Sprintf("%s.%s has to be filled, and mddash doesn't know it", table, have.Name))
			}
		}
	}
	return wrong
}

// differs says what keeps a column from being used like the one that is wanted. NULL where md_dash has none is fine for
// the columns that are always filled.
func (c column) differs(want column) (wrong []string) {
	name := c.Owner + "." + c.Name
	if affinity(c.Type) != affinity(want.Type) {
		wrong = append(wrong, fmt.Sprintf("%s is %s and not %s", name, shownType(c.Type), want.Type))
	}
	if c.Hidden != 0 {
		wrong = append(wrong, name+" is computed")
	}
	if (c.Key > 0) != (want.Key > 0) && c.Owner != "account" {
		wrong = append(wrong, name+" differs in the primary key")
	}
	filled := slices.Contains([]string{"created_at", "updated_at", "roles"}, c.Name)
	if c.Required && !want.NotNull && c.Key == 0 && !filled {
		wrong = append(wrong, name+" has to be filled")
	}
	return wrong
}

// affinity is how SQLite stores what is put into a column of a type.
func affinity(declared string) string {
	declared = strings.ToUpper(declared)
	switch {
	case strings.Contains(declared, "INT"):
		return "number"
	case strings.Contains(declared, "CHAR"), strings.Contains(declared, "CLOB"), strings.Contains(declared, "TEXT"):
		return "text"
	case declared == "", strings.Contains(declared, "BLOB"):
		return "blob"
	case strings.Contains(declared, "REAL"), strings.Contains(declared, "FLOA"), strings.Contains(declared, "DOUB"):
		return "real"
	}
	return "number"
}

func shownType(declared string) string {
	if declared == "" {
		return "of no type"
	}
	return declared
}

// some joins the first few of a list.
func some(list []string) string {
	if len(list) > 5 {
		return strings.Join(list[:5], "; ") + fmt.Sprintf("; and %d more", len(list)-5)
	}
	return strings.Join(list, "; ")
}
