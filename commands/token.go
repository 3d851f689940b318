package commands

import (
	"fmt"
	"strings"

	"mddash/domain"
	"mddash/formats/letters"
	"mddash/store"
)

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make an API token for somebody and print it; it is shown this once."`
}

type tokenCreateCommand struct {
	Email   string   `arg:"" help:"Whose token."`
	Name    string   `required:"" help:"What it is for."`
	Scope   []string `help:"read or write, which includes read. Default: read."`
	Expires string   `placeholder:"DATE" help:"The last day that it works. Default: it works until it is revoked."`
}

// Run prints the token's secret alone, so that a script can take it, and tells whose it is.
func (cmd tokenCreateCommand) Run(c *call) error {
	in := domain.APITokenInput{Name: cmd.Name, Scopes: cmd.Scope}
	if cmd.Expires != "" {
		in.ExpiresAt = &cmd.Expires
	}
	return c.withStore(func(st *store.Store) (string, error) {
		token, secret, err := st.System().CreateToken(c.ctx, cmd.Email, in)
		if err != nil {
			return "", err
		}
		if !token.ExpiresAt.IsZero() {
			fmt.Fprintln(c.errs, "It works until", token.ExpiresAt.Format("2006-01-02 15:04 MST."))
		}
		user, err := st.System().User(c.ctx, cmd.Email)
		if err != nil {
			return "", err
		}
		told := c.writeTo(st, user, func(to letters.To) domain.Mail { return to.TokenAdded(token) })
		fmt.Fprintln(c.errs, strings.TrimSpace(told))
		return secret, nil
	})
}
