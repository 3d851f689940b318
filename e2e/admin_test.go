//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mddash/e2e/running"
)

// join makes an account without a browser.
func join(t *testing.T, s *running.Server, name, email string) {
	t.Helper()
	res, err := http.PostForm(s.URL+"/signup", url.Values{"name": {name}, "email": {email}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Request.URL.Path == "/signup" {
		t.Fatalf("an account for %s: %s", name, res.Status)
	}
}

// invite makes invites without leaving the page.
func (p *Page) invite(emails ...string) {
	p.t.Helper()
	for _, email := range emails {
		body := url.Values{"email": {email}, "roles": {"client"}}.Encode()
		send := fmt.Sprintf(`fetch("/admin/invites", {method: "POST", body: new URLSearchParams(%s)}).then(answer => answer.status)`, quote(body))
		if status := eval[int](p, send); status != 200 {
			p.t.Fatalf("inviting %s: status %d", email, status)
		}
	}
}

func TestAdministrationLooksRightWithManyPeople(t *testing.T) {
	site := serve(t)
	p := openOn(t, site)
	p.SignUp("Ada")
	for i := range 30 {
		name := fmt.Sprintf("Person %d", i)
		if i%7 == 3 {
			name = strings.Repeat("Longname", 12) // as long as a name can be, without a gap
		}
		join(t, site, name, fmt.Sprintf("person-%d-of-the-north-sea-trading-company@office.example.com", i))
	}
	p.invite("cleo@example.com", strings.Repeat("x", 60)+"@"+strings.Repeat("harbour.", 20)+"example.com", "")
	p.Open("/admin/users")
	p.Click(`.table tbody tr:nth-of-type(5) button[popovertarget]`)
	p.Look("admin-many-menu")
	p.Open("/admin/users")
	p.Click(`.table tbody tr:nth-of-type(3) button[popovertarget]`)
	p.Follow(`.menu:popover-open button[name="disabled"]`)
	p.WaitText("#toasts", "is shut out")
	p.Look("admin-many")
}

func TestWhoComesAppearsInTheListOfPeople(t *testing.T) {
	site := serve(t)
	ada := openOn(t, site)
	ada.SignUp("Ada")
	ada.Open("/admin/users")
	ada.listening("held")
	ben := openOn(t, site)
	email := ben.SignUp("Ben")
	ada.WaitText("#people", email)
	eve := openOn(t, site)
	eve.SignUp("Eve")
	ada.WaitText("#people", "Eve")
	ada.Click(fmt.Sprintf(`button[popovertarget="u-%s"]`, ben.me()))
	ada.Follow(`.menu:popover-open button[value="client"]`)
	ada.WaitText("#toasts", "Ben is client now")
}

func TestAnAdminInvitesAndShutsOut(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %t", scripts), func(t *testing.T) {
			site := serve(t, "MDDASH_REGISTRATION=invite")
			p := openOn(t, site)
			if !scripts {
				p.WithoutScripts()
			}
			p.SignUp("Ada")
			p.Open("/admin/users")
			p.Follow(`main a[href="/admin/invites"]`)
			p.Fill(`[name="email"]`, "nonsense")
			p.Submit("main form")
			p.WaitText("main", "Write the whole address")
			p.Fill(`[name="email"]`, "ben@example.com")
			p.Submit("main form")
			p.WaitText("main", "The invite for ben@example.com is ready")
			link := eval[string](p, `document.querySelector("#secret").value`)
			if scripts {
				p.Look("admin-invited")
			}

			guest := openOn(t, site)
			guest.Open(strings.TrimPrefix(link, site.URL))
			guest.Fill(`[name="name"]`, "Ben")
			guest.Fill(`[name="password"]`, password)
			guest.Submit(`form:has([name="password"])`)
			guest.Open("/settings/profile")

			p.Open("/admin/users")
			p.Click(`.table [popovertarget^="u-"]`)
			p.Follow(`.menu:popover-open [name="disabled"][value="true"]`)
			p.WaitText("#toasts", "Ben is shut out")
			guest.Open("/settings/profile")
			if !strings.HasPrefix(guest.Path(), "/signin") {
				t.Errorf("who is shut out is at %s", guest.Path())
			}
			p.Click(`.table [popovertarget^="u-"]`)
			p.Follow(`.menu:popover-open [name="role"][value="client"]`)
			p.WaitText("#toasts", "Ben is client now")
		})
	}
}
