package domain

import "time"

// States of an intake beside those of an import.
const (
	IntakeLooked    = "looked"    // its report says what would become of it
	IntakeConfirmed = "confirmed" // it is to be taken, or is being taken
)

// IntakeJob is a file of another program on its way in: it is looked through, and taken when its owner says so.
type IntakeJob struct {
	ID     int64
	UserID string
	Name   string
	Kind   string // the program; "" until it was looked at
	Size   int64
	State  string
	Report IntakeReport
	Error  string
	// Done and All are how far it is, as far as this program knows; 0 where another one is at it.
	Done, All  int
	CreatedAt  time.Time
	FinishedAt time.Time
}

// Open tells whether something is being done with it.
func (j IntakeJob) Open() bool {
	return j.State == ImportComing || j.State == ImportWaiting || j.State == IntakeConfirmed
}
