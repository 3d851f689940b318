// Package commands is the command line: one file for each command, and config.go with everything that can be set.
package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"mddash/background"
	"mddash/background/fetch"
	"mddash/domain"
	"mddash/formats/pictures"
	"mddash/store"
)

// Files are what the binary carries.
type Files struct {
	Static     fs.FS // with static/ in it
	Migrations fs.FS // with migrations/ in it
	Version    string
}

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // it was tried and did not work
	exitUsage  = 2 // it was not tried, because what was asked for makes no sense
)

// program is everything that can be typed: the settings, which are good for all commands, and the commands. Each has a
// method Run(*call) error.
type program struct {
	Settings

	Serve       serveCommand       `cmd:"" default:"withargs" help:"Bring the database up to date, then serve. This is what mddash does when nothing else is said."`
	Migrate     migrateCommand     `cmd:"" help:"Show or bring up to date what the database looks like."`
	User        userCommand        `cmd:"" help:"Accounts, without a browser."`
	Token       tokenCommand       `cmd:"" help:"API tokens, without a browser."`
	Backup      backupCommand      `cmd:"" help:"Write everything into one file, while mddash runs."`
	Restore     restoreCommand     `cmd:"" help:"Put a backup into an empty place."`
	Copy        copyCommand        `cmd:"" help:"Move everything from SQLite to PostgreSQL, or back."`
	Check       checkCommand       `cmd:"" help:"Read the whole database, or a backup, and say what is wrong."`
	Import      importCommand      `cmd:"" help:"Take in what mddash or other programs wrote."`
	Export      exportCommand      `cmd:"" help:"Write everything that a person has into one zip."`
	Demo        demoCommand        `cmd:"" help:"Fill an empty database with the work of a studio that does not exist, to look around in."`
	Doctor      doctorCommand      `cmd:"" help:"Look for what would go wrong, and say what to do about it."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask a running mddash at the same address whether it is ready."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}

// call is what a command works with. It ends when ctx does.
type call struct {
	ctx      context.Context
	settings Settings
	files    Files
	in       io.Reader
	out      io.Writer // what was asked for
	errs     io.Writer // everything else that a person should read
	log      *slog.Logger
	// listening is told the address that serve bound; nil except in tests.
	listening func(address string)
}

// Run does what the arguments say and returns the exit code.
func Run(args []string, files Files) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first signal the next one ends the program at once.
	context.AfterFunc(ctx, stop)
	return run(args, call{ctx: ctx, files: files, in: os.Stdin, out: os.Stdout, errs: os.Stderr}, os.Environ())
}

func run(args []string, c call, environ []string) int {
	var p program
	command, code := parse(args, &p, c, environ)
	if command == nil {
		return code
	}
	c.settings = p.Settings
	c.log = p.logger(c.errs)
	if command.Selected().Name != "serve" {
		// Those who ask a server are somewhere, which each of their requests says.
		c.ctx = store.From(c.ctx, domain.AuditCommand)
	}
	err := command.Run(&c)
	var usage *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintln(c.errs, "mddash:", usage)
		return exitUsage
	case domain.KindOf(err) == domain.Invalid:
		// What was typed is no role, no date, no password that holds.
		fmt.Fprintln(c.errs, "mddash:", err)
		return exitUsage
	case c.ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(c.errs, "mddash: it was stopped before it was done")
		return exitFailed
	default:
		fmt.Fprintln(c.errs, "mddash:", err)
		return exitFailed
	}
}

// left is how kong says that it printed all there is to say.
type left int

// parse returns nil and the exit code where there is nothing to run.
func parse(args []string, p *program, c call, environ []string) (command *kong.Context, code int) {
	defer func() {
		if reason := recover(); reason != nil {
			code = int(reason.(left))
			command = nil
		}
	}()
	k, err := kong.New(p, kong.Name("mddash"), kong.Description("Todos in the browser and as JSON, in one binary. Every setting is a flag and an environment variable."),
		kong.Writers(c.out, c.errs), kong.Exit(func(code int) { panic(left(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}), kong.Resolvers(secretFiles(environ)))
	if err != nil {
		fmt.Fprintln(c.errs, "mddash:", err)
		return nil, exitFailed
	}
	if err := knownVariables(k, environ); err != nil {
		fmt.Fprintln(c.errs, "mddash:", err)
		return nil, exitUsage
	}
	command, err = k.Parse(args)
	if err != nil {
		fmt.Fprintln(c.errs, "mddash:", err)
		return nil, exitUsage
	}
	return command, exitDone
}

// usageError is about what was typed, not about what was tried.
type usageError struct{ problem string }

func (e *usageError) Error() string { return e.problem }

// open opens the database and refuses one that is not up to date, except for commands that bring it there.
func (c *call) open() (*store.Store, error) { return c.openWatched(c.settings.SlowQuery, nil) }

// openWatched is open with a log of the queries that take longer, 0 for none, and somebody who is told of every one.
func (c *call) openWatched(slow time.Duration, queried func(string, time.Duration, bool)) (*store.Store, error) {
	migrations, err := fs.Sub(c.files.Migrations, "migrations")
	if err != nil {
		return nil, err
	}
	plan, err := c.settings.plan()
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	return store.Open(c.ctx, store.Options{
		Backups: plan, URL: c.settings.DatabaseURL, Migrations: migrations, MakeDir: c.settings.DatabaseURL == defaultDatabase,
		Log: c.log, SlowQuery: slow, Queried: queried, RateLimits: c.settings.RateLimits == "on", Pictures: pictures.New().Look,
		HookAddress: c.hooks().Check,
	})
}

// hooks sends webhooks where the settings let them go.
func (c *call) hooks() *fetch.Fetcher {
	return background.HookFetcher(c.settings.WebhookPrivate, "mddash/"+c.files.version())
}

// migrated brings a database up to date that was opened, or passes on why it was not.
func (c *call) migrated(st *store.Store, err error) (*store.Store, error) {
	if err != nil {
		return nil, err
	}
	if err := c.migrate(st); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

func (c *call) migrate(st *store.Store) error {
	if err := c.backUpBefore(st); err != nil {
		return err
	}
	report, err := st.Migrate(c.ctx)
	if err == nil {
		c.migratedBy(st, report)
	}
	return err
}

// migratedBy says what happened to a database, in the log and, where something had been in it, in the audit log.
func (c *call) migratedBy(st *store.Store, report store.MigrationReport) {
	c.logMigration(report)
	if n := len(report.Ran); n > 0 && !report.New {
		c.note(st, domain.AuditOperation, domain.AuditMigrated, "", report.Ran[n-1], map[string]any{"migrations": report.Ran, "version": c.files.version()})
	}
}

// logMigration says what happened to a database that people may already have things in.
func (c *call) logMigration(report store.MigrationReport) {
	if report.Adopted {
		c.log.Info("this md_dash file is now mddash's too; md_dash can go on using it", "backup", report.Backup)
	}
	for _, oddity := range report.Found {
		c.log.Warn("left as it is in the adopted file", "found", oddity)
	}
	if len(report.Ran) > 0 {
		c.log.Info("the database was brought up to date", "migrations", report.Ran)
	}
}
