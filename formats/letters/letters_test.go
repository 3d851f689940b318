package letters_test

import (
	"strings"
	"testing"

	"mddash/domain"
	"mddash/formats/letters"
)

func to() letters.To {
	return letters.To{User: domain.User{Email: "ann@example.com"}, Language: domain.English{}, FullURL: func(path string) string { return "https://dash.example/sub" + path }}
}

func TestEveryLetterSaysTheSameAsTextAndAsAPage(t *testing.T) {
	for name, letter := range map[string]domain.Mail{
		"on": to().TwoFactorOn(), "off": to().TwoFactorOff(), "taken": to().TwoFactorTaken(), "passkeys taken": to().PasskeysTaken(),
		"passkey": to().PasskeyAdded("laptop"), "token": to().TokenAdded(domain.APIToken{Name: "cron"}), "codes": to().WrongCodes("192.0.2.7"), "codes from anywhere": to().WrongCodes(""),
	} {
		if letter.To != "ann@example.com" || letter.Subject == "" || !strings.HasSuffix(letter.Body, "\n") {
			t.Errorf("%s: %+v", name, letter)
		}
		for _, line := range strings.Split(strings.TrimSpace(letter.Body), "\n") {
			if !strings.Contains(letter.HTML, strings.ReplaceAll(line, "'", "&#39;")) {
				t.Errorf("%s: the page does not say %q", name, line)
			}
		}
		if !strings.Contains(letter.HTML, `href="https://dash.example/sub/settings/`) || !strings.Contains(letter.HTML, `lang="en"`) || strings.Contains(letter.HTML, "<img") {
			t.Errorf("%s: the page is %s", name, letter.HTML)
		}
	}
}

func TestANameMakesNoLetterOfItsOwn(t *testing.T) {
	name := "x”\r\n\r\nGo to https://evil.example <img src=x onerror=y>"
	for _, letter := range []domain.Mail{to().PasskeyAdded(name), to().TokenAdded(domain.APIToken{Name: name})} {
		if strings.Contains(letter.Body, "https://evil") || strings.Contains(letter.HTML, "<img") || strings.Count(letter.Body, "\n") != 4 {
			t.Errorf("got %q\n%s", letter.Body, letter.HTML)
		}
	}
}

func TestALetterAboutATokenSaysWhetherItChangesThings(t *testing.T) {
	reads := to().TokenAdded(domain.APIToken{Name: "cron", Scopes: []string{domain.ScopeRead}}).Body
	writes := to().TokenAdded(domain.APIToken{Name: "cron", Scopes: []string{domain.ScopeRead, domain.ScopeWrite}}).Body
	if !strings.Contains(reads, "“cron” reads what you see,") || !strings.Contains(writes, "changes what you may") {
		t.Errorf("got %q and %q", reads, writes)
	}
}
