package store_test

import (
	"slices"
	"testing"

	"mddash/domain"
)

func (c cast) feed(who string, in domain.FeedInput) domain.Feed {
	c.t.Helper()
	f, err := c.as(who).AddFeed(c.t.Context(), in)
	c.want(who+" makes a feed", err, 0)
	return f
}

// fed are the titles of what a feed's address leads to, and what goes wrong.
func (c cast) fed(f domain.Feed) ([]string, error) {
	c.t.Helper()
	scope, feed, err := c.store.PublicFeed(c.t.Context(), f.Secret)
	titles := []string{}
	if err != nil {
		return titles, err
	}
	for object, err := range scope.FeedEvents(c.t.Context(), feed) {
		if err != nil {
			return titles, err
		}
		for _, e := range object.Events {
			titles = append(titles, e.Title)
		}
	}
	slices.Sort(titles)
	return titles, nil
}

func (c cast) wantFed(what string, f domain.Feed, want ...string) {
	c.t.Helper()
	got, err := c.fed(f)
	c.want(what, err, 0)
	if !slices.Equal(got, want) {
		c.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestAFeedHoldsWhatItsOwnerSeesNow(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		own := c.calendar("ann", "Own")
		event := func(who, title, privacy string, calendar int64) {
			c.event(who, domain.EventInput{Title: title, Start: "2026-12-01T10:00", CalendarID: &calendar, Privacy: &privacy})
		}
		event("ann", "Review", "public", own.ID)
		event("ann", "Doctor", "private", own.ID)
		event("ann", "Surprise", "confidential", own.ID)
		event("dora", "Talk", "private", domain.TeamCalendar)
		event("dora", "Firing", "confidential", domain.TeamCalendar)
		c.event("ann", domain.EventInput{Title: "Long ago", Start: "2020-12-01T10:00", CalendarID: &own.ID})
		share := c.share("ann", own, "ben", domain.PermissionView)

		all := c.feed("ben", domain.FeedInput{})
		c.wantFed("all that ben sees", all, "Busy", "Busy", "Review")
		one := c.feed("ben", domain.FeedInput{CalendarID: &own.ID})
		c.wantFed("one calendar", one, "Busy", "Review")
		less, err := c.as("ben").UpdateFeed(ctx, all.ID, "", func(in domain.FeedInput) (domain.FeedInput, error) {
			in.Without = []int64{own.ID}
			return in, nil
		})
		c.want("leaves one out", err, 0)
		c.wantFed("without one", less, "Busy")

		c.want("takes it back", c.as("ann").UnshareCalendar(ctx, own.ID, share.ID), 0)
		_, err = c.fed(one)
		c.want("a calendar that ben does not see any more", err, domain.NotFound)
		c.wantFed("what is left", all, "Busy")
		_, err = c.as("ben").AddFeed(ctx, domain.FeedInput{CalendarID: &own.ID})
		c.want("a feed of what ben does not see", err, domain.Invalid)
		_, err = c.as("ben").AddFeed(ctx, domain.FeedInput{ProjectID: ptr(secret)})
		c.want("a feed of a project that ben does not see", err, domain.Invalid)
		_, err = c.as("ben").AddFeed(ctx, domain.FeedInput{})
		c.want("a second one of the same", err, domain.Conflict)
	})
}

func TestAnAddressLeadsNowhereOnceItIsChangedOrItsOwnerIsGone(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		first := c.feed("ben", domain.FeedInput{})
		fresh, err := c.as("ben").RenewFeed(ctx, first.ID)
		c.want("renews", err, 0)
		for _, secret := range []string{first.Secret, "", "x", fresh.Secret + "x", fresh.Secret[:42], "%", "\xff\x00"} {
			_, _, err := c.store.PublicFeed(ctx, secret)
			c.want("another address", err, domain.NotFound)
		}
		c.wantFed("the new address", fresh)
		c.exec(`UPDATE users SET disabled_at = '2026-11-20T10:00:00.000Z' WHERE id = 'ben'`)
		_, err = c.fed(fresh)
		c.want("a closed account", err, domain.NotFound)
		c.exec(`UPDATE users SET disabled_at = NULL WHERE id = 'ben'`)
		_, _, err = c.store.PublicFeed(ctx, fresh.Secret)
		c.want("an open one", err, 0)
		for _, who := range []string{"ann", "dora", "cleo"} {
			_, err = c.as(who).Feed(ctx, fresh.ID)
			c.want(who+" reads it", err, domain.NotFound)
			c.want(who+" removes it", c.as(who).RemoveFeed(ctx, fresh.ID, ""), domain.NotFound)
		}
		c.want("removes", c.as("ben").RemoveFeed(ctx, fresh.ID, fresh.Version()), 0)
		_, err = c.fed(fresh)
		c.want("a removed one", err, domain.NotFound)
	})
}

func TestAFeedOfAProjectHoldsItsEventsAsLongAsItsOwnerSeesIt(t *testing.T) {
	eachCast(t, func(c cast) {
		site := website
		c.event("ann", domain.EventInput{Title: "Launch", Start: "2026-12-01", AllDay: ptr(true), CalendarID: ptr(domain.TeamCalendar), ProjectID: &site})
		c.event("ann", domain.EventInput{Title: "Other", Start: "2026-12-01T10:00", CalendarID: ptr(domain.TeamCalendar)})
		f := c.feed("ben", domain.FeedInput{ProjectID: &site})
		c.wantFed("the project's", f, "Launch")
		c.exec(`DELETE FROM project_members WHERE user_id = 'ben'`)
		_, err := c.fed(f)
		c.want("a project that ben does not see any more", err, domain.NotFound)
	})
}
