package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// copyingTable is in a database that a copy is being put into, from the moment that it has tables until the copy is at its end. It
// holds what was taken from the tables meanwhile, for the end to put it back, and which run of mddash is at it: of two at the same
// target the later goes on, and the other finds out before it writes anything more.
const copyingTable = "mddash_copying"

const makeCopyingTable = `CREATE TABLE IF NOT EXISTS ` + copyingTable + ` (run TEXT NOT NULL, later TEXT NOT NULL)`

// whole refuses a database that a copy was begun into and not ended.
func (s *Store) whole(tables []string) error {
	if s.unfinished || !slices.Contains(tables, copyingTable) {
		return nil
	}
	return unusable(s.target.name(), "is the target of a copy that is not at its end; run the same “mddash copy” again, which goes on with it, or remove it")
}

// CopyReport is what was copied.
type CopyReport struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Tables int    `json:"tables"`
	Rows   int64  `json:"rows"`
	// Resumed are the rows of them that an earlier run had copied.
	Resumed int64 `json:"resumed"`
	// Found are oddities: what could not stay quite as it was.
	Found []string `json:"found"`
}

// Copy puts everything that is in one database into another that is empty, and compares every row of both. It reads the first as
// it is at one moment and changes nothing there. When it is ended before its end, by whatever, the second is refused by everything
// but another Copy, which goes on.
func Copy(ctx context.Context, from, to Options, tell func(Progress)) (CopyReport, error) {
	report := CopyReport{Found: []string{}}
	opened, err := Open(ctx, from)
	if err != nil {
		return report, err
	}
	report.From = opened.Name()
	source, done, err := opened.dialect.prepared(ctx, opened, from)
	defer func() { done() }()
	if err != nil {
		return report, err
	}
	place, err := parseURL(to.URL)
	if err != nil {
		return report, err
	}
	if report.To = place.name(); report.To == report.From {
		return report, unusable(report.To, "is what is to be copied; name another place")
	}
	if err := place.unused(ctx); err != nil {
		return report, err
	}
	to.unfinished = true
	target, err := Open(ctx, to)
	if err != nil {
		return report, err
	}
	defer target.Close()
	c := &copying{source: source, target: target, run: uuid.NewString(), report: &report, tell: tell}
	return report, c.all(ctx)
}

// copying is a copy that is being made.
type copying struct {
	source, target *Store
	run            string  // what only this one knows
	db             *bun.DB // where rows are put
	snap           *snapshot
	tables         []tableShape
	sums           map[string]tableSum
	report         *CopyReport
	tell           told
	done, rows     int64
}

func (c *copying) all(ctx context.Context) (err error) {
	if err := c.begin(ctx); err != nil {
		return err
	}
	c.db, _, err = c.target.dialect.filling(c.target)
	if err != nil {
		return err
	}
	defer func() {
		if c.db != c.target.write {
			err = errors.Join(err, c.db.Close())
		}
	}()
	later, err := c.mark(ctx)
	if err != nil {
		return err
	}
	if err := c.copyAll(ctx); err != nil {
		return fmt.Errorf("the copy in %s is not complete; run the same again to go on: %w", c.target.Name(), mapFault(err))
	}
	if err := c.finish(ctx, later); err != nil {
		return fmt.Errorf("the copy in %s is not complete; run the same again to go on: %w", c.target.Name(), mapFault(err))
	}
	return c.target.readAllIn(ctx, c.tell)
}

// begin makes the tables of the target, which are marked as not whole from then on, or finds a copy that was begun there.
func (c *copying) begin(ctx context.Context) error {
	tables, err := c.target.tablesThere(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(tables, copyingTable) {
		empty, err := c.target.Empty(ctx)
		if err != nil {
			return err
		}
		if !empty {
			return inUse(c.target.Name())
		}
		if _, err := c.target.Migrate(ctx); err != nil {
			return err
		}
	}
	if err := c.target.Ready(ctx); err != nil {
		return unusable(c.target.Name(), "was begun by another version of mddash; empty it and begin anew")
	}
	return nil
}

// mark notes in the target that this run is at it, and takes from its tables what would act on the rows, or finds what was taken.
func (c *copying) mark(ctx context.Context) (later []string, err error) {
	names := []string{}
	for _, m := range c.target.migrations {
		names = append(names, m.Name)
	}
	shapes, err := c.target.catalog(names)
	if err != nil {
		return nil, err
	}
	err = c.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, makeCopyingTable); err != nil {
			return err
		}
		var begun []string
		if err := tx.NewRaw(`UPDATE `+copyingTable+` SET run = ? RETURNING later`, c.run).Scan(ctx, &begun); err != nil {
			return err
		}
		if len(begun) > 0 {
			return json.Unmarshal([]byte(begun[0]), &later)
		}
		if empty, err := emptyOf(ctx, tx, c.target.tables()); err != nil || !empty {
			return errors.Join(err, inUse(c.target.Name()))
		}
		if later, err = c.target.dialect.hush(ctx, tx, shapes); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO `+copyingTable+` (run, later) VALUES (?, ?)`, c.run, jsonTexts(later)).Exec(ctx)
		return err
	})
	return later, mapFault(err)
}

// put writes to the target, as long as no other run went on with it.
func (c *copying) put(ctx context.Context, write func(context.Context, bun.Tx) error) error {
	return c.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		runs, err := texts(ctx, tx, `SELECT run FROM `+copyingTable+c.target.dialect.sharing())
		if err != nil || len(runs) != 1 || runs[0] != c.run {
			return errors.Join(ctx.Err(), &Unusable{Name: c.target.Name(), Reason: "is what another “mddash copy” is at by now; this one ends here", cause: err})
		}
		return write(ctx, tx)
	})
}

func (c *copying) copyAll(ctx context.Context) (err error) {
	var names []string
	for _, m := range c.source.migrations {
		names = append(names, m.Name)
	}
	if c.tables, err = c.source.catalog(names); err != nil {
		return err
	}
	if c.snap, err = c.source.snapshot(ctx); err != nil {
		return err
	}
	defer c.snap.close()
	if _, c.rows, err = c.snap.counts(ctx, c.tables); err != nil {
		return err
	}
	c.sums = map[string]tableSum{}
	for _, t := range c.tables {
		if err := c.table(ctx, t); err != nil {
			return err
		}
	}
	if err := c.prove(ctx); err != nil {
		return err
	}
	last, err := c.snap.dialect.counters(ctx, c.snap.tx, c.tables)
	if err != nil {
		return err
	}
	return c.put(ctx, func(ctx context.Context, tx bun.Tx) error {
		return c.target.dialect.count(ctx, tx.Tx, c.tables, last)
	})
}

// table copies a table. What is there of it stays if it is what the source begins with.
func (c *copying) table(ctx context.Context, t tableShape) error {
	there, err := c.there(ctx, t)
	if err != nil {
		return err
	}
	changed := 0
	next, stop := iter.Pull2(c.snap.rows(ctx, t, &changed))
	defer func() { stop() }()
	add := newSum()
	for add.Rows < there.Rows {
		r, err, more := next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		add.add(r)
	}
	if (tableSum{add.Rows, add.text()}) != there {
		stop()
		if err := c.empty(ctx, t); err != nil {
			return err
		}
		changed, add = 0, newSum()
		next, stop = iter.Pull2(c.snap.rows(ctx, t, &changed))
	}
	c.report.Resumed += add.Rows
	c.done += add.Rows
	if err := c.rest(ctx, t, add, next); err != nil {
		return err
	}
	c.sums[t.Name] = tableSum{add.Rows, add.text()}
	c.report.Tables, c.report.Rows = c.report.Tables+1, c.report.Rows+add.Rows
	if changed > 0 {
		c.report.Found = append(c.report.Found, fmt.Sprintf("%d values of %s were not what their column is for, and are now what mddash took them for", changed, t.Name))
	}
	return nil
}

// there adds up what the target has of a table.
func (c *copying) there(ctx context.Context, t tableShape) (sum tableSum, err error) {
	add := newSum()
	err = c.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		add = newSum()
		for r, err := range (&snapshot{dialect: c.target.dialect, tx: tx.Tx}).rows(ctx, t, nil) {
			if err != nil {
				return err
			}
			add.add(r)
		}
		return nil
	})
	return tableSum{add.Rows, add.text()}, err
}

func (c *copying) empty(ctx context.Context, t tableShape) error {
	err := c.put(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM `+quoted(t.Name))
		return err
	})
	return wrap(err, "empty "+t.Name)
}

// rest puts the rows that are still to come, a transaction for each batch.
func (c *copying) rest(ctx context.Context, t tableShape, add *sum, next func() (row, error, bool)) error {
	source := func(yield func(row, error) bool) {
		for {
			r, err, more := next()
			if !more || !yield(r, err) {
				return
			}
		}
	}
	for rows, err := range batches(source) {
		if err != nil {
			return err
		}
		err = c.put(ctx, func(ctx context.Context, tx bun.Tx) error { return c.target.dialect.put(ctx, tx.Tx, t, rows) })
		if err != nil {
			return wrap(err, "copy "+t.Name)
		}
		for _, r := range rows {
			add.add(r)
		}
		c.done += int64(len(rows))
		c.tell.rows("Copying "+t.Name, c.done, c.rows)
	}
	return nil
}

// prove reads the target from one end to the other and compares it with what the source gave.
func (c *copying) prove(ctx context.Context) error {
	return c.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		sums, err := (&snapshot{dialect: c.target.dialect, tx: tx.Tx}).sums(ctx, c.tables, c.tell, "Comparing")
		if err != nil {
			return err
		}
		for _, t := range c.tables {
			if sums[t.Name] != c.sums[t.Name] {
				return differing(t.Name, sums[t.Name], c.sums[t.Name])
			}
		}
		return nil
	})
}

// finish makes the target whole.
func (c *copying) finish(ctx context.Context, later []string) error {
	if err := c.others(ctx); err != nil {
		return err
	}
	return c.put(ctx, func(ctx context.Context, tx bun.Tx) error {
		loose, err := c.target.dialect.speak(ctx, tx, later)
		if err != nil {
			return err
		}
		c.report.Found = append(c.report.Found, loose...)
		if err := c.target.noteAll(ctx, tx); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DROP TABLE `+copyingTable)
		return err
	})
}

// others tells of tables that are not ours.
func (c *copying) others(ctx context.Context) error {
	tables, err := c.source.tablesThere(ctx)
	if err != nil {
		return err
	}
	ours := append(remade(), c.source.tables()...)
	for _, table := range tables {
		if !slices.Contains(ours, table) && !c.source.dialect.ownTable(table) {
			c.report.Found = append(c.report.Found, "the table "+table+" is not mddash's, and was not copied")
		}
	}
	return nil
}
