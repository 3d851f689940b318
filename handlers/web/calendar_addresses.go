package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowCalendarAddresses are the caller's feeds and subscriptions.
func (s *Site) ShowCalendarAddresses(v *visit.Visit) error {
	return s.addressesPage(v, http.StatusOK, "")
}

func (s *Site) addressesPage(v *visit.Visit, status int, message string) error {
	page := views.AddressesPage{Now: local(v), Message: message, Server: v.FullURL("/dav/"), User: v.User.Email}
	feeds, err := v.Scope.Feeds(v.Ctx())
	if err != nil {
		return err
	}
	for _, f := range feeds {
		page.Feeds = append(page.Feeds, views.FeedRow{Feed: f, URL: v.FeedURL(f)})
	}
	if page.Subscriptions, err = v.Scope.Subscriptions(v.Ctx()); err != nil {
		return err
	}
	if page.Calendars, err = v.Scope.CalendarRefs(v.Ctx()); err != nil {
		return err
	}
	if page.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return err
	}
	return s.show(v, status, views.CalendarAddresses(page))
}

// addressed answers after something was done about an address. undo is the batch that takes it back, "" for none.
func (s *Site) addressed(v *visit.Visit, err error, text, undo string) error {
	if err == nil {
		v.Toast(text, undo)
		return v.To(views.AddressesPath)
	}
	message, fields, status, ok := said(v, err)
	if !ok || status == http.StatusForbidden {
		return err
	}
	for _, text := range fields {
		message = text
	}
	return s.addressesPage(v, status, message)
}

// AddFeed makes an address for what the form names.
func (s *Site) AddFeed(v *visit.Visit) error {
	kind, text, _ := strings.Cut(v.Fields().Get("of"), "-")
	id, err := strconv.ParseInt(text, 10, 64)
	in := domain.FeedInput{}
	switch {
	case kind == "calendar" && err == nil:
		in.CalendarID = &id
	case kind == "project" && err == nil:
		in.ProjectID = &id
	case kind != "all":
		return s.addressed(v, domain.Problems{"of": "Choose what it is of."}.Err(), "", "")
	}
	_, err = v.Scope.AddFeed(v.Ctx(), in)
	return s.addressed(v, err, v.T("Address made"), "")
}

// SaveFeed changes what a feed holds.
func (s *Site) SaveFeed(v *visit.Visit) error {
	return s.onFeed(v, v.T("Saved"), v.Scope.Batch(), func(id int64) error {
		_, err := v.Scope.UpdateFeed(v.Ctx(), id, "", func(in domain.FeedInput) (domain.FeedInput, error) {
			todos, reminders := v.Fields().Has("todos"), v.Fields().Has("reminders")
			in.Todos, in.Reminders = &todos, &reminders
			return in, nil
		})
		return err
	})
}

// RenewFeed gives a feed another address.
func (s *Site) RenewFeed(v *visit.Visit) error {
	return s.onFeed(v, v.T("There is a new address. The old one leads nowhere."), "", func(id int64) error {
		_, err := v.Scope.RenewFeed(v.Ctx(), id)
		return err
	})
}

// RemoveFeed ends a feed.
func (s *Site) RemoveFeed(v *visit.Visit) error {
	return s.onFeed(v, v.T("Address removed"), "", func(id int64) error { return v.Scope.RemoveFeed(v.Ctx(), id, "") })
}

func (s *Site) onFeed(v *visit.Visit, text, undo string, act func(id int64) error) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	return s.addressed(v, act(id), text, undo)
}

// ShowNewSubscription asks for the address of a calendar.
func (s *Site) ShowNewSubscription(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.SubscriptionEdit(views.SubscriptionForm{Refresh: strconv.Itoa(domain.RefreshUsual), Color: "blue", URL: v.QueryParam("url")}))
}

// AddSubscription follows a calendar.
func (s *Site) AddSubscription(v *visit.Visit) error {
	_, err := v.Scope.AddSubscription(v.Ctx(), typedSubscription(v.Fields()))
	return s.subscribed(v, 0, err, v.T("It is fetched in a moment"))
}

// ShowSubscription is the form of one that is there.
func (s *Site) ShowSubscription(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	subscription, err := v.Scope.Subscription(v.Ctx(), id)
	if err != nil {
		return err
	}
	form := views.SubscriptionFormOf(subscription)
	form.Message = v.Language().Said(subscription.Error)
	return s.show(v, http.StatusOK, views.SubscriptionEdit(form))
}

// SaveSubscription changes one.
func (s *Site) SaveSubscription(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	_, err = v.Scope.UpdateSubscription(v.Ctx(), id, "", func(domain.SubscriptionInput) (domain.SubscriptionInput, error) {
		return typedSubscription(v.Fields()), nil
	})
	return s.subscribed(v, id, err, v.T("Saved"))
}

func typedSubscription(form url.Values) domain.SubscriptionInput {
	in := domain.SubscriptionInput{Name: form.Get("name"), URL: form.Get("url")}
	if color := form.Get("color"); color != "" {
		in.Color = &color
	}
	if text := form.Get("refresh_minutes"); text != "" {
		minutes, _ := strconv.Atoi(text) // what is no number is none that can be chosen
		in.Refresh = &minutes
	}
	return in
}

func (s *Site) subscribed(v *visit.Visit, id int64, err error, text string) error {
	if err == nil {
		v.Toast(text, v.Scope.Batch())
		return v.To(views.AddressesPath)
	}
	message, fields, status, ok := said(v, err)
	if !ok || status == http.StatusForbidden {
		return err
	}
	form := v.Fields()
	return s.show(v, status, views.SubscriptionEdit(views.SubscriptionForm{
		ID: id, Name: form.Get("name"), URL: form.Get("url"), Color: form.Get("color"), Refresh: form.Get("refresh_minutes"), Message: message, Errors: ui.Errors(fields),
	}))
}

// RefreshSubscription has a calendar fetched now.
func (s *Site) RefreshSubscription(v *visit.Visit) error {
	return s.onFeed(v, v.T("It is fetched in a moment"), "", func(id int64) error {
		_, err := v.Scope.RefreshSubscription(v.Ctx(), id)
		return err
	})
}

// RemoveSubscription takes a calendar that the caller follows to the trash.
func (s *Site) RemoveSubscription(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	subscription, err := v.Scope.Subscription(v.Ctx(), id)
	if err == nil {
		err = v.Scope.DeleteCalendar(v.Ctx(), id, "")
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("%s removed", named(v, subscription.Name)), v.Scope.Batch())
	return v.To(views.AddressesPath)
}
