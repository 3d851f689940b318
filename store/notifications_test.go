package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// inbox is what somebody is told now, the oldest first.
func (c cast) inbox(who string) string {
	c.t.Helper()
	page, err := c.as(who).Notifications(c.t.Context(), domain.NotificationFilter{Limit: 100})
	if err != nil {
		c.t.Fatal(err)
	}
	said := []string{}
	for _, n := range slices.Backward(page.Items) {
		said = append(said, strings.TrimSpace(n.Says(domain.English{})+": "+n.Title+" "+n.Excerpt))
	}
	if page.Total != len(said) {
		c.t.Errorf("%s has %d notifications, and %d are shown", who, page.Total, len(said))
	}
	return strings.Join(said, ", ")
}

func (c cast) isTold(who, want string) {
	c.t.Helper()
	if got := c.inbox(who); got != want {
		c.t.Errorf("%s is told %q, want %q", who, got, want)
	}
}

// verify makes the addresses of people known to be theirs.
func (c cast) verify(ids ...string) {
	for _, id := range ids {
		c.exec(`UPDATE users SET "emailVerified" = 1 WHERE id = ?`, id)
	}
}

// letters are the letters that are written now, as who, subject and how many notifications.
func (c cast) letters() string {
	c.t.Helper()
	wrote := []string{}
	compose := func(d domain.Digest) domain.Mail {
		wrote = append(wrote, fmt.Sprintf("%s %d", d.For.ID, len(d.Notifications)))
		return domain.Mail{To: d.For.Email, Subject: "x", Unsubscribe: d.Unsubscribe}
	}
	n, err := c.store.System().MailNotifications(c.t.Context(), compose)
	if err != nil || n != len(wrote) {
		c.t.Fatalf("%d letters, wrote %v, %v", n, wrote, err)
	}
	m, err := c.store.System().MailMornings(c.t.Context(), compose)
	if err != nil || n+m != len(wrote) {
		c.t.Fatalf("%d letters in the morning, wrote %v, %v", m, wrote, err)
	}
	slices.Sort(wrote)
	return strings.Join(wrote, ", ")
}

func TestPeopleAreToldWhatOthersDoAndNeverWhatTheyDoThemselves(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "plan", ProjectID: ptr(website), AssigneeIDs: []string{"ann", "ben"}, Description: ptr("for @cleo")})
		c.isTold("ann", "")
		c.isTold("ben", "ann assigned it to you: plan")
		c.isTold("cleo", "ann mentioned you: plan")
		_, err := c.as("ben").AddComment(ctx, todo.ID, domain.CommentInput{Body: "what says @ann, and @zoe?"})
		c.want("comment", err, 0)
		c.isTold("ann", "ben mentioned you: plan what says @ann, and @zoe?")
		c.isTold("cleo", "ann mentioned you: plan, ben commented: plan what says @ann, and @zoe?")
		c.isTold("zoe", "")
		_, err = c.as("ann").UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.Title = "the plan" }))
		c.want("rename", err, 0)
		c.isTold("ben", "ann assigned it to you: the plan")
		_, err = c.as("ann").SetProjectRole(ctx, website, "zoe", domain.ProjectViewer)
		c.want("take in", err, 0)
		c.isTold("zoe", "ann added you to the project: Website")
		c.verify("ben")
		note := c.addNote("ann", domain.NoteInput{Title: "minutes"})
		_, err = c.as("ann").ShareNote(ctx, note.ID, domain.ShareInput{Email: "ben@example.org", Permission: "view"})
		c.want("share", err, 0)
		decision, err := c.as("ann").AddDecision(ctx, domain.DecisionInput{Name: "blue", ProjectID: ptr(website), DeciderIDs: []string{"zoe"}})
		c.want("decide", err, 0)
		_, err = c.as("ann").UpdateDecision(ctx, decision.ID, "", func(in domain.DecisionInput) (domain.DecisionInput, error) {
			in.Status = ptr(domain.DecisionDecided)
			return in, nil
		})
		c.want("decided", err, 0)
		c.isTold("ben", "ann assigned it to you: the plan, ann shared the note with you: minutes, ann decided: blue")
		c.isTold("zoe", "ann added you to the project: Website, ann asks you to decide: blue, ann decided: blue")
		c.isTold("cleo", "ann mentioned you: the plan, ben commented: the plan what says @ann, and @zoe?, ann decided: blue")
	})
}

func TestNobodyReadsInTheInboxWhatTheyDoNotSeeAnyMore(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.verify("ben")
		todo := c.add("ann", domain.TodoInput{Title: "plan", ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		own := c.add("ann", domain.TodoInput{Title: "private", AssigneeIDs: []string{"ben"}})
		note := c.addNote("ann", domain.NoteInput{Title: "minutes"})
		share, err := c.as("ann").ShareNote(ctx, note.ID, domain.ShareInput{Email: "ben@example.org", Permission: "view"})
		c.want("share", err, 0)
		comment, err := c.as("ann").AddComment(ctx, todo.ID, domain.CommentInput{Body: "hello"})
		c.want("comment", err, 0)
		c.isTold("ben", "ann assigned it to you: plan, ann assigned it to you: private, ann shared the note with you: minutes, ann commented: plan hello")
		c.want("delete", c.as("ann").DeleteComment(ctx, todo.ID, comment.ID, ""), 0)
		c.want("unshare", c.as("ann").Unshare(ctx, note.ID, share.ID), 0)
		_, err = c.as("ann").UpdateTodo(ctx, own.ID, "", set(func(in *domain.TodoInput) { in.AssigneeIDs = []string{} }))
		c.want("take off", err, 0)
		c.isTold("ben", "ann assigned it to you: plan")
		c.clock.Advance(time.Minute)
		c.exec(`DELETE FROM project_members WHERE user_id = 'ben'`)
		c.exec(`DELETE FROM task_assignees WHERE user_id = 'ben'`)
		c.isTold("ben", "")
		if n, err := c.as("ben").NavCounts(ctx); n.Inbox != 0 || err != nil {
			t.Errorf("%d are unread, %v", n.Inbox, err)
		}
		if got := c.letters(); got != "" {
			t.Errorf("letters go out of what they don't see: %s", got)
		}
		if rows, err := c.store.Strings(`SELECT channel FROM notification_deliveries WHERE channel = 'email'`); err != nil || len(rows) > 0 {
			t.Errorf("still to be told: %v, %v", rows, err)
		}
	})
}

func TestAnUndoTakesBackWhatWasTold(t *testing.T) {
	eachCast(t, func(c cast) {
		todo := c.add("ann", domain.TodoInput{Title: "plan", ProjectID: ptr(website)})
		assigning := c.as("ann")
		_, err := assigning.UpdateTodo(t.Context(), todo.ID, "", set(func(in *domain.TodoInput) { in.AssigneeIDs = []string{"ben"} }))
		c.want("assign", err, 0)
		c.isTold("ben", "ann assigned it to you: plan")
		c.want("undo", c.as("ann").Undo(t.Context(), assigning.Batch()), 0)
		c.isTold("ben", "")
		if rows, err := c.store.Strings(`SELECT kind FROM notifications`); err != nil || len(rows) > 0 {
			t.Errorf("kept: %v, %v", rows, err)
		}
	})
}

func TestNotificationsAreReadPutOffAndCounted(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		for i := range 5 {
			c.add("ann", domain.TodoInput{Title: fmt.Sprint("t", i), ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		}
		unread := func(want int) {
			t.Helper()
			if n, err := c.as("ben").NavCounts(ctx); n.Inbox != want || err != nil {
				t.Errorf("%d are unread, want %d, %v", n.Inbox, want, err)
			}
		}
		unread(5)
		first, err := c.as("ben").Notifications(ctx, domain.NotificationFilter{Limit: 2})
		if err != nil || len(first.Items) != 2 || first.Next == 0 || first.Total != 5 || first.Items[0].Title != "t4" {
			t.Fatalf("the first page is %+v, %v", first, err)
		}
		c.add("ann", domain.TodoInput{Title: "meanwhile", ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		second, err := c.as("ben").Notifications(ctx, domain.NotificationFilter{Limit: 2, Before: first.Next})
		if err != nil || second.Items[0].Title != "t2" {
			t.Fatalf("the second page is %+v, %v", second, err)
		}
		n, err := c.as("ben").ReadNotification(ctx, second.Items[0].ID, true)
		if err != nil || !n.Read() {
			t.Errorf("got %+v, %v", n, err)
		}
		unread(5)
		_, err = c.as("ben").UpdateNotification(ctx, n.ID, second.Items[0].Version(), func(in domain.NotificationInput) (domain.NotificationInput, error) { return in, nil })
		c.want("with a version of before", err, domain.Stale)
		tomorrow := c.clock.Now().Add(24 * time.Hour)
		_, err = c.as("ben").SnoozeNotification(ctx, first.Items[0].ID, tomorrow)
		c.want("snooze", err, 0)
		_, err = c.as("ben").SnoozeNotification(ctx, first.Items[0].ID, c.clock.Now())
		c.want("snooze until now", err, domain.Invalid)
		unread(4)
		all := c.as("ben")
		if read, err := all.ReadNotifications(ctx, nil, first.Items[0].ID); read != 3 || err != nil {
			t.Errorf("%d were read, %v", read, err)
		}
		unread(1)
		c.want("somebody else's undo", c.as("ann").Undo(ctx, all.Batch()), domain.NotFound)
		c.want("undo", c.as("ben").Undo(ctx, all.Batch()), 0)
		unread(4)
		if read, err := c.as("zoe").ReadNotifications(ctx, []int64{first.Items[1].ID}, 0); read != 0 || err != nil {
			t.Errorf("somebody else marked %d as read, %v", read, err)
		}
		c.clock.Advance(25 * time.Hour)
		unread(5)
	})
}

func TestEverybodyChoosesWhereTheyAreToldAndWhen(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.verify("ben", "zoe")
		at := func(later time.Duration) *string { return ptr(c.clock.Now().Add(later).Format("15:04")) }
		choose := func(who string, change func(*domain.NotificationSettingsInput)) {
			t.Helper()
			_, err := c.as(who).ChooseNotifications(ctx, func(in domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error) {
				change(&in)
				return in, nil
			}, "")
			c.want("choose", err, 0)
		}
		choose("ben", func(in *domain.NotificationSettingsInput) {
			in.Choose(domain.ToldAssigned, domain.ChannelsInput{InApp: ptr(false), Email: ptr(domain.EmailAtOnce), Push: ptr(true)})
			in.QuietFrom, in.QuietUntil = at(-30*time.Minute), at(3*time.Hour)
			in.Choose(domain.ToldCommented, domain.ChannelsInput{InApp: ptr(false), Email: ptr(domain.EmailOff)})
		})
		choose("zoe", func(in *domain.NotificationSettingsInput) {
			in.Choose(domain.ToldAssigned, domain.ChannelsInput{Email: ptr(domain.EmailDaily)})
			in.Morning = at(17 * time.Hour)
		})
		for range 3 {
			c.add("dora", domain.TodoInput{Title: "t", ProjectID: ptr(studio), AssigneeIDs: []string{"ben", "zoe", "ann"}})
		}
		c.isTold("ben", "")
		if got := c.letters(); got != "" {
			t.Errorf("at once: %s", got)
		}
		c.clock.Advance(time.Minute)
		if got := c.letters(); got != "" {
			t.Errorf("while it is quiet, and to addresses that are not known to be theirs: %s", got)
		}
		c.clock.Advance(3 * time.Hour)
		if got := c.letters(); got != "ben 3" {
			t.Errorf("after it was quiet: %s", got)
		}
		c.clock.Advance(14*time.Hour + time.Minute)
		if got := c.letters(); got != "zoe 3" {
			t.Errorf("in the morning: %s", got)
		}
		if got := c.letters(); got != "" {
			t.Errorf("once more: %s", got)
		}
	})
}

func TestALetterCanBeStoppedFromItselfByWhoeverHasItAndForItsKindsAlone(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.verify("ben")
		c.add("ann", domain.TodoInput{Title: "t", ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		c.clock.Advance(time.Minute)
		c.letters()
		rows, err := c.store.Strings(`SELECT unsubscribe FROM outbox`)
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		token := rows[0]
		for _, forged := range []string{"", ".", "..", token + "x", strings.Replace(token, "assigned", "mentioned", 1), strings.Replace(token, ".assigned", "", 1), "\x00.assigned.x"} {
			_, err := c.store.StopLetters(ctx, forged, true)
			c.want(fmt.Sprintf("with %q", forged), err, domain.NotFound)
		}
		letters, err := c.store.Letters(ctx, token)
		if err != nil || !letters.Coming || !slices.Equal(letters.Kinds, []string{domain.ToldAssigned}) {
			t.Errorf("got %+v, %v", letters, err)
		}
		c.add("ann", domain.TodoInput{Title: "u", ProjectID: ptr(website), AssigneeIDs: []string{"ben"}, Description: ptr("@ben")})
		c.add("ann", domain.TodoInput{Title: "v", ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		if _, err := c.store.StopLetters(ctx, token, true); err != nil {
			t.Error(err)
		}
		c.clock.Advance(time.Minute)
		if got := c.letters(); got != "ben 1" {
			t.Errorf("got %s, want the mention alone", got)
		}
		if again, err := c.store.StopLetters(ctx, token, false); err != nil || !again.Coming {
			t.Errorf("got %+v, %v", again, err)
		}
		c.exec(`UPDATE users SET email = 'other@example.org' WHERE id = 'ben'`)
		_, err = c.store.StopLetters(ctx, token, true)
		c.want("of an address of before", err, domain.NotFound)
	})
}

func TestOfSeveralProgramsOneTellsSomebodyElsewhere(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`INSERT INTO notification_choices (user_id, kind, in_app, email, push) VALUES ('ben', 'assigned', 1, 'off', 1)`)
		todo := c.add("ann", domain.TodoInput{Title: "t", ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		c.clock.Advance(time.Minute)
		system := c.store.System()
		results := make(chan domain.Delivery, 4)
		for range cap(results) {
			go func() {
				d, err := system.NextDelivery(t.Context(), domain.ChannelPush)
				if err != nil && domain.KindOf(err) != domain.NotFound {
					t.Error(err)
				}
				results <- d
			}()
		}
		var taken []domain.Delivery
		for range cap(results) {
			if d := <-results; len(d.IDs) > 0 {
				taken = append(taken, d)
			}
		}
		if len(taken) != 1 || len(taken[0].Notifications) != 1 || taken[0].For.ID != "ben" || taken[0].Notifications[0].Title != "t" || taken[0].Tries != 1 {
			t.Fatalf("got %+v", taken)
		}
		c.clock.Advance(10 * time.Minute) // whoever had it is gone
		again, err := system.NextDelivery(t.Context(), domain.ChannelPush)
		if err != nil || again.Tries != 2 {
			t.Fatalf("got %+v, %v", again, err)
		}
		if gaveUp, err := system.DeliveryFailed(t.Context(), again); gaveUp || err != nil {
			t.Errorf("gave up %v, %v", gaveUp, err)
		}
		c.want("delete", c.as("ann").DeleteTodo(t.Context(), todo.ID, ""), 0)
		c.clock.Advance(10 * time.Minute)
		third, err := system.NextDelivery(t.Context(), domain.ChannelPush)
		if err != nil || len(third.Notifications) != 0 {
			t.Errorf("of what is in the trash: %+v, %v", third, err)
		}
		c.want("done", system.Delivered(t.Context(), third), 0)
		_, err = system.NextDelivery(t.Context(), domain.ChannelPush)
		c.want("after it", err, domain.NotFound)
	})
}

func TestNobodyFillsSomebodysMailbox(t *testing.T) {
	eachCast(t, func(c cast) {
		c.verify("ben")
		letters := 0
		for i := range 40 {
			c.add("ann", domain.TodoInput{Title: fmt.Sprint(i), ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
			c.clock.Advance(30 * time.Second)
			if c.letters() != "" {
				letters++
			}
		}
		if letters != 12 {
			t.Errorf("there were %d letters in twenty minutes", letters)
		}
		c.clock.Advance(time.Hour)
		if got := c.letters(); got != "ben 28" {
			t.Errorf("the rest comes as %s", got)
		}
	})
}

func TestTheMorningsLetterComesOnceAndTellsOfTheDay(t *testing.T) {
	eachCast(t, func(c cast) {
		c.verify("ben")
		c.exec(`UPDATE users SET timezone = 'Asia/Tokyo' WHERE id = 'ben'`)
		day := domain.DateOf(c.clock.Now()).Moved(2)
		_, err := c.as("ben").ChooseNotifications(t.Context(), func(in domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error) {
			in.Summary, in.Morning = ptr(true), ptr("06:00")
			in.Choose(domain.ToldAssigned, domain.ChannelsInput{Email: ptr(domain.EmailDaily)})
			return in, nil
		}, "")
		c.want("choose", err, 0)
		c.add("ben", domain.TodoInput{Title: "pack", DueDate: ptr(string(day))})
		c.add("ben", domain.TodoInput{Title: "late", DueDate: ptr(string(day.Moved(-1)))})
		c.event("ben", domain.EventInput{Title: "train", Start: string(day) + "T09:00", TimeZone: ptr("Asia/Tokyo"), CalendarID: ptr(domain.TeamCalendar)})
		// Half past five in Tokyo is half past eight in the evening before in UTC.
		c.clock.Advance(day.Time().Add(-3*time.Hour - 30*time.Minute).Sub(c.clock.Now()))
		c.add("ann", domain.TodoInput{Title: "given", ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		wrote := make(chan domain.Digest, 10)
		write := func() {
			if _, err := c.store.System().MailMornings(t.Context(), func(d domain.Digest) domain.Mail {
				wrote <- d
				return domain.Mail{To: d.For.Email}
			}); err != nil {
				t.Error(err)
			}
		}
		write()
		if len(wrote) > 0 {
			t.Error("it came too early")
		}
		c.clock.Advance(40 * time.Minute)
		done := make(chan bool)
		for range 4 {
			go func() { write(); done <- true }()
		}
		for range 4 {
			<-done
		}
		rows, err := c.store.Strings(`SELECT recipient FROM outbox`)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%v letters, %v", rows, err)
		}
		d := <-wrote
		if d.Day != day || !d.Summary || len(d.Todos) != 1 || d.Todos[0].Title != "pack" || d.Overdue != 1 || len(d.Events) != 1 || d.Events[0].Of.Title != "train" || len(d.Notifications) != 1 {
			t.Errorf("it says %+v", d)
		}
		c.clock.Advance(4 * time.Hour)
		write()
		if rows, _ := c.store.Strings(`SELECT recipient FROM outbox`); len(rows) != 1 {
			t.Error("it came once more")
		}
	})
}
