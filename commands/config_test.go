package commands

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// try runs the command line with a database of its own and the given variables.
func try(t *testing.T, variables []string, args ...string) (code int, out, errs string) {
	t.Helper()
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, ours) {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	environ := []string{"PATH=/bin"}
	if !slices.ContainsFunc(variables, func(entry string) bool { return strings.HasPrefix(entry, "MDDASH_DATABASE_URL") }) {
		variables = append(variables, "MDDASH_DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "mddash.db"))
	}
	for _, entry := range variables {
		name, value, _ := strings.Cut(entry, "=")
		t.Setenv(name, value)
		environ = append(environ, entry)
	}
	var stdout, stderr strings.Builder
	code = run(args, call{ctx: t.Context(), files: testFiles(t), in: strings.NewReader(""), out: &stdout, errs: &stderr}, environ)
	return code, stdout.String(), stderr.String()
}

func TestAVariableThatSetsNothingIsRefusedWithTheNearestName(t *testing.T) {
	for variable, nearest := range map[string]string{
		"MDDASH_AADR=:8080": "did you mean MDDASH_ADDR?", "MDDASH_DATABASE=x": "MDDASH_DATABASE_URL", "MDDASH_REGISTRATIONS=open": "MDDASH_REGISTRATION?",
		"MDDASH_SMTP_URL_FLIE=/x": "MDDASH_SMTP_URL_FILE", "MDDASH_ADDR_FILE=/x": "MDDASH_", "MDDASH_addr=x": "MDDASH_",
	} {
		code, _, errs := try(t, []string{variable}, "version")
		if code != exitUsage || !strings.Contains(errs, "is no setting") || !strings.Contains(errs, nearest) {
			t.Errorf("%s: %d %s", variable, code, errs)
		}
	}
	for _, fine := range []string{"MDDASH_PORT_8080_TCP=tcp://10.0.0.1:8080", "MDDASH_SERVICE_HOST=10.0.0.1", "MDDASH_PORT=tcp://10.0.0.1:8080", "MDDASH_TEST_POSTGRES=x", "OTHER=1"} {
		if code, _, errs := try(t, []string{fine}, "version"); code != exitDone {
			t.Errorf("%s: %d %s", fine, code, errs)
		}
	}
}

func TestAWrongValueIsRefusedWithWhatWouldBeRight(t *testing.T) {
	for setting, want := range map[string]string{
		"MDDASH_ADDR=nonsense":                            "write host and port, such as 127.0.0.1:8080",
		"MDDASH_ADDR=127.0.0.1:99999":                     "MDDASH_ADDR",
		"MDDASH_ADDR=203.0.113.77:8080":                   "no address of this machine",
		"MDDASH_LOG_LEVEL=loud":                           `must be one of "debug","info","warn","error"`,
		"MDDASH_REGISTRATION=maybe":                       `must be one of "invite","open","closed"`,
		"MDDASH_RATE_LIMITS=no":                           `must be one of "on","off"`,
		"MDDASH_NEXTAUTH=perhaps":                         "nextauth",
		"MDDASH_BASE_URL=example.com":                     "such as https://example.com",
		"MDDASH_BASE_URL=https://example.com/?a=b":        "only those, such as https://example.com/dash",
		"MDDASH_BASE_URL=https://user:pass@example.com":   "only those",
		"MDDASH_BASE_URL=https://example.com/a/../b":      "letters, digits and dashes",
		"MDDASH_BASE_URL=ftp://example.com":               "such as https://example.com",
		"MDDASH_CORS_ORIGINS=https://a.example,b.example": "such as https://app.example.com",
		"MDDASH_CORS_ORIGINS=*":                           "no origin",
		"MDDASH_CORS_ORIGINS=null":                        "no origin",
		"MDDASH_CORS_ORIGINS=https://a.example/":          "without a slash at the end",
		"MDDASH_TRUSTED_PROXIES=proxy":                    "such as 127.0.0.1 or 10.0.0.0/8",
		"MDDASH_TRUSTED_PROXIES=0.0.0.0/0":                "would believe everybody",
		"MDDASH_SMTP_URL=mail.example.com":                "write smtp://user:password@mail.example.com:587",
		"MDDASH_SMTP_URL=smtp://mail.example.com":         "MDDASH_MAIL_FROM is missing",
		"MDDASH_MAIL_FROM=a@example.com":                  "no mail server is",
		"MDDASH_BACKUP_DIR=/dev/null":                     "is no directory",
		"MDDASH_BACKUP_DIR=/dev/null/below":               "is no directory",
		"MDDASH_METRICS_ADDR=nonsense":                    "such as 127.0.0.1:9090",
		"MDDASH_BACKUP_EVERY=1s":                          "write 24h",
	} {
		t.Run(setting, func(t *testing.T) {
			variables := []string{setting}
			if !strings.HasPrefix(setting, "MDDASH_ADDR") {
				variables = append(variables, "MDDASH_ADDR=127.0.0.1:0")
			}
			code, _, errs := try(t, variables)
			if code == exitDone || !strings.Contains(errs, want) {
				t.Errorf("code %d: %s", code, errs)
			}
			if strings.Contains(errs, "user:pass@") {
				t.Errorf("a password is repeated: %s", errs)
			}
		})
	}
}

func TestEverythingThatIsWrongIsSaidAtOnce(t *testing.T) {
	_, _, errs := try(t, []string{"MDDASH_ADDR=127.0.0.1:0", "MDDASH_BASE_URL=x", "MDDASH_CORS_ORIGINS=y", "MDDASH_TRUSTED_PROXIES=z"})
	for _, name := range []string{"MDDASH_BASE_URL", "MDDASH_CORS_ORIGINS", "MDDASH_TRUSTED_PROXIES"} {
		if !strings.Contains(errs, name) {
			t.Errorf("%s is not named: %s", name, errs)
		}
	}
}

func TestASecretComesFromAFile(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	from := "MDDASH_MAIL_FROM=mddash@example.com"
	addr := "MDDASH_ADDR=127.0.0.1:0"
	good := file("good", "smtp://user:pass@mail.example.com\n")
	for name, c := range map[string]struct {
		variables []string
		want      string
	}{
		"both":     {[]string{"MDDASH_SMTP_URL_FILE=" + good, "MDDASH_SMTP_URL=smtp://other.example"}, "are both set"},
		"no file":  {[]string{"MDDASH_SMTP_URL_FILE=" + dir + "/nope"}, "MDDASH_SMTP_URL_FILE"},
		"empty":    {[]string{"MDDASH_SMTP_URL_FILE=" + file("empty", "\n")}, "is empty"},
		"wrong":    {[]string{"MDDASH_SMTP_URL_FILE=" + file("wrong", "http://x"), from}, "this is no mail server"},
		"database": {[]string{"MDDASH_DATABASE_URL_FILE=" + file("db", "mysql://x")}, "mysql"},
	} {
		if code, _, errs := try(t, append(c.variables, addr)); code == exitDone || !strings.Contains(errs, c.want) {
			t.Errorf("%s: %d %s", name, code, errs)
		}
	}
	var p program
	t.Setenv("MDDASH_SMTP_URL_FILE", good)
	command, _ := parse([]string{"version"}, &p, call{out: os.Stderr, errs: os.Stderr}, []string{"MDDASH_SMTP_URL_FILE=" + good})
	if command == nil || p.SMTPURL != "smtp://user:pass@mail.example.com" {
		t.Errorf("read %q", p.SMTPURL)
	}
}

func TestTheBaseURLIsMadeOfTheAddressUnlessItIsGiven(t *testing.T) {
	for _, c := range []struct{ given, bound, want string }{
		{"", "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"", "[::]:8080", "http://localhost:8080"},
		{"", "0.0.0.0:8080", "http://localhost:8080"},
		{"", "[::1]:8080", "http://[::1]:8080"},
		{"https://Example.com:443/dash/", "127.0.0.1:8080", "https://example.com/dash"},
		{"http://192.168.1.5:8080", "0.0.0.0:8080", "http://192.168.1.5:8080"},
	} {
		u, err := parseBase(c.given, c.bound)
		if err != nil || u.String() != c.want {
			t.Errorf("%q at %s: %v %v, want %s", c.given, c.bound, u, err, c.want)
		}
	}
}

func TestProxiesAreAddressesOrNetworks(t *testing.T) {
	got, err := parseProxies([]string{"127.0.0.1", " 10.1.2.3/8", "", "fd00::/8"})
	want := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	if err != nil || len(got) != len(want) {
		t.Fatalf("%v %v", got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%v, want %v", got[i], want[i])
		}
	}
}

func TestHelpListsEverySetting(t *testing.T) {
	code, out, _ := try(t, nil, "--help")
	if code != exitDone {
		t.Fatalf("code %d", code)
	}
	for _, name := range []string{
		"ADDR", "DATABASE_URL", "BASE_URL", "REGISTRATION", "SMTP_URL", "MAIL_FROM", "CORS_ORIGINS", "TRUSTED_PROXIES", "LOG_LEVEL", "LOG_FORMAT",
		"NEXTAUTH", "RATE_LIMITS",
	} {
		if !strings.Contains(out, "$MDDASH_"+name) {
			t.Errorf("MDDASH_%s is not in the help", name)
		}
	}
}

func TestCertificatesAreMadeForNamesThatPeopleComeTo(t *testing.T) {
	for setting, want := range map[string]string{
		"MDDASH_TLS_HOSTS=192.0.2.7":                                           "no name that a certificate can be made for",
		"MDDASH_TLS_HOSTS=dash":                                                "no name that a certificate can be made for",
		"MDDASH_TLS_HOSTS=https://dash.example.com":                            "no name that a certificate can be made for",
		"MDDASH_TLS_EMAIL=a@example.com":                                       "MDDASH_TLS_HOSTS: it is not set",
		"MDDASH_TLS_HOSTS=a.example.com MDDASH_BASE_URL=https://b.example.com": "name that host",
		"MDDASH_TLS_HOSTS=a.example.com MDDASH_BASE_URL=http://a.example.com":  "name that host",
		"MDDASH_TLS_HOSTS=a.example.com MDDASH_TLS_DIRECTORY=http://x/":        "MDDASH_TLS_DIRECTORY",
	} {
		code, _, errs := try(t, append(strings.Fields(setting), "MDDASH_ADDR=127.0.0.1:0"))
		if code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%s: %d %s", setting, code, errs)
		}
	}
}
