package store_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

var morning = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func TestALoginHoldsUntilItIsEndedOrRunsOut(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann := signUp(t, s, "ann@example.com")
		login, other := begin(t, s, ann), begin(t, s, ann)
		user, got, err := s.LoginUser(ctx, login.ID)
		got.News = login.News // how much has happened, which is no part of it
		if err != nil || user.ID != ann.ID || got != login || got.Device().Name() != "A script" || got.Address != "192.0.2.7" {
			t.Fatalf("got %+v, %+v, %v", user, got, err)
		}
		if err := s.EndLogin(ctx, login.ID); err != nil {
			t.Fatal(err)
		}
		_, _, err = s.LoginUser(ctx, login.ID)
		want(t, err, domain.Unauthorized)
		if err := s.EndLogin(ctx, login.ID); err != nil {
			t.Fatalf("ending it again: %v", err)
		}
		for _, odd := range []string{"", "nonsense", "a\x00b", "\xff", "' OR '1'='1"} {
			_, _, err := s.LoginUser(ctx, odd)
			want(t, err, domain.Unauthorized)
			if err := s.EndLogin(ctx, odd); err != nil {
				t.Errorf("%q: %v", odd, err)
			}
		}
		clock.Advance(24*time.Hour - time.Millisecond)
		if _, _, err = s.LoginUser(ctx, other.ID); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Millisecond)
		_, _, err = s.LoginUser(ctx, other.ID)
		want(t, err, domain.Unauthorized)
	})
}

func TestWhoIsCallingTakesOneQueryAndIsNotedEveryFiveMinutes(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann := signUp(t, s, "ann@example.com")
		login := begin(t, s, ann)
		_, secret, err := s.As(ann).AddAPIToken(ctx, domain.APITokenInput{Name: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.APITokenUser(ctx, secret); err != nil {
			t.Fatal(err)
		}
		change(t, s, `INSERT INTO session ("sessionToken", "userId", expires) VALUES ('next', ?, ?)`, ann.ID, clock.Now().Add(time.Hour).UnixMilli())
		asks := map[string]func() error{
			"login":    func() error { _, _, err := s.LoginUser(ctx, login.ID); return err },
			"token":    func() error { _, _, err := s.APITokenUser(ctx, secret); return err },
			"NextAuth": func() error { _, err := s.NextAuthUser(ctx, "next"); return err },
		}
		for name, ask := range asks {
			r := s.Record()
			if err := ask(); err != nil || len(r.Take()) != 1 {
				t.Errorf("%s: %v, or more than one query", name, err)
			}
		}
		clock.Advance(5 * time.Minute)
		for _, ask := range asks {
			if err := ask(); err != nil {
				t.Fatal(err)
			}
		}
		_, got, _ := s.LoginUser(ctx, login.ID)
		tokens, err := s.As(ann).APITokens(ctx)
		if err != nil || !got.SeenAt.Equal(clock.Now()) || !tokens[0].UsedAt.Equal(clock.Now()) {
			t.Fatalf("seen %v, used %v, %v", got.SeenAt, tokens[0].UsedAt, err)
		}
	})
}

func TestNobodyBeginsALoginWithWhatHeldYesterday(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann@example.com")
		bob := signUp(t, s, "bob@example.com")
		time.Sleep(2 * time.Millisecond) // so that the change is later than the sign-up
		if err := s.System().SetPassword(ctx, "ann@example.com", "five geese eat pancakes"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.System().SetRoles(ctx, "bob@example.com", []string{"client"}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.System().Disable(ctx, "bob@example.com"); err != nil {
			t.Fatal(err)
		}
		for _, u := range []domain.User{ann, bob, {ID: "nobody"}} {
			_, err := s.BeginLogin(ctx, domain.Proof{User: u}, domain.Device{}, time.Hour)
			want(t, err, domain.Unauthorized)
		}
	})
}

func TestSomebodySeesAndEndsTheirOwnLoginsAlone(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ann, bob := signUp(t, s, "ann@example.com"), signUp(t, s, "bob@example.com")
		first := begin(t, s, ann)
		clock.Advance(time.Minute)
		second := begin(t, s, ann)
		third := begin(t, s, ann)
		theirs := begin(t, s, bob)
		logins, err := s.As(ann).Logins(ctx)
		if err != nil || len(logins) != 3 || logins[2].ID != first.ID {
			t.Fatalf("got %+v, %v", logins, err)
		}
		want(t, s.As(ann).EndLogin(ctx, theirs.ID), domain.NotFound)
		want(t, s.As(bob).EndLogin(ctx, first.ID), domain.NotFound)
		want(t, s.As(ann).EndLogin(ctx, "x\x00"), domain.NotFound)
		if err := s.As(ann).EndLogin(ctx, first.ID); err != nil {
			t.Fatal(err)
		}
		want(t, s.As(ann).EndLogin(ctx, first.ID), domain.NotFound)
		if err := s.As(ann).EndOtherLogins(ctx, second.ID); err != nil {
			t.Fatal(err)
		}
		_, _, err = s.LoginUser(ctx, third.ID)
		want(t, err, domain.Unauthorized)
		for _, id := range []string{second.ID, theirs.ID} {
			if _, _, err := s.LoginUser(ctx, id); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAScriptThatSignsInAgainAndAgainEndsItsOldestLogins(t *testing.T) {
	clock := storetest.At(morning)
	s := storetest.NewAt(t, clock.Now)
	ann := signUp(t, s, "ann@example.com")
	oldest := begin(t, s, ann)
	for range store.LoginsMax {
		clock.Advance(time.Second)
		begin(t, s, ann)
	}
	logins, err := s.As(ann).Logins(ctx)
	if err != nil || len(logins) != store.LoginsMax {
		t.Fatalf("%d logins, %v", len(logins), err)
	}
	_, _, err = s.LoginUser(ctx, oldest.ID)
	want(t, err, domain.Unauthorized)
}

func TestARefreshTokenWorksOnceAndItsSecondUseEndsTheLogin(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann := signUp(t, s, "ann@example.com")
		login, other := begin(t, s, ann), begin(t, s, ann)
		first, err := s.IssueRefresh(ctx, login.ID)
		if err != nil {
			t.Fatal(err)
		}
		user, got, second, err := s.Refresh(ctx, first)
		if err != nil || user.ID != ann.ID || got.ID != login.ID || second == first {
			t.Fatalf("got %+v, %+v, %v", user, got, err)
		}
		_, _, third, err := s.Refresh(ctx, second)
		if err != nil {
			t.Fatal(err)
		}
		_, _, _, err = s.Refresh(ctx, first)
		want(t, err, domain.Unauthorized)
		_, _, _, err = s.Refresh(ctx, third)
		want(t, err, domain.Unauthorized)
		_, _, err = s.LoginUser(ctx, login.ID)
		want(t, err, domain.Unauthorized)
		if _, _, err = s.LoginUser(ctx, other.ID); err != nil {
			t.Fatalf("another login ended too: %v", err)
		}
		_, err = s.IssueRefresh(ctx, login.ID)
		want(t, err, domain.Unauthorized)
		late, _ := s.IssueRefresh(ctx, other.ID)
		clock.Advance(25 * time.Hour)
		_, _, _, err = s.Refresh(ctx, late)
		want(t, err, domain.Unauthorized)
		for _, odd := range []string{"", "x\x00", "\xff", strings.Repeat("x", 1<<20)} {
			_, _, _, err := s.Refresh(ctx, odd)
			want(t, err, domain.Unauthorized)
		}
		if leaked := texts(t, s, `SELECT hash FROM refresh_tokens WHERE hash IN (?, ?, ?)`, first, second, third); len(leaked) > 0 {
			t.Fatal("tokens are stored as they are")
		}
	})
}

func TestOfTwoRefreshesAtOnceOneWinsAndTheFamilyEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		login := begin(t, s, signUp(t, s, "ann@example.com"))
		token, err := s.IssueRefresh(ctx, login.ID)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var won atomic.Int32
		for range 8 {
			all.Go(func() {
				if _, _, _, err := s.Refresh(ctx, token); err == nil {
					won.Add(1)
				} else if domain.KindOf(err) != domain.Unauthorized {
					t.Errorf("got %v", err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d of 8 won", won.Load())
		}
		_, _, err = s.LoginUser(ctx, login.ID)
		want(t, err, domain.Unauthorized)
	})
}

func TestAnAPITokenHoldsForItsOwnerItsScopesAndItsTime(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann, bob := signUp(t, s, "ann@example.com"), signUp(t, s, "bob@example.com")
		soon := "2026-11-23"
		token, secret, err := s.As(ann).AddAPIToken(ctx, domain.APITokenInput{Name: "Backup", Scopes: []string{"write"}, ExpiresAt: &soon})
		if err != nil || !strings.HasPrefix(secret, "mdd_") || !strings.HasPrefix(token.Hint, secret[:6]) || len(secret) < 40 || strings.Contains(token.Hint, secret[6:20]) {
			t.Fatalf("got %+v, %q, %v", token, secret, err)
		}
		user, got, err := s.APITokenUser(ctx, secret)
		if err != nil || user.ID != ann.ID || got.ID != token.ID || got.Name != "Backup" || !got.Allows(domain.ScopeWrite) || !got.ExpiresAt.Equal(token.ExpiresAt) {
			t.Fatalf("got %+v, %+v, %v", user, got, err)
		}
		for _, odd := range []string{"", "mdd_", "mdd_x\x00", "mdd_\xff", secret + "x", secret[4:], strings.ToUpper(secret), texts(t, s, `SELECT hash FROM api_tokens`)[0]} {
			_, _, err := s.APITokenUser(ctx, odd)
			want(t, err, domain.Unauthorized)
		}
		want(t, s.As(bob).RemoveAPIToken(ctx, token.ID), domain.NotFound)
		if tokens, err := s.As(bob).APITokens(ctx); err != nil || len(tokens) != 0 {
			t.Fatalf("somebody else's tokens show: %v, %v", tokens, err)
		}
		clock.Advance(48 * time.Hour)
		_, _, err = s.APITokenUser(ctx, secret)
		want(t, err, domain.Unauthorized)
		if tokens, _ := s.As(ann).APITokens(ctx); len(tokens) != 1 {
			t.Fatal("a token that has run out is not listed")
		}
		if err := s.As(ann).RemoveAPIToken(ctx, token.ID); err != nil {
			t.Fatal(err)
		}
		want(t, s.As(ann).RemoveAPIToken(ctx, token.ID), domain.NotFound)
	})
}

func TestAPersonHasAHundredTokensAtMost(t *testing.T) {
	s := storetest.New(t)
	ann := signUp(t, s, "ann@example.com")
	for range store.APITokensMax {
		if _, _, err := s.As(ann).AddAPIToken(ctx, domain.APITokenInput{Name: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := s.As(ann).AddAPIToken(ctx, domain.APITokenInput{Name: "x"})
	want(t, err, domain.Conflict)
}

func TestASessionOfNextAuthHoldsAsLongAsItSays(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann := signUp(t, s, "ann@example.com")
		change(t, s, `INSERT INTO session ("sessionToken", "userId", expires) VALUES ('good', ?, ?), ('old', ?, ?)`,
			ann.ID, morning.Add(time.Hour).UnixMilli(), ann.ID, morning.Add(-time.Second).UnixMilli())
		if user, err := s.NextAuthUser(ctx, "good"); err != nil || user.ID != ann.ID {
			t.Fatalf("got %+v, %v", user, err)
		}
		for _, odd := range []string{"old", "", "none", "good\x00", "\xff", "' OR '1'='1"} {
			_, err := s.NextAuthUser(ctx, odd)
			want(t, err, domain.Unauthorized)
		}
		if err := s.EndNextAuth(ctx, "good"); err != nil {
			t.Fatal(err)
		}
		_, err := s.NextAuthUser(ctx, "good")
		want(t, err, domain.Unauthorized)
	})
}

func TestWhatScsKeepsComesBackUntilItRunsOut(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		sessions, data := s.Sessions(), []byte("a\x00'\xff\\ data")
		for range 2 {
			if err := sessions.CommitCtx(ctx, "token", data, morning.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		got, found, err := sessions.FindCtx(ctx, "token")
		if err != nil || !found || string(got) != string(data) {
			t.Fatalf("got %q, %v, %v", got, found, err)
		}
		for _, odd := range []string{"", "x", "token\x00", "\xff"} {
			if _, found, err := sessions.FindCtx(ctx, odd); found || err != nil {
				t.Fatalf("%q: %v, %v", odd, found, err)
			}
		}
		clock.Advance(time.Hour)
		if _, found, _ := sessions.Find("token"); found {
			t.Fatal("it has not run out")
		}
		clock.Set(morning)
		if err := sessions.Delete("token"); err != nil {
			t.Fatal(err)
		}
		if _, found, _ := sessions.Find("token"); found {
			t.Fatal("it was not forgotten")
		}
	})
}

func TestASecretIsMadeOnceAlsoByManyAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var all sync.WaitGroup
		var different sync.Map
		for range 8 {
			all.Go(func() {
				value, err := s.Secret(ctx, "jwt", 32)
				if err != nil || len(value) != 32 {
					t.Errorf("got %d bytes, %v", len(value), err)
				}
				different.Store(string(value), true)
			})
		}
		all.Wait()
		n := 0
		different.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Fatalf("%d different secrets", n)
		}
		if _, err := s.Secret(ctx, "jwt", 64); err == nil {
			t.Fatal("a key of another size was taken for ours")
		}
		if other, err := s.Secret(ctx, "other", 16); err != nil || len(other) != 16 {
			t.Fatalf("got %d bytes, %v", len(other), err)
		}
	})
}
