package domain

import (
	"fmt"
	"time"
)

// BackupPlan is where backups are kept, how often one is made, and how many stay.
type BackupPlan struct {
	// Dir is empty where none are made.
	Dir string
	// Every is 0 where they are only made when somebody asks.
	Every time.Duration
	// Trouble says why nothing can be written to Dir right now; "" where it can.
	Trouble string
	// Days, Weeks and Months are of how many of the last ones the newest backup stays.
	Days, Weeks, Months int
}

// States of a backup.
const (
	BackupAsked   = "asked"
	BackupRunning = "running"
	BackupDone    = "done"
	BackupFailed  = "failed"
)

// Backup is one that the server made or was asked for.
type Backup struct {
	ID         int64
	Name       string
	State      string
	CreatedAt  time.Time
	FinishedAt time.Time
	Size, Rows int64
	Error      string
	Doing      string
	Done, All  int64
	// There is true where the file is on this machine.
	There bool
}

// Open tells whether it is still being made.
func (b Backup) Open() bool { return b.State == BackupAsked || b.State == BackupRunning }

const backupName = "mddash-20060102-150405.zip"

// BackupName is the name of a backup of that time.
func BackupName(at time.Time) string { return at.UTC().Format(backupName) }

// BackupTime is when a file of that name was made; false where it is none of ours.
func BackupTime(name string) (time.Time, bool) {
	at, err := time.Parse(backupName, name)
	return at, err == nil && BackupName(at) == name
}

// Spare are those of some backups, the newest first, that need not stay: all of the last day do, then the newest of each day, week
// and month that the plan says.
func (p BackupPlan) Spare(names []string, now time.Time) []string {
	kept := map[string]bool{}
	var spare []string
	for i, name := range names {
		at, ours := BackupTime(name)
		if !ours {
			continue
		}
		year, week := at.ISOWeek()
		stays := i == 0 || now.Sub(at) < 24*time.Hour
		for _, one := range []struct {
			key  string
			good bool
		}{
			{at.Format("d2006-01-02"), at.After(now.AddDate(0, 0, -p.Days))},
			{fmt.Sprintf("w%d-%d", year, week), at.After(now.AddDate(0, 0, -7*p.Weeks))},
			{at.Format("m2006-01"), at.After(now.AddDate(0, -p.Months, 0))},
		} {
			stays = stays || one.good && !kept[one.key]
			kept[one.key] = true
		}
		if !stays {
			spare = append(spare, name)
		}
	}
	return spare
}
