// Package store holds every SQL statement of mddash, and decides who may see what. It runs on SQLite and PostgreSQL.
package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// Options say which database to open and what to lend the store.
type Options struct {
	// URL is a SQLite file (a plain path, or "sqlite:path") or "postgres://…".
	URL string
	// Migrations are the files NNNN_name.sql.
	Migrations fs.FS
	// MakeDir makes the directory of a SQLite file where it is missing; meant for a default path, not for a typed one.
	MakeDir bool
	// Clock is time.Now where it is nil.
	Clock func() time.Time
	Log   *slog.Logger
	// SlowQuery is from which duration on a query is logged; 0 logs none.
	SlowQuery time.Duration
	// Queried is told of every query: what it does (such as SELECT), how long it took, and whether it failed. It may not wait.
	Queried func(operation string, took time.Duration, failed bool)
	// RateLimits makes wrong passwords wait; off is for trusted networks.
	RateLimits bool
	// Pictures looks at files that are pictures; nil looks at none, which then are for downloading only.
	Pictures func(ctx context.Context, file io.ReadSeeker) domain.Picture
	// HookAddress tells why webhooks may not be sent to an address, as far as that can be seen in it; nil takes all.
	HookAddress func(address string) error

	// Backups says where backups are kept and how many.
	Backups domain.BackupPlan

	// unfinished also opens what a copy is being put into.
	unfinished bool
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	write, readers *bun.DB // on PostgreSQL one and the same
	// read is readers, or inside Together its transaction, which then is together too.
	read        bun.IDB
	together    *bun.Tx
	dialect     dialect
	target      target
	migrations  []migration
	reference   func() (reference, error) // made once, and only where it is needed
	clock       func() time.Time
	log         *slog.Logger
	passwords   *passwords
	tagShelves  *tagShelves
	underway    *underway
	rateLimits  bool
	floor       time.Duration // how long a wrong sign-in takes at least
	pictures    func(context.Context, io.ReadSeeker) domain.Picture
	hookAddress func(string) error
	warning     func(user domain.User, from string) domain.Mail
	live        *Live
	unfinished  bool
	backups     domain.BackupPlan
	remembered  *remembered
	changes     *tableChanges
	// fileVersion is of a SQLite file; versionless is true of a server that can't tell its version.
	fileVersion *fileVersion
	versionless *atomic.Bool
	kept        *keptStatements // nil on PostgreSQL
}

// Open checks a database and opens it. It changes nothing: neither makes a file nor a table, which is Migrate's work.
// What is there and can't be used (damaged, somebody else's, of a newer mddash) is refused with an *Unusable.
func Open(ctx context.Context, o Options) (*Store, error) {
	target, err := parseURL(o.URL)
	if err != nil {
		return nil, err
	}
	target.file.makeDir = o.MakeDir
	if o.unfinished {
		target = target.copier()
	}
	migrations, err := readMigrations(o.Migrations)
	if err != nil {
		return nil, err
	}
	s := &Store{tagShelves: &tagShelves{}, underway: &underway{jobs: map[int64][2]int{}}, dialect: target.dialect, target: target, migrations: migrations, clock: o.Clock, log: o.Log,
		passwords: newPasswords(), remembered: &remembered{}, changes: newTableChanges(), versionless: &atomic.Bool{}, rateLimits: o.RateLimits, unfinished: o.unfinished, backups: o.Backups, floor: failureFloor, pictures: o.Pictures, hookAddress: o.HookAddress}
	s.reference = sync.OnceValues(s.makeReference)
	s.live = newLive(s)
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.write, s.readers, err = target.pools(s.changes); err != nil {
		return nil, err
	}
	if s.fileVersion, err = target.fileVersion(); err != nil {
		return nil, err
	}
	s.read = s.readers
	if s.dialect == onSQLite {
		s.kept = &keptStatements{pool: s.readers.DB, kept: map[string]*keptStatement{}}
	}
	if _, err := s.check(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.watch(o.SlowQuery, o.Queried)
	return s, nil
}

// WarnBy says by what letter somebody is told of wrong codes that came after their right password; from is the network that the last one
// came from, which may be "". It is called before the store is used. Without it nobody is written to.
func (s *Store) WarnBy(letter func(user domain.User, from string) domain.Mail) { s.warning = letter }

// Name is what a person knows the database by: the path of its file, or the server without its password.
func (s *Store) Name() string { return s.target.name() }

// Close ends all connections. Transactions still running fail.
func (s *Store) Close() error {
	s.live.Stop()
	if s.readers == s.write {
		return s.write.Close()
	}
	return errors.Join(s.fileVersion.close(), s.readers.Close(), s.write.Close())
}

// Ready is nil when the database answers and has every migration; else an error of kind Unavailable.
func (s *Store) Ready(ctx context.Context) error {
	applied, err := appliedMigrations(ctx, s.read, s.dialect)
	if err != nil {
		return domain.Fail(domain.Unavailable, "The database does not answer.")
	}
	if len(applied) != len(s.migrations) {
		return domain.Fail(domain.Unavailable, "The database has to be migrated first.")
	}
	return nil
}

// now is the time to store: UTC, in milliseconds as JavaScript has them. Read it once per transaction.
func (s *Store) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// As is everything that a known person does. One Scope serves one request.
func (s *Store) As(u domain.User) *Scope { return &Scope{store: s, user: u, batch: uuid.NewString()} }

// System is work done for nobody: reminders, mail, clean-up, the command line.
func (s *Store) System() *System { return &System{store: s} }

// Scope is the store as one person may see and change it.
type Scope struct {
	store *Store
	user  domain.User
	batch string
	// quiet: what it does is told to nobody, because it was done elsewhere long ago.
	quiet bool
}

// Batch names everything that this Scope changes, so that one undo takes all of it back.
func (sc *Scope) Batch() string { return sc.batch }

// System is the store without a person.
type System struct{ store *Store }
