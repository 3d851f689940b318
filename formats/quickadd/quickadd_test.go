package quickadd_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/quickadd"
)

// phrases is a table of what is typed and what it means: the title, then what was understood, separated by " | ".
// It is Friday 2026-11-20, 14:30.
type phrases [][2]string

func (table phrases) check(t *testing.T) {
	t.Helper()
	for _, row := range table {
		if got := meaning(quickadd.Parse(row[0], friday(), names())); got != row[1] {
			t.Errorf("%s\n got %s\nwant %s", row[0], got, row[1])
		}
	}
}

func names() quickadd.Names {
	return quickadd.NewNames([]quickadd.Project{
		{ID: 1, Name: "Website relaunch", Key: "WEB"},
		{ID: 2, Name: "Booking app", Key: "APP"},
		{ID: 3, Name: "Café Müller"},
		{ID: 4, Name: "Bookkeeping"},
		{ID: 5, Name: "Tom"},
	}, []quickadd.Person{
		{ID: "u1", Name: "Ana Silva", Handle: "ana.s"},
		{ID: "u2", Name: "Tom Okafor", Handle: "tommy"},
		{ID: "u3", Name: "José", Handle: "jose"},
		{ID: "u4", Name: "Anabel", Handle: "bel"},
		{ID: "u5", Name: "Øyvind Łukasz"},
	})
}

// meaning writes a result as one line: title | due | start | rule | tags | priority | project | people | reminder.
func meaning(r quickadd.Result) string {
	in, parts := r.Input, []string{r.Title}
	add := func(mark string, texts ...*string) {
		filled := []string{}
		for _, text := range texts {
			if text != nil {
				filled = append(filled, *text)
			}
		}
		if len(filled) > 0 {
			parts = append(parts, mark+strings.Join(filled, " "))
		}
	}
	add("", in.DueDate, in.DueTime)
	add("start ", in.StartDate)
	add("", in.Recurrence, in.RepeatFrom)
	if len(in.Tags) > 0 {
		parts = append(parts, "#"+strings.Join(in.Tags, " #"))
	}
	add("!", in.Priority)
	for _, chip := range r.Chips {
		if chip.Kind == quickadd.KindProject || chip.Kind == quickadd.KindPerson {
			parts = append(parts, "@"+chip.Text)
		}
	}
	add("remind ", in.ReminderAt)
	return strings.Join(parts, " | ")
}

func TestChipsSayWhatWasUnderstoodAndWhere(t *testing.T) {
	for text, want := range map[string][]string{
		"Call Ana tomorrow 5pm #sales !high @Website every 2 weeks": {
			"due Sat 21 Nov, 17:00 <tomorrow 5pm>", "tag sales <#sales>", "priority High <!high>", "project Website relaunch <@Website>", "repeat Every 2 weeks <every 2 weeks>",
		},
		"Call Ana tomorrow about it 5pm.":  {"due Sat 21 Nov <tomorrow>", "time 17:00 <5pm>"},
		"Call Ana (5pm, friday)":           {"due Fri 27 Nov, 17:00 <5pm, friday>"},
		"Call Ana 5pm":                     {"due Fri 20 Nov, 17:00 <5pm>"},
		"Call Ana jan 5":                   {"due Tue 5 Jan 2027 <jan 5>"},
		"Call Ana every friday":            {"repeat Every Friday, first Fri 20 Nov <every friday>"},
		"Call Ana every friday 9am":        {"repeat Every Friday, first Fri 27 Nov <every friday>", "time 09:00 <9am>"},
		"Call Ana every morning":           {"repeat Every day, first Sat 21 Nov, 09:00 <every morning>"},
		"Call Ana every! week from monday": {"repeat Every week, counted from completion <every! week>", "due Mon 23 Nov <from monday>"},
		"due friday starting tomorrow":     {"due Fri 27 Nov <due friday>", "start Sat 21 Nov <starting tomorrow>"},
		"Call Ana fri remind me at 8am":    {"due Fri 27 Nov <fri>", "reminder Fri 27 Nov, 08:00 <remind me at 8am>"},
		`ask @José about "@ana" 😀 today`:   {"person José <@José>", "due Fri 20 Nov <today>"},
	} {
		got := []string{}
		for _, chip := range quickadd.Parse(text, friday(), names()).Chips {
			got = append(got, fmt.Sprintf("%s %s <%s>", chip.Kind, chip.Text, text[chip.Start:chip.End]))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestAChipCarriesTheIDOfWhatItNames(t *testing.T) {
	r := quickadd.Parse("x #Sales !1 @web @tommy", friday(), names())
	ids := []string{}
	for _, chip := range r.Chips {
		ids = append(ids, chip.ID)
	}
	if !slices.Equal(ids, []string{"Sales", "high", "1", "u2"}) || *r.Input.ProjectID != 1 || !slices.Equal(r.Input.AssigneeIDs, []string{"u2"}) {
		t.Errorf("got %q, %+v", ids, r.Input)
	}
}

func TestAChipThatIsTakenAwayStaysTitle(t *testing.T) {
	for _, c := range []struct {
		text        string
		chip        int
		without     string
		wantMeaning string
	}{
		{"Call Ana tomorrow 5pm #sales", 0, `Call Ana "tomorrow 5pm" #sales`, "Call Ana tomorrow 5pm | #sales"},
		{"Call Ana tomorrow 5pm #sales", 1, `Call Ana tomorrow 5pm \#sales`, "Call Ana #sales | 2026-11-21 17:00"},
		{"Wow !! today", 0, `Wow \!! today`, "Wow !! | 2026-11-20"},
		{`fix @"Website relaunch" today`, 0, `fix \@"Website relaunch" today`, `fix @"Website relaunch" | 2026-11-20`},
		{"Call Ana (tomorrow), then Bob", 0, `Call Ana ("tomorrow"), then Bob`, "Call Ana (tomorrow), then Bob"},
		{`say "hi tomorrow`, 0, `say \"hi "tomorrow"`, `say "hi tomorrow`},
		{"gym every mon, wed and fri", 0, `gym "every mon, wed and fri"`, "gym every mon, wed and fri"},
		{"remind me tomorrow to call Ana", 0, `"remind me tomorrow to" call Ana`, "remind me tomorrow to call Ana"},
	} {
		r := quickadd.Parse(c.text, friday(), names())
		without := r.Without(r.Chips[c.chip])
		if got := meaning(quickadd.Parse(without, friday(), names())); without != c.without || got != c.wantMeaning {
			t.Errorf("%s\n got %s: %s\nwant %s: %s", c.text, without, got, c.without, c.wantMeaning)
		}
	}
}

func TestTheDayIsThatOfThePersonsClock(t *testing.T) {
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	r := quickadd.Parse("x today", time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC).In(auckland), quickadd.Names{})
	if *r.Input.DueDate != "2026-11-21" {
		t.Errorf("got %s", *r.Input.DueDate)
	}
}

func TestNobodyIsKnownToTheZeroNames(t *testing.T) {
	if got := meaning(quickadd.Parse("ask @ana today", friday(), quickadd.Names{})); got != "ask @ana | 2026-11-20" {
		t.Errorf("got %s", got)
	}
}

// Read on each day of some years, at each hour, weekdays and months stay in the future and dates are ones that are.
func TestDatesRollIntoTheFutureOnEveryDay(t *testing.T) {
	for day := time.Date(2023, 12, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2029; day = day.Add(23 * time.Hour) {
		today := domain.DateOf(day)
		for _, text := range []string{
			"friday", "next monday", "this sun", "next week", "next month", "25th", "feb 29", "31st", "1 jan", "end of month", "eow", "in a month",
			"every 31st", "every last friday", "every day 9am", "every feb 29", "5pm", "at 9", "noon", "this weekend", "31.12.", "every month",
		} {
			r := quickadd.Parse("x "+text, day, quickadd.Names{})
			if r.Input.DueDate == nil || domain.Date(*r.Input.DueDate) < today || r.Title != "x" {
				t.Fatalf("%s on %s: %s", text, day, meaning(r))
			}
			if at := *r.Input.DueDate; r.Input.DueTime != nil && at+" "+*r.Input.DueTime <= day.Format("2006-01-02 15:04") {
				t.Fatalf("%s on %s: %s is past", text, day, meaning(r))
			}
			if _, err := r.Input.Parse(domain.Todo{}, time.UTC); err != nil {
				t.Fatalf("%s on %s: %v", text, day, err)
			}
		}
	}
}

func friday() time.Time { return time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC) }
