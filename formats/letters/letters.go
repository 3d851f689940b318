// Package letters writes to people about how they sign in, in their language: as text, and as a page without pictures.
package letters

import (
	"html/template"
	"strings"

	"mddash/domain"
)

// To is whom a letter is for, what they read, and the address of this server with a path of it.
type To struct {
	domain.User
	Language domain.Language
	FullURL  func(path string) string
}

// letter is what one says: a sentence or two, and what to do about it.
type letter struct {
	Language domain.Language
	Subject  string
	Says     []string
	Asks     string
	Link     string
}

const (
	securityPath = "/settings/security"
	passwordPath = "/settings/password"
)

// TwoFactorOn tells that their two-factor authentication was turned on.
func (to To) TwoFactorOn() domain.Mail {
	l := to.Language
	return to.unlessYou(l.T("Two-factor is on"), l.T("Two-factor authentication was turned on for your account."))
}

// TwoFactorOff tells that they turned it off.
func (to To) TwoFactorOff() domain.Mail {
	l := to.Language
	return to.unlessYou(l.T("Two-factor is off"), l.T("Two-factor authentication was turned off for your account. Your password alone lets you in now."))
}

// TwoFactorTaken tells that an admin, or whoever runs the server, turned it off.
func (to To) TwoFactorTaken() domain.Mail {
	l := to.Language
	return to.unlessYou(l.T("Two-factor is off"), l.T("An admin turned two-factor authentication off for your account. Your password alone lets you in now."))
}

// PasskeysTaken tells that whoever runs the server removed their passkeys.
func (to To) PasskeysTaken() domain.Mail {
	l := to.Language
	return to.unlessYou(l.T("Your passkeys are removed"), l.T("An admin removed all passkeys of your account. Whoever had signed in with one is signed out; your password goes on working."))
}

// PasskeyAdded tells that there is another way in, by the name that it was given.
func (to To) PasskeyAdded(name string) domain.Mail {
	l := to.Language
	return to.mail(letter{Subject: l.T("A passkey was added to your account"), Says: []string{l.T("The passkey “%s” lets you in from now on.", domain.InLetter(name))},
		Asks: l.T("If it was not you, remove it here, and change your password:"), Link: to.FullURL(securityPath)})
}

// TokenAdded tells that a program can use their account, by the name that its token was given.
func (to To) TokenAdded(token domain.APIToken) domain.Mail {
	l, name := to.Language, domain.InLetter(token.Name)
	says := l.T("Whoever holds the API token “%s” reads what you see, without your password.", name)
	if token.Allows(domain.ScopeWrite) {
		says = l.T("Whoever holds the API token “%s” reads what you see and changes what you may change, without your password.", name)
	}
	return to.unlessYou(l.T("An API token was made for your account"), says)
}

// WrongCodes tells that somebody had their password and guessed codes; from is the network that the last one came from, "" where that is
// unknown.
func (to To) WrongCodes(from string) domain.Mail {
	l := to.Language
	says := []string{l.T("Somebody typed the right password for your account, and then several wrong codes. No code was right.")}
	if from != "" {
		says = append(says, l.T("The last one came from %s.", from))
	}
	return to.mail(letter{Subject: l.T("Wrong codes for your account"), Says: says,
		Asks: l.T("If it was not you, somebody knows your password. Change it here:"), Link: to.FullURL(passwordPath)})
}

func (to To) unlessYou(subject, says string) domain.Mail {
	l := to.Language
	return to.mail(letter{Subject: subject, Says: []string{says}, Asks: l.T("If that was neither you nor an admin at your wish, change your password and look here:"), Link: to.FullURL(securityPath)})
}

func (to To) mail(m letter) domain.Mail {
	m.Language = to.Language
	mail := domain.Mail{To: to.Email, Subject: m.Subject, Body: strings.Join(m.Says, "\n") + "\n\n" + m.Asks + "\n" + m.Link + "\n"}
	var out strings.Builder
	// Without the page the text is there still.
	if err := template.Must(template.New("letter").Parse(page)).Execute(&out, m); err == nil {
		mail.HTML = out.String()
	}
	return mail
}

// page is readable with every style taken away.
const page = `<!doctype html>
<html lang="{{.Language.ID}}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>{{.Subject}}</title></head>
<body style="font:16px/1.5 system-ui,sans-serif;margin:0;padding:24px">
<div style="max-width:36rem;margin:0 auto">
<h1 style="font-size:20px;margin:0 0 16px">{{.Subject}}</h1>
{{range .Says}}<p style="margin:0 0 12px" dir="auto">{{.}}</p>
{{end}}<p style="margin:24px 0 0">{{.Asks}}<br><a href="{{.Link}}">{{.Link}}</a></p>
</div></body></html>
`
