package dav_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func query(filter, data string) string {
	return `<c:calendar-query ` + spaces + `><d:prop><d:getetag/>` + data + `</d:prop><c:filter><c:comp-filter name="VCALENDAR">` + filter + `</c:comp-filter></c:filter></c:calendar-query>`
}

func within(kind, from, to string) string {
	ends := ""
	if from != "" {
		ends += ` start="` + from + `"`
	}
	if to != "" {
		ends += ` end="` + to + `"`
	}
	return `<c:comp-filter name="` + kind + `"><c:time-range` + ends + `/></c:comp-filter>`
}

// names are those of the objects that an answer tells of.
func names(answer *apptest.Answer) string {
	var all []string
	for _, part := range strings.Split(answer.Body, "<d:href>")[1:] {
		path, _, _ := strings.Cut(part, "<")
		if name := path[strings.LastIndex(path, "/")+1:]; strings.HasSuffix(name, ".ics") {
			if strings.Contains(part, "404 Not Found") && !strings.Contains(part, "propstat") {
				name = "-" + name
			}
			all = append(all, name)
		}
	}
	return strings.Join(all, " ")
}

func TestAQueryFindsWhatHappensInATime(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann")
	p.put(at+"once.ics", event("once")).Want(http.StatusCreated)
	p.put(at+"daily.ics", event("daily", "RRULE:FREQ=DAILY", "EXDATE:20261205T090000Z")).Want(http.StatusCreated)
	p.put(at+"three.ics", event("three", "RRULE:FREQ=DAILY;COUNT=3")).Want(http.StatusCreated)
	p.put(at+"day.ics", calendar("VEVENT", "day", "DTSTART;VALUE=DATE:20261210", "SUMMARY:Holiday", "CATEGORIES:fun", "ATTENDEE;PARTSTAT=DECLINED:mailto:x@example.com")).Want(http.StatusCreated)
	for _, one := range []struct{ filter, want string }{
		{within("VEVENT", "20261201T000000Z", "20261202T000000Z"), "once.ics daily.ics three.ics"},
		{within("VEVENT", "20261203T000000Z", "20261204T000000Z"), "daily.ics three.ics"},
		{within("VEVENT", "20261205T000000Z", "20261206T000000Z"), ""},
		{within("VEVENT", "20261205T000000Z", ""), "daily.ics day.ics"},
		{within("VEVENT", "", "20261101T000000Z"), ""},
		{within("VEVENT", "20990101T000000Z", ""), "daily.ics"},
		{within("VEVENT", "20261210T000000Z", "20261210T010000Z"), "day.ics"},
		{`<c:comp-filter name="VTODO"/>`, ""},
		{`<c:comp-filter name="VEVENT"/>`, "once.ics daily.ics three.ics day.ics"},
		{``, "once.ics daily.ics three.ics day.ics"},
		{`<c:comp-filter name="VEVENT"><c:prop-filter name="SUMMARY"><c:text-match>HOLI</c:text-match></c:prop-filter></c:comp-filter>`, "day.ics"},
		{`<c:comp-filter name="VEVENT"><c:prop-filter name="SUMMARY"><c:text-match collation="i;octet">HOLI</c:text-match></c:prop-filter></c:comp-filter>`, ""},
		{`<c:comp-filter name="VEVENT"><c:prop-filter name="SUMMARY"><c:text-match negate-condition="yes">holi</c:text-match></c:prop-filter></c:comp-filter>`, "once.ics daily.ics three.ics"},
		{`<c:comp-filter name="VEVENT"><c:prop-filter name="RRULE"><c:is-not-defined/></c:prop-filter></c:comp-filter>`, "once.ics day.ics"},
		{`<c:comp-filter name="VEVENT"><c:prop-filter name="UID"><c:text-match>once</c:text-match></c:prop-filter></c:comp-filter>`, "once.ics"},
		{`<c:comp-filter name="VEVENT"><c:prop-filter name="ATTENDEE"><c:param-filter name="PARTSTAT"><c:text-match>declined</c:text-match></c:param-filter></c:prop-filter></c:comp-filter>`, "day.ics"},
		{`<c:comp-filter name="VEVENT"><c:comp-filter name="VALARM"><c:is-not-defined/></c:comp-filter></c:comp-filter>`, "once.ics daily.ics three.ics day.ics"},
	} {
		if got := names(p.xml("REPORT", at, query(one.filter, "")).Want(http.StatusMultiStatus)); got != one.want {
			t.Errorf("%s: %q, want %q", one.filter, got, one.want)
		}
	}
	for filter, want := range map[string]string{
		`<c:comp-filter name="VEVENT"><c:time-range start="x"/></c:comp-filter>`:                                                                    "valid-filter",
		within("VEVENT", "20261202T000000Z", "20261201T000000Z"):                                                                                    "valid-filter",
		`<c:comp-filter name="VEVENT"><c:comp-filter name="VALARM"><c:time-range start="20261202T000000Z"/></c:comp-filter></c:comp-filter>`:        "supported-filter",
		`<c:comp-filter name="VEVENT"><c:prop-filter name="SUMMARY"><c:text-match collation="i;x">a</c:text-match></c:prop-filter></c:comp-filter>`: "supported-collation",
	} {
		p.xml("REPORT", at, query(filter, "")).Want(http.StatusForbidden, want)
	}
	data := p.xml("REPORT", at, query(within("VEVENT", "20261203T000000Z", "20261205T000000Z"), `<c:calendar-data><c:expand start="20261203T000000Z" end="20261205T000000Z"/></c:calendar-data>`))
	data.Want(http.StatusMultiStatus, "DTSTART:20261203T090000Z", "RECURRENCE-ID:20261203T090000Z", "DTSTART:20261204T090000Z").WantNot("RRULE", "20261205T090000Z", "DTSTART:20261201")
	p.xml("REPORT", at, query("", `<c:calendar-data><c:comp name="VCALENDAR"><c:prop name="VERSION"/><c:comp name="VEVENT"><c:prop name="UID"/></c:comp></c:comp></c:calendar-data>`)).
		Want(http.StatusMultiStatus, "UID:once", "VERSION:2.0").WantNot("SUMMARY", "PRODID")
	p.xml("REPORT", at, `<c:free-busy-query `+spaces+`><c:time-range start="20261203T000000Z" end="20261204T000000Z"/></c:free-busy-query>`).
		Want(http.StatusOK, "FREEBUSY;FBTYPE=BUSY:20261203T090000Z/20261203T100000Z").WantNot("Review")
	p.xml("REPORT", at, `<d:expand-property `+spaces+`/>`).Want(http.StatusForbidden, "supported-report")
	multi := p.xml("REPORT", at, `<c:calendar-multiget `+spaces+`><d:prop><d:getetag/><c:calendar-data/></d:prop><d:href>`+at+`once.ics</d:href><d:href>`+at+`none.ics</d:href><d:href>/dav/calendars/other/1/x.ics</d:href></c:calendar-multiget>`)
	if multi.Want(http.StatusMultiStatus, "UID:once", "BEGIN:VCALENDAR"); names(multi) != "once.ics -none.ics -x.ics" {
		t.Errorf("%s", multi.Body)
	}
}

func syncing(token string, limit int) string {
	most := ""
	if limit > 0 {
		most = fmt.Sprintf("<d:limit><d:nresults>%d</d:nresults></d:limit>", limit)
	}
	return `<d:sync-collection ` + spaces + `><d:sync-token>` + token + `</d:sync-token><d:sync-level>1</d:sync-level>` + most + `<d:prop><d:getetag/></d:prop></d:sync-collection>`
}

func TestAProgramHearsWhatChangedSinceItLastAsked(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann")
	for i := range 3 {
		p.put(fmt.Sprint(at, i, ".ics"), event(fmt.Sprint(i))).Want(http.StatusCreated)
	}
	first := p.xml("REPORT", at, syncing("", 2)).Want(http.StatusMultiStatus, "507", "number-of-matches-within-limits")
	if names(first) != "0.ics 1.ics" {
		t.Errorf("%s", first.Body)
	}
	second := p.xml("REPORT", at, syncing(tokenPattern.FindStringSubmatch(first.Body)[1], 2)).Want(http.StatusMultiStatus).WantNot("507 Insufficient")
	token := tokenPattern.FindStringSubmatch(second.Body)[1]
	if names(second) != "2.ics" || !strings.Contains(p.find(at, "0", "<d:sync-token/>").Body, "<d:sync-token>"+token+"</d:sync-token>") {
		t.Errorf("%s", second.Body)
	}
	p.Send(http.MethodDelete, at+"1.ics", "", nil).Want(http.StatusNoContent)
	p.put(at+"3.ics", event("3")).Want(http.StatusCreated)
	third := p.xml("REPORT", at, syncing(token, 0))
	if names(third) != "3.ics -1.ics" {
		t.Errorf("%s", third.Body)
	}
	for _, bad := range []string{"x", "urn:mddash:sync:", "urn:mddash:sync:999999", "urn:mddash:sync:-1", token + "0000"} {
		p.xml("REPORT", at, syncing(bad, 0)).Want(http.StatusForbidden, "valid-sync-token")
	}
}

func TestSharedAndTeamCalendarsSayWhatMayBeDoneInThem(t *testing.T) {
	app := apptest.New(t)
	p, bens := phoneOf(t, app, "ann"), phoneOf(t, app, "ben")
	at := own(t, app, p, "ann")
	p.put(at+"open.ics", event("open")).Want(http.StatusCreated)
	p.put(at+"private.ics", event("private", "CLASS:PRIVATE", "LOCATION:Clinic", "X-SECRET:yes")).Want(http.StatusCreated)
	p.put(at+"secret.ics", event("secret", "CLASS:CONFIDENTIAL")).Want(http.StatusCreated)
	var id int64
	fmt.Sscan(strings.Trim(strings.TrimPrefix(at, p.home), "/"), &id)
	if _, err := app.Scope("ann").ShareCalendar(t.Context(), id, domain.ShareInput{Email: "ben@example.com", Permission: "view"}); err != nil {
		t.Fatal(err)
	}
	app.SQL(`UPDATE calendar_shares SET user_id = ?`, app.As("ben").User.ID)
	there := bens.home + strings.TrimPrefix(at, p.home)
	bens.find(there, "0", "<d:current-user-privilege-set/>").Want(http.StatusMultiStatus, "<d:read/>").WantNot("<d:write", "<d:bind/>")
	list := bens.find(there, "1", "<d:getetag/>")
	if names(list) != "open.ics private.ics" {
		t.Errorf("%s", list.Body)
	}
	bens.Get(there+"private.ics").Want(http.StatusOK, "SUMMARY:Busy").WantNot("Clinic", "X-SECRET", "Review")
	bens.Get(there + "secret.ics").Want(http.StatusNotFound)
	bens.put(there+"open.ics", event("open", "LOCATION:Mine")).Want(http.StatusForbidden)
	bens.put(there+"new.ics", event("new")).Want(http.StatusForbidden, "need-privileges")
	bens.Send(http.MethodDelete, there+"open.ics", "", nil).Want(http.StatusForbidden)
	bens.Send(http.MethodDelete, there, "", nil).Want(http.StatusForbidden)
	bens.find(bens.home, "1", "<d:displayname/>").Want(http.StatusMultiStatus, there)
	bens.put(bens.home+"1/team.ics", event("team")).Want(http.StatusCreated)
	p.Get(p.home+"1/team.ics").Want(http.StatusOK, "SUMMARY:Review")
	app.SQL(`DELETE FROM calendar_shares`)
	bens.Get(there + "open.ics").Want(http.StatusNotFound)
	bens.find(there, "0", "<d:displayname/>").Want(http.StatusNotFound)
}

func TestCalendarsAreMadeNamedColouredAndDeleted(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := p.home + "A1-B2/"
	make1 := func(props string) string {
		return `<c:mkcalendar ` + spaces + `><d:set><d:prop>` + props + `</d:prop></d:set></c:mkcalendar>`
	}
	p.xml("MKCALENDAR", at, make1(`<d:displayname>Travel</d:displayname><a:calendar-color>#FF2968FF</a:calendar-color><a:calendar-order>3</a:calendar-order><c:calendar-timezone>BEGIN:VCALENDAR</c:calendar-timezone>`)).Want(http.StatusCreated)
	p.find(at, "0", "<d:displayname/>", "<a:calendar-color/>", "<a:calendar-order/>").Want(http.StatusMultiStatus, "Travel", "#FF2968FF", ">3<")
	p.xml("MKCALENDAR", at, "").Want(http.StatusMethodNotAllowed)
	p.xml("MKCALENDAR", p.home+"77/", "").Want(http.StatusForbidden)
	p.xml("MKCALENDAR", p.home+"project-9/", "").Want(http.StatusForbidden)
	p.xml("MKCALENDAR", p.home+"t/", make1(`<c:supported-calendar-component-set><c:comp name="VTODO"/></c:supported-calendar-component-set>`)).Want(http.StatusForbidden, "supported-calendar-component")
	p.xml("MKCALENDAR", p.home+"t/", make1(`<d:displayname>T</d:displayname><d:nonsense/>`)).Want(http.StatusForbidden, "nonsense", "424")
	p.xml("MKCOL", p.home+"plain/", "").Want(http.StatusForbidden)
	p.xml("MKCOL", p.home+"ext/", `<d:mkcol `+spaces+`><d:set><d:prop><d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>Ext</d:displayname></d:prop></d:set></d:mkcol>`).Want(http.StatusCreated)
	p.put(at+"a.ics", event("a")).Want(http.StatusCreated)
	patch := func(path, props string) *apptest.Answer {
		return p.xml("PROPPATCH", path, `<d:propertyupdate `+spaces+`><d:set><d:prop>`+props+`</d:prop></d:set></d:propertyupdate>`)
	}
	patch(at, `<d:displayname>Trips</d:displayname><a:calendar-color>#0000FF</a:calendar-color>`).Want(http.StatusMultiStatus, "200 OK").WantNot("403", "424")
	p.find(at, "0", "<d:displayname/>", "<a:calendar-color/>").Want(http.StatusMultiStatus, "Trips", "#0000FF")
	patch(at, `<d:displayname>No</d:displayname><d:getetag>x</d:getetag>`).Want(http.StatusMultiStatus, "403 Forbidden", "424 Failed Dependency")
	p.find(at, "0", "<d:displayname/>").Want(http.StatusMultiStatus, "Trips")
	patch(p.home+"1/", `<d:displayname>Mine</d:displayname>`).Want(http.StatusMultiStatus, "403 Forbidden")
	patch(p.home+"1/", `<a:calendar-color>#00FF00</a:calendar-color>`).Want(http.StatusMultiStatus, "200 OK")
	p.find(p.home+"1/", "0", "<a:calendar-color/>").Want(http.StatusMultiStatus, "#00FF00")
	phoneOf(t, app, "ben").find("/dav/calendars/"+app.As("ben").User.ID+"/1/", "0", "<a:calendar-color/>").Want(http.StatusMultiStatus).WantNot("#00FF00")
	to := own(t, app, p, "ann") + "b.ics"
	p.with("Destination", app.URL+to).xml("MOVE", at+"a.ics", "").Want(http.StatusCreated)
	p.Get(at + "a.ics").Want(http.StatusNotFound)
	p.Get(to).Want(http.StatusOK, "UID:a")
	p.put(at+"c.ics", event("c")).Want(http.StatusCreated)
	p.with("Destination", to).with("Overwrite", "F").xml("MOVE", at+"c.ics", "").Want(http.StatusPreconditionFailed)
	p.with("Destination", p.home+"todos/c.ics").xml("MOVE", at+"c.ics", "").Want(http.StatusForbidden)
	p.with("Destination", p.home+"9999/c.ics").xml("MOVE", at+"c.ics", "").Want(http.StatusConflict)
	p.with("Destination", to).xml("MOVE", at+"c.ics", "").Want(http.StatusNoContent)
	p.Get(to).Want(http.StatusOK, "UID:c")
	p.with("Destination", to).xml("COPY", to, "").Want(http.StatusMethodNotAllowed)
	p.Send(http.MethodDelete, at, "", nil).Want(http.StatusNoContent)
	p.find(at, "0", "<d:displayname/>").Want(http.StatusNotFound)
	p.xml("MKCALENDAR", at, "").Want(http.StatusCreated)
	for _, path := range []string{p.home, p.home + "todos/", p.home + "1/", "/dav/"} {
		p.Send(http.MethodDelete, path, "", nil).Want(http.StatusForbidden)
	}
}

func TestWhatAPhoneCompletedWithoutAConnectionWasCompletedThen(t *testing.T) {
	app := apptest.New(t)
	ann, bo := phoneOf(t, app, "ann"), phoneOf(t, app, "bo")
	const before, later = "COMPLETED:20260501T120000Z", "COMPLETED:20991101T120000Z"
	now := "COMPLETED:" + app.Clock.Now().UTC().Format("20060102T150405Z")
	done := func(uid, when string) string {
		return calendar("VTODO", uid, "SUMMARY:Call", "STATUS:COMPLETED", when)
	}
	for _, c := range []struct{ uid, said, kept string }{{"then", before, before}, {"soon", later, now}, {"never", "PERCENT-COMPLETE:100", now}} {
		path := ann.home + "todos/new-" + c.uid + ".ics"
		ann.put(path, done("new-"+c.uid, c.said)).Want(http.StatusCreated)
		ann.Get(path).Want(http.StatusOK, c.kept)
		path = ann.home + "todos/" + c.uid + ".ics"
		ann.put(path, calendar("VTODO", c.uid, "SUMMARY:Call")).Want(http.StatusCreated)
		ann.put(path, done(c.uid, c.said)).Want(http.StatusNoContent)
		ann.Get(path).Want(http.StatusOK, c.kept)
	}
	if _, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Call", AssigneeIDs: []string{app.As("bo").User.ID}}); err != nil {
		t.Fatal(err)
	}
	object, err := app.Scope("bo").TodoObjects(t.Context(), 0, domain.ObjectFilter{})
	if err != nil || len(object) != 1 {
		t.Fatal(object, err)
	}
	path := bo.home + "todos/" + object[0].Name
	bo.put(path, strings.Replace(bo.Get(path).Body, "STATUS:NEEDS-ACTION", "STATUS:COMPLETED\r\n"+before, 1)).Want(http.StatusNoContent)
	bo.Get(path).Want(http.StatusOK, before)
}

func TestTodosAreKeptByProjectAndMoveBetweenThem(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	project, err := app.Scope("ann").AddProject(t.Context(), domain.ProjectInput{Name: "Website"})
	if err != nil {
		t.Fatal(err)
	}
	in, mine := fmt.Sprint(p.home, "project-", project.ID, "/"), p.home+"todos/"
	p.find(p.home, "1", "<d:displayname/>").Want(http.StatusMultiStatus, in, "Website")
	p.put(mine+"a.ics", calendar("VTODO", "a", "SUMMARY:Call", "DUE;VALUE=DATE:20261205", "RRULE:FREQ=WEEKLY", "X-LIST:yes")).Want(http.StatusCreated)
	p.put(in+"b.ics", calendar("VTODO", "b", "SUMMARY:Draw", "PRIORITY:1")).Want(http.StatusCreated)
	p.put(in+"step.ics", calendar("VTODO", "step", "SUMMARY:Sketch", "RELATED-TO:b")).Want(http.StatusCreated)
	p.Get(in+"step.ics").Want(http.StatusOK, "RELATED-TO:b")
	if got := names(p.xml("REPORT", mine, query(within("VTODO", "20261219T000000Z", "20261220T000000Z"), ""))); got != "a.ics" {
		t.Errorf("%q", got)
	}
	if got := names(p.xml("REPORT", mine, query(within("VTODO", "20261220T000000Z", "20261221T000000Z"), ""))); got != "" {
		t.Errorf("%q", got)
	}
	p.with("Destination", in+"a.ics").xml("MOVE", mine+"a.ics", "").Want(http.StatusCreated)
	p.Get(in+"a.ics").Want(http.StatusOK, "SUMMARY:Call", "X-LIST:yes")
	p.put(in+"b.ics", calendar("VTODO", "b", "SUMMARY:Draw", "STATUS:COMPLETED", "COMPLETED:20261101T100000Z")).Want(http.StatusNoContent)
	page, err := app.Scope("ann").Todos(t.Context(), domain.TodoFilter{ProjectID: project.ID, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, todo := range page.Items {
		if todo.Title == "Draw" && !todo.Completed() || todo.Title == "Call" && todo.ProjectID != project.ID {
			t.Errorf("%+v", todo)
		}
	}
	ben := phoneOf(t, app, "ben")
	ben.put(ben.home+"todos/c.ics", calendar("VTODO", "b", "SUMMARY:Mine")).Want(http.StatusCreated)
	ben.Get(ben.home + strings.TrimPrefix(mine, p.home) + "a.ics").Want(http.StatusNotFound)
}

func TestHowManyObjectsThereAreChangesNoNumberOfQueries(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann")
	count := func() int {
		before := app.Queries()
		p.xml("REPORT", at, syncing("", 0)).Want(http.StatusMultiStatus)
		p.xml("REPORT", at, query(within("VEVENT", "20261201T000000Z", "20261209T000000Z"), "<c:calendar-data/>")).Want(http.StatusMultiStatus)
		p.find(at, "1", "<d:getetag/>").Want(http.StatusMultiStatus)
		p.find(p.home+"todos/", "1", "<d:getetag/>").Want(http.StatusMultiStatus)
		return app.Queries() - before
	}
	p.put(at+"a.ics", event("a", "RRULE:FREQ=DAILY;COUNT=4")).Want(http.StatusCreated)
	p.put(p.home+"todos/a.ics", calendar("VTODO", "a", "SUMMARY:A")).Want(http.StatusCreated)
	few := count()
	for i := range 8 {
		p.put(fmt.Sprint(at, i, ".ics"), event(fmt.Sprint(i), "RRULE:FREQ=DAILY;COUNT=4")).Want(http.StatusCreated)
		p.put(fmt.Sprint(p.home, "todos/", i, ".ics"), calendar("VTODO", fmt.Sprint(i), "SUMMARY:A")).Want(http.StatusCreated)
	}
	if many := count(); many != few {
		t.Errorf("%d queries for one, %d for many", few, many)
	}
}
