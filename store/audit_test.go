package store_test

import (
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// audited are the entries of a page as lines.
func audited(t *testing.T, s *store.Store, admin domain.User, f domain.AuditFilter, limit int) (lines []string, next int64) {
	t.Helper()
	page, err := s.As(admin).Audit(ctx, f, limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Items {
		line := e.Topic + " " + e.Action + " by " + e.Actor.Name + " of " + e.Subject
		if e.Address != "" {
			line += " at " + e.Address
		}
		lines = append(lines, line)
	}
	return lines, page.Next
}

func TestTheAuditLogSaysWhoDidWhatAndWhoTriedTo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		_, code := invite(t, s, admin, domain.InviteInput{})
		ann, err := join(s, "ann@example.com", code)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.BeginLogin(ctx, domain.Proof{User: ann}, domain.Device{UserAgent: "curl", Address: "192.0.2.7"}, time.Hour); err != nil {
			t.Fatal(err)
		}
		for _, email := range []string{"Ann@Example.com", "nobody@example.com"} {
			_, err := s.SignIn(ctx, domain.SignInInput{Email: email, Password: "not this one"}, "192.0.2.9")
			want(t, err, domain.Unauthorized)
		}
		token, secret, err := s.As(ann).AddAPIToken(ctx, domain.APITokenInput{Name: "script", Scopes: []string{"read"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.As(ann).RemoveAPIToken(ctx, token.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.As(admin).SetUserRoles(ctx, ann.ID, []string{"client"}); err != nil {
			t.Fatal(err)
		}
		lines, _ := audited(t, s, admin, domain.AuditFilter{}, 100)
		got := strings.Join(lines, "\n")
		const said = `account update by admin of ann
token delete by ann of ann
token update by ann of ann
signin refused by  of  at 192.0.2.9
signin refused by  of ann at 192.0.2.9
signin in by ann of ann at 192.0.2.7
invite update by ann of 
account create by ann of ann
invite create by admin of 
account create by admin of admin`
		if got != said {
			t.Errorf("got\n%s", got)
		}
		for _, row := range texts(t, s, `SELECT coalesce(before, '') || coalesce(after, '') || subject || subject_id FROM audit`) {
			if strings.Contains(row, secret) || strings.Contains(row, code) || strings.Contains(row, "nobody@") || strings.Contains(row, "not this one") {
				t.Errorf("it holds %s", row)
			}
		}
		narrows(t, s, admin)
		first, next := audited(t, s, admin, domain.AuditFilter{}, 4)
		rest, end := audited(t, s, admin, domain.AuditFilter{Below: next}, 100)
		if strings.Join(append(first, rest...), "\n") != said || end != 0 {
			t.Errorf("got %v and %v", first, rest)
		}
		_, err = s.As(ann).Audit(ctx, domain.AuditFilter{}, 10)
		want(t, err, domain.Denied)
		_, err = s.As(ann).Queues(ctx)
		want(t, err, domain.Denied)
	})
}

// narrows wants the log to go by topic and by person, whose name is no pattern.
func narrows(t *testing.T, s *store.Store, admin domain.User) {
	t.Helper()
	if lines, _ := audited(t, s, admin, domain.AuditFilter{Topic: domain.AuditSignIn, Who: "ANN@"}, 100); len(lines) != 2 {
		t.Errorf("got %v", lines)
	}
	if lines, _ := audited(t, s, admin, domain.AuditFilter{Who: "%"}, 100); len(lines) != 0 {
		t.Errorf("got %v", lines)
	}
}

func TestTheAuditLogForgetsWrongPasswordsFirst(t *testing.T) {
	clock := storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		_, err := s.SignIn(ctx, domain.SignInInput{Email: admin.Email, Password: "not this one"}, "")
		want(t, err, domain.Unauthorized)
		for _, c := range []struct {
			days int
			left string
		}{{80, "signin account"}, {20, "account"}, {700, ""}} {
			clock.Advance(time.Duration(c.days) * 24 * time.Hour)
			if err := s.System().CleanUp(ctx); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(texts(t, s, `SELECT topic FROM audit ORDER BY id DESC`), " "); got != c.left {
				t.Errorf("after %d more days it has %q", c.days, got)
			}
		}
	})
}

func TestOnlyWhatIsNotOnItsWayIsTriedAgain(t *testing.T) {
	clock := storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		for range 2 {
			if err := s.System().SendMail(ctx, domain.Mail{To: "ann@example.com", Subject: "Hello", Body: "Hello."}); err != nil {
				t.Fatal(err)
			}
		}
		failed, err := s.System().NextMail(ctx)
		if err != nil {
			t.Fatal(err)
		}
		failed.Tries = 4
		if _, err := s.System().MailFailed(ctx, failed, "connection refused"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.System().NextMail(ctx); err != nil { // is on its way
			t.Fatal(err)
		}
		queues, err := s.As(admin).Queues(ctx)
		if err != nil || queues[0].Name != domain.QueueMail || queues[0].Waiting != 2 || queues[0].Tried != 2 || queues[0].Error != "connection refused" {
			t.Errorf("got %+v, %v", queues, err)
		}
		if n, err := s.As(admin).RetryQueue(ctx, domain.QueueMail); err != nil || n != 1 {
			t.Errorf("tries %d again, %v", n, err)
		}
		if again, err := s.System().NextMail(ctx); err != nil || again.ID != failed.ID {
			t.Errorf("got %+v, %v", again, err)
		}
		_, err = s.As(admin).RetryQueue(ctx, "nonsense")
		want(t, err, domain.NotFound)
	})
}

func TestTheAuditLogKeepsTheNamesOfThoseWhoAreGone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		eve, err := s.System().AddUser(ctx, domain.SignUpInput{Email: "eve@example.com", Name: "Eve", Password: goodPassword}, []string{"admin", "staff"})
		if err != nil {
			t.Fatal(err)
		}
		bob := signUp(t, s, "bob@example.com")
		if _, err := s.As(eve).SetUserRoles(ctx, bob.ID, []string{"client"}); err != nil {
			t.Fatal(err)
		}
		if err := s.As(admin).RemoveUser(ctx, eve.ID, ""); err != nil {
			t.Fatal(err)
		}
		if err := s.As(admin).RemoveUser(ctx, bob.ID, ""); err != nil {
			t.Fatal(err)
		}
		lines, _ := audited(t, s, admin, domain.AuditFilter{Topic: domain.AuditAccount, Who: "eve"}, 100)
		if got := strings.Join(lines, "\n"); got != "account delete by admin of \naccount update by Eve of bob\naccount create by  of Eve" {
			t.Errorf("got\n%s", got)
		}
	})
}

func TestWhatTheCommandLineDoesIsNotedAsItsOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		system, shell := s.System(), store.From(ctx, domain.AuditCommand)
		if _, _, err := system.CreateToken(shell, admin.Email, domain.APITokenInput{Name: "script"}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.As(admin).TakeOut(shell); err != nil {
			t.Fatal(err)
		}
		lines, _ := audited(t, s, admin, domain.AuditFilter{}, 2)
		if got := strings.Join(lines, "\n"); got != "account exported by  of admin at command line\ntoken update by  of admin at command line" {
			t.Errorf("got\n%s", got)
		}
	})
}
