package background

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// receiver keeps what is sent to it, and answers as it is told to.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []received
	status int
	lead   string
}

type received struct {
	header http.Header
	body   string
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, received{req.Header.Clone(), string(body)})
		if r.lead != "" {
			w.Header().Set("Location", r.lead)
		}
		w.WriteHeader(r.status)
		_, _ = io.WriteString(w, strings.Repeat("secret of the house ", 10_000))
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received{}, r.got...)
}

func hookWork(s *store.Store, private bool) Work {
	return Work{
		Store: s, Log: slog.New(slog.DiscardHandler), Hooks: HookFetcher(private, "mddash/test"), Object: shown,
		FullURL: func(path string) string { return "https://dash.example" + path },
	}
}

// shown stands in for the API's forms.
func shown(ctx context.Context, as *store.Scope, _, id string) (any, error) {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, err
	}
	todo, err := as.Todo(ctx, number)
	return map[string]string{"title": todo.Title}, err
}

func tellAll(t *testing.T, w Work) {
	t.Helper()
	if err := w.tellHooks(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func hooked(t *testing.T, ann *store.Scope, in domain.WebhookInput) domain.Webhook {
	t.Helper()
	hook, err := ann.AddWebhook(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return hook
}

func TestWhatHappensIsSentAndSigned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, to := somebody(t, s), receive(t)
		yes := true
		hook := hooked(t, ann, domain.WebhookInput{URL: to.URL + "/x?y=1", Objects: &yes})
		todo, err := ann.AddTodo(t.Context(), domain.TodoInput{Title: "Call <Ana>"})
		if err != nil {
			t.Fatal(err)
		}
		tellAll(t, hookWork(s, true))
		tellAll(t, hookWork(s, true))
		got := to.all()
		if len(got) != 1 {
			t.Fatalf("%d arrive", len(got))
		}
		h := got[0].header
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(hook.Secret, "whsec_"))
		if err != nil {
			t.Fatal(err)
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(h.Get("webhook-id") + "." + h.Get("webhook-timestamp") + "." + got[0].body))
		if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); h.Get("webhook-signature") != want || h.Get("Content-Type") != "application/json" || h.Get("User-Agent") != "mddash/test" {
			t.Errorf("headers %v", h)
		}
		var sent struct {
			Type, Timestamp string
			Data            struct {
				Kind     string
				ID       int64
				Sequence int64
				URL      string
				Actor    struct{ ID, Name string }
				Object   struct{ Title string }
			}
		}
		if err := json.Unmarshal([]byte(got[0].body), &sent); err != nil {
			t.Fatal(err)
		}
		if d := sent.Data; sent.Type != "todo.created" || d.ID != todo.ID || d.Kind != "todo" || d.Sequence == 0 || d.Object.Title != "Call <Ana>" || !strings.HasPrefix(d.URL, "https://dash.example/todos/") || d.Actor.ID == "" {
			t.Errorf("sent %s", got[0].body)
		}
		page, _ := ann.WebhookDeliveries(t.Context(), hook.ID, 0, 10)
		if len(page.Items) != 1 || page.Items[0].State != domain.DeliveryDone || page.Items[0].Status != 204 {
			t.Errorf("noted as %+v", page.Items)
		}
	})
}

// What is sent without the thing itself says nothing of what is in it.
func TestLittleIsSentUnlessMoreIsAskedFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, to := somebody(t, s), receive(t)
		hooked(t, ann, domain.WebhookInput{URL: to.URL})
		note, err := ann.AddNote(t.Context(), domain.NoteInput{Title: "Diagnosis", Content: "grim"})
		if err != nil {
			t.Fatal(err)
		}
		if err := ann.DeleteNote(t.Context(), note.ID, ""); err != nil {
			t.Fatal(err)
		}
		tellAll(t, hookWork(s, true))
		got := to.all()
		if len(got) != 2 || strings.Contains(got[0].body+got[1].body, "Diagnosis") || strings.Contains(got[0].body+got[1].body, "grim") || !strings.Contains(got[1].body, "note.deleted") {
			t.Errorf("sent %+v", got)
		}
	})
}

func TestNothingIsSentWhereItMustNotGo(t *testing.T) {
	inside := receive(t)
	for _, c := range []struct {
		name, url, says string
		private         bool
	}{
		{"this machine", inside.URL, "private network", false},
		{"this machine by its name", strings.Replace(inside.URL, "127.0.0.1", "localhost", 1), "private network", false},
		{"a number", "http://2130706433/", "plain IP address", true},
		{"where clouds keep their secrets", "http://169.254.169.254/latest/meta-data", "private network", true},
		{"in disguise", "http://[::ffff:127.0.0.1]/", "private network", true},
		{"another service", "http://127.0.0.1:6379/", "port", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				ann := somebody(t, s)
				hook := hooked(t, ann, domain.WebhookInput{URL: c.url})
				if _, err := ann.TestWebhook(t.Context(), hook.ID); err != nil {
					t.Fatal(err)
				}
				tellAll(t, hookWork(s, c.private))
				page, _ := ann.WebhookDeliveries(t.Context(), hook.ID, 0, 10)
				if d := page.Items[0]; d.State != domain.DeliveryWaiting || d.Status != 0 || !strings.Contains(d.Error, c.says) {
					t.Errorf("noted as %+v", d)
				}
			})
		})
	}
	if len(inside.all()) > 0 {
		t.Error("something arrived")
	}
}

func TestNothingIsFollowedAndNothingOfTheAnswerIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, to, other := somebody(t, s), receive(t), receive(t)
		to.status, to.lead = http.StatusTemporaryRedirect, other.URL
		hook := hooked(t, ann, domain.WebhookInput{URL: to.URL})
		if _, err := ann.TestWebhook(t.Context(), hook.ID); err != nil {
			t.Fatal(err)
		}
		tellAll(t, hookWork(s, true))
		page, _ := ann.WebhookDeliveries(t.Context(), hook.ID, 0, 10)
		if d := page.Items[0]; d.Status != 307 || d.Error != "The server answers 307." || d.Tries != 1 {
			t.Errorf("noted as %+v", d)
		}
		if len(other.all()) > 0 || len(to.all()) != 1 {
			t.Error("it was followed")
		}
	})
}

func TestAReceiverThatIsGoneEndsTheWebhook(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, to := somebody(t, s), receive(t)
		to.status = http.StatusGone
		hook := hooked(t, ann, domain.WebhookInput{URL: to.URL})
		if _, err := ann.TestWebhook(t.Context(), hook.ID); err != nil {
			t.Fatal(err)
		}
		tellAll(t, hookWork(s, true))
		if now, _ := ann.Webhook(t.Context(), hook.ID); now.Active || now.Stopped != "The server answers 410." {
			t.Errorf("is %+v", now)
		}
	})
}

// A program that is killed while it delivers has told nobody how it went: another one tries again, under the same id.
func TestWhatWasUnderWayWhenTheProgramWasKilledIsSentAgain(t *testing.T) {
	clock := storetest.At(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ann, to := somebody(t, s), receive(t)
		hook := hooked(t, ann, domain.WebhookInput{URL: to.URL})
		if _, err := ann.TestWebhook(t.Context(), hook.ID); err != nil {
			t.Fatal(err)
		}
		lost, err := s.System().NextHook(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		tellAll(t, hookWork(s, true))
		if len(to.all()) > 0 {
			t.Error("it is sent while somebody else is at it")
		}
		clock.Advance(2 * time.Minute)
		tellAll(t, hookWork(s, true))
		if got := to.all(); len(got) != 1 || got[0].header.Get("webhook-id") != lost.Message {
			t.Errorf("sent %+v", got)
		}
		// Whoever comes back too late changes nothing.
		if _, err := s.System().HookRefused(t.Context(), lost, 500, 0, "late", false, nil); err != nil {
			t.Fatal(err)
		}
		if page, _ := ann.WebhookDeliveries(t.Context(), hook.ID, 0, 10); page.Items[0].State != domain.DeliveryDone {
			t.Errorf("noted as %+v", page.Items[0])
		}
	})
}
