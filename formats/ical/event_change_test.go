package ical_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
)

const changing = `BEGIN:VEVENT
UID:u
DTSTAMP:20261101T120000Z
SEQUENCE:4
X-A;B="c;d":1
SUMMARY;LANGUAGE=en:Call
DTSTART;TZID=Europe/Berlin;X-C=1:20261110T100000
DURATION:PT1H
RRULE:FREQ=WEEKLY;WKST=SU;COUNT=5
EXDATE;TZID=Europe/Berlin:20261117T100000
DESCRIPTION:Text
X-ALT-DESC;FMTTYPE=text/html:<p>Text</p>
ATTENDEE;CN=Ann;PARTSTAT=ACCEPTED:mailto:ann@example.org
ATTENDEE;CN=Tom;PARTSTAT=DECLINED:mailto:tom@example.org
CATEGORIES:a,b
BEGIN:VALARM
TRIGGER:-PT15M
ACTION:AUDIO
X-D:1
END:VALARM
BEGIN:VALARM
TRIGGER:PT5M
ACTION:DISPLAY
END:VALARM
END:VEVENT
`

func TestWhatChangedInAnEventIsChangedAndNothingElse(t *testing.T) {
	updated := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	const stamps = "LAST-MODIFIED:20261122T090000Z|DTSTAMP:20261122T090000Z|SEQUENCE:5"
	for name, c := range map[string]struct {
		change        func(e *domain.Event)
		gone, instead string
	}{
		"nothing":     {func(*domain.Event) {}, "", ""},
		"title":       {func(e *domain.Event) { e.Title = "Call; soon" }, "SUMMARY;LANGUAGE=en:Call", `SUMMARY:Call\; soon`},
		"description": {func(e *domain.Event) { e.Description = "" }, "DESCRIPTION:Text|X-ALT-DESC;FMTTYPE=text/html:<p>Text</p>", ""},
		"time": {func(e *domain.Event) { e.Start, e.End = e.Start.Add(time.Hour), e.End.Add(2*time.Hour) },
			"DTSTART;TZID=Europe/Berlin;X-C=1:20261110T100000|DURATION:PT1H|EXDATE;TZID=Europe/Berlin:20261117T100000|RRULE:FREQ=WEEKLY;WKST=SU;COUNT=5",
			"DTSTART;TZID=Europe/Berlin:20261110T110000|DTEND;TZID=Europe/Berlin:20261110T130000|EXDATE;TZID=Europe/Berlin:20261117T110000|RRULE:FREQ=WEEKLY;WKST=SU;COUNT=5"},
		"rule":      {func(e *domain.Event) { e.Recurrence = "FREQ=WEEKLY;UNTIL=20270330" }, "RRULE:FREQ=WEEKLY;WKST=SU;COUNT=5", "RRULE:FREQ=WEEKLY;UNTIL=20270330T080000Z"},
		"no rule":   {func(e *domain.Event) { e.Recurrence, e.Except = "", nil }, "RRULE:FREQ=WEEKLY;WKST=SU;COUNT=5|EXDATE;TZID=Europe/Berlin:20261117T100000", ""},
		"left out":  {func(e *domain.Event) { e.Except = append(e.Except, "2026-11-24") }, "", "EXDATE;TZID=Europe/Berlin:20261124T100000"},
		"beside":    {func(e *domain.Event) { e.Extra = []time.Time{e.Start.Add(25 * time.Hour)} }, "", "RDATE;TZID=Europe/Berlin:20261111T110000"},
		"who":       {func(e *domain.Event) { e.Attendees = []string{"ann@example.org", "The band"} }, "ATTENDEE;CN=Tom;PARTSTAT=DECLINED:mailto:tom@example.org", "ATTENDEE;CN=The band:invalid:nomail"},
		"privacy":   {func(e *domain.Event) { e.Privacy = domain.PrivacyPrivate }, "", "CLASS:PRIVATE"},
		"status":    {func(e *domain.Event) { e.Status = domain.EventCancelled }, "", "STATUS:CANCELLED"},
		"color":     {func(e *domain.Event) { e.Color = "pine" }, "", "COLOR:seagreen"},
		"url":       {func(e *domain.Event) { e.URL = "https://example.org/a,b" }, "", "URL:https://example.org/a,b"},
		"reminders": {func(e *domain.Event) { e.Reminders = []int{60} }, "TRIGGER:-PT15M|ACTION:AUDIO|X-D:1", "TRIGGER:-PT1H|ACTION:DISPLAY|DESCRIPTION:Call"},
		"project":   {func(e *domain.Event) { e.ProjectID, e.OwnerID = 4, "ann" }, "", ""},
	} {
		o := object(t, calendar(changing))
		was := linesOf(ical.WriteObject(o, "").Children("VEVENT")[0])
		c.change(&o.Events[0])
		o.Events[0].UpdatedAt = updated
		out := ical.WriteObject(o, "")
		now := linesOf(out.Children("VEVENT")[0])
		gone, instead := difference(was, now)
		wantGone, wantInstead := strings.Split(c.gone, "|"), strings.Split(c.instead, "|")
		if c.gone+c.instead != "" {
			wantGone, wantInstead = append(wantGone, "DTSTAMP:20261101T120000Z", "SEQUENCE:4"), append(wantInstead, strings.Split(stamps, "|")...)
		}
		if !sameLines(gone, wantGone) || !sameLines(instead, wantInstead) {
			t.Errorf("%s\n   gone %q\ninstead %q", name, gone, instead)
		}
		again := object(t, out.String())
		a, b := o.Events[0], again.Events[0]
		a.ProjectID, a.OwnerID, a.Kept, b.Kept, b.UpdatedAt = 0, "", "", "", a.UpdatedAt
		if a.Version() != b.Version() && name != "privacy" {
			t.Errorf("%s: %+v\nis read back as %+v", name, a, b)
		}
	}
}

// difference of two lists of lines, each line as often as it is there more.
func difference(was, now []string) (gone, instead []string) {
	instead = slices.Clone(now)
	for _, line := range was {
		if i := slices.Index(instead, line); i >= 0 {
			instead = slices.Delete(instead, i, i+1)
			continue
		}
		gone = append(gone, line)
	}
	return gone, instead
}

func sameLines(a, b []string) bool {
	left, right := difference(a, slices.DeleteFunc(slices.Clone(b), func(line string) bool { return line == "" || line == "RRULE:FREQ=WEEKLY;WKST=SU;COUNT=5" }))
	return !slices.ContainsFunc(left, func(line string) bool { return line != "RRULE:FREQ=WEEKLY;WKST=SU;COUNT=5" }) && len(right) == 0
}

func TestAnEventOfOursIsReadBackAsItWas(t *testing.T) {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	base := domain.Event{UID: "u", Title: "Call, Ana\\", Description: "# A\n\nb; c", Location: "Room 2", URL: "https://example.org/?a=1;b", Start: at, End: at.Add(time.Hour), TimeZone: "Europe/Berlin",
		Organizer: "ann@example.org", Attendees: []string{"tom@example.org", "The \"band\""}, Status: domain.EventTentative, Privacy: domain.PrivacyConfidential, Color: "amber",
		Reminders: []int{0, 15, 60, 1440, 2000}, RemindAt: []time.Time{at.Add(-time.Hour)}, CreatedAt: at, UpdatedAt: at}
	for name, change := range map[string]func(e *domain.Event){
		"single":   func(*domain.Event) {},
		"floating": func(e *domain.Event) { e.TimeZone = domain.Floating },
		"in UTC":   func(e *domain.Event) { e.TimeZone = "UTC" },
		"all day": func(e *domain.Event) {
			e.AllDay, e.TimeZone, e.Start, e.End = true, "", domain.Date("2026-11-20").Time(), domain.Date("2026-11-22").Time()
		},
		"no time": func(e *domain.Event) { e.End = e.Start },
		"series": func(e *domain.Event) {
			e.Recurrence, e.Except = "FREQ=WEEKLY;BYDAY=MO,FR", []domain.Date{"2026-11-23", "2027-04-02"}
		},
		"with an end": func(e *domain.Event) { e.Recurrence = "FREQ=DAILY;UNTIL=20270401" },
		"in the night": func(e *domain.Event) {
			e.Start, e.End, e.Recurrence = at.Add(13*time.Hour+30*time.Minute), at.Add(14*time.Hour), "FREQ=WEEKLY;UNTIL=20270403;BYDAY=SA"
		},
		"beside": func(e *domain.Event) { e.Recurrence, e.Extra = domain.OnlyFirst, []time.Time{at.AddDate(0, 0, 3)} },
		"second of two": func(e *domain.Event) {
			e.Start = time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC)
			e.TimeZone, e.End = "Europe/Berlin", e.Start.Add(time.Hour)
		},
		"floating until": func(e *domain.Event) { e.TimeZone, e.Recurrence = domain.Floating, "FREQ=DAILY;UNTIL=20270401" },
	} {
		e := base
		change(&e)
		text := ical.WriteObject(domain.EventObject{UID: "u", Events: []domain.Event{e}}, "REQUEST").String()
		got := object(t, text).Events[0]
		e.Attendees = []string{"tom@example.org", "The 'band'"}
		if name == "second of two" {
			got.TimeZone = e.TimeZone // told in UTC: no clock could
		}
		if got.Kept = ""; got.Version() != e.Version() {
			t.Errorf("%s: %+v\nis read back as %+v\n%s", name, e, got, text)
		}
	}
}

func TestBusyTimeTellsNothingElse(t *testing.T) {
	o := object(t, calendar(changing))
	masked := o.Events[0].Masked()
	text := ical.WriteObject(domain.EventObject{UID: "hidden", Events: []domain.Event{masked}}, "").String()
	for _, secret := range []string{"Call", "Text", "ann@", "X-A", "VALARM", "CATEGORIES", "UID:u\r"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is told: %s", secret, text)
		}
	}
	if !strings.Contains(text, "SUMMARY:Busy") || !strings.Contains(text, "DTSTART;TZID=Europe/Berlin:20261110T100000") || !strings.Contains(text, "RRULE:") {
		t.Error(text)
	}
}

func TestOddEventsAreReadAsWellAsTheyCanBe(t *testing.T) {
	for lines, want := range map[string]string{
		"DTSTART:20261110T100000Z\nDTEND:20261110T090000Z\n":       "2026-11-10T10:00:00Z 2026-11-10T10:00:00Z UTC  | The event ends before it begins.",
		"DTSTART;VALUE=DATE:20261110\nDTEND;VALUE=DATE:20261110\n": "2026-11-10T00:00:00Z 2026-11-10T00:00:00Z   |",
		"DTSTART;VALUE=DATE:20261110\nDURATION:P2D\n":              "2026-11-10T00:00:00Z 2026-11-11T00:00:00Z   |",
		"DTSTART;VALUE=DATE:20261110\nDURATION:PT36H\n":            "2026-11-10T00:00:00Z 2026-11-11T00:00:00Z   |",
		"DTSTART:20261110\n": "2026-11-10T00:00:00Z 2026-11-10T00:00:00Z   |",
		"DTSTART;TZID=Europe/Berlin:20260329T023000\nDURATION:PT30M\n":                                           "2026-03-29T01:30:00Z 2026-03-29T02:00:00Z Europe/Berlin  |",
		"DTSTART;TZID=Europe/Berlin:20261025T023000\n":                                                           "2026-10-25T00:30:00Z 2026-10-25T00:30:00Z Europe/Berlin  |",
		"DTSTART;TZID=Europe/Berlin:20260328T120000\nDURATION:P1D\n":                                             "2026-03-28T11:00:00Z 2026-03-29T10:00:00Z Europe/Berlin  |",
		"DTSTART:20261110T240000\n":                                                                              "2026-11-11T00:00:00Z 2026-11-11T00:00:00Z floating  |",
		"DTSTART:20261110T100060Z\n":                                                                             "2026-11-10T10:00:59Z 2026-11-10T10:00:59Z UTC  |",
		"DTSTART;TZID=Europe/Berlin:20261110T100000\nRRULE:FREQ=DAILY;BYHOUR=10;BYMINUTE=0;BYSECOND=0\n":         "2026-11-10T09:00:00Z 2026-11-10T09:00:00Z Europe/Berlin FREQ=DAILY |",
		"DTSTART:20261110T100000Z\nRRULE:FREQ=DAILY;COUNT=1000000000\n":                                          "2026-11-10T10:00:00Z 2026-11-10T10:00:00Z UTC FREQ=DAILY | It repeats more than 10000 times, and so without an end.",
		"DTSTART:20261110T100000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=99991231T235959Z\n":                          "2026-11-10T10:00:00Z 2026-11-10T10:00:00Z UTC FREQ=WEEKLY;UNTIL=99991231;BYDAY=MO |",
		"DTSTART;TZID=Nowhere/Land:20261110T100000\n":                                                            "2026-11-10T09:00:00Z 2026-11-10T09:00:00Z Europe/Stockholm  | The time zone \"Nowhere/Land\" is not known. Its clocks are taken for those of Europe/Stockholm.",
		"DTSTART:20261110T100000Z\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY\n":                                        "2026-11-10T10:00:00Z 2026-11-10T10:00:00Z UTC FREQ=DAILY | The event has several rules. The first one counts.",
		"DTSTART:20261110T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nRDATE:20261111T100000Z,20261111T120000Z,x\n":        "2026-11-10T10:00:00Z 2026-11-10T10:00:00Z UTC FREQ=DAILY;COUNT=3 | RDATE holds what is no time: x It has two times on 2026-11-11. One of them counts.",
		"DTSTART:20261110T100000Z\nRDATE;VALUE=PERIOD:20261112T100000Z/PT1H,20261113T110000Z/20261113T120000Z\n": "2026-11-10T10:00:00Z 2026-11-10T10:00:00Z UTC FREQ=DAILY;COUNT=1 2026-11-12T10:00:00Z 2026-11-13T11:00:00Z |",
	} {
		o, warnings, err := tryObject(t, calendar("BEGIN:VEVENT\nUID:u\n"+lines+"END:VEVENT\n"))
		if err != nil {
			t.Errorf("%q: %v", lines, err)
			continue
		}
		e := o.Events[0]
		got := fmt.Sprintf("%s %s %s %s", e.Start.Format(time.RFC3339), e.End.Format(time.RFC3339), e.TimeZone, e.Recurrence)
		for _, extra := range e.Extra {
			got += " " + extra.Format(time.RFC3339)
		}
		got += " |"
		for _, w := range warnings {
			got += " " + w.Text
		}
		if got != want {
			t.Errorf("%q\n got %s\nwant %s", lines, got, want)
		}
	}
}

func TestWhatIsNoEventIsRefusedWithItsLine(t *testing.T) {
	for lines, want := range map[string]string{
		"SUMMARY:x\n":                                                           "Line 4: The event says not when it is: it has no DTSTART.",
		"DTSTART:soon\n":                                                        "Line 6: DTSTART is no time: soon",
		"DTSTART:20261131T100000Z\n":                                            "Line 6: DTSTART is no time: 20261131T100000Z",
		"DTSTART:20261110T100000Z\nDTEND:later\n":                               "Line 7: DTEND is no time: later",
		"DTSTART:20261110T100000Z\nDURATION:P1X\n":                              "Line 7: DURATION is none: P1X",
		"DTSTART:20261110T100000Z\nDURATION:P99999999999999999W\n":              "Line 7: DURATION is none: P99999999999999999W",
		"DTSTART:99991231T100000Z\nDURATION:P30D\n":                             "Line 4: The event ends after the year 9999.",
		"DTSTART:19000101T000000Z\nRRULE:FREQ=SECONDLY\n":                       "Line 7: How it repeats is not understood (FREQ=SECONDLY): It repeats at most once a day. Use DAILY, WEEKLY, MONTHLY or YEARLY.",
		"DTSTART:20261110T100000Z\nRRULE:FREQ=DAILY;BYHOUR=9,17\n":              "Line 7: How it repeats is not understood (FREQ=DAILY;BYHOUR=9,17): It repeats on days. Leave out BYHOUR and give it a time instead.",
		"DTSTART:20261110T100000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n": "Line 7: How it repeats is not understood (FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30): No day is ever like that. Change the rule so that it can occur.",
	} {
		_, _, err := tryObject(t, calendar("BEGIN:VEVENT\nUID:u\n"+lines+"END:VEVENT\n"))
		if err == nil || err.Error() != want {
			t.Errorf("%q\n got %v\nwant %s", lines, err, want)
		}
	}
}

// The first time of a series counts as one of it, whether its rule gives it or not.
func TestASeriesBeginsWithItsStartThoughItsRuleDoesNot(t *testing.T) {
	o := object(t, calendar("BEGIN:VEVENT\nUID:u\nDTSTART:20261110T100000Z\nRRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3\nEND:VEVENT\n"))
	o.Events[0].ID = 1
	found, err := domain.Occurrences(o.Events, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 11, 1, 0, 0, 0, 0, time.UTC), time.UTC)
	days := ""
	for _, occurrence := range found {
		days += " " + string(occurrence.Day)
	}
	if err != nil || days != " 2026-11-10 2026-11-13 2026-11-20" {
		t.Error(days, err)
	}
}

func TestWhatCannotHaveAPlaceIsSaid(t *testing.T) {
	big := "BEGIN:VEVENT\nUID:u\nDTSTART:20261110T100000Z\nATTACH;ENCODING=BASE64;VALUE=BINARY:" + strings.Repeat("A", domain.KeptMax) + "\nEND:VEVENT\n"
	if _, _, err := tryObject(t, calendar(big)); err == nil || !strings.Contains(err.Error(), "larger than 512 KB") {
		t.Error(err)
	}
	alone := "BEGIN:VEVENT\nUID:u\nRECURRENCE-ID;TZID=Europe/Berlin:20261110T003000\nDTSTART;TZID=Europe/Berlin:20261111T100000\nEND:VEVENT\n"
	o := object(t, calendar(alone))
	if len(o.Events) != 1 || o.Events[0].On != "2026-11-10" || o.UID != "u" {
		t.Errorf("%+v", o)
	}
	if got := linesOf(ical.WriteObject(o, "").Children("VEVENT")[0]); !slices.Contains(got, "RECURRENCE-ID;TZID=Europe/Berlin:20261110T003000") {
		t.Error(got)
	}
	nameless := object(t, calendar("BEGIN:VEVENT\nDTSTART:20261110T100000Z\nEND:VEVENT\n"))
	again := object(t, calendar("BEGIN:VEVENT\nDTSTART:20261110T100000Z\nEND:VEVENT\n"))
	other := object(t, calendar("BEGIN:VEVENT\nDTSTART:20261110T110000Z\nEND:VEVENT\n"))
	if nameless.UID == "" || nameless.UID != again.UID || nameless.UID == other.UID {
		t.Error(nameless.UID, again.UID, other.UID)
	}
}
