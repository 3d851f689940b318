package commands

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mddash/domain"
	"mddash/store"
)

type backupCommand struct {
	File string `arg:"" placeholder:"FILE" help:"The file to make, such as mddash-backup.zip. It must not be there yet."`
	JSON bool   `name:"json" help:"Print what was made as JSON."`
}

// Help is what the command says beside its flags.
func (backupCommand) Help() string {
	return "Everything is in it, attachments too, as it is at the moment that it begins; mddash may run and be written to meanwhile. The file has its name only when it is complete and was read again.\n\nExample: mddash backup /backups/mddash-$(date +%F).zip"
}

// Run writes a backup.
func (cmd backupCommand) Run(c *call) error { return c.backUp(cmd.File, false, cmd.JSON) }

// backUp writes everything into a file, as rows or as whatever is fastest, and says what is in it.
func (c *call) backUp(path string, asRows, inJSON bool) error {
	if _, err := os.Lstat(path); err == nil {
		return &usageError{path + " is there already, and nothing is overwritten; name another file"}
	}
	st, err := c.openWatched(0, nil)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := c.mustBeThere(st); err != nil {
		return err
	}
	line := c.progress()
	defer line.end()
	made, err := st.Backup(c.ctx, path, store.BackupOptions{Program: c.files.version(), AsRows: asRows, Tell: line.told()})
	if err != nil {
		return err
	}
	line.end()
	c.note(st, domain.AuditBackup, map[bool]string{false: domain.AuditMade, true: domain.AuditExported}[asRows], "", filepath.Base(made.Path), nil)
	if inJSON {
		return c.printJSON(made)
	}
	_, err = fmt.Fprintf(c.out, "%s holds %s rows of %d tables in %s, and was read again.\n", made.Path, thousands(made.Rows), made.Tables, domain.SizeText(made.Size))
	return err
}

// note has the audit log say what was done. A database that is of an older mddash, full or for reading only can't say it,
// which is no reason to be without a backup of it, or to undo what is done.
func (c *call) note(st *store.Store, topic, action, userID, name string, with map[string]any) {
	if err := st.System().AuditedWith(c.ctx, topic, action, userID, name, with); err != nil {
		c.log.Warn("the audit log does not know of it", "error", err)
	}
}

// noteIn is note in a database that was filled just now and is not open.
func (c *call) noteIn(options store.Options, action, name string, with map[string]any) {
	st, err := store.Open(c.ctx, options)
	if err != nil {
		c.log.Warn("the audit log does not know of it", "error", err)
		return
	}
	c.note(st, domain.AuditBackup, action, "", name, with)
	if err := st.Close(); err != nil {
		c.log.Warn("the database was not closed", "error", err)
	}
}

// told shows what the store says of how far it is.
func (p *progress) told() func(store.Progress) {
	if p == nil {
		return nil
	}
	return func(now store.Progress) {
		if now.Bytes {
			p.bytes(now.Doing, now.Done, now.All)
		} else if now.All > 0 {
			p.rows(now.Doing, now.Done, now.All)
		} else {
			p.write(now.Doing + " …")
		}
	}
}

// printJSON prints a value for a script.
func (c *call) printJSON(value any) error {
	encoder := json.NewEncoder(c.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// storeOptions say where the database of the settings is.
func (c *call) storeOptions() (store.Options, error) {
	migrations, err := fs.Sub(c.files.Migrations, "migrations")
	return store.Options{URL: c.settings.DatabaseURL, Migrations: migrations, MakeDir: c.settings.DatabaseURL == defaultDatabase, Log: c.log}, err
}

type restoreCommand struct {
	File      string `arg:"" placeholder:"FILE" help:"The backup."`
	UnpackMax string `name:"unpack-max" placeholder:"SIZE" help:"How much may come out of it, such as 50GB. Default: 1 GB, or 200 times the size of the file."`
	JSON      bool   `name:"json" help:"Print what was restored as JSON."`
}

// Help is what the command says beside its flags.
func (restoreCommand) Help() string {
	return "The database of the settings has to be empty: a file that does not exist, or a PostgreSQL database in which nobody keeps anything. A backup of either kind goes into either. All of it is there afterwards, checked, or nothing.\n\nExample: mddash restore mddash-backup.zip --database-url sqlite:restored.db"
}

// Run restores a backup.
func (cmd restoreCommand) Run(c *call) error {
	limit, err := parseUnpackMax(cmd.UnpackMax)
	if err != nil {
		return err
	}
	options, err := c.storeOptions()
	if err != nil {
		return err
	}
	if _, err := os.Stat(cmd.File); err != nil {
		return &usageError{"there is no file " + cmd.File + " that can be read"}
	}
	line := c.progress()
	defer line.end()
	made, err := store.Restore(c.ctx, cmd.File, options, store.RestoreOptions{UnpackMax: limit, Tell: line.told()})
	if err != nil {
		return err
	}
	line.end()
	c.noteIn(options, domain.AuditRestored, filepath.Base(cmd.File), map[string]any{"rows": made.Backup.Rows, "made_at": made.Backup.MadeAt.UTC().Format(time.RFC3339)})
	for _, oddity := range made.Found {
		fmt.Fprintln(c.errs, "left as it is:", printable(oddity))
	}
	if cmd.JSON {
		return c.printJSON(made)
	}
	_, err = fmt.Fprintf(c.out, "%s rows of %d tables are in %s, as they were on %s, and were checked.\n", thousands(made.Backup.Rows), made.Backup.Tables, made.Into,
		made.Backup.MadeAt.Format(time.RFC1123))
	return err
}

// parseUnpackMax is 0 where nothing was said.
func parseUnpackMax(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := sizeOf(text, 1<<50)
	if err != nil {
		return 0, &usageError{fmt.Sprintf("--unpack-max: %q is no size; write a whole number with MB, GB or TB behind it, such as 50GB", text)}
	}
	return n, nil
}
