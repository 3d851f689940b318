package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

const oneEvent = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:one\r\nDTSTART:20261201T100000Z\r\nSUMMARY:Review\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT10M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// feedAddress is the path of the address that a settings page shows.
func feedAddress(t *testing.T, page string) string {
	t.Helper()
	found := regexp.MustCompile(`value="[^"]*(/calendar/feed/[^"]+\.ics)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no address in %s", page)
	}
	return found[1]
}

func TestAFeedIsReadByWhoeverHasItsAddressAndNobodyElse(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	add := func(in domain.EventInput) {
		t.Helper()
		if _, err := app.Store.As(ann.User).AddEvent(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	text := "=cmd|' /C calc'!A0\r\nEND:VEVENT\r\nBEGIN:VEVENT"
	add(domain.EventInput{Title: "Budget", Start: "2099-12-01T10:00", Description: &text, Reminders: []int{10}})
	day, clock := "2099-12-24", "17:00"
	if _, err := app.Store.As(ann.User).AddTodo(t.Context(), domain.TodoInput{Title: "Wrap", DueDate: &day, DueTime: &clock}); err != nil {
		t.Fatal(err)
	}
	ann.Post("/settings/feeds", apptest.Form("of", "all")).Want(http.StatusSeeOther)
	address := feedAddress(t, ann.Get("/settings/calendars").Want(200).Body)

	first := app.Nobody().Get(address).Want(200, "SUMMARY:Budget", "BEGIN:VALARM", "SUMMARY:Wrap", "TRANSP:TRANSPARENT").
		WantHeader("Content-Type", "text/calendar; charset=utf-8").WantHeader("Cache-Control", "private, no-store").WantHeader("X-Content-Type-Options", "nosniff").WantHeader("Referrer-Policy", "no-referrer")
	if n := strings.Count(first.Body, "\r\nBEGIN:VEVENT"); n != strings.Count(first.Body, "\r\nEND:VEVENT") || strings.Contains(first.Body, "\r\nATTENDEE") || strings.Contains(first.Body, "\n=cmd") {
		t.Errorf("something got out of its line: %s", first.Body)
	}
	if first.Header.Get("Set-Cookie") != "" {
		t.Error("a cookie was set")
	}
	tag := first.Header.Get("ETag")
	if again := app.Nobody().With("If-None-Match", tag).Get(address).Want(http.StatusNotModified); again.Body != "" {
		t.Errorf("answers %q", again.Body)
	}
	app.Nobody().Send("HEAD", address, "", nil).Want(200).WantHeader("ETag", tag)
	app.Nobody().With("Range", "bytes=0-10").Get(address).Want(200)

	id := regexp.MustCompile(`/settings/feeds/(\d+)/edit`).FindStringSubmatch(ann.Get("/settings/calendars").Body)[1]
	ann.Post("/settings/feeds/"+id+"/edit", apptest.Form("todos", "true")).Want(http.StatusSeeOther)
	if second := app.Nobody().With("If-None-Match", tag).Get(address).Want(200); strings.Contains(second.Body, "VALARM") || !strings.Contains(second.Body, "Wrap") {
		t.Errorf("without reminders: %s", second.Body)
	}
	app.As("bo").Post("/settings/feeds/"+id+"/renewal", nil).Want(404)
	ann.Post("/settings/feeds/"+id+"/renewal", nil).Want(http.StatusSeeOther)
	for _, gone := range []string{address, strings.TrimSuffix(address, ".ics"), "/calendar/feed/.ics", "/calendar/feed/x.ics", "/calendar/feed/%00.ics"} {
		if status := app.Nobody().Get(gone).Status; status != 404 && status != 400 {
			t.Errorf("%s answers %d", gone, status)
		}
	}
	renewed := feedAddress(t, ann.Get("/settings/calendars").Body)
	app.Nobody().Get(renewed).Want(200)
	if _, err := app.Store.As(ann.User).Feeds(t.Context()); err != nil {
		t.Fatal(err)
	}
	// A new password ends it, as it ends everything else that lets somebody in.
	ann.Post("/settings/password", apptest.Form("current_password", apptest.Password, "new_password", "a horse that paints benches")).Want(http.StatusSeeOther)
	app.Nobody().Get(renewed).Want(404)
}

func TestFeedsAreAskedForOnlySoOften(t *testing.T) {
	app := apptest.New(t)
	nobody := app.Nobody()
	nobody.Get("/calendar/feed/guess.ics").Want(404)
	for range 300 {
		nobody.Get("/calendar/feed/guess.ics")
	}
	nobody.Get("/calendar/feed/guess.ics").Want(429)
}

// calendarForm is a form with a calendar and a file.
func calendarForm(t *testing.T, calendar, name, content string) (string, []byte) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	err := w.WriteField("calendar_id", calendar)
	if err == nil {
		part, createErr := w.CreateFormFile("file", name)
		if err = createErr; err == nil {
			_, err = part.Write([]byte(content))
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.Bytes()
}

func TestAFileOfEventsIsTakenAndItsImportWatched(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	ann.Get("/events/import").Want(200, "Personal", `type="file"`)
	refs, err := app.Store.As(ann.User).CalendarRefs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own := strconv.FormatInt(refs[0].ID, 10)
	send := func(who *apptest.Person, calendar, content string) *apptest.Answer {
		kind, body := calendarForm(t, calendar, "calendar.ics", content)
		return who.Send("POST", "/events/import", kind, body)
	}
	job := send(ann, own, oneEvent).Want(http.StatusSeeOther).To()
	ann.Get(job).Want(200, "It goes on when you leave this page")
	bo.Get(job).Want(404)
	send(bo, own, oneEvent).Want(422)
	send(bo, "424242", oneEvent).Want(422)
	send(bo, "x", oneEvent).Want(422)
	send(ann, "", oneEvent).Want(http.StatusSeeOther)
	kind, body := form(sent{"a.ics", oneEvent}, sent{"b.ics", oneEvent})
	ann.Send("POST", "/events/import", kind, body).Want(422, "one file at a time")
	kind, body = form()
	ann.Send("POST", "/events/import", kind, body).Want(422, "Choose a file")
	send(ann, own, strings.Repeat("x", 3<<20)).Want(413)
	if _, err := app.Store.As(ann.User).Import(t.Context(), 424242); domain.KindOf(err) != domain.NotFound {
		t.Error(err)
	}
	open, err := app.Store.System().NextImport(t.Context())
	if err == nil {
		err = open.Fail(t.Context(), "Line 3: <script>")
	}
	if err != nil {
		t.Fatal(err)
	}
	ann.Get(job).Want(200, "Line 3: &lt;script&gt;")
	ann.HTMX().With("HX-Target", "section#import").Get(job).Want(200, `id="import"`)
}

func TestASubscriptionIsFollowedChangedAndRemoved(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/settings/subscriptions/new").Want(200)
	ann.Post("/settings/subscriptions", apptest.Form("name", "", "url", "ftp://example.org/")).Want(422, "Give the calendar a name.", "Write the address of a calendar.", "ftp://example.org/")
	ann.Post("/settings/subscriptions", apptest.Form("name", "Holidays", "url", "webcal://example.org/secret.ics", "refresh_minutes", "60", "color", "amber")).Want(http.StatusSeeOther)
	page := ann.Get("/settings/calendars").Want(200, "Holidays", "fetched for the first time").Body
	id := regexp.MustCompile(`/settings/subscriptions/(\d+)/refresh`).FindStringSubmatch(page)[1]
	ann.Get("/settings/subscriptions/"+id).Want(200, "https://example.org/secret.ics")
	app.As("bo").Get("/settings/subscriptions/" + id).Want(404)
	ann.Post("/settings/subscriptions/"+id+"/edit", apptest.Form("name", "Days off", "url", "https://example.org/secret.ics", "refresh_minutes", "7")).Want(422)
	ann.Post("/settings/subscriptions/"+id+"/edit", apptest.Form("name", "Days off", "url", "https://example.org/secret.ics", "refresh_minutes", "1440")).Want(http.StatusSeeOther)
	ann.Post("/settings/subscriptions/"+id+"/refresh", nil).Want(http.StatusSeeOther)
	ann.Get("/settings/calendars").Want(200, "Days off")
	ann.Post("/settings/subscriptions/"+id+"/removal", nil).Want(http.StatusSeeOther)
	if page := ann.Get("/settings/calendars").Want(200).Body; strings.Contains(page, "/settings/subscriptions/"+id) {
		t.Error("it is still there")
	}
}

func TestACalendarAndAnEventAreSentAsFiles(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	event, err := app.Store.As(ann.User).AddEvent(t.Context(), domain.EventInput{Title: "Café; \"new\"", Start: "2026-12-01T10:00", TimeZone: new(string)})
	if err != nil {
		t.Fatal(err)
	}
	one, all := "/events/"+strconv.FormatInt(event.ID, 10)+"/export.ics", "/calendars/"+strconv.FormatInt(event.CalendarID, 10)+"/export.ics"
	for _, path := range []string{one, all} {
		answer := ann.Get(path).Want(200, `SUMMARY:Café\; "new"`).WantHeader("Content-Type", "text/calendar; charset=utf-8")
		if !strings.HasPrefix(answer.Header.Get("Content-Disposition"), "attachment;") {
			t.Errorf("%s is shown", path)
		}
		bo.Get(path).Want(404)
	}
}
