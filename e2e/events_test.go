//go:build e2e

package e2e

import (
	"fmt"
	"testing"
)

// meetings puts some events into a project and the calendars, and gives the path of the project's events.
func (p *Page) meetings() string {
	p.t.Helper()
	project := p.newProject("Website relaunch")
	for _, event := range []string{
		fmt.Sprintf(`"title":"Stand-up","start":"%sT09:30","end":"%sT09:45","recurrence":"FREQ=DAILY;COUNT=40","location":"Video"`, day(-3), day(-3)),
		fmt.Sprintf(`"title":"Copy review with a name that is much too long for its cell","start":"%sT11:00","attendees":["Ana","Tom"],"color":"violet"`, day(0)),
		fmt.Sprintf(`"title":"Interview","start":"%sT11:30","status":"tentative"`, day(0)),
		fmt.Sprintf(`"title":"Design week","start":"%s","end":"%s","all_day":true,"color":"amber"`, day(1), day(4)),
		fmt.Sprintf(`"title":"Called off","start":"%sT15:00","status":"cancelled"`, day(1)),
		fmt.Sprintf(`"title":"Kick-off","start":"%sT10:00"`, day(-20)),
	} {
		p.api("POST", "/events", fmt.Sprintf(`{%s,"project_id":%d,"calendar_id":1}`, event, project))
	}
	return fmt.Sprintf("/projects/%d?view=events", project)
}

func TestAProjectsEventsLookRightFullAndEmpty(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open(fmt.Sprintf("/projects/%d?view=events", p.newProject("Fresh ideas")))
	p.WaitText("h2", "Nothing ahead")
	p.Look("project-events-empty")
	tab := p.meetings()
	p.Open(tab)
	p.Look("project-events")
	p.Open(tab + "&show=past")
	p.WaitText(".agenda a", "Kick-off")
	p.Follow(".agenda a")
	p.Look("event")
}

func TestAnEventIsAddedChangedAndDeletedInTheBrowser(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		p := open(t)
		p.SignUp("Ana")
		if !scripts {
			p.WithoutScripts()
		}
		p.Open("/events/new?date=2027-03-01&time=10:00")
		p.Fill("#title", "Planning")
		p.Fill("#location", "Room Oak")
		p.Submit("form.form")
		p.WaitText("h1", "Planning")
		p.Follow(`.bar .end a[data-kind="primary"]`)
		if scripts {
			p.Look("event-form")
		}
		p.Fill("#title", "Plans")
		p.Submit("form.form")
		p.WaitText("h1", "Plans")
		p.Submit(`.bar .end form[action$="/removal"]`)
		p.WaitText("h1", "2")
		if p.Path() != "/calendar" {
			t.Errorf("it leads to %s", p.Path())
		}
	}
}

func TestAttendeesAndRemindersAreTypedAsChips(t *testing.T) {
	p := open(t)
	p.SignUp("Tilda")
	p.Open("/events/new")
	p.Fill("#title", "Review")
	p.Wait(`document.querySelectorAll(".tokens.input").length === 2`)
	p.Fill("#attendees", "Ana Ruiz,")
	p.Wait(`document.querySelector(".tokens .chip").innerText.trim() === "Ana Ruiz"`)
	p.Fill("#attendees", "Tom,")
	p.Fill("#attendees", "Zoe") // counts without being parted off
	p.Fill("#reminders", "10 minutes, 1 day,")
	p.Wait(`document.querySelectorAll(".tokens .chip").length === 5`)
	p.Click(`button[aria-label="Remove Ana Ruiz"]`)
	p.Wait(`document.activeElement.id === "attendees" && document.querySelector("[name=attendees]").value === "Tom, Zoe"`)
	p.Look("event-form-chips")
	eval[bool](p, `document.getElementById("repeat").value = "FREQ=WEEKLY"; document.getElementById("repeat").dispatchEvent(new Event("change", { bubbles: true })); true`)
	p.WaitText("#understood", "Every week.")
	p.Look("event-form-weekly")
	p.Submit("form.form")
	p.WaitText("h1", "Review")
	p.Wait(`document.body.innerText.includes("Every week") && document.body.innerText.includes("Tom") && document.body.innerText.includes("10 minutes")`)
}
