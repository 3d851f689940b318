package domain_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// event is what a JSON object makes, typed by somebody in Stockholm.
func event(t *testing.T, text string) domain.Event {
	t.Helper()
	var in domain.EventInput
	if err := json.Unmarshal([]byte(text), &in); err != nil {
		t.Fatal(err)
	}
	e, err := in.Parse(domain.Event{}, zone(t, "Europe/Stockholm"))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	e.ID = 1
	return e
}

func TestAnEventIsReadAsItWasMeant(t *testing.T) {
	for _, c := range []struct{ in, start, end, zone string }{
		{`{"title":"x","start":"2026-11-30T09:30:00Z"}`, "2026-11-30T09:30:00Z", "2026-11-30T10:30:00Z", "Europe/Stockholm"},
		{`{"title":"x","start":"2026-11-30T09:30","end":"2026-11-30T11:00"}`, "2026-11-30T08:30:00Z", "2026-11-30T10:00:00Z", "Europe/Stockholm"},
		{`{"title":"x","start":"2026-11-30T09:30","timezone":"America/New_York"}`, "2026-11-30T14:30:00Z", "2026-11-30T15:30:00Z", "America/New_York"},
		{`{"title":"x","start":"2026-11-30T09:30:00+09:00","end":"2026-11-30T01:00:00Z"}`, "2026-11-30T00:30:00Z", "2026-11-30T01:00:00Z", "Europe/Stockholm"},
		{`{"title":"a time that the clocks leap over","start":"2026-03-29T02:30"}`, "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z", "Europe/Stockholm"},
		{`{"title":"a time that they show twice","start":"2026-10-25T02:30"}`, "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "Europe/Stockholm"},
		{`{"title":"x","start":"2026-11-30T09:30","timezone":"floating"}`, "2026-11-30T09:30:00", "2026-11-30T10:30:00", "floating"},
		{`{"title":"x","start":"2026-11-30","all_day":true}`, "2026-11-30", "2026-11-30", ""},
		{`{"title":"x","start":"2026-11-30","end":"2026-12-02","all_day":true,"timezone":"Asia/Tokyo"}`, "2026-11-30", "2026-12-02", ""},
		{`{"title":"no time at all","start":"2026-11-30T09:30:00Z","end":"2026-11-30T09:30:00Z"}`, "2026-11-30T09:30:00Z", "2026-11-30T09:30:00Z", "Europe/Stockholm"},
		{`{"title":"x","start":"9999-12-31","all_day":true}`, "9999-12-31", "9999-12-31", ""},
	} {
		e := event(t, c.in)
		if e.EventText(e.Start) != c.start || e.EventText(e.End) != c.end || e.TimeZone != c.zone || e.Status != "confirmed" || e.Privacy != "public" {
			t.Errorf("%s: %s to %s in %q", c.in, e.EventText(e.Start), e.EventText(e.End), e.TimeZone)
		}
		again, err := e.Input().Parse(e, time.UTC)
		if err != nil || again.Version() != e.Version() {
			t.Errorf("%s: once more it is %+v, %v", c.in, again, err)
		}
		fresh, err := e.Input().Parse(domain.Event{}, time.UTC)
		if err != nil || !fresh.Start.Equal(e.Start) || !fresh.End.Equal(e.End) || fresh.TimeZone != e.TimeZone {
			t.Errorf("%s: made anew it is %+v, %v", c.in, fresh, err)
		}
	}
}

func TestWhatIsWrongWithAnEventIsSaidAtItsField(t *testing.T) {
	many := `["` + strings.Repeat(`a","`, 3) + strings.Join(strings.Split(fmt.Sprint(make([]int, 201)), " "), `x","`) + `"]`
	for _, c := range []struct{ in, field string }{
		{`{"title":" ","start":"2026-11-30T09:30"}`, "title"},
		{`{"title":"x"}`, "start"}, {`{"title":"x","start":"2026-11-30"}`, "start"}, {`{"title":"x","start":"tomorrow"}`, "start"},
		{`{"title":"x","start":"2026-02-30T09:30"}`, "start"}, {`{"title":"x","start":"2026-11-30T09:30","all_day":true}`, "start"},
		{`{"title":"x","start":"2026-11-30T09:30","end":"2026-11-30T09:29"}`, "end"}, {`{"title":"x","start":"2026-11-30","end":"2026-11-29","all_day":true}`, "end"},
		{`{"title":"x","start":"9999-12-31T23:30:00Z"}`, "start"}, {`{"title":"x","start":"9999-12-31T23:30:00Z","timezone":"UTC"}`, "end"}, {`{"title":"x","start":"0000-01-01T00:00:00Z"}`, "start"},
		{`{"title":"x","start":"2026-11-30T09:30","timezone":"Mars/Base"}`, "timezone"}, {`{"title":"x","start":"2026-11-30T09:30","timezone":"Local"}`, "timezone"},
		{`{"title":"x","start":"2026-11-30T09:30","timezone":"../etc/passwd"}`, "timezone"}, {`{"title":"x","start":"2026-11-30T09:30Z","timezone":"floating"}`, "start"},
		{`{"title":"x","start":"2026-11-30T09:30:00Z","timezone":"floating"}`, "start"},
		{`{"title":"x","start":"2026-11-30T09:30","status":"maybe"}`, "status"}, {`{"title":"x","start":"2026-11-30T09:30","privacy":"secret"}`, "privacy"},
		{`{"title":"x","start":"2026-11-30T09:30","color":"#fff"}`, "color"}, {`{"title":"x","start":"2026-11-30T09:30","url":"javascript:alert(1)"}`, "url"},
		{`{"title":"x","start":"2026-11-30T09:30","location":"a\r\nb"}`, "location"}, {`{"title":"x","start":"2026-11-30T09:30","reminders":[-5]}`, "reminders"},
		{`{"title":"x","start":"2026-11-30T09:30","description":"` + strings.Repeat("x", 10001) + `"}`, "description"},
		{`{"title":"x","start":"2026-11-30T09:30","title":"a\u0000b"}`, "title"}, {`{"title":"x","start":"2026-11-30T09:30","attendees":` + many + `}`, ""},
		{`{"title":"x","start":"2026-11-30T09:30","recurrence":"FREQ=SECONDLY"}`, "recurrence"}, {`{"title":"x","start":"2026-11-30T09:30","recurrence":"often"}`, "recurrence"},
		{`{"title":"x","start":"2026-11-30T09:30","recurrence":"FREQ=DAILY;COUNT=1000000000"}`, "recurrence"},
		{`{"title":"a Monday","start":"2026-11-30T09:30","recurrence":"FREQ=WEEKLY;BYDAY=TU"}`, "recurrence"},
		{`{"title":"x","start":"2026-11-30T09:30","recurrence":"FREQ=DAILY;UNTIL=20261129"}`, "recurrence"},
		{`{"title":"x","start":"2026-11-30","end":"2027-12-31","all_day":true,"recurrence":"FREQ=YEARLY"}`, "recurrence"},
		{`{"title":"x","start":"2026-11-30T09:30","recurrence":"FREQ=DAILY","exdates":["soon"]}`, "exdates"},
		{`{"title":"x","start":"2026-11-30T09:30","calendar_id":-1}`, "calendar_id"}, {`{"title":"x","start":"2026-11-30T09:30","project_id":0}`, "project_id"},
	} {
		var in domain.EventInput
		if err := json.Unmarshal([]byte(c.in), &in); err != nil {
			t.Fatalf("%s: %v", c.in, err)
		}
		_, err := in.Parse(domain.Event{}, zone(t, "Europe/Stockholm"))
		var e *domain.Error
		if c.field != "" && (!errors.As(err, &e) || e.Fields[c.field] == "") {
			t.Errorf("%.120s: %v, want something at %s", c.in, err, c.field)
		}
	}
}

// times are when events happen between two days, for somebody in a zone.
func times(t *testing.T, loc *time.Location, from, to string, events ...domain.Event) string {
	t.Helper()
	begin, _ := time.ParseInLocation(time.DateOnly, from, loc)
	end, _ := time.ParseInLocation(time.DateOnly, to, loc)
	found, err := domain.Occurrences(events, begin, end, loc)
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, o := range found {
		list = append(list, o.From.Format("2 Jan 15:04")+" "+o.To.Sub(o.From).String())
	}
	return strings.Join(list, ", ")
}

func TestASeriesHappensOnTheClocksOfItsZone(t *testing.T) {
	stockholm, newYork := zone(t, "Europe/Stockholm"), zone(t, "America/New_York")
	weekly := event(t, `{"title":"x","start":"2026-03-20T09:30","recurrence":"FREQ=WEEKLY;BYDAY=FR"}`)
	if got := times(t, stockholm, "2026-03-20", "2026-04-05", weekly); got != "20 Mar 09:30 1h0m0s, 27 Mar 09:30 1h0m0s, 3 Apr 09:30 1h0m0s" {
		t.Errorf("in Stockholm, where the clocks change on 29 March: %s", got)
	}
	if got := times(t, newYork, "2026-03-20", "2026-04-05", weekly); got != "20 Mar 04:30 1h0m0s, 27 Mar 04:30 1h0m0s, 3 Apr 03:30 1h0m0s" {
		t.Errorf("in New York, where they did on 8 March: %s", got)
	}
	night := event(t, `{"title":"x","start":"2026-03-28T02:30","end":"2026-03-28T05:30","recurrence":"FREQ=DAILY"}`)
	if got := times(t, stockholm, "2026-03-28", "2026-03-31", night); got != "28 Mar 02:30 3h0m0s, 29 Mar 03:30 3h0m0s, 30 Mar 02:30 3h0m0s" {
		t.Errorf("in the night that has no half past two: %s", got)
	}
	twice := event(t, `{"title":"x","start":"2026-10-24T02:30","recurrence":"FREQ=DAILY"}`)
	if got := times(t, time.UTC, "2026-10-24", "2026-10-27", twice); got != "24 Oct 00:30 1h0m0s, 25 Oct 00:30 1h0m0s, 26 Oct 01:30 1h0m0s" {
		t.Errorf("in the night that has two of them it is the first: %s", got)
	}
	floating := event(t, `{"title":"x","start":"2026-03-28T08:00","timezone":"floating","recurrence":"FREQ=DAILY;COUNT=2"}`)
	for _, loc := range []*time.Location{stockholm, newYork, time.UTC} {
		if got := times(t, loc, "2026-03-28", "2026-04-05", floating); got != "28 Mar 08:00 1h0m0s, 29 Mar 08:00 1h0m0s" {
			t.Errorf("floating in %s: %s", loc, got)
		}
	}
	allDay := event(t, `{"title":"x","start":"2026-03-28","end":"2026-03-29","all_day":true,"recurrence":"FREQ=MONTHLY;BYMONTHDAY=28"}`)
	if got := times(t, stockholm, "2026-03-29", "2026-05-01", allDay); got != "28 Mar 00:00 47h0m0s, 28 Apr 00:00 48h0m0s" {
		t.Errorf("whole days: %s", got)
	}
}

func TestWhatIsLeftOutAndWhatBecameOfOneTimeIsNotThere(t *testing.T) {
	daily := event(t, `{"title":"x","start":"2026-05-04T10:00","recurrence":"FREQ=DAILY;COUNT=5","exdates":["2026-05-06"]}`)
	moved := daily.Alone("2026-05-07", nil)
	moved.ID, moved.Start, moved.End = 2, moved.Start.Add(48*time.Hour), moved.End.Add(48*time.Hour)
	loc := zone(t, "Europe/Stockholm")
	if got := times(t, loc, "2026-05-01", "2026-06-01", daily, moved); got != "4 May 10:00 1h0m0s, 5 May 10:00 1h0m0s, 8 May 10:00 1h0m0s, 9 May 10:00 1h0m0s" {
		t.Errorf("they are %s", got)
	}
	if daily.HasDay("2026-05-06") || !daily.HasDay("2026-05-08") || daily.HasDay("2026-05-09") {
		t.Error("the days of the series are others")
	}
	if last, ends := daily.Last(); !ends || last.StartDate() != "2026-05-08" {
		t.Errorf("it ends on %s", last.StartDate())
	}
	until := event(t, `{"title":"a moment in UTC that is the day before in New York","start":"2026-05-04T20:00","timezone":"America/New_York","recurrence":"FREQ=DAILY;UNTIL=20260507T000000Z"}`)
	if last, _ := until.Last(); last.StartDate() != "2026-05-06" || until.Recurrence != "FREQ=DAILY;UNTIL=20260506" {
		t.Errorf("it ends on %s by %s", last.StartDate(), until.Recurrence)
	}
}

func TestASeriesThatMovesTakesItsRuleAlong(t *testing.T) {
	for _, c := range []struct{ start, rule, to, want string }{
		{"2026-05-04", "FREQ=WEEKLY;BYDAY=MO,WE", "2026-05-05", "FREQ=WEEKLY;BYDAY=TU,TH"},
		{"2026-05-03", "FREQ=WEEKLY;BYDAY=SU", "2026-05-02", "FREQ=WEEKLY;BYDAY=SA"},
		{"2026-05-04", "FREQ=WEEKLY;UNTIL=20260601", "2026-05-05", "FREQ=WEEKLY;UNTIL=20260602"},
		{"2026-05-04", "FREQ=MONTHLY;BYMONTHDAY=4", "2026-05-09", "FREQ=MONTHLY;BYMONTHDAY=9"},
		{"2026-05-31", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-05-30", "FREQ=MONTHLY;BYMONTHDAY=-2"},
		{"2026-05-04", "FREQ=MONTHLY;BYDAY=1MO", "2026-05-12", "FREQ=MONTHLY;BYDAY=2TU"},
		{"2026-05-29", "FREQ=MONTHLY;BYDAY=-1FR", "2026-05-28", "FREQ=MONTHLY;BYDAY=-1TH"},
		{"2026-05-04", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=4", "2026-06-01", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1"},
		{"2026-05-04", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "2026-05-09", ""},
	} {
		e := event(t, fmt.Sprintf(`{"title":"x","start":"%sT10:00","recurrence":"%s"}`, c.start, c.rule))
		in := e.Input()
		in.Start = c.to + "T12:00"
		in.End = nil
		moved, err := in.Parse(e, time.UTC)
		if c.want == "" {
			if domain.KindOf(err) != domain.Invalid {
				t.Errorf("%s on %s: %s, %v", c.rule, c.to, moved.Recurrence, err)
			}
			continue
		}
		if err != nil || moved.Recurrence != c.want || !moved.HasDay(moved.StartDate()) {
			t.Errorf("%s moved to %s is %s, %v", c.rule, c.to, moved.Recurrence, err)
		}
	}
	e := event(t, `{"title":"x","start":"2026-05-04T10:00","recurrence":"FREQ=WEEKLY;BYDAY=MO,WE","exdates":["2026-05-06","2026-05-11"]}`)
	in := e.Input()
	in.Start, in.End = "2026-05-05T10:00", nil
	if moved, err := in.Parse(e, zone(t, "Europe/Stockholm")); err != nil || fmt.Sprint(moved.Except) != "[2026-05-07 2026-05-12]" {
		t.Errorf("left out are %v, %v", moved.Except, err)
	}
}

func TestASeriesThatIsCutInTwoHappensAsBefore(t *testing.T) {
	loc := zone(t, "Europe/Stockholm")
	for _, rule := range []string{"FREQ=DAILY", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20260801", "FREQ=MONTHLY;BYDAY=1MO;COUNT=4"} {
		e := event(t, fmt.Sprintf(`{"title":"x","start":"2026-05-04T10:00","recurrence":"%s","exdates":["2026-05-07","2026-05-11"]}`, rule))
		all := times(t, loc, "2026-05-01", "2026-09-01", e)
		later, ok := e.From("2026-06-01", nil)
		if !ok {
			if later, ok = e.From("2026-05-11", nil); !ok {
				t.Fatalf("%s has no second part", rule)
			}
		}
		before := e.Until(later.StartDate())
		later.ID = 2
		if parts := times(t, loc, "2026-05-01", "2026-09-01", before, later); parts != all {
			t.Errorf("%s: %s\nin two parts: %s", rule, all, parts)
		}
	}
}

func TestNoSeriesCostsMoreThanItsWindow(t *testing.T) {
	e := event(t, `{"title":"x","start":"0001-01-01","all_day":true,"recurrence":"FREQ=DAILY"}`)
	if got := times(t, time.UTC, "9999-12-30", "9999-12-31", e); got != "30 Dec 00:00 24h0m0s" {
		t.Errorf("at the end of the calendar: %s", got)
	}
	_, err := domain.Occurrences([]domain.Event{e}, time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC)
	if domain.KindOf(err) != domain.Invalid {
		t.Errorf("millions of them: %v", err)
	}
}

func BenchmarkAYearOfAThousandSeries(b *testing.B) {
	events := []domain.Event{}
	rules := []string{"FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=24"}
	for i := range 1000 {
		start := time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC)
		events = append(events, domain.Event{ID: int64(i), Start: start, End: start.Add(time.Hour), TimeZone: "Europe/Stockholm", Recurrence: rules[i%len(rules)]})
	}
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		if _, err := domain.Occurrences(events, from, from.AddDate(1, 0, 0), time.UTC); err != nil {
			b.Fatal(err)
		}
	}
}
