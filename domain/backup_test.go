package domain_test

import (
	"testing"
	"time"

	"mddash/domain"
)

func TestOfOldBackupsTheNewestOfEachDayWeekAndMonthStays(t *testing.T) {
	now := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	var names []string
	for hours := range 24 * 400 / 6 {
		names = append(names, domain.BackupName(now.Add(-6*time.Hour*time.Duration(hours))))
	}
	names = append(names, "somebody-elses.zip")
	spare := map[string]bool{}
	for _, name := range (domain.BackupPlan{Days: 7, Weeks: 4, Months: 6}).Spare(names, now) {
		spare[name] = true
	}
	kept := 0
	for _, name := range names {
		if !spare[name] {
			kept++
		}
	}
	// 4 of the last day, 7 days, 4 weeks and 6 months, some of which are the same, and one that is not ours.
	if kept < 14 || kept > 22 || spare["somebody-elses.zip"] || spare[names[0]] || !spare[names[len(names)-2]] {
		t.Errorf("%d of %d stay", kept, len(names))
	}
	if got := (domain.BackupPlan{}).Spare(names[:1], now.AddDate(9, 0, 0)); len(got) > 0 {
		t.Errorf("the only one is spare: %v", got)
	}
}
