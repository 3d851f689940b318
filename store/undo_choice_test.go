package store_test

import (
	"fmt"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

// choice is something that ann chooses for herself, twice, and how she reads what she chose.
type choice struct {
	name          string
	first, second func(s *store.Scope) error
	read          func(s *store.Scope) (string, error)
}

func (c cast) choices() []choice { return append(c.ownChoices(), c.outsideChoices()...) }

// ownChoices are about what she sees and hears of here.
func (c cast) ownChoices() []choice {
	c.t.Helper()
	ctx := c.t.Context()
	c.exec(`INSERT INTO tasks (id, name, project_id, user_id) VALUES (901, 'in website', 1, 'ann')`)
	name, other, dark, off := "Ann", "Annabel", "dark", false
	quiet, evening, later := "20:00", "21:00", "21:30"
	profile := func(change func(*domain.ProfileInput)) func(*store.Scope) error {
		return func(s *store.Scope) error {
			_, err := s.ChangeProfile(ctx, func(in domain.ProfileInput) (domain.ProfileInput, error) { change(&in); return in, nil }, "")
			return err
		}
	}
	told := func(change func(*domain.NotificationSettingsInput)) func(*store.Scope) error {
		return func(s *store.Scope) error {
			_, err := s.ChooseNotifications(ctx, func(in domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error) {
				change(&in)
				return in, nil
			}, "")
			return err
		}
	}
	return []choice{
		{"a pinned project", func(s *store.Scope) error { return s.PinProject(ctx, website, true) }, func(s *store.Scope) error { return s.PinProject(ctx, website, false) },
			func(s *store.Scope) (string, error) {
				project, err := s.Project(ctx, website)
				return fmt.Sprint(project.Pinned), err
			}},
		{"a watched todo", func(s *store.Scope) error { return s.Watch(ctx, 901) }, func(s *store.Scope) error { return s.Unwatch(ctx, 901) },
			func(s *store.Scope) (string, error) {
				found, err := s.Watchers(ctx, 901)
				return fmt.Sprint(found.Watching), err
			}},
		{"a profile", profile(func(in *domain.ProfileInput) { in.Name, in.Theme = &name, &dark }), profile(func(in *domain.ProfileInput) { in.Name, in.Shortcuts = &other, &off }),
			func(s *store.Scope) (string, error) {
				user, err := s.Profile(ctx)
				return user.Version(), err
			}},
		{"notifications", told(func(in *domain.NotificationSettingsInput) { in.QuietFrom, in.QuietUntil = &quiet, &later }),
			told(func(in *domain.NotificationSettingsInput) {
				in.QuietFrom = &evening
				in.Choose(domain.ToldDue, domain.ChannelsInput{InApp: &off, Push: &off})
			}),
			func(s *store.Scope) (string, error) {
				settings, err := s.NotificationSettings(ctx)
				return fmt.Sprint(settings), err
			}},
	}
}

// outsideChoices are about what goes out of here, and comes in.
func (c cast) outsideChoices() []choice {
	c.t.Helper()
	ctx := c.t.Context()
	name, off := "Ann", false
	hook, err := c.as("ann").AddWebhook(ctx, domain.WebhookInput{URL: "https://hooks.example.com/1", Events: []string{"todo.created"}})
	c.want("add a webhook", err, 0)
	feed := c.feed("ann", domain.FeedInput{})
	followed, err := c.as("ann").AddSubscription(ctx, domain.SubscriptionInput{Name: "Holidays", URL: "https://example.com/holidays.ics"})
	c.want("follow a calendar", err, 0)
	hooked := func(change func(*domain.WebhookInput)) func(*store.Scope) error {
		return func(s *store.Scope) error {
			_, err := s.UpdateWebhook(ctx, hook.ID, "", func(in domain.WebhookInput) (domain.WebhookInput, error) { change(&in); return in, nil })
			return err
		}
	}
	fed := func(todos bool) func(*store.Scope) error {
		return func(s *store.Scope) error {
			_, err := s.UpdateFeed(ctx, feed.ID, "", func(in domain.FeedInput) (domain.FeedInput, error) { in.Todos = &todos; return in, nil })
			return err
		}
	}
	follow := func(url string, minutes int) func(*store.Scope) error {
		return func(s *store.Scope) error {
			_, err := s.UpdateSubscription(ctx, followed.ID, "", func(in domain.SubscriptionInput) (domain.SubscriptionInput, error) {
				in.Name, in.URL, in.Refresh = url, url, &minutes
				return in, nil
			})
			return err
		}
	}
	return []choice{
		{"a webhook", hooked(func(in *domain.WebhookInput) { in.Name, in.Events = &name, []string{"note.created", "todo.created"} }),
			hooked(func(in *domain.WebhookInput) { in.URL, in.Events, in.Active = "https://hooks.example.com/2", nil, &off }),
			func(s *store.Scope) (string, error) {
				found, err := s.Webhook(ctx, hook.ID)
				return fmt.Sprint(found.Name, found.URL, found.Events, found.Active), err
			}},
		{"a feed", fed(!feed.Todos), fed(feed.Todos), func(s *store.Scope) (string, error) {
			found, err := s.Feed(ctx, feed.ID)
			return fmt.Sprint(found.Todos), err
		}},
		{"a calendar that is followed", follow("https://example.com/other.ics", 60), follow("https://example.com/third.ics", 1440),
			func(s *store.Scope) (string, error) {
				found, err := s.Subscription(ctx, followed.ID)
				return fmt.Sprint(found.Name, found.URL, found.Minutes), err
			}},
	}
}

func TestWhatSomebodyChoseForThemselvesIsTakenBackExactly(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		for _, choice := range c.choices() {
			read := func() string {
				t.Helper()
				text, err := choice.read(c.as("ann"))
				c.want("read "+choice.name, err, 0)
				return text
			}
			atFirst := read()
			first := c.as("ann")
			c.want("choose "+choice.name, choice.first(first), 0)
			chosen := read()
			if chosen == atFirst {
				t.Fatalf("%s: nothing was chosen: %s", choice.name, chosen)
			}
			c.clock.Advance(time.Second)
			second := c.as("ann")
			c.want("choose again "+choice.name, choice.second(second), 0)
			c.want("take back what was chosen over since: "+choice.name, c.as("ann").Undo(ctx, first.Batch()), domain.Conflict)
			c.want("somebody else takes it back: "+choice.name, c.as("ben").Undo(ctx, second.Batch()), domain.NotFound)
			if last := c.lastBatch("ann"); last != second.Batch() {
				t.Errorf("%s: the last act is %s, not %s", choice.name, last, second.Batch())
			}
			undo := c.as("ann")
			c.want("take back "+choice.name, undo.Undo(ctx, second.Batch()), 0)
			if now := read(); now != chosen {
				t.Errorf("%s is %s, was %s", choice.name, now, chosen)
			}
			c.want("take the taking back back: "+choice.name, c.as("ann").Undo(ctx, undo.Batch()), 0)
			c.want("and back again: "+choice.name, c.as("ann").Undo(ctx, second.Batch()), 0)
			c.want("take back the first: "+choice.name, c.as("ann").Undo(ctx, first.Batch()), 0)
			if now := read(); now != atFirst {
				t.Errorf("%s is %s, was %s at first", choice.name, now, atFirst)
			}
		}
	})
}

func TestADeletedWebhookComesBackForADayWithItsSecret(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		hook, err := c.as("ann").AddWebhook(ctx, domain.WebhookInput{URL: "https://hooks.example.com/1", Events: []string{"todo.created"}})
		c.want("add", err, 0)
		remove := c.as("ann")
		c.want("delete", remove.RemoveWebhook(ctx, hook.ID, ""), 0)
		_, err = c.as("ann").Webhook(ctx, hook.ID)
		c.want("look", err, domain.NotFound)
		c.want("delete again", c.as("ann").RemoveWebhook(ctx, hook.ID, ""), domain.NotFound)
		c.want("ben brings it back", c.as("ben").Undo(ctx, remove.Batch()), domain.NotFound)
		c.want("bring back", c.as("ann").Undo(ctx, remove.Batch()), 0)
		back, err := c.as("ann").Webhook(ctx, hook.ID)
		c.want("look again", err, 0)
		if !back.Active || c.count(`SELECT count(*) FROM webhooks WHERE secret = ?`, hook.Secret) != 1 {
			t.Errorf("it came back as %+v", back)
		}
		remove = c.as("ann")
		c.want("delete once more", remove.RemoveWebhook(ctx, hook.ID, ""), 0)
		c.clock.Advance(25 * time.Hour)
		if gone, err := c.store.System().PurgeWebhooks(ctx); err != nil || gone != 1 {
			t.Fatalf("%d gone, %v", gone, err)
		}
		c.want("too late", c.as("ann").Undo(ctx, remove.Batch()), domain.NotFound)
		if left := c.count(`SELECT count(*) FROM webhooks`) + c.count(`SELECT count(*) FROM activity WHERE kind = 'webhook'`); left != 0 {
			t.Errorf("%d rows are left of it", left)
		}
	})
}

func TestWhatWasSnoozedIsBackInTheInbox(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		_, err := c.as("ben").AddTodo(ctx, domain.TodoInput{Title: "Paint", AssigneeIDs: []string{"ann"}})
		c.want("assign", err, 0)
		list, err := c.as("ann").Notifications(ctx, domain.NotificationFilter{Limit: 10})
		if err != nil || len(list.Items) != 1 {
			t.Fatalf("%v, %+v", err, list)
		}
		snooze := c.as("ann")
		_, err = snooze.SnoozeNotification(ctx, list.Items[0].ID, c.clock.Now().Add(3*time.Hour))
		c.want("snooze", err, 0)
		c.want("take back", c.as("ann").Undo(ctx, snooze.Batch()), 0)
		n, err := c.as("ann").Notification(ctx, list.Items[0].ID)
		c.want("look", err, 0)
		if n.Read() || !n.SnoozedUntil.IsZero() {
			t.Errorf("it is %+v", n)
		}
	})
}
