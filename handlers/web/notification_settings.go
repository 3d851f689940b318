package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// ShowNotificationSettings is what the caller wants to be told of where, and when.
func (s *Site) ShowNotificationSettings(v *visit.Visit) error {
	settings, err := v.Scope.NotificationSettings(v.Ctx())
	if err != nil {
		return err
	}
	return s.showNotificationSettings(v, http.StatusOK, notificationsPage(v, settings))
}

func notificationsPage(v *visit.Visit, settings domain.NotificationSettings) views.NotificationsPage {
	return views.NotificationsPage{
		Settings: settings, QuietFrom: string(settings.QuietFrom), QuietUntil: string(settings.QuietUntil), Morning: string(settings.Morning),
		Version: settings.Version(), Unverified: !v.User.CanBeWrittenTo(), NoMail: !v.CanMail(),
	}
}

// SaveNotificationSettings keeps what was chosen. A box that is not sent is off.
func (s *Site) SaveNotificationSettings(v *visit.Visit) error {
	form, typed := v.Fields(), domain.NotificationSettingsInput{}
	for _, kind := range domain.ToldKinds() {
		inApp, push, email := form.Get(kind+"_in_app") != "", form.Get(kind+"_push") != "", form.Get(kind+"_email")
		typed.Choose(kind, domain.ChannelsInput{InApp: &inApp, Email: &email, Push: &push})
	}
	from, until, morning, summary := form.Get("quiet_from"), form.Get("quiet_until"), form.Get("morning"), form.Get("summary") != ""
	typed.QuietFrom, typed.QuietUntil, typed.Morning, typed.Summary = &from, &until, &morning, &summary
	_, err := v.Scope.ChooseNotifications(v.Ctx(), func(domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error) { return typed, nil }, form.Get("version"))
	if err == nil {
		v.Toast(v.T("Notifications saved"), v.Scope.Batch())
		return v.To("/settings/notifications")
	}
	message, problems, status, ok := said(v, err)
	if !ok {
		return err
	}
	settings, err := v.Scope.NotificationSettings(v.Ctx())
	if err != nil {
		return err
	}
	page := notificationsPage(v, settings)
	for _, kind := range domain.ToldKinds() {
		page.Settings.Kinds[kind] = domain.Channels{InApp: form.Get(kind+"_in_app") != "", Email: form.Get(kind + "_email"), Push: form.Get(kind+"_push") != ""}
	}
	page.QuietFrom, page.QuietUntil, page.Morning, page.Settings.Summary = from, until, morning, summary
	page.Message, page.Errors = message, problems
	return s.showNotificationSettings(v, status, page)
}

// ShowLetters tells whoever holds a letter which ones its address stops. It stops none by itself: programs open addresses
// to look whether they are safe.
func (s *Site) ShowLetters(v *visit.Visit) error {
	v.Public()
	letters, err := v.Letters(v.Param("token"))
	if err != nil {
		return err
	}
	return s.write(v, http.StatusOK, s.frame(v), views.Letters(views.LettersPage{Letters: letters, Token: v.Param("token")}))
}

// StopLetters stops them, also where a mail program asks for it without showing anything (RFC 8058), or has them come again.
func (s *Site) StopLetters(v *visit.Visit) error {
	v.Public()
	letters, err := v.StopLetters(v.Param("token"), v.Fields().Get("on") == "")
	if err != nil {
		return err
	}
	return s.write(v, http.StatusOK, s.frame(v), views.Letters(views.LettersPage{Letters: letters, Token: v.Param("token"), Changed: true}))
}

func (s *Site) showNotificationSettings(v *visit.Visit, status int, page views.NotificationsPage) error {
	browsers, err := s.pushPart(v)
	if err != nil {
		return err
	}
	return s.show(v, status, views.Notifications(page, views.Push(browsers)))
}
