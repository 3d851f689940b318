package api_test

import (
	"strconv"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func TestATodoOfAFileWasCompletedWhenTheFileSaysSo(t *testing.T) {
	ann := apptest.New(t).As("ann")
	text := aCalendar("BEGIN:VTODO", "UID:done", "SUMMARY:Call", "STATUS:COMPLETED", "COMPLETED:20260501T120000Z", "END:VTODO")
	ann.Send("POST", v1+"/events/import", "text/calendar", []byte(text)).Want(200, `"created":1`)
	ann.Get(v1+"/todos").Want(200, `"completed_at":"2026-05-01T12:00:00Z"`)
}

func (c contract) callCalendarTexts(ann *apptest.Person) {
	c.t.Helper()
	for _, path := range []string{"/subscriptions", "/feeds"} {
		bodies := map[string][]string{
			"/subscriptions": {`{"name":"Holidays","url":"https://calendars.example.org/a.ics"}`, `{"name":"x","url":"file:///etc/passwd"}`, `{"name":"Holidays","url":"webcal://calendars.example.org/b.ics","refresh_minutes":15}`, `{"color":"teal"}`, "/refresh"},
			"/feeds":         {`{}`, `{"calendar_id":424242}`, `{"todos":false}`, `{"without":[1]}`, "/renew"},
		}[path]
		id := []string{"{id}", idIn(c.call(ann, "POST", path, bodies[0]).Header.Get("Location"))}
		c.call(ann, "POST", path, bodies[1])
		c.call(ann, "GET", path, "")
		c.call(ann, "GET", path+"?limit=1", "")
		c.call(ann, "GET", path+"/{id}", "", id...)
		c.call(c.app.As("bo"), "GET", path+"/{id}", "", id...)
		c.call(ann, "PUT", path+"/{id}", bodies[2], id...)
		c.call(ann, "PATCH", path+"/{id}", bodies[3], id...)
		c.call(ann.With("If-Match", `"x"`), "PATCH", path+"/{id}", `{}`, id...)
		c.call(ann, "POST", path+"/{id}"+bodies[4], "", id...)
		c.call(ann, "DELETE", path+"/{id}", "", id...)
	}
	c.send(ann, "POST", "/events/import", "text/calendar", aCalendar("BEGIN:VEVENT", "UID:contract", "DTSTART:20261201T100000Z", "SUMMARY:Talk", "END:VEVENT", "BEGIN:VEVENT", "UID:broken", "END:VEVENT"))
	c.send(ann, "POST", "/events/import", "text/calendar", "nonsense")
	c.send(ann, "POST", "/events/import?calendar_id=424242", "text/calendar", aCalendar())
	c.send(ann, "POST", "/events/import", "application/json", "{}")
	var list struct{ Items []struct{ ID int } }
	c.call(ann, "GET", "/events?q=talk&limit=1", "").Into(&list)
	for path, id := range map[string]int{"/calendars/{id}/export.ics": 1, "/events/{id}/export.ics": list.Items[0].ID} {
		ann.Get(v1+strings.Replace(path, "{id}", strconv.Itoa(id), 1)).Want(200).WantHeader("Content-Type", "text/calendar; charset=utf-8")
		c.called["GET "+path] = true
	}
}

// aCalendar is a text with some lines in it.
func aCalendar(lines ...string) string {
	all := append(append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN"}, lines...), "END:VCALENDAR", "")
	return strings.Join(all, "\r\n")
}

type imported struct {
	Created, Updated, Skipped, Failed, Todos int
	Errors                                   []struct {
		Line                int
		UID, Title, Message string
	}
}

func TestATextIsTakenInObjectByObject(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	text := aCalendar(
		"BEGIN:VEVENT", "UID:one", "DTSTART:20261201T100000Z", "DTEND:20261201T110000Z", "SUMMARY:Review", "LAST-MODIFIED:20200101T000000Z", "END:VEVENT",
		"BEGIN:VEVENT", "UID:series", "RECURRENCE-ID:20261208T090000Z", "DTSTART:20261208T120000Z", "SUMMARY:Later", "END:VEVENT",
		"BEGIN:VEVENT", "UID:broken", "SUMMARY:No start", "END:VEVENT",
		"BEGIN:VEVENT", "UID:series", "DTSTART:20261201T090000Z", "DTEND:20261201T093000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "SUMMARY:Standup", "END:VEVENT",
		"BEGIN:VTODO", "UID:todo", "SUMMARY:Pay the rent", "DUE;VALUE=DATE:20261231", "END:VTODO",
		"BEGIN:VJOURNAL", "UID:j", "SUMMARY:Dear diary", "END:VJOURNAL",
	)
	take := func(text string) imported {
		var out imported
		ann.Send("POST", v1+"/events/import", "text/calendar; charset=utf-8", []byte(text)).Want(200).Into(&out)
		return out
	}
	first := take(text)
	if first.Created != 3 || first.Todos != 1 || first.Failed != 2 || len(first.Errors) != 2 {
		t.Errorf("the first time: %+v", first)
	}
	for _, e := range first.Errors {
		if e.UID == "broken" && e.Line != 16 && e.Line != 17 {
			t.Errorf("%+v is on another line", e)
		}
	}
	if again := take(text); again.Created != 0 || again.Skipped != 3 || again.Failed != 2 {
		t.Errorf("the second time: %+v", again)
	}
	newer := strings.NewReplacer("SUMMARY:Review", "SUMMARY:Big review", "20200101T000000Z", "20990101T000000Z").Replace(text)
	if third := take(newer); third.Updated != 1 || third.Skipped != 2 {
		t.Errorf("a newer state: %+v", third)
	}
	var list struct {
		Total int
		Items []struct{ Title string }
	}
	ann.Get(v1 + "/events?from=2026-12-01&to=2026-12-31&expand=true").Into(&list)
	titles := []string{}
	for _, e := range list.Items {
		titles = append(titles, e.Title)
	}
	if got, want := strings.Join(titles, ", "), "Standup, Big review, Later, Standup, Standup"; got != want {
		t.Errorf("there is %s, want %s", got, want)
	}
	ann.Get(v1+"/todos?q=rent").Want(200, `"title":"Pay the rent"`, `"due_date":"2026-12-31"`)
}

func TestWhoMayNotWriteInACalendarTakesNothingIntoIt(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	app.SQL(`UPDATE users SET "emailVerified" = 1 WHERE id = ?`, bo.User.ID)
	own := idIn(ann.JSON("POST", v1+"/calendars", `{"name":"Own"}`).Header.Get("Location"))
	text := []byte(aCalendar("BEGIN:VEVENT", "UID:one", "DTSTART:20261201T100000Z", "SUMMARY:Review", "END:VEVENT"))
	send := func() *apptest.Answer {
		return bo.Send("POST", v1+"/events/import?calendar_id="+own, "text/calendar", text)
	}
	send().Want(422, domain.UnknownID)
	bo.Send("POST", v1+"/events/import?calendar_id=424242", "text/calendar", text).Want(422, domain.UnknownID)
	ann.JSON("POST", v1+"/calendars/"+own+"/share", `{"email":"`+bo.User.Email+`","permission":"view"}`).Want(201)
	send().Want(403)
	bo.Get(v1 + "/calendars/" + own + "/export.ics").Want(200)
	ann.JSON("POST", v1+"/calendars/"+own+"/share", `{"email":"`+bo.User.Email+`","permission":"edit"}`).Want(201)
	send().Want(200, `"created":1`)
	ann.Script("read").Send("POST", v1+"/events/import", "text/calendar", text).Want(403)
	ann.Script("write").Send("POST", v1+"/events/import", "text/calendar", text).Want(200)
	ann.Script("write").Get(v1 + "/feeds").Want(403)
	bo.Get(v1 + "/calendars/424242/export.ics").Want(404)
}

func TestATextIsAnsweredWithWhatIsWrongWithIt(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	send := func(text string) *apptest.Answer {
		return ann.Send("POST", v1+"/events/import", "text/calendar", []byte(text))
	}
	event := []string{"BEGIN:VEVENT", "UID:one", "DTSTART:20261201T100000Z", "SUMMARY:Review", "END:VEVENT"}
	send("hello").Want(422, "Line 1")
	send(strings.Repeat("BEGIN:VEVENT\r\nEND:VEVENT\r\n", 10)).Want(422, "Line 1")
	send(aCalendar(append([]string{"METHOD:CANCEL"}, event...)...)).Want(200, `"created":0`, "called off")
	send(aCalendar(append([]string{"METHOD:REPLY"}, event...)...)).Want(200, `"created":0`, "answer to an invitation")
	send(strings.TrimSuffix(aCalendar(event...), "END:VCALENDAR\r\n")).Want(200, `"created":1`)
	send("").Want(400)
	send(aCalendar("BEGIN:VEVENT", "UID:bomb", "DTSTART:19000101T000000Z", "RRULE:FREQ=SECONDLY;COUNT=1000000000", "SUMMARY:Bomb", "END:VEVENT")).Want(200, `"created":0`, `"failed":1`)
	send(aCalendar("BEGIN:VEVENT", "UID:long", "DTSTART:20261201T100000Z", "SUMMARY:"+strings.Repeat("x", 3<<19), "END:VEVENT")).Want(200, `"created":0`, `"failed":1`)
	many := aCalendar(strings.Repeat("BEGIN:VEVENT\r\nUID:same\r\nEND:VEVENT\r\n", domain.ImportObjectsMax+1))
	send(many).Want(422, "too much")
	// UTF-16 and Windows-1252 are read, and nothing that is typed gets out of its line.
	send(aCalendar("BEGIN:VEVENT", "UID:charset", "DTSTART:20261202T100000Z", "SUMMARY:Caf\xe9 =1+1\\nATTENDEE:mailto:x@example.org\\nEND:VEVENT", "END:VEVENT")).Want(200, `"created":1`)
	var list struct{ Items []struct{ ID int } }
	ann.Get(v1 + "/events?q=caf%C3%A9").Into(&list)
	out := ann.Get(v1 + "/events/" + strconv.Itoa(list.Items[0].ID) + "/export.ics").Want(200).Body
	if strings.Contains(out, "\nATTENDEE") || strings.Count(out, "\nEND:VEVENT") != 1 || !strings.Contains(out, "SUMMARY:Café =1+1") {
		t.Errorf("goes out as %q", out)
	}
}

func TestAnEventIsCalledOffByWhoOrganisesIt(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	send := func(method string, lines ...string) imported {
		var out imported
		text := aCalendar(append([]string{"METHOD:" + method}, lines...)...)
		ann.Send("POST", v1+"/events/import", "text/calendar", []byte(text)).Want(200).Into(&out)
		return out
	}
	const eve = "ORGANIZER;CN=Eve:mailto:eve@example.org"
	send("REQUEST", "BEGIN:VEVENT", "UID:talk", "SEQUENCE:1", eve, "ATTENDEE:mailto:ann@example.com", "DTSTART:20261201T100000Z", "SUMMARY:Talk", "X-ROOM:7", "END:VEVENT",
		"BEGIN:VEVENT", "UID:weekly", eve, "DTSTART;TZID=Europe/Stockholm:20261201T100000", "RRULE:FREQ=WEEKLY;COUNT=4", "SUMMARY:Weekly", "END:VEVENT")
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{[]string{"BEGIN:VEVENT", "UID:nowhere", eve, "SEQUENCE:2", "END:VEVENT"}, "not in this calendar"},
		{[]string{"BEGIN:VEVENT", "UID:talk", "ORGANIZER:mailto:mallory@example.org", "SEQUENCE:2", "END:VEVENT"}, "does not organise"},
		{[]string{"BEGIN:VEVENT", "UID:talk", "SEQUENCE:2", "END:VEVENT"}, "does not organise"},
		{[]string{"BEGIN:VEVENT", "UID:weekly", eve, "RECURRENCE-ID:20261202T090000Z", "END:VEVENT"}, "does not have"},
		{[]string{"BEGIN:VEVENT", "UID:weekly", eve, "RECURRENCE-ID;RANGE=THISANDFUTURE:20261208T090000Z", "END:VEVENT"}, "by hand"},
		{[]string{"BEGIN:VEVENT", "UID:weekly", eve, "RECURRENCE-ID:soon", "END:VEVENT"}, "no time"},
	} {
		if out := send("CANCEL", c.lines...); out.Failed != 1 || out.Updated != 0 || !strings.Contains(out.Errors[0].Message, c.want) {
			t.Errorf("%v: %+v", c.lines, out)
		}
	}
	if out := send("CANCEL", "BEGIN:VEVENT", "UID:talk", eve, "SEQUENCE:0", "END:VEVENT"); out.Skipped != 1 {
		t.Errorf("from before it was changed: %+v", out)
	}
	if out := send("CANCEL", "BEGIN:VEVENT", "UID:talk", eve, "SEQUENCE:2", "END:VEVENT", "BEGIN:VEVENT", "UID:weekly", eve, "RECURRENCE-ID:20261208T090000Z", "END:VEVENT"); out.Updated != 2 || out.Failed != 0 {
		t.Errorf("%+v", out)
	}
	var list struct {
		Items []struct {
			ID                             int
			Title, Status, OccurrenceStart string `json:",omitempty"`
		}
	}
	ann.Get(v1 + "/events?from=2026-12-01&to=2027-01-01&expand=true&sort=start").Want(200).Into(&list)
	var got []string
	for _, e := range list.Items {
		got = append(got, e.Title+" "+e.Status)
	}
	if all := strings.Join(got, ", "); len(got) != 5 || strings.Count(all, "Weekly confirmed") != 3 || strings.Count(all, "Weekly cancelled") != 1 || strings.Count(all, "Talk cancelled") != 1 {
		t.Errorf("%s", all)
	}
	ann.Get(v1+"/calendars/"+idIn("/2")+"/export.ics").Want(200, "STATUS:CANCELLED", "X-ROOM:7", "RECURRENCE-ID;TZID=Europe/Stockholm:20261208T100000")
	if out := send("CANCEL", "BEGIN:VEVENT", "UID:talk", eve, "SEQUENCE:2", "END:VEVENT"); out.Skipped != 1 {
		t.Errorf("once more: %+v", out)
	}
}

func TestATextIsReadInTheCharsetThatItCameWith(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	text := aCalendar("BEGIN:VEVENT", "UID:one", "DTSTART:20261202T100000Z", "SUMMARY:sch\xf9zka", "END:VEVENT")
	ann.Send("POST", v1+"/events/import", "text/calendar; charset=iso-8859-2", []byte(text)).Want(200, `"created":1`)
	ann.Get(v1+"/events?from=2026-12-01&to=2026-12-30").Want(200, "schůzka")
}
