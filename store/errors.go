package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"mddash/domain"
)

// Unusable is a database that mddash can't or won't open. Its text is for the person who starts the program.
type Unusable struct {
	// Name is the file's path, or what else the person knows it by; never a password.
	Name string
	// Reason goes on after the name: "… is a directory".
	Reason string
	cause  error
}

func (e *Unusable) Error() string { return e.Name + " " + e.Reason }

func (e *Unusable) Unwrap() error { return e.cause }

func unusable(name, reason string) error { return &Unusable{Name: name, Reason: reason} }

// isUnique tells whether err is a broken UNIQUE or PRIMARY KEY.
func isUnique(err error) bool {
	code, state := faultCode(err)
	return code == 2067 || code == 1555 || state == "23505"
}

// isForeignKey tells whether err is a broken REFERENCES.
func isForeignKey(err error) bool {
	code, state := faultCode(err)
	return code == 787 || state == "23503"
}

// faultCode is SQLite's extended code or PostgreSQL's SQLSTATE.
func faultCode(err error) (code int, state string) {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		// SQLITE_IOERR_SHMSIZE: there is no room for the memory that connections share in WAL mode, without which they can't read either.
		if lite.Code() == sqliteShmSize {
			return sqliteFull, ""
		}
		return lite.Code(), ""
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return 0, pg.Code
	}
	return 0, ""
}

// SQLite's primary codes.
const (
	sqliteGeneral  = 1
	sqliteBusy     = 5
	sqliteNoMemory = 7
	sqliteReadOnly = 8
	sqliteIOErr    = 10
	sqliteCorrupt  = 11
	sqliteFull     = 13
	sqliteCantOpen = 14
	sqliteTooBig   = 18
	sqliteNotADB   = 26
	sqliteShmSize  = 4874 // an extended one
)

// mapFault turns what a database can suffer from into a domain error that people may read. Other errors pass unchanged.
func mapFault(err error) error {
	if err == nil || domain.KindOf(err) != 0 || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	message := faultMessage(err)
	if message == "" {
		return err
	}
	return &fault{cause: err, shown: &domain.Error{Kind: domain.Unavailable, Message: message, RetryAfter: 30}}
}

// fault shows people the one error and the log the other.
type fault struct {
	cause error
	shown *domain.Error
}

func (f *fault) Error() string   { return f.shown.Message + " (" + f.cause.Error() + ")" }
func (f *fault) Unwrap() []error { return []error{f.shown, f.cause} }

func faultMessage(err error) string {
	code, state := faultCode(err)
	switch code & 0xff {
	case sqliteFull:
		return "The disk is full. Nothing was changed."
	case sqliteReadOnly:
		return "The database can only be read. Nothing was changed."
	case sqliteIOErr, sqliteCantOpen:
		return "The disk does not answer as it should. Nothing was changed."
	case sqliteCorrupt, sqliteNotADB:
		return "The database file is damaged."
	case sqliteBusy:
		return "The database is busy. Nothing was changed."
	}
	switch {
	case state == "53100":
		return "The disk is full. Nothing was changed."
	case state == "25006":
		return "The database can only be read. Nothing was changed."
	case isConflict(err):
		return "The database is busy. Nothing was changed."
	case isLost(err):
		return "The database can't be reached."
	}
	return ""
}

// isConflict tells whether PostgreSQL ended a transaction because of another one; it may be tried again.
func isConflict(err error) bool {
	_, state := faultCode(err)
	return state == "40001" || state == "40P01"
}

// isLost tells whether the database server is gone, going, starting or full.
func isLost(err error) bool {
	_, state := faultCode(err)
	switch state {
	case "57P01", "57P02", "57P03", "53300", "53200":
		return true
	case "":
		var network net.Error
		return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) ||
			pgconn.SafeToRetry(err) || isConnect(err)
	}
	return state[:2] == "08"
}

func isConnect(err error) bool {
	var connect *pgconn.ConnectError
	return errors.As(err, &connect)
}

// wrap says once what was being done, and lets people know of faults that only the machine's owner can mend. nil stays nil.
func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, mapFault(err))
}
