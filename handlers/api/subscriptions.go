package api

import (
	"net/http"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
)

func (a *API) addSubscriptions() {
	const all, one = "/subscriptions", "/subscriptions/{id}"
	add(a, calendarTag, operation{method: http.MethodGet, path: all, id: "list-subscriptions", summary: "List the calendars that you follow", about: "Each is a calendar too, under the same id, that nobody changes anything in."}, listSubscriptions)
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: all, id: "add-subscription", status: http.StatusCreated, summary: "Follow a calendar", about: "It is fetched in the background, first at once: see fetched_at and error. Private addresses are not fetched unless whoever runs this server allows it."}, addSubscription, addedSubscription)
	add(a, calendarTag, operation{method: http.MethodGet, path: one, id: "get-subscription", summary: "Read where a calendar comes from, and how its last fetch went", errors: []int{http.StatusForbidden}}, getSubscription)
	add(a, calendarTag, operation{method: http.MethodPut, path: one, id: "replace-subscription", summary: "Replace a subscription", about: "Another address is fetched at once; until that works, what came from the old one stays."}, putSubscription)
	add(a, calendarTag, operation{method: http.MethodPatch, path: one, id: "change-subscription", summary: "Change a subscription", about: "A JSON Merge Patch: what is left out stays, null clears."}, patchSubscription)
	add(a, calendarTag, operation{method: http.MethodDelete, path: one, id: "delete-subscription", status: http.StatusNoContent, summary: "Take a calendar that you follow to the trash", about: "It can be restored for 30 days, as a calendar."}, deleteSubscription)
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: one + "/refresh", id: "refresh-subscription", summary: "Have a calendar that you follow fetched now", about: "At most once a minute."}, refreshSubscription, refreshedSubscription)
}

// Subscription is a calendar that follows an address. Only whose it is reads that.
type Subscription struct {
	ID           int64      `json:"id" doc:"Of the calendar that its events are in"`
	Name         string     `json:"name"`
	URL          string     `json:"url"`
	Color        *string    `json:"color"`
	Refresh      int        `json:"refresh_minutes"`
	Events       int        `json:"events" doc:"How many there are"`
	FetchedAt    *time.Time `json:"fetched_at" nullable:"true" doc:"When that last worked; null before it did"`
	NextAt       *time.Time `json:"next_at" nullable:"true"`
	Error        *string    `json:"error" doc:"What went wrong the last time; null while all is well"`
	FailingSince *time.Time `json:"failing_since" nullable:"true"`
	LeftOut      []LeftOut  `json:"left_out" nullable:"false" doc:"The first of what could not be taken in"`
	CreatedAt    *time.Time `json:"created_at" nullable:"true"`
	UpdatedAt    *time.Time `json:"updated_at" nullable:"true"`
}

// LeftOut is something of a calendar's text that was not taken.
type LeftOut struct {
	Line    int    `json:"line" doc:"Where it begins; 0 where that is unknown"`
	UID     string `json:"uid"`
	Title   string `json:"title"`
	Message string `json:"message"`
}

func leftOutOf(all []domain.LeftOut) []LeftOut {
	out := []LeftOut{}
	for _, one := range all {
		out = append(out, LeftOut{Line: one.Line, UID: one.UID, Title: one.Title, Message: one.Why})
	}
	return out
}

func subscriptionOf(s domain.Subscription) Subscription {
	return Subscription{
		ID: s.ID, Name: s.Name, URL: s.URL, Color: text(s.Color), Refresh: s.Minutes, Events: s.Events, FetchedAt: moment(s.FetchedAt), NextAt: moment(s.NextAt),
		Error: text(s.Error), FailingSince: moment(s.FailingSince), LeftOut: leftOutOf(s.Skipped), CreatedAt: moment(s.CreatedAt), UpdatedAt: moment(s.UpdatedAt),
	}
}

// OnSubscription is a request about one calendar that somebody follows.
type OnSubscription struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingSubscription is one that may be bound to the version that the caller knows.
type ChangingSubscription struct {
	OnSubscription
	Changing
}

// SubscriptionInput is a subscription as it is sent.
type SubscriptionInput domain.SubscriptionInput

// SubscriptionPatch is a merge patch of a SubscriptionInput.
type SubscriptionPatch struct {
	domain.SubscriptionInput
	patch
}

func (p SubscriptionPatch) over(in domain.SubscriptionInput) (domain.SubscriptionInput, error) {
	return in.Merge(p.fields)
}

type (
	addingSubscription    struct{ Body SubscriptionInput }
	replacingSubscription struct {
		ChangingSubscription
		Body SubscriptionInput
	}
	patchingSubscription struct {
		ChangingSubscription
		Body SubscriptionPatch
	}
)

func listSubscriptions(v *visit.Visit, in *Paging) (*page[Subscription], error) {
	found, err := v.Scope.Subscriptions(v.Ctx())
	if err != nil {
		return nil, err
	}
	items := []Subscription{}
	for _, s := range found {
		items = append(items, subscriptionOf(s))
	}
	return slicePage(v, items, *in, func(s Subscription) string { return placeOf(s.ID) })
}

func subscriptionObject(s domain.Subscription, err error) (*object[Subscription], error) {
	if err != nil {
		return nil, err
	}
	return &object[Subscription]{ETag: quoted(s.Version()), Body: subscriptionOf(s)}, nil
}

func subscriptionCreated(v *visit.Visit, s domain.Subscription, err error) (*created[Subscription], error) {
	if err != nil {
		return nil, err
	}
	return &created[Subscription]{Location: placeIn(v, "/subscriptions", s.ID), ETag: quoted(s.Version()), Body: subscriptionOf(s)}, nil
}

func addSubscription(v *visit.Visit, in *addingSubscription) (*created[Subscription], error) {
	s, err := v.Scope.AddSubscription(v.Ctx(), domain.SubscriptionInput(in.Body))
	return subscriptionCreated(v, s, err)
}

func addedSubscription(v *visit.Visit, _ *addingSubscription, earlier domain.Earlier) (*created[Subscription], error) {
	s, err := v.Scope.Subscription(v.Ctx(), earlier.Added("calendar"))
	return subscriptionCreated(v, s, err)
}

func getSubscription(v *visit.Visit, in *OnSubscription) (*object[Subscription], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return subscriptionObject(v.Scope.Subscription(v.Ctx(), id))
}

func putSubscription(v *visit.Visit, in *replacingSubscription) (*object[Subscription], error) {
	return in.change(v, func(domain.SubscriptionInput) (domain.SubscriptionInput, error) {
		return domain.SubscriptionInput(in.Body), nil
	})
}

func patchSubscription(v *visit.Visit, in *patchingSubscription) (*object[Subscription], error) {
	return in.change(v, in.Body.over)
}

func (c ChangingSubscription) change(v *visit.Visit, change func(domain.SubscriptionInput) (domain.SubscriptionInput, error)) (*object[Subscription], error) {
	id, version, err := c.row(v)
	if err != nil {
		return nil, err
	}
	return subscriptionObject(v.Scope.UpdateSubscription(v.Ctx(), id, version, change))
}

func (c ChangingSubscription) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = c.version(func() (string, error) {
		s, err := v.Scope.Subscription(v.Ctx(), id)
		return s.Version(), err
	})
	return id, version, err
}

func deleteSubscription(v *visit.Visit, in *ChangingSubscription) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	subscription, err := v.Scope.Subscription(v.Ctx(), id)
	if err == nil && version != "" && version != subscription.Version() {
		err = domain.ErrStale
	}
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteCalendar(v.Ctx(), id, "")
}

func refreshSubscription(v *visit.Visit, in *OnSubscription) (*object[Subscription], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return subscriptionObject(v.Scope.RefreshSubscription(v.Ctx(), id))
}

// refreshedSubscription answers again with how it is now.
func refreshedSubscription(v *visit.Visit, in *OnSubscription, _ domain.Earlier) (*object[Subscription], error) {
	return getSubscription(v, in)
}
