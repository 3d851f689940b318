package commands

import (
	"os"

	"mddash/domain"
	"mddash/formats/archive"
	"mddash/formats/imports"
	"mddash/formats/imports/packed"
	"mddash/store"
)

type importCommand struct {
	Markdown importMarkdownCommand `cmd:"" help:"Notes from a folder or a zip of Markdown, or one file of it, with the files that they link to. Example: mddash import markdown vault --for ada@example.com --dry-run"`
	ICS      importICSCommand      `cmd:"" name:"ics" help:"Events and todos from an .ics file. Example: mddash import ics club.ics --for ada@example.com --calendar Club"`
	Mddash   importMddashCommand   `cmd:"" name:"mddash" help:"Everything that mddash export wrote. Example: mddash import mddash ada.zip --as ada@example.com --dry-run"`
	MdDash   importMdDashCommand   `cmd:"" name:"md-dash" help:"What is in the SQLite file of an md_dash, into this database. To go on with that file itself, start mddash on it instead. Example: mddash import md-dash sqlite.db --for ada@example.com --dry-run"`
	Todoist  importTodoistCommand  `cmd:"" help:"A project from Todoist's CSV, or all of them from the zip of its backup. Example: mddash import todoist backup.zip --for ada@example.com --dry-run"`
	Vikunja  importVikunjaCommand  `cmd:"" help:"Projects, tasks and files from Vikunja's export. Example: mddash import vikunja vikunja-export.zip --for ada@example.com"`
	Trello   importTrelloCommand   `cmd:"" help:"A board from the JSON that Trello exports. Example: mddash import trello board.json --for ada@example.com"`
}

type importMarkdownCommand struct{ intakeArgs }

// Run takes notes in and tells what became of them.
func (cmd importMarkdownCommand) Run(c *call) error {
	info, err := os.Stat(cmd.Path)
	if err != nil {
		return &usageError{"there is no file or folder " + cmd.Path}
	}
	if !info.IsDir() {
		return cmd.take(c, domain.MarkdownSource)
	}
	root, err := os.OpenRoot(cmd.Path)
	if err != nil {
		return err
	}
	defer root.Close()
	limits := importLimits()
	folder, err := archive.OpenFolder(root.FS(), archive.Limits{Entries: limits.Entries, Total: limits.Total})
	if err != nil {
		return err
	}
	return cmd.takeRead(c, func(*store.Scope, domain.User) (domain.Intake, error) { return imports.Notes(folder) })
}

// importLimits are such as only a mistake reaches: whoever types commands here could do anything with this machine.
func importLimits() packed.Limits { return packed.Limits{Entries: 1_000_000, Total: 1 << 40} }
