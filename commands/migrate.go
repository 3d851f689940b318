package commands

import (
	"fmt"
	"time"
)

type migrateCommand struct {
	Status migrateStatusCommand `cmd:"" help:"List the migrations and when each was made. Changes nothing."`
	Up     migrateUpCommand     `cmd:"" help:"Bring the database up to date."`
}

type migrateStatusCommand struct{}

// Run lists the migrations, the pending ones too.
func (migrateStatusCommand) Run(c *call) error {
	st, err := c.open()
	if err != nil {
		return err
	}
	defer st.Close()
	states, err := st.MigrationStatus(c.ctx)
	if err != nil {
		return err
	}
	for _, state := range states {
		when := "pending"
		if !state.AppliedAt.IsZero() {
			when = state.AppliedAt.Format(time.RFC3339)
		}
		if _, err := fmt.Fprintf(c.out, "%-24s %s\n", state.Name, when); err != nil {
			return err
		}
	}
	return nil
}

type migrateUpCommand struct{}

// Run makes the pending migrations.
func (migrateUpCommand) Run(c *call) error {
	st, err := c.open()
	if err != nil {
		return err
	}
	defer st.Close()
	if err := c.backUpBefore(st); err != nil {
		return err
	}
	report, err := st.Migrate(c.ctx)
	if err != nil {
		return err
	}
	c.logMigration(report)
	if len(report.Ran) == 0 {
		_, err = fmt.Fprintln(c.out, "The database is up to date.")
		return err
	}
	for _, name := range report.Ran {
		if _, err := fmt.Fprintln(c.out, name); err != nil {
			return err
		}
	}
	return nil
}
