package domain

import (
	"maps"
	"slices"
)

// MorningSummary is, beside the Told…, a kind of letters: of what there is to do on a day.
const MorningSummary = "summary"

// Digest is what one letter tells somebody of.
type Digest struct {
	For           User
	Notifications []Notification // the newest first
	// Morning tells that it is the morning's letter, of Day.
	Morning bool
	Day     Date
	// Summary: it also has the day's todos and events, those that are overdue, and how many decisions wait.
	Summary   bool
	Todos     []Todo
	Overdue   int
	Events    []Occurrence
	Decisions int
	// Unsubscribe is the secret part of the address that stops such letters.
	Unsubscribe string
}

// Letters are those that one address stops.
type Letters struct {
	Kinds  []string
	Coming bool
}

// WithLetters are the settings with letters of some kinds on, as everybody has them at first, or off.
func (s NotificationSettings) WithLetters(kinds []string, on bool) NotificationSettings {
	s.Kinds = maps.Clone(s.Kinds)
	usual := UsualNotifications()
	for _, kind := range kinds {
		channels, known := s.Kinds[kind]
		switch {
		case kind == MorningSummary:
			s.Summary = on
			continue
		case !known:
			continue
		case !on:
			channels.Email = EmailOff
		case channels.Email == EmailOff && usual.Kinds[kind].Email != EmailOff:
			channels.Email = usual.Kinds[kind].Email
		case channels.Email == EmailOff:
			channels.Email = EmailDaily
		}
		s.Kinds[kind] = channels
	}
	return s
}

// KindsTold are the kinds of a digest, as they are offered.
func (d Digest) KindsTold() []string {
	return slices.DeleteFunc(ToldKinds(), func(kind string) bool {
		return !slices.ContainsFunc(d.Notifications, func(n Notification) bool { return n.Kind == kind })
	})
}
