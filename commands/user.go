package commands

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"mddash/domain"
	"mddash/store"
)

type userCommand struct {
	Add      userAddCommand      `cmd:"" help:"Make an account; the password is asked for, or read from standard input."`
	List     userListCommand     `cmd:"" help:"List all accounts."`
	Password userPasswordCommand `cmd:"" help:"Print a link that sets a new password, once, within an hour; or set one with --stdin."`
	Role     userRoleCommand     `cmd:"" help:"Give somebody exactly these roles."`
	Disable  userDisableCommand  `cmd:"" help:"Keep somebody out from now on; what they made stays."`
	Enable   userEnableCommand   `cmd:"" help:"Let somebody sign in again."`
	Reset2FA userReset2FACommand `cmd:"" name:"reset-2fa" help:"Turn off the two-factor authentication of somebody who has lost their phone and their recovery codes; their password alone lets them in then. Example: mddash user reset-2fa ben@example.com"`
	Passkeys userPasskeysCommand `cmd:"" name:"remove-passkeys" help:"Take all passkeys of somebody away, who has lost them or had them stolen; their password goes on working. Example: mddash user remove-passkeys ben@example.com"`
	Delete   userDeleteCommand   `cmd:"" help:"Delete an account: what others see too is handed over, what nobody else sees is erased. Example: mddash user delete ben@example.com --heir ada@example.com --yes"`
}

// withStore runs do on a migrated database and prints the line it answers. It makes no database: a path with a slip in it
// is told, not filled.
func (c *call) withStore(do func(st *store.Store) (line string, err error)) error {
	st, err := c.open()
	if err != nil {
		return err
	}
	defer st.Close()
	if err := c.mustBeThere(st); err != nil {
		return err
	}
	return c.onMigrated(st, do)
}

// mustBeThere refuses to go on where nobody has made a database yet.
func (c *call) mustBeThere(st *store.Store) error {
	blank, err := st.Blank(c.ctx)
	if err == nil && blank {
		return &usageError{"there is no database at " + st.Name() + "; look at --database-url, or make one with mddash serve"}
	}
	return err
}

// withNewStore is withStore where a database that is missing is made.
func (c *call) withNewStore(do func(st *store.Store) (line string, err error)) error {
	st, err := c.open()
	if err != nil {
		return err
	}
	defer st.Close()
	return c.onMigrated(st, do)
}

func (c *call) onMigrated(st *store.Store, do func(st *store.Store) (line string, err error)) error {
	if err := c.migrate(st); err != nil {
		return err
	}
	line, err := do(st)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, line)
	return err
}

type userAddCommand struct {
	Email string   `arg:"" help:"Their e-mail address."`
	Name  string   `help:"What other people see."`
	Role  []string `help:"admin, staff or client; can be given several times. Default: staff, and admin too for the first account ever."`
}

// Run makes an account whatever the registration mode.
func (cmd userAddCommand) Run(c *call) error {
	return c.withNewStore(func(st *store.Store) (string, error) {
		password, err := c.readNewPassword()
		if err != nil {
			return "", err
		}
		in := domain.SignUpInput{Email: cmd.Email, Name: cmd.Name, Password: password}
		user, err := st.System().AddUser(c.ctx, in, cmd.Role)
		return fmt.Sprintf("%s can sign in now (%s).", user.Email, strings.Join(user.Roles, ", ")), err
	})
}

type userListCommand struct {
	JSON bool `help:"Print them as JSON."`
}

// Run lists all accounts, a line each.
func (cmd userListCommand) Run(c *call) error {
	return c.withStore(func(st *store.Store) (string, error) {
		users, err := st.System().Users(c.ctx)
		if err == nil && cmd.JSON {
			return usersJSON(users)
		}
		if err != nil || len(users) == 0 {
			return "There are no accounts yet. The first one becomes admin.", err
		}
		var text strings.Builder
		table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
		fmt.Fprint(table, "EMAIL\tNAME\tROLES\tSINCE\t\n")
		for _, u := range users {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", printable(u.Email), printable(u.Name), printable(strings.Join(u.Roles, ", ")), since(u.CreatedAt), state(u))
		}
		err = table.Flush()
		return strings.TrimRight(text.String(), "\n"), err
	})
}

// printable keeps what others wrote from speaking to the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, text)
}

func since(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func state(u domain.User) string {
	if u.Disabled {
		return "disabled"
	}
	return ""
}

type userPasswordCommand struct {
	Email string `arg:"" help:"Whose password."`
	Stdin bool   `help:"Set the password instead: it is asked for, or read from standard input."`
}

// Run prints a link, so that nobody but its owner has to know the password; or sets it.
func (cmd userPasswordCommand) Run(c *call) error {
	return c.withStore(func(st *store.Store) (string, error) {
		if cmd.Stdin {
			password, err := c.readNewPassword()
			if err != nil {
				return "", err
			}
			return "The password is set. Whoever was signed in with the old one is not any more.", st.System().SetPassword(c.ctx, cmd.Email, password)
		}
		base, err := parseBase(c.settings.BaseURL, c.settings.Addr)
		if err != nil {
			return "", &usageError{"MDDASH_BASE_URL: " + err.Error()}
		}
		token, err := st.PasswordLink(c.ctx, cmd.Email)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(c.errs, "This link sets a new password, once, within an hour. Whoever has it can do so.")
		return base.JoinPath("reset").String() + "?token=" + token, nil
	})
}

type userRoleCommand struct {
	Email string   `arg:"" help:"Whose roles."`
	Role  []string `arg:"" help:"admin, staff, client."`
}

// Run gives somebody exactly these roles.
func (cmd userRoleCommand) Run(c *call) error {
	return c.withStore(func(st *store.Store) (string, error) {
		user, err := st.System().SetRoles(c.ctx, cmd.Email, cmd.Role)
		return fmt.Sprintf("%s is %s now.", printable(user.Email), printable(strings.Join(user.Roles, ", "))), err
	})
}

type userDisableCommand struct {
	Email string `arg:"" help:"Who is kept out."`
}

// Run keeps somebody out.
func (cmd userDisableCommand) Run(c *call) error {
	return c.withStore(func(st *store.Store) (string, error) {
		user, err := st.System().Disable(c.ctx, cmd.Email)
		return printable(user.Email) + " is signed out everywhere and can't sign in any more.", err
	})
}

type userEnableCommand struct {
	Email string `arg:"" help:"Who is let in again."`
}

// Run lets somebody in again.
func (cmd userEnableCommand) Run(c *call) error {
	return c.withStore(func(st *store.Store) (string, error) {
		user, err := st.System().Enable(c.ctx, cmd.Email)
		return printable(user.Email) + " can sign in again.", err
	})
}
