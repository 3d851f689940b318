package visit

import (
	"net/http"
	"strings"

	"mddash/domain"
)

// FeedPrefix is where calendars can be followed by whoever has their address.
const FeedPrefix = "/calendar/feed/"

// PublicFeed is the feed that the address leads to, and the visit with the store as whose it is sees it; NotFound where it
// leads nowhere.
func (v *Visit) PublicFeed() (*Visit, domain.Feed, error) {
	secret, ends := strings.CutSuffix(v.Param("secret"), ".ics")
	if !ends || secret == "" {
		return nil, domain.Feed{}, domain.Fail(domain.NotFound, "There is no such feed.")
	}
	scope, feed, err := v.doors.store.PublicFeed(v.Ctx(), secret)
	as := *v
	as.Scope = scope
	return &as, feed, err
}

// FeedURL is where a feed is followed.
func (v *Visit) FeedURL(f domain.Feed) string { return v.FullURL(FeedPrefix + f.Secret + ".ics") }

// Unchanged says what the answer's version is, and answers whoever has that already.
func (v *Visit) Unchanged(version string) bool {
	tag := `"` + version + `"`
	v.Response().Header().Set("ETag", tag)
	if !(domain.Condition{IfNoneMatch: strings.Join(v.Request().Header.Values("If-None-Match"), ",")}).Known(version) {
		return false
	}
	v.Response().WriteHeader(http.StatusNotModified)
	return true
}
