package views

import (
	"mddash/domain"
	"mddash/views/ui"
)

// UnsubscribePath is where letters are stopped by those who hold one.
const UnsubscribePath = "/unsubscribe"

// NotificationsPage is what somebody wants to be told of where, and when, as typed.
type NotificationsPage struct {
	Settings                       domain.NotificationSettings
	QuietFrom, QuietUntil, Morning string
	Version                        string
	// Unverified tells that no letters go out, because the address is not known to be theirs; NoMail that none do to anybody.
	Unverified, NoMail bool
	Message            string
	Errors             ui.Errors
}

// quiet tells when it is quiet, of settings that are saved; empty for never.
func (p NotificationsPage) quiet() string {
	if p.Settings.QuietFrom == "" || len(p.Errors) > 0 {
		return ""
	}
	return "Quiet hours are " + string(p.Settings.QuietFrom) + " to " + string(p.Settings.QuietUntil) + ". Reminders still arrive."
}

// toldWhen says when somebody is told of a kind of things.
func toldWhen(kind string) string {
	switch kind {
	case domain.ToldMentioned:
		return "Somebody mentions me"
	case domain.ToldAssigned:
		return "A todo is assigned to me"
	case domain.ToldDue:
		return "A todo of mine is due"
	case domain.ToldReminder:
		return "A reminder comes up, or an event starts soon"
	case domain.ToldInvited:
		return "Somebody invites me, or answers me"
	case domain.ToldCommented:
		return "Somebody comments on a todo of mine"
	case domain.ToldDecided:
		return "Something is decided, or needs my answer"
	case domain.ToldShared:
		return "Something is shared with me"
	case domain.MorningSummary:
		return "A day begins: the morning summary"
	}
	return kind
}

// emailChoices are how letters come.
func emailChoices() []ui.Option {
	return []ui.Option{{Value: domain.EmailAtOnce, Text: "At once"}, {Value: domain.EmailDaily, Text: "Daily"}, {Value: domain.EmailOff, Text: "Off"}}
}
