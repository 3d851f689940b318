package commands

import (
	"errors"
	"fmt"

	"mddash/store"
)

type checkCommand struct {
	File      string `arg:"" optional:"" placeholder:"FILE" help:"A backup to check instead of the database."`
	UnpackMax string `name:"unpack-max" placeholder:"SIZE" help:"How much may come out of a backup, such as 50GB."`
	JSON      bool   `name:"json" help:"Print what was found as JSON."`
}

// Help is what the command says beside its flags.
func (checkCommand) Help() string {
	return "Reads the whole database, or a whole backup, and says what is wrong. Nothing is changed, and mddash may run meanwhile. The exit code is 1 where something is wrong.\n\nExamples: mddash check\n          mddash check mddash-backup.zip"
}

// Run prints a line for each thing that was looked at.
func (cmd checkCommand) Run(c *call) error {
	limit, err := parseUnpackMax(cmd.UnpackMax)
	if err != nil {
		return err
	}
	options, err := c.storeOptions()
	if err != nil {
		return err
	}
	line := c.progress()
	defer line.end()
	var report store.CheckReport
	if cmd.File != "" {
		report, err = store.CheckBackup(c.ctx, cmd.File, options, store.RestoreOptions{UnpackMax: limit, Tell: line.told()})
	} else {
		report, err = store.Check(c.ctx, options, line.told())
	}
	if err != nil {
		return err
	}
	line.end()
	if err := cmd.print(c, report); err != nil {
		return err
	}
	if !report.OK {
		return errors.New("something is wrong; see above")
	}
	return nil
}

func (cmd checkCommand) print(c *call, report store.CheckReport) error {
	if cmd.JSON {
		return c.printJSON(report)
	}
	for _, f := range report.Findings {
		state := "ok   "
		if !f.OK {
			state = "WRONG"
		}
		if _, err := fmt.Fprintf(c.out, "%s  %-13s %s\n", state, f.Name, printable(f.Said)); err != nil {
			return err
		}
	}
	return nil
}
