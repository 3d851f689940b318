package commands

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"mddash/demo"
	"mddash/domain"
	"mddash/store"
)

type demoCommand struct {
	Password string `placeholder:"TEXT" help:"Everybody's password there. Default: one is made up and printed."`
	Seed     uint64 `default:"1" help:"Another number makes another story of the same studio."`
	Times    int    `default:"1" help:"Make it so many times as much, for the same people: to see how mddash does with a lot."`
	Percent  int    `default:"100" help:"Tell only so much of it, for who can't wait."`
	Today    string `placeholder:"DATE" help:"The day that it ends before. Default: today."`
}

// timesMax is how often the studio can be there: its keys stay within ten characters.
const timesMax = 999

// Run fills an empty database with a studio's work, all of it or nothing.
func (cmd demoCommand) Run(c *call) error {
	options, err := cmd.options(c)
	if err != nil {
		return err
	}
	st, err := c.openWatched(0, nil)
	if err != nil {
		return err
	}
	defer st.Close()
	// Asked before anything is migrated, so that nothing changes where the answer is no.
	empty, err := st.Empty(c.ctx)
	if err != nil {
		return err
	}
	if !empty {
		return &usageError{st.Name() + " is in use; the demo only fills an empty database. Name a new one with --database-url"}
	}
	return c.onMigrated(st, func(st *store.Store) (string, error) {
		made, err := demo.Fill(c.ctx, st, options)
		if err != nil {
			return "", fmt.Errorf("nothing was kept of the demo: %w", err)
		}
		return c.welcome(made, options.Password), nil
	})
}

func (cmd demoCommand) options(c *call) (demo.Options, error) {
	o := demo.Options{Seed: cmd.Seed, Times: cmd.Times, Percent: cmd.Percent, Today: domain.DateOf(time.Now().UTC()), Password: cmd.Password, Told: c.telling()}
	if cmd.Today != "" {
		day, ok := domain.ParseDate(cmd.Today)
		if !ok {
			return o, &usageError{"--today: write the date as YYYY-MM-DD"}
		}
		o.Today = day
	}
	if cmd.Percent < 1 || cmd.Percent > 100 {
		return o, &usageError{"--percent: write a number from 1 to 100"}
	}
	if cmd.Times < 1 || cmd.Times > timesMax {
		return o, &usageError{fmt.Sprintf("--times: write a number from 1 to %d", timesMax)}
	}
	if o.Password == "" {
		o.Password = rand.Text()[:16]
	}
	p := domain.Problems{}
	domain.ParsePassword(p, "password", o.Password, demo.Owner)
	if said := p["password"]; said != "" {
		return o, &usageError{"--password: " + said}
	}
	return o, nil
}

// telling shows how far the story is where somebody looks on.
func (c *call) telling() func(done, all int) {
	line := c.progress()
	return func(done, all int) {
		line.percent("Telling the story of a studio", int64(done), int64(all))
		if done == all {
			line.end()
		}
	}
}

// welcome says what there is now, and how to get in.
func (c *call) welcome(made demo.Made, password string) string {
	base, err := parseBase(c.settings.BaseURL, c.settings.Addr)
	address := "http://" + c.settings.Addr
	if err == nil {
		address = base.String()
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s is there: %d people, %d clients, %d projects, %d tasks, %d decisions, %d notes and %d events, from %s on.\n\n",
		demo.Studio, made.People, made.Clients, made.Projects, made.Tasks, made.Decisions, made.Notes, made.Events, made.From)
	fmt.Fprintf(&text, "Start it with “mddash serve” and sign in at %s/signin\n\n", address)
	for _, who := range []struct {
		user domain.User
		what string
	}{{made.Owner, "owner of the studio, admin"}, {made.Staff, "one of the staff"}, {made.Client, "a client, who sees two projects"}} {
		fmt.Fprintf(&text, "  %-32s %s\n", who.user.Email, who.what)
	}
	fmt.Fprintf(&text, "\nEverybody's password is %s", password)
	return text.String()
}
