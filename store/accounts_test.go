package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

const goodPassword = "vier paarden eten taart"

var ctx = context.Background()

// signUp makes an account or ends the test. From then on wrong sign-ins are answered at once.
func signUp(t *testing.T, s *store.Store, email string) domain.User {
	t.Helper()
	s.SetFloor(0)
	user, err := s.SignUp(ctx, domain.SignUpInput{Email: email, Password: goodPassword}, store.RegisterOpen)
	if err != nil {
		t.Fatalf("sign up %s: %v", email, err)
	}
	return user
}

func signIn(s *store.Store, email, password string) (domain.User, error) {
	proof, err := s.SignIn(ctx, domain.SignInInput{Email: email, Password: password}, "")
	return proof.User, err
}

func begin(t *testing.T, s *store.Store, u domain.User) domain.Login {
	t.Helper()
	login, err := s.BeginLogin(ctx, domain.Proof{User: u}, domain.Device{UserAgent: "curl/8", Address: "192.0.2.7"}, 24*time.Hour)
	if err != nil {
		t.Fatalf("begin a login: %v", err)
	}
	return login
}

func want(t *testing.T, err error, kind domain.Kind) {
	t.Helper()
	if domain.KindOf(err) != kind {
		t.Fatalf("want kind %d, got %v", kind, err)
	}
}

func change(t *testing.T, s *store.Store, query string, args ...any) {
	t.Helper()
	if err := s.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

// texts are the first column of what a query finds.
func texts(t *testing.T, s *store.Store, query string, args ...any) []string {
	t.Helper()
	found, err := s.Strings(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// saidAt is what an error says about a field.
func saidAt(err error, field string) string {
	var e *domain.Error
	if errors.As(err, &e) {
		return e.Fields[field]
	}
	return ""
}

func TestTheFirstAccountEverIsTheAdminsWhateverTheMode(t *testing.T) {
	for _, mode := range []string{store.RegisterOpen, store.RegisterInvite, store.RegisterClosed} {
		storetest.Each(t, func(t *testing.T, s *store.Store) {
			first, err := s.SignUp(ctx, domain.SignUpInput{Email: "Ann@Example.com", Password: goodPassword, Name: "Ann"}, mode)
			if err != nil || !first.IsAdmin() || !first.IsStaff() || first.Email != "ann@example.com" || first.Name != "Ann" || first.CreatedAt.IsZero() {
				t.Fatalf("%s: got %+v, %v", mode, first, err)
			}
			if first.TimeZone != "UTC" || first.WeekStart != 1 || first.Theme != "system" || !first.Shortcuts || first.Verified {
				t.Fatalf("%s: got %+v", mode, first)
			}
			second, err := s.SignUp(ctx, domain.SignUpInput{Email: "bob@example.com", Password: goodPassword}, mode)
			if mode != store.RegisterOpen {
				want(t, err, domain.Denied)
				return
			}
			if err != nil || second.IsAdmin() || !second.IsStaff() {
				t.Fatalf("%s: got %+v, %v", mode, second, err)
			}
		})
	}
}

func TestOfManyFirstSignUpsAtOnceExactlyOneBecomesAdmin(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var all sync.WaitGroup
		var admins, made atomic.Int32
		for i := range 8 {
			all.Go(func() {
				user, err := s.SignUp(ctx, domain.SignUpInput{Email: string(rune('a'+i)) + "@example.com", Password: goodPassword}, store.RegisterOpen)
				if err != nil {
					t.Errorf("sign up: %v", err)
					return
				}
				made.Add(1)
				if user.IsAdmin() {
					admins.Add(1)
				}
			})
		}
		all.Wait()
		if admins.Load() != 1 || made.Load() != 8 {
			t.Fatalf("%d admins of %d", admins.Load(), made.Load())
		}
	})
}

func TestAnAddressHasOneAccountHoweverItIsWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		signUp(t, s, "ann@example.com")
		for _, again := range []string{"ann@example.com", "ANN@EXAMPLE.COM", " Ann@Example.com "} {
			_, err := s.SignUp(ctx, domain.SignUpInput{Email: again, Password: goodPassword}, store.RegisterOpen)
			want(t, err, domain.Conflict)
			if saidAt(err, "email") == "" {
				t.Fatalf("nothing said at the field: %v", err)
			}
		}
		var all sync.WaitGroup
		var made atomic.Int32
		for i := range 6 {
			all.Go(func() {
				// The last one is an e with an accent behind it.
				email := []string{"éve@example.com", "ÉVE@example.com", "e\u0301ve@example.com"}[i%3]
				_, err := s.SignUp(ctx, domain.SignUpInput{Email: email, Password: goodPassword}, store.RegisterOpen)
				if err == nil {
					made.Add(1)
				} else if domain.KindOf(err) != domain.Conflict {
					t.Errorf("want a Conflict, got %v", err)
				}
			})
		}
		all.Wait()
		if made.Load() != 1 {
			t.Fatalf("%d accounts of one address", made.Load())
		}
		if user, err := s.SignIn(ctx, domain.SignInInput{Email: "E\u0301ve@example.com", Password: goodPassword}, ""); err != nil || user.Email != "éve@example.com" {
			t.Errorf("got %q, %v", user.Email, err)
		}
	})
}

func TestWhoSignedUpSignsInAndNobodyElseDoes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann@example.com")
		for _, email := range []string{"ann@example.com", "Ann@Example.COM", "  ann@example.com\n"} {
			if got, err := signIn(s, email, goodPassword); err != nil || got.ID != ann.ID {
				t.Fatalf("%q: got %+v, %v", email, got, err)
			}
		}
		_, wrong := signIn(s, "ann@example.com", "not the password")
		_, unknown := signIn(s, "nobody@example.com", goodPassword)
		want(t, wrong, domain.Unauthorized)
		if unknown == nil || unknown.Error() != wrong.Error() {
			t.Fatalf("the answers differ: %v and %v", wrong, unknown)
		}
		for _, odd := range []string{"'; DROP TABLE users; --", "ann@example.com' OR '1'='1", strings.Repeat("x", 100000), "%", "?", "\u202eann@example.com"} {
			_, err := signIn(s, odd, goodPassword)
			want(t, err, domain.Unauthorized)
		}
		_, err := signIn(s, "ann@example.com\x00", goodPassword)
		want(t, err, domain.Invalid)
		_, err = signIn(s, "bob@example.com", "\xff")
		want(t, err, domain.Invalid)
		_, err = signIn(s, "", "")
		want(t, err, domain.Invalid)
		_, err = signIn(s, "bob@example.com", strings.Repeat("x", 10<<20))
		want(t, err, domain.Unauthorized)
	})
}

func TestAWrongSignInTakesItsTimeWhetherOrNotThereIsSuchAnAccount(t *testing.T) {
	s := storetest.New(t)
	signUp(t, s, "ann@example.com")
	s.SetFloor(300 * time.Millisecond)
	for _, email := range []string{"ann@example.com", "nobody@example.com"} {
		began := time.Now()
		_, err := signIn(s, email, "not the password")
		want(t, err, domain.Unauthorized)
		if took := time.Since(began); took < 300*time.Millisecond {
			t.Errorf("%s: answered after %v", email, took)
		}
	}
	s.SetFloor(time.Hour)
	left, cancel := context.WithTimeout(ctx, 150*time.Millisecond)
	defer cancel()
	if _, err := s.SignIn(left, domain.SignInInput{Email: "ann@example.com", Password: "not the password"}, ""); err == nil {
		t.Errorf("who has left is still waited for: %v", err)
	}
}

func TestGuessingIsStoppedAlsoForAddressesWithoutAnAccount(t *testing.T) {
	clock := storetest.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		signUp(t, s, "ann@example.com")
		for _, email := range []string{"ann@example.com", "nobody@example.com"} {
			for range 5 {
				_, err := signIn(s, email, "not the password")
				want(t, err, domain.Unauthorized)
			}
			_, err := signIn(s, strings.ToUpper(email), goodPassword)
			want(t, err, domain.TooMany)
			var e *domain.Error
			if errors.As(err, &e); e.RetryAfter < 1 || e.RetryAfter > 60 {
				t.Fatalf("retry after %d s", e.RetryAfter)
			}
		}
		// Each further wrong try waits twice as long as the one before, up to a quarter of an hour.
		for _, minutes := range []int{1, 2, 4, 8, 15, 15} {
			clock.Advance(time.Duration(minutes)*time.Minute - time.Second)
			_, err := signIn(s, "ann@example.com", goodPassword)
			want(t, err, domain.TooMany)
			clock.Advance(time.Second)
			_, err = signIn(s, "ann@example.com", "not the password")
			want(t, err, domain.Unauthorized)
		}
		clock.Advance(15 * time.Minute)
		if _, err := signIn(s, "ann@example.com", goodPassword); err != nil {
			t.Fatalf("still locked out: %v", err)
		}
		for range 4 {
			_, err := signIn(s, "ann@example.com", "not the password")
			want(t, err, domain.Unauthorized)
		}
		if _, err := signIn(s, "ann@example.com", goodPassword); err != nil {
			t.Fatalf("the right one did not count: %v", err)
		}
		clock.Set(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	})
}

// CVE-2026-35597 and its like: the counter rolled back with the request, or read before it was written.
func TestAHundredGuessesAtOnceAreNotMoreThanFive(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		signUp(t, s, "ann@example.com")
		var all sync.WaitGroup
		var looked atomic.Int32
		for range 100 {
			all.Go(func() {
				switch _, err := signIn(s, "ann@example.com", "not the password"); domain.KindOf(err) {
				case domain.Unauthorized:
					looked.Add(1)
				case domain.TooMany:
				default:
					t.Errorf("got %v", err)
				}
			})
		}
		all.Wait()
		if looked.Load() > 5 {
			t.Fatalf("%d guesses were looked at", looked.Load())
		}
		_, err := signIn(s, "ann@example.com", goodPassword)
		want(t, err, domain.TooMany)
	})
}

func TestATryCountsThoughItsRequestIsBrokenOff(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		signUp(t, s, "ann@example.com")
		s.SetFloor(1200 * time.Millisecond)
		for range 5 {
			left, cancel := context.WithTimeout(ctx, time.Second)
			s.SignIn(left, domain.SignInInput{Email: "ann@example.com", Password: "not the password"}, "")
			cancel()
		}
		_, err := signIn(s, "ann@example.com", goodPassword)
		want(t, err, domain.TooMany)
	})
}

func TestOneNetworkAddressGuessesAtFiftyAccountsAndNoMore(t *testing.T) {
	clock := storetest.At(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	s := storetest.NewAt(t, clock.Now)
	signUp(t, s, "ann@example.com")
	from := func(address, email, password string) error {
		_, err := s.SignIn(ctx, domain.SignInInput{Email: email, Password: password}, address)
		return err
	}
	for range 3 {
		if err := from("192.0.2.1", "ann@example.com", goodPassword); err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	var looked atomic.Int32
	for i := range 60 {
		all.Go(func() {
			if domain.KindOf(from("192.0.2.1", string(rune('a'+i%26))+string(rune('a'+i/26))+"@example.com", "x")) == domain.Unauthorized {
				looked.Add(1)
			}
		})
	}
	all.Wait()
	if looked.Load() != 50 {
		t.Fatalf("%d guesses were looked at", looked.Load())
	}
	want(t, from("192.0.2.1", "ann@example.com", goodPassword), domain.TooMany)
	if err := from("192.0.2.2", "ann@example.com", goodPassword); err != nil {
		t.Fatalf("another address has to wait too: %v", err)
	}
}

func TestHashesOfOtherProgramsLetInAndAreReplaced(t *testing.T) {
	for name, hash := range map[string]string{
		"bcrypt": "$2b$10$S3GeeYzfzzSHWzcz.W0nuuCOIoEtNk2f3RJ/r5eBOM.cR3LMdV72C",
		"scrypt": "00112233445566778899aabbccddeeff:7e220007064829c67c038982ce4738563dc68139b7767cbb1e57ffe467a30f862a15fe4c5a2547ddeae3aa11d54515f72e19ef0428d2641af95e30a93ed5428e",
	} {
		storetest.Each(t, func(t *testing.T, s *store.Store) {
			change(t, s, `INSERT INTO users (id, email, password) VALUES ('u1', 'Ann@Example.com', ?)`, hash)
			user, err := signIn(s, "ann@example.com", "an old sentence of mine")
			if err != nil || user.ID != "u1" || !user.IsStaff() || user.IsAdmin() {
				t.Fatalf("%s: got %+v, %v", name, user, err)
			}
			if now := texts(t, s, `SELECT password FROM users WHERE id = 'u1'`)[0]; !strings.HasPrefix(now, "$argon2id$") {
				t.Fatalf("%s: stored as %s", name, now)
			}
			if _, err := signIn(s, "ann@example.com", "an old sentence of mine"); err != nil {
				t.Fatalf("%s, second time: %v", name, err)
			}
			_, err = signIn(s, "ann@example.com", "another sentence")
			want(t, err, domain.Unauthorized)
		})
	}
}

func TestAccountsWithoutAPasswordOrWithAHostileHashLetNobodyIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change(t, s, `INSERT INTO users (id, email, password) VALUES ('u1', 'none@x.example', NULL), ('u2', 'empty@x.example', ''),
			('u3', 'plain@x.example', 'an old sentence of mine'), ('u4', 'huge@x.example', '$argon2id$v=19$m=4194304,t=9999,p=1$c2l4dGVlbiBieXRlcyBvaw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')`)
		for _, email := range []string{"none@x.example", "empty@x.example", "plain@x.example", "huge@x.example"} {
			_, err := signIn(s, email, "an old sentence of mine")
			want(t, err, domain.Unauthorized)
		}
	})
}

func TestAddressesOfAnAdoptedFileThatDifferInCaseStayTwoAccounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		big, small := signUp(t, s, "one@example.com"), signUp(t, s, "two@example.com")
		change(t, s, `UPDATE users SET email = 'Ann@Example.com' WHERE id = ?`, big.ID)
		change(t, s, `UPDATE users SET email = 'ann@example.com', password = '$2b$10$S3GeeYzfzzSHWzcz.W0nuuCOIoEtNk2f3RJ/r5eBOM.cR3LMdV72C' WHERE id = ?`, small.ID)
		for _, c := range []struct{ email, password, id string }{
			{"ann@example.com", "an old sentence of mine", small.ID},
			{"Ann@Example.com", goodPassword, big.ID},
			{"ANN@example.com", goodPassword, big.ID},
			{"ANN@example.com", "an old sentence of mine", small.ID},
		} {
			if got, err := signIn(s, c.email, c.password); err != nil || got.ID != c.id {
				t.Errorf("%s: got %s, %v", c.email, got.ID, err)
			}
		}
		// Written as one of them is, it is that one and not its twin.
		_, err := signIn(s, "ann@example.com", goodPassword)
		want(t, err, domain.Unauthorized)
		_, err = s.SignUp(ctx, domain.SignUpInput{Email: "aNN@example.com", Password: goodPassword}, store.RegisterOpen)
		want(t, err, domain.Conflict)
	})
}

func TestRowsAsDrizzleLeavesThemReadAsAPersonWithDefaults(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change(t, s, `INSERT INTO users (id, name, email, "emailVerified", password, roles, created_at) VALUES
			('u1', NULL, 'a@x.example', 1763804000000, '$2b$10$S3GeeYzfzzSHWzcz.W0nuuCOIoEtNk2f3RJ/r5eBOM.cR3LMdV72C', '["staff","owner"]', '2025-03-01 09:30:00'),
			('u2', '', 'b@x.example', NULL, '$2b$10$S3GeeYzfzzSHWzcz.W0nuuCOIoEtNk2f3RJ/r5eBOM.cR3LMdV72C', 'broken', NULL),
			('u3', '', 'c@x.example', NULL, '$2b$10$S3GeeYzfzzSHWzcz.W0nuuCOIoEtNk2f3RJ/r5eBOM.cR3LMdV72C', NULL, 'yesterday')`)
		a, err := signIn(s, "a@x.example", "an old sentence of mine")
		if err != nil || !a.Verified || !a.Has("owner") || a.CreatedAt.Format(time.DateOnly) != "2025-03-01" || a.TimeZone != "UTC" || a.Accent != "pine" || a.Density != "normal" {
			t.Errorf("got %+v, %v", a, err)
		}
		b, err := signIn(s, "b@x.example", "an old sentence of mine")
		if err != nil || b.Verified || b.IsStaff() || b.IsAdmin() {
			t.Errorf("got %+v, %v", b, err)
		}
		c, err := signIn(s, "c@x.example", "an old sentence of mine")
		if err != nil || !c.IsStaff() || !c.CreatedAt.IsZero() {
			t.Errorf("got %+v, %v", c, err)
		}
	})
}
