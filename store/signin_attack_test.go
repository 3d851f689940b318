package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// byPasskey is a login that a passkey has begun.
func byPasskey(t *testing.T, s *store.Store, name, challenge string, count uint32) domain.Login {
	t.Helper()
	user, key, err := s.SignInByPasskey(ctx, tryPasskey(name, challenge, count))
	if err != nil {
		t.Fatal(err)
	}
	login, err := s.BeginLogin(ctx, domain.Proof{User: user, Passkey: key}, domain.Device{}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return login
}

func isIn(s *store.Store, login domain.Login) bool {
	_, _, err := s.LoginUser(ctx, login.ID)
	return err == nil
}

// Whoever came by a stolen passkey stayed in for weeks after it was removed.
func TestWhoCameByAPasskeyIsOutWhenItIsRemoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann@example.com")
		stolen, own := addPasskey(t, s, ann, "stolen"), addPasskey(t, s, ann, "own")
		thief, here, password := byPasskey(t, s, "stolen", "thief", 9), byPasskey(t, s, "own", "here", 9), begin(t, s, ann)
		refresh, err := s.IssueRefresh(ctx, thief.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.As(ann).RemovePasskey(ctx, stolen.ID, goodPassword, here.ID); err != nil {
			t.Fatal(err)
		}
		if isIn(s, thief) || !isIn(s, here) || !isIn(s, password) {
			t.Error("the wrong ones are out")
		}
		if _, _, _, err := s.Refresh(ctx, refresh); domain.KindOf(err) != domain.Unauthorized {
			t.Errorf("the thief refreshes: %v", err)
		}
		// The login that removes its own passkey has just given the password, and stays.
		elsewhere := byPasskey(t, s, "own", "elsewhere", 10)
		if err := s.As(ann).RemovePasskey(ctx, own.ID, goodPassword, here.ID); err != nil {
			t.Fatal(err)
		}
		if isIn(s, elsewhere) || !isIn(s, here) {
			t.Error("the wrong ones are out")
		}
		addPasskey(t, s, ann, "third")
		last := byPasskey(t, s, "third", "last", 9)
		if n, err := s.System().RemovePasskeys(ctx, ann.Email); err != nil || n != 1 {
			t.Fatalf("%d, %v", n, err)
		}
		if isIn(s, last) || !isIn(s, password) {
			t.Error("by the command line the wrong ones are out")
		}
	})
}

// Between the answer of the device and the login there was room to remove the passkey.
func TestAPasskeyThatIsRemovedMeanwhileBeginsNoLogin(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann@example.com")
		addPasskey(t, s, ann, "laptop")
		user, key, err := s.SignInByPasskey(ctx, tryPasskey("laptop", "first", 9))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.System().RemovePasskeys(ctx, ann.Email); err != nil {
			t.Fatal(err)
		}
		_, err = s.BeginLogin(ctx, domain.Proof{User: user, Passkey: key}, domain.Device{}, time.Hour)
		want(t, err, domain.Unauthorized)
		// Nor does somebody else's.
		bob := signUp(t, s, "bob@example.com")
		other := addPasskey(t, s, bob, "other")
		_, err = s.BeginLogin(ctx, domain.Proof{User: user, Passkey: other}, domain.Device{}, time.Hour)
		want(t, err, domain.Unauthorized)
	})
}

// CVE-2024-38351: somebody made an account with another's address, and kept a way in until its owner came.
func TestWhoMadeAnAccountWithAnothersAddressIsOutWhenTheOwnerSetsAPassword(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		signUp(t, s, "admin@example.com")
		planted := signUp(t, s, "victim@example.com")
		addPasskey(t, s, planted, "attacker's")
		hook, err := s.As(planted).AddWebhook(ctx, domain.WebhookInput{URL: "https://evil.example.com/"})
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := s.RequestReset(ctx, "victim@example.com")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.ResetPassword(ctx, token, newPassword); err != nil {
			t.Fatal(err)
		}
		if names := passkeyNames(t, s, planted); names != "" {
			t.Errorf("they still come in by %s", names)
		}
		if now, err := s.As(planted).Webhook(ctx, hook.ID); err != nil || now.Active {
			t.Errorf("they still hear of everything: %+v, %v", now, err)
		}
		if log := texts(t, s, `SELECT topic FROM audit WHERE topic = 'passkey' AND action = 'delete' AND subject_id = ?`, planted.ID); len(log) != 1 {
			t.Errorf("the audit log says nothing of it")
		}
		// From then on the address is known to be theirs: what they make themselves outlives another password.
		owner, err := s.System().User(ctx, planted.Email)
		if err != nil {
			t.Fatal(err)
		}
		addPasskey(t, s, owner, "own")
		if token, _, err = s.RequestReset(ctx, "victim@example.com"); err != nil {
			t.Fatal(err)
		}
		if err := s.ResetPassword(ctx, token, goodPassword); err != nil {
			t.Fatal(err)
		}
		if names := passkeyNames(t, s, planted); names != "own" {
			t.Errorf("left is %q", names)
		}
	})
}

// Whoever was let through the door a moment before the password changed made a way in that outlived it.
func TestNoWayInIsMadeByWhoWasReadBeforeThePasswordChanged(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		signUp(t, s, "admin@example.com")
		for name, change := range map[string]func() error{
			"changed":  func() error { return s.System().SetPassword(ctx, "changed@example.com", newPassword) },
			"disabled": func() error { _, err := s.System().Disable(ctx, "disabled@example.com"); return err },
		} {
			late := s.As(signUp(t, s, name+"@example.com"))
			clock.Advance(time.Second)
			if err := change(); err != nil {
				t.Fatal(err)
			}
			_, _, err := late.AddAPIToken(ctx, domain.APITokenInput{Name: "x"})
			want(t, err, domain.Unauthorized)
			_, err = late.AddPasskey(ctx, domain.Passkey{Name: "x", CredentialID: []byte(name), PublicKey: []byte{1}}, answered(name))
			want(t, err, domain.Unauthorized)
			_, err = late.AddFeed(ctx, domain.FeedInput{})
			want(t, err, domain.Unauthorized)
		}
	})
}

// MDDASH_RATE_LIMITS=off, as in a trusted network, left a million codes to try to whoever knew a password.
func TestCodesAreCountedWhereNothingElseIs(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		g.s = g.s.Unlimited()
		for range 5 {
			_, err := g.signIn(g.wrong())
			wantType(g.T, err, domain.CodeWrong)
		}
		_, err := g.signIn(g.code(0))
		want(g.T, err, domain.TooMany)
		for range 7 {
			_, err = g.s.SignIn(ctx, domain.SignInInput{Email: "ann@example.com", Password: "not the password"}, "")
			want(g.T, err, domain.Unauthorized)
		}
		g.clock.Advance(time.Minute)
		if _, err := g.signIn(g.code(0)); err != nil {
			g.Fatal(err)
		}
		// The right one has made them forgotten.
		for range 5 {
			_, err := g.signIn(g.wrong())
			wantType(g.T, err, domain.CodeWrong)
		}
	})
}

// Who hung up as soon as the answer was late left nothing in the audit log.
func TestAWrongTryIsNotedThoughWhoTriedHasLeft(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := signUp(t, s, "ann@example.com")
		addPasskey(t, s, ann, "laptop")
		leaving, leave := context.WithCancel(ctx)
		try := tryPasskey("laptop", "wrong", 9)
		try.Prove = func(domain.User, domain.Passkey) (uint32, bool, error) {
			leave()
			return 0, false, context.Canceled
		}
		_, _, err := s.SignInByPasskey(leaving, try)
		want(t, err, domain.Unauthorized)
		if log := texts(t, s, `SELECT subject_id FROM audit WHERE action = 'refused'`); len(log) != 1 || log[0] != ann.ID {
			t.Errorf("noted for %v", log)
		}
	})
}

// letters are what waits in the outbox.
func letters(t *testing.T, s *store.Store) []string {
	t.Helper()
	return texts(t, s, `SELECT recipient || ': ' || subject || ' ' || body FROM outbox ORDER BY id`)
}

func TestWhoseCodesAreGuessedIsToldOnceADay(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		g.s.WarnBy(func(user domain.User, from string) domain.Mail {
			return domain.Mail{To: user.Email, Subject: "guessed", Body: "from " + from}
		})
		change(g.T, g.s, `UPDATE users SET "emailVerified" = 1 WHERE id = ?`, g.user.ID)
		guess := func() {
			g.Helper()
			_, err := g.s.SecondStep(ctx, g.half(), g.wrong(), "192.0.2.9")
			wantType(g.T, err, domain.CodeWrong)
			g.clock.Advance(20 * time.Minute) // slowly enough never to have to wait
		}
		right := func() {
			g.Helper()
			proof, err := g.signIn(g.code(0))
			if err != nil {
				g.Fatal(err)
			}
			if _, err := g.s.BeginLogin(ctx, proof, domain.Device{}, time.Hour); err != nil {
				g.Fatal(err)
			}
			g.clock.Advance(time.Minute)
		}
		for range 4 {
			guess()
		}
		right()
		for range 4 {
			guess()
		}
		if told := letters(g.T, g.s); len(told) != 0 {
			g.Fatalf("told too early: %q", told)
		}
		guess()
		if told := letters(g.T, g.s); len(told) != 1 || told[0] != "ann@example.com: guessed from 192.0.2.9" {
			g.Fatalf("told %q", told)
		}
		right()
		for range 20 {
			guess()
		}
		if told := letters(g.T, g.s); len(told) != 1 {
			g.Fatalf("told %d times within a day", len(told))
		}
		for range 60 {
			guess()
		}
		if told := letters(g.T, g.s); len(told) != 2 {
			g.Fatalf("told %d times within two days", len(told))
		}
		log := texts(g.T, g.s, `SELECT topic || ' ' || subject_id || ' ' || address || ' ' || after FROM audit WHERE action = 'warned' ORDER BY id LIMIT 1`)
		if len(log) != 1 || log[0] != "signin "+g.user.ID+` 192.0.2.9 {"mailed":true,"wrong":5}` {
			g.Errorf("the audit log says %q", log)
		}
	})
}

func TestManyWrongCodesAtOnceMakeOneLetter(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		g.s = g.s.Unlimited()
		g.s.WarnBy(func(user domain.User, _ string) domain.Mail { return domain.Mail{To: user.Email, Subject: "guessed"} })
		change(g.T, g.s, `UPDATE users SET "emailVerified" = 1 WHERE id = ?`, g.user.ID)
		half, wrong := g.half(), g.wrong()
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() { _, _ = g.s.SecondStep(ctx, half, wrong, "") })
		}
		all.Wait()
		if told := letters(g.T, g.s); len(told) != 1 {
			g.Errorf("%d letters", len(told))
		}
	})
}

func TestNobodyIsWrittenToWhoseAddressMayBeAnothers(t *testing.T) {
	eachGuarded(t, func(g *guarded) {
		signUp(g.T, g.s, "bob@example.com")
		change(g.T, g.s, `UPDATE users SET roles = '["staff"]' WHERE id = ?`, g.user.ID)
		g.s.WarnBy(func(user domain.User, _ string) domain.Mail { return domain.Mail{To: user.Email} })
		as := g.s.As(g.user)
		for range 5 {
			if saidAt(as.EndTwoFactor(store.From(ctx, "192.0.2.8"), domain.TwoFactorInput{Password: goodPassword, Code: g.wrong()}), "code") == "" {
				g.Fatal("taken")
			}
		}
		if told := letters(g.T, g.s); len(told) != 0 {
			g.Errorf("told %q", told)
		}
		log := texts(g.T, g.s, `SELECT address || ' ' || after FROM audit WHERE action = 'warned'`)
		if len(log) != 1 || log[0] != `192.0.2.8 {"wrong":5}` {
			g.Errorf("the audit log says %q", log)
		}
	})
}
