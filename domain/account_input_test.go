package domain_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// fields of an Invalid error; nil when there was none.
func fields(t *testing.T, err error) map[string]string {
	t.Helper()
	if err == nil {
		return nil
	}
	var e *domain.Error
	if !errors.As(err, &e) || e.Kind != domain.Invalid {
		t.Fatalf("want an Invalid error, got %v", err)
	}
	return e.Fields
}

func TestAnAddressIsTakenInAnyScriptButNeverWithMoreThanTheAddress(t *testing.T) {
	for typed, want := range map[string]string{
		"ana@example.com":             "ana@example.com",
		"  Ana.B+todo@Example.COM \n": "ana.b+todo@example.com",
		"root@localhost":              "root@localhost",
		"用户@例子.广告":                    "用户@例子.广告",
		"ÄNNE@bücher.example":         "änne@bücher.example",
		"o'neill@example.com":         "o'neill@example.com",
		"":                            "",
		"ana":                         "",
		"@example.com":                "",
		"ana@":                        "",
		"a@b@c":                       "",
		"ana@exa mple.com":            "",
		"Ana <ana@example.com>":       "",
		`"ana b"@example.com`:         "",
		"ana@example.com\r\nBcc: eve@example.com":   "",
		"ana@[127.0.0.1]":                           "",
		"ana..b@example.com":                        "",
		".ana@example.com":                          "",
		"ana@-example.com":                          "",
		"ana@example..com":                          "",
		"a\x00na@example.com":                       "",
		"ana\xff@example.com":                       "",
		"ana\u202e@example.com":                     "",
		"ana\u200b@example.com":                     "",
		"ana@example.com,eve@example.com":           "",
		strings.Repeat("a", 250) + "@example.com":   "",
		strings.Repeat("a", 1000000) + "@x.example": "",
	} {
		p := domain.Problems{}
		got := domain.ParseEmail(p, "email", typed)
		if refused := p["email"] != ""; refused != (want == "") || (!refused && got != want) {
			t.Errorf("%.40q: got %.40q, said %q, want %q", typed, got, p["email"], want)
		}
	}
}

func TestPasswordsThatAreTriedFirstAreRefused(t *testing.T) {
	for _, password := range []string{
		"password12", "Password123!", "P@ssw0rd2024", "passwordpassword", "pass-word-99", "1l0vey0u!!!", "iloveyou1234", "i love you!",
		"qwertyuiop", "1q2w3e4r5t", "1qaz2wsx3edc", "zxcvbnm,./", "asdfghjkl1", "1234567890", "0987654321", "abcdefghij", "aaaaaaaaaaaa", "abababababab",
		"12ab12ab12ab", "112233445566", "letmein123", "Welcome2026!", "December2025", "liverpool1", "michael1990", "sunshine!!", "changeme123",
		"hunter2hunter2", "trustno1!!", "mddash mddash", "mddash1234", "maria.lopez1", "MARIA.LOPEZ", "maria.lopez@x.example", "mddash-password",
	} {
		p := domain.Problems{}
		if domain.ParsePassword(p, "password", password, "maria.lopez@x.example"); len(p) == 0 {
			t.Errorf("%q was taken", password)
		}
	}
}

func TestPasswordsThatNobodyTriesFirstAreTaken(t *testing.T) {
	for _, password := range []string{
		"correct horse battery staple", "vier paarden eten taart", "x7#Kq!m2Lp", "maria-luisa eats seven figs", "ежик в тумане ночью", "走马观花走马看花不如下马看花",
		"Tr0ub4dor&3x", "my dog Bruno is 7", "password manager of maria", "kV9tqz81Wm", "🦊🐻🐼🐨🦁🐸🐵🐔🐧🐦", strings.Repeat("long and winding ", 58),
	} {
		p := domain.Problems{}
		if domain.ParsePassword(p, "password", password, "maria@x.example"); len(p) != 0 {
			t.Errorf("%q was refused: %v", password, p)
		}
	}
}

func TestAPasswordHasTenToAThousandCharactersOfText(t *testing.T) {
	for name, c := range map[string]struct {
		password string
		ok       bool
	}{
		"nine characters of two bytes":    {"éàüöïëçñß", false},
		"ten characters of two bytes":     {"éàüöïëçñßø", true},
		"a thousand characters":           {strings.Repeat("kaum zu raten, ", 66) + "und noch 1", true},
		"a thousand and one characters":   {strings.Repeat("kaum zu raten, ", 66) + "und noch 12", false},
		"a NUL":                           {"kaum zu\x00raten", false},
		"bytes that are no text":          {"kaum zu\xffraten", false},
		"a megabyte of the same":          {strings.Repeat("x", 1<<20), false},
		"nothing":                         {"", false},
		"blanks, which are few to choose": {"          ", false},
	} {
		p := domain.Problems{}
		if domain.ParsePassword(p, "password", c.password, ""); (len(p) == 0) != c.ok {
			t.Errorf("%s: %v", name, p)
		}
	}
}

func TestASignUpSaysWhatIsMissingAtItsField(t *testing.T) {
	_, err := domain.SignUpInput{Name: "A\nB"}.Parse()
	got := fields(t, err)
	for _, field := range []string{"email", "password", "name"} {
		if got[field] == "" {
			t.Errorf("nothing said about %s: %v", field, got)
		}
	}
}

func TestAProfileComesBackAsItWent(t *testing.T) {
	user := domain.User{Name: "Ana", FullName: "Ana Luz", AvatarURL: "https://x.example/a.png", TimeZone: "Europe/Berlin", ZoneKnown: true, WeekStart: 0, Theme: "dark", Accent: "blue", Density: "compact"}
	again, err := user.Input().Parse(domain.User{})
	if err != nil || again.Name != user.Name || again.TimeZone != user.TimeZone || again.WeekStart != 0 || again.Shortcuts || again.Accent != "blue" || again.Density != "compact" {
		t.Fatalf("got %+v, %v", again, err)
	}
}

func TestAProfileTakesOnlyWhatThereIs(t *testing.T) {
	text := func(s string) *string { return &s }
	day := 7
	_, err := domain.ProfileInput{
		Name: text("Ana\u202eluz"), AvatarURL: text("javascript:alert(1)"), TimeZone: text("../../etc/passwd"), WeekStart: &day,
		Theme: text("neon"), Accent: text("pine;x"), Density: text("<script>"),
	}.Parse(domain.User{})
	got := fields(t, err)
	for _, field := range []string{"name", "avatar_url", "timezone", "week_start", "theme", "accent", "density"} {
		if got[field] == "" {
			t.Errorf("%s was taken", field)
		}
	}
	if _, err := (domain.ProfileInput{TimeZone: text("Local")}).Parse(domain.User{}); fields(t, err)["timezone"] == "" {
		t.Error("the zone of the machine was taken")
	}
}

func TestATokenIsForReadingUntilMoreIsAsked(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	token, err := domain.APITokenInput{Name: " Backup "}.Parse(now, time.UTC)
	if err != nil || token.Name != "Backup" || token.Allows(domain.ScopeWrite) || !token.Allows(domain.ScopeRead) || !token.ExpiresAt.IsZero() {
		t.Fatalf("got %+v, %v", token, err)
	}
	token, err = domain.APITokenInput{Name: "x", Scopes: []string{"write", "write"}}.Parse(now, time.UTC)
	if err != nil || len(token.Scopes) != 1 || !token.Allows(domain.ScopeRead) || token.Allows("admin") {
		t.Fatalf("got %+v, %v", token, err)
	}
}

func TestATokenEndsInTheFuture(t *testing.T) {
	now := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	zone := time.FixedZone("east", 14*3600)
	for typed, want := range map[string]string{
		"2026-11-23":           "2026-11-23T10:00:00Z", // the end of the 23rd in a zone 14 hours ahead
		"2026-11-22":           "",
		"2027-01-01T00:00:00Z": "2027-01-01T00:00:00Z",
		"2026-11-22T23:29:00Z": "",
		"tomorrow":             "",
		"9999-12-31":           "",
		"0000-00-00":           "",
	} {
		token, err := domain.APITokenInput{Name: "x", ExpiresAt: &typed}.Parse(now, zone)
		if want == "" {
			if fields(t, err)["expires_at"] == "" {
				t.Errorf("%s was taken", typed)
			}
			continue
		}
		if err != nil || token.ExpiresAt.Format(time.RFC3339) != want {
			t.Errorf("%s: got %v, %v", typed, token.ExpiresAt, err)
		}
	}
}

func TestRolesOfAnInviteAreThoseThatThereAre(t *testing.T) {
	invite, err := domain.InviteInput{Email: " "}.Parse()
	if err != nil || invite.Email != "" || len(invite.Roles) != 1 || invite.Roles[0] != domain.RoleStaff {
		t.Fatalf("got %+v, %v", invite, err)
	}
	if _, err := (domain.InviteInput{Roles: []string{"owner"}}).Parse(); fields(t, err)["roles"] == "" {
		t.Fatal("an unknown role was taken")
	}
}

func TestADeviceIsNamedAsItsOwnerWould(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                     "Firefox on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":                            "Chrome on Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0":                  "Edge on Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":                      "Safari on macOS",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1":    "Safari on iPhone",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1":     "Chrome on iPhone",
		"Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36": "Samsung Internet on Android",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":                               "Chrome on Android",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":                             "Chrome on ChromeOS",
		"Mozilla/5.0 (compatible; something)": "A browser",
		"curl/8.5.0":                          "A script",
		"":                                    "A script",
	} {
		if got := (domain.Device{UserAgent: agent}).Name(); got != want {
			t.Errorf("%s: got %q, want %q", agent, got, want)
		}
	}
}

func TestADeviceIsKeptAsOneShortLineOfText(t *testing.T) {
	clean := domain.Device{UserAgent: "a\x00b\r\nc\xff" + strings.Repeat("é", 100000), Address: "::1\x00"}.Clean()
	if !strings.HasPrefix(clean.UserAgent, "abcé") || len([]rune(clean.UserAgent)) != 300 || clean.Address != "::1" {
		t.Fatalf("got %q from %q", clean.UserAgent, clean.Address)
	}
}
