package commands

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"mddash/domain"
	"mddash/formats/bundle"
	"mddash/store"
)

type exportCommand struct {
	Path string `arg:"" placeholder:"FILE" help:"The zip to make. It must not be there yet."`
	As   string `aliases:"for" placeholder:"E-MAIL" help:"Whose things go out: all that they see. Without it the whole server goes out."`
	JSON bool   `name:"json" help:"Print what was made as JSON."`
}

// Help is what the command says beside its flags.
func (exportCommand) Help() string {
	return "Everything that a person sees and that is in no trash, as JSON, Markdown, iCalendar and files, in one zip that “mddash import mddash” takes in again, here or elsewhere. It holds no passwords, tokens or secret addresses.\n\nWithout --as it is the whole server: a JSON list on a line for each row of each table, of SQLite as of PostgreSQL, for other programs and for “mddash restore”. That holds everything, passwords as they are kept too.\n\nExamples:\n  mddash export ada.zip --as ada@example.com\n  mddash export everything.zip"
}

// exported is what was made.
type exported struct {
	Path string `json:"path"`
	As   string `json:"as"`
	Size int64  `json:"size"`
}

// Run writes the zip. It has its name only when it is whole.
func (cmd exportCommand) Run(c *call) error {
	if _, err := os.Lstat(cmd.Path); err == nil {
		return &usageError{cmd.Path + " is there already"}
	}
	if cmd.As == "" {
		return c.backUp(cmd.Path, true, cmd.JSON)
	}
	return c.withStore(func(st *store.Store) (string, error) {
		user, err := st.System().User(c.ctx, cmd.As)
		if err != nil {
			return "", err
		}
		from, err := st.As(user).TakeOut(c.ctx)
		if err != nil {
			return "", err
		}
		made, err := cmd.write(c, from)
		if err != nil {
			return "", err
		}
		if made.As = user.Email; cmd.JSON {
			text, err := json.MarshalIndent(made, "", "  ")
			return string(text), err
		}
		return fmt.Sprintf("%s holds what %s sees, in %s.", made.Path, user.Email, domain.SizeText(made.Size)), nil
	})
}

func (cmd exportCommand) write(c *call, from bundle.Source) (exported, error) {
	made := exported{Path: cmd.Path}
	file, err := os.CreateTemp(filepath.Dir(cmd.Path), ".mddash-export-*")
	if err != nil {
		return made, &usageError{"nothing can be written beside " + cmd.Path + ": " + err.Error()}
	}
	defer os.Remove(file.Name())
	defer file.Close()
	line := c.progress()
	defer line.end()
	err = bundle.Write(c.ctx, file, from, time.Now(), func(written int) {
		line.rows("exporting", int64(written), 0)
	})
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return made, err
	}
	info, err := file.Stat()
	if err != nil {
		return made, err
	}
	made.Size = info.Size()
	// A link is made only where there is nothing yet; some file systems know none.
	err = os.Link(file.Name(), cmd.Path)
	if _, there := os.Lstat(cmd.Path); err != nil && errors.Is(there, os.ErrNotExist) {
		err = os.Rename(file.Name(), cmd.Path)
	}
	return made, err
}
