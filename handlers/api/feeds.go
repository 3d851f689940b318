package api

import (
	"net/http"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
)

func (a *API) addFeeds() {
	const all, one = "/feeds", "/feeds/{id}"
	const about = "Whoever knows the address reads what you see, without signing in, until it is changed, your password is, or you don't see it any more."
	add(a, calendarTag, operation{method: http.MethodGet, path: all, id: "list-feeds", who: person, summary: "List the addresses at which your calendars can be followed"}, listFeeds)
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: all, id: "add-feed", who: person, status: http.StatusCreated, summary: "Make an address at which a calendar, a project or everything you see can be followed", about: about}, addFeed, nil)
	add(a, calendarTag, operation{method: http.MethodGet, path: one, id: "get-feed", who: person, summary: "Read a feed"}, getFeed)
	add(a, calendarTag, operation{method: http.MethodPut, path: one, id: "replace-feed", who: person, summary: "Replace what a feed holds"}, putFeed)
	add(a, calendarTag, operation{method: http.MethodPatch, path: one, id: "change-feed", who: person, summary: "Change what a feed holds", about: "A JSON Merge Patch: what is left out stays, null clears."}, patchFeed)
	add(a, calendarTag, operation{method: http.MethodDelete, path: one, id: "delete-feed", who: person, status: http.StatusNoContent, summary: "End a feed at once"}, deleteFeed)
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: one + "/renew", id: "renew-feed", who: person, summary: "Give a feed another address", about: "The old one leads nowhere from then on."}, renewFeed, renewedFeed)
}

// Feed is an address at which somebody's calendars can be followed.
type Feed struct {
	ID         int64      `json:"id"`
	URL        string     `json:"url" doc:"A secret: whoever knows it reads what is there"`
	CalendarID *int64     `json:"calendar_id" doc:"null where it is not about one calendar"`
	ProjectID  *int64     `json:"project_id" doc:"null where it is not about one project"`
	Without    []int64    `json:"without" nullable:"false" doc:"Calendars that are left out"`
	Todos      bool       `json:"todos" doc:"With what is due"`
	Reminders  bool       `json:"reminders" doc:"With alarms"`
	CreatedAt  *time.Time `json:"created_at" nullable:"true"`
	UpdatedAt  *time.Time `json:"updated_at" nullable:"true"`
}

func feedOf(v *visit.Visit, f domain.Feed) Feed {
	return Feed{
		ID: f.ID, URL: v.FeedURL(f), CalendarID: count(f.Calendar.ID), ProjectID: count(f.Project.ID), Without: append([]int64{}, f.Without...),
		Todos: f.Todos, Reminders: f.Reminders, CreatedAt: moment(f.CreatedAt), UpdatedAt: moment(f.UpdatedAt),
	}
}

// OnFeed is a request about one feed.
type OnFeed struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingFeed is one that may be bound to the version that the caller knows.
type ChangingFeed struct {
	OnFeed
	Changing
}

// FeedInput is a feed as it is sent.
type FeedInput domain.FeedInput

// FeedPatch is a merge patch of a FeedInput.
type FeedPatch struct {
	domain.FeedInput
	patch
}

func (p FeedPatch) over(in domain.FeedInput) (domain.FeedInput, error) { return in.Merge(p.fields) }

type (
	addingFeed    struct{ Body FeedInput }
	replacingFeed struct {
		ChangingFeed
		Body FeedInput
	}
	patchingFeed struct {
		ChangingFeed
		Body FeedPatch
	}
)

func listFeeds(v *visit.Visit, in *Paging) (*page[Feed], error) {
	found, err := v.Scope.Feeds(v.Ctx())
	if err != nil {
		return nil, err
	}
	items := []Feed{}
	for _, f := range found {
		items = append(items, feedOf(v, f))
	}
	return slicePage(v, items, *in, func(f Feed) string { return placeOf(f.ID) })
}

func feedObject(v *visit.Visit, f domain.Feed, err error) (*object[Feed], error) {
	if err != nil {
		return nil, err
	}
	return &object[Feed]{ETag: quoted(f.Version()), Body: feedOf(v, f)}, nil
}

func addFeed(v *visit.Visit, in *addingFeed) (*created[Feed], error) {
	f, err := v.Scope.AddFeed(v.Ctx(), domain.FeedInput(in.Body))
	if err != nil {
		return nil, err
	}
	return &created[Feed]{Location: placeIn(v, "/feeds", f.ID), ETag: quoted(f.Version()), Body: feedOf(v, f)}, nil
}

func getFeed(v *visit.Visit, in *OnFeed) (*object[Feed], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	f, err := v.Scope.Feed(v.Ctx(), id)
	return feedObject(v, f, err)
}

func putFeed(v *visit.Visit, in *replacingFeed) (*object[Feed], error) {
	return in.change(v, func(domain.FeedInput) (domain.FeedInput, error) { return domain.FeedInput(in.Body), nil })
}

func patchFeed(v *visit.Visit, in *patchingFeed) (*object[Feed], error) {
	return in.change(v, in.Body.over)
}

func (c ChangingFeed) change(v *visit.Visit, change func(domain.FeedInput) (domain.FeedInput, error)) (*object[Feed], error) {
	id, version, err := c.row(v)
	if err != nil {
		return nil, err
	}
	f, err := v.Scope.UpdateFeed(v.Ctx(), id, version, change)
	return feedObject(v, f, err)
}

func (c ChangingFeed) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = c.version(func() (string, error) {
		f, err := v.Scope.Feed(v.Ctx(), id)
		return f.Version(), err
	})
	return id, version, err
}

func deleteFeed(v *visit.Visit, in *ChangingFeed) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.RemoveFeed(v.Ctx(), id, version)
}

func renewFeed(v *visit.Visit, in *OnFeed) (*object[Feed], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	f, err := v.Scope.RenewFeed(v.Ctx(), id)
	return feedObject(v, f, err)
}

// renewedFeed answers again with the feed as it is now.
func renewedFeed(v *visit.Visit, in *OnFeed, _ domain.Earlier) (*object[Feed], error) {
	return getFeed(v, in)
}
