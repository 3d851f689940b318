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

const newPassword = "five geese eat pancakes"

// ways are everything that lets somebody in without their password.
type ways struct {
	login, keep                    domain.Login
	refresh, keepRefresh, api, old string
	reset                          string
}

func everyWay(t *testing.T, s *store.Store, u domain.User) ways {
	t.Helper()
	var w ways
	var err error
	check := func() {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w.login, w.keep = begin(t, s, u), begin(t, s, u)
	w.refresh, err = s.IssueRefresh(ctx, w.login.ID)
	check()
	w.keepRefresh, err = s.IssueRefresh(ctx, w.keep.ID)
	check()
	_, w.api, err = s.As(u).AddAPIToken(ctx, domain.APITokenInput{Name: "x"})
	check()
	w.reset, err = s.PasswordLink(ctx, u.Email)
	check()
	w.old = "next-" + u.ID
	change(t, s, `INSERT INTO session ("sessionToken", "userId", expires) VALUES (?, ?, ?)`, w.old, u.ID, time.Now().Add(time.Hour).UnixMilli())
	return w
}

// stillIn names the ways that work; using refresh tokens up is left to the end.
func (w ways) stillIn(s *store.Store) string {
	in := []string{}
	note := func(name string, err error) {
		if err == nil {
			in = append(in, name)
		}
	}
	_, _, err := s.LoginUser(ctx, w.login.ID)
	note("login", err)
	_, _, err = s.LoginUser(ctx, w.keep.ID)
	note("kept login", err)
	_, _, err = s.APITokenUser(ctx, w.api)
	note("API token", err)
	_, err = s.NextAuthUser(ctx, w.old)
	note("NextAuth", err)
	_, _, _, err = s.Refresh(ctx, w.refresh)
	note("refresh", err)
	_, _, _, err = s.Refresh(ctx, w.keepRefresh)
	note("kept refresh", err)
	return strings.Join(in, ", ")
}

func TestAChangedPasswordLeavesOnlyTheLoginThatChangedIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, bob := signUp(t, s, "ann@example.com"), signUp(t, s, "bob@example.com")
		hers, his := everyWay(t, s, ann), everyWay(t, s, bob)
		err := s.As(ann).ChangePassword(ctx, domain.PasswordInput{CurrentPassword: goodPassword, NewPassword: newPassword}, hers.keep.ID)
		if err != nil {
			t.Fatal(err)
		}
		if in := hers.stillIn(s); in != "kept login" {
			t.Fatalf("still in: %s", in)
		}
		if saidAt(s.ResetPassword(ctx, hers.reset, "eight crows eat noodles"), "token") == "" {
			t.Fatal("the link still works")
		}
		if in := his.stillIn(s); in != "login, kept login, API token, NextAuth, refresh, kept refresh" {
			t.Fatalf("of somebody else's there is left: %s", in)
		}
		_, err = signIn(s, "ann@example.com", goodPassword)
		want(t, err, domain.Unauthorized)
		if _, err := signIn(s, "ann@example.com", newPassword); err != nil {
			t.Fatal(err)
		}
		log := texts(t, s, `SELECT coalesce(before, '') || coalesce(after, '') FROM activity WHERE kind = 'user' AND subject_id = ? ORDER BY id DESC LIMIT 1`, ann.ID)
		if len(log) != 1 || log[0] != `{"password":"changed"}` {
			t.Fatalf("the log says %q", log)
		}
	})
}

func TestChangingAPasswordNeedsTheCurrentOneAndAGoodNewOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann.luz@example.com")
		set := func(current, new string) error {
			return s.As(ann).ChangePassword(ctx, domain.PasswordInput{CurrentPassword: current, NewPassword: new}, "")
		}
		for _, c := range []struct{ current, new, field string }{
			{"", newPassword, "current_password"}, {"not the password", newPassword, "current_password"},
			{goodPassword, "short", "new_password"}, {goodPassword, "password1234", "new_password"},
			{goodPassword, "ann.luz@example.com", "new_password"}, {goodPassword, goodPassword, "new_password"},
			{goodPassword, "kaum zu\x00raten", "new_password"},
		} {
			if saidAt(set(c.current, c.new), c.field) == "" {
				t.Errorf("%q to %q: nothing said about %s", c.current, c.new, c.field)
			}
		}
		// Who has somebody's session must not find out their password with it.
		for range 4 {
			set("not the password", newPassword)
		}
		want(t, set(goodPassword, newPassword), domain.TooMany)
		if _, err := signIn(s, "ann.luz@example.com", goodPassword); err != nil {
			t.Fatalf("that locks the owner out: %v", err)
		}
	})
}

func TestALinkSetsOnePasswordWithinTheHour(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann := signUp(t, s, "ann@example.com")
		token, user, err := s.RequestReset(ctx, " Ann@Example.com ")
		if err != nil || user.ID != ann.ID || token == "" {
			t.Fatalf("got %q, %+v, %v", token, user, err)
		}
		if stored := texts(t, s, `SELECT hash FROM password_resets`); stored[0] == token {
			t.Fatal("the code is stored as it is")
		}
		if saidAt(s.ResetPassword(ctx, token, "password1234"), "new_password") == "" {
			t.Fatal("a common password was taken")
		}
		second, _, err := s.RequestReset(ctx, "ann@example.com")
		if err != nil {
			t.Fatal(err)
		}
		hers := everyWay(t, s, ann)
		clock.Advance(time.Hour - time.Second)
		if err := s.ResetPassword(ctx, token, newPassword); err != nil {
			t.Fatal(err)
		}
		if in := hers.stillIn(s); in != "" {
			t.Fatalf("still in: %s", in)
		}
		for _, used := range []string{token, second, hers.reset, "", "x\x00", "\xff"} {
			if saidAt(s.ResetPassword(ctx, used, "eight crows eat noodles"), "token") == "" {
				t.Fatalf("%q works", used)
			}
		}
		got, err := signIn(s, "ann@example.com", newPassword)
		if err != nil || !got.Verified {
			t.Fatalf("got %+v, %v", got, err)
		}
		late, err := s.PasswordLink(ctx, "ann@example.com")
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Hour)
		if saidAt(s.ResetPassword(ctx, late, "eight crows eat noodles"), "token") == "" {
			t.Fatal("a link works after its hour")
		}
	})
}

func TestALinkThatAnAdminHandsOnDoesNotProveTheAddress(t *testing.T) {
	s := storetest.New(t)
	signUp(t, s, "ann@example.com")
	token, err := s.PasswordLink(ctx, "ann@example.com")
	if err != nil || s.ResetPassword(ctx, token, newPassword) != nil {
		t.Fatal(err)
	}
	if user, err := signIn(s, "ann@example.com", newPassword); err != nil || user.Verified {
		t.Fatalf("got %+v, %v", user, err)
	}
}

func TestALinkUsedByManyAtOnceSetsOnePassword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		signUp(t, s, "ann@example.com")
		token, err := s.PasswordLink(ctx, "ann@example.com")
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var won atomic.Int32
		for range 6 {
			all.Go(func() {
				if s.ResetPassword(ctx, token, newPassword) == nil {
					won.Add(1)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d of 6 won", won.Load())
		}
	})
}

// CVE-2026-33316 and CVE-2026-33668: a reset opened a disabled account, or a token went on working.
func TestADisabledAccountIsClosedAtEveryDoor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		signUp(t, s, "admin@example.com")
		ann := signUp(t, s, "ann@example.com")
		hers := everyWay(t, s, ann)
		if _, err := s.System().Disable(ctx, "ann@example.com"); err != nil {
			t.Fatal(err)
		}
		// As if they had been made in the same moment.
		change(t, s, `INSERT INTO password_resets (hash, user_id, expires_at) VALUES (?, ?, '2099-01-01T00:00:00.000Z')`, sha("late"), ann.ID)
		change(t, s, `INSERT INTO session ("sessionToken", "userId", expires) VALUES ('late', ?, 4102444800000)`, ann.ID)
		change(t, s, `INSERT INTO logins (id, user_id, created_at, seen_at, expires_at) VALUES ('late', ?, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z')`, ann.ID)
		change(t, s, `INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, created_at) VALUES ('late', ?, 'x', ?, '', '["read"]', '2026-01-01T00:00:00.000Z')`, ann.ID, sha("mdd_late"))
		change(t, s, `INSERT INTO refresh_tokens (hash, login_id, expires_at) VALUES (?, 'late', '2099-01-01T00:00:00.000Z')`, sha("late"))
		late := ways{login: domain.Login{ID: "late"}, refresh: "late", api: "mdd_late", old: "late"}
		for _, w := range []ways{hers, late} {
			if in := w.stillIn(s); in != "" {
				t.Fatalf("still in: %s", in)
			}
		}
		_, wrong := signIn(s, "ann@example.com", goodPassword)
		_, unknown := signIn(s, "nobody@example.com", goodPassword)
		if want(t, wrong, domain.Unauthorized); wrong.Error() != unknown.Error() {
			t.Fatalf("it tells: %v", wrong)
		}
		_, _, err := s.RequestReset(ctx, "ann@example.com")
		want(t, err, domain.NotFound)
		_, err = s.PasswordLink(ctx, "ann@example.com")
		want(t, err, domain.NotFound)
		want(t, s.ResetPassword(ctx, "late", newPassword), domain.Invalid)
		_, _, err = s.System().CreateToken(ctx, "ann@example.com", domain.APITokenInput{Name: "x"})
		want(t, err, domain.Conflict)
		if _, err := s.System().Enable(ctx, "ann@example.com"); err != nil {
			t.Fatal(err)
		}
		if in := hers.stillIn(s); in != "" {
			t.Fatalf("let in again: %s", in)
		}
		if _, err := signIn(s, "ann@example.com", goodPassword); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAskingForLinksAgainAndAgainStops(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		signUp(t, s, "ann@example.com")
		for _, email := range []string{"ann@example.com", "nobody@example.com"} {
			kind := domain.NotFound
			if email == "ann@example.com" {
				kind = 0
			}
			for range 5 {
				_, _, err := s.RequestReset(ctx, email)
				want(t, err, kind)
			}
			_, _, err := s.RequestReset(ctx, strings.ToUpper(email))
			want(t, err, domain.TooMany)
		}
		_, _, err := s.RequestReset(ctx, "x\x00")
		want(t, err, domain.NotFound)
		if _, err := signIn(s, "ann@example.com", goodPassword); err != nil {
			t.Fatalf("that keeps the owner out: %v", err)
		}
	})
}

func TestALinkLetsInWhomSomebodyElsesGuessingLockedOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		signUp(t, s, "ann@example.com")
		for range 6 {
			signIn(s, "ann@example.com", "not the password")
		}
		token, err := s.PasswordLink(ctx, "ann@example.com")
		if err != nil || s.ResetPassword(ctx, token, newPassword) != nil {
			t.Fatal(err)
		}
		if _, err := signIn(s, "ann@example.com", newPassword); err != nil {
			t.Fatal(err)
		}
	})
}
