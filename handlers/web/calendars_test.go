package web_test

import (
	"fmt"
	"regexp"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func calendarOf(t *testing.T, app *apptest.App, who, name string) domain.Calendar {
	t.Helper()
	calendar, err := app.Scope(who).AddCalendar(t.Context(), domain.CalendarInput{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return calendar
}

func onCalendar(c domain.Calendar, rest string) string {
	return fmt.Sprintf("/calendars/%d%s", c.ID, rest)
}

func TestACalendarIsMadeChangedDeletedAndBroughtBackByForms(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/calendars").Want(200, "Personal", "Yours alone", "Team", "everybody in it reads and writes").WantNot("Of others")
	ann.Get("/calendars/new").Want(200, "Create calendar", `value="private" selected`)
	ann.Post("/calendars", apptest.Form("name", " ", "color", "blue")).Want(422, "Give the calendar a name.", `value="blue" checked`)
	ann.Post("/calendars", apptest.Form("name", "Workshops", "color", "blue", "visibility", "private")).WantTo("/calendars").Follow().Want(200, "“Workshops” created", "Workshops", "Undo")
	page := ann.Get("/calendars")
	found := regexp.MustCompile(`/calendars/(\d+)/edit"[^>]*>.{0,900}/calendars/(\d+)/removal`).FindAllStringSubmatch(page.Body, -1)
	edit := "/calendars/" + found[len(found)-1][2] + "/edit"
	form := ann.Get(edit).Want(200, `value="Workshops"`, "Save changes")
	version := regexp.MustCompile(`name="version" value="([^"]*)"`).FindStringSubmatch(form.Body)[1]
	ann.Post(edit, apptest.Form("name", "Courses", "color", "red", "visibility", "team", "version", version)).WantTo("/calendars").Follow().Want(200, "Courses", "Yours, read by the team")
	again := ann.Post(edit, apptest.Form("name", "Classes", "version", version)).Want(412, "was changed since you opened it", `value="Classes"`)
	version = regexp.MustCompile(`name="version" value="([^"]*)"`).FindStringSubmatch(again.Body)[1]
	ann.Post(edit, apptest.Form("name", "Classes", "color", "red", "version", version)).WantTo("/calendars").Follow().Want(200, "Classes", "Yours, read by the team")
	app.As("ben").Get("/calendars").Want(200, "Classes", "’s: you can view", "Of others").WantNot(edit)
	app.As("ben").Get(edit).Want(403)
	ann.Post("/calendars/"+found[len(found)-1][2]+"/removal", nil).WantTo("/calendars").Follow().Want(200, "deleted, with its events", "Undo").WantNot(edit)
	ann.Get("/calendars?view=trash").Want(200, "Classes", "Restore", "for good")
	ann.Post("/calendars/"+found[len(found)-1][2]+"/restoration", nil).WantTo("/calendars").Follow().Want(200, edit)
	ann.Post("/calendars/"+found[len(found)-1][2]+"/removal", nil)
	ann.Post("/calendars/"+found[len(found)-1][2]+"/purge", nil).WantTo("/calendars?view=trash").Follow().Want(200, "The trash is empty")
	own := regexp.MustCompile(`/calendars/(\d+)/removal`).FindStringSubmatch(ann.Get("/calendars").Body)[1]
	ann.Post("/calendars/"+own+"/removal", nil).Want(409, "This is your only calendar")
	ann.Get("/calendars/1/edit").Want(200, `value="Team"`).WantNot(`name="visibility"`)
	ann.Post("/calendars/1/removal", nil).Want(409, "The team's calendar stays")
}

func TestAnEventIsCopiedToAnotherCalendarWithItsReminders(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	rowing := calendarOf(t, app, "ann", "Rowing")
	made := ann.Post("/events", eventForm("title", "Training", "reminders", "10 min, 1 day", "attendees", "Bo", "calendar_id", fmt.Sprint(rowing.ID))).Follow().Want(200, "Reminders: 10 minutes, 1 day", "Copy to a calendar", "Rowing")
	path := regexp.MustCompile(`/events/\d+/copy`).FindString(made.Body)
	ann.Post("/events", eventForm("title", "Training", "reminders", "soon")).Want(422, "Write how long before the start", `value="soon"`)
	ann.Post(path, apptest.Form("calendar_id", fmt.Sprint(rowing.ID))).Follow().Want(200, "“Training” copied to Rowing", "Reminders: 10 minutes, 1 day", "Bo", "Undo")
	ann.Post(path, apptest.Form("calendar_id", "424242")).Want(422)
	ann.Post(path, apptest.Form("calendar_id", "x")).Want(422)
	ben.Post(path, apptest.Form("calendar_id", "1")).Want(404)
	series := ann.Post("/events", eventForm("title", "Daily", "repeat", "FREQ=DAILY", "calendar_id", "1")).Follow().Want(200, "Every day")
	path = regexp.MustCompile(`/events/\d+/copy`).FindString(series.Body)
	own := calendarOf(t, app, "ben", "Own")
	ben.Post(path, apptest.Form("calendar_id", fmt.Sprint(own.ID), "on", "2026-05-24")).Follow().Want(200, "“Daily” copied to Own").WantNot("Every day")
	ben.Post(path, apptest.Form("calendar_id", fmt.Sprint(rowing.ID))).Want(422)
}

func TestACalendarIsSharedByNameOrAddressAndGivenBack(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	calendar := calendarOf(t, app, "ann", "Rowing")
	sharing := onCalendar(calendar, "/sharing")
	ben.Get(sharing).Want(404)
	ann.Get(sharing).Want(200, "Share", "Owner", `<option value="`)
	ann.Post(sharing, apptest.Form("email", "", "permission", "view")).Want(422)
	ann.Post(sharing, apptest.Form("email", "Nobody at all", "permission", "view")).Want(422, "the name of somebody you work with", `value="Nobody at all"`)
	name := regexp.MustCompile(`<option value="([^"]*[Bb]en[^"]*)"`).FindStringSubmatch(ann.Get(sharing).Body)[1]
	ann.Post(sharing, apptest.Form("email", name, "permission", "view")).WantTo(sharing).Follow().Want(200, name, "Can view", "Shared with")
	ben.Get("/calendars").Want(200, "Rowing", "you can view", "Give it back")
	ben.Get("/calendar").Want(200, "Rowing", "Of others")
	ben.Get(sharing).Want(403)
	ben.Get(onCalendar(calendar, "/edit")).Want(403)
	act := regexp.MustCompile(sharing + `/people/\d+/`).FindString(ann.Get(sharing).Body)
	ann.HTMX().Post(act+"permission", apptest.Form("permission", "edit")).Want(200, "Can edit").WantNot("<html")
	ben.Get("/calendars").Want(200, "you can edit")
	ben.Post(onCalendar(calendar, "/leaving"), nil).WantTo("/calendars").Follow().Want(200, "no longer shared with you").WantNot("you can edit")
	ben.Post(onCalendar(calendar, "/leaving"), nil).Want(404)
	ann.Post(onCalendar(calendar, "/leaving"), nil).Want(409, "Hide it instead")
	ann.Post(sharing, apptest.Form("email", "new@example.org", "permission", "edit")).WantTo(sharing)
	act = regexp.MustCompile(sharing + `/people/\d+/`).FindString(ann.Get(sharing).Body)
	other := calendarOf(t, app, "ann", "Other")
	ann.Post(onCalendar(other, "/sharing")+act[len(sharing):]+"removal", nil).Want(404)
	ann.Post(act+"removal", nil).WantTo(sharing).Follow().Want(200, "No longer shared").WantNot("new@example.org")
}
