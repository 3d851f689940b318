package store

import (
	"context"
	"database/sql/driver"

	"modernc.org/sqlite"
)

// eventChangesMost is how many of the last changes of events are known one by one.
const eventChangesMost = 500

// eventChanges are the rows of events that were changed last, from a version of the calendar tables on: what was worked out of
// thousands of events outlives the change of one.
type eventChanges struct {
	// pending are of the transaction that runs; flooded where these are too many.
	pending []int64
	flooded bool
	known   []eventChange
	// from is the version after which all changes are known.
	from int64
}

type eventChange struct{ version, id int64 }

// watchingConnector makes the connections that write, each of which tells what rows of events it changes.
type watchingConnector struct {
	driver.Connector
	changes *tableChanges
}

// Connect makes a connection.
func (w watchingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := w.Connector.Connect(ctx)
	if err == nil {
		conn.(sqlite.HookRegisterer).RegisterPreUpdateHook(func(row sqlite.SQLitePreUpdateData) {
			if row.TableName == "events" {
				w.changes.changeEvent(row.OldRowID, row.NewRowID)
			}
		})
	}
	return conn, err
}

// changeEvent notes that a row is made, changed or taken away, which may have had another id before.
func (c *tableChanges) changeEvent(old, id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := &c.events
	if e.flooded = e.flooded || len(e.pending) >= eventChangesMost; e.flooded {
		return
	}
	if e.pending = append(e.pending, id); old != id {
		e.pending = append(e.pending, old)
	}
}

// forgetEvents forgets what a transaction changed that was not committed.
func (c *tableChanges) forgetEvents() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events.pending, c.events.flooded = c.events.pending[:0], false
}

func (c *tableChanges) changesEvents() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.events.pending) > 0 || c.events.flooded
}

// keepEvents keeps what a transaction changed that is about to be committed, as of the version that counts it.
func (c *tableChanges) keepEvents() {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, version := &c.events, c.versions[calendarTables]
	for _, id := range e.pending {
		e.known = append(e.known, eventChange{version, id})
	}
	if e.flooded {
		e.known, e.from = nil, version
	}
	if spare := len(e.known) - eventChangesMost; spare > 0 {
		e.from = e.known[spare-1].version
		e.known = append([]eventChange{}, e.known[spare:]...)
	}
	e.pending, e.flooded = e.pending[:0], false
}

// eventsSince are the events that were changed after a version; false where these are not known any more.
func (c *tableChanges) eventsSince(version int64) (ids []int64, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, change := range c.events.known {
		if change.version > version {
			ids = append(ids, change.id)
		}
	}
	return ids, version >= c.events.from
}
