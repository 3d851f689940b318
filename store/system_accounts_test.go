package store_test

import (
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestTheCommandLineMakesAndChangesAccounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		sys := s.System()
		first, err := sys.AddUser(ctx, domain.SignUpInput{Email: "Admin@Example.com", Password: goodPassword, Name: "Ada"}, nil)
		if err != nil || !first.IsAdmin() || !first.IsStaff() || !first.Verified || first.Email != "admin@example.com" {
			t.Fatalf("got %+v, %v", first, err)
		}
		ann, err := sys.AddUser(ctx, domain.SignUpInput{Email: "ann@example.com", Password: goodPassword}, nil)
		if err != nil || ann.IsAdmin() || !ann.IsStaff() {
			t.Fatalf("got %+v, %v", ann, err)
		}
		_, err = sys.AddUser(ctx, domain.SignUpInput{Email: "ANN@example.com", Password: goodPassword}, nil)
		want(t, err, domain.Conflict)
		_, err = sys.AddUser(ctx, domain.SignUpInput{Email: "bob@example.com", Password: goodPassword}, []string{"god"})
		want(t, err, domain.Invalid)
		users, err := sys.Users(ctx)
		if err != nil || len(users) != 2 || users[0].ID != first.ID {
			t.Fatalf("got %+v, %v", users, err)
		}
		if err := sys.SetPassword(ctx, "ANN@example.com", newPassword); err != nil {
			t.Fatal(err)
		}
		if _, err := signIn(s, "ann@example.com", newPassword); err != nil {
			t.Fatal(err)
		}
		want(t, sys.SetPassword(ctx, "ann@example.com", "password1234"), domain.Invalid)
		for _, nobody := range []string{"nobody@example.com", "", "x\x00", "%"} {
			want(t, sys.SetPassword(ctx, nobody, newPassword), domain.NotFound)
			_, err := sys.Disable(ctx, nobody)
			want(t, err, domain.NotFound)
		}
		_, secret, err := sys.CreateToken(ctx, "ann@example.com", domain.APITokenInput{Name: "cron", Scopes: []string{"write"}})
		if err != nil {
			t.Fatal(err)
		}
		if user, _, err := s.APITokenUser(ctx, secret); err != nil || user.ID != ann.ID {
			t.Fatalf("got %+v, %v", user, err)
		}
	})
}

func TestSomebodyIsAlwaysAdmin(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		sys := s.System()
		signUp(t, s, "admin@example.com")
		signUp(t, s, "ann@example.com")
		_, err := sys.Disable(ctx, "admin@example.com")
		want(t, err, domain.Conflict)
		_, err = sys.SetRoles(ctx, "admin@example.com", []string{"staff"})
		want(t, err, domain.Conflict)
		if _, err := signIn(s, "admin@example.com", goodPassword); err != nil {
			t.Fatal(err)
		}
		if ann, err := sys.SetRoles(ctx, "ann@example.com", []string{"staff", "admin"}); err != nil || !ann.IsAdmin() {
			t.Fatalf("got %+v, %v", ann, err)
		}
		if _, err := sys.Disable(ctx, "admin@example.com"); err != nil {
			t.Fatal(err)
		}
		_, err = sys.SetRoles(ctx, "ann@example.com", []string{"staff"})
		want(t, err, domain.Conflict)
	})
}

func TestRolesThatAnAdoptedFileHasAndWeDoNotKnowStay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		signUp(t, s, "admin@example.com")
		change(t, s, `INSERT INTO users (id, email, roles) VALUES ('u1', 'ann@example.com', '["staff","accountant"]')`)
		ann, err := s.System().SetRoles(ctx, "ann@example.com", []string{"client"})
		if err != nil || strings.Join(ann.Roles, " ") != "client accountant" {
			t.Fatalf("got %v, %v", ann.Roles, err)
		}
		log := texts(t, s, `SELECT before || after FROM activity WHERE kind = 'user' AND subject_id = 'u1'`)
		if len(log) != 1 || log[0] != `{"roles":["staff","accountant"]}{"roles":["client","accountant"]}` {
			t.Fatalf("the log says %q", log)
		}
	})
}

func TestMailIsTakenByOneTriedAgainAndGivenUpInTheEnd(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		sys := s.System()
		if err := sys.SendMail(ctx, domain.Mail{To: "ann@example.com", Subject: "Hi\x00 \xff", Body: "'; --"}); err != nil {
			t.Fatal(err)
		}
		mail, err := sys.NextMail(ctx)
		if err != nil || mail.To != "ann@example.com" || mail.Subject != "Hi " || mail.Tries != 1 {
			t.Fatalf("got %+v, %v", mail, err)
		}
		_, err = sys.NextMail(ctx)
		want(t, err, domain.NotFound)
		for try := 1; ; try++ {
			gaveUp, err := sys.MailFailed(ctx, mail, "no route\x00")
			if err != nil {
				t.Fatal(err)
			}
			if gaveUp {
				if try != 9 {
					t.Fatalf("gave up after %d tries", try)
				}
				break
			}
			_, err = sys.NextMail(ctx)
			want(t, err, domain.NotFound)
			clock.Advance(24 * time.Hour)
			if mail, err = sys.NextMail(ctx); err != nil || mail.Tries != try+1 {
				t.Fatalf("got %+v, %v", mail, err)
			}
		}
		clock.Advance(24 * time.Hour)
		_, err = sys.NextMail(ctx)
		want(t, err, domain.NotFound)
	})
}

func TestCleaningUpTakesOnlyWhatHasRunOut(t *testing.T) {
	clock := storetest.At(morning)
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(morning)
		ann := signUp(t, s, "ann@example.com")
		rows := func() string {
			counts := []string{}
			for _, table := range []string{"sessions", "logins", "refresh_tokens", "password_resets", "attempts", "idempotency_keys", "invites", "api_tokens"} {
				counts = append(counts, texts(t, s, `SELECT CAST(count(*) AS TEXT) FROM `+table)...)
			}
			return strings.Join(counts, " ")
		}
		everyWay(t, s, ann)
		invite(t, s, ann, domain.InviteInput{})
		s.Sessions().CommitCtx(ctx, "x", []byte("x"), morning.Add(time.Hour))
		signIn(s, "nobody@example.com", "x")
		change(t, s, `INSERT INTO idempotency_keys (user_id, hash, request, batch, created_at) VALUES (?, 'h', 'r', 'b', '2026-11-22T09:00:00.000Z')`, ann.ID)
		if err := s.System().CleanUp(ctx); err != nil {
			t.Fatal(err)
		}
		if got := rows(); got != "1 2 2 1 1 1 1 1" {
			t.Fatalf("too much went: %s", got)
		}
		clock.Advance(24 * time.Hour)
		if err := s.System().CleanUp(ctx); err != nil {
			t.Fatal(err)
		}
		if got := rows(); got != "0 0 0 0 0 0 1 1" {
			t.Fatalf("what has run out is there: %s", got)
		}
	})
}

func TestWithoutLimitsNobodyWaits(t *testing.T) {
	s, err := store.Open(ctx, store.Options{URL: t.TempDir() + "/mddash.db", Migrations: storetest.Migrations(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	signUp(t, s, "ann@example.com")
	for range 6 {
		_, err := signIn(s, "ann@example.com", "not the password")
		want(t, err, domain.Unauthorized)
	}
	if _, err := signIn(s, "ann@example.com", goodPassword); err != nil {
		t.Fatal(err)
	}
}
