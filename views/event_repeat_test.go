package views_test

import (
	"testing"
	"time"

	"mddash/domain"
	"mddash/views"
)

func TestARuleComesBackFromItsFormAsItWentIn(t *testing.T) {
	for _, rule := range []string{
		"", "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20260612", "FREQ=MONTHLY;COUNT=12", "FREQ=YEARLY",
		"FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20271231", "FREQ=YEARLY;BYMONTH=3;BYDAY=1SU;COUNT=4", "FREQ=WEEKLY;WKST=SU;BYDAY=MO", "FREQ=DAILY;UNTIL=20260612T100000Z",
	} {
		start := time.Date(2026, 5, 21, 9, 0, 0, 0, time.UTC)
		fields := views.EventFieldsOf(t.Context(), domain.Event{Title: "x", Start: start, End: start.Add(time.Hour), TimeZone: "UTC", Recurrence: rule}, time.UTC)
		if got := fields.Rule(); got != rule {
			t.Errorf("%q is in the form as %+v and comes back as %q", rule, fields.RepeatFields, got)
		}
	}
}

func TestAFormSaysHowAnEventRepeats(t *testing.T) {
	for _, c := range []struct {
		fields views.RepeatFields
		want   string
	}{
		{views.RepeatFields{}, ""},
		{views.RepeatFields{Repeat: "FREQ=WEEKLY", Every: "2", Days: "TH", Ends: "on", Until: "2026-06-12"}, "Every 2 weeks on Thursday, until 12 Jun 2026."},
		{views.RepeatFields{Repeat: "FREQ=WEEKLY", Days: "MO"}, "Every Monday. It begins on a day that is none of these."},
		{views.RepeatFields{Repeat: "FREQ=DAILY", Every: "0"}, ""},
		{views.RepeatFields{Repeat: "FREQ=DAILY", Ends: "after", Times: "many"}, ""},
		{views.RepeatFields{Repeat: "FREQ=DAILY", Ends: "never", Until: "2026-06-12"}, "Every day."},
		{views.RepeatFields{Repeat: "other", Recurrence: "FREQ=NONSENSE"}, ""},
	} {
		if got := (views.EventFields{Start: "2026-05-21T09:00", RepeatFields: c.fields}).RuleWords(t.Context()); got != c.want {
			t.Errorf("%+v: %q, want %q", c.fields, got, c.want)
		}
	}
}

func TestTimesBesideTheRuleComeBackFromTheirForm(t *testing.T) {
	start := time.Date(2026, 3, 26, 9, 0, 0, 0, time.UTC)
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	e := domain.Event{ID: 1, CalendarID: 1, Title: "x", Start: start, End: start.Add(time.Hour), TimeZone: "Europe/Stockholm", Recurrence: "FREQ=WEEKLY;COUNT=2",
		Extra: []time.Time{time.Date(2026, 3, 31, 10, 0, 0, 0, zone).UTC(), time.Date(2026, 4, 14, 15, 30, 0, 0, zone).UTC()}}
	opened := views.EventFieldsOf(t.Context(), e, time.UTC)
	if opened.Also != "2026-03-31, 2026-04-14 15:30" {
		t.Errorf("%q", opened.Also)
	}
	for typed, want := range map[string]int{opened.Also: 2, opened.Also + ",\n2026-05-01 , ": 3, "": 0} {
		f := opened
		f.Also = typed
		in, err := f.Over(t.Context(), e.Input(), opened, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		now, err := in.Parse(e, time.UTC)
		if err != nil || len(now.Extra) != want || want > 1 && (!now.Extra[0].Equal(e.Extra[0]) || !now.Extra[1].Equal(e.Extra[1])) {
			t.Errorf("%q: %v %v", typed, now.Extra, err)
		}
	}
	never := opened
	never.Repeat, never.Ends, never.Times = "", "never", ""
	in, err := never.Over(t.Context(), e.Input(), opened, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if now, err := in.Parse(e, time.UTC); err != nil || now.Repeats() {
		t.Errorf("it still repeats: %+v %v", now, err)
	}
	wrong := opened
	wrong.Also = "soon"
	in, err = wrong.Over(t.Context(), e.Input(), opened, time.UTC)
	if _, refused := in.Parse(e, time.UTC); err != nil || refused == nil {
		t.Errorf("%v %v", err, refused)
	}
}
