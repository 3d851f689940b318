package invitations_test

import (
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/formats/invitations"
)

func tasting() domain.Invitation {
	event := domain.Event{
		UID: "tasting-1", Title: "Tasting\r\nBcc: evil@example.com https://evil.example/x", Start: time.Date(2026, 11, 30, 8, 30, 0, 0, time.UTC), End: time.Date(2026, 11, 30, 9, 30, 0, 0, time.UTC),
		TimeZone: "Europe/Stockholm", Location: "Kitchen\nsecond line", Recurrence: "FREQ=WEEKLY", Attendees: []string{"Ana Lind <ana@example.com>", "two@example.com", "Nobody"},
		Description: "Bring cups.\r\nATTENDEE:mailto:evil@example.com",
	}
	ana := domain.Guest{Name: "Ana Lind", Address: "ana@example.com", Answer: domain.AnswerNone}
	return domain.Invitation{
		Method: domain.MethodRequest, Object: domain.EventObject{UID: event.UID, Events: []domain.Event{event}}, Guest: ana,
		Guests: []domain.Guest{ana, {Address: "two@example.com", Answer: domain.AnswerYes}}, From: domain.Guest{Name: "Maya \"M\" Lind", Address: "maya@example.com"}, Sequence: 3,
	}
}

func TestAnInvitationSaysWhatMailProgramsNeed(t *testing.T) {
	letter := invitations.Letter(tasting(), "https://dash.example/invitations/x", domain.English{})
	if letter.To != "ana@example.com" || letter.ReplyTo != "maya@example.com" || letter.Method != "REQUEST" || strings.ContainsAny(letter.Subject, "\r\n") {
		t.Errorf("the letter is %+v", letter)
	}
	if strings.Contains(letter.Body, "https://evil") || !strings.Contains(letter.Body, "https://dash.example/invitations/x") || !strings.Contains(letter.Body, "Monday 30 November 2026, 09:30 to 10:30 (Europe/Stockholm)") {
		t.Errorf("the letter says\n%s", letter.Body)
	}
	calendar, err := ical.Parse([]byte(letter.Calendar), ical.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	event := calendar.Children("VEVENT")[0]
	if calendar.Value("METHOD") != "REQUEST" || event.Value("SEQUENCE") != "3" || event.Value("ORGANIZER") != "mailto:maya@example.com" || len(event.All("ORGANIZER")) != 1 {
		t.Errorf("the event is\n%s", letter.Calendar)
	}
	people := map[string]string{}
	for _, p := range event.All("ATTENDEE") {
		people[p.Value] += p.Param("PARTSTAT") + " " + p.Param("RSVP")
	}
	if people["mailto:ana@example.com"] != "NEEDS-ACTION TRUE" || people["mailto:two@example.com"] != "ACCEPTED TRUE" || people["mailto:evil@example.com"] != "" {
		t.Errorf("those who are invited are %v", people)
	}
	if len(event.Children("VALARM")) != 0 || len(calendar.Children("VTIMEZONE")) != 1 {
		t.Errorf("with it goes\n%s", letter.Calendar)
	}
}

func TestAnAnswerNamesOnlyWhoAnswersAndACancellationIsOne(t *testing.T) {
	i := tasting()
	i.Method, i.Guest.Answer, i.Guest.Comment = domain.MethodReply, domain.AnswerMaybe, "Late; sorry"
	letter := invitations.Letter(i, "", domain.English{})
	if letter.To != "maya@example.com" || letter.ReplyTo != "ana@example.com" || !strings.HasPrefix(letter.Subject, "Maybe: ") {
		t.Errorf("the answer is %+v", letter)
	}
	if n := strings.Count(letter.Calendar, "ATTENDEE"); n != 2 || !strings.Contains(letter.Calendar, "PARTSTAT=TENTATIVE") || !strings.Contains(letter.Calendar, `COMMENT:Late\; sorry`) {
		t.Errorf("it names %d people\n%s", n, letter.Calendar)
	}
	i.Method = domain.MethodCancel
	letter = invitations.Letter(i, "", domain.English{})
	if !strings.HasPrefix(letter.Subject, "Cancelled: ") || !strings.Contains(letter.Calendar, "METHOD:CANCEL") || !strings.Contains(letter.Calendar, "STATUS:CANCELLED") {
		t.Errorf("the cancellation is %+v", letter)
	}
}

func TestWhenAnEventIs(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 11, 30, h, 0, 0, 0, time.UTC) }
	for want, e := range map[string]domain.Event{
		"Monday 30 November 2026":                                                {AllDay: true, Start: at(0), End: at(0)},
		"Monday 30 November 2026 to Tuesday 1 December 2026":                     {AllDay: true, Start: at(0), End: at(24)},
		"Monday 30 November 2026, 09:00 to 10:00":                                {TimeZone: domain.Floating, Start: at(9), End: at(10)},
		"Monday 30 November 2026, 18:00 to 19:00 (Asia/Tokyo)":                   {TimeZone: "Asia/Tokyo", Start: at(9), End: at(10)},
		"Monday 30 November 2026, 23:00 to Tuesday 1 December 2026, 01:00 (UTC)": {Start: at(23), End: at(25)},
	} {
		if got := invitations.When(e, domain.English{}); got != want {
			t.Errorf("it is %q, want %q", got, want)
		}
	}
}
