package commands

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/imports"
	"mddash/formats/imports/packed"
	"mddash/store"
)

// intakeArgs are those of every import of what another program wrote.
type intakeArgs struct {
	Path   string `arg:"" placeholder:"FILE" help:"The file."`
	For    string `required:"" aliases:"as" placeholder:"E-MAIL" help:"Whose it becomes."`
	DryRun bool   `help:"Say what would become of it, and keep nothing."`
	JSON   bool   `help:"Print the report as JSON."`
}

type (
	importMddashCommand  struct{ intakeArgs }
	importMdDashCommand  struct{ intakeArgs }
	importTodoistCommand struct{ intakeArgs }
	importVikunjaCommand struct{ intakeArgs }
	importTrelloCommand  struct{ intakeArgs }
)

// Run takes in what mddash export wrote, here or elsewhere.
func (cmd importMddashCommand) Run(c *call) error { return cmd.take(c, domain.ParcelSource) }

// Run takes in what the SQLite file of an md_dash holds.
func (cmd importMdDashCommand) Run(c *call) error { return cmd.take(c, domain.MdDashSource) }

// Run takes in a project of Todoist's, or a backup of all of them.
func (cmd importTodoistCommand) Run(c *call) error { return cmd.take(c, "todoist") }

// Run takes in an export of Vikunja's.
func (cmd importVikunjaCommand) Run(c *call) error { return cmd.take(c, "vikunja") }

// Run takes in a board of Trello's.
func (cmd importTrelloCommand) Run(c *call) error { return cmd.take(c, "trello") }

func (cmd intakeArgs) take(c *call, kind string) error {
	return cmd.takeWith(c, kind, func(*store.Scope, *domain.Intake) error { return nil })
}

// takeWith is take for what is to be said of it beside what the file says.
func (cmd intakeArgs) takeWith(c *call, kind string, with func(*store.Scope, *domain.Intake) error) error {
	in, done, err := openIntake(cmd.Path)
	if err != nil {
		return err
	}
	defer done()
	return cmd.takeRead(c, func(scope *store.Scope, user domain.User) (domain.Intake, error) {
		in.MdDash = func() (domain.Intake, error) { return scope.ReadMdDash(c.ctx, cmd.Path) }
		read, err := imports.Read(kind, in, time.Now().In(user.Location()))
		if err == nil {
			err = with(scope, &read)
		}
		return read, err
	})
}

// takeRead takes in what is read for somebody.
func (cmd intakeArgs) takeRead(c *call, reading func(*store.Scope, domain.User) (domain.Intake, error)) error {
	checked, err := c.settings.check(c.settings.Addr)
	if err != nil {
		return err
	}
	return c.withStore(func(st *store.Store) (string, error) {
		user, err := st.System().User(c.ctx, cmd.For)
		if err != nil {
			return "", err
		}
		read, err := reading(st.As(user), user)
		if err != nil {
			return "", err
		}
		shown := c.progress()
		defer shown.end()
		report, err := st.As(user).TakeIn(c.ctx, read, store.Taking{Rehearse: cmd.DryRun, FileMax: checked.upload,
			Told: func(done, all int) { shown.rows("importing", int64(done), int64(all)) }})
		if err != nil {
			return "", err
		}
		shown.end()
		return cmd.told(c, report)
	})
}

// openIntake opens a file that somebody named. The returned function closes it.
func openIntake(path string) (packed.Input, func() error, error) {
	file, err := os.Open(path)
	if err != nil {
		return packed.Input{}, nil, &usageError{"there is no file " + path + " that can be read"}
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return packed.Input{}, nil, &usageError{path + " is no file"}
	}
	return packed.Input{Name: path, File: file, Size: info.Size(), Limits: importLimits()}, file.Close, nil
}

// told is the report, in words or as JSON.
func (cmd intakeArgs) told(c *call, r domain.IntakeReport) (string, error) {
	if cmd.JSON {
		text, err := json.MarshalIndent(r, "", "  ")
		return string(text), err
	}
	for _, one := range r.LeftOut {
		fmt.Fprintf(c.errs, "left out: %s: %s\n", printable(one.Path), printable(one.Why))
	}
	for _, one := range r.Remarks {
		fmt.Fprintf(c.errs, "note: %s: %s\n", printable(one.Path), printable(one.Why))
	}
	did := "Imported "
	if r.Rehearsed {
		did = "Nothing was kept. It would import "
	}
	return fmt.Sprintf("%s%s; %d were there already, %d left out.", did, tally(r.Made), r.Before(), r.LeftOutN), nil
}

// tally names numbers by their kinds, such as “2 projects, 31 todos”.
func tally(counts map[string]int) string {
	var parts []string
	for _, kind := range domain.IntakeKinds() {
		if n := counts[kind]; n > 0 {
			if n == 1 {
				kind = strings.TrimSuffix(kind, "s")
			}
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	if len(parts) == 0 {
		return "nothing new"
	}
	return strings.Join(slices.Clip(parts), ", ")
}
