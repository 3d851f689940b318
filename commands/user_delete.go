package commands

import (
	"encoding/json"
	"fmt"
	"time"

	"mddash/domain"
	"mddash/store"
)

type userDeleteCommand struct {
	Email string `arg:"" help:"Whose account."`
	Heir  string `placeholder:"E-MAIL" help:"Who takes over what others see and all projects. Left out: those who look after it already; projects that nobody else sees are erased."`
	Yes   bool   `help:"Say that it is meant: there is no way back."`
}

// Run deletes an account, once it is said that this is meant.
func (cmd userDeleteCommand) Run(c *call) error {
	if !cmd.Yes {
		return &usageError{"this can't be taken back; say --yes to delete the account of " + printable(cmd.Email)}
	}
	return c.withStore(func(st *store.Store) (string, error) {
		user, err := st.System().RemoveUser(c.ctx, cmd.Email, cmd.Heir)
		return fmt.Sprintf("The account of %s is deleted.", printable(user.Email)), err
	})
}

// usersJSON is a list of accounts for a script.
func usersJSON(users []domain.User) (string, error) {
	type account struct {
		ID        string     `json:"id"`
		Email     string     `json:"email"`
		Name      string     `json:"name"`
		Roles     []string   `json:"roles"`
		Disabled  bool       `json:"disabled"`
		CreatedAt *time.Time `json:"created_at"`
	}
	accounts := make([]account, len(users))
	for i, u := range users {
		accounts[i] = account{ID: u.ID, Email: u.Email, Name: u.Name, Roles: u.Roles, Disabled: u.Disabled}
		if !u.CreatedAt.IsZero() {
			accounts[i].CreatedAt = &users[i].CreatedAt
		}
	}
	text, err := json.MarshalIndent(accounts, "", "  ")
	return string(text), err
}
