//go:build e2e

package e2e

import "testing"

func TestCalendarsAndTheirFormsLookRight(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/calendars?view=trash")
	p.Look("calendars-trash-empty")
	p.Open("/calendars/new")
	p.Fill("#name", "Workshops and whatever else has a name that is long")
	p.Look("calendar-form")
	p.Submit("form.form")
	p.WaitText("h1", "Calendars")
	p.Look("calendars")
	p.Open(eval[string](p, `document.querySelector('main a[href$="/sharing"]').getAttribute("href")`))
	p.Fill("#email", "bo@example.com")
	p.Submit(".page form")
	p.WaitText(".rows", "bo@example.com")
	p.Look("calendar-sharing")
	p.Open("/settings/profile")
	p.Look("settings-profile")
}

func TestTheCalendarIsChosenFromWithAndWithoutScripts(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		p := open(t)
		p.SignUp("Ana")
		p.api("POST", "/todos", `{"title":"Call Bo","due_date":"`+day(0)+`"}`)
		if !scripts {
			p.WithoutScripts()
		}
		p.Open("/calendar?view=month")
		p.WaitText(".pane", "Call Bo")
		p.Click("#shows-todos")
		if !scripts {
			p.Submit("#side form")
		}
		p.Wait(`!document.querySelector(".pane").textContent.includes("Call Bo")`)
		p.Open("/calendar?view=agenda")
		p.Wait(`!document.querySelector("#shows-todos").checked`)
	}
}
