package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// invited is an event of ann's to which somebody elsewhere was invited, and the address at which they answer.
func invited(t *testing.T, app *apptest.App) (event, answers string) {
	t.Helper()
	ann := app.As("ann")
	app.SQL(`UPDATE users SET "emailVerified" = 1 WHERE id = ?`, ann.User.ID)
	event = ann.JSON("POST", "/api/v1/events", `{"title":"<b>Tasting</b>","start":"2026-05-22T09:00:00Z","location":"Kitchen","description":"Bring **cups**. [[Secret]]","attendees":["Bo <bo@elsewhere.example>","Nobody"],"reminders":[10]}`).Want(201).Header.Get("Location")
	event = strings.TrimPrefix(event, "/api/v1")
	ann.Get(event).Want(200, "They were not written to yet.", "Send invitations", "2 waiting")
	ann.Post(event+"/invitations", url.Values{}).Want(303)
	ann.Get(event).Want(200, "1 person is told by mail").WantNot("Send invitations")
	letter, err := app.Store.System().NextMail(t.Context())
	answers = regexp.MustCompile(`/invitations/\S+`).FindString(letter.Body)
	if err != nil || answers == "" || letter.Method != "REQUEST" || !strings.Contains(letter.Calendar, "METHOD:REQUEST") {
		t.Fatalf("the letter is %+v, %v", letter, err)
	}
	return event, answers
}

func withMail(o *apptest.Options) { o.Mail = true }

func TestWhoIsInvitedAnswersWithoutAnAccount(t *testing.T) {
	app := apptest.New(t, withMail)
	event, answers := invited(t, app)
	nobody := app.Nobody()
	page := nobody.Get(answers).Want(200, "&lt;b&gt;Tasting&lt;/b&gt;", "Friday 22 May 2026, 09:00 to 10:00", "Kitchen", "<strong>cups</strong>", "ann invites you").WantNot("<script", "Sign in", "reminder")
	for header, want := range map[string]string{"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer", "Set-Cookie": ""} {
		if got := page.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if at := strings.Index(page.Body, "<b>Tasting"); at >= 0 {
		t.Errorf("the page has %s", page.Body[max(0, at-40):at+40])
	}
	if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src") {
		t.Errorf("the policy is %s", policy)
	}
	nobody.Post(answers, url.Values{"answer": {"perhaps"}, "comment": {"typed"}}).Want(422, "typed", "Choose one of")
	nobody.Post(answers, url.Values{"answer": {"accepted"}, "comment": {strings.Repeat("x", 501)}}).Want(422, "500")
	nobody.Post(answers, url.Values{"answer": {"accepted"}, "comment": {"<script>alert(1)</script>"}}).Want(303)
	nobody.Get(answers+"?answered").Want(200, "You answered: Yes")
	if body := app.As("ann").Get(event).Want(200, "1 yes, 1 waiting").Body; strings.Contains(body, "<script>alert") || !strings.Contains(body, "&lt;script&gt;") {
		t.Error("what was said with the answer is not shown as text")
	}
	nobody.Get(answers+"/event.ics").Want(200, "BEGIN:VCALENDAR", "METHOD:REQUEST", "PARTSTAT=ACCEPTED").WantNot("VALARM")
	for _, wrong := range []string{answers + "x", "/invitations/x", "/invitations/1-" + strings.Repeat("A", 24), "/invitations/..%2f..%2fadmin"} {
		nobody.Get(wrong).Want(404)
		nobody.Post(wrong, url.Values{"answer": {"accepted"}}).Want(404)
	}
	app.As("ann").Post(event+"/removal", url.Values{}).Want(303)
	nobody.Get(answers).Want(200, "This was cancelled.").WantNot("Do you come?")
	nobody.Post(answers, url.Values{"answer": {"declined"}}).Want(409)
}

func TestAnAnswerThatCameByMailIsTakenInAsAFile(t *testing.T) {
	app := apptest.New(t, withMail)
	event, _ := invited(t, app)
	ann := app.As("ann")
	whole := ann.Get("/api/v1" + event).Want(200)
	field := func(name string) string {
		return regexp.MustCompile(`"` + name + `":"?([^",}]+)`).FindStringSubmatch(whole.Body)[1]
	}
	reply := func(uid, attendee, answer string) *apptest.Answer {
		text := strings.Join([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", "METHOD:REPLY", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20260521T100000Z",
			"ATTENDEE;PARTSTAT=" + answer + ":mailto:" + attendee, "COMMENT:Gladly", "END:VEVENT", "END:VCALENDAR", ""}, "\r\n")
		return ann.Send("POST", "/api/v1/events/import?calendar_id="+field("calendar_id"), "text/calendar", []byte(text))
	}
	uid := field("uid")
	reply(uid, "BO@elsewhere.example", "TENTATIVE").Want(200, `"updated":1`)
	ann.Get(event).Want(200, "1 maybe, 1 waiting", "Gladly")
	reply(uid, "bo@elsewhere.example", "TENTATIVE").Want(200, `"updated":0`, `"skipped":1`)
	reply(uid, "evil@elsewhere.example", "ACCEPTED").Want(200, `"updated":0`, "was not invited")
	reply("another", "bo@elsewhere.example", "ACCEPTED").Want(200, `"updated":0`, "not in this calendar")
	ann.Get(event).Want(200, "1 maybe, 1 waiting")
}

func TestWithoutAMailServerNothingIsSaidToBeSent(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	event := strings.TrimPrefix(ann.JSON("POST", "/api/v1/events", `{"title":"Tasting","start":"2026-05-22T09:00:00Z","attendees":["bo@elsewhere.example"]}`).Want(201).Header.Get("Location"), "/api/v1")
	ann.Get(event).Want(200, "bo@elsewhere.example").WantNot("Send invitations")
	ann.Post(event+"/invitations", url.Values{}).Want(409, "no mail server is set")
	ann.JSON("POST", "/api/v1"+event+"/invitations", ``).Want(409, "no mail server is set")
	app.As("eve").Post(event+"/answer", url.Values{"answer": {"accepted"}}).Want(404)
}
