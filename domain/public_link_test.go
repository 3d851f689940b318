package domain_test

import (
	"testing"
	"time"

	"mddash/domain"
)

func TestALinkIsNotMadeToNeverEndByAnEmptyMoment(t *testing.T) {
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	for _, at := range []string{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0004Z", "0001-01-01T01:00:00+01:00", "0001-01-01T00:00", "2026-11-23T14:59:59Z"} {
		_, err := domain.PublicLinkInput{ExpiresAt: &at}.Parse(time.UTC, now)
		if fields(t, err)["expires_at"] == "" {
			t.Errorf("%s is taken", at)
		}
	}
	later := "2026-11-23T15:00:00.001Z"
	if at, err := (domain.PublicLinkInput{ExpiresAt: &later}).Parse(time.UTC, now); err != nil || !at.After(now) {
		t.Errorf("got %v, %v", at, err)
	}
	if at, err := (domain.PublicLinkInput{}).Parse(time.UTC, now); err != nil || !at.IsZero() {
		t.Errorf("got %v, %v", at, err)
	}
}
