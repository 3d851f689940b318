package web

import (
	"errors"
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// pushPart is where somebody is told things while no page is open.
func (s *Site) pushPart(v *visit.Visit) (views.PushPart, error) {
	part := views.PushPart{}
	browsers, err := v.Scope.Browsers(v.Ctx())
	if err != nil {
		return part, err
	}
	for _, b := range browsers {
		here := v.Login.ID != "" && b.LoginID == v.Login.ID
		part.Here = part.Here || here
		part.Browsers = append(part.Browsers, views.PushBrowser{ID: b.ID, Name: ui.Device(v.Ctx(), b.Name), Since: v.T("since %s", views.InSentence(v.Ctx(), views.DayOf(v.Ctx(), b.CreatedAt, local(v)))), Here: here})
	}
	part.Key, err = v.Scope.PushKey(v.Ctx())
	return part, err
}

// AddBrowser turns messages on in the browser that asks; only its script knows where they go.
func (s *Site) AddBrowser(v *visit.Visit) error {
	form := v.Fields()
	in := domain.BrowserInput{Endpoint: form.Get("endpoint"), P256dh: form.Get("p256dh"), Auth: form.Get("auth")}
	if _, err := v.Scope.AddBrowser(v.Ctx(), v.Login.ID, domain.Device{UserAgent: v.Request().UserAgent()}, in); err != nil {
		return err
	}
	return v.NoContent(http.StatusNoContent)
}

// TryPush sends a message to the browser that asks, and says what became of it.
func (s *Site) TryPush(v *visit.Visit) error {
	err := v.TryPush()
	var said *domain.Error
	switch {
	case errors.As(err, &said):
		v.BadToast(v.Language().Said(said.Message))
	case err != nil:
		return err
	default:
		v.Toast(v.T("The push service has taken it. It appears in a moment, if your system lets this browser show messages"), "")
	}
	return v.To(views.PushPath)
}

// LeaveBrowser turns them off in the browser that asks.
func (s *Site) LeaveBrowser(v *visit.Visit) error {
	if err := v.Scope.RemoveBrowserOf(v.Ctx(), v.Login.ID); err != nil {
		return err
	}
	if v.AsksJSON() {
		return v.NoContent(http.StatusNoContent)
	}
	v.Toast(v.T("Messages are off in this browser"), "")
	return v.To(views.PushPath)
}

// RemoveBrowser turns them off in one of the caller's browsers.
func (s *Site) RemoveBrowser(v *visit.Visit) error {
	id, err := v.ID("id")
	if err == nil {
		err = v.Scope.RemoveBrowser(v.Ctx(), id)
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("Messages are off there"), "")
	return v.To(views.PushPath)
}
