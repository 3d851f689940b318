package store

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
)

// tableGroup is a set of tables of which something is worked out that changes of others leave as it is.
type tableGroup uint8

const (
	// calendarTables tell when events are, and in which calendars.
	calendarTables tableGroup = 1 << iota
	// dailyTables are what most changes of a working day are of: todos, what is said of them, time, and what people are told.
	dailyTables
	// workTables are all else that people come home to.
	workTables
	allTables = calendarTables | dailyTables | workTables
)

var singleGroups = []tableGroup{calendarTables, dailyTables, workTables}

// groupOf are the groups that a change of a table is one of. What is not named here is work, and what has no name may be anything.
func groupOf(table string) tableGroup {
	switch table {
	case "":
		return allTables
	case "events", "event_guests", "calendars", "calendar_shares", "calendar_choices", "subscriptions":
		return calendarTables
	case "tasks", "task_assignees", "task_tags", "task_dependencies", "comments", "notifications", "time_entries":
		return dailyTables
	case "projects": // whose todos go with them
		return dailyTables | workTables
	case "users": // whose rows others go with
		return allTables
	case "activity", "audit", "live_log", "sync_log", "idempotency_keys", "notification_deliveries", "attachments", "decision_tasks", "task_watchers", "search_docs", "search_words", "search_queue", "sessions", "logins", "refresh_tokens", "push_subscriptions", "attempts", "outbox", "webhook_deliveries", "feeds", "imports", "import_pieces":
		return 0
	}
	return workTables
}

// tableChanges tell for a SQLite file which tables this program has changed, and whether another one has changed anything: so what
// was worked out of some outlives the changes of others.
type tableChanges struct {
	mu       sync.Mutex
	versions map[tableGroup]int64 // by single group
	underway map[tableGroup]int   // transactions that are about to end, or have just ended
	lost     bool                 // something was written past them
	events   rowChanges[int64]
	// done are changes of what was done, each told by the earliest time that it concerns; columns is nil until it is known where these stand.
	done    rowChanges[string]
	columns map[string]doneColumn
	// conn is the connection that was last asked about other programs, and epoch how many there have been.
	conn  any
	epoch int64
}

func newTableChanges() *tableChanges {
	return &tableChanges{versions: map[tableGroup]int64{}, underway: map[tableGroup]int{}}
}

// begin tells that a transaction with changes is about to be committed, and end that it was, or was not. Between the two nobody
// knows whether a reader sees them. It gives what end is to be told.
func (c *tableChanges) begin(of tableGroup) tableGroup {
	of |= c.ofRows()
	c.count(of, 1)
	c.keepRows()
	return of
}

func (c *tableChanges) end(of tableGroup) { c.count(of, -1) }

func (c *tableChanges) count(of tableGroup, more int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, group := range singleGroups {
		if of&group != 0 {
			c.underway[group] += more
			c.versions[group]++
		}
	}
}

// version differs whenever something of some groups does; false while a transaction that changes them comes to its end.
func (c *tableChanges) version(of tableGroup) (version int64, settled bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	settled = !c.lost
	for _, group := range singleGroups {
		if of&group != 0 {
			version += c.versions[group]
			settled = settled && c.underway[group] == 0
		}
	}
	return version, settled
}

// foreignWait is how long a look waits for the writing connection, which alone knows of other programs' changes.
const foreignWait = time.Millisecond

// foreign is another number after every commit of another program, and of this one's other connections, which do not write
// (https://www.sqlite.org/pragma.html#pragma_data_version); false where the connection is in use.
func (c *tableChanges) foreign(ctx context.Context, db *bun.DB) (epoch, number int64, known bool) {
	ctx, cancel := context.WithTimeout(ctx, foreignWait)
	defer cancel()
	conn, err := db.DB.Conn(ctx)
	if err != nil {
		return 0, 0, false
	}
	defer conn.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	// A question that is broken off would end the connection.
	if err := conn.QueryRowContext(context.WithoutCancel(ctx), `PRAGMA data_version`).Scan(&number); err != nil {
		return 0, 0, false
	}
	err = conn.Raw(func(is any) error {
		if is != c.conn {
			c.conn, c.epoch = is, c.epoch+1
		}
		return nil
	})
	return c.epoch, number, err == nil
}

// changing notes which tables a transaction changes, from its first statement to its end.
type changing struct{ of, begun tableGroup }

type changingKey struct{}

// counted runs a transaction, by dialect.transact or what works like it; on SQLite, where it is run once, its changes are told.
func (s *Store) counted(ctx context.Context, transact func(context.Context, *bun.DB, func(context.Context, bun.Tx) error) error, fn func(context.Context, bun.Tx) error) error {
	if s.dialect != onSQLite {
		return transact(ctx, s.write, fn)
	}
	noted := &changing{}
	defer func() { s.changes.end(noted.begun) }()
	return transact(context.WithValue(ctx, changingKey{}, noted), s.write, func(ctx context.Context, tx bun.Tx) error {
		s.changes.forgetRows()
		if err := s.changes.findColumns(ctx, tx); err != nil {
			return err
		}
		err := fn(ctx, tx)
		if err == nil {
			noted.begun = s.changes.begin(noted.of)
		}
		return err
	})
}

// writes is a hook that notes what is written. A statement that it does not understand changes all tables; after one outside of
// such a transaction nobody knows any more.
type writes struct{ changes *tableChanges }

// BeforeQuery notes what a statement is about to change.
func (h writes) BeforeQuery(ctx context.Context, event *bun.QueryEvent) context.Context {
	of := written(event.Query)
	if noted, inside := ctx.Value(changingKey{}).(*changing); inside {
		noted.of |= of
	} else if of != 0 {
		h.changes.lose()
	}
	return ctx
}

// AfterQuery has nothing to do.
func (writes) AfterQuery(context.Context, *bun.QueryEvent) {}

func (c *tableChanges) lose() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost = true
}

// changeWords finds the words that a statement can't do without that changes anything.
var changeWords = regexp.MustCompile(`(?i)\b(insert|update|delete|replace)\b`)

// written are the tables that a statement changes.
func written(statement string) tableGroup {
	words := strings.Fields(statement[:min(len(statement), 200)])
	if len(words) == 0 {
		return 0
	}
	switch first := strings.ToUpper(words[0]); first {
	case "SELECT", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "EXPLAIN":
		return 0
	case "INSERT", "REPLACE", "DELETE", "UPDATE":
		return groupOf(tableOf(first, words[1:]))
	case "WITH":
		if !changeWords.MatchString(statement) {
			return 0
		}
	}
	return allTables
}

// tableOf is the table that a statement writes to, or "" where that is not plain.
func tableOf(operation string, words []string) string {
	if operation != "UPDATE" {
		into := slices.IndexFunc(words, func(word string) bool { return strings.EqualFold(word, "INTO") || strings.EqualFold(word, "FROM") })
		words = words[into+1:]
	} else if len(words) > 2 && strings.EqualFold(words[0], "OR") {
		words = words[2:]
	}
	if len(words) == 0 {
		return ""
	}
	name, _, _ := strings.Cut(words[0], "(")
	return strings.ToLower(strings.Trim(name[strings.LastIndexByte(name, '.')+1:], `"`))
}

// foreign differs whenever another program has committed something; empty where that can't be known: inside a transaction, on
// PostgreSQL, and while something is written.
func (s *Store) foreign(ctx context.Context) string {
	if s.together != nil || s.dialect != onSQLite {
		return ""
	}
	epoch, number, known := s.changes.foreign(ctx, s.write)
	if !known {
		return ""
	}
	return strconv.FormatInt(epoch, 10) + "." + strconv.FormatInt(number, 10)
}

// stateOf differs whenever something in some groups of tables does, or foreign; empty where that can't be known. None is older than a
// minute.
func (s *Store) stateOf(of tableGroup, foreign string) string {
	version, settled := s.changes.version(of)
	if !settled || foreign == "" {
		return ""
	}
	return strconv.FormatInt(version, 10) + " " + foreign + " " + time.Now().Truncate(time.Minute).Format(time.RFC3339)
}
