package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"mddash/domain"
)

func (c cast) follow(who, address string) domain.Subscription {
	c.t.Helper()
	s, err := c.as(who).AddSubscription(c.t.Context(), domain.SubscriptionInput{Name: "Holidays", URL: address})
	c.want(who+" follows "+address, err, 0)
	return s
}

// fetched is an object as it comes from an address.
func fetched(uid, title string) domain.EventObject {
	start := time.Date(2026, 12, 24, 17, 0, 0, 0, time.UTC)
	return domain.EventObject{UID: uid, Events: []domain.Event{{UID: uid, Title: title, Start: start, End: start.Add(time.Hour), TimeZone: "UTC", Status: domain.EventConfirmed, Privacy: domain.PrivacyPublic}}}
}

func (c cast) titles(who string, calendar int64) []string {
	c.t.Helper()
	page, err := c.as(who).Events(c.t.Context(), domain.EventFilter{CalendarID: calendar, Limit: 100})
	c.want(who+" lists events", err, 0)
	titles := []string{}
	for _, e := range page.Items {
		titles = append(titles, e.Title)
	}
	slices.Sort(titles)
	return titles
}

func TestASubscriptionsEventsAreWhatItsAddressSays(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx, sys := t.Context(), c.store.System()
		c.follow("ann", "webcal://calendars.example.org/a.ics#part")
		next, err := sys.NextSubscription(ctx)
		c.want("its turn", err, 0)
		if next.URL != "https://calendars.example.org/a.ics" {
			t.Errorf("fetches %q", next.URL)
		}
		_, err = sys.NextSubscription(ctx)
		c.want("nobody else's turn", err, domain.NotFound)
		next.ETag = `"1"`
		c.want("takes", sys.TakeSubscription(ctx, next, []domain.EventObject{fetched("a", "A"), fetched("b", "B")}), 0)
		if got := c.titles("ann", next.ID); !slices.Equal(got, []string{"A", "B"}) {
			t.Fatalf("there is %v", got)
		}
		last := c.lastChange()
		c.clock.Advance(7 * time.Hour)
		next, err = sys.NextSubscription(ctx)
		c.want("its turn again", err, 0)
		if next.ETag != `"1"` || next.Events != 2 {
			t.Errorf("knows %+v", next)
		}
		c.want("takes the same", sys.TakeSubscription(ctx, next, []domain.EventObject{fetched("a", "A"), fetched("b", "B")}), 0)
		if c.lastChange() != last {
			t.Error("the same was written again")
		}
		c.want("takes another", sys.TakeSubscription(ctx, next, []domain.EventObject{fetched("b", "B2"), fetched("c", "C")}), 0)
		if got := c.titles("ann", next.ID); !slices.Equal(got, []string{"B2", "C"}) {
			t.Errorf("there is %v", got)
		}
	})
}

func (c cast) lastChange() int64 {
	last, err := c.as("ann").LastChange(c.t.Context())
	c.want("the end of the log", err, 0)
	return last
}

func TestAFetchThatFailsKeepsWhatWasThereAndIsTriedLessOften(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx, sys := t.Context(), c.store.System()
		s := c.follow("ann", "https://calendars.example.org/a.ics")
		next, _ := sys.NextSubscription(ctx)
		c.want("takes", sys.TakeSubscription(ctx, next, []domain.EventObject{fetched("a", "A")}), 0)
		waits := []time.Duration{}
		for range 5 {
			c.clock.Advance(48 * time.Hour)
			next, err := sys.NextSubscription(ctx)
			c.want("its turn", err, 0)
			c.want("fails", sys.SubscriptionFailed(ctx, next, "The server answers 401."), 0)
			now, err := c.as("ann").Subscription(ctx, s.ID)
			c.want("reads", err, 0)
			waits = append(waits, now.NextAt.Sub(c.clock.Now()))
			if now.Error != "The server answers 401." || now.Events != 1 || now.FailingSince.IsZero() {
				t.Errorf("knows %+v", now)
			}
		}
		if want := []time.Duration{6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 24 * time.Hour, 24 * time.Hour}; !slices.Equal(waits, want) {
			t.Errorf("waits %v", waits)
		}
		if got := c.titles("ann", s.ID); !slices.Equal(got, []string{"A"}) {
			t.Errorf("there is %v", got)
		}
		c.clock.Advance(48 * time.Hour)
		next, _ = sys.NextSubscription(ctx)
		c.want("is the same", sys.SubscriptionSame(ctx, next), 0)
		if now, _ := c.as("ann").Subscription(ctx, s.ID); now.Error != "" || now.Failures != 0 || !now.FailingSince.IsZero() {
			t.Errorf("knows %+v", now)
		}
	})
}

func TestWhatComesFromElsewhereIsChangedByNobody(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx, sys := t.Context(), c.store.System()
		s := c.follow("ann", "https://calendars.example.org/secret.ics")
		next, _ := sys.NextSubscription(ctx)
		c.want("takes", sys.TakeSubscription(ctx, next, []domain.EventObject{fetched("a", "A")}), 0)
		page, _ := c.as("ann").Events(ctx, domain.EventFilter{CalendarID: s.ID, Limit: 1})
		event := page.Items[0]
		_, err := c.as("ann").UpdateEvent(ctx, event.ID, "", domain.Part{}, func(in domain.EventInput) (domain.EventInput, error) {
			in.Title = "Mine"
			return in, nil
		})
		c.want("changes it", err, domain.Denied)
		c.want("deletes it", c.as("ann").DeleteEvent(ctx, event.ID, "", domain.Part{}), domain.Denied)
		_, err = c.as("ann").AddEvent(ctx, domain.EventInput{Title: "Mine", Start: "2026-12-01T10:00", CalendarID: &s.ID})
		c.want("adds to it", err, domain.Denied)
		_, err = c.as("ann").ShareCalendar(ctx, s.ID, domain.ShareInput{Email: "ben@example.org", Permission: domain.PermissionEdit})
		c.want("shares it for changing", err, domain.Invalid)
		c.share("ann", s.Calendar, "ben", domain.PermissionView)
		if got := c.titles("ben", s.ID); !slices.Equal(got, []string{"A"}) {
			t.Errorf("ben sees %v", got)
		}
		for who, kind := range map[string]domain.Kind{"ben": domain.Denied, "zoe": domain.NotFound} {
			_, err = c.as(who).Subscription(ctx, s.ID)
			c.want(who+" reads the address", err, kind)
			_, err = c.as(who).RefreshSubscription(ctx, s.ID)
			c.want(who+" refreshes", err, kind)
			_, err = c.as(who).UpdateSubscription(ctx, s.ID, "", func(in domain.SubscriptionInput) (domain.SubscriptionInput, error) { return in, nil })
			c.want(who+" changes", err, kind)
		}
		if found, err := c.as("ben").Subscriptions(ctx); err != nil || len(found) > 0 {
			t.Errorf("ben lists %v, %v", found, err)
		}
		// The only calendar of one's own stays one's own, whatever else one follows.
		refs, _ := c.as("zoe").CalendarRefs(ctx)
		c.want("the last own one goes", c.as("zoe").DeleteCalendar(ctx, refs[0].ID, ""), domain.Conflict)
		c.follow("zoe", "https://calendars.example.org/z.ics")
		c.want("the last own one goes", c.as("zoe").DeleteCalendar(ctx, refs[0].ID, ""), domain.Conflict)
	})
}

func TestAnotherAddressIsFetchedAtOnceAndTheOldOnesAnswerIsNotTaken(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx, sys := t.Context(), c.store.System()
		s := c.follow("ann", "https://calendars.example.org/old.ics")
		old, _ := sys.NextSubscription(ctx)
		_, err := c.as("ann").UpdateSubscription(ctx, s.ID, "", func(in domain.SubscriptionInput) (domain.SubscriptionInput, error) {
			in.URL = "https://calendars.example.org/new.ics"
			return in, nil
		})
		c.want("moves", err, 0)
		c.want("takes the old one", sys.TakeSubscription(ctx, old, []domain.EventObject{fetched("a", "Old")}), 0)
		c.want("the old one fails", sys.SubscriptionFailed(ctx, old, "oh"), 0)
		if got := c.titles("ann", s.ID); len(got) > 0 {
			t.Errorf("there is %v", got)
		}
		next, err := sys.NextSubscription(ctx)
		c.want("the new one's turn", err, 0)
		if next.URL != "https://calendars.example.org/new.ics" || next.Error != "" {
			t.Errorf("fetches %+v", next)
		}
		c.want("trash", c.as("ann").DeleteCalendar(ctx, s.ID, ""), 0)
		c.want("takes for what is in the trash", sys.TakeSubscription(ctx, next, []domain.EventObject{fetched("a", "A")}), 0)
		c.clock.Advance(48 * time.Hour)
		_, err = sys.NextSubscription(ctx)
		c.want("what is in the trash is not fetched", err, domain.NotFound)
		_, err = c.as("ann").RestoreCalendar(ctx, s.ID)
		c.want("restores", err, 0)
		c.exec(`UPDATE users SET disabled_at = '2026-11-20T10:00:00.000Z' WHERE id = 'ann'`)
		_, err = sys.NextSubscription(ctx)
		c.want("nothing is fetched for a closed account", err, domain.NotFound)
	})
}

func TestAddressesThatAreNoneAreRefused(t *testing.T) {
	for _, address := range []string{"", "example.org/a.ics", "ftp://example.org/a.ics", "file:///etc/passwd", "https:///a", "javascript:alert(1)", "https://", "https:example.org", "http://[::1"} {
		if _, err := (domain.SubscriptionInput{Name: "x", URL: address}).Parse(domain.Subscription{}); domain.KindOf(err) != domain.Invalid {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestSeriesOfASubscriptionKeepTheirSingleTimes(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx, sys := t.Context(), c.store.System()
		s := c.follow("ann", "https://calendars.example.org/a.ics")
		next, _ := sys.NextSubscription(ctx)
		series := fetched("s", "Standup")
		series.Events[0].Recurrence = "FREQ=DAILY;COUNT=5"
		for day := 25; day < 27; day++ {
			one := series.Events[0]
			one.Recurrence, one.On, one.Title = "", domain.Date(fmt.Sprintf("2026-12-%d", day)), fmt.Sprint("On the ", day)
			one.Start, one.End = one.Start.AddDate(0, 0, day-24), one.End.AddDate(0, 0, day-24)
			series.Events = append(series.Events, one)
		}
		c.want("takes", sys.TakeSubscription(ctx, next, []domain.EventObject{series}), 0)
		last := c.lastChange()
		c.want("takes the same", sys.TakeSubscription(ctx, next, []domain.EventObject{series}), 0)
		if c.lastChange() != last {
			t.Error("the same was written again")
		}
		series.Events = series.Events[:2]
		c.want("takes one less", sys.TakeSubscription(ctx, next, []domain.EventObject{series}), 0)
		if got := c.titles("ann", s.ID); !slices.Equal(got, []string{"On the 25", "Standup"}) {
			t.Errorf("there is %v", got)
		}
	})
}

func TestOnlyOneInstanceFetchesAtATime(t *testing.T) {
	eachCast(t, func(c cast) {
		for n := range 5 {
			c.follow("ann", fmt.Sprint("https://calendars.example.org/", n))
		}
		got := make(chan string, 20)
		for range 10 {
			go func() {
				f, err := c.store.System().NextSubscription(t.Context())
				if err != nil {
					got <- ""
					return
				}
				got <- f.URL
			}()
		}
		seen := map[string]int{}
		for range 10 {
			seen[<-got]++
		}
		if len(seen) != 6 || seen[""] != 5 {
			t.Errorf("fetched %v", seen)
		}
	})
}
