package domain_test

import (
	"fmt"
	"testing"
	"time"

	"mddash/domain"
)

func TestRemindersAreReadAsTheyAreWritten(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"":                            "[] []",
		"10":                          "[10] []",
		"10 minutes, 1h; 2 Days":      "[10 60 2880] []",
		"1 week before, at the start": "[10080 0] []",
		"15m,2026-11-30 09:00":        "[15] [2026-11-30T08:00:00Z]",
	} {
		minutes, at, err := domain.ParseReminderWords(domain.English{}, text, loc)
		if got := fmt.Sprint(minutes, " ", at); err != nil || got != want {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"soon", "-5", "1 month", "2026-11-31 09:00", "9999999 minutes"} {
		if _, _, err := domain.ParseReminderWords(domain.English{}, text, loc); domain.KindOf(err) != domain.Invalid {
			t.Errorf("%q is read: %v", text, err)
		}
	}
	words := domain.ReminderWords(domain.English{}, []int{0, 1, 90, 60, 1440, 20160}, []time.Time{time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)}, loc)
	if words != "at the start, 1 minute, 90 minutes, 1 hour, 1 day, 2 weeks, 2026-11-30 09:00" {
		t.Errorf("they are written %q", words)
	}
	minutes, at, err := domain.ParseReminderWords(domain.English{}, words, loc)
	if err != nil || len(minutes) != 6 || len(at) != 1 {
		t.Errorf("and read as %v, %v, %v", minutes, at, err)
	}
}
