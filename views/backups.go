package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// BackupsPath is where admins see the backups.
const BackupsPath = "/admin/backups"

// BackupsPage is what the server made, the newest first, and by what plan.
type BackupsPage struct {
	List []domain.Backup
	Plan domain.BackupPlan
	Now  time.Time
}

// last is the newest that came to its end.
func (p BackupsPage) last() (domain.Backup, bool) {
	for _, b := range p.List {
		if !b.Open() {
			return b, true
		}
	}
	return domain.Backup{}, false
}

// open is the one that is being made.
func (p BackupsPage) open() (domain.Backup, bool) {
	if len(p.List) > 0 && p.List[0].Open() {
		return p.List[0], true
	}
	return domain.Backup{}, false
}

func (p BackupsPage) how(ctx context.Context) string {
	if p.Plan.Every == 0 {
		return ui.T(ctx, "Only when an admin asks")
	}
	hours := int(p.Plan.Every / time.Hour)
	switch {
	case p.Plan.Every == 24*time.Hour:
		return ui.T(ctx, "Every day")
	case p.Plan.Every == time.Duration(hours)*time.Hour:
		return ui.T(ctx, "Every %s", Plural(hours, ui.T(ctx, "hour"), ui.T(ctx, "hours")))
	}
	return ui.T(ctx, "Every %s", Plural(int(p.Plan.Every/time.Minute), ui.T(ctx, "minute"), ui.T(ctx, "minutes")))
}

func (p BackupsPage) keeps(ctx context.Context) string {
	return ui.T(ctx, "Keeps %s daily, %s weekly, %s monthly", strconv.Itoa(p.Plan.Days), strconv.Itoa(p.Plan.Weeks), strconv.Itoa(p.Plan.Months))
}

func backupDoing(ctx context.Context, b domain.Backup) string {
	if b.State == domain.BackupAsked || b.All == 0 {
		return ui.T(ctx, "A backup is being made")
	}
	return ui.T(ctx, "A backup is being made: %s percent of this step", strconv.FormatInt(min(100, b.Done*100/b.All), 10))
}

// backupFailure is why one failed, in a word or two.
func backupFailure(ctx context.Context, b domain.Backup) string {
	if strings.HasSuffix(b.Error, "the disk is full") {
		return ui.T(ctx, "Disk full")
	}
	return ui.T(ctx, "Failed")
}

// backupRemovalAsks says what would go.
func backupRemovalAsks(ctx context.Context, b domain.Backup, now time.Time) string {
	when := Moment(ctx, b.CreatedAt.In(now.Location()), now)
	if !b.There {
		return ui.T(ctx, "Take the entry of %s off the list? There is no file of it here.", when)
	}
	return ui.T(ctx, "Delete the backup of %s (%s), with its file?", when, sizeText(ctx, b.Size))
}

func backupPath(id int64, act string) string {
	return BackupsPath + "/" + strconv.FormatInt(id, 10) + "/" + act
}
