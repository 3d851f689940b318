//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// client makes a client and gives its path.
func (p *Page) client(name string, more ...string) string {
	p.t.Helper()
	form := "company_name=" + strings.ReplaceAll(name, " ", "+")
	for _, field := range more {
		form += "&" + field
	}
	path := eval[string](p, fmt.Sprintf(`fetch("/clients", {method: "POST", body: new URLSearchParams(%s)}).then(answer => answer.ok ? new URL(answer.url).pathname : "refused")`, quote(form)))
	if path == "refused" {
		p.t.Fatalf("%s is refused", name)
	}
	return path
}

func TestClientsLookRight(t *testing.T) {
	p := openOn(t, serve(t))
	p.SignUp("Ana")
	p.Open("/clients")
	p.Look("clients-empty")
	p.Open("/clients/new")
	p.Look("client-new")
	harbour := p.client("Harbour Coffee", "color=blue", "contact_person_name=Ana+Ruiz", "contact_email=ana@harbour.example", "website_url=harbour.example", "notes=Roastery+in+**Malm%C3%B6**",
		"contacts[0].name=Lena+Berg", "contacts[0].role=Accounts", "contacts[0].email=lena@harbour.example", "contacts[1].name=Ola+with+a+name+that+goes+on+and+on+and+on", "contacts[1].phone=%2B46+40+555")
	p.client("Kite Health with a name that is much too long for any of these small rows and cards", "color=violet")
	p.client("Bare")
	id := strings.TrimPrefix(harbour, "/clients/")
	for _, project := range []string{"name=Website+relaunch&budget=24000&spent=18400", "name=Menu+boards+with+a+long+name&status=completed", "name=Late&end_date=2026-01-02&budget=100&spent=140&currency=JPY"} {
		p.behind("/projects", "visibility=team&currency=EUR&client_id="+id+"&"+project)
	}
	for name, path := range map[string]string{
		"clients": "/clients", "clients-nothing-fits": "/clients?q=nobody", "client": harbour, "client-edit": harbour + "/edit", "clients-archived": "/clients?archived=true", "clients-trash-empty": "/clients?view=trash",
	} {
		p.Open(path)
		p.Look(name)
	}
	p.Open(harbour)
	p.Click("[popovertarget=c-more]")
	p.Follow(`#c-more [formaction$="/removal"]`)
	p.WaitText("[role=alert]", "3 projects are for this client")
	p.Look("client-in-use")
	bare := p.client("Gone")
	p.behind(bare+"/removal", "")
	p.Open("/clients?view=trash")
	p.Look("clients-trash")
	p.Open("/clients/new")
	p.Fill("#company_name", " ")
	p.Fill("#contact_email", "ana")
	p.Fill(`[name="contacts[0].phone"]`, "12")
	p.Submit("main form")
	p.WaitText("[role=alert]", "Three things to fix")
	p.Wait(`document.activeElement.matches("[role=alert]")`)
	p.Look("client-new-errors")
	p.Click(`[role=alert] a[href="#contacts[0].name"]`)
	p.Wait(`document.activeElement.name === "contacts[0].name"`)
}

func TestTwoVersionsOfAClientStandSideBySide(t *testing.T) {
	p := openOn(t, serve(t))
	p.SignUp("Ana")
	p.Open("/clients")
	path := p.client("Harbour")
	p.Open(path + "/edit")
	p.behind(path+"/edit", "company_name=Harbour&notes=by+somebody+else")
	p.Fill("#company_name", "Harbour Coffee")
	p.Submit("main form")
	p.WaitText(".versions", "by somebody else")
	p.Look("client-versions")
	p.Follow(`.line [data-kind=primary]`)
	p.WaitText("h1", "Harbour Coffee")
	p.WaitText(".prose", "by somebody else")
}

func TestAClientIsKeptWithoutScripts(t *testing.T) {
	p := openOn(t, serve(t))
	p.SignUp("Ana")
	p.WithoutScripts()
	p.Open("/clients")
	p.Follow(`.empty .btn`)
	p.Fill("#company_name", "Harbour Coffee")
	p.Fill("#website_url", "harbour.example")
	p.Fill(`[name="contacts[0].name"]`, "Lena")
	p.Follow(`[name=then]`)
	p.Fill(`[name="contacts[1].name"]`, "Ola")
	p.Follow(`main form [data-kind=primary]`)
	p.WaitText("aside", "Ola")
	p.Click("[popovertarget=c-more]")
	p.Follow(`#c-more [formaction$="/removal"]`)
	p.WaitText(".empty", "No clients yet")
	p.Follow(`[data-undo] button`)
	p.WaitText(".table", "Harbour Coffee")
}

func TestUndoBringsAListUpToDateThatHasNoScriptsOfItsOwn(t *testing.T) {
	p := openOn(t, serve(t))
	p.SignUp("Ana")
	p.Open("/clients")
	path := p.client("Harbour")
	p.Open(path)
	p.Click("[popovertarget=c-more]")
	p.Follow(`#c-more [formaction$="/removal"]`)
	p.WaitText(".empty", "No clients yet")
	p.Press("z")
	p.WaitText(".table", "Harbour")
	p.WaitText(".toast", "Undone")
	p.Press("g")
	p.Press("k")
	p.Wait(`location.pathname === "/clients" && document.readyState === "complete"`)
}

func TestThePeopleAndTheActivityOfAProjectLookRight(t *testing.T) {
	site := serve(t, "MDDASH_REGISTRATION=open")
	p := openOn(t, site)
	p.SignUp("Ana")
	bo := openOn(t, site)
	bo.SignUp("Bo")
	p.Open("/projects")
	path := p.make("Website relaunch", "budget=24000", "color=blue")
	for name, view := range map[string]string{"project-people-alone": "people", "project-activity-new": "activity"} {
		p.Open(path + "?view=" + view)
		p.Look(name)
	}
	p.Open(path + "?view=people")
	eval[bool](p, `(document.querySelector("#user_id").selectedIndex = 1, true)`)
	p.Follow(`form[action$="/people"] button`)
	p.WaitText(".toast", "Bo added")
	p.Look("project-people")
	bo.Open(path + "?view=people")
	bo.Look("project-people-member")
	bo.WaitText("main", "works in it")
	p.Open(path + "?view=list")
	p.Add("Write the copy !high", "Write the copy")
	p.Open(path + "?view=people")
	p.Fill(`form[action$="/rates"] input`, "a lot")
	p.Follow(`form[action$="/rates"] button`)
	p.WaitText("[role=alert]", "Write the rate as a number")
	p.Look("project-people-errors")
	p.Open(path + "?view=activity")
	p.WaitText(".feed", "added Bo as a member")
	p.Look("project-activity")
	p.Follow(`.feed a`)
	p.WaitText("#panel h2", "Write the copy")
	p.Open(path + "?view=settings")
	p.Look("project-settings-money")
}
