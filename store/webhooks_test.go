package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// hooked is a cast with a webhook of ann's that is told of everything.
func hook(c cast, user string, events ...string) domain.Webhook {
	c.t.Helper()
	w, err := c.as(user).AddWebhook(c.t.Context(), domain.WebhookInput{URL: "https://hooks.example.org/x", Events: events})
	if err != nil {
		c.t.Fatal(err)
	}
	return w
}

// queued has what happened looked through, and gives what a webhook is told, the oldest first.
func (c cast) queued(user string, w domain.Webhook) []domain.WebhookDelivery {
	c.t.Helper()
	for more := true; more; {
		var err error
		if more, err = c.store.System().QueueWebhooks(c.t.Context()); err != nil {
			c.t.Fatal(err)
		}
	}
	page, err := c.as(user).WebhookDeliveries(c.t.Context(), w.ID, 0, 200)
	if err != nil {
		c.t.Fatal(err)
	}
	var all []domain.WebhookDelivery
	for i := range page.Items {
		all = append(all, page.Items[len(page.Items)-1-i])
	}
	return all
}

func types(all []domain.WebhookDelivery) string {
	var words []string
	for _, d := range all {
		words = append(words, strings.TrimSpace(d.Type+" "+strings.Join(d.Changed, ",")))
	}
	return strings.Join(words, "; ")
}

func TestAWebhookIsToldWhatItsOwnerSeesAndNothingElse(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		before := c.add("ann", domain.TodoInput{Title: "before"})
		w := hook(c, "ann")
		todo := c.add("ann", domain.TodoInput{Title: "mine"})
		c.add("ben", domain.TodoInput{Title: "ben's own"})
		shared := c.add("ben", domain.TodoInput{Title: "ours", ProjectID: ptr(website)})
		if _, err := c.as("ben").AddComment(ctx, shared.ID, domain.CommentInput{Body: "hello"}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.as("ann").UpdateTodo(ctx, todo.ID, "", func(in domain.TodoInput) (domain.TodoInput, error) {
			in.Title = "mine, really"
			return in, nil
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.as("ann").CompleteTodo(ctx, todo.ID, true); err != nil {
			t.Fatal(err)
		}
		if err := c.as("ann").DeleteTodo(ctx, before.ID, ""); err != nil {
			t.Fatal(err)
		}
		note, err := c.as("ann").AddNote(ctx, domain.NoteInput{Title: "ann's note"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.as("ben").AddNote(ctx, domain.NoteInput{Title: "ben's note"}); err != nil {
			t.Fatal(err)
		}
		if err := c.as("ann").DeleteNote(ctx, note.ID, ""); err != nil {
			t.Fatal(err)
		}
		want := "todo.created; todo.created; comment.created; todo.updated title; todo.completed completed_at,status; todo.deleted; note.created; note.deleted"
		got := c.queued("ann", w)
		if types(got) != want {
			t.Errorf("is told\n%s, want\n%s", types(got), want)
		}
		for i, d := range got {
			if d.State != domain.DeliveryWaiting || d.Sequence == 0 || d.Message == "" || i > 0 && (d.Sequence <= got[i-1].Sequence || d.Message == got[i-1].Message) {
				t.Errorf("delivery %d is %+v", i, d)
			}
		}
		if again := c.queued("ann", w); len(again) != len(got) {
			t.Errorf("%d are queued when it is looked through again", len(again))
		}
	})
}

func TestAWebhookIsToldOnlyWhatItAskedFor(t *testing.T) {
	eachCast(t, func(c cast) {
		one, kind := hook(c, "ann", "todo.deleted", "note.created"), hook(c, "ann", "todo.*")
		todo := c.add("ann", domain.TodoInput{Title: "x"})
		if err := c.as("ann").DeleteTodo(t.Context(), todo.ID, ""); err != nil {
			t.Fatal(err)
		}
		if got := types(c.queued("ann", one)); got != "todo.deleted" {
			t.Errorf("is told %s", got)
		}
		if got := types(c.queued("ann", kind)); got != "todo.created; todo.deleted" {
			t.Errorf("is told %s", got)
		}
	})
}

// next takes a delivery, and says of what it is; empty where there is none.
func (c cast) next() (domain.DueHook, string) {
	c.t.Helper()
	due, err := c.store.System().NextHook(c.t.Context())
	if domain.KindOf(err) == domain.NotFound {
		return due, ""
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return due, due.Type
}

func TestWhatItsOwnerDoesNotSeeAnyMoreIsNotDelivered(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		w := hook(c, "ann", "todo.created")
		todo := c.add("ben", domain.TodoInput{Title: "ours", AssigneeIDs: []string{"ann"}})
		c.queued("ann", w)
		c.exec(`DELETE FROM task_assignees WHERE task_id = ?`, todo.ID)
		if _, got := c.next(); got != "" {
			t.Errorf("%s is delivered", got)
		}
		if all := c.queued("ann", w); all[0].State != domain.DeliveryLeftOut {
			t.Errorf("is %+v", all[0])
		}
		if _, err := c.as("ann").RedeliverWebhook(ctx, w.ID, c.queued("ann", w)[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, got := c.next(); got != "" {
			t.Errorf("%s is delivered the second time", got)
		}
	})
}

func TestADisabledAccountsWebhooksStopAtOnceAndDoNotCatchUp(t *testing.T) {
	eachCast(t, func(c cast) {
		w := hook(c, "ann")
		c.add("ann", domain.TodoInput{Title: "one"})
		c.queued("ann", w)
		c.exec(`UPDATE users SET disabled_at = '2026-05-21T09:30:00.000Z' WHERE id = 'ann'`)
		if _, got := c.next(); got != "" {
			t.Errorf("%s is delivered", got)
		}
		c.add("ben", domain.TodoInput{Title: "two", ProjectID: ptr(website)})
		c.queued("ann", w)
		c.exec(`UPDATE users SET disabled_at = NULL WHERE id = 'ann'`)
		if all := c.queued("ann", w); len(all) != 1 || all[0].State != domain.DeliveryLeftOut {
			t.Errorf("then it is told %s", types(all))
		}
		c.add("ann", domain.TodoInput{Title: "three"})
		if all := c.queued("ann", w); len(all) != 2 {
			t.Errorf("and then %s", types(all))
		}
	})
}

func TestOfSeveralProgramsOneDelivers(t *testing.T) {
	eachCast(t, func(c cast) {
		w := hook(c, "ann")
		for range 5 {
			c.add("ann", domain.TodoInput{Title: "x"})
		}
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				if _, err := c.store.System().QueueWebhooks(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if all := c.queued("ann", w); len(all) != 5 {
			t.Errorf("%d are queued", len(all))
		}
		var mu sync.Mutex
		taken := map[int64]int{}
		for range 4 {
			wait.Go(func() {
				due, err := c.store.System().NextHook(t.Context())
				if domain.KindOf(err) == domain.NotFound {
					return
				}
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				taken[due.ID]++
			})
		}
		wait.Wait()
		if len(taken) != 1 {
			t.Errorf("%v are taken at once for one webhook", taken)
		}
	})
}

func TestADeliveryIsTriedLessAndLessOftenAndThenGivenUp(t *testing.T) {
	clock := storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		ann := s.As(signUp(t, s, "ann@example.com"))
		w, err := ann.AddWebhook(ctx, domain.WebhookInput{URL: "https://hooks.example.org/x"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ann.TestWebhook(ctx, w.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := ann.TestWebhook(ctx, w.ID); domain.KindOf(err) != domain.Conflict {
			t.Errorf("a second test: %v", err)
		}
		began := clock.Now()
		var waits []time.Duration
		for range 6 {
			due, err := s.System().NextHook(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.System().NextHook(ctx); domain.KindOf(err) != domain.NotFound {
				t.Errorf("it is taken twice: %v", err)
			}
			waits = append(waits, clock.Now().Sub(began))
			if _, err := s.System().HookRefused(ctx, due, 500, time.Second, "The server answers 500.", false, nil); err != nil {
				t.Fatal(err)
			}
			page, _ := ann.WebhookDeliveries(ctx, w.ID, 0, 1)
			if next := page.Items[0].NextAt; next.After(clock.Now()) {
				clock.Set(next)
			}
		}
		page, _ := ann.WebhookDeliveries(ctx, w.ID, 0, 1)
		if got := page.Items[0]; got.State != domain.DeliveryFailed || got.Tries != 6 || got.Status != 500 || got.Took != time.Second || got.Error == "" {
			t.Errorf("became %+v", got)
		}
		if last := waits[5]; last != time.Minute+5*time.Minute+30*time.Minute+8*time.Hour {
			t.Errorf("tried after %v", waits)
		}
		if _, err := ann.RedeliverWebhook(ctx, w.ID, page.Items[0].ID); err != nil {
			t.Fatal(err)
		}
		due, err := s.System().NextHook(ctx)
		if err != nil || due.Message != page.Items[0].Message {
			t.Errorf("again it is %+v, %v", due, err)
		}
		if err := s.System().HookTaken(ctx, due, 204, time.Second); err != nil {
			t.Fatal(err)
		}
		if now, _ := ann.Webhook(ctx, w.ID); !now.FailingSince.IsZero() {
			t.Error("it still fails")
		}
	})
}

func TestAWebhookWhereNothingArrivesIsStoppedAndItsOwnerTold(t *testing.T) {
	clock := storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		user := signUp(t, s, "ann@example.com")
		ann := s.As(user)
		letter := func(d domain.DueHook) domain.Mail {
			return domain.Mail{To: d.Owner.Email, Subject: "Stopped: " + d.To.Name, Body: "x"}
		}
		for _, gone := range []bool{true, false} {
			w, err := ann.AddWebhook(ctx, domain.WebhookInput{URL: "https://hooks.example.org/x"})
			if err != nil {
				t.Fatal(err)
			}
			stopped := false
			for !stopped {
				if _, err := ann.TestWebhook(ctx, w.ID); err != nil {
					t.Fatal(err)
				}
				due, err := s.System().NextHook(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if stopped, err = s.System().HookRefused(ctx, due, 410, 0, "Nobody is there.", gone, letter); err != nil {
					t.Fatal(err)
				}
				clock.Advance(40 * time.Hour)
				if due, err := s.System().NextHook(ctx); err == nil {
					if stopped, err = s.System().HookRefused(ctx, due, 500, 0, "Nobody is there.", gone, letter); err != nil {
						t.Fatal(err)
					}
				}
				if !stopped {
					if err := s.System().ForgetDeliveries(ctx); err != nil {
						t.Fatal(err)
					}
					clock.Advance(10 * time.Hour)
					due, err := s.System().NextHook(ctx)
					if err != nil {
						t.Fatal(err)
					}
					if stopped, err = s.System().HookRefused(ctx, due, 500, 0, "Nobody is there.", gone, letter); err != nil || !stopped {
						t.Fatalf("after two days it goes on: %v", err)
					}
				}
			}
			if now, _ := ann.Webhook(ctx, w.ID); now.Active || now.Stopped != "Nobody is there." {
				t.Errorf("is %+v", now)
			}
			if mail, err := s.System().NextMail(ctx); err != nil || mail.To != user.Email || mail.Subject != "Stopped: hooks.example.org" {
				t.Errorf("the letter is %+v, %v", mail, err)
			}
			if _, err := ann.TestWebhook(ctx, w.ID); domain.KindOf(err) != domain.Conflict {
				t.Errorf("it is tested: %v", err)
			}
		}
	})
}

func TestAPausedWebhookIsToldNothingOfMeanwhile(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		w := hook(c, "ann")
		c.add("ann", domain.TodoInput{Title: "one"})
		c.queued("ann", w)
		set := func(active bool) {
			if _, err := c.as("ann").UpdateWebhook(ctx, w.ID, "", func(in domain.WebhookInput) (domain.WebhookInput, error) {
				in.Active = &active
				return in, nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		set(false)
		if _, got := c.next(); got != "" {
			t.Errorf("%s is delivered", got)
		}
		c.add("ann", domain.TodoInput{Title: "two"})
		c.queued("ann", w)
		set(true)
		c.add("ann", domain.TodoInput{Title: "three"})
		if all := c.queued("ann", w); len(all) != 2 || all[0].State != domain.DeliveryLeftOut || all[1].State != domain.DeliveryWaiting {
			t.Errorf("is told %+v", all)
		}
	})
}

func TestAWebhooksSecretIsKnownOnce(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		w := hook(c, "ann")
		again, err := c.as("ann").Webhook(ctx, w.ID)
		if err != nil || !strings.HasPrefix(w.Secret, "whsec_") || again.Secret != "" {
			t.Errorf("%q, then %q, %v", w.Secret, again.Secret, err)
		}
		renewed, err := c.as("ann").RenewWebhookSecret(ctx, w.ID)
		if err != nil || renewed.Secret == w.Secret || !strings.HasPrefix(renewed.Secret, "whsec_") {
			t.Errorf("renewed %+v, %v", renewed, err)
		}
		for _, in := range []domain.WebhookInput{{URL: "ftp://x.example"}, {URL: "https://"}, {URL: "https://ann:secret@x.example/"}, {URL: "x"}, {URL: "https://x.example/", Events: []string{"todo.exploded"}}, {URL: "https://x.example/\nx"}, {URL: "javascript:alert(1)"}} {
			if _, err := c.as("ann").AddWebhook(ctx, in); domain.KindOf(err) != domain.Invalid {
				t.Errorf("%+v answers %v", in, err)
			}
		}
		for range domain.WebhooksMax - 1 {
			hook(c, "ann")
		}
		if _, err := c.as("ann").AddWebhook(ctx, domain.WebhookInput{URL: "https://x.example/"}); domain.KindOf(err) != domain.Invalid {
			t.Errorf("one too many: %v", err)
		}
	})
}
