package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// eventForm is what the form of a new event sends, with some of it set.
func eventForm(more ...string) url.Values {
	form := apptest.Form("title", "Kick-off", "start", "2026-05-22T10:00", "end", "2026-05-22T11:30", "timezone", "UTC", "calendar_id", "1", "project_id", "", "repeat", "", "recurrence", "",
		"until", "", "location", "Room Birch", "url", "", "attendees", "Tom, ana@example.com", "status", "confirmed", "privacy", "public", "color", "", "description", "Bring *it*")
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// eventNames are the names in a list of events, and in the cells of a calendar.
func eventNames(page *apptest.Answer) string {
	var names []string
	for _, name := range regexp.MustCompile(`<a href="[^"]*/events/[^"]*" dir="auto">([^<]*)</a>`).FindAllStringSubmatch(page.Body, -1) {
		names = append(names, strings.TrimSpace(name[1]))
	}
	return strings.Join(names, ", ")
}

func TestAProjectsEventsAreAddedChangedDeletedAndBroughtBackByForms(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	web := privateProject(t, app, "ann", "Website", "WEB")
	tab := fmt.Sprintf("/projects/%d?view=events", web.ID)
	ann.Get(tab).Want(200, "Nothing ahead", "New event", `aria-current="page"`)
	ann.Get("/events/new?project="+fmt.Sprint(web.ID)).Want(200, "Create event", "Website", `value="1" selected`)
	ann.Post("/events", eventForm("title", " ", "end", "2026-05-22T09:00")).Want(422, "Give the event a title.", "It ends before it starts.", "Room Birch")
	at := ann.Post("/events", eventForm("project_id", fmt.Sprint(web.ID))).Want(303).To()
	ann.Get(at).Want(200, "“Kick-off” created", "Tomorrow, 10:00 to 11:30", "Room Birch", "ana@example.com", "<em>it</em>", "Website", "Team")
	if got := eventNames(ann.Get(tab).Want(200, "Tomorrow", "10:00 to 11:30", "2 people")); got != "Kick-off" {
		t.Errorf("ahead are %q", got)
	}
	ben.Get(tab).Want(404)
	ben.Get(at).Want(200, "Kick-off").WantNot("Website")
	ann.Post(at+"/edit", eventForm("title", "Start", "project_id", fmt.Sprint(web.ID), "version", field(t, ann.Get(at+"/edit"), "version"), "all_day", "true")).WantTo(at).Follow().Want(200, "“Start” saved", "Tomorrow")
	ann.Get(tab).Want(200, "All day", "Start")
	stale := eventForm("title", "Mine", "version", "old", "opened", `{"Title":"Start"}`)
	ben.Post(at+"/edit", stale).Want(412, "Somebody else saved", "Mine", "Start", `name="keep-title"`)
	ann.Post(at+"/removal", nil).WantTo(tab).Follow().Want(200, "“Start” deleted", "Undo", "Nothing ahead")
	ann.Get(at).Want(404)
	ann.Get(tab+"&show=trash").Want(200, "Start", "Restore", "Delete for good")
	ann.Post(at+"/restoration", nil).Want(303)
	ann.Get(tab).Want(200, "Start")
	ann.Post("/undo", nil).Want(303)
	ann.Get(at).Want(404)
	ann.Post(at+"/purge", nil).Want(303)
	ann.Get(tab+"&show=trash").Want(200, "The trash is empty")
}

func TestAProjectShowsNothingOfAnEventThatItsCalendarHides(t *testing.T) {
	app := apptest.New(t)
	ann, ben, kim := app.As("ann"), app.As("ben"), app.As("kim")
	web := privateProject(t, app, "ann", "Website", "WEB")
	for _, who := range []*apptest.Person{ben, kim} {
		app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (?, ?, 'member')`, web.ID, who.User.ID)
	}
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, kim.User.ID)
	tab := fmt.Sprintf("/projects/%d?view=events", web.ID)
	add := func(title, privacy, calendar string) string {
		return ann.Post("/events", eventForm("title", title, "privacy", privacy, "calendar_id", calendar, "project_id", fmt.Sprint(web.ID))).Want(303).To()
	}
	add("open", "public", "1")
	busy := add("private one", "private", "1")
	hidden := add("hidden one", "confidential", "1")
	own := add("in ann's own", "public", "")
	if got := eventNames(ann.Get(tab)); got != "open, private one, hidden one, in ann&#39;s own" {
		t.Errorf("ann sees %q", got)
	}
	if got := eventNames(ben.Get(tab)); got != "open" {
		t.Errorf("ben sees %q", got)
	}
	kim.Get(tab).Want(200, "Nothing ahead").WantNot("/events/new?project=", "open<")
	ben.Get(busy).Want(200, "Busy", "Tomorrow, 10:00 to 11:30").WantNot("private one", "Room Birch", "Website", "/edit\"")
	ben.Get(busy + "/edit").Want(403)
	ben.Post(busy+"/edit", eventForm()).Want(403)
	ben.Post(busy+"/removal", nil).Want(403)
	for _, path := range []string{hidden, own} {
		for _, rest := range []string{"", "/edit", "/removal"} {
			ben.Get(path + rest).Want(404)
		}
		for _, act := range []string{"/edit", "/removal", "/restoration", "/purge"} {
			ben.Post(path+act, eventForm()).Want(404)
			kim.Post(path+act, eventForm()).Want(404)
		}
	}
	ben.Get("/calendar?date=2026-05-22").Want(200, "open", "Busy").WantNot("private one", "hidden one", "ann&#39;s own")
	kim.Get("/calendar?date=2026-05-22").Want(200).WantNot("open<", "Busy", "Team")
	kim.Post("/events", eventForm("calendar_id", "", "project_id", fmt.Sprint(web.ID))).Want(403)
}

func TestPartsOfASeriesAreChangedByForms(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	web := privateProject(t, app, "ann", "Website", "WEB")
	tab := fmt.Sprintf("/projects/%d?view=events", web.ID)
	at := ann.Post("/events", eventForm("title", "Review", "start", "2026-05-25T10:00", "end", "2026-05-25T11:00", "repeat", "other", "recurrence", "every week on monday", "until", "2026-06-22", "project_id", fmt.Sprint(web.ID))).Want(303).To()
	ann.Get(at).Want(200, "Every Monday, until 22 Jun 2026", "Monday, 10:00")
	if got := eventNames(ann.Get(tab).Want(200, "25 May", "1 Jun", "8 Jun", "22 Jun").WantNot("29 Jun")); got != "Review, Review, Review, Review, Review" {
		t.Errorf("ahead are %q", got)
	}
	change := func(on, scope string, more ...string) string {
		page := ann.Get(at+"/edit?on="+on).Want(200, "This and all that follow", `value="`+on+`T`)
		form := eventForm(append([]string{"start", on + "T10:00", "end", on + "T11:00", "title", "Review", "repeat", "other", "recurrence", "FREQ=WEEKLY;BYDAY=MO", "until", "2026-06-22", "project_id", fmt.Sprint(web.ID),
			"on", on, "scope", scope, "version", field(t, page, "version"), "opened", ""}, more...)...)
		return ann.Post(at+"/edit", form).Want(303).To()
	}
	ann.Get(change("2026-06-01", "this", "title", "Long review", "end", "2026-06-01T13:00")).Want(200, "Long review", "10:00 to 13:00")
	if got := eventNames(ann.Get(tab)); got != "Review, Long review, Review, Review, Review" {
		t.Errorf("with one changed they are %q", got)
	}
	ann.Get(change("2026-06-08", "all", "start", "2026-06-09T10:00", "end", "2026-06-09T11:00", "title", "Tuesdays")).Want(200, "Every Tuesday, until 23 Jun 2026")
	if got := eventNames(ann.Get(tab).Want(200, "26 May", "9 Jun", "23 Jun")); got != "Tuesdays, Long review, Tuesdays, Tuesdays, Tuesdays" {
		t.Errorf("moved as a whole they are %q", got)
	}
	ann.Post("/undo", nil).Want(303)
	ann.Get(at+"/removal?on=2026-06-15").Want(200, "Delete “Review”?", "This and all that follow")
	ann.Post(at+"/removal", apptest.Form("on", "2026-06-15", "scope", "following")).WantTo(tab)
	if got := eventNames(ann.Get(tab)); got != "Review, Long review, Review" {
		t.Errorf("without the last they are %q", got)
	}
	ann.Get(at + "?on=2026-06-15").Want(404)
	ann.Post(at+"/removal", apptest.Form("on", "2026-06-08", "scope", "this")).Want(303)
	ann.Post(at+"/removal", apptest.Form("on", "2026-05-25", "scope", "all")).Want(303)
	ann.Get(tab).Want(200, "Nothing ahead")
}

func TestAProjectsEventsAreListedPageByPage(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	web := privateProject(t, app, "ann", "Website", "WEB")
	tab := fmt.Sprintf("/projects/%d?view=events", web.ID)
	rule, over := "FREQ=DAILY", "FREQ=DAILY;COUNT=60"
	for _, in := range []domain.EventInput{{Title: "daily", Start: "2026-05-20T10:00", Recurrence: &rule}, {Title: "ended", Start: "2025-05-20T10:00", Recurrence: &over}, {Title: "far", Start: "2036-05-20T10:00"}} {
		in.ProjectID = &web.ID
		if _, err := app.Scope("ann").AddEvent(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	seen, path := 0, tab
	for range 40 {
		page := ann.Get(path).Want(200)
		seen += strings.Count(page.Body, ">daily</a>")
		next := regexp.MustCompile(`href="([^"]*after=[^"]*)"`).FindStringSubmatch(page.Body)
		if next == nil {
			page.Want(200, "far")
			break
		}
		path = strings.ReplaceAll(next[1], "&amp;", "&")
	}
	if seen < 2*365 || seen > 2*366+1 {
		t.Errorf("of the daily one %d times are listed", seen)
	}
	ann.Get(tab+"&show=past").Want(200, "ended", "every day, 60 times").WantNot("daily<")
	ann.Get(tab+"&after=nonsense").Want(200, "daily")
	ann.Get(tab+"&show=past&after=nonsense").Want(200, "ended")
}

func TestTheCalendarShowsWhatHappensInEachView(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/events", eventForm("title", "Meeting"))
	ann.Post("/events", eventForm("title", "Overlap", "start", "2026-05-22T11:00", "end", "2026-05-22T12:00"))
	ann.Post("/events", eventForm("title", "Trip", "start", "2026-05-21T00:00", "end", "2026-05-23T00:00", "all_day", "true"))
	ann.Post("/events", eventForm("title", "Standing", "start", "2026-05-04T09:00", "end", "2026-05-04T09:15", "repeat", "FREQ=DAILY"))
	ann.Get("/calendar").Want(200, "May 2026", `aria-current="date"`, "Trip", "Meeting", "Overlap", ">1 May<", "New event")
	ann.Get("/calendar?view=week").Want(200, "18 May to 24 May, week 21", "--s:10;--d:1.5;--i:0;--of:2", "--s:11;--d:1;--i:1;--of:2", "--s:4;--n:3;grid-row:2", `class="now"`)
	ann.Get("/calendar?view=day&date=2026-05-22").Want(200, "Friday 22 May 2026", "--days:1", "Meeting", "Trip").WantNot(`class="now"`)
	ann.Get("/calendar?view=agenda").Want(200, "Today", "until 23 May", "10:00 to 11:30", "Standing")
	ann.Get("/calendar?view=agenda&date=2025-01-01").Want(200, "Nothing planned")
	for _, query := range []string{"view=year", "date=soon", "date=0001-01-01", "date=9999-12-31&view=agenda", "show=x", "date=9999-10-31&view=month"} {
		ann.Get("/calendar?" + query).Want(200)
	}
}

func TestHowAnEventRepeatsIsPutTogetherInItsForm(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	weekly := func(more ...string) url.Values {
		form := eventForm(append([]string{"title", "Review", "start", "2026-05-21T10:00", "end", "2026-05-21T11:00", "repeat", "FREQ=WEEKLY", "every", "2", "ends", "after", "times", "3"}, more...)...)
		form["days"] = []string{"TH", "FR"}
		return form
	}
	at := ann.Post("/events", weekly()).Want(303).To()
	ann.Get(at).Want(200, "Every 2 weeks on Thursday and Friday, 3 times")
	ann.Get(at+"/edit?on=2026-05-21").Want(200, `value="TH" checked`, `value="FR" checked`, `name="every" type="number"`, `value="after" selected`, `name="times" type="number" value="3"`)
	ann.Post("/events/understood", weekly()).Want(200, "Every 2 weeks on Thursday and Friday, 3 times.")
	ann.Post("/events", weekly("every", "1000")).Want(422, "Write a number from 1 to 999.", `value="1000"`, `value="FR" checked`)
	ann.Post("/events", weekly("times", "")).Want(422, "Write a number from 1 to 10000.")
	ann.Post("/events", weekly("ends", "on")).Want(422, "Say which day is the last one.")
	ann.Post("/events", weekly("start", "2026-05-20T10:00", "end", "2026-05-20T11:00")).Want(422, "Begin it on Thu 21 May 2026, or change the rule.", `href="#repeat"`)
	ann.Post("/events/understood", weekly("repeat", "")).Want(200).WantNot("Every")
	app.Nobody().Post("/events/understood", weekly()).Want(303)
}

func TestDaysBesideTheRuleAreTypedInTheForm(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	weekly := func(more ...string) url.Values {
		return eventForm(append([]string{"title", "Review", "start", "2026-05-21T10:00", "end", "2026-05-21T11:00", "repeat", "FREQ=WEEKLY", "every", "1", "ends", "after", "times", "2"}, more...)...)
	}
	ann.Post("/events", weekly("rdates", "soon")).Want(422, `href="#rdates"`, `value="soon"`)
	at := ann.Post("/events", weekly("rdates", "2026-05-23, 2026-05-26 15:00")).Want(303).To()
	if got := eventNames(ann.Get("/calendar?view=agenda&date=2026-05-20").Want(200, "15:00")); got != "Review, Review, Review, Review" {
		t.Errorf("%q", got)
	}
	page := ann.Get(at+"/edit?on=2026-05-21").Want(200, `name="rdates"`, `value="2026-05-23, 2026-05-26 15:00"`)
	save := func(more ...string) *apptest.Answer {
		return ann.Post(at+"/edit", weekly(append([]string{"on", "2026-05-21", "version", field(t, page, "version"), "opened", ""}, more...)...))
	}
	save("scope", "this", "rdates", "2026-05-24").Want(422, "Change the series.")
	save("scope", "all", "rdates", "2026-05-26 15:00").Want(303)
	if got := eventNames(ann.Get("/calendar?view=agenda&date=2026-05-20")); got != "Review, Review, Review" {
		t.Errorf("with one taken away: %q", got)
	}
}
