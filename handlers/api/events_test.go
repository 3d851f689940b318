package api_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func idIn(location string) string { return location[strings.LastIndex(location, "/")+1:] }

func (c contract) callEvents(ann *apptest.Person) {
	c.t.Helper()
	const one, calendar, share = "/events/{id}", "/calendars/{id}", "/calendars/{id}/shares/{share_id}"
	made := idIn(c.call(ann, "POST", "/calendars", `{"name":"Workshops","color":"teal"}`).Header.Get("Location"))
	k := []string{"{id}", made}
	c.call(ann, "POST", "/calendars", `{"name":" "}`)
	c.call(ann, "GET", "/calendars?limit=1", "")
	c.call(ann, "GET", calendar, "", k...)
	c.call(ann, "PATCH", calendar, `{"visibility":"team"}`, k...)
	c.call(ann, "PUT", calendar, `{"name":"Talks"}`, k...)
	part := c.call(ann, "POST", calendar+"/share", `{"email":"cy@example.com","permission":"edit"}`, k...).Header.Get("Location")
	s := append(k, "{share_id}", idIn(part))
	c.call(ann, "GET", calendar+"/shares", "", k...)
	c.call(ann, "PATCH", share, `{"permission":"view"}`, s...)
	c.call(ann, "DELETE", share, "", s...)
	c.call(ann, "POST", calendar+"/leave", "", k...)
	bo := c.app.As("bo")
	c.app.SQL(`UPDATE users SET "emailVerified" = 1 WHERE id = ?`, bo.User.ID)
	c.call(ann, "POST", calendar+"/share", `{"email":"`+bo.User.Email+`","permission":"view"}`, k...)
	c.call(bo, "POST", calendar+"/leave", "", k...)
	c.call(ann, "GET", "/calendar/choices", "")
	c.call(ann, "PUT", "/calendar/choices", `{"hidden_calendar_ids":[`+made+`]}`)
	c.call(ann, "PATCH", "/calendar/choices", `{"hidden_dates":["notes"]}`)
	e := []string{"{id}", idIn(c.call(ann, "POST", "/events", `{"title":"Talk","start":"2026-05-21T11:00:00Z","recurrence":"FREQ=WEEKLY","calendar_id":`+made+`}`).Header.Get("Location"))}
	c.call(ann, "POST", "/events", `{"title":"Day","start":"2026-05-21","all_day":true,"attendees":["Ana"],"reminders":[10],"privacy":"private"}`)
	c.call(ann, "GET", "/events?from=2026-05-01&to=2026-06-30&limit=1", "")
	c.call(ann, "GET", "/events?from=2026-05-01&to=2026-06-30&expand=true&limit=1", "")
	c.call(ann, "GET", "/events?expand=true", "")
	c.call(ann, "GET", one, "", e...)
	c.call(ann, "PATCH", one+"?scope=this&occurrence=2026-05-28", `{"title":"Another talk"}`, e...)
	c.call(ann, "PATCH", one, `{"end":"2026-01-01T00:00:00Z"}`, e...)
	c.call(ann.With("If-Match", `"x"`), "PATCH", one, `{}`, e...)
	c.call(ann, "PUT", one, `{"title":"Talk","start":"2026-05-21T11:00:00Z"}`, e...)
	c.callGuests(ann, e)
	c.call(ann, "DELETE", one, "", e...)
	c.call(ann, "POST", one+"/restore", "", e...)
	c.call(ann, "DELETE", calendar, "", k...)
	c.call(ann, "POST", calendar+"/restore", "", k...)
	c.call(ann, "DELETE", calendar, "", "{id}", "1")
}

func (c contract) callGuests(ann *apptest.Person, event []string) {
	c.t.Helper()
	const one = "/events/{id}"
	c.call(ann, "POST", one+"/invitations", "", event...)
	c.call(ann, "POST", one+"/answer", `{"answer":"accepted"}`, event...)
	c.app.SQL(`UPDATE users SET "emailVerified" = 1 WHERE id = ?`, ann.User.ID)
	c.call(ann, "PATCH", one, `{"attendees":["Bo <bo@elsewhere.example>","`+ann.User.Email+`","Nobody"]}`, event...)
	c.call(ann, "POST", one+"/invitations", "", event...)
	c.call(ann, "POST", one+"/answer", `{"answer":"perhaps"}`, event...)
	c.call(ann, "POST", one+"/answer", `{"answer":"tentative","comment":"late"}`, event...)
	c.call(ann, "GET", one+"/guests?limit=1", "", event...)
}

func TestAnEventIsWrittenReadAndReplacedAsItWasSent(t *testing.T) {
	app := apptest.New(t)
	ann, eve := app.As("ann"), app.As("eve")
	path := ann.JSON("POST", v1+"/events", `{"title":" Talk ","start":"2026-05-21T11:00:00+02:00","timezone":"Europe/Lisbon","attendees":["Ana","bo@example.com"],"reminders":[60,10],"url":"https://meet.example/x"}`).
		Want(201, `"title":"Talk"`, `"start":"2026-05-21T09:00:00Z"`, `"end":"2026-05-21T10:00:00Z"`, `"timezone":"Europe/Lisbon"`, `"status":"confirmed"`, `"reminders":[10,60]`, `"series_id":null`, `"busy":false`).Header.Get("Location")
	before := ann.Get(path).Want(200)
	if after := ann.JSON("PATCH", path, `{}`).Want(200); after.Body != before.Body || after.Header.Get("ETag") != before.Header.Get("ETag") {
		t.Errorf("PATCH {} makes %s of %s", after.Body, before.Body)
	}
	ann.With("If-None-Match", before.Header.Get("ETag")).Get(path).Want(304)
	ann.With("If-Match", `"old"`).JSON("PATCH", path, `{"title":"x"}`).Want(412)
	ann.JSON("PATCH", path, `{"all_day":true,"start":"2026-05-21","end":"2026-05-22","location":"Birch"}`).Want(200, `"start":"2026-05-21"`, `"end":"2026-05-22"`, `"timezone":null`)
	batch := ann.JSON("PUT", path, `{"title":"Talks","start":"2026-05-21T12:00:00","timezone":"floating","calendar_id":1}`).Want(200, `"start":"2026-05-21T12:00:00"`, `"location":null`, `"attendees":[]`, `"calendar_id":1`).Header.Get("Mddash-Batch")
	eve.Get(path).Want(200)
	ann.JSON("POST", v1+"/undo/"+batch, nil).Want(204)
	eve.Get(path).Want(404)
	ann.Get(path).Want(200, `"location":"Birch"`, `"all_day":true`)
	ann.Send("DELETE", path, "", nil).Want(204)
	ann.Get(path).Want(404)
	ann.Get(v1+"/events?trashed=true").Want(200, `"total":1`)
	ann.JSON("POST", path+"/restore", nil).Want(200, "Birch")
	keyed := ann.With("Idempotency-Key", "k1")
	one := keyed.JSON("POST", v1+"/events", `{"title":"once","start":"2026-05-21","all_day":true}`).Want(201)
	if two := keyed.JSON("POST", v1+"/events", `{"title":"once","start":"2026-05-21","all_day":true}`).Want(201); two.Body != one.Body {
		t.Errorf("%s, then %s", one.Body, two.Body)
	}
	ann.Get(v1+"/changes").Want(200, `"kind":"event"`, `"title":"once"`)
	eve.Get(v1+"/changes").Want(200).WantNot("once", "Birch")
}

func TestEachTimeOfASeriesIsListedAndChanged(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path := ann.JSON("POST", v1+"/events", `{"title":"Stand-up","start":"2026-05-18T09:30:00Z","recurrence":"FREQ=DAILY;COUNT=5"}`).Want(201).Header.Get("Location")
	const week = v1 + "/events?from=2026-05-18&to=2026-05-24"
	ann.Get(week).Want(200, `"total":1`, `"occurrence_start":null`)
	ann.Get(week+"&expand=true").Want(200, `"total":5`, `"occurrence":"2026-05-20"`, `"occurrence_start":"2026-05-20T09:30:00Z"`, `"occurrence_end":"2026-05-20T10:30:00Z"`)
	first := ann.Get(week+"&expand=true&limit=2").Want(200, `"total":5`, "2026-05-19").WantNot("2026-05-20T")
	var page struct {
		Next string `json:"next_cursor"`
	}
	first.Into(&page)
	ann.Get(week+"&expand=true&limit=2&cursor="+page.Next).Want(200, "2026-05-20T", "2026-05-21T").WantNot(`"occurrence_start":"2026-05-19T`)
	ann.JSON("PATCH", path+"?scope=this&occurrence=2026-05-20T09:30:00Z", `{"start":"2026-05-20T15:00:00Z","end":"2026-05-20T15:30:00Z"}`).Want(200, `"occurrence":"2026-05-20"`, `"series_id":`+idIn(path))
	ann.Get(week+"&expand=true").Want(200, `"total":5`, `"occurrence_start":"2026-05-20T15:00:00Z"`).WantNot(`"occurrence_start":"2026-05-20T09`)
	ann.Get(week).Want(200, `"total":2`)
	ann.Send("DELETE", path+"?scope=this&occurrence=2026-05-19", "", nil).Want(204)
	ann.Get(week+"&expand=true").Want(200, `"total":4`)
	ann.JSON("PATCH", path+"?scope=following&occurrence=2026-05-21", `{"title":"Later"}`).Want(200, `"recurrence":"FREQ=DAILY;COUNT=2"`, `"title":"Later"`)
	for _, query := range []string{"scope=this", "scope=some", "occurrence=2026-05-20", "scope=this&occurrence=soon", "scope=all&occurrence=2026-05-20", "Scope=this"} {
		ann.JSON("PATCH", path+"?"+query, `{}`).Want(422)
	}
	ann.Send("DELETE", path, "", nil).Want(204)
	ann.Get(week+"&expand=true").Want(200, `"total":2`, "Later").WantNot("Stand-up")
}

func TestWhatIsWrongWithAnEventOrACalendarIsSaidAtItsField(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path := ann.JSON("POST", v1+"/events", `{"title":"x","start":"2026-05-21","all_day":true}`).Want(201).Header.Get("Location")
	for _, c := range []struct{ rest, says string }{
		{`"end":"2026-05-20T00:00:00Z"`, `"body.end"`}, {`"start":"2026-05-21"`, `"body.start"`}, {`"timezone":"Mars"`, `"body.timezone"`}, {`"calendar_id":77`, `"body.calendar_id"`},
		{`"project_id":77`, `"body.project_id"`}, {`"privacy":"secret"`, `"body.privacy"`}, {`"recurrence":"FREQ=HOURLY"`, `"body.recurrence"`}, {`"exdates":["x"]`, `"body.exdates"`},
		{`"reminders":[-1]`, `"body.reminders"`}, {`"reminders":["x"]`, `"body.reminders[0]"`}, {`"owner":"me"`, `"body.owner"`}, {`"all_day":"yes"`, `"body.all_day"`}, {`"uid":"x"`, `"body.uid"`},
	} {
		body := `{"title":"x","start":"2026-05-21T10:00:00Z",` + c.rest + `}`
		if strings.HasPrefix(c.rest, `"start"`) {
			body = `{"title":"x",` + c.rest + `}`
		}
		ann.JSON("PUT", path, body).Want(422, c.says)
		ann.JSON("POST", v1+"/events", body).Want(422, c.says)
	}
	for _, query := range []string{"status=maybe", "sort=title", "project_id=x", "calendar_id=none", "from=soon", "from=2026-05-02&to=2026-05-01", "expand=true", "expand=true&from=2026-01-01", "trashed=yes",
		"expand=true&from=2020-01-01&to=2026-01-01", "expand=true&from=2026-01-01&to=2026-02-01&sort=-start", "expand=true&from=2026-01-01&to=2026-02-01&trashed=true", "limit=0", "cursor=x", "From=2026-01-01",
		"expand=true&from=2026-01-01&to=2026-02-01&cursor=!"} {
		ann.Get(v1 + "/events?" + query).Want(422)
	}
	for _, body := range []string{`{"name":" "}`, `{"name":"x","color":"#fff"}`, `{"name":"x","visibility":"world"}`, `{"name":"x","user_id":"y"}`, `{"name":"` + strings.Repeat("x", 101) + `"}`} {
		ann.JSON("POST", v1+"/calendars", body).Want(422)
	}
	ann.JSON("PATCH", v1+"/calendars/1", `{"visibility":"private"}`).Want(422, `"body.visibility"`)
	ann.JSON("PATCH", v1+"/calendars/1", `{"color":"blue"}`).Want(200, `"name":"Team"`, `"color":"blue"`, `"permission":"edit"`)
	ann.Send("DELETE", v1+"/calendars/1", "", nil).Want(409)
}

func TestCalendarsAndEventsThatSomebodyDoesNotSeeDoNotExist(t *testing.T) {
	app := apptest.New(t)
	ann, eve, kim := app.As("ann"), app.As("eve"), app.As("kim")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, kim.User.ID)
	calendar := ann.JSON("POST", v1+"/calendars", `{"name":"ann's"}`).Want(201, `"permission":"own"`).Header.Get("Location")
	event := ann.JSON("POST", v1+"/events", fmt.Sprintf(`{"title":"ann's","start":"2026-05-21","all_day":true,"calendar_id":%s}`, idIn(calendar))).Want(201).Header.Get("Location")
	hidden := ann.JSON("POST", v1+"/events", `{"title":"ann's too","start":"2026-05-21","all_day":true,"calendar_id":1,"privacy":"confidential"}`).Want(201).Header.Get("Location")
	busy := ann.JSON("POST", v1+"/events", `{"title":"ann's own","start":"2026-05-21","all_day":true,"calendar_id":1,"privacy":"private","location":"ann's room"}`).Want(201).Header.Get("Location")
	for _, c := range []struct{ method, path, body string }{
		{"GET", event, ""}, {"PUT", event, `{"title":"x","start":"2026-05-21"}`}, {"PATCH", event, `{}`}, {"PATCH", event + "?scope=this&occurrence=2026-05-21T00:00:00Z", `{}`}, {"DELETE", event, ""},
		{"POST", event + "/restore", ""}, {"GET", hidden, ""}, {"DELETE", hidden, ""}, {"GET", calendar, ""}, {"PATCH", calendar, `{}`}, {"DELETE", calendar, ""}, {"POST", calendar + "/restore", ""},
		{"GET", calendar + "/shares", ""}, {"POST", calendar + "/share", `{"email":"x@example.com"}`}, {"DELETE", calendar + "/shares/1", ""},
	} {
		missing := strings.NewReplacer(event, v1+"/events/424242", hidden, v1+"/events/424242", calendar, v1+"/calendars/424242").Replace(c.path)
		for name, p := range map[string]*apptest.Person{"a stranger": eve, "an admin": app.As("admin"), "a script": eve.Script("write"), "a client": kim} {
			answer, like := p.Send(c.method, c.path, "application/json", []byte(c.body)), p.Send(c.method, missing, "application/json", []byte(c.body))
			if answer.Status != 404 || answer.Body != like.Body {
				t.Errorf("%s %s by %s: %d %s, and of what is not there %s", c.method, c.path, name, answer.Status, answer.Body, like.Body)
			}
		}
	}
	eve.Get(v1+"/events").Want(200, `"total":1`, `"title":"Busy"`).WantNot("ann's")
	eve.Get(v1+"/events?q=ann").Want(200, `"total":0`)
	eve.Get(busy).Want(200, `"busy":true`, `"location":null`, `"user_id":null`)
	eve.JSON("PATCH", busy, `{"title":"x"}`).Want(403)
	eve.Send("DELETE", busy, "", nil).Want(403)
	eve.Get(v1+"/calendars").Want(200, `"total":2`, "Team", "Personal").WantNot("ann's")
	kim.Get(v1+"/calendars").Want(200, `"total":1`).WantNot("Team")
	kim.Get(v1+"/events").Want(200, `"total":0`)
	kim.JSON("POST", v1+"/events", `{"title":"x","start":"2026-05-21","all_day":true,"calendar_id":1}`).Want(422, `"body.calendar_id"`)
	kim.JSON("POST", v1+"/events", `{"title":"x","start":"2026-05-21","all_day":true}`).Want(201)
}
