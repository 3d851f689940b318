package views

import (
	"context"

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
func (p NotificationsPage) quiet(ctx context.Context) string {
	if p.Settings.QuietFrom == "" || len(p.Errors) > 0 {
		return ""
	}
	return ui.T(ctx, "Quiet hours are %s to %s. Reminders still arrive.", string(p.Settings.QuietFrom), string(p.Settings.QuietUntil))
}

// toldWhen says when somebody is told of a kind of things.
func toldWhen(ctx context.Context, kind string) string {
	switch kind {
	case domain.ToldMentioned:
		return ui.T(ctx, "Somebody mentions me")
	case domain.ToldAssigned:
		return ui.T(ctx, "A todo is assigned to me")
	case domain.ToldDue:
		return ui.T(ctx, "A todo of mine is due")
	case domain.ToldReminder:
		return ui.T(ctx, "A reminder comes up, or an event starts soon")
	case domain.ToldInvited:
		return ui.T(ctx, "Somebody invites me, or answers me")
	case domain.ToldCommented:
		return ui.T(ctx, "Somebody comments on a todo of mine")
	case domain.ToldDecided:
		return ui.T(ctx, "Something is decided, or needs my answer")
	case domain.ToldShared:
		return ui.T(ctx, "Something is shared with me")
	case domain.MorningSummary:
		return ui.T(ctx, "A day begins: the morning summary")
	}
	return kind
}

// emailChoices are how letters come.
func emailChoices(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: domain.EmailAtOnce, Text: ui.T(ctx, "At once")}, {Value: domain.EmailDaily, Text: ui.T(ctx, "Daily")}, {Value: domain.EmailOff, Text: ui.T(ctx, "Off")}}
}
