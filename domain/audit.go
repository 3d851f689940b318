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
	AuditPasskey   = "passkey"
	AuditLink      = "link"    // secret addresses: feeds of calendars, public pages of notes
	AuditWebhook   = "webhook" // where this server tells others what changes
	AuditBackup    = "backup"
	AuditOperation = "operation"
)

// AuditCommand stands for an address where something was done by the command line.
const AuditCommand = "command line"

// AuditTopics are all of them, in the order in which they are offered.
var AuditTopics = []string{AuditSignIn, AuditAccount, AuditInvite, AuditToken, AuditPasskey, AuditLink, AuditWebhook, AuditBackup, AuditOperation}

// Actions of the audit log beside those of the activity log.
const (
	AuditIn      = "in"      // somebody signed in
	AuditRefused = "refused" // somebody had a wrong password, a wrong code, or a passkey that does not hold
	AuditCode    = "code"    // somebody used a recovery code
	AuditWarned  = "warned"  // somebody was told of wrong codes after their right password
	AuditOut     = "out"     // somebody signed out
	AuditEnded   = "ended"   // somebody ended where they were signed in
	AuditReused  = "reused"  // a refresh token was used twice, which ended where somebody was signed in
	AuditForgot  = "forgot"  // somebody asked for a link that sets a new password

	AuditExported = "exported" // everything was taken out that somebody sees, or all of the server
	AuditImported = "imported" // things were taken in for somebody
	AuditUndone   = "undone"   // an import was taken back
	AuditRedone   = "redone"   // an import that was taken back is there again
	AuditRestored = "restored" // the server came out of a backup
	AuditCopied   = "copied"   // the server came out of another database
	AuditMigrated = "migrated" // the database was brought up to date
	AuditRenewed  = "renewed"  // there is another secret for it

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
