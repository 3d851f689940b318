package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
)

// holds is what a column holds, whatever database it is in.
type holds string

const (
	holdsInt  holds = "int"
	holdsText holds = "text"
	holdsTime holds = "time"
	holdsBlob holds = "blob"
)

// columnShape is one column of a table as its rows are carried from one database to another.
type columnShape struct {
	Name  string `json:"name"`
	Holds holds  `json:"type"`
	// missing is what stands for NULL where a column has to be filled: files of md_dash may have it even so. nil where NULL is fine.
	missing any
}

// tableShape is a table as its rows are carried: in the order of its key, which is what makes every row be met once.
type tableShape struct {
	Name    string        `json:"name"`
	Columns []columnShape `json:"columns"`
	Key     []string      `json:"key"`
	// counted: the database gives its rows their ids, each once and never again.
	counted bool
}

// remade are tables that are not carried: what the database keeps about itself, and the search index, which is made anew.
func remade() []string {
	return []string{"schema_migrations", "search_docs", "search_queue", "search_words", copyingTable}
}

// times is a word for a time column that SQLite takes for text, so that a schema in memory still tells which those are.
const times = "TEXT_OF_TIME"

// catalog lists the tables that some migrations make, in the order in which they are made.
func (s *Store) catalog(names []string) ([]tableShape, error) {
	db, err := openMemory()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	ctx := context.Background()
	plain := &Store{dialect: onSQLite, target: s.target, clock: s.clock}
	for _, m := range s.migrations {
		if slices.Contains(names, m.Name) {
			m.text = strings.ReplaceAll(m.text, "{time}", times)
			plain.migrations = append(plain.migrations, m)
		}
	}
	if len(plain.migrations) != len(names) {
		return nil, fmt.Errorf("the migrations %s are not all known", strings.Join(names, ", "))
	}
	if err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return plain.runPending(ctx, tx, &MigrationReport{}) }); err != nil {
		return nil, err
	}
	return shapesOf(ctx, db)
}

func shapesOf(ctx context.Context, db *bun.DB) ([]tableShape, error) {
	tables, err := texts(ctx, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'search\_words%' ESCAPE '\' ORDER BY rowid`)
	if err != nil {
		return nil, err
	}
	counted, err := texts(ctx, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'`)
	if err != nil {
		return nil, err
	}
	schema, err := readSchema(ctx, db)
	if err != nil {
		return nil, err
	}
	var shapes []tableShape
	for _, table := range tables {
		if slices.Contains(remade(), table) {
			continue
		}
		var columns []column
		for _, c := range schema.columns[strings.ToLower(table)] {
			columns = append(columns, c)
		}
		shape := shapeOf(table, columns)
		if len(shape.Key) == 0 {
			return nil, fmt.Errorf("the table %s has no key, so that its rows can't be told apart", table)
		}
		shape.counted = slices.Contains(counted, table)
		shapes = append(shapes, shape)
	}
	return shapes, nil
}

// shapeOf puts the columns of a table into the order of their names, so that it is the same wherever the table was made.
func shapeOf(table string, columns []column) tableShape {
	slices.SortFunc(columns, func(a, b column) int { return strings.Compare(a.Name, b.Name) })
	shape := tableShape{Name: table}
	keys := map[int]string{}
	for _, c := range columns {
		one := columnShape{Name: c.Name, Holds: holdsText}
		switch declared := strings.ToUpper(c.Type); {
		case declared == times:
			one.Holds = holdsTime
		case strings.Contains(declared, "INT"):
			one.Holds = holdsInt
		case strings.Contains(declared, "BLOB"):
			one.Holds = holdsBlob
		}
		if c.NotNull {
			one.missing = one.Holds.instead(c.Fallback)
		}
		if c.Key > 0 {
			keys[c.Key] = c.Name
		}
		shape.Columns = append(shape.Columns, one)
	}
	for place := 1; place <= len(keys); place++ {
		shape.Key = append(shape.Key, keys[place])
	}
	return shape
}

// instead is what a column holds where nothing was put into it: its DEFAULT, else what is nothing of its kind.
func (h holds) instead(fallback *string) any {
	text := ""
	if fallback != nil {
		text = strings.ReplaceAll(strings.Trim(*fallback, "'"), "''", "'")
	}
	switch h {
	case holdsInt:
		n, _ := strconv.ParseInt(text, 10, 64)
		return n
	case holdsBlob:
		return []byte{}
	case holdsTime:
		return longAgo
	}
	return text
}

// places are where the columns of the key stand among the columns.
func (t tableShape) places() []int {
	var places []int
	for _, name := range t.Key {
		places = append(places, slices.IndexFunc(t.Columns, func(c columnShape) bool { return c.Name == name }))
	}
	return places
}

// names of the columns, in order.
func (t tableShape) names() []string {
	names := make([]string, 0, len(t.Columns))
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return names
}
