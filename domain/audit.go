package domain

import (
	"encoding/json"
	"time"
)

// Topics of the audit log.
const (
	AuditSignIn    = "signin"
	AuditAccount   = "account"
	AuditInvite    = "invite"
	AuditToken     = "token"
	AuditBackup    = "backup"
	AuditOperation = "operation"
)

// AuditTopics are all of them, in the order in which they are offered.
var AuditTopics = []string{AuditSignIn, AuditAccount, AuditInvite, AuditToken, AuditBackup, AuditOperation}

// Actions of the audit log beside those of the activity log.
const (
	AuditIn      = "in"      // somebody signed in
	AuditRefused = "refused" // somebody had a wrong password
	AuditEnded   = "ended"   // somebody ended where they were signed in

	AuditExported = "exported" // somebody took out everything that they see

	AuditAsked   = "asked" // an admin asked for a backup
	AuditMade    = "made"
	AuditFailed  = "failed"
	AuditTaken   = "taken" // an admin downloaded one
	AuditDeleted = "deleted"
)

// AuditEntry is one thing that happened to accounts, to the ways in, or to the server.
type AuditEntry struct {
	ID            int64
	At            time.Time
	Topic, Action string
	// Actor did it; the ID is "" for the command line, and for nobody in particular.
	Actor Person
	// Subject is whom or what it was done to: an account where SubjectID is one's and the name says so.
	SubjectID, Subject string
	Address            string
	Before, After      map[string]json.RawMessage
}

// AuditFilter says which entries are wanted.
type AuditFilter struct {
	Topic string // "" for all
	// Who is a part of the name or address of somebody who did it or whom it was done to; "" for everybody.
	Who string
	// Below is the entry before which the page begins; 0 for the newest.
	Below int64
}

// AuditPage is one page of the log, the newest first. Next is what the next page is below; 0 on the last one.
type AuditPage struct {
	Items []AuditEntry
	Next  int64
}
