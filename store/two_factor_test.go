package store_test

import (
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

// guarded is somebody with two-factor authentication, and what their app knows.
type guarded struct {
	*testing.T
	s      *store.Store
	clock  *storetest.Clock
	user   domain.User
	login  domain.Login
	secret []byte
	codes  []string
}

// eachGuarded runs a test with a clock on both databases.
func eachGuarded(t *testing.T, run func(g *guarded)) {
	t.Helper()
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		g := &guarded{T: t, s: s, clock: clock, user: signUp(t, s, "ann@example.com")}
		g.login = begin(t, s, g.user)
		g.guard()
		run(g)
	})
}

// guard turns it on, and lets the code go by that was needed for that.
func (g *guarded) guard() {
	g.Helper()
	if err := g.s.As(g.user).BeginTwoFactor(ctx, goodPassword, g.login.ID); err != nil {
		g.Fatal(err)
	}
	var err error
	if g.secret, err = g.s.As(g.user).NewTwoFactorSecret(ctx, g.login.ID); err != nil {
		g.Fatal(err)
	}
	if g.codes, err = g.s.As(g.user).ConfirmTwoFactor(ctx, g.code(0), g.login.ID); err != nil {
		g.Fatal(err)
	}
	g.clock.Advance(2 * domain.TOTPPeriod)
}

// code is the app's, some periods from now.
func (g *guarded) code(periods int64) string {
	return domain.TOTPCode(g.secret, domain.TOTPStep(g.clock.Now())+periods)
}

func (g *guarded) wrong() string {
	for _, code := range []string{"000000", "111111", "222222", "333333"} {
		if code != g.code(-1) && code != g.code(0) && code != g.code(1) {
			return code
		}
	}
	return ""
}

func (g *guarded) signIn(code string) (domain.Proof, error) {
	return g.s.SignIn(ctx, domain.SignInInput{Email: "ann@example.com", Password: goodPassword, TOTP: code}, "")
}

func (g *guarded) half() domain.HalfProof {
	g.Helper()
	half, err := g.s.SignInHalf(ctx, domain.SignInInput{Email: "ann@example.com", Password: goodPassword}, "")
	if err != nil || !half.NeedsCode() {
		g.Fatalf("got %+v, %v", half, err)
	}
	return half
}

func wantType(t *testing.T, err error, name string) {
	t.Helper()
	want(t, err, domain.Unauthorized)
	var e *domain.Error
	if errors.As(err, &e); e.Type != name {
		t.Fatalf("want the type %q, got %q: %v", name, e.Type, err)
	}
}

func TestWithTwoFactorThePasswordAloneLetsNobodyIn(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		_, err := g.signIn("")
		wantType(g.T, err, domain.CodeNeeded)
		_, err = g.s.SignIn(ctx, domain.SignInInput{Email: "ann@example.com", Password: "not the password", TOTP: g.code(0)}, "")
		wantType(g.T, err, "")
		_, err = g.signIn(g.wrong())
		wantType(g.T, err, domain.CodeWrong)
		// Whoever calls what comes after the steps without having made them is not let in either.
		for _, proof := range []domain.Proof{{User: g.user}, {User: g.half().User}, {User: g.user, TwoFactorSince: g.clock.Now()}} {
			_, err = g.s.BeginLogin(ctx, proof, domain.Device{}, time.Hour)
			want(g.T, err, domain.Unauthorized)
		}
		proof, err := g.signIn(" " + g.code(0)[:3] + " " + g.code(0)[3:])
		if err != nil || proof.ID != g.user.ID || proof.Recovered {
			g.Fatalf("got %+v, %v", proof, err)
		}
		if _, err := g.s.BeginLogin(ctx, proof, domain.Device{}, time.Hour); err != nil {
			g.Fatal(err)
		}
	})
}

// CVE-2026-33473: the same code, seen over a shoulder, worked again.
func TestACodeWorksOnceAndNoneBeforeIt(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		before, now, next := g.code(-1), g.code(0), g.code(1)
		if _, err := g.signIn(now); err != nil {
			g.Fatal(err)
		}
		for _, code := range []string{now, before} {
			_, err := g.signIn(code)
			wantType(g.T, err, domain.CodeWrong)
		}
		if _, err := g.signIn(next); err != nil {
			g.Fatalf("a clock that is half a minute ahead: %v", err)
		}
		g.clock.Advance(domain.TOTPPeriod)
		_, err := g.signIn(next)
		wantType(g.T, err, domain.CodeWrong)
		g.clock.Advance(2 * domain.TOTPPeriod)
		_, err = g.signIn(g.code(-2))
		wantType(g.T, err, domain.CodeWrong)
		_, err = g.signIn(g.code(2))
		wantType(g.T, err, domain.CodeWrong)
		if _, err := g.signIn(g.code(-1)); err != nil {
			g.Fatalf("a clock that is half a minute behind: %v", err)
		}
	})
}

// CVE-2026-20779: two at once with the same code were both let in.
func TestOfManyAtOnceWithTheSameCodeOneGetsIn(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		for name, code := range map[string]string{"app": g.code(0), "recovery": g.codes[0]} {
			half := g.half()
			var all sync.WaitGroup
			var in atomic.Int32
			for range 4 {
				all.Go(func() {
					if _, err := g.s.SecondStep(ctx, half, code, ""); err == nil {
						in.Add(1)
					} else if domain.KindOf(err) != domain.Unauthorized {
						g.Errorf("%s: got %v", name, err)
					}
				})
			}
			all.Wait()
			if in.Load() != 1 {
				g.Errorf("%s: %d got in", name, in.Load())
			}
			change(g.T, g.s, `DELETE FROM attempts`)
		}
	})
}

func TestARecoveryCodeWorksOnceHoweverItIsTyped(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		if len(g.codes) != domain.RecoveryCodes {
			g.Fatalf("%d codes", len(g.codes))
		}
		for i, typed := range []string{g.codes[0], strings.ToUpper(g.codes[1]), strings.ReplaceAll(g.codes[2], "-", ""), " " + strings.ReplaceAll(g.codes[3], "-", " ") + "\n",
			strings.NewReplacer("0", "O", "1", "l", "-", "–").Replace(g.codes[4])} {
			proof, err := g.signIn(typed)
			if err != nil || !proof.Recovered || proof.CodesLeft != domain.RecoveryCodes-1-i {
				g.Fatalf("%q: got %+v, %v", typed, proof, err)
			}
			_, err = g.signIn(typed)
			wantType(g.T, err, domain.CodeWrong)
		}
		state, err := g.s.As(g.user).TwoFactor(ctx)
		if err != nil || !state.On || state.CodesLeft != 5 {
			g.Errorf("got %+v, %v", state, err)
		}
		for _, stored := range texts(g.T, g.s, `SELECT hash FROM recovery_codes`) {
			for _, code := range g.codes {
				if strings.Contains(stored, code) || strings.Contains(stored, strings.ReplaceAll(code, "-", "")) {
					g.Error("a code is stored as it is")
				}
			}
		}
		log := strings.Join(texts(g.T, g.s, `SELECT action || coalesce(after, '') FROM audit WHERE action = 'code' ORDER BY id LIMIT 1`), "")
		if log != `code{"codes_left":9}` {
			g.Errorf("the audit log says %s", log)
		}
	})
}

func TestARecoveryCodeOfSomebodyElseLetsNobodyIn(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		other := &guarded{T: g.T, s: g.s, clock: g.clock, user: signUp(g.T, g.s, "bob@example.com")}
		other.login = begin(g.T, g.s, other.user)
		other.guard()
		for _, code := range []string{other.codes[0], other.code(0), "", "\x00", strings.Repeat("9", 1<<20)} {
			_, err := g.s.SecondStep(ctx, g.half(), code, "")
			wantType(g.T, err, domain.CodeWrong)
			change(g.T, g.s, `DELETE FROM attempts`)
		}
		if _, err := other.s.SignIn(ctx, domain.SignInInput{Email: "bob@example.com", Password: goodPassword, TOTP: other.codes[0]}, ""); err != nil {
			g.Error(err)
		}
	})
}

// CVE-2026-35597: the counter went back with the request that failed.
func TestGuessingCodesIsStoppedAndARightPasswordDoesNotStartItAnew(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		for range 5 {
			_, err := g.s.SecondStep(ctx, g.half(), g.wrong(), "")
			wantType(g.T, err, domain.CodeWrong)
		}
		g.half()
		for _, code := range []string{g.code(0), g.codes[0]} {
			_, err := g.signIn(code)
			want(g.T, err, domain.TooMany)
		}
		// A new password, whether by a link or not, gives no new tries.
		token, err := g.s.PasswordLink(ctx, "ann@example.com")
		if err != nil {
			g.Fatal(err)
		}
		if err := g.s.ResetPassword(ctx, token, newPassword); err != nil {
			g.Fatal(err)
		}
		in := domain.SignInInput{Email: "ann@example.com", Password: newPassword}
		_, err = g.s.SignIn(ctx, in, "")
		wantType(g.T, err, domain.CodeNeeded)
		in.TOTP = g.code(0)
		_, err = g.s.SignIn(ctx, in, "")
		want(g.T, err, domain.TooMany)
		g.clock.Advance(time.Minute)
		in.TOTP = g.code(0)
		if _, err := g.s.SignIn(ctx, in, ""); err != nil {
			g.Fatalf("still locked out: %v", err)
		}
		refused := texts(g.T, g.s, `SELECT topic || ' ' || coalesce(after, '') FROM audit WHERE action = 'refused'`)
		if len(refused) != 5 || refused[0] != `signin {"code":"wrong"}` {
			g.Errorf("the audit log says %q", refused)
		}
	})
}

func TestAHundredCodesAtOnceAreNotMoreThanFive(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		half, wrong := g.half(), g.wrong()
		var all sync.WaitGroup
		var looked atomic.Int32
		for range 100 {
			all.Go(func() {
				switch _, err := g.s.SecondStep(ctx, half, wrong, ""); domain.KindOf(err) {
				case domain.Unauthorized:
					looked.Add(1)
				case domain.TooMany:
				default:
					g.Errorf("got %v", err)
				}
			})
		}
		all.Wait()
		if looked.Load() > 5 {
			g.Fatalf("%d were looked at", looked.Load())
		}
	})
}

func TestWhatWasBegunWithAPasswordEndsWhenTheAccountChanges(t *testing.T) {
	for name, act := range map[string]func(g *guarded) error{
		"another password": func(g *guarded) error {
			return g.s.As(g.user).ChangePassword(ctx, domain.PasswordInput{CurrentPassword: goodPassword, NewPassword: newPassword}, g.login.ID)
		},
		"turned off": func(g *guarded) error {
			_, err := g.s.System().ResetTwoFactor(ctx, "ann@example.com")
			return err
		},
		"set up anew": func(g *guarded) error {
			_, err := g.s.System().ResetTwoFactor(ctx, "ann@example.com")
			g.guard()
			return err
		},
		"disabled": func(g *guarded) error {
			signUp(g.T, g.s, "bob@example.com")
			if _, err := g.s.System().SetRoles(ctx, "bob@example.com", []string{"admin"}); err != nil {
				return err
			}
			_, err := g.s.System().Disable(ctx, "ann@example.com")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachGuarded(t, func(g *guarded) {
				half := g.half()
				g.clock.Advance(domain.TOTPPeriod)
				proof, err := g.s.SecondStep(ctx, half, g.code(0), "")
				if err != nil {
					g.Fatal(err)
				}
				g.clock.Advance(domain.TOTPPeriod)
				if err := act(g); err != nil {
					g.Fatal(err)
				}
				_, err = g.s.SecondStep(ctx, half, g.code(0), "")
				wantType(g.T, err, "")
				_, err = g.s.BeginLogin(ctx, proof, domain.Device{}, time.Hour)
				want(g.T, err, domain.Unauthorized)
			})
		})
	}
}

func TestTurningTwoFactorOnEndsEveryOtherSession(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann := signUp(t, s, "ann@example.com")
		hers := everyWay(t, s, ann)
		// Somebody read the account before and comes to begin a login after.
		late := domain.Proof{User: ann}
		g := &guarded{T: t, s: s, clock: clock, user: ann, login: hers.keep}
		g.guard()
		if in := hers.stillIn(s); in != "kept login, API token" {
			t.Errorf("still in: %s", in)
		}
		_, err := s.BeginLogin(ctx, late, domain.Device{}, time.Hour)
		want(t, err, domain.Unauthorized)
		// md_dash knows nothing of codes: a session that it makes afterwards counts no more.
		change(t, s, `INSERT INTO session ("sessionToken", "userId", expires) VALUES ('later', ?, ?)`, ann.ID, time.Now().Add(100*365*24*time.Hour).UnixMilli())
		_, err = s.NextAuthUser(ctx, "later")
		want(t, err, domain.Unauthorized)
		if _, err := s.System().ResetTwoFactor(ctx, "ann@example.com"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.NextAuthUser(ctx, "later"); err != nil {
			t.Errorf("without it the session counts: %v", err)
		}
	})
}

func TestASecretIsShownOnlyWhereItIsSetUpAndNotForLong(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann, bob := signUp(t, s, "ann@example.com"), signUp(t, s, "bob@example.com")
		here, there := begin(t, s, ann), begin(t, s, ann)
		as := s.As(ann)
		if saidAt(as.BeginTwoFactor(ctx, "not the password", here.ID), "password") == "" || saidAt(as.BeginTwoFactor(ctx, "", here.ID), "password") == "" {
			t.Error("it begins without the password")
		}
		want(t, as.BeginTwoFactor(ctx, goodPassword, ""), domain.Conflict)
		if err := as.BeginTwoFactor(ctx, goodPassword, here.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := signIn(s, "ann@example.com", goodPassword); err != nil {
			t.Fatalf("a code is asked for before there was a right one: %v", err)
		}
		secret, err := as.NewTwoFactorSecret(ctx, here.ID)
		if err != nil || len(secret) != 20 {
			t.Fatalf("got %d bytes, %v", len(secret), err)
		}
		for _, other := range []func() ([]byte, error){
			func() ([]byte, error) { return as.NewTwoFactorSecret(ctx, there.ID) },
			func() ([]byte, error) { return as.NewTwoFactorSecret(ctx, "") },
			func() ([]byte, error) { return s.As(bob).NewTwoFactorSecret(ctx, here.ID) },
		} {
			if got, err := other(); domain.KindOf(err) != domain.NotFound || len(got) != 0 {
				t.Errorf("somebody else is shown %x, %v", got, err)
			}
		}
		right := domain.TOTPCode(secret, domain.TOTPStep(clock.Now()))
		_, err = as.ConfirmTwoFactor(ctx, right, there.ID)
		want(t, err, domain.NotFound)
		_, err = as.ConfirmTwoFactor(ctx, "nonsense", here.ID)
		if saidAt(err, "code") == "" {
			t.Errorf("got %v", err)
		}
		clock.Advance(domain.SetUpWithin)
		_, err = as.ConfirmTwoFactor(ctx, domain.TOTPCode(secret, domain.TOTPStep(clock.Now())), here.ID)
		want(t, err, domain.NotFound)
		if err := s.System().CleanUp(ctx); err != nil {
			t.Fatal(err)
		}
		if left := texts(t, s, `SELECT user_id FROM two_factor`); len(left) != 0 {
			t.Error("a secret that serves nothing is kept")
		}
	})
}

func TestChangingTwoFactorNeedsThePasswordAndACode(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		as := g.s.As(g.user)
		want(g.T, as.BeginTwoFactor(ctx, goodPassword, g.login.ID), domain.Conflict)
		_, err := as.NewTwoFactorSecret(ctx, g.login.ID)
		want(g.T, err, domain.NotFound)
		for _, c := range []struct{ password, code, field string }{
			{"", g.code(0), "password"}, {goodPassword, " ", "code"}, {"not the password", g.code(0), "password"}, {goodPassword, g.wrong(), "code"},
			{goodPassword, "7kq2-m9xc-04fz", "code"},
		} {
			if saidAt(as.EndTwoFactor(ctx, domain.TwoFactorInput{Password: c.password, Code: c.code}), c.field) == "" {
				g.Errorf("%q, %q: nothing said about %s", c.password, c.code, c.field)
			}
			change(g.T, g.s, `DELETE FROM attempts`)
		}
		fresh, err := as.NewRecoveryCodes(ctx, domain.TwoFactorInput{Password: goodPassword, Code: g.codes[0]})
		if err != nil || len(fresh) != domain.RecoveryCodes {
			g.Fatalf("got %d, %v", len(fresh), err)
		}
		_, err = g.signIn(g.codes[1])
		wantType(g.T, err, domain.CodeWrong)
		if _, err := g.signIn(fresh[1]); err != nil {
			g.Error(err)
		}
		code := g.code(0)
		if err := as.EndTwoFactor(ctx, domain.TwoFactorInput{Password: goodPassword, Code: code}); err != nil {
			g.Fatal(err)
		}
		if _, err := g.signIn(""); err != nil {
			g.Errorf("it is still asked for: %v", err)
		}
		want(g.T, as.EndTwoFactor(ctx, domain.TwoFactorInput{Password: goodPassword, Code: code}), domain.Conflict)
		if left := texts(g.T, g.s, `SELECT user_id FROM two_factor UNION ALL SELECT user_id FROM recovery_codes`); len(left) != 0 {
			g.Errorf("left are %q", left)
		}
	})
}

func TestWrongCodesOfSomebodySignedInAreCountedToo(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		as := g.s.As(g.user)
		for range 5 {
			if saidAt(as.EndTwoFactor(ctx, domain.TwoFactorInput{Password: goodPassword, Code: g.wrong()}), "code") == "" {
				g.Fatal("taken")
			}
		}
		want(g.T, as.EndTwoFactor(ctx, domain.TwoFactorInput{Password: goodPassword, Code: g.code(0)}), domain.TooMany)
		_, err := as.NewRecoveryCodes(ctx, domain.TwoFactorInput{Password: goodPassword, Code: g.code(0)})
		want(g.T, err, domain.TooMany)
	})
}

func TestAdminsTurnTheTwoFactorOfOthersOff(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		bob := signUp(g.T, g.s, "bob@example.com")
		_, err := g.s.As(bob).ResetTwoFactor(ctx, g.user.ID)
		want(g.T, err, domain.NotFound)
		_, err = g.s.As(g.user).ResetTwoFactor(ctx, g.user.ID)
		want(g.T, err, domain.Conflict)
		_, err = g.s.As(g.user).ResetTwoFactor(ctx, bob.ID)
		want(g.T, err, domain.Conflict)
		other := &guarded{T: g.T, s: g.s, clock: g.clock, user: bob, login: begin(g.T, g.s, bob)}
		other.guard()
		if is, err := g.s.As(g.user).ResetTwoFactor(ctx, bob.ID); err != nil || is.ID != bob.ID {
			g.Fatalf("got %+v, %v", is, err)
		}
		if _, err := signIn(g.s, "bob@example.com", goodPassword); err != nil {
			g.Error(err)
		}
		_, err = g.s.System().ResetTwoFactor(ctx, "nobody@example.com")
		want(g.T, err, domain.NotFound)
		_, err = g.s.System().ResetTwoFactor(ctx, "bob@example.com")
		want(g.T, err, domain.Conflict)
	})
}
