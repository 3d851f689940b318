package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// adopt turns an md_dash file into one of ours by additions only, after a copy of it was made and verified. The
// caller's transaction keeps other programs from writing in between.
func (s *Store) adopt(ctx context.Context, tx bun.IDB, found finding, report *MigrationReport) error {
	backup, err := s.backUp(ctx)
	if err != nil {
		return err
	}
	report.Adopted, report.Backup = true, backup
	for _, c := range found.missing {
		if _, err := tx.ExecContext(ctx, c.addition()); err != nil {
			return fmt.Errorf("add %s.%s: %w", c.Owner, c.Name, err)
		}
	}
	if err := s.runPending(ctx, tx, report); err != nil {
		return err
	}
	report.Found = oddities(ctx, tx)
	return nil
}

// addition is the statement that adds a column of md_dash's to an older file of it.
func (c column) addition() string {
	statement := fmt.Sprintf(`ALTER TABLE "%s" ADD COLUMN "%s" %s`, c.Owner, c.Name, c.Type)
	if c.NotNull {
		statement += " NOT NULL"
	}
	if c.Fallback != nil {
		statement += " DEFAULT " + *c.Fallback
	}
	if c.Parent != nil {
		statement += fmt.Sprintf(` REFERENCES "%s" (id)`, *c.Parent)
	}
	return statement
}

// oddities are left as they are, and told. They must not stop an adoption, so neither does failing to count them.
func oddities(ctx context.Context, tx bun.IDB) []string {
	var found []string
	var loose []struct {
		Child, Parent string
		Rows          int
	}
	err := tx.NewRaw(`SELECT "table" AS child, parent, count(*) AS rows FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2`).
		Scan(ctx, &loose)
	if err != nil {
		found = append(found, "the references between its tables can't be checked: "+err.Error())
	}
	for _, l := range loose {
		found = append(found, fmt.Sprintf("%d rows of %s point to rows of %s that are not there", l.Rows, l.Child, l.Parent))
	}
	var twins int
	err = tx.NewRaw("SELECT count(*) FROM (SELECT 1 FROM users GROUP BY lower(email) HAVING count(*) > 1)").Scan(ctx, &twins)
	if err == nil && twins > 0 {
		found = append(found, fmt.Sprintf("%d addresses belong to several accounts, in different case", twins))
	}
	return found
}
