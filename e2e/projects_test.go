//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// make makes a project that nobody else on the shared server sees, and gives its path. More are fields of its form.
func (p *Page) make(name string, more ...string) string {
	p.t.Helper()
	form := "visibility=private&currency=EUR&name=" + strings.ReplaceAll(name, " ", "+")
	for _, field := range more {
		form += "&" + field
	}
	path := eval[string](p, fmt.Sprintf(`fetch("/projects", {method: "POST", body: new URLSearchParams(%s)}).then(answer => answer.ok ? new URL(answer.url).pathname : "refused")`, quote(form)))
	if path == "refused" {
		p.t.Fatalf("%s is refused", name)
	}
	return path
}

// studio makes projects in each state, and gives the path of the first.
func (p *Page) studio() string {
	p.t.Helper()
	p.Open("/projects")
	first := p.make("Website relaunch", "status=in_progress", "color=blue", "start_date=2026-01-02", "end_date=2099-06-12", "budget=24000", "spent=18400", "priority=high")
	p.make("Booking app with a name that is too long for any card or row", "status=in_progress", "color=violet", "end_date=2026-01-02", "budget=60000", "spent=66000")
	p.make("Ticket kiosk", "status=on_hold", "color=amber", "budget=9000", "spent=7950")
	p.make("Studio ops")
	p.make("Annual report", "status=completed", "color=lime")
	p.behind(first+"/pin", "pinned=true")
	return first
}

func TestProjectsLookRight(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/projects?owner=nobody")
	p.Look("projects-nothing-fits")
	p.Open("/projects/new")
	p.Look("project-new")
	p.studio()
	for name, path := range map[string]string{"projects": "/projects?q=", "projects-table": "/projects?view=table", "projects-filtered": "/projects?status=in_progress&q=website"} {
		p.Open(path)
		p.Look(name)
	}
	p.Open("/projects/new")
	p.Fill("#name", " ")
	eval[bool](p, `(document.querySelector("#start_date").value = "2026-06-01", document.querySelector("#end_date").value = "2026-05-02", true)`)
	p.Fill("#budget", "twelve thousand")
	p.Submit("main form")
	p.WaitText("[role=alert]", "Three things to fix")
	p.Wait(`document.activeElement.matches("[role=alert]")`)
	p.Look("project-new-errors")
}

func TestAProjectsPagesLookRight(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	path := p.studio()
	p.Open(path + "?view=list")
	p.Look("project-list-empty")
	for _, words := range []string{"Review the copy today !high #copy", "Shoot the photos tomorrow", "Redirect map for the old shop every week !low"} {
		p.Fill("#add", words)
		p.Press(kb.Enter)
		p.Wait(`document.querySelector("#add").value === ""`)
	}
	p.Wait(`document.querySelectorAll(".todo").length === 3`)
	p.Look("project-list")
	p.Click(".todo .name")
	p.WaitText("#d-title", "Review the copy")
	p.Look("project-list-panel")
	p.Open(path + "?view=list&group=date&q=the&priority=high&done=1")
	p.Look("project-list-filtered")
	p.Open(path + "?view=settings")
	p.Look("project-settings")
	p.Open(path + "/removal")
	p.Look("project-removal")
	p.behind(path+"/removal", "")
	p.Open("/projects?view=trash")
	p.Look("projects-trash")
}

func TestATaskIsDoneInTheListOfItsProjectWithoutLeavingThePage(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/projects")
	path := p.make("Website")
	p.Open(path + "?view=list")
	p.stays()
	p.Add("Write the copy !high", "Write the copy")
	p.Add("Ship it", "Ship it")
	p.Click(".todo .name")
	p.WaitText("#panel h2", "Write the copy")
	p.Wait(`location.search === "?in=list&project=` + strings.TrimPrefix(path, "/projects/") + `"`)
	p.Press(kb.Escape)
	p.Wait(`location.pathname === ` + quote(path) + ` && document.querySelector("#panel").hidden`)
	eval[bool](p, `(history.back(), true)`)
	p.WaitText("#panel h2", "Write the copy")
	eval[bool](p, `(history.forward(), true)`)
	p.Wait(`document.querySelector("#panel").hidden`)
	p.Click(".todo .check")
	p.WaitText(".toast", "completed")
	p.Wait(`document.querySelectorAll(".todo").length === 1`)
	p.Press("z")
	p.Wait(`document.querySelectorAll(".todo").length === 2`)
	p.Click(".tabs + .panes .todo .name")
	p.WaitText("#panel h2", "Write the copy")
	if p.left() {
		t.Error("the whole page was loaded again")
	}
}

func TestProjectsAreReachedAndFilteredWithTheKeyboard(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.studio()
	p.Open("/todos")
	p.Press("g")
	p.Press("p")
	p.Wait(`location.pathname === "/projects" && document.readyState === "complete"`)
	p.Press("/")
	p.Wait(`document.activeElement.id === "narrow-q"`)
	eval[bool](p, `(document.querySelector("#narrow-q").select(), true)`)
	p.Press("kiosk")
	p.Press(kb.Enter)
	p.WaitText(".cards", "Ticket kiosk")
	p.Wait(`document.querySelectorAll(".cards > li").length === 1`)
	eval[bool](p, `(document.querySelector(".cards a.cover").focus(), true)`)
	p.Press(kb.Enter)
	p.WaitText("h1", "Ticket kiosk")
}

func TestAProjectWithTasksAsksBeforeItGoesAndComesBack(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/projects")
	path := p.make("Website")
	p.Open(path + "?view=list")
	p.Add("Write the copy", "Write the copy")
	p.Open(path)
	p.Click(`[popovertarget="p-more"]`)
	p.Click(`#p-more [href$="/removal"]`)
	p.Wait(`document.querySelector("#dialog[open]")`)
	if text := p.Text("#dialog"); !strings.Contains(text, "1 task moves to the trash") {
		t.Errorf("it asks %q", text)
	}
	p.Wait(`document.activeElement.innerText === "Keep it"`)
	p.Press(kb.Enter)
	p.Wait(`!document.querySelector("#dialog[open]")`)
	p.Click(`[popovertarget="p-more"]`)
	p.Click(`#p-more [href$="/removal"]`)
	p.Follow(`#dialog button[data-hue="red"]`)
	p.WaitText(".toast", "deleted")
	p.Follow(".toast [data-undo] button")
	p.WaitText(".cards", "Website")
	p.Open(path + "?view=list")
	p.Wait(row("Write the copy"))
}

func TestProjectsWorkWithoutScripts(t *testing.T) {
	p := open(t)
	p.WithoutScripts()
	p.SignUp("Ana")
	p.Open("/projects/new")
	p.Fill("#name", "Website")
	p.Submit("main form")
	p.WaitText("h1", "Website")
	path := p.Path()
	p.Open(path + "?view=list")
	p.Fill("#add", "Write the copy")
	p.Submit("#quick")
	p.WaitText(".todo", "Write the copy")
	p.Follow(".todo .check")
	p.WaitText(".toast", "completed")
	p.Click(`[popovertarget="p-more"]`)
	p.Follow(`#p-more [name="archived"]`)
	p.WaitText(".toast", "archived")
	p.Open("/projects?archived=true&q=website")
	p.Follow(".cards a.cover")
	p.Click(`[popovertarget="p-more"]`)
	p.Follow(`#p-more [href$="/removal"]`)
	p.Submit("main form")
	p.WaitText(".toast", "deleted")
	p.Open("/projects?view=trash")
	p.Submit("main form")
	p.WaitText(".toast", "restored")
}
