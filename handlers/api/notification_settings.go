package api

import (
	"mddash/domain"
	"mddash/handlers/visit"
)

// Channels is where somebody is told of one kind of things.
type Channels struct {
	InApp bool   `json:"in_app"`
	Email string `json:"email" enum:"at_once,daily,off"`
	Push  bool   `json:"push"`
}

// NotificationSettings are what the caller is told where, and when.
type NotificationSettings struct {
	Mentioned  Channels `json:"mentioned"`
	Assigned   Channels `json:"assigned"`
	Due        Channels `json:"due"`
	Reminder   Channels `json:"reminder"`
	Invited    Channels `json:"invited"`
	Commented  Channels `json:"commented"`
	Decided    Channels `json:"decided"`
	Shared     Channels `json:"shared"`
	QuietFrom  *string  `json:"quiet_from" doc:"On your clock, HH:MM; null for never"`
	QuietUntil *string  `json:"quiet_until"`
	Morning    string   `json:"morning" example:"07:30"`
	Summary    bool     `json:"summary"`
}

// NotificationSettingsInput are the settings as they are sent.
type NotificationSettingsInput domain.NotificationSettingsInput

// NotificationSettingsPatch is a merge patch of them.
type NotificationSettingsPatch struct {
	domain.NotificationSettingsInput
	patch
}

type (
	replacingNotificationSettings struct {
		Changing
		Body NotificationSettingsInput
	}
	patchingNotificationSettings struct {
		Changing
		Body NotificationSettingsPatch
	}
)

func notificationSettingsObject(s domain.NotificationSettings, err error) (*object[NotificationSettings], error) {
	if err != nil {
		return nil, err
	}
	of := func(kind string) Channels { return Channels(s.Kinds[kind]) }
	return &object[NotificationSettings]{ETag: quoted(s.Version()), Body: NotificationSettings{
		Mentioned: of(domain.ToldMentioned), Assigned: of(domain.ToldAssigned), Due: of(domain.ToldDue), Reminder: of(domain.ToldReminder),
		Invited: of(domain.ToldInvited), Commented: of(domain.ToldCommented), Decided: of(domain.ToldDecided), Shared: of(domain.ToldShared),
		QuietFrom: text(string(s.QuietFrom)), QuietUntil: text(string(s.QuietUntil)), Morning: string(s.Morning), Summary: s.Summary,
	}}, nil
}

func getNotificationSettings(v *visit.Visit, _ *struct{}) (*object[NotificationSettings], error) {
	return notificationSettingsObject(v.Scope.NotificationSettings(v.Ctx()))
}

func putNotificationSettings(v *visit.Visit, in *replacingNotificationSettings) (*object[NotificationSettings], error) {
	return in.chooseNotifications(v, func(domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error) {
		return domain.NotificationSettingsInput(in.Body), nil
	})
}

func patchNotificationSettings(v *visit.Visit, in *patchingNotificationSettings) (*object[NotificationSettings], error) {
	return in.chooseNotifications(v, func(was domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error) {
		return was.Merge(in.Body.fields)
	})
}

func (c Changing) chooseNotifications(v *visit.Visit, change func(domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error)) (*object[NotificationSettings], error) {
	version, err := c.version(func() (string, error) {
		settings, err := v.Scope.NotificationSettings(v.Ctx())
		return settings.Version(), err
	})
	if err != nil {
		return nil, err
	}
	return notificationSettingsObject(v.Scope.ChooseNotifications(v.Ctx(), change, version))
}
