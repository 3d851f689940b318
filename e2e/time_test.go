//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

func TestTimeAndMoneyLookRight(t *testing.T) {
	p := openOn(t, serve(t))
	p.SignUp("Ana")
	p.Open("/reports")
	p.Look("reports-empty")
	client := strings.TrimPrefix(p.client("Harbour Coffee"), "/clients/")
	path := p.make("Website relaunch with a name that goes on", "color=blue", "budget=24000", "billing_type=hourly", "hourly_rate=90", "client_id="+client)
	p.Open(path + "?view=list")
	p.Add("Write the copy of every page there is and of some that are not", "Write the copy of every page there is and of some that are not")
	p.Click(".todo .name")
	p.WaitText("#panel h2", "Write the copy")
	todo, _, _ := strings.Cut(strings.TrimPrefix(p.Path(), "/todos/"), "?")
	p.Look("panel-time-none")
	for _, entry := range []string{"minutes=1:30&note=First+draft", "minutes=7:45&billable=false", "minutes=0:20&date=2026-09-03&note=%D9%88%D8%A7%D8%AC%D9%87%D8%A9"} {
		p.behind("/todos/"+todo+"/time", entry)
	}
	p.Open("/todos/" + todo + "/time")
	p.Fill("[name=minutes]", "soon")
	p.Click(`form:has([name=minutes]) [data-kind=primary]`)
	p.Wait(`document.querySelector("[name=minutes]").ariaInvalid === "true"`)
	p.Look("panel-time-errors")
	p.Open("/todos/" + todo)
	p.Click(`form[action*="/timer"] button`)
	p.WaitText("#timer", "Write the copy")
	p.Look("panel-time")
	for name, page := range map[string]struct{ path, says string }{
		"reports": {"/reports?period=all", "9:35"}, "reports-entries": {"/reports?period=all&view=entries", "7:45"},
		"client-months": {"/clients/" + client, "9:15"}, "people-hours": {path + "?view=people", "9:35"},
	} {
		p.Open(page.path)
		p.WaitText("main", page.says)
		p.Look(name)
	}
}
