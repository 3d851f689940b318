package web_test

import (
	"regexp"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// inCalendar is what an element of the calendar with some text in it says about an event: one of its data attributes.
func inCalendar(t *testing.T, page *apptest.Answer, title, name string) string {
	t.Helper()
	for _, link := range regexp.MustCompile(`(?s)<a class="ev.*?</a>`).FindAllString(page.Body, -1) {
		if !strings.Contains(link, title) {
			continue
		}
		if found := regexp.MustCompile(` data-` + name + `="([^"]*)"`).FindStringSubmatch(link); found != nil {
			return found[1]
		}
		return ""
	}
	t.Fatalf("the calendar shows no %q", title)
	return ""
}

func TestAnEventIsMovedOnTheCalendar(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	week := "/calendar?view=week&date=2026-05-22"
	at := ann.Post("/events", eventForm("calendar_id", "")).Want(303).To()
	page := ann.Get(week).Want(200, "10:00 to 11:30")
	version := inCalendar(t, page, "Kick-off", "version")
	move := func(more ...string) map[string][]string {
		return eventMove(append([]string{"version", version}, more...)...)
	}
	ann.HTMX().Post(at+"/time?view=week&date=2026-05-22", move("to", "2026-05-21T14:15")).Want(200, `hx-target="#grid"`, "14:15 to 15:45", "“Kick-off” moved to Today, 14:15 to 15:45", "Undo")
	ann.HTMX().Post(at+"/time?view=week&date=2026-05-22", move("to", "2026-05-22T10:00")).Want(412, "Somebody changed “Kick-off” in the meantime").WantNot(`hx-target="#grid"`)
	ann.Get(week).Want(200, "14:15 to 15:45")
	version = inCalendar(t, ann.Get(week), "Kick-off", "version")
	ann.HTMX().Post(at+"/time?view=week&date=2026-05-22", move("to", "2026-05-21T17:00", "edge", "end")).Want(200, "14:15 to 17:00")
	ann.HTMX().Post(at+"/time?view=week&date=2026-05-22", eventMove("to", "soon")).Want(422, "Write it as a date")
	ann.HTMX().Post(at+"/time?view=week&date=2026-05-22", eventMove("to", "2026-05-23")).Want(200, "moved to Saturday")
	if start := inCalendar(t, ann.Get(week), "Kick-off", "start"); start != "2026-05-23" {
		t.Errorf("as a whole day it starts %s", start)
	}
	ann.Post("/undo", nil).Want(303)
	ann.Get(week).Want(200, "14:15 to 17:00")
	ann.Post(at+"/time", eventMove("to", "2026-05-21T09:00")).WantTo("/calendar")
	ben.HTMX().Post(at+"/time", eventMove("to", "2026-05-22T10:00")).Want(404)
	app.Nobody().Post(at+"/time", eventMove("to", "2026-05-22T10:00")).Want(303)
	ann.Get(week).Want(200, "09:00 to 11:45")
}

func eventMove(more ...string) map[string][]string { return apptest.Form(more...) }

func TestWhatSomebodyMayOnlySeeDoesNotMove(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	open := ann.Post("/events", eventForm("calendar_id", "")).Want(303).To()
	secret := ann.Post("/events", eventForm("title", "Dentist", "privacy", "private", "calendar_id", "")).Want(303).To()
	app.SQL(`INSERT INTO calendar_shares (calendar_id, user_id, email, permission, created_at) SELECT calendar_id, ?, ?, 'view', '2026-05-01T00:00:00.000Z' FROM events LIMIT 1`, ben.User.ID, ben.User.Email)
	page := ben.Get("/calendar?view=week&date=2026-05-22").Want(200, "Kick-off", "Busy").WantNot("Dentist", "data-version", "data-start")
	if inCalendar(t, page, "Kick-off", "event") == "" {
		t.Error("it cannot be opened")
	}
	for _, at := range []string{open, secret} {
		ben.HTMX().Post(at+"/time?view=week", eventMove("to", "2026-05-22T12:00")).Want(403)
	}
	ben.With("HX-Target", "div#pop").HTMX().Get(open).Want(200, "Kick-off", `hx-target="#pop"`).WantNot("Edit", "Delete")
	ben.With("HX-Target", "div#pop").HTMX().Get(secret).Want(200, "Busy").WantNot("Dentist", "Edit", "Delete", "Room Birch")
	ann.Get("/calendar?view=week&date=2026-05-22").Want(200, "10:00")
}

func TestASeriesIsMovedInParts(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	at := ann.Post("/events", eventForm("title", "Review", "start", "2026-05-25T10:00", "end", "2026-05-25T11:00", "repeat", "FREQ=WEEKLY", "until", "2026-07-31")).Want(303).To()
	month := "/calendar?view=month&date=2026-06-01"
	starts := func() string {
		var found []string
		for _, one := range regexp.MustCompile(` data-start="([^"]*)"`).FindAllStringSubmatch(ann.Get(month).Want(200).Body, -1) {
			found = append(found, strings.TrimPrefix(one[1], "2026-"))
		}
		return strings.Join(found, " ")
	}
	if got := starts(); got != "06-01T10:00 06-08T10:00 06-15T10:00 06-22T10:00 06-29T10:00" {
		t.Fatalf("it is at %s", got)
	}
	for _, c := range []struct{ on, scope, to, edge, want string }{
		{"2026-06-08", "this", "2026-06-09T12:00", "", "06-01T10:00 06-09T12:00 06-15T10:00 06-22T10:00 06-29T10:00"},
		{"2026-06-08", "this", "2026-06-09T15:00", "end", "06-01T10:00 06-09T12:00 06-15T10:00 06-22T10:00 06-29T10:00"},
		{"2026-06-22", "all", "2026-06-24T09:30", "", "06-03T09:30 06-09T12:00 06-17T09:30 06-24T09:30 07-01T09:30"},
	} {
		ann.HTMX().Post(at+"/time?view=month&date=2026-06-01", eventMove("on", c.on, "scope", c.scope, "to", c.to, "edge", c.edge)).Want(200)
		if got := starts(); got != c.want {
			t.Errorf("%s from %s on it is at %s, want %s", c.scope, c.on, got, c.want)
		}
	}
	ann.HTMX().Post(at+"/time?view=month&date=2026-06-01", eventMove("on", "2026-06-17", "scope", "following", "to", "2026-06-18T08:00")).Want(200)
	if got, want := starts(), "06-03T09:30 06-09T12:00 06-18T08:00 06-25T08:00 07-02T08:00"; got != want {
		t.Errorf("from one on it is at %s, want %s", got, want)
	}
	ann.HTMX().Post(at+"/time?view=month", eventMove("on", "2026-06-04", "scope", "this", "to", "2026-06-18T08:00")).Want(404)
}

func TestANewEventIsMadeOnTheCalendar(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	quick := apptest.Form("title", "Call", "start", "2026-05-22T10:00", "end", "2026-05-22T10:30", "timezone", "UTC")
	ann.HTMX().Post("/events?view=week&date=2026-05-22", quick).Want(200, `hx-target="#grid"`, "Call", "“Call” created", "Undo")
	quick.Set("title", "")
	quick.Set("end", "2026-05-22T09:30")
	ann.HTMX().Post("/events?view=week&date=2026-05-22", quick).Want(422, `hx-target="#quick"`, "Give the event a title.", "It ends before it starts.").WantNot(`hx-target="#grid"`)
	ann.HTMX().Post("/events?view=month&date=2026-05-22", apptest.Form("title", "Trip", "all_day", "true", "start", "2026-05-23", "end", "2026-05-25")).Want(200, "--n:2", `data-end="2026-05-25"`)
	ann.Get("/events/new?title=Lunch+%26+talk&start=2026-05-22T12:00&end=2026-05-22T13:00&location=Oak").Want(200, `value="Lunch &amp; talk"`, `value="2026-05-22T12:00"`, `value="Oak"`)
	ann.Get("/events/new?title=Off&start=2026-05-22&end=2026-05-23&all_day=true").Want(200, `value="2026-05-22T00:00"`, `value="2026-05-23T00:00"`)
}

func TestAPhoneSeesTheAgendaFirst(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann").With("Sec-CH-UA-Mobile", "?1")
	ann.Get("/calendar").Want(200, `aria-label="Agenda"`)
	ann.Get("/calendar?view=month").Want(200, `class="month"`)
	app.As("ann").Get("/calendar").Want(200, `class="month"`)
}

func TestAMonthShowsWhatGoesOverDaysInOneLine(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/events", eventForm("title", "Trip", "start", "2026-05-08T00:00", "end", "2026-05-12T00:00", "all_day", "true"))
	ann.Post("/events", eventForm("title", "Fair", "start", "2026-05-09T00:00", "end", "2026-05-09T00:00", "all_day", "true"))
	for _, hour := range []string{"08", "09", "10", "11"} {
		ann.Post("/events", eventForm("title", "At "+hour, "start", "2026-05-10T"+hour+":00", "end", "2026-05-10T"+hour+":30"))
	}
	ann.Get("/calendar") // takes the messages away
	page := ann.Get("/calendar?view=month&date=2026-05-01").Want(200, "2 more", `href="/calendar?date=2026-05-10&amp;view=day"`)
	// Friday to Sunday in one week, Monday and Tuesday in the next one.
	page.Want(200, "--n:3", "--n:2", `id="ev1"`, `id="ev1-2026-05-11"`, "At 08", "At 09").WantNot("At 10", "At 11")
}
