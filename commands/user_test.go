package commands

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

// shell runs commands on one database, as if typed.
type shell struct {
	t        *testing.T
	database string
}

func newShell(t *testing.T) shell {
	return shell{t, "sqlite:" + filepath.Join(t.TempDir(), "mddash.db")}
}

// run answers what was printed, what was said beside it, and the exit code.
func (s shell) run(stdin string, args ...string) (out, errs string, code int) {
	s.t.Helper()
	var printed, said bytes.Buffer
	c := call{ctx: context.Background(), files: Files{Migrations: os.DirFS("..")}, in: strings.NewReader(stdin), out: &printed, errs: &said}
	code = run(append(args, "--database-url", s.database), c, nil)
	return printed.String(), said.String(), code
}

func (s shell) ok(stdin string, args ...string) string {
	s.t.Helper()
	out, errs, code := s.run(stdin, args...)
	if code != exitDone {
		s.t.Fatalf("mddash %s: exit %d: %s", strings.Join(args, " "), code, errs)
	}
	return out
}

func (s shell) refused(stdin, words string, args ...string) {
	s.t.Helper()
	if out, errs, code := s.run(stdin, args...); code == exitDone || !strings.Contains(errs, words) || out != "" {
		s.t.Fatalf("mddash %s: exit %d, printed %q, said %q; want %q", strings.Join(args, " "), code, out, errs, words)
	}
}

func (s shell) signIn(email, password string) (domain.User, error) {
	s.t.Helper()
	st, err := store.Open(context.Background(), store.Options{URL: s.database, Migrations: os.DirFS("../migrations")})
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	proof, err := st.SignIn(context.Background(), domain.SignInInput{Email: email, Password: password}, "")
	return proof.User, err
}

// change does to the database what another program might.
func (s shell) change(statement string) {
	s.t.Helper()
	db, err := sql.Open("sqlite", strings.TrimPrefix(s.database, "sqlite:"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		s.t.Fatal(err)
	}
}

// column reads the first column of what a statement answers.
func (s shell) column(query string) []string {
	s.t.Helper()
	db, err := sql.Open("sqlite", strings.TrimPrefix(s.database, "sqlite:"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			s.t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

const typed = "vier paarden eten taart"

func TestAccountsAreMadeAndChangedWithoutABrowser(t *testing.T) {
	s := newShell(t)
	s.ok("", "migrate", "up")
	if out := s.ok("", "user", "list"); !strings.Contains(out, "no accounts yet") {
		t.Fatal(out)
	}
	s.ok(typed+"\n", "user", "add", "Ada@Example.com", "--name", "Ada")
	s.change(`UPDATE users SET name = 'Ada ' || char(27) || '[31m'`)
	s.ok(typed+"\r\n", "user", "add", "bob@example.com", "--role", "client")
	if user, err := s.signIn("ada@example.com", typed); err != nil || !user.IsAdmin() {
		t.Fatalf("got %+v, %v", user, err)
	}
	out := s.ok("", "user", "list")
	if !strings.Contains(out, "admin, staff") || !strings.Contains(out, "bob@example.com") || strings.Contains(out, "\x1b") {
		t.Fatal(out)
	}
	s.ok("", "user", "role", "BOB@example.com", "admin", "staff")
	s.ok("", "user", "disable", "bob@example.com")
	if _, err := s.signIn("bob@example.com", typed); err == nil {
		t.Fatal("a disabled account signs in")
	}
	if out := s.ok("", "user", "list"); !strings.Contains(out, "disabled") {
		t.Fatal(out)
	}
	s.ok("", "user", "enable", "bob@example.com")
	s.ok("five geese eat pancakes", "user", "password", "bob@example.com", "--stdin")
	if _, err := s.signIn("bob@example.com", "five geese eat pancakes"); err != nil {
		t.Fatal(err)
	}
}

func TestWhatMakesNoSenseIsRefusedOnTheCommandLine(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	s.refused("", "standard input", "user", "add", "bob@example.com")
	s.refused("password1234\n", "easy to guess", "user", "add", "bob@example.com")
	s.refused(typed, "has an account", "user", "add", "ADA@example.com")
	s.refused(typed, "whole address", "user", "add", "bob")
	s.refused(typed, "Choose one of", "user", "add", "bob@example.com", "--role", "god")
	s.refused("", "only admin", "user", "disable", "ada@example.com")
	s.refused("", "only admin", "user", "role", "ada@example.com", "staff")
	s.refused("", "No account", "user", "enable", "nobody@example.com")
	s.refused("", "no such account", "user", "password", "nobody@example.com")
	s.refused("", "--name", "token", "create", "ada@example.com")
	s.refused("", "Choose one of", "token", "create", "ada@example.com", "--name", "x", "--scope", "admin")
	s.refused("", "still to come", "token", "create", "ada@example.com", "--name", "x", "--expires", "2020-01-01")
}

func TestALinkToSetAPasswordFollowsTheBaseURL(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	for args, want := range map[string]string{
		"":                                     "http://127.0.0.1:8080/reset?token=",
		"--base-url=https://example.com/dash/": "https://example.com/dash/reset?token=",
		"--addr=0.0.0.0:9000":                  "http://localhost:9000/reset?token=",
	} {
		out := s.ok("", append([]string{"user", "password", "ada@example.com"}, strings.Fields(args)...)...)
		token, found := strings.CutPrefix(strings.TrimSpace(out), want)
		if !found || len(token) != 43 {
			t.Fatalf("%s: got %q", args, out)
		}
	}
	s.refused("", "MDDASH_BASE_URL", "user", "password", "ada@example.com", "--base-url", "example.com")
}

func TestATokenIsPrintedAlone(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	out, errs, code := s.run("", "token", "create", "ada@example.com", "--name", "cron", "--scope", "write", "--expires", "2999-12-31",
		"--smtp-url", "smtp://127.0.0.1:9", "--mail-from", "a@example.com")
	if code != exitDone || !strings.Contains(errs, "It works until 3000-01-01") || !strings.Contains(errs, "The server tells them by mail.") {
		t.Fatalf("exit %d, said %q", code, errs)
	}
	secret := strings.TrimSuffix(out, "\n")
	if !strings.HasPrefix(secret, "mdd_") || strings.ContainsAny(secret, " \n") {
		t.Fatalf("printed %q", out)
	}
	st, err := store.Open(context.Background(), store.Options{URL: s.database, Migrations: os.DirFS("../migrations")})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	user, token, err := st.APITokenUser(context.Background(), secret)
	if err != nil || user.Email != "ada@example.com" || !token.Allows(domain.ScopeWrite) || token.ExpiresAt.Year() != 3000 {
		t.Fatalf("got %+v, %+v, %v", user, token, err)
	}
	if letter, err := st.System().NextMail(context.Background()); err != nil || letter.To != user.Email || !strings.Contains(letter.Body, "cron") || strings.Contains(letter.Body, secret) {
		t.Errorf("the letter is %+v, %v", letter, err)
	}
}

func TestACommandThatFindsNoDatabaseMakesNone(t *testing.T) {
	for _, args := range []string{
		"user list", "user password ada@example.com", "user role ada@example.com staff", "user disable ada@example.com", "user enable ada@example.com",
		"user remove-passkeys ada@example.com", "user reset-2fa ada@example.com",
		"token create ada@example.com --name cron",
	} {
		t.Run(args, func(t *testing.T) {
			s := newShell(t)
			s.refused("", "there is no database at "+strings.TrimPrefix(s.database, "sqlite:"), strings.Fields(args)...)
			if found, _ := filepath.Glob(strings.TrimPrefix(s.database, "sqlite:") + "*"); len(found) > 0 {
				t.Errorf("it made %v", found)
			}
		})
	}
}

func TestTwoFactorOfSomebodyWhoLostTheirPhoneIsTurnedOff(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	s.refused("", "is off", "user", "reset-2fa", "ada@example.com")
	s.refused("", "No account has this address", "user", "reset-2fa", "nobody@example.com")
	user, err := s.signIn("ada@example.com", typed)
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), store.Options{URL: s.database, Migrations: os.DirFS("../migrations")})
	if err != nil {
		t.Fatal(err)
	}
	ctx, scope := store.From(t.Context(), domain.AuditCommand), st.As(user)
	if err := scope.BeginTwoFactor(ctx, typed, "here"); err != nil {
		t.Fatal(err)
	}
	secret, err := scope.NewTwoFactorSecret(ctx, "here")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := scope.ConfirmTwoFactor(ctx, domain.TOTPCode(secret, domain.TOTPStep(time.Now())), "here"); err != nil {
		t.Fatal(err)
	}
	st.Close()
	if _, err := s.signIn("ada@example.com", typed); domain.KindOf(err) != domain.Unauthorized {
		t.Fatalf("no code is asked for: %v", err)
	}
	if said := s.ok("", "user", "reset-2fa", "ADA@example.com", "--smtp-url", "smtp://127.0.0.1:9", "--mail-from", "a@example.com", "--base-url", "https://dash.example/sub"); !strings.Contains(said, "The server tells them by mail.") {
		t.Errorf("it says %q", said)
	}
	if letter := s.letter(); letter.To != "ada@example.com" || letter.Subject != "Two-factor is off" || !strings.Contains(letter.Body, "An admin turned") ||
		!strings.Contains(letter.HTML, "https://dash.example/sub/settings/security") {
		t.Errorf("the letter is %+v", letter)
	}
	if _, err := s.signIn("ada@example.com", typed); err != nil {
		t.Errorf("a code is still asked for: %v", err)
	}
	if log := s.audit(); log[len(log)-1] != "account update ada" {
		t.Errorf("the audit log says %q", log)
	}
}

// letter is the first that waits to be sent.
func (s shell) letter() domain.Mail {
	s.t.Helper()
	st, err := store.Open(s.t.Context(), store.Options{URL: s.database, Migrations: os.DirFS("../migrations")})
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	letter, err := st.System().NextMail(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return letter
}

func TestWhosePasskeysAreRemovedIsToldWhereMailIsSent(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	user, err := s.signIn("ada@example.com", typed)
	if err != nil {
		t.Fatal(err)
	}
	add := func(name string) {
		st, err := store.Open(t.Context(), store.Options{URL: s.database, Migrations: os.DirFS("../migrations")})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		key := domain.Passkey{Name: name, CredentialID: []byte(name), PublicKey: []byte{1}}
		if _, err := st.As(user).AddPasskey(t.Context(), key, store.Challenge{Hash: name, Ends: time.Now().Add(time.Minute)}); err != nil {
			t.Fatal(err)
		}
	}
	add("laptop")
	if said := s.ok("", "user", "remove-passkeys", "ada@example.com"); !strings.Contains(said, "One passkey is removed") || !strings.Contains(said, "not told by mail") {
		t.Errorf("it says %q", said)
	}
	add("phone")
	mail := []string{"--smtp-url", "smtp://127.0.0.1:9", "--mail-from", "a@example.com"}
	if said := s.ok("", append([]string{"user", "remove-passkeys", "ada@example.com"}, mail...)...); !strings.Contains(said, "The server tells them by mail.") {
		t.Errorf("it says %q", said)
	}
	if said := s.ok("", append([]string{"user", "remove-passkeys", "ada@example.com"}, mail...)...); !strings.Contains(said, "They have no passkeys.") {
		t.Errorf("it says %q", said)
	}
	if letter := s.letter(); letter.To != "ada@example.com" || letter.Subject != "Your passkeys are removed" {
		t.Errorf("the letter is %+v", letter)
	}
}
