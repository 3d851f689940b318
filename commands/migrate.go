package commands

import (
	"fmt"
	"time"

	"mddash/store"
)

type migrateCommand struct {
	Status migrateStatusCommand `cmd:"" help:"List the migrations and when each was made. Changes nothing."`
	Up     migrateUpCommand     `cmd:"" help:"Bring the database up to date."`
}

type migrateStatusCommand struct {
	JSON bool `name:"json" help:"Print them as JSON."`
}

// migrationState is one migration for a script.
type migrationState struct {
	Version   int64      `json:"version"`
	Name      string     `json:"name"`
	AppliedAt *time.Time `json:"applied_at"` // null while it is pending
}

// Run lists the migrations, the pending ones too.
func (cmd migrateStatusCommand) Run(c *call) error {
	st, err := c.open()
	if err != nil {
		return err
	}
	defer st.Close()
	states, err := st.MigrationStatus(c.ctx)
	if err != nil {
		return err
	}
	if cmd.JSON {
		return c.printJSON(statesJSON(states))
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

func statesJSON(states []store.MigrationState) []migrationState {
	list := []migrationState{}
	for _, state := range states {
		one := migrationState{Version: state.Version, Name: state.Name}
		if !state.AppliedAt.IsZero() {
			one.AppliedAt = &state.AppliedAt
		}
		list = append(list, one)
	}
	return list
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
	c.migratedBy(st, report)
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
