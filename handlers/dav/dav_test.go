package dav_test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/handlers/apptest"
)

// phone is a program that keeps a copy of somebody's calendars.
type phone struct {
	*apptest.Person
	t    *testing.T
	home string
}

// phoneOf gives somebody's phone a token of theirs.
func phoneOf(t *testing.T, app *apptest.App, name string, scopes ...string) phone {
	t.Helper()
	if len(scopes) == 0 {
		scopes = []string{"read", "write"}
	}
	person := app.As(name)
	_, secret, err := app.Scope(name).AddAPIToken(t.Context(), domain.APITokenInput{Name: "phone", Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	p := app.Nobody().With("Authorization", basic(person.User.Email, secret))
	return phone{p, t, "/dav/calendars/" + person.User.ID + "/"}
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

func (p phone) with(name, value string) phone { return phone{p.With(name, value), p.t, p.home} }

func (p phone) xml(method, path, body string) *apptest.Answer {
	p.t.Helper()
	return p.Send(method, path, "application/xml", []byte(body))
}

func (p phone) find(path, depth string, props ...string) *apptest.Answer {
	p.t.Helper()
	return p.with("Depth", depth).xml("PROPFIND", path, propfind(props...))
}

func propfind(props ...string) string {
	return `<d:propfind ` + spaces + `><d:prop>` + strings.Join(props, "") + `</d:prop></d:propfind>`
}

const spaces = `xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/" xmlns:a="http://apple.com/ns/ical/"`

func (p phone) put(path, text string) *apptest.Answer {
	p.t.Helper()
	return p.Send(http.MethodPut, path, "text/calendar; charset=utf-8", []byte(text))
}

// event is a text with one event, of lines beside those that it always has.
func event(uid string, lines ...string) string {
	return calendar("VEVENT", uid, append([]string{"DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "SUMMARY:Review"}, lines...)...)
}

func calendar(kind, uid string, lines ...string) string {
	return strings.Join(append(append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//phone//EN", "BEGIN:" + kind, "UID:" + uid, "DTSTAMP:20261101T080000Z"}, lines...),
		"END:"+kind, "END:VCALENDAR", ""), "\r\n")
}

// own is the path of somebody's first calendar.
func own(t *testing.T, app *apptest.App, p phone, name string) string {
	t.Helper()
	refs, err := app.Scope(name).CalendarRefs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(p.home, refs[0].ID, "/")
}

var tokenPattern = regexp.MustCompile(`<d:sync-token>([^<]*)</d:sync-token>`)

func TestAProgramFindsItsWayFromTheBareHost(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	principal := "/dav/principals/" + app.As("ann").User.ID + "/"
	app.Nobody().Send("PROPFIND", "/.well-known/caldav", "", nil).Want(http.StatusMovedPermanently).WantHeader("Location", "/dav/")
	app.Nobody().Get("/.well-known/caldav").Want(http.StatusMovedPermanently)
	for _, path := range []string{"/", "/dav", "/dav/", principal, p.home} {
		p.find(path, "0", "<d:current-user-principal/>", "<c:calendar-home-set/>").Want(http.StatusMultiStatus, "<d:href>"+principal+"</d:href>", "<d:href>"+p.home+"</d:href>")
	}
	p.xml(http.MethodOptions, "/dav/", "").Want(http.StatusOK)
	answer := p.find(p.home, "1", "<d:resourcetype/>", "<d:displayname/>", "<c:supported-calendar-component-set/>", "<cs:getctag/>", "<d:sync-token/>", "<d:nothing/>")
	answer.Want(http.StatusMultiStatus, "<c:calendar/>", "Personal", "Team", `<c:comp name="VEVENT"/>`, `<c:comp name="VTODO"/>`, p.home+"todos/", "<d:nothing/>", "404 Not Found")
	p.with("Depth", "infinity").xml("PROPFIND", p.home, "").Want(http.StatusForbidden, "propfind-finite-depth")
	p.xml("PROPFIND", p.home, "").Want(http.StatusForbidden, "propfind-finite-depth")
	p.with("Depth", "2").xml("PROPFIND", p.home, "").Want(http.StatusBadRequest)
	p.with("Depth", "0").xml("PROPFIND", own(t, app, p, "ann"), "").Want(http.StatusMultiStatus, "displayname")
	p.with("Depth", "0").xml("PROPFIND", own(t, app, p, "ann"), `<propfind xmlns="DAV:"><propname/></propfind>`).Want(http.StatusMultiStatus, "<c:supported-calendar-component-set/>")
	if cookies := p.find("/dav/", "0", "<d:owner/>").Header.Values("Set-Cookie"); len(cookies) > 0 {
		t.Errorf("cookies: %v", cookies)
	}
}

func TestOnlyAnAPITokenOfTheAccountOpensCalendars(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	as := func(user, password string) *apptest.Person {
		return app.Nobody().With("Authorization", basic(user, password)).With("Depth", "0")
	}
	_, secret, err := app.Scope("ann").AddAPIToken(t.Context(), domain.APITokenInput{Name: "phone", Scopes: []string{"read", "write"}})
	if err != nil {
		t.Fatal(err)
	}
	app.As("ben")
	as("ANN@example.com", secret).Send("PROPFIND", "/dav/", "", nil).Want(http.StatusMultiStatus)
	as("ben@example.com", secret).Send("PROPFIND", "/dav/", "", nil).Want(http.StatusUnauthorized)
	as("ann@example.com", apptest.Password).Send("PROPFIND", "/dav/", "", nil).Want(http.StatusUnauthorized, "API token").
		WantHeader("WWW-Authenticate", `Basic realm="mddash: e-mail address and API token", charset="UTF-8"`)
	as("ann@example.com", secret).Send(http.MethodGet, "/todos", "", nil).Want(http.StatusSeeOther)
	for range 8 {
		as("ann@example.com", "guess").Send("PROPFIND", "/dav/", "", nil)
	}
	as("ann@example.com", "guess").Send("PROPFIND", "/dav/", "", nil).Want(http.StatusTooManyRequests)
	as("ann@example.com", secret).Send("PROPFIND", "/dav/", "", nil).Want(http.StatusMultiStatus)
	ann.Elsewhere().SignIn()
	ann.Send("PROPFIND", "/dav/", "", nil).Want(http.StatusUnauthorized) // the browser's session is none here
	tokens, err := app.Scope("ann").APITokens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Scope("ann").RemoveAPIToken(t.Context(), tokens[0].ID); err != nil {
		t.Fatal(err)
	}
	as("ann@example.com", secret).Send("PROPFIND", "/dav/", "", nil).Want(http.StatusTooManyRequests)
}

func TestATokenForReadingDoesNotWrite(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann", "read")
	at := own(t, app, p, "ann")
	p.put(at+"a.ics", event("a")).Want(http.StatusForbidden)
	for _, method := range []string{"MKCALENDAR", "MKCOL", "PROPPATCH", "DELETE", "MOVE"} {
		p.xml(method, at, "").Want(http.StatusForbidden)
	}
	p.find(at, "0", "<d:current-user-privilege-set/>").Want(http.StatusMultiStatus, "<d:read/>").WantNot("write", "<d:bind/>")
}

func TestAnObjectIsWrittenAndReadUnderConditions(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann") + "a.ics"
	sent := event("a", "X-PHONE;COLOR=blue:yes", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "DESCRIPTION:Go", "END:VALARM")
	p.with("If-Match", `"x"`).put(at, sent).Want(http.StatusPreconditionFailed)
	p.with("If-None-Match", "*").put(at, sent).Want(http.StatusCreated)
	p.with("If-None-Match", "*").put(at, sent).Want(http.StatusPreconditionFailed)
	got := p.Get(at).Want(http.StatusOK, "SUMMARY:Review", "X-PHONE;COLOR=blue:yes", "TRIGGER:-PT15M")
	tag := got.Header.Get("ETag")
	if !strings.HasPrefix(tag, `"`) || !strings.Contains(got.Header.Get("Content-Type"), "text/calendar") {
		t.Errorf("%v", got.Header)
	}
	p.with("If-None-Match", tag).Get(at).Want(http.StatusNotModified)
	p.find(at, "0", "<d:getetag/>").Want(http.StatusMultiStatus, strings.ReplaceAll(tag, `"`, "&quot;"))
	p.put(at, strings.ReplaceAll(event("a"), "Review", "Later")).Want(http.StatusNoContent)
	p.with("If-Match", tag).put(at, event("a")).Want(http.StatusPreconditionFailed)
	p.with("If-Match", tag).Send(http.MethodDelete, at, "", nil).Want(http.StatusPreconditionFailed)
	p.with("If-Match", "W/"+p.Get(at).Header.Get("ETag")).put(at, event("a")).Want(http.StatusPreconditionFailed)
	p.Get(at).Want(http.StatusOK, "SUMMARY:Later")
	p.with("If-Match", p.Get(at).Header.Get("ETag")).Send(http.MethodDelete, at, "", nil).Want(http.StatusNoContent)
	p.Get(at).Want(http.StatusNotFound)
	p.Send(http.MethodDelete, at, "", nil).Want(http.StatusNotFound)
	now := p.put(at, event("b")).Want(http.StatusCreated)
	if location := now.Header.Get("Location"); location != at {
		t.Errorf("it is at %q", location)
	}
}

func TestOfTwoPhonesThatWriteAtOnceOneIsTooLate(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann") + "a.ics"
	p.put(at, event("a")).Want(http.StatusCreated)
	p = p.with("If-Match", p.Get(at).Header.Get("ETag"))
	var all sync.WaitGroup
	codes := make([]int, 2)
	for i := range codes {
		all.Go(func() {
			codes[i] = p.put(at, event("a", fmt.Sprint("LOCATION:Room ", i))).Status
		})
	}
	all.Wait()
	if codes[0]+codes[1] != http.StatusNoContent+http.StatusPreconditionFailed {
		t.Errorf("%v", codes)
	}
}

func TestWhatIsNoObjectIsRefusedWithWhatIsWrong(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann")
	p.put(at+"first.ics", event("taken")).Want(http.StatusCreated)
	todo := calendar("VTODO", "todo", "SUMMARY:Call")
	longest := strings.ToLower(rand.Text())
	for len(longest) < ical.UIDMax {
		longest += strings.ToLower(rand.Text())
	}
	longest = longest[:ical.UIDMax]
	two := strings.Replace(event("one"), "END:VCALENDAR", strings.Join(strings.Split(event("two"), "\r\n")[3:], "\r\n"), 1)
	for name, one := range map[string]struct {
		path, text, want string
		status           int
	}{
		"nothing":                 {at + "a.ics", "", "valid-calendar", 403},
		"no calendar":             {at + "a.ics", "hello", "valid-calendar-data", 403},
		"a NUL":                   {at + "a.ics", event("a", "LOCATION:\x00"), "valid-calendar-data", 403},
		"two UIDs":                {at + "a.ics", two, "valid-calendar-object-resource", 403},
		"no UID":                  {at + "a.ics", strings.Replace(event("a"), "UID:a\r\n", "", 1), "valid-calendar-object-resource", 403},
		"an event's UID too long": {at + "a.ics", event(longest + "x"), "valid-calendar-object-resource", 403},
		"a todo's UID too long":   {p.home + "todos/a.ics", calendar("VTODO", longest+"x", "SUMMARY:Call"), "valid-calendar-object-resource", 403},
		"a name too long":         {at + longest + longest + ".ics", event("a"), "", 0},
		"a METHOD":                {at + "a.ics", strings.Replace(event("a"), "VERSION", "METHOD:REQUEST\r\nVERSION", 1), "valid-calendar-object-resource", 403},
		"a todo among events":     {at + "a.ics", todo, "supported-calendar-component", 403},
		"an event among todos":    {p.home + "todos/a.ics", event("a"), "supported-calendar-component", 403},
		"a UID that is taken":     {at + "a.ics", event("taken"), "no-uid-conflict", 403},
		"another UID":             {at + "first.ics", event("other"), "no-uid-conflict", 403},
		"10 MB":                   {at + "a.ics", event("a", "DESCRIPTION:"+strings.Repeat("x", 10<<20)), "", 413},
		"a rule that never holds": {at + "a.ics", event("a", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"), "", 0},
		"no such calendar":        {p.home + "99999/a.ics", event("a"), "", 404},
		"a collection":            {at, event("a"), "calendar-collection-location-ok", 403},
	} {
		t.Run(name, func(t *testing.T) {
			answer := p.put(one.path, one.text)
			if one.status == 0 {
				if answer.Status >= 500 {
					t.Errorf("%d", answer.Status)
				}
				return
			}
			answer.Want(one.status, one.want)
		})
	}
	p.put(at+"long.ics", event(longest)).Want(http.StatusCreated)
	p.put(p.home+"todos/long.ics", calendar("VTODO", longest, "SUMMARY:Call")).Want(http.StatusCreated)
	p.Send(http.MethodPut, at+"a.ics", "application/json", []byte("{}")).Want(http.StatusForbidden, "supported-calendar-data")
}

// twice is one text with two events, or todos, of the same UID; alike where both say the same.
func twice(one string, alike bool) string {
	begin, end := strings.Index(one, "BEGIN:VEVENT"), strings.Index(one, "END:VCALENDAR")
	again := one[begin:end]
	if !alike {
		again = strings.ReplaceAll(again, "SUMMARY:Review", "SUMMARY:Another")
	}
	return one[:end] + again + one[end:]
}

func TestOfTwoThingsInOneObjectNoneIsLost(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann")
	moved := event("x", "RECURRENCE-ID:20261201T090000Z")
	for name, text := range map[string]string{
		"two events": twice(event("x"), false), "two changes of one time": twice(moved, false),
		"two calendars": event("x") + strings.ReplaceAll(event("x"), "SUMMARY:Review", "SUMMARY:Another"),
	} {
		t.Run(name, func(t *testing.T) {
			p.put(at+"x.ics", text).Want(http.StatusForbidden, "valid-calendar-object-resource", "not alike")
			p.Get(at + "x.ics").Want(http.StatusNotFound)
		})
	}
	p.put(at+"x.ics", twice(event("x"), true)).Want(http.StatusCreated)
	p.put(at+"y.ics", strings.Replace(twice(event("y", "RRULE:FREQ=DAILY;COUNT=3"), true), "RRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR", "RECURRENCE-ID:20261202T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR", 1)).Want(http.StatusCreated)
}

func TestAPartOfAnObjectOrAPackedOneIsNotTakenForAllOfIt(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann") + "x.ics"
	p.put(at, event("x", "LOCATION:Here")).Want(http.StatusCreated)
	p.with("Content-Range", "bytes 0-99/200").put(at, event("x")).Want(http.StatusBadRequest)
	p.with("Content-Encoding", "gzip").put(at, event("x")).Want(http.StatusUnsupportedMediaType).WantHeader("Accept-Encoding", "identity")
	p.Get(at).Want(http.StatusOK, "LOCATION:Here")
	p.with("Content-Encoding", "identity").put(at, event("x")).Want(http.StatusNoContent)
}

func TestPathsThatLeadNowhereAreNotThere(t *testing.T) {
	app := apptest.New(t)
	p, bens := phoneOf(t, app, "ann"), phoneOf(t, app, "ben")
	at := own(t, app, bens, "ben")
	bens.put(at+"a.ics", event("a")).Want(http.StatusCreated)
	number := strings.TrimPrefix(at, bens.home)
	for _, path := range []string{
		bens.home, at, at + "a.ics", p.home + number, p.home + number + "a.ics", "/dav/principals/" + app.As("ben").User.ID + "/", "/dav/principals/nobody/", "/dav/x",
		p.home + "..%2f..%2fx", p.home + "todos/%2e%2e/a.ics", p.home + "todos/a%00.ics", p.home + "todos/a%2Fb.ics", p.home + "todos//a.ics", p.home + "todos/a.ics/", p.home + "project-99/", p.home + "0/", p.home + "-1/", p.home + "todos/%5c",
	} {
		for _, method := range []string{"PROPFIND", "GET", "DELETE"} {
			answer := p.with("Depth", "0").Send(method, path, "", nil)
			if answer.Status != http.StatusNotFound && answer.Status != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d %s", method, path, answer.Status, answer.Body)
			}
		}
		if answer := p.put(path, event("a")); answer.Status != http.StatusNotFound && answer.Status != http.StatusForbidden {
			t.Errorf("PUT %s: %d", path, answer.Status)
		}
	}
	bens.Get(at+"a.ics").Want(http.StatusOK, "SUMMARY:Review")
}

func TestXMLThatCostsTooMuchIsRefused(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann").with("Depth", "0")
	for _, text := range []string{
		`<!DOCTYPE x [<!ENTITY a "b">]><propfind xmlns="DAV:"><prop>&a;</prop></propfind>`, `<propfind xmlns="DAV:"><prop>&a;</prop></propfind>`, strings.Repeat("<a>", 100), `<a>`, `<a/><b/>`, `x`,
		`<propfind xmlns="DAV:">` + strings.Repeat("<prop/>", 30_000) + `</propfind>`, `<other/>`, `<?xml version="1.0" encoding="utf-16"?><propfind xmlns="DAV:"/>`, "<propfind xmlns=\"DAV:\">\xff</propfind>",
	} {
		p.xml("PROPFIND", p.home, text).Want(http.StatusBadRequest)
	}
	p.xml("PROPFIND", p.home, strings.Repeat(" ", 2<<20)).Want(http.StatusRequestEntityTooLarge)
}
