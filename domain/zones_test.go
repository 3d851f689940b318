package domain_test

import (
	"testing"
	"time"

	"mddash/domain"
)

func TestAZoneIsTheSameOnEverySystem(t *testing.T) {
	for _, name := range []string{"Local", "local", "localtime", "posixrules", "right/UTC", "right/Europe/Berlin", "posix/Europe/Berlin", "Factory", "../UTC", "No/Where"} {
		if _, err := (domain.ProfileInput{TimeZone: &name}).Parse(domain.User{}); fields(t, err)["timezone"] == "" {
			t.Errorf("%s is a zone of somebody", name)
		}
		in := domain.EventInput{Title: "x", Start: "2026-11-25T10:00", End: ptr("2026-11-25T11:00"), TimeZone: &name}
		if _, err := in.Parse(domain.Event{}, time.UTC); fields(t, err)["timezone"] == "" {
			t.Errorf("%s is a zone of an event", name)
		}
	}
	for _, name := range []string{"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12"} {
		if _, err := (domain.ProfileInput{TimeZone: &name}).Parse(domain.User{}); err != nil && fields(t, err)["timezone"] != "" {
			t.Errorf("%s is no zone of anybody", name)
		}
	}
}
