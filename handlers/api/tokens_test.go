package api_test

import (
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
	"mddash/store"
)

func TestWhoeverGetsAnAPITokenIsToldByMailWhereverItIsMade(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Mail = true })
	ann, ben := app.As("ann"), app.As("ben")
	app.SQL(`UPDATE users SET "emailVerified" = 1 WHERE email = 'ann@example.com'`)
	nothing := func() {
		t.Helper()
		if letter, err := app.Store.System().NextMail(t.Context()); domain.KindOf(err) != domain.NotFound {
			t.Errorf("there is a letter: %+v, %v", letter, err)
		}
	}
	letter := func(words string) {
		t.Helper()
		mail, err := app.Store.System().NextMail(t.Context())
		if err != nil || mail.To != "ann@example.com" || mail.Subject != "An API token was made for your account" || !strings.Contains(mail.Body, words) || strings.Contains(mail.Body+mail.HTML, store.APITokenPrefix) {
			t.Errorf("the letter is %+v, %v", mail, err)
		}
		if err := app.Store.System().MailSent(t.Context(), mail.ID); err != nil {
			t.Fatal(err)
		}
	}

	ann.JSON("POST", v1+"/tokens", todo{"name": ""}).Want(422)
	nothing()
	keyed(ann, "k").JSON("POST", v1+"/tokens", `{"name":"cron"}`).Want(201)
	keyed(ann, "k").JSON("POST", v1+"/tokens", `{"name":"cron"}`).Want(201)
	letter("“cron” reads what you see,")
	nothing() // the second answer is the first one again
	ann.Post("/settings/tokens", apptest.Form("name", "phone", "scopes", "read", "scopes", "write")).Want(200, "mdd_")
	letter("“phone” reads what you see and changes what you may change")
	ben.JSON("POST", v1+"/tokens", `{"name":"cron"}`).Want(201)
	nothing() // nobody knows that the address is his
}
