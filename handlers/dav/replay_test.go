package dav_test

import (
	"net/http"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// These tests ask what programs that no test can run here ask, in their order, as their makers publish it or others have
// recorded it.

// oneLine is XML without what only makes it readable.
func oneLine(lines ...string) string { return strings.Join(lines, "") }

const zone = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n"

func TestAnIPhoneAddsItsAccountAndKeepsInStep(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann").with("Prefer", "return=minimal").with("Brief", "t")
	at, id := own(t, app, p, "ann"), app.As("ann").User.ID
	principal := "/dav/principals/" + id + "/"
	discovery := `<A:propfind xmlns:A="DAV:"><A:prop><A:current-user-principal/><A:principal-URL/><A:resourcetype/></A:prop></A:propfind>`
	p.with("Depth", "0").xml("PROPFIND", "/.well-known/caldav", discovery).Want(http.StatusMovedPermanently).WantHeader("Location", "/dav/")
	// It trusts an answer only where that is about the address it asked, and says all three.
	for _, path := range []string{"/", "/dav/"} {
		p.with("Depth", "0").xml("PROPFIND", path, discovery).Want(http.StatusMultiStatus, "<d:response><d:href>"+path+"</d:href>",
			"<d:current-user-principal><d:href>"+principal+"</d:href>", "<d:principal-URL><d:href>"+principal+"</d:href>", "<d:resourcetype><d:collection/>")
	}
	if dav := p.Send(http.MethodOptions, principal, "", nil).Want(http.StatusOK).Header.Get("DAV"); !strings.Contains(dav, "calendar-access") {
		t.Errorf("DAV: %s", dav)
	}
	p.find(principal, "0", "<c:calendar-home-set/>", "<c:calendar-user-address-set/>", "<d:current-user-principal/>", "<d:displayname/>", "<cs:dropbox-home-URL/>", "<cs:email-address-set/>", "<c:max-attendees-per-instance/>",
		"<cs:notification-URL/>", "<d:principal-collection-set/>", "<d:principal-URL/>", "<d:resource-id/>", "<c:schedule-inbox-URL/>", "<c:schedule-outbox-URL/>", "<d:supported-report-set/>").
		Want(http.StatusMultiStatus, "<d:href>"+p.home+"</d:href>", "<d:href>mailto:ann@example.com</d:href>", "<d:principal-search-property-set/>")
	homeProps := []string{"<d:add-member/>", "<cs:allowed-sharing-modes/>", "<a:autoprovisioned/>", `<m:bulk-requests xmlns:m="http://me.com/_namespace/"/>`, "<c:calendar-alarm/>", "<a:calendar-color/>", "<c:calendar-description/>",
		"<c:calendar-free-busy-set/>", "<a:calendar-order/>", "<c:calendar-timezone/>", "<d:current-user-privilege-set/>", "<c:default-alarm-vevent-date/>", "<c:default-alarm-vevent-datetime/>", "<d:displayname/>", "<cs:getctag/>",
		"<a:language-code/>", "<a:location-code/>", "<d:owner/>", "<cs:pre-publish-url/>", "<cs:publish-url/>", "<cs:push-transports/>", "<cs:pushkey/>", "<d:quota-available-bytes/>", "<d:quota-used-bytes/>", "<a:refreshrate/>",
		"<d:resource-id/>", "<d:resourcetype/>", "<c:schedule-calendar-transp/>", "<c:schedule-default-calendar-URL/>", "<cs:source/>", "<cs:subscribed-strip-alarms/>", "<c:supported-calendar-component-set/>", "<c:supported-calendar-component-sets/>",
		"<d:supported-report-set/>", "<d:sync-token/>"}
	p.find(p.home, "1", homeProps...).Want(http.StatusMultiStatus, at, p.home+"todos/", "<a:calendar-color>#", `<c:comp name="VEVENT"/>`, "<d:sync-collection/>", "<cs:getctag>")
	p.find(at, "0", "<cs:getctag/>", "<d:sync-token/>").Want(http.StatusMultiStatus, "<cs:getctag>")
	token := tokenPattern.FindStringSubmatch(p.xml("REPORT", at, syncing("", 0)).Want(http.StatusMultiStatus).Body)[1]
	made := p.with("If-None-Match", "*").put(at+"A1B2.ics", event("A1B2", "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC")).Want(http.StatusCreated)
	p.with("If-None-Match", "*").put(at+"A1B2.ics", event("A1B2")).Want(http.StatusPreconditionFailed)
	p.with("If-Match", `"of yesterday"`).put(at+"A1B2.ics", event("A1B2")).Want(http.StatusPreconditionFailed)
	if tag := made.Header.Get("ETag"); tag != "" {
		p.with("If-Match", tag).put(at+"A1B2.ics", event("A1B2", "LOCATION:Oslo")).Want(http.StatusNoContent)
	}
	p.xml("REPORT", at, syncing(token, 0)).Want(http.StatusMultiStatus, "A1B2.ics")
	// A reminder for a day begins and is due on that day.
	p.with("If-None-Match", "*").put(p.home+"todos/R1.ics", calendar("VTODO", "R1", "SUMMARY:Water the plants", "DTSTART;VALUE=DATE:20261203", "DUE;VALUE=DATE:20261203", "STATUS:NEEDS-ACTION", "PRIORITY:1")).Want(http.StatusCreated)
	p.put(p.home+"todos/R1.ics", calendar("VTODO", "R1", "SUMMARY:Water the plants", "DTSTART;VALUE=DATE:20261203", "DUE;VALUE=DATE:20261203", "STATUS:COMPLETED", "COMPLETED:20261203T090000Z", "PERCENT-COMPLETE:100", "PRIORITY:1")).Want(http.StatusNoContent)
	p.Get(p.home+"todos/R1.ics").Want(http.StatusOK, "STATUS:COMPLETED", "PERCENT-COMPLETE:100", "DUE;VALUE=DATE:20261203", "DTSTART;VALUE=DATE:20261203")
	p.Send(http.MethodDelete, at+"A1B2.ics", "", nil).Want(http.StatusNoContent) // without a condition
	p.xml("REPORT", at, syncing(token, 0)).Want(http.StatusMultiStatus, "404 Not Found")
}

func TestAMacSetsItsAlarmsAsksWhomItActsForAndMakesACalendar(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at, id := own(t, app, p, "ann"), app.As("ann").User.ID
	p.with("Depth", "0").xml("REPORT", "/dav/principals/", `<A:principal-search-property-set xmlns:A="DAV:"/>`).Want(http.StatusOK, "principal-search-property-set")
	p.with("Depth", "0").xml("REPORT", "/dav/principals/"+id+"/", oneLine(`<A:expand-property xmlns:A="DAV:">`,
		`<A:property name="calendar-proxy-read-for" namespace="http://calendarserver.org/ns/"><A:property name="email-address-set" namespace="http://calendarserver.org/ns/"/></A:property>`,
		`<A:property name="displayname"/></A:expand-property>`)).Want(http.StatusMultiStatus, "<cs:calendar-proxy-read-for/>", "404 Not Found", "<d:displayname>ann<")
	p.xml("REPORT", "/dav/principals/"+id+"/", `<A:expand-property xmlns:A="DAV:"><A:property name="a&gt;&lt;b"/></A:expand-property>`).Want(http.StatusBadRequest)
	p.xml("REPORT", "/dav/principals/"+app.As("ben").User.ID+"/", `<A:expand-property xmlns:A="DAV:"/>`).Want(http.StatusNotFound)
	// It stops where these are refused.
	for _, path := range []string{p.home, at} {
		for _, name := range []string{"default-alarm-vevent-date", "default-alarm-vevent-datetime"} {
			p.xml("PROPPATCH", path, oneLine(`<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop><B:`, name, ` xmlns:B="urn:ietf:params:xml:ns:caldav">BEGIN:VALARM&#13;
X-WR-ALARMUID:`, name, `&#13;
TRIGGER:-PT15H&#13;
ACTION:NONE&#13;
END:VALARM&#13;
</B:`, name, `></A:prop></A:set></A:propertyupdate>`)).Want(http.StatusMultiStatus, "200 OK").WantNot("403 Forbidden")
			p.find(path, "0", "<c:"+name+"/>").Want(http.StatusMultiStatus, "X-WR-ALARMUID:"+name)
		}
	}
	p.xml("PROPPATCH", p.home, `<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop><A:displayname>x</A:displayname></A:prop></A:set></A:propertyupdate>`).Want(http.StatusMultiStatus, "403 Forbidden")
	p.xml("PROPPATCH", at, `<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop><D:calendar-color xmlns:D="http://apple.com/ns/ical/" symbolic-color="red">#FF383CFF</D:calendar-color></A:prop></A:set></A:propertyupdate>`).Want(http.StatusMultiStatus, "200 OK")
	p.xml("PROPPATCH", at, `<A:propertyupdate xmlns:A="DAV:"><A:set><A:prop><D:calendar-order xmlns:D="http://apple.com/ns/ical/">3</D:calendar-order></A:prop></A:set></A:propertyupdate>`).Want(http.StatusMultiStatus, "200 OK")
	p.find(at, "0", "<a:calendar-color/>", "<a:calendar-order/>").Want(http.StatusMultiStatus, "#FF383CFF", "<a:calendar-order>3<")
	fresh := p.home + "3F2A9C31-0B5E-4A3C-8E0D-AE5B6D3C9A11/"
	p.xml("MKCALENDAR", fresh, oneLine(`<B:mkcalendar xmlns:B="urn:ietf:params:xml:ns:caldav"><A:set xmlns:A="DAV:"><A:prop>`,
		`<B:supported-calendar-component-set><B:comp name="VEVENT"/></B:supported-calendar-component-set><D:calendar-order xmlns:D="http://apple.com/ns/ical/">9</D:calendar-order><B:calendar-free-busy-set><NO/></B:calendar-free-busy-set>`,
		`<D:calendar-color xmlns:D="http://apple.com/ns/ical/" symbolic-color="custom">#29ffe6</D:calendar-color><A:displayname>Allotment</A:displayname><B:calendar-timezone>`, zone, `</B:calendar-timezone></A:prop></A:set></B:mkcalendar>`)).Want(http.StatusCreated)
	p.find(fresh, "0", "<d:displayname/>", "<a:calendar-color/>", "<c:calendar-timezone/>").Want(http.StatusMultiStatus, "Allotment", "#29ffe6", "TZID:Europe/Berlin")
	p.xml("MKCALENDAR", p.home+"list/", `<B:mkcalendar xmlns:B="urn:ietf:params:xml:ns:caldav"><A:set xmlns:A="DAV:"><A:prop><B:supported-calendar-component-set><B:comp name="VTODO"/></B:supported-calendar-component-set></A:prop></A:set></B:mkcalendar>`).
		Want(http.StatusForbidden, "supported-calendar-component")
}

func TestThunderbirdFindsACalendarAndKeepsInStep(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at, id := own(t, app, p, "ann"), app.As("ann").User.ID
	p.put(at+"a b.ics", event("a b")).Want(http.StatusCreated)
	p.find(at, "0", "<d:resourcetype/>", "<d:owner/>", "<d:displayname/>", "<d:current-user-principal/>", "<d:current-user-privilege-set/>", "<a:calendar-color/>", "<c:calendar-home-set/>").
		Want(http.StatusMultiStatus, "<c:calendar/>", "write-content")
	p.find(p.home, "1", "<d:resourcetype/>", "<d:displayname/>", "<d:current-user-privilege-set/>", "<a:calendar-color/>").Want(http.StatusMultiStatus, "<c:calendar/>")
	p.find(at, "0", "<d:resourcetype/>", "<d:owner/>", "<d:current-user-principal/>", "<d:current-user-privilege-set/>", "<d:supported-report-set/>", "<c:supported-calendar-component-set/>", "<cs:getctag/>").
		Want(http.StatusMultiStatus, "<d:sync-collection/>", "<c:calendar-multiget/>")
	if dav := p.Send(http.MethodOptions, p.home, "", nil).Want(http.StatusOK).Header.Get("DAV"); strings.Contains(dav, "schedul") {
		t.Errorf("it would look for an inbox: %s", dav)
	}
	p.find("/dav/principals/"+id+"/", "0", "<c:calendar-home-set/>", "<c:calendar-user-address-set/>", "<c:schedule-inbox-URL/>", "<c:schedule-outbox-URL/>").Want(http.StatusMultiStatus, p.home, "mailto:ann@example.com", "404 Not Found")
	p.xml("REPORT", "/dav/principals/", `<D:principal-property-search xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:property-search><D:prop><C:calendar-home-set/></D:prop><D:match>`+p.home+`</D:match></D:property-search></D:principal-property-search>`).
		Want(http.StatusMultiStatus)
	sync := func(token string) *apptest.Answer {
		return p.with("Depth", "1").xml("REPORT", at, `<sync-collection xmlns="DAV:"><sync-token>`+token+`</sync-token><sync-level>1</sync-level><prop><getcontenttype/><getetag/></prop></sync-collection>`)
	}
	first := sync("").Want(http.StatusMultiStatus, "a%20b.ics", "<d:getcontenttype>text/calendar", "<d:getetag>")
	p.with("Depth", "1").xml("REPORT", at, `<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop><D:href>`+at+`a%20b.ics</D:href></C:calendar-multiget>`).
		Want(http.StatusMultiStatus, "SUMMARY:Review")
	p.Send(http.MethodDelete, at+"a%20b.ics", "", nil).Want(http.StatusNoContent)
	sync(tokenPattern.FindStringSubmatch(first.Body)[1]).Want(http.StatusMultiStatus, "a%20b.ics</d:href><d:status>HTTP/1.1 404")
	// A token that ended makes it read everything again: for every 4xx.
	sync("urn:mddash:sync:gone").Want(http.StatusForbidden, "valid-sync-token")
}

func TestDAVx5AndEvolutionFindCalendarsAndKeepInStep(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at, id := own(t, app, p, "ann"), app.As("ann").User.ID
	app.Nobody().Send("PROPFIND", "/", "application/xml", []byte(propfind("<d:resourcetype/>"))).Want(http.StatusUnauthorized).WantHeader("WWW-Authenticate", `Basic realm="mddash: e-mail address and API token", charset="UTF-8"`)
	p.find("/", "0", "<d:resourcetype/>", "<d:displayname/>", "<c:calendar-description/>", "<d:current-user-principal/>", "<c:calendar-home-set/>").Want(http.StatusMultiStatus, "/dav/principals/"+id+"/", p.home)
	options := p.Send(http.MethodOptions, p.home, "", nil).Want(http.StatusOK)
	for _, method := range []string{"PROPFIND", "PUT", "REPORT", "MKCALENDAR"} {
		if !strings.Contains(options.Header.Get("Allow"), method) {
			t.Errorf("Allow: %s", options.Header.Get("Allow"))
		}
	}
	p.find("/dav/principals/"+id+"/", "0", "<d:displayname/>", "<c:calendar-home-set/>", "<d:group-membership/>", "<cs:calendar-proxy-read-for/>", "<cs:calendar-proxy-write-for/>").Want(http.StatusMultiStatus, p.home)
	p.find(p.home, "1", "<d:resourcetype/>", "<d:displayname/>", "<d:owner/>", "<d:current-user-privilege-set/>", "<c:calendar-description/>", "<a:calendar-color/>", "<c:calendar-timezone/>", "<c:supported-calendar-component-set/>", "<cs:source/>", "<cs:getctag/>").
		Want(http.StatusMultiStatus, "<d:bind/>", "<d:write-content/>", at)
	p.find(at, "0", "<c:max-resource-size/>", "<d:supported-report-set/>", "<cs:getctag/>", "<d:sync-token/>").Want(http.StatusMultiStatus, "<c:max-resource-size>1048576<", "<d:sync-collection/>")
	p.with("If-None-Match", "*").put(at+"0d0a.ics", event("0d0a", "RRULE:FREQ=WEEKLY", "X-EVOLUTION-CALDAV-HREF:x")).Want(http.StatusCreated)
	p.with("Depth", "1").xml("REPORT", at, query(within("VEVENT", "20261101T000000Z", ""), "")).Want(http.StatusMultiStatus, "0d0a.ics")
	p.xml("REPORT", at, `<CAL:calendar-multiget xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav"><prop><getcontenttype/><getetag/><CAL:schedule-tag/><CAL:calendar-data/></prop><href>`+at+`0d0a.ics</href></CAL:calendar-multiget>`).
		Want(http.StatusMultiStatus, "<d:getcontenttype>text/calendar", "RRULE:FREQ=WEEKLY", "X-EVOLUTION-CALDAV-HREF:x")
	fresh := p.home + "f1d5/"
	p.xml("MKCALENDAR", fresh, oneLine(`<CAL:mkcalendar xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav"><set><prop><resourcetype><collection/><CAL:calendar/></resourcetype><displayname>Trips</displayname>`,
		`<CAL:calendar-description>Where we go</CAL:calendar-description><n:calendar-color xmlns:n="http://apple.com/ns/ical/">#FFC3EA2E</n:calendar-color><CAL:calendar-timezone-id>Europe/Vienna</CAL:calendar-timezone-id><CAL:calendar-timezone>`, zone,
		`</CAL:calendar-timezone><CAL:supported-calendar-component-set><CAL:comp name="VEVENT"/><CAL:comp name="VTODO"/><CAL:comp name="VJOURNAL"/></CAL:supported-calendar-component-set></prop></set></CAL:mkcalendar>`)).Want(http.StatusCreated)
	p.find(fresh, "0", "<d:displayname/>", "<c:calendar-timezone-id/>", "<a:calendar-color/>").Want(http.StatusMultiStatus, "Trips", "Europe/Vienna", "#FFC3EA2E")
	p.Send(http.MethodDelete, fresh, "", nil).Want(http.StatusNoContent)
}
