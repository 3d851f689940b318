package dav_test

import (
	"net/http"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// daily is a series that is large, and happens every day.
func daily(uid string) string {
	return event(uid, "RRULE:FREQ=DAILY", "X-LARGE:"+strings.Repeat("z", 60_000))
}

func TestASeriesThatWouldBecomeHugeIsNotWrittenOut(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann")
	p.put(at+"large.ics", daily("large")).Want(http.StatusCreated)
	p.put(at+"small.ics", event("small")).Want(http.StatusCreated)
	written := func(to string) string {
		return query("", `<c:calendar-data><c:expand start="20261201T000000Z" end="`+to+`T000000Z"/></c:calendar-data>`)
	}
	p.xml("REPORT", at, written("20261203")).Want(http.StatusMultiStatus, "DTSTART:20261202T090000Z", "UID:small").WantNot("507 Insufficient")
	answer := p.xml("REPORT", at, written("20991201")).Want(http.StatusMultiStatus, "507 Insufficient Storage", "number-of-matches-within-limits", "large.ics")
	if len(answer.Body) > 64<<20 {
		t.Errorf("%d bytes", len(answer.Body))
	}
	multi := `<c:calendar-multiget ` + spaces + `><d:prop><c:calendar-data/></d:prop>` + strings.Repeat("<d:href>"+at+"large.ics</d:href><d:href>http://other.example"+at+"l%61rge.ics</d:href>", 500) + `</c:calendar-multiget>`
	if answer := p.xml("REPORT", at, multi).Want(http.StatusMultiStatus, "UID:large"); strings.Count(answer.Body, "UID:large") != 1 {
		t.Errorf("told %d times", strings.Count(answer.Body, "UID:large"))
	}
}

func TestARequestMayAskForSoManyPropertiesAndFilters(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann")
	p.with("Depth", "1").xml("PROPFIND", at, propfind(strings.Repeat("<d:a/>", 201))).Want(http.StatusBadRequest)
	p.with("Depth", "1").xml("PROPFIND", at, propfind(strings.Repeat("<d:a/>", 200))).Want(http.StatusMultiStatus)
	filter := `<c:comp-filter name="VEVENT">` + strings.Repeat(`<c:prop-filter name="X-LARGE"><c:text-match>q</c:text-match></c:prop-filter>`, 100) + `</c:comp-filter>`
	p.xml("REPORT", at, query(filter, "")).Want(http.StatusForbidden, "valid-filter")
	p.with("Depth", "0").xml("PROPFIND", at, propfind("<d:displayname/>", strings.Repeat("x<!---->", 120_000))).Want(http.StatusMultiStatus)
}

func TestASyncTokenIsOfOneCollectionAndOnePerson(t *testing.T) {
	app := apptest.New(t)
	p, bens := phoneOf(t, app, "ann"), phoneOf(t, app, "ben")
	at := own(t, app, p, "ann")
	p.put(at+"a.ics", event("a")).Want(http.StatusCreated)
	token := tokenPattern.FindStringSubmatch(p.xml("REPORT", at, syncing("", 0)).Body)[1]
	p.Send("MKCALENDAR", p.home+"second/", "", nil).Want(http.StatusCreated)
	for _, other := range []string{p.home + "second/", p.home + "todos/"} {
		p.xml("REPORT", other, syncing(token, 0)).Want(http.StatusForbidden, "valid-sync-token")
	}
	todos := tokenPattern.FindStringSubmatch(p.xml("REPORT", p.home+"todos/", syncing("", 0)).Body)[1]
	bens.xml("REPORT", bens.home+"todos/", syncing(todos, 0)).Want(http.StatusForbidden, "valid-sync-token")
	p.xml("REPORT", at, syncing("\n "+token+"\n", 0)).Want(http.StatusMultiStatus).WantNot("a.ics")
}

func TestWhatTakesNoTimeIsNotBusy(t *testing.T) {
	app := apptest.New(t)
	p := phoneOf(t, app, "ann")
	at := own(t, app, p, "ann")
	p.put(at+"busy.ics", event("busy")).Want(http.StatusCreated)
	p.put(at+"free.ics", calendar("VEVENT", "free", "DTSTART:20261201T120000Z", "DTEND:20261201T130000Z", "SUMMARY:Birthday", "TRANSP:TRANSPARENT")).Want(http.StatusCreated)
	p.xml("REPORT", at, `<c:free-busy-query `+spaces+`><c:time-range start="20261201T000000Z" end="20261202T000000Z"/></c:free-busy-query>`).
		Want(http.StatusOK, "20261201T090000Z/20261201T100000Z").WantNot("20261201T120000Z")
	p.find(p.home+"todos/", "0", "<d:current-user-privilege-set/>").Want(http.StatusMultiStatus, "write-content").WantNot("read-free-busy")
}
