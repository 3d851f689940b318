package handlers_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// content are routes that change what people work on and how they like to see it: activity and history tell of that, and the
// audit log does not.
var content = regexp.MustCompile(`^\w+ (/api/v1)?/(todos|tasks|projects|clients|decisions|notes|events|calendar|calendars|time|timer|attachments|filters|trash|undo|inbox|notifications|subscriptions|unsubscribe|invitations|settings/(appearance|theme|timezone|notifications|push|subscriptions))(/|$)`)

// unnoted are the others that say nothing to the audit log, and why.
var unnoted = []string{
	"POST /api/v1/auth/refresh",                                 // goes on with a login; a second use is noted, see below
	"POST /settings/two-factor",                                 // shows a secret; nothing is asked for before the first code
	"POST /signin/code/removal",                                 // forgets who was about to sign in
	"POST /signin/passkey/challenge", "POST /settings/passkeys", // ask for an answer, of which nothing is kept
	"POST /s/:token",                                                                                                             // a password of one page, by people without an account
	"POST /settings/webhooks/:id/trial",                                                                                          // sends a test to where everything goes already
	"POST /api/v1/webhooks/:id/test",                                                                                             // the same
	"POST /settings/webhooks/:id/deliveries/:delivery/redelivery", "POST /api/v1/webhooks/:id/deliveries/:delivery_id/redeliver", // the same again
	"POST /settings/data/imports", "POST /settings/data/imports/:id/removal", // a file that is looked through, and one that nobody wants: nothing of it is kept
	"POST /admin/backups", "POST /admin/backups/:id/removal", // need files: store and commands try them
}

// cast is who acts in the test of the audit log.
type cast struct {
	*testing.T
	app     *apptest.App
	admin   *apptest.Person
	n       int
	seen    int64
	secrets []string
}

// someone new.
func (c *cast) someone() *apptest.Person {
	c.n++
	return c.app.As(fmt.Sprintf("p%d", c.n))
}

// ready tells that what comes before an act was done.
func (c *cast) ready() {
	c.Helper()
	page, err := c.app.Scope("admin").Audit(c.Context(), domain.AuditFilter{}, 1)
	if err != nil {
		c.Fatal(err)
	}
	c.seen = page.Items[0].ID
}

// fresh is what happened since then, as lines; it fails where a line holds a secret or is from nowhere.
func (c *cast) fresh() (lines []string) {
	c.Helper()
	page, err := c.app.Scope("admin").Audit(c.Context(), domain.AuditFilter{}, 200)
	if err != nil {
		c.Fatal(err)
	}
	for _, e := range page.Items {
		if e.ID <= c.seen {
			break
		}
		lines = append(lines, strings.TrimSpace(e.Topic+" "+e.Action+" by "+e.Actor.Name+" of "+e.Subject))
		if e.Address == "" {
			c.Errorf("%s %s is from nowhere", e.Topic, e.Action)
		}
		text, err := json.Marshal(e)
		if err != nil {
			c.Fatal(err)
		}
		for _, secret := range append(c.secrets, apptest.Password) {
			if strings.Contains(string(text), secret) {
				c.Errorf("it holds a secret: %s", text)
			}
		}
	}
	slices.Reverse(lines)
	return lines
}

// note is a note of somebody's.
func (c *cast) note(p *apptest.Person) string {
	c.Helper()
	note, err := c.app.Store.As(p.User).AddNote(c.Context(), domain.NoteInput{Title: "Secret plans"})
	if err != nil {
		c.Fatal(err)
	}
	return fmt.Sprint(note.ID)
}

// invite is the code of one.
func (c *cast) invite(email string) (code, id string) {
	c.Helper()
	invite, code, err := c.app.Scope("admin").AddInvite(c.Context(), domain.InviteInput{Email: email})
	if err != nil {
		c.Fatal(err)
	}
	c.secrets = append(c.secrets, code)
	return code, invite.ID
}

// hook is a webhook of somebody's, with a path that is a secret.
func (c *cast) hook(p *apptest.Person) string {
	c.Helper()
	hook, err := c.app.Store.As(p.User).AddWebhook(c.Context(), domain.WebhookInput{URL: "https://hooks.example.com/services/T0K3N"})
	if err != nil {
		c.Fatal(err)
	}
	c.secrets = append(c.secrets, hook.Secret, "T0K3N")
	return fmt.Sprint(hook.ID)
}

// feed is a feed of everything of somebody's.
func (c *cast) feed(p *apptest.Person) string {
	c.Helper()
	feed, err := c.app.Store.As(p.User).AddFeed(c.Context(), domain.FeedInput{})
	if err != nil {
		c.Fatal(err)
	}
	c.secrets = append(c.secrets, feed.Secret)
	return fmt.Sprint(feed.ID)
}

// token is the id of an API token of somebody's.
func (c *cast) token(p *apptest.Person) string {
	c.Helper()
	token, secret, err := c.app.Store.As(p.User).AddAPIToken(c.Context(), domain.APITokenInput{Name: "script"})
	if err != nil {
		c.Fatal(err)
	}
	c.secrets = append(c.secrets, secret)
	return token.ID
}

// passkey is the id of one of somebody's.
func (c *cast) passkey(p *apptest.Person) string {
	c.Helper()
	p.AddPasskey(apptest.NewDevice(virtualwebauthn.KeyTypeEC2), "laptop")
	all, err := c.app.Store.As(p.User).Passkeys(c.Context())
	if err != nil || len(all) != 1 {
		c.Fatal(all, err)
	}
	return all[0].ID
}

// reset is a code that sets somebody's password.
func (c *cast) reset(p *apptest.Person) string {
	c.Helper()
	code, err := c.app.Store.PasswordLink(c.Context(), p.User.Email)
	if err != nil {
		c.Fatal(err)
	}
	c.secrets = append(c.secrets, code)
	return code
}

func newCast(t *testing.T) *cast {
	t.Helper()
	app := apptest.New(t, func(o *apptest.Options) {
		o.RateLimits, o.Mail = false, true
		apptest.Named(o)
		o.Operations.RunJob = func(string) bool { return true }
	})
	return &cast{T: t, app: app, admin: app.As("admin")}
}

func TestEveryRouteThatChangesWhoMayDoWhatIsInTheAuditLogOnce(t *testing.T) {
	c := newCast(t)
	for _, route := range c.app.Routes() {
		act, noted := acts[route]
		method, _, _ := strings.Cut(route, " ")
		if !noted {
			if slices.Contains([]string{"POST", "PUT", "PATCH", "DELETE"}, method) && !strings.Contains(route, "/dav") && !content.MatchString(route) && !slices.Contains(unnoted, route) {
				t.Errorf("nobody says whether the audit log tells of %s", route)
			}
			continue
		}
		t.Run(route, func(t *testing.T) {
			c := &cast{T: t, app: c.app, admin: c.admin, n: c.n}
			person := c.someone()
			act.do(c, person, c.ready)
			if got, want := strings.Join(c.fresh(), ", "), strings.ReplaceAll(act.says, "P", person.Name); got != want {
				t.Errorf("it says %q, not %q", got, want)
			}
		})
		c.n++
	}
}

func TestTheListOfWhatTheAuditLogTellsOfHoldsNoRouteThatIsGone(t *testing.T) {
	routes := apptest.New(t).Routes()
	for route := range acts {
		if !slices.Contains(routes, route) {
			t.Errorf("there is no route %q", route)
		}
	}
	for _, route := range unnoted {
		if !slices.Contains(routes, route) {
			t.Errorf("there is no route %q", route)
		}
	}
}

func TestWrongPasswordsAndStolenTokensAreNotedOnceWhereverTheyAreTried(t *testing.T) {
	c := newCast(t)
	ann := c.app.As("ann")
	refresh := c.refreshToken(ann)
	trade := func(status int) {
		c.app.Nobody().JSON("POST", "/api/v1/auth/refresh", map[string]string{"refresh_token": refresh}).Want(status)
	}
	trade(200)
	c.app.Clock.Advance(time.Minute) // beyond what a lost answer may take
	wrong, phone := "nobody's password", c.app.As("guarded").Guarded()
	c.secrets = append(c.secrets, wrong, refresh, phone.Recovery[0])
	for name, try := range map[string]struct {
		says string
		do   func()
	}{
		"page": {"signin refused by  of ann", func() {
			c.app.Nobody().Post("/signin", apptest.Form("email", "Ann@example.com", "password", wrong)).Want(401)
		}},
		"api": {"signin refused by  of ann", func() {
			c.app.Nobody().JSON("POST", "/api/v1/auth/signin", map[string]string{"email": ann.User.Email, "password": wrong}).Want(401)
		}},
		"nobody's": {"signin refused by  of", func() {
			c.app.Nobody().Post("/signin", apptest.Form("email", "none@example.com", "password", wrong)).Want(401)
		}},
		"change": {"signin refused by ann of ann", func() {
			ann.Post("/settings/password", apptest.Form("current_password", wrong, "new_password", another)).Want(422)
		}},
		"deletion": {"signin refused by ann of ann", func() { ann.Post("/settings/account/removal", apptest.Form("password", wrong)).Want(422) }},
		"code": {"signin refused by  of guarded", func() {
			visitor := c.app.Nobody()
			visitor.Post("/signin", apptest.Form("email", "guarded@example.com", "password", apptest.Password)).WantTo("/signin/code")
			visitor.Post("/signin/code", apptest.Form("code", phone.Wrong())).Want(401)
		}},
		"code of the api": {"signin refused by  of guarded", func() {
			c.app.Nobody().JSON("POST", "/api/v1/auth/signin", map[string]string{"email": "guarded@example.com", "password": apptest.Password, "totp": phone.Wrong()}).Want(401)
		}},
		"code missing": {"", func() {
			c.app.Nobody().JSON("POST", "/api/v1/auth/signin", map[string]string{"email": "guarded@example.com", "password": apptest.Password}).Want(401)
		}},
		"code in settings": {"signin refused by guarded of guarded", func() {
			c.app.As("guarded").Post("/settings/two-factor/removal", apptest.Form("password", apptest.Password, "code", phone.Wrong())).Want(422)
		}},
		"recovery code": {"signin code by guarded of guarded, signin in by guarded of guarded", func() {
			c.app.Nobody().JSON("POST", "/api/v1/auth/signin", map[string]string{"email": "guarded@example.com", "password": apptest.Password, "totp": phone.Recovery[0]}).Want(200)
		}},
		"calendars": {"signin refused by  of ann", func() {
			c.app.Nobody().With("Authorization", "Basic YW5uQGV4YW1wbGUuY29tOm1kZF93cm9uZw==").Send("PROPFIND", "/dav/", "", nil).Want(401)
		}},
		"refresh": {"signin reused by ann of ann", func() { trade(401) }},
		"again":   {"", func() { ann.Get("/settings/security").Want(200) }},
	} {
		c.ready()
		try.do()
		if got := strings.Join(c.fresh(), ", "); got != try.says {
			t.Errorf("%s: it says %q, not %q", name, got, try.says)
		}
	}
}

// refreshToken is what a program of somebody's gets when it signs in.
func (c *cast) refreshToken(p *apptest.Person) string {
	var pair struct {
		RefreshToken string `json:"refresh_token"`
	}
	c.app.Nobody().JSON("POST", "/api/v1/auth/login", map[string]string{"email": p.User.Email, "password": apptest.Password}).Want(200).Into(&pair)
	return pair.RefreshToken
}
