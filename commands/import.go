package commands

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mddash/domain"
	"mddash/formats/archive"
	"mddash/store"
)

type importCommand struct {
	Markdown importMarkdownCommand `cmd:"" help:"Notes from a folder or a zip of Markdown, with the files that they link to."`
	ICS      importICSCommand      `cmd:"" name:"ics" help:"Events and todos from an .ics file."`
	Mddash   importMddashCommand   `cmd:"" name:"mddash" help:"Everything that mddash export wrote. Example: mddash import mddash ada.zip --as ada@example.com --dry-run"`
	Todoist  importTodoistCommand  `cmd:"" help:"A project from Todoist's CSV, or all of them from the zip of its backup. Example: mddash import todoist backup.zip --for ada@example.com --dry-run"`
	Vikunja  importVikunjaCommand  `cmd:"" help:"Projects, tasks and files from Vikunja's export. Example: mddash import vikunja vikunja-export.zip --for ada@example.com"`
	Trello   importTrelloCommand   `cmd:"" help:"A board from the JSON that Trello exports. Example: mddash import trello board.json --for ada@example.com"`
}

type importMarkdownCommand struct {
	Path string `arg:"" help:"The folder or the zip."`
	For  string `required:"" aliases:"as" placeholder:"E-MAIL" help:"Whose notes they become."`
}

// Run takes notes in and tells what became of them.
func (cmd importMarkdownCommand) Run(c *call) error {
	checked, err := c.settings.check(c.settings.Addr)
	if err != nil {
		return err
	}
	source, done, err := openNotes(cmd.Path)
	if err != nil {
		return err
	}
	defer done()
	return c.withStore(func(st *store.Store) (string, error) {
		user, err := st.System().User(c.ctx, cmd.For)
		if err != nil {
			return "", err
		}
		report, err := st.As(user).ImportNotes(c.ctx, source, checked.upload)
		for _, one := range report.Skipped {
			fmt.Fprintf(c.errs, "left out: %s: %s\n", one.Path, one.Why)
		}
		if err != nil {
			return "", fmt.Errorf("%d notes were imported before it failed; import the same again to go on: %w", report.Notes, err)
		}
		return fmt.Sprintf("%d notes imported with %d files; %d were there already, %d things left out.",
			report.Notes, report.Files, len(report.There), len(report.Skipped)), nil
	})
}

// importLimits are generous: whoever types commands here could do anything with this machine.
func importLimits() archive.Limits { return archive.Limits{Entries: 1_000_000, Total: 1 << 40} }

// openNotes opens what somebody named. The returned function closes it.
func openNotes(path string) (domain.NoteSource, func() error, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, &usageError{"there is no file or folder " + path}
	}
	if info.IsDir() {
		root, err := os.OpenRoot(path)
		if err != nil {
			return nil, nil, err
		}
		source, err := archive.OpenFolder(root.FS(), importLimits())
		return source, root.Close, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	if !strings.EqualFold(filepath.Ext(path), ".zip") {
		return nil, nil, &usageError{path + " is neither a folder nor a zip"}
	}
	source, err := archive.OpenZip(file, info.Size(), importLimits())
	return source, file.Close, err
}
