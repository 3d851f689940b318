package commands

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// examined is what doctor finds, by name.
func examined(t *testing.T, variables ...string) (code int, found map[string]domain.Check) {
	t.Helper()
	code, out, errs := try(t, append([]string{"MDDASH_ADDR=" + free(t)}, variables...), "doctor", "--json")
	var said struct{ Checks []domain.Check }
	if err := json.Unmarshal([]byte(out), &said); err != nil {
		t.Fatalf("%d %s %s: %v", code, out, errs, err)
	}
	found = map[string]domain.Check{}
	for _, check := range said.Checks {
		found[check.Name] = check
	}
	return code, found
}

func database(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mddash.db")
	shell{t, "sqlite:" + path}.ok("wet paint on the third bench\n", "user", "add", "ann@example.com")
	return path
}

func TestDoctorFindsNothingWrongWithWhatIsWell(t *testing.T) {
	code, found := examined(t, "MDDASH_DATABASE_URL=sqlite:"+database(t))
	for _, name := range []string{"address", "proxies", "database", "integrity", "clock", "files", "what waits", "secrets", "mail", "doors"} {
		if found[name].State != domain.CheckGood || found[name].Advice != "" {
			t.Errorf("%s: %+v", name, found[name])
		}
	}
	if code != exitDone {
		t.Errorf("code %d: %+v", code, found)
	}
}

func TestDoctorSaysWhatIsNotWellAndWhatToDo(t *testing.T) {
	readable, secret := database(t), filepath.Join(t.TempDir(), "smtp")
	if err := os.Chmod(readable, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(secret, []byte("smtp://127.0.0.1:1?tls=none"), 0o644); err != nil {
		t.Fatal(err)
	}
	damaged := database(t)
	if err := os.WriteFile(damaged, []byte("no database, but long enough to be looked at as one"), 0o600); err != nil {
		t.Fatal(err)
	}
	newer, short := database(t), database(t)
	shell{t, "sqlite:" + newer}.change(`INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, '9999_future', '2030-01-01T00:00:00.000Z')`)
	shell{t, "sqlite:" + short}.change(`PRAGMA wal_checkpoint(TRUNCATE)`)
	if err := os.Truncate(short, 100_000); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		variables         []string
		check, state, say string
	}{
		"a newer database":           {[]string{"MDDASH_DATABASE_URL=sqlite:" + newer}, "database", domain.CheckWrong, "older one can't go on"},
		"a file that was cut off":    {[]string{"MDDASH_DATABASE_URL=sqlite:" + short}, "database", domain.CheckWrong, "restore the last backup"},
		"no directory":               {[]string{"MDDASH_DATABASE_URL=sqlite:" + filepath.Join(filepath.Dir(short), "none", "x.db")}, "database", domain.CheckWrong, "Make the directory"},
		"another kind of database":   {[]string{"MDDASH_DATABASE_URL=mysql://127.0.0.1/x"}, "database", domain.CheckWrong, "postgres://"},
		"a file that others read":    {[]string{"MDDASH_DATABASE_URL=sqlite:" + readable}, "files", domain.CheckWarn, "mode 0644"},
		"a secret that others read":  {[]string{"MDDASH_SMTP_URL_FILE=" + secret, "MDDASH_MAIL_FROM=a@example.com"}, "secrets", domain.CheckWarn, "0644"},
		"a mail server that is gone": {[]string{"MDDASH_SMTP_URL_FILE=" + secret, "MDDASH_MAIL_FROM=a@example.com"}, "mail", domain.CheckWrong, "nobody listens there"},
		"no database":                {[]string{"MDDASH_DATABASE_URL=sqlite:" + damaged}, "database", domain.CheckWrong, "SQLite"},
		"no server":                  {[]string{"MDDASH_DATABASE_URL=postgres://a:secret@127.0.0.1:1/x"}, "database", domain.CheckWrong, "127.0.0.1"},
		"https without a proxy":      {[]string{"MDDASH_BASE_URL=https://mddash.invalid"}, "proxies", domain.CheckWarn, "none is trusted"},
		"a name that is none":        {[]string{"MDDASH_BASE_URL=https://mddash.invalid"}, "way in", domain.CheckWrong, "mddash.invalid"},
		"http for everybody":         {[]string{"MDDASH_BASE_URL=http://mddash.invalid"}, "address", domain.CheckWarn, "readable"},
		"https for oneself":          {[]string{"MDDASH_BASE_URL=https://localhost"}, "address", domain.CheckWarn, "this machine alone"},
		"no limits":                  {[]string{"MDDASH_BASE_URL=https://mddash.invalid", "MDDASH_RATE_LIMITS=off"}, "doors", domain.CheckWarn, "rate limits are off"},
	} {
		t.Run(name, func(t *testing.T) {
			code, found := examined(t, c.variables...)
			got := found[c.check]
			if got.State != c.state || !strings.Contains(got.Found+got.Advice, c.say) || got.Advice == "" || strings.Contains(got.Found, "secret") {
				t.Errorf("got %+v", got)
			}
			wrong := slices.ContainsFunc(slices.Collect(maps.Values(found)), func(check domain.Check) bool { return check.State == domain.CheckWrong })
			if (code == exitFailed) != wrong {
				t.Errorf("code %d: %+v", code, found)
			}
		})
	}
}

func TestDoctorChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mddash.db")
	if code, found := examined(t, "MDDASH_DATABASE_URL=sqlite:"+path); code != exitDone || !strings.Contains(found["database"].Found, "not there yet") {
		t.Errorf("%d %+v", code, found)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 0 {
		t.Errorf("it left %v, %v", entries, err)
	}
	made := database(t)
	examined(t, "MDDASH_DATABASE_URL=sqlite:"+made)
	entries, err := os.ReadDir(filepath.Dir(made))
	for _, entry := range entries {
		if strings.Contains(entry.Name(), "doctor") {
			t.Errorf("it left %v, %v", entry.Name(), err)
		}
	}
}

func TestDoctorKnowsTheServerThatRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mddash.db")
	s := start(t, path)
	_, found := examined(t, "MDDASH_DATABASE_URL=sqlite:"+path, "MDDASH_ADDR="+s.address)
	if found["way in"].State != domain.CheckGood || found["storage"].State == "" || found["disk"].Found == "" {
		t.Errorf("got %+v", found)
	}
}

func TestDoctorLooksAtTheBackupsOfTheServer(t *testing.T) {
	url, dir := "MDDASH_DATABASE_URL=sqlite:"+database(t), t.TempDir()
	of := func(every string) domain.Check {
		_, found := examined(t, url, "MDDASH_BACKUP_DIR="+dir, "MDDASH_BACKUP_EVERY="+every)
		return found["backups"]
	}
	if got := of("24h"); got.State != domain.CheckWarn || !strings.Contains(got.Found, dir) {
		t.Errorf("none yet: %+v", got)
	}
	backup := filepath.Join(dir, "mddash-20261122-030000.zip")
	if err := os.WriteFile(backup, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := of("24h"); got.State != domain.CheckGood {
		t.Errorf("a new one: %+v", got)
	}
	old := time.Now().Add(-3 * 24 * time.Hour)
	if err := os.Chtimes(backup, old, old); err != nil {
		t.Fatal(err)
	}
	if got := of("24h"); got.State != domain.CheckWrong {
		t.Errorf("one of three days ago where one is made every day: %+v", got)
	}
	if got := of("240h"); got.State != domain.CheckGood {
		t.Errorf("one of three days ago where one is made every ten: %+v", got)
	}
}

func TestDoctorSaysInWordsWhyAServerCanNotBeReached(t *testing.T) {
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	go func() {
		for {
			conn, err := mute.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	closed := free(t)
	for _, c := range []struct{ name, setting, found, advice string }{
		{"mail", "MDDASH_SMTP_URL=smtp://" + closed, "nobody listens there", "Does the server run"},
		{"mail", "MDDASH_SMTP_URL=smtp://" + mute.Addr().String(), "it hangs up", "right port"},
		{"database", "MDDASH_DATABASE_URL=postgres://ann:a-secret@" + closed + "/x", "nobody listens there", "Does the server run"},
		{"database", "MDDASH_DATABASE_URL=sqlite:/dev/null/x.db", "can't be", "MDDASH_DATABASE_URL"},
	} {
		code, found := examined(t, c.setting, "MDDASH_MAIL_FROM="+map[string]string{"mail": "a@example.com"}[c.name])
		got := found[c.name]
		if code != exitFailed || got.State != domain.CheckWrong || !strings.Contains(got.Found, c.found) || !strings.Contains(got.Advice, c.advice) || strings.ContainsAny(got.Found, "\n\t") || strings.Contains(got.Found, "a-secret") {
			t.Errorf("%s: %d %+v", c.setting, code, got)
		}
	}
}

// mailServer greets and answers as lines says: to what a command begins with, "" for whatever else.
func mailServer(t *testing.T, greeting string, lines map[string]string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go converse(conn, greeting, lines)
		}
	}()
	return listener.Addr().String()
}

func converse(conn net.Conn, greeting string, lines map[string]string) {
	defer conn.Close()
	_, _ = io.WriteString(conn, greeting)
	for in := bufio.NewScanner(conn); in.Scan(); {
		word, _, _ := strings.Cut(in.Text(), " ")
		answer, known := lines[word]
		if !known {
			answer = lines[""]
		}
		if _, err := io.WriteString(conn, answer); err != nil || answer == "" {
			return
		}
	}
}

func TestDoctorSaysWhatIsStrangeAboutAMailServer(t *testing.T) {
	const hello, plain = "220 hi\r\n", "250 mail.example\r\n"
	server := func(greeting string, answers ...string) string {
		lines := map[string]string{"": "250 ok\r\n"}
		for i := 0; i < len(answers); i += 2 {
			lines[answers[i]] = answers[i+1]
		}
		return mailServer(t, greeting, lines)
	}
	untrusted := httptest.NewTLSServer(nil)
	defer untrusted.Close()
	for address, want := range map[string][2]string{
		"smtp://" + server("HTTP/1.1 400 Bad Request\r\n\r\n") + "?tls=none":                                                                {"it speaks no SMTP", "right port"},
		"smtp://" + server("554 Go away\r\n") + "?tls=none":                                                                                 {"Go away", "MDDASH_SMTP_URL"},
		"smtp://" + server(hello, "EHLO", plain) + "?tls=starttls":                                                                          {"it can't encrypt", "587"},
		"smtp://" + server(hello, "EHLO", "250-mail.example\r\n250 STARTTLS\r\n", "STARTTLS", "454 Not now\r\n") + "?tls=starttls":          {"Not now", "MDDASH_SMTP_URL"},
		"smtp://" + server(hello, "EHLO", "250-mail.example\r\n250 STARTTLS\r\n", "STARTTLS", "220 go\r\n") + "?tls=starttls":               {"does not speak TLS", "the port"},
		"smtp://ann:a-secret@" + server(hello, "EHLO", "250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n", "AUTH", "535 Bad\r\n") + "?tls=none": {"refuses the name or the password", "%40"},
		"smtp://ann:a-secret@" + server(hello, "EHLO", plain) + "?tls=none":                                                                 {"takes no name", "starttls"},
		"smtps://" + server(hello):                      {"does not speak TLS", "the port"},
		"smtps://" + untrusted.Listener.Addr().String(): {"certificate is not to be trusted", "maker"},
	} {
		code, found := examined(t, "MDDASH_SMTP_URL="+address, "MDDASH_MAIL_FROM=a@example.com")
		got := found["mail"]
		if code != exitFailed || got.State != domain.CheckWrong || !strings.Contains(got.Found, want[0]) || !strings.Contains(got.Advice, want[1]) || strings.ContainsAny(got.Found, "\n\t") || strings.Contains(got.Found+got.Advice, "a-secret") {
			t.Errorf("%s: %d %+v", address, code, got)
		}
	}
}
