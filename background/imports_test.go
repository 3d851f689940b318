package background

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mddash/background/fetch"
	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func workOn(t *testing.T, s *store.Store) Work {
	t.Helper()
	return Work{Store: s, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Fetch: fetch.New(fetch.Options{Private: true, Within: 5 * time.Second})}
}

func somebody(t *testing.T, s *store.Store) *store.Scope {
	t.Helper()
	user, err := s.System().AddUser(t.Context(), domain.SignUpInput{Email: "ann@example.org", Password: "a horse that paints benches"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s.As(user)
}

func manyEvents(n int, title string) string {
	var text strings.Builder
	text.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
	for i := range n {
		fmt.Fprintf(&text, "BEGIN:VEVENT\r\nUID:e%d\r\nDTSTART:20261201T100000Z\r\nSUMMARY:%s %d\r\nEND:VEVENT\r\n", i, title, i)
	}
	text.WriteString("END:VCALENDAR\r\n")
	return text.String()
}

func add(t *testing.T, ann *store.Scope, text string) domain.ImportJob {
	t.Helper()
	own, err := ann.OwnCalendar(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	job, err := ann.AddImport(t.Context(), own, "calendar.ics", strings.NewReader(text), 10<<20)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

func events(t *testing.T, ann *store.Scope) int {
	t.Helper()
	page, err := ann.Events(t.Context(), domain.EventFilter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

func TestAFileIsTakenInInTheBackground(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := somebody(t, s)
		job := add(t, ann, manyEvents(250, "Talk"))
		if err := workOn(t, s).TakeEvents(t.Context()); err != nil {
			t.Fatal(err)
		}
		done, err := ann.Import(t.Context(), job.ID)
		if err != nil || done.State != domain.ImportDone || done.Created != 250 || done.Total != 250 || done.Done != 250 || events(t, ann) != 250 {
			t.Errorf("became %+v, %v", done, err)
		}
	})
}

// A program that is stopped in the middle goes on when it is started again, and makes nothing twice.
func TestAnInterruptedImportGoesOnWhereItWas(t *testing.T) {
	clock := storetest.At(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ann := somebody(t, s)
		job := add(t, ann, manyEvents(350, "Talk"))
		open, err := s.System().NextImport(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		n := 0
		err = open.Take(ctx, func(yield func(domain.ImportedObject, error) bool) {
			for i := range 350 {
				if n++; n == 240 {
					stop()
					yield(domain.ImportedObject{}, ctx.Err())
					return
				}
				at := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
				uid := fmt.Sprint("e", i)
				e := domain.Event{UID: uid, Title: "Talk", Start: at, End: at, TimeZone: "UTC", Status: "confirmed", Privacy: "public"}
				if !yield(domain.ImportedObject{LeftOut: domain.LeftOut{UID: uid}, Event: &domain.EventObject{UID: uid, Events: []domain.Event{e}}}, nil) {
					return
				}
			}
		})
		if err == nil {
			t.Fatal("it was not interrupted")
		}
		if half, _ := ann.Import(t.Context(), job.ID); half.Done != 200 || !half.Open() {
			t.Errorf("is %+v", half)
		}
		if err := workOn(t, s).TakeEvents(t.Context()); err != nil {
			t.Fatal(err)
		}
		if still, _ := ann.Import(t.Context(), job.ID); !still.Open() {
			t.Error("somebody else took it while it was held")
		}
		clock.Advance(2 * time.Minute)
		if err := workOn(t, s).TakeEvents(t.Context()); err != nil {
			t.Fatal(err)
		}
		done, _ := ann.Import(t.Context(), job.ID)
		if done.State != domain.ImportDone || done.Created != 350 || done.Skipped != 0 || events(t, ann) != 350 {
			t.Errorf("became %+v, with %d events", done, events(t, ann))
		}
	})
}

func TestAFileThatIsNoCalendarOrHasNoPlaceAnyMoreFails(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := somebody(t, s)
		job := add(t, ann, "<html>Sign in first</html>")
		other, err := ann.AddCalendar(t.Context(), domain.CalendarInput{Name: "Other"})
		if err != nil {
			t.Fatal(err)
		}
		lost, err := ann.AddImport(t.Context(), other.ID, "x.ics", strings.NewReader(manyEvents(3, "x")), 1<<20)
		if err == nil {
			err = ann.DeleteCalendar(t.Context(), other.ID, "")
		}
		if err == nil {
			err = workOn(t, s).TakeEvents(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		for id, why := range map[int64]string{job.ID: "Line 1", lost.ID: "The calendar is gone."} {
			if done, _ := ann.Import(t.Context(), id); done.State != domain.ImportFailed || !strings.HasPrefix(done.Error, why) {
				t.Errorf("became %+v", done)
			}
		}
		if _, err := ann.AddImport(t.Context(), other.ID, "x.ics", strings.NewReader("x"), 1<<20); domain.KindOf(err) != domain.NotFound {
			t.Errorf("into a calendar that is gone: %v", err)
		}
		own, _ := ann.OwnCalendar(t.Context())
		if _, err := ann.AddImport(t.Context(), own, "x.ics", strings.NewReader(manyEvents(10, "x")), 100); domain.KindOf(err) != domain.TooLarge {
			t.Errorf("too big: %v", err)
		}
	})
}

func TestACalendarIsFollowed(t *testing.T) {
	text, status, asked := manyEvents(3, "Holiday"), 200, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Header().Set("ETag", fmt.Sprintf(`"%d"`, len(text)))
		if r.Header.Get("If-None-Match") == w.Header().Get("ETag") {
			status = http.StatusNotModified
		}
		w.WriteHeader(status)
		if status == 200 {
			fmt.Fprint(w, text)
		}
	}))
	defer server.Close()
	clock := storetest.At(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ann := somebody(t, s)
		f, err := ann.AddSubscription(t.Context(), domain.SubscriptionInput{Name: "Holidays", URL: server.URL + "/a.ics"})
		if err != nil {
			t.Fatal(err)
		}
		step := func(answer int, body string) domain.Subscription {
			t.Helper()
			status, text = answer, body
			clock.Advance(48 * time.Hour)
			if err := workOn(t, s).follow(t.Context()); err != nil {
				t.Fatal(err)
			}
			now, err := ann.Subscription(t.Context(), f.ID)
			if err != nil {
				t.Fatal(err)
			}
			return now
		}
		three := manyEvents(3, "Holiday")
		if now := step(200, three); now.Events != 3 || now.Error != "" || events(t, ann) != 3 {
			t.Errorf("at first: %+v", now)
		}
		if now := step(200, three); now.Error != "" || !now.FetchedAt.Equal(clock.Now()) {
			t.Errorf("the same: %+v", now)
		}
		if now := step(401, "the secret"); now.Error != "The server answers 401." || events(t, ann) != 3 {
			t.Errorf("refused: %+v", now)
		}
		if now := step(200, "<html>the secret</html>"); now.Error != "What is there is no calendar." || events(t, ann) != 3 {
			t.Errorf("no calendar: %+v", now)
		}
		if now := step(200, manyEvents(2, "Day off")); now.Error != "" || now.Events != 2 || events(t, ann) != 2 {
			t.Errorf("other events: %+v", now)
		}
		if now := step(200, manyEvents(domain.SubscribedEventsMax+1, "x")); !strings.HasPrefix(now.Error, "There are more than") || events(t, ann) != 2 {
			t.Errorf("too many: %+v", now)
		}
		if asked != 6 {
			t.Errorf("asked %d times", asked)
		}
		asked = 0
	})
}

func TestWhereNobodyAllowsItAPrivateAddressIsNotFollowed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := somebody(t, s)
		f, err := ann.AddSubscription(t.Context(), domain.SubscriptionInput{Name: "Inside", URL: "http://127.0.0.1:18080/a.ics"})
		if err != nil {
			t.Fatal(err)
		}
		w := workOn(t, s)
		w.Fetch = fetch.New(fetch.Options{})
		if err := w.follow(t.Context()); err != nil {
			t.Fatal(err)
		}
		if now, _ := ann.Subscription(t.Context(), f.ID); !strings.Contains(now.Error, "private network") {
			t.Errorf("says %q", now.Error)
		}
	})
}
