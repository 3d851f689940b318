package commands

import (
	"fmt"

	"mddash/domain"
	"mddash/store"
)

type copyCommand struct {
	From string `placeholder:"URL" help:"The database to copy. Default: that of the settings."`
	To   string `required:"" placeholder:"URL" help:"An empty database: a SQLite file that does not exist, or a PostgreSQL database."`
	JSON bool   `name:"json" help:"Print what was copied as JSON."`
}

// Help is what the command says beside its flags.
func (copyCommand) Help() string {
	return "Moves everything between SQLite and PostgreSQL, either way: accounts, sessions, tokens, versions, attachments, ids. The source is read as it is at one moment and is not changed; stop mddash before, so that nothing is written that the copy has not. A mddash that runs on the target is found and refused, and one that is started there meanwhile refuses. Every row of both is compared in the end. When it is ended before, run the same again: it goes on where it was, and nothing else opens the target until then.\n\nA password need not be in the URL: PGPASSWORD or ~/.pgpass serve too.\n\nExample: mddash copy --from sqlite:data/mddash.db --to postgres://mddash@db.example/mddash"
}

// Run copies a database.
func (cmd copyCommand) Run(c *call) error {
	from, err := c.storeOptions()
	if err != nil {
		return err
	}
	from.MakeDir = false
	if cmd.From != "" {
		from.URL = cmd.From
	}
	to := from
	to.URL = cmd.To
	line := c.progress()
	defer line.end()
	made, err := store.Copy(c.ctx, from, to, line.told())
	if err != nil {
		return err
	}
	line.end()
	c.noteIn(to, domain.AuditCopied, made.From, map[string]any{"rows": made.Rows})
	for _, oddity := range made.Found {
		fmt.Fprintln(c.errs, "note:", printable(oddity))
	}
	if cmd.JSON {
		return c.printJSON(made)
	}
	again := ""
	if made.Resumed > 0 {
		again = fmt.Sprintf(", %s of them by an earlier run", thousands(made.Resumed))
	}
	_, err = fmt.Fprintf(c.out, "%s rows of %d tables were copied from %s to %s%s, and compared.\n", thousands(made.Rows), made.Tables, made.From, made.To, again)
	return err
}
