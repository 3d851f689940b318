package background

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// pocket is a browser with its keys, and a push service that it is reached by.
type pocket struct {
	*receiver
	key  *ecdh.PrivateKey
	auth []byte
}

func pocketOf(t *testing.T) *pocket {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &pocket{receiver: receive(t), key: key, auth: make([]byte, 16)}
	p.status = http.StatusCreated
	rand.Read(p.auth)
	return p
}

func (p *pocket) input() domain.BrowserInput {
	text := base64.RawURLEncoding.EncodeToString
	return domain.BrowserInput{Endpoint: p.URL + "/send/secret", P256dh: text(p.key.PublicKey().Bytes()), Auth: text(p.auth)}
}

// read opens a message as RFC 8291 has the browser do it.
func (p *pocket) read(t *testing.T, body string) pushed {
	t.Helper()
	raw := []byte(body)
	salt, length := raw[:16], int(raw[20])
	theirs, err := ecdh.P256().NewPublicKey(raw[21 : 21+length])
	if err != nil {
		t.Fatal(err)
	}
	shared, err := p.key.ECDH(theirs)
	if err != nil {
		t.Fatal(err)
	}
	derive := func(secret, salt []byte, info string, length int) []byte {
		key, err := hkdf.Key(sha256.New, secret, salt, info, length)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	input := derive(shared, p.auth, "WebPush: info\x00"+string(p.key.PublicKey().Bytes())+string(theirs.Bytes()), 32)
	block, err := aes.NewCipher(derive(input, salt, "Content-Encoding: aes128gcm\x00", 16))
	if err != nil {
		t.Fatal(err)
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	text, err := box.Open(nil, derive(input, salt, "Content-Encoding: nonce\x00", 12), raw[21+length:], nil)
	if err != nil || text[len(text)-1] != 2 {
		t.Fatalf("the message does not open: %v", err)
	}
	var message pushed
	if err := json.Unmarshal(text[:len(text)-1], &message); err != nil {
		t.Fatal(err)
	}
	return message
}

// pair are ann, and ben, whom she gives work to; ben is signed in at a browser where messages are on.
type pair struct {
	t     *testing.T
	store *store.Store
	clock *storetest.Clock
	ann   *store.Scope
	ben   domain.User
	login domain.Login
	phone *pocket
}

func pairOf(t *testing.T, s *store.Store, clock *storetest.Clock) *pair {
	t.Helper()
	ctx := t.Context()
	p := &pair{t: t, store: s, clock: clock, ann: somebody(t, s), phone: pocketOf(t)}
	var err error
	if p.ben, err = s.System().AddUser(ctx, domain.SignUpInput{Email: "ben@example.org", Password: "a horse that paints benches"}, nil); err == nil {
		p.login, err = s.BeginLogin(ctx, domain.Proof{User: p.ben}, domain.Device{UserAgent: "Firefox/1 Linux"}, 30*24*time.Hour)
	}
	if err == nil {
		_, err = s.As(p.ben).AddBrowser(ctx, p.login.ID, domain.Device{UserAgent: "Firefox/1 Linux"}, p.phone.input())
	}
	if err == nil {
		_, err = s.As(p.ben).ChooseNotifications(ctx, func(in domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error) {
			yes := true
			in.Choose(domain.ToldAssigned, domain.ChannelsInput{Push: &yes})
			return in, nil
		}, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *pair) assign(title string) domain.Todo {
	p.t.Helper()
	todo, err := p.ann.AddTodo(p.t.Context(), domain.TodoInput{Title: title, AssigneeIDs: []string{p.ben.ID}})
	if err != nil {
		p.t.Fatal(err)
	}
	return todo
}

// push lets some time go by first: what is told waits a little, in case that it is taken back.
func (p *pair) push(private bool) {
	p.t.Helper()
	p.clock.Advance(10 * time.Minute)
	if err := hookWork(p.store, private).push(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

func eachPair(t *testing.T, run func(p *pair)) {
	clock := storetest.At(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) { run(pairOf(t, s, clock)) })
}

func TestAMessageReachesTheBrowserAndOnlyTheBrowserReadsIt(t *testing.T) {
	eachPair(t, func(p *pair) {
		p.assign("Call the <bank> " + strings.Repeat("x", 400))
		p.push(true)
		p.push(true)
		got := p.phone.all()
		if len(got) != 1 || strings.Contains(got[0].body, "bank") {
			t.Fatalf("%d arrive", len(got))
		}
		h := got[0].header
		if h.Get("Content-Encoding") != "aes128gcm" || h.Get("TTL") != "86400" || !strings.HasPrefix(h.Get("Authorization"), "vapid t=ey") || len(got[0].body) > 4096 {
			t.Errorf("headers %v, %d bytes", h, len(got[0].body))
		}
		message := p.phone.read(t, got[0].body)
		if !strings.Contains(message.Title, "assigned") || !strings.HasPrefix(message.Text, "Call the <bank> x") || len([]rune(message.Text)) != pushedText || !strings.HasPrefix(message.Path, "/inbox/") || message.Tag == "" {
			t.Errorf("says %+v", message)
		}
	})
}

func TestManyMessagesComeAsOne(t *testing.T) {
	eachPair(t, func(p *pair) {
		for range 5 {
			p.assign("x")
		}
		p.push(true)
		got := p.phone.all()
		if len(got) != 1 {
			t.Fatalf("%d arrive", len(got))
		}
		if message := p.phone.read(t, got[0].body); message.Title != "5 things for you" || message.Path != "/inbox" {
			t.Errorf("says %+v", message)
		}
	})
}

// Whichever way a login ends, its browser is told nothing any more; and what somebody does not see, nobody is told of.
func TestNobodyIsToldWhereTheyAreNotSignedInAnyMore(t *testing.T) {
	for name, end := range map[string]func(ctx context.Context, p *pair) error{
		"signed out":     func(ctx context.Context, p *pair) error { return p.store.EndLogin(ctx, p.login.ID) },
		"ended":          func(ctx context.Context, p *pair) error { return p.store.As(p.ben).EndLogin(ctx, p.login.ID) },
		"ran out":        func(_ context.Context, p *pair) error { p.clock.Advance(31 * 24 * time.Hour); return nil },
		"turned off":     func(ctx context.Context, p *pair) error { return p.store.As(p.ben).RemoveBrowserOf(ctx, p.login.ID) },
		"taken out":      removeFirst,
		"another person": takeOver,
		"new password": func(ctx context.Context, p *pair) error {
			return p.store.As(p.ben).ChangePassword(ctx, domain.PasswordInput{CurrentPassword: "a horse that paints benches", NewPassword: "another horse that paints"}, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachPair(t, func(p *pair) {
				if err := end(t.Context(), p); err != nil {
					t.Fatal(err)
				}
				p.assign("x")
				p.push(true)
				if got := p.phone.all(); len(got) > 0 {
					t.Errorf("%d arrive", len(got))
				}
			})
		})
	}
}

func removeFirst(ctx context.Context, p *pair) error {
	all, err := p.store.As(p.ben).Browsers(ctx)
	if err != nil {
		return err
	}
	return p.store.As(p.ben).RemoveBrowser(ctx, all[0].ID)
}

// takeOver is somebody else who signs in with the same browser, and turns messages on.
func takeOver(ctx context.Context, p *pair) error {
	cleo, err := p.store.System().AddUser(ctx, domain.SignUpInput{Email: "cleo@example.org", Password: "a horse that paints benches"}, nil)
	if err != nil {
		return err
	}
	login, err := p.store.BeginLogin(ctx, domain.Proof{User: cleo}, domain.Device{}, time.Hour)
	if err != nil {
		return err
	}
	_, err = p.store.As(cleo).AddBrowser(ctx, login.ID, domain.Device{}, p.phone.input())
	return err
}

func TestATestSaysHonestlyWhetherItArrived(t *testing.T) {
	eachPair(t, func(p *pair) {
		ctx, work := p.t.Context(), hookWork(p.store, true)
		try := func() error {
			to, err := p.store.As(p.ben).BrowserToTry(ctx, p.login.ID)
			if err != nil {
				return err
			}
			return work.TryPush(ctx, to, p.ben)
		}
		if err := try(); err != nil || len(p.phone.all()) != 1 || p.phone.read(t, p.phone.all()[0].body).Title != "A test" {
			t.Fatalf("%v, %d arrive", err, len(p.phone.all()))
		}
		p.phone.status = http.StatusForbidden
		if err := try(); domain.KindOf(err) != domain.Conflict || !strings.Contains(err.Error(), "403") {
			t.Errorf("a refusal is %v", err)
		}
		p.phone.status = http.StatusGone
		if err := try(); domain.KindOf(err) != domain.Conflict {
			t.Errorf("a browser that is gone is %v", err)
		}
		if err := try(); domain.KindOf(err) != domain.NotFound {
			t.Errorf("after that it is %v", err)
		}
		if _, err := p.ann.BrowserToTry(ctx, p.login.ID); domain.KindOf(err) != domain.NotFound {
			t.Errorf("somebody else's is %v", err)
		}
	})
}

func TestABrowserThatIsGoneIsForgotten(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		eachPair(t, func(p *pair) {
			p.phone.status = status
			p.assign("x")
			p.push(true)
			if all, err := p.store.As(p.ben).Browsers(t.Context()); err != nil || len(all) > 0 {
				t.Errorf("after %d there are %v, %v", status, all, err)
			}
		})
	}
}

func TestAPushServiceThatIsBusyIsTriedAgain(t *testing.T) {
	eachPair(t, func(p *pair) {
		p.phone.status = http.StatusServiceUnavailable
		p.assign("x")
		p.push(true)
		p.phone.status = http.StatusCreated
		p.push(true)
		if got := p.phone.all(); len(got) != 2 {
			t.Errorf("tried %d times", len(got))
		}
	})
}

func TestNothingIsPushedIntoAPrivateNetwork(t *testing.T) {
	eachPair(t, func(p *pair) {
		p.assign("x")
		p.push(false)
		if got := p.phone.all(); len(got) > 0 {
			t.Errorf("%d arrive", len(got))
		}
	})
}

func TestWhatIsNoBrowserIsRefused(t *testing.T) {
	eachPair(t, func(p *pair) {
		ctx, good := t.Context(), p.phone.input()
		for _, in := range []domain.BrowserInput{{}, {Endpoint: "ftp://x", P256dh: good.P256dh, Auth: good.Auth}, {Endpoint: good.Endpoint, P256dh: "AAAA", Auth: good.Auth}, {Endpoint: good.Endpoint, P256dh: good.P256dh, Auth: "AAAA"}, {Endpoint: "https://" + strings.Repeat("x", 3000), P256dh: good.P256dh, Auth: good.Auth}} {
			if _, err := p.store.As(p.ben).AddBrowser(ctx, p.login.ID, domain.Device{}, in); domain.KindOf(err) != domain.Invalid {
				t.Errorf("%+v answers %v", in, err)
			}
		}
		if _, err := p.ann.AddBrowser(ctx, p.login.ID, domain.Device{}, good); domain.KindOf(err) != domain.Unauthorized {
			t.Errorf("with somebody else's login: %v", err)
		}
		all, _ := p.store.As(p.ben).Browsers(ctx)
		if err := p.ann.RemoveBrowser(ctx, all[0].ID); domain.KindOf(err) != domain.NotFound {
			t.Errorf("somebody else removes it: %v", err)
		}
		if err := p.ann.RemoveBrowserOf(ctx, p.login.ID); err != nil {
			t.Error(err)
		}
		if all, _ := p.store.As(p.ben).Browsers(ctx); len(all) != 1 {
			t.Error("somebody else removed it")
		}
	})
}
