package domain_test

import (
	"testing"
	"time"

	"mddash/domain"
)

func TestADateIsItsMidnightAndWhatIsNoneIsNoTime(t *testing.T) {
	for _, day := range []string{"0001-01-01", "1900-02-28", "2026-11-22", "2028-02-29", "9999-12-31"} {
		want, err := time.Parse(time.DateOnly, day)
		if got := domain.Date(day).Time(); err != nil || !got.Equal(want) || domain.DateOf(got) != domain.Date(day) {
			t.Errorf("%s is %v", day, got)
		}
	}
	for _, text := range []string{"", "2026", "2026-13-01", "2026-00-01", "2026-02-30", "2026-01-00", "2026/01/01", "abcd-ef-gh", "2026-1a-01", "2026-01-1x", "2a26-01-01", "20:6-01-01", "::::-::-::", "\xff\xff\xff\xff-01-01", "2026-01-011"} {
		if got := domain.Date(text).Time(); !got.IsZero() {
			t.Errorf("%q is %v", text, got)
		}
	}
}
