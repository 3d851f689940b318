package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// answered is a challenge that nobody has answered before.
func answered(name string) store.Challenge {
	return store.Challenge{Hash: sha(name), Ends: time.Now().Add(5 * time.Minute)}
}

// addPasskey is one of somebody's, whose credential has the name for an id.
func addPasskey(t *testing.T, s *store.Store, u domain.User, name string) domain.Passkey {
	t.Helper()
	made, err := s.As(u).AddPasskey(ctx, domain.Passkey{
		Name: name, CredentialID: []byte(name), PublicKey: []byte{1, 0, 255}, SignCount: 3, Transports: []string{"internal", "hybrid"}, Syncable: true,
	}, answered("add "+name))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// tryPasskey is somebody whose device says that it has signed so often.
func tryPasskey(name, challenge string, count uint32) store.PasskeyTry {
	return store.PasskeyTry{CredentialID: []byte(name), Answered: answered(challenge), Address: "192.0.2.7",
		Prove: func(domain.User, domain.Passkey) (uint32, bool, error) { return count, true, nil }}
}

func passkeyNames(t *testing.T, s *store.Store, u domain.User) string {
	t.Helper()
	all, err := s.As(u).Passkeys(ctx)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, p := range all {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

func TestAPasskeyIsItsOwnersAloneUntilTheyRemoveIt(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann, ben := signUp(t, s, "ann@example.com"), signUp(t, s, "ben@example.com")
		made := addPasskey(t, s, ann, "laptop")
		clock.Advance(time.Minute)
		addPasskey(t, s, ann, "phone")
		got, err := s.As(ann).Passkey(ctx, made.ID)
		if err != nil || got.Name != "laptop" || string(got.CredentialID) != "laptop" || !bytes.Equal(got.PublicKey, []byte{1, 0, 255}) || got.SignCount != 3 ||
			strings.Join(got.Transports, " ") != "internal hybrid" || !got.Syncable || got.Synced || !got.CreatedAt.Equal(morning) || !got.UsedAt.IsZero() {
			t.Fatalf("got %+v, %v", got, err)
		}
		if names := passkeyNames(t, s, ann); names != "phone, laptop" {
			t.Fatalf("ann has %s", names)
		}
		for _, id := range []string{made.ID, "", "none", "a\x00b", "\xff", "' OR '1'='1"} {
			_, err := s.As(ben).Passkey(ctx, id)
			want(t, err, domain.NotFound)
			want(t, s.As(ben).RenamePasskey(ctx, id, "mine"), domain.NotFound)
			want(t, s.As(ben).RemovePasskey(ctx, id, goodPassword, ""), domain.NotFound)
		}
		for _, name := range []string{"", " ", "a\nb", "a\x00b", "\u202elaptop", strings.Repeat("x", domain.PasskeyNameMax+1)} {
			want(t, s.As(ann).RenamePasskey(ctx, made.ID, name), domain.Invalid)
		}
		if err := s.As(ann).RenamePasskey(ctx, made.ID, " Arbeit 💻 "); err != nil {
			t.Fatal(err)
		}
		want(t, s.As(ann).RemovePasskey(ctx, made.ID, "not this one", ""), domain.Invalid)
		if names := passkeyNames(t, s, ann) + passkeyNames(t, s, ben); names != "phone, Arbeit 💻" {
			t.Fatalf("they have %s", names)
		}
		if err := s.As(ann).RemovePasskey(ctx, made.ID, goodPassword, ""); err != nil {
			t.Fatal(err)
		}
		want(t, s.As(ann).RemovePasskey(ctx, made.ID, goodPassword, ""), domain.NotFound)
		_, _, err = s.SignInByPasskey(ctx, tryPasskey("laptop", "after", 9))
		if !errors.Is(err, error(store.ErrUnknownPasskey)) {
			t.Fatalf("a removed passkey: %v", err)
		}
	})
}

func TestACredentialIsOnePersonsAndAChallengeCountsOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann, ben := signUp(t, s, "ann@example.com"), signUp(t, s, "ben@example.com")
		addPasskey(t, s, ann, "laptop")
		for _, u := range []domain.User{ann, ben} {
			_, err := s.As(u).AddPasskey(ctx, domain.Passkey{Name: "again", CredentialID: []byte("laptop"), PublicKey: []byte{1}}, answered("again "+u.ID))
			want(t, err, domain.Conflict)
		}
		_, err := s.As(ann).AddPasskey(ctx, domain.Passkey{Name: "other", CredentialID: []byte("other")}, answered("add laptop"))
		want(t, err, domain.Conflict)
		_, err = s.As(ann).AddPasskey(ctx, domain.Passkey{Name: "", CredentialID: []byte("other")}, answered("nameless"))
		want(t, err, domain.Invalid)
		for n := 1; n < domain.PasskeysMax; n++ {
			addPasskey(t, s, ann, fmt.Sprint("key ", n))
		}
		_, err = s.As(ann).AddPasskey(ctx, domain.Passkey{Name: "other", CredentialID: []byte("other")}, answered("one more"))
		want(t, err, domain.Conflict)
		want(t, s.As(ann).MayAddPasskey(ctx, goodPassword), domain.Conflict)
		want(t, s.As(ben).MayAddPasskey(ctx, "not this one"), domain.Invalid)
		if err := s.As(ben).MayAddPasskey(ctx, goodPassword); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAPasskeyLetsItsOwnerInAndNobodyTwiceByOneAnswer(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		admin, ann := signUp(t, s, "admin@example.com"), signUp(t, s, "ann@example.com")
		made := addPasskey(t, s, ann, "laptop")
		asked := domain.Passkey{}
		try := tryPasskey("laptop", "first", 4)
		try.Prove = func(u domain.User, p domain.Passkey) (uint32, bool, error) { asked = p; return 4, true, nil }
		user, _, err := s.SignInByPasskey(ctx, try)
		if err != nil || user.ID != ann.ID || asked.ID != made.ID || asked.SignCount != 3 {
			t.Fatalf("got %s, %+v, %v", user.Email, asked, err)
		}
		if got, err := s.As(ann).Passkey(ctx, made.ID); err != nil || got.SignCount != 4 || !got.Synced || !got.UsedAt.Equal(morning) {
			t.Fatalf("after it: %+v, %v", got, err)
		}
		_, _, err = s.SignInByPasskey(ctx, tryPasskey("laptop", "first", 5))
		want(t, err, domain.Conflict)
		for _, count := range []uint32{4, 3, 0} { // as often as before, less often, and not at all any more
			_, _, err = s.SignInByPasskey(ctx, tryPasskey("laptop", fmt.Sprint("back ", count), count))
			want(t, err, domain.Unauthorized)
		}
		wrong := tryPasskey("laptop", "wrong", 0)
		wrong.Prove = func(domain.User, domain.Passkey) (uint32, bool, error) { return 99, false, errors.New("no") }
		_, _, err = s.SignInByPasskey(ctx, wrong)
		want(t, err, domain.Unauthorized)
		_, _, err = s.SignInByPasskey(ctx, tryPasskey("nobody's", "unknown", 1))
		if !errors.Is(err, error(store.ErrUnknownPasskey)) {
			t.Fatal(err)
		}
		if got, _ := s.As(ann).Passkey(ctx, made.ID); got.SignCount != 4 {
			t.Fatalf("what was refused counts: %d", got.SignCount)
		}
		if _, err := s.As(admin).DisableUser(ctx, ann.ID, true); err != nil {
			t.Fatal(err)
		}
		_, _, err = s.SignInByPasskey(ctx, tryPasskey("laptop", "disabled", 7))
		want(t, err, domain.Unauthorized)
		lines, _ := audited(t, s, admin, domain.AuditFilter{}, 7)
		const said = `signin refused by  of ann at 192.0.2.7
account update by admin of ann
signin refused by  of  at 192.0.2.7
signin refused by  of ann at 192.0.2.7
signin refused by  of ann at 192.0.2.7
signin refused by  of ann at 192.0.2.7
signin refused by  of ann at 192.0.2.7`
		if got := strings.Join(lines, "\n"); got != said {
			t.Errorf("the audit log says\n%s", got)
		}
		page, err := s.As(admin).Audit(ctx, domain.AuditFilter{}, 7)
		if err != nil || string(page.Items[4].After["backwards"]) != "true" || string(page.Items[3].After["backwards"]) != "" || string(page.Items[4].After["passkey"]) != `"laptop"` {
			t.Errorf("got %+v, %v", page.Items, err)
		}
	})
}

func TestADeviceThatDoesNotCountGoesOnLettingIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann@example.com")
		if _, err := s.As(ann).AddPasskey(ctx, domain.Passkey{Name: "x", CredentialID: []byte("x"), PublicKey: []byte{1}}, answered("add")); err != nil {
			t.Fatal(err)
		}
		for n := range 3 {
			if _, _, err := s.SignInByPasskey(ctx, tryPasskey("x", fmt.Sprint(n), 0)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestOfTwoSignInsAtOnceByTheSameAnswerOneGetsIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann@example.com")
		addPasskey(t, s, ann, "laptop")
		for round, challenge := range []func(int) string{
			func(int) string { return "same" },
			func(n int) string { return fmt.Sprint("own ", n) },
		} {
			var in sync.WaitGroup
			errs := make([]error, 6)
			for n := range errs {
				in.Go(func() { _, _, errs[n] = s.SignInByPasskey(ctx, tryPasskey("laptop", challenge(n), uint32(10+round))) })
			}
			in.Wait()
			got := 0
			for _, err := range errs {
				if err == nil {
					got++
				} else if kind := domain.KindOf(err); kind != domain.Conflict && kind != domain.Unauthorized {
					t.Errorf("round %d: %v", round, err)
				}
			}
			if got != 1 {
				t.Errorf("round %d: %d got in", round, got)
			}
		}
	})
}

func TestWrongPasskeysAreLimitedByAddressAndRightOnesAreNot(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann := signUp(t, s, "ann@example.com")
		addPasskey(t, s, ann, "laptop")
		for n := range uint32(60) {
			if _, _, err := s.SignInByPasskey(ctx, tryPasskey("laptop", fmt.Sprint("right ", n), 10+n)); err != nil {
				t.Fatalf("after %d right ones: %v", n, err)
			}
		}
		for n := range 50 {
			_, _, err := s.SignInByPasskey(ctx, tryPasskey("none", fmt.Sprint("wrong ", n), 1))
			want(t, err, domain.Unauthorized)
		}
		_, _, err := s.SignInByPasskey(ctx, tryPasskey("laptop", "too late", 100))
		want(t, err, domain.TooMany)
		elsewhere := tryPasskey("laptop", "elsewhere", 101)
		elsewhere.Address = "192.0.2.8"
		if _, _, err := s.SignInByPasskey(ctx, elsewhere); err != nil {
			t.Fatal(err)
		}
		// Passwords are tried on their own account.
		if _, err := s.SignIn(ctx, domain.SignInInput{Email: "ann@example.com", Password: goodPassword}, "192.0.2.7"); err != nil {
			t.Fatal(err)
		}
	})
}

func TestPasskeysOutliveAPasswordAndNoAccount(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		signUp(t, s, "admin@example.com")
		ann, ben := signUp(t, s, "ann@example.com"), signUp(t, s, "ben@example.com")
		addPasskey(t, s, ann, "laptop")
		addPasskey(t, s, ben, "phone")
		if err := s.System().SetPassword(ctx, ann.Email, newPassword); err != nil {
			t.Fatal(err)
		}
		user, key, err := s.SignInByPasskey(ctx, tryPasskey("laptop", "after", 9))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.BeginLogin(ctx, domain.Proof{User: user, Passkey: key}, domain.Device{}, time.Hour); err != nil {
			t.Fatal(err)
		}
		if n, err := s.System().RemovePasskeys(store.From(ctx, domain.AuditCommand), "Ben@Example.com"); n != 1 || err != nil || passkeyNames(t, s, ben) != "" {
			t.Fatalf("%d removed, %v", n, err)
		}
		if n, err := s.System().RemovePasskeys(ctx, ben.Email); n != 0 || err != nil {
			t.Fatalf("%d removed, %v", n, err)
		}
		_, err = s.System().RemovePasskeys(ctx, "nobody@example.com")
		want(t, err, domain.NotFound)
		if _, err := s.System().RemoveUser(ctx, ann.Email, ""); err != nil {
			t.Fatal(err)
		}
		if left := texts(t, s, `SELECT name FROM passkeys`); len(left) != 0 {
			t.Fatalf("left: %v", left)
		}
		clock.Set(time.Now().Add(6 * time.Minute))
		if err := s.System().CleanUp(ctx); err != nil {
			t.Fatal(err)
		}
		if left := texts(t, s, `SELECT hash FROM passkey_challenges`); len(left) != 0 {
			t.Fatalf("left: %v", left)
		}
	})
}
