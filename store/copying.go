package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/uptrace/bun"
)

// copyingTable is in a database that a copy is being put into, until that is at its end. It holds what was taken from the tables
// meanwhile, for the end to put it back.
const copyingTable = "mddash_copying"

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
	to.unfinished = true
	target, err := Open(ctx, to)
	if err != nil {
		return report, err
	}
	defer target.Close()
	if report.To = target.Name(); report.To == report.From {
		return report, unusable(report.To, "is what is to be copied; name another place")
	}
	c := &copying{source: source, target: target, report: &report, tell: tell}
	return report, c.run(ctx)
}

// copying is a copy that is being made.
type copying struct {
	source, target *Store
	db             *bun.DB // where rows are put
	snap           *snapshot
	tables         []tableShape
	sums           map[string]tableSum
	report         *CopyReport
	tell           told
	done, all      int64
}

func (c *copying) run(ctx context.Context) (err error) {
	later, err := c.begin(ctx)
	if err != nil {
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
	if later == nil {
		if later, err = c.mark(ctx); err != nil {
			return err
		}
	}
	if err := c.copyAll(ctx); err != nil {
		return fmt.Errorf("the copy in %s is not complete; run the same again to go on: %w", c.target.Name(), mapFault(err))
	}
	if err := c.finish(ctx, later); err != nil {
		return fmt.Errorf("the copy in %s is not complete; run the same again to go on: %w", c.target.Name(), mapFault(err))
	}
	return c.target.readAllIn(ctx, c.tell)
}

// begin makes the tables of the target, or finds a copy that was begun there: then it returns what was taken from the tables.
func (c *copying) begin(ctx context.Context) (later []string, err error) {
	tables, err := c.target.tablesThere(ctx)
	if err != nil {
		return nil, err
	}
	begun := slices.Contains(tables, copyingTable)
	if !begun {
		empty, err := c.target.Empty(ctx)
		if err != nil {
			return nil, err
		}
		if !empty {
			return nil, inUse(c.target.Name())
		}
		if _, err := c.target.Migrate(ctx); err != nil {
			return nil, err
		}
	}
	if err := c.target.Ready(ctx); err != nil {
		return nil, unusable(c.target.Name(), "was begun by another version of mddash; empty it and begin anew")
	}
	if begun {
		var text string
		if err := c.target.read.NewRaw(`SELECT later FROM `+copyingTable).Scan(ctx, &text); err != nil {
			return nil, wrap(err, "read how far the copy is")
		}
		return later, json.Unmarshal([]byte(text), &later)
	}
	return nil, nil
}

// mark notes in the target that it is not whole, and takes from its tables what would act on the rows.
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
		if later, err = c.target.dialect.hush(ctx, tx, shapes); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `CREATE TABLE `+copyingTable+` (later TEXT NOT NULL)`); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO `+copyingTable+` (later) VALUES (?)`, jsonTexts(later)).Exec(ctx)
		return err
	})
	return later, mapFault(err)
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
	if _, c.all, err = c.snap.counts(ctx, c.tables); err != nil {
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
	return c.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
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
	_, err := c.db.ExecContext(ctx, `DELETE FROM `+quoted(t.Name))
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
		err = c.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return c.target.dialect.put(ctx, tx.Tx, t, rows) })
		if err != nil {
			return wrap(err, "copy "+t.Name)
		}
		for _, r := range rows {
			add.add(r)
		}
		c.done += int64(len(rows))
		c.tell.rows("Copying "+t.Name, c.done, c.all)
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
	return c.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
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
