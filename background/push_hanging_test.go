package background

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"mddash/background/fetch"
	"mddash/domain"
)

// hang makes somebody a browser in each of so many logins whose push services take a message, and answer nothing until they
// are let go.
func (p *pair) hang(user domain.User, n int) (asked func() int, letGo func()) {
	p.t.Helper()
	var mu sync.Mutex
	heard, atOnce, most := 0, 0, 0
	ended := make(chan struct{})
	letGo = sync.OnceFunc(func() { close(ended) })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		heard, atOnce = heard+1, atOnce+1
		most = max(most, atOnce)
		mu.Unlock()
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
		case <-ended:
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		mu.Lock()
		atOnce--
		mu.Unlock()
	}))
	p.t.Cleanup(func() {
		letGo()
		server.Close()
		if most > pushersEach {
			p.t.Errorf("%d browsers of one person were asked at once", most)
		}
	})
	for i := range n {
		login, err := p.store.BeginLogin(p.t.Context(), domain.Proof{User: user}, domain.Device{}, 30*24*time.Hour)
		if err != nil {
			p.t.Fatal(err)
		}
		in := pocketOf(p.t).input()
		in.Endpoint = server.URL + "/" + strconv.Itoa(i)
		if _, err := p.store.As(user).AddBrowser(p.t.Context(), login.ID, domain.Device{}, in); err != nil {
			p.t.Fatal(err)
		}
	}
	asked = func() int {
		mu.Lock()
		defer mu.Unlock()
		return heard
	}
	return asked, letGo
}

func (p *pair) signUp(email string) domain.User {
	p.t.Helper()
	user, err := p.store.System().AddUser(p.t.Context(), domain.SignUpInput{Email: email, Password: "a horse that paints benches"}, nil)
	if err == nil {
		_, err = p.store.As(user).ChooseNotifications(p.t.Context(), func(in domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error) {
			yes := true
			in.Choose(domain.ToldAssigned, domain.ChannelsInput{Push: &yes})
			return in, nil
		}, "")
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return user
}

func TestBrowsersThatHangHoldUpNobodyElse(t *testing.T) {
	eachPair(t, func(p *pair) {
		ctx := t.Context()
		cleo := p.signUp("cleo@example.org")
		asked, letGo := p.hang(cleo, domain.BrowsersMax)
		if _, err := p.ann.AddTodo(ctx, domain.TodoInput{Title: "first", AssigneeIDs: []string{cleo.ID}}); err != nil {
			t.Fatal(err)
		}
		p.assign("second")
		p.clock.Advance(10 * time.Minute)
		work := hookWork(p.store, true)
		work.Hooks = fetch.New(fetch.Options{Private: true, Agent: "mddash/test", Within: time.Minute})
		done, began := make(chan error, 1), time.Now()
		go func() { done <- work.push(ctx) }()
		for len(p.phone.all()) == 0 && time.Since(began) < 50*time.Second {
			time.Sleep(10 * time.Millisecond)
		}
		if n := len(p.phone.all()); n != 1 {
			t.Errorf("ben is told %d times while cleo's browsers hang", n)
		}
		letGo()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if n := asked(); n != domain.BrowsersMax {
			t.Errorf("%d of cleo's browsers were asked", n)
		}
		p.clock.Advance(10 * time.Minute) // cleo waits still, ben was told
		if err := work.push(ctx); err != nil {
			t.Fatal(err)
		}
		if got := p.phone.all(); len(got) != 1 {
			t.Errorf("ben is told %d times", len(got))
		}
	})
}

func TestABrowserAmongManyThatHangIsReachedAndToldOnce(t *testing.T) {
	eachPair(t, func(p *pair) {
		p.hang(p.ben, 7)
		p.assign("x")
		p.clock.Advance(10 * time.Minute)
		work := hookWork(p.store, true)
		work.Hooks = fetch.New(fetch.Options{Private: true, Agent: "mddash/test", Within: time.Second})
		for range 2 {
			if err := work.push(t.Context()); err != nil {
				t.Fatal(err)
			}
			p.clock.Advance(10 * time.Minute)
		}
		if got := p.phone.all(); len(got) != 1 {
			t.Errorf("ben is told %d times", len(got))
		}
		if browsers, err := p.store.System().BrowsersOf(t.Context(), p.ben.ID); err != nil || len(browsers) != 8 || browsers[0].Failures != 1 || browsers[7].Failures != 0 {
			t.Errorf("the browsers are %+v, %v", browsers, err)
		}
	})
}
