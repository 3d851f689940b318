package store

import (
	"context"
	"database/sql/driver"

	"github.com/uptrace/bun"
	"modernc.org/sqlite"
)

// rowChangesMost is how many of the last changes of rows are known one by one.
const rowChangesMost = 500

// rowChanges tell of the rows of some tables that were changed last, from a version of these on: what was worked out of thousands of
// rows outlives the change of one.
type rowChanges[T any] struct {
	// pending are of the transaction that runs; flooded where these are too many, or can't be told.
	pending []T
	flooded bool
	known   []rowChange[T]
	// from is the version after which all changes are known.
	from int64
}

type rowChange[T any] struct {
	version int64
	what    T
}

// note notes what the transaction that runs has changed.
func (r *rowChanges[T]) note(what T) {
	if r.flooded = r.flooded || len(r.pending) >= rowChangesMost; !r.flooded {
		r.pending = append(r.pending, what)
	}
}

// forget forgets what a transaction changed that was not committed.
func (r *rowChanges[T]) forget() { r.pending, r.flooded = r.pending[:0], false }

func (r *rowChanges[T]) any() bool { return len(r.pending) > 0 || r.flooded }

// keep keeps what a transaction changed that is about to be committed, as of the version that counts it.
func (r *rowChanges[T]) keep(version int64) {
	for _, what := range r.pending {
		r.known = append(r.known, rowChange[T]{version, what})
	}
	if r.flooded {
		r.known, r.from = nil, version
	}
	if spare := len(r.known) - rowChangesMost; spare > 0 {
		r.from = r.known[spare-1].version
		r.known = append([]rowChange[T]{}, r.known[spare:]...)
	}
	r.forget()
}

// since is what was changed after a version; false where that is not known any more.
func (r *rowChanges[T]) since(version int64) (list []T, known bool) {
	for _, change := range r.known {
		if change.version > version {
			list = append(list, change.what)
		}
	}
	return list, version >= r.from
}

// watchingConnector makes the connections that write, each of which tells what rows it changes of the tables that matter.
type watchingConnector struct {
	driver.Connector
	changes *tableChanges
}

// Connect makes a connection.
func (w watchingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := w.Connector.Connect(ctx)
	if err == nil {
		conn.(sqlite.HookRegisterer).RegisterPreUpdateHook(func(row sqlite.SQLitePreUpdateData) {
			switch _, dated := doneColumns[row.TableName]; {
			case row.TableName == "events":
				w.changes.changeEvent(row.OldRowID, row.NewRowID)
			case dated:
				w.changes.changeDone(&row)
			}
		})
	}
	return conn, err
}

// changeEvent notes that a row is made, changed or taken away, which may have had another id before.
func (c *tableChanges) changeEvent(old, id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.events.note(id); old != id {
		c.events.note(old)
	}
}

// eventsSince are the events that were changed after a version; false where these are not known any more.
func (c *tableChanges) eventsSince(version int64) (ids []int64, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.events.since(version)
}

// doneColumns are the columns that tell when somebody did something, by table.
var doneColumns = map[string]string{"tasks": "completed_at", "task_assignees": "done_at", "time_entries": "day"}

// doneColumn is where a column of doneColumns stands in its table, and how many that has.
type doneColumn struct{ at, of int }

// findColumns finds the columns of doneColumns, which stand elsewhere in a database that another program made. Where they are not
// found, nothing is known of their changes.
func (c *tableChanges) findColumns(ctx context.Context, tx bun.Tx) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.columns != nil {
		return nil
	}
	columns := map[string]doneColumn{}
	for table, name := range doneColumns {
		var at, of int
		err := tx.Tx.QueryRowContext(ctx, `SELECT coalesce(max(CASE WHEN name = ? THEN cid END), -1), count(*) FROM pragma_table_info(?)`, name, table).Scan(&at, &of)
		if err != nil {
			return wrap(err, "find the column "+name)
		}
		if at >= 0 {
			columns[table] = doneColumn{at, of}
		}
	}
	if len(columns) == len(doneColumns) {
		c.columns = columns
	}
	return nil
}

// changeDone notes the earliest time that a row of doneColumns told or tells of; nothing where it tells of none.
func (c *tableChanges) changeDone(row *sqlite.SQLitePreUpdateData) {
	c.mu.Lock()
	defer c.mu.Unlock()
	where, found := c.columns[row.TableName]
	if !found || row.Count() != where.of {
		c.done.flooded, c.columns = true, nil
		return
	}
	earliest := ""
	for _, read := range []func(...any) error{row.Old, row.New} {
		values := make([]any, where.at+1)
		if read(values...) != nil {
			continue // what is made was not there before, and what is taken away is not any more
		}
		switch at, text := values[where.at].(string); {
		case !text && values[where.at] != nil:
			c.done.flooded = true
		case text && (earliest == "" || at < earliest):
			earliest = at
		}
	}
	if earliest != "" {
		c.done.note(earliest)
	}
}

// doneChanged tells whether anything that was done before a time, as storedTime writes it, may have changed after a version.
func (c *tableChanges) doneChanged(version int64, before string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	changed, known := c.done.since(version)
	for _, at := range changed {
		known = known && at >= before
	}
	return !known
}

// forgetRows forgets what rows a transaction changed that was not committed.
func (c *tableChanges) forgetRows() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events.forget()
	c.done.forget()
}

// ofRows are the groups of the tables of which the transaction that runs changed rows.
func (c *tableChanges) ofRows() (of tableGroup) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.events.any() {
		of |= calendarTables
	}
	if c.done.any() {
		of |= dailyTables
	}
	return of
}

// keepRows keeps what rows a transaction changed that is about to be committed, as of the versions that count it.
func (c *tableChanges) keepRows() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events.keep(c.versions[calendarTables])
	c.done.keep(c.versions[dailyTables])
}
