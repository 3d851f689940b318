package domain_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"mddash/domain"
)

func TestARuleIsKeptInOneForm(t *testing.T) {
	for text, want := range map[string]string{
		"FREQ=WEEKLY;BYDAY=FR":                          "FREQ=WEEKLY;BYDAY=FR",
		"rrule:freq=weekly;byday=fr":                    "FREQ=WEEKLY;BYDAY=FR",
		"  RRULE:FREQ=DAILY ":                           "FREQ=DAILY",
		"FREQ=DAILY;INTERVAL=1":                         "FREQ=DAILY",
		"INTERVAL=03;FREQ=DAILY":                        "FREQ=DAILY;INTERVAL=3",
		"FREQ=WEEKLY;BYDAY=FR,MO,FR":                    "FREQ=WEEKLY;BYDAY=MO,FR",
		"FREQ=MONTHLY;BYDAY=+1MO,-1FR":                  "FREQ=MONTHLY;BYDAY=-1FR,1MO",
		"FREQ=MONTHLY;BYMONTHDAY=15,-1,1":               "FREQ=MONTHLY;BYMONTHDAY=-1,1,15",
		"FREQ=DAILY;UNTIL=20270612T215959Z":             "FREQ=DAILY;UNTIL=20270612",
		"FREQ=DAILY;UNTIL=20270612T000000":              "FREQ=DAILY;UNTIL=20270612",
		"FREQ=DAILY;UNTIL=99991231":                     "FREQ=DAILY;UNTIL=99991231",
		"FREQ=DAILY;COUNT=10000":                        "FREQ=DAILY;COUNT=10000",
		"FREQ=WEEKLY;WKST=MO":                           "FREQ=WEEKLY",
		"FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU":    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU",
		"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO":              "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29":           "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
	} {
		rule, err := domain.ParseRule(text)
		if err != nil || rule.String() != want {
			t.Errorf("%q: got %q, %v; want %q", text, rule, err, want)
		}
	}
}

func TestARuleThatIsNoneIsRefusedWithASentence(t *testing.T) {
	refused(t, map[string]string{
		"":                                   "Say how it repeats",
		"every day":                          "Write the rule as in RFC 5545",
		"FREQ=DAILY;":                        "Write the rule as in RFC 5545",
		"FREQ=DAILY;;COUNT=2":                "Write the rule as in RFC 5545",
		"FREQ=DAILY COUNT=2":                 "Write the rule as in RFC 5545",
		"FREQ=DAILY\nCOUNT=2":                "Write the rule as in RFC 5545",
		"FREQ=DAILY\x00":                     "Write the rule as in RFC 5545",
		"FREQ=WEEKLY;BYDAY=\u017fU":          "Write the rule as in RFC 5545",
		"FREQ=DAILY;<SCRIPT>=1":              "Write the rule as in RFC 5545",
		"RRULE:RRULE:FREQ=DAILY":             "Write the rule as in RFC 5545",
		"INTERVAL=2":                         "Say how often with FREQ",
		"FREQ=HOURLY":                        "at most once a day",
		"FREQ=SECONDLY;INTERVAL=1":           "at most once a day",
		"FREQ=SOMETIMES":                     "FREQ is one of",
		"FREQ=DAILY;FREQ=DAILY":              "FREQ is there twice",
		"FREQ=DAILY;INTERVAL=0":              "INTERVAL is a whole number from 1 to 999",
		"FREQ=DAILY;INTERVAL=1000":           "INTERVAL is a whole number from 1 to 999",
		"FREQ=DAILY;INTERVAL=-1":             "INTERVAL is a whole number",
		"FREQ=DAILY;INTERVAL=99999999999999": "INTERVAL is a whole number",
		"FREQ=DAILY;COUNT=0":                 "COUNT is a whole number from 1 to 10000",
		"FREQ=DAILY;COUNT=10001":             "COUNT is a whole number",
		"FREQ=DAILY;COUNT=":                  "Write the rule as in RFC 5545",
		"FREQ=DAILY;COUNT=2;UNTIL=20270101":  "COUNT and UNTIL exclude each other",
		"FREQ=DAILY;UNTIL=20270230":          "UNTIL is a date",
		"FREQ=DAILY;UNTIL=00000101":          "UNTIL is a date",
		"FREQ=DAILY;UNTIL=2027-01-01":        "UNTIL is a date",
		"FREQ=DAILY;UNTIL=20270101T256161Z":  "UNTIL is a date",
		"FREQ=DAILY;BYHOUR=9":                "Leave out BYHOUR",
		"FREQ=DAILY;BYEASTER=1":              "BYEASTER is not a part",
		"FREQ=DAILY;X-THING=1":               "X-THING is not a part",
	})
}

func TestByPartsThatAreNoneOrNeverComeAreRefused(t *testing.T) {
	refused(t, map[string]string{
		"FREQ=DAILY;BYMONTH=13":                                    "BYMONTH takes numbers from 1 to 12",
		"FREQ=DAILY;BYMONTH=-1":                                    "BYMONTH takes numbers from 1 to 12",
		"FREQ=MONTHLY;BYMONTHDAY=32":                               "BYMONTHDAY takes numbers",
		"FREQ=MONTHLY;BYMONTHDAY=0":                                "BYMONTHDAY takes numbers",
		"FREQ=MONTHLY;BYMONTHDAY=1,,2":                             "BYMONTHDAY takes numbers",
		"FREQ=MONTHLY;BYMONTHDAY=+-1":                              "BYMONTHDAY takes numbers",
		"FREQ=WEEKLY;BYDAY=XX":                                     "BYDAY takes weekdays",
		"FREQ=WEEKLY;BYDAY=M":                                      "BYDAY takes weekdays",
		"FREQ=MONTHLY;BYDAY=0MO":                                   "BYDAY takes weekdays",
		"FREQ=MONTHLY;BYDAY=54MO":                                  "BYDAY takes weekdays",
		"FREQ=MONTHLY;BYDAY=53MO":                                  "at most five",
		"FREQ=YEARLY;BYMONTH=1;BYDAY=6MO":                          "at most five",
		"FREQ=WEEKLY;BYDAY=1MO":                                    "A numbered weekday",
		"FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO":                         "BYWEEKNO",
		"FREQ=WEEKLY;BYMONTHDAY=1":                                 "BYMONTHDAY doesn't go with FREQ=WEEKLY",
		"FREQ=MONTHLY;BYYEARDAY=1":                                 "BYYEARDAY goes only with FREQ=YEARLY",
		"FREQ=MONTHLY;BYWEEKNO=1":                                  "BYWEEKNO goes only with FREQ=YEARLY",
		"FREQ=YEARLY;BYSETPOS=1":                                   "BYSETPOS",
		"FREQ=WEEKLY;WKST=XX":                                      "WKST is a weekday",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30":                      "No day is ever like that",
		"FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2":                        "No day is ever like that",
		"FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31":                       "No day is ever like that",
		"FREQ=YEARLY;BYWEEKNO=10;BYMONTH=12":                       "No day is ever like that",
		"FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2":                        "No day is ever like that",
		"FREQ=YEARLY;BYYEARDAY=" + strings.Repeat("1,", 300) + "1": "Keep the rule to 500 characters",
	})
}

func refused(t *testing.T, wants map[string]string) {
	t.Helper()
	for text, want := range wants {
		rule, err := domain.ParseRule(text)
		if err == nil || !strings.Contains(err.Error(), want) || domain.KindOf(err) != domain.Invalid {
			t.Errorf("%q: got %q, %v; want %q", text, rule, err, want)
		}
	}
}

func TestTheNextOccurrence(t *testing.T) {
	for _, c := range []struct {
		rule         string
		start, after domain.Date
		want         domain.Date
	}{
		{"FREQ=DAILY", "2026-11-20", "2026-11-20", "2026-11-21"},
		{"FREQ=DAILY", "2026-11-20", "2026-01-01", "2026-11-20"},
		{"FREQ=DAILY", "2026-11-20", "", "2026-11-20"},
		{"FREQ=DAILY;INTERVAL=3", "2026-11-20", "2026-11-24", "2026-11-26"},
		{"FREQ=WEEKLY", "2026-11-20", "2026-11-20", "2026-11-27"},
		{"FREQ=WEEKLY;BYDAY=MO,FR", "2026-11-20", "2026-11-20", "2026-11-23"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-11-20", "2026-11-20", "2026-11-30"},
		{"FREQ=WEEKLY;BYDAY=FR", "2026-11-18", "2026-11-18", "2026-11-20"},
		{"FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU", "1997-08-05", "1997-08-05", "1997-08-17"},
		{"FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,SU", "1997-08-05", "1997-08-05", "1997-08-10"},
		{"FREQ=MONTHLY", "2026-01-31", "2026-01-31", "2026-03-31"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", "2026-01-31", "2026-02-28"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "2026-11-20", "2026-11-20", "2026-11-27"},
		{"FREQ=MONTHLY;BYDAY=2TU", "2026-11-10", "2026-11-10", "2026-12-08"},
		{"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-11-13", "2026-11-13", "2027-08-13"},
		{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2027-01-29", "2027-01-29", "2027-02-26"},
		{"FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2026-01-30", "2026-01-30", "2026-02-28"},
		{"FREQ=YEARLY", "2024-02-29", "2024-02-29", "2028-02-29"},
		{"FREQ=YEARLY", "2096-02-29", "2096-02-29", "2104-02-29"},
		{"FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26", "2026-11-26", "2027-11-25"},
		{"FREQ=YEARLY;BYYEARDAY=-1", "2026-12-31", "2026-12-31", "2027-12-31"},
		{"FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "2026-12-28", "2026-12-28", "2032-12-27"},
		{"FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2024-01-01", "2024-01-01", "2024-12-30"},
		{"FREQ=YEARLY;BYWEEKNO=20", "2026-05-13", "2026-05-13", "2027-05-19"},
		{"FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", "2027-01-01", "2027-01-01", ""},
		{"FREQ=YEARLY;BYMONTH=2", "2026-01-30", "2026-01-30", ""},
		{"FREQ=DAILY;INTERVAL=7;BYDAY=MO", "2026-11-20", "2026-11-20", ""},
		{"FREQ=DAILY;COUNT=3", "2026-11-20", "2026-11-21", "2026-11-22"},
		{"FREQ=DAILY;COUNT=3", "2026-11-20", "2026-11-22", ""},
		{"FREQ=DAILY;COUNT=1", "2026-11-20", "2026-11-20", ""},
		{"FREQ=WEEKLY;BYDAY=FR;COUNT=2", "2026-11-18", "2026-11-18", "2026-11-20"},
		{"FREQ=WEEKLY;BYDAY=FR;COUNT=2", "2026-11-18", "2026-11-20", ""},
		{"FREQ=DAILY;UNTIL=20261121", "2026-11-20", "2026-11-20", "2026-11-21"},
		{"FREQ=DAILY;UNTIL=20261121", "2026-11-20", "2026-11-21", ""},
		{"FREQ=DAILY;UNTIL=20200101", "2026-11-20", "2026-11-20", ""},
		{"FREQ=DAILY", "9999-12-30", "9999-12-30", "9999-12-31"},
		{"FREQ=DAILY", "9999-12-31", "9999-12-31", ""},
		{"FREQ=WEEKLY", "9999-12-30", "9999-12-30", ""},
		{"FREQ=DAILY", "0001-01-01", "9999-12-30", "9999-12-31"},
		{"FREQ=WEEKLY;BYDAY=SU", "0001-01-01", "0001-01-01", "0001-01-07"},
		{"FREQ=YEARLY;INTERVAL=999", "0001-01-01", "0001-01-01", "1000-01-01"},
	} {
		got, ok := rule(t, c.rule).Next(c.start, c.after)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s from %s after %s: got %q, %v; want %q", c.rule, c.start, c.after, got, ok, c.want)
		}
	}
}

func TestTheRestOfASeriesCountsOn(t *testing.T) {
	for _, c := range []struct {
		rule              string
		start, occurrence domain.Date
		want              string
	}{
		{"FREQ=DAILY;COUNT=3", "2026-11-20", "2026-11-20", "FREQ=DAILY;COUNT=3"},
		{"FREQ=DAILY;COUNT=3", "2026-11-20", "2026-11-21", "FREQ=DAILY;COUNT=2"},
		{"FREQ=DAILY;COUNT=3", "2026-11-20", "2026-11-22", "FREQ=DAILY;COUNT=1"},
		{"FREQ=DAILY;COUNT=3", "2026-11-20", "2026-11-23", ""},
		{"FREQ=DAILY;UNTIL=20261122", "2026-11-20", "2026-11-22", "FREQ=DAILY;UNTIL=20261122"},
		{"FREQ=DAILY;UNTIL=20261122", "2026-11-20", "2026-11-23", ""},
		{"FREQ=DAILY", "2026-11-20", "2030-11-23", "FREQ=DAILY"},
	} {
		got, ok := rule(t, c.rule).Rest(c.start, c.occurrence)
		if got.String() != c.want || ok != (c.want != "") {
			t.Errorf("%s from %s at %s: got %q, %v; want %q", c.rule, c.start, c.occurrence, got, ok, c.want)
		}
	}
}

func TestTheZeroRuleNeverRepeats(t *testing.T) {
	var none domain.Rule
	if day, ok := none.Next("2026-11-20", "2026-11-20"); ok {
		t.Errorf("got %s", day)
	}
	if day, ok := none.First("2026-11-20"); ok {
		t.Errorf("got %s", day)
	}
	if none.String() != "" || none.Describe() != "" {
		t.Errorf("got %q, %q", none, none.Describe())
	}
}

func TestWeekNumbersAreThoseOfTheISOCalendar(t *testing.T) {
	for week := 1; week <= 53; week++ {
		r := rule(t, fmt.Sprintf("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYWEEKNO=%d", week))
		hits := map[domain.Date]bool{}
		for day, ok := r.Next("1999-12-31", "1999-12-31"); ok && day < "2041"; day, ok = r.Next("1999-12-31", day) {
			hits[day] = true
		}
		for day := domain.Date("2000-01-01"); day < "2041"; day = day.AddDays(1) {
			if _, number := day.Time().ISOWeek(); hits[day] != (number == week) {
				t.Fatalf("%s is in week %d, but BYWEEKNO=%d: %v", day, number, week, hits[day])
			}
		}
	}
}

func TestThousandsOfRulesHoldWhatARulePromises(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 1))
	for kept := 0; kept < 3000; {
		r, err := domain.ParseRule(randomRule(random))
		if err != nil {
			continue
		}
		kept++
		again, err := domain.ParseRule(r.String())
		if err != nil || again.String() != r.String() || again.Describe() != r.Describe() {
			t.Fatalf("%s reads back as %s, %v", r, again, err)
		}
		if words := r.Describe(); !strings.HasPrefix(words, "Every ") || strings.Contains(words, "%!") || strings.Contains(words, "  ") {
			t.Fatalf("%s is described as %q", r, words)
		}
		start := domain.Date("2000-01-01").AddDays(random.IntN(20000))
		carriesOn(t, r, start)
	}
}

// carriesOn checks that taking a series occurrence by occurrence, as completing todos does, gives the same days.
func carriesOn(t *testing.T, r domain.Rule, start domain.Date) {
	t.Helper()
	at, rest := start, r
	for range 12 {
		want, wantOK := r.Next(start, at)
		got, gotOK := rest.Next(at, at)
		if got != want || gotOK != wantOK {
			t.Fatalf("%s from %s: at %s as %s got %s %v, want %s %v", r, start, at, rest, got, gotOK, want, wantOK)
		}
		if !gotOK {
			return
		}
		var ok bool
		if rest, ok = rest.Rest(at, got); !ok {
			t.Fatalf("%s from %s: nothing rests at %s", r, start, got)
		}
		at = got
	}
}

func TestRulesInWords(t *testing.T) {
	for text, want := range map[string]string{
		"FREQ=DAILY":                                          "Every day",
		"FREQ=DAILY;INTERVAL=3;COUNT=5":                       "Every 3 days, 5 times",
		"FREQ=DAILY;COUNT=1":                                  "Every day, once",
		"FREQ=DAILY;BYMONTH=1":                                "Every day in January",
		"FREQ=DAILY;INTERVAL=2;BYDAY=MO,FR":                   "Every 2 days, only on Monday and Friday",
		"FREQ=WEEKLY":                                         "Every week",
		"FREQ=WEEKLY;BYDAY=FR":                                "Every Friday",
		"FREQ=WEEKLY;BYDAY=MO,WE,FR":                          "Every Monday, Wednesday and Friday",
		"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR":                    "Every weekday",
		"FREQ=WEEKLY;BYDAY=SA,SU":                             "Every weekend day",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;UNTIL=20270612":      "Every 2 weeks on Friday, until 12 Jun 2027",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR":         "Every 2 weeks on weekdays",
		"FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU":             "Every 2 weeks on Sunday, weeks from Sunday",
		"FREQ=MONTHLY":                                        "Every month",
		"FREQ=MONTHLY;BYMONTHDAY=15":                          "Every month on the 15th",
		"FREQ=MONTHLY;BYMONTHDAY=1,15":                        "Every month on the 1st and the 15th",
		"FREQ=MONTHLY;BYMONTHDAY=-1":                          "Every month on the last day",
		"FREQ=MONTHLY;BYMONTHDAY=-2":                          "Every month on the 2nd to last day",
		"FREQ=MONTHLY;BYDAY=-1FR":                             "Every month on the last Friday",
		"FREQ=MONTHLY;BYDAY=1MO,3MO":                          "Every month on the first Monday and the third Monday",
		"FREQ=MONTHLY;BYDAY=FR":                               "Every month on each Friday",
		"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13":                 "Every month on the 13th when that is each Friday",
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1":       "Every month on the last weekday",
		"FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=-1": "Every month on the last day",
		"FREQ=MONTHLY;BYDAY=FR;BYSETPOS=2":                    "Every month on the second Friday",
		"FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=1":                 "Every month on each Monday and each Friday, of these only the first in a month",
		"FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1":        "Every month on the 30th, or the last day before it",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1":  "Every year on 29 February, or the last day before it",
		"FREQ=MONTHLY;INTERVAL=3":                             "Every 3 months",
		"FREQ=YEARLY":                                         "Every year",
		"FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=5":                  "Every year on 5 January",
		"FREQ=YEARLY;BYMONTH=11;BYDAY=4TH":                    "Every year on the fourth Thursday in November",
		"FREQ=YEARLY;BYMONTH=3,9":                             "Every year in March and September",
		"FREQ=YEARLY;BYYEARDAY=1,-1":                          "Every year on the last day of the year and day 1 of the year",
		"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO":                    "Every year on each Monday in week 20",
		"FREQ=YEARLY;INTERVAL=2;BYDAY=20MO":                   "Every 2 years on the 20th Monday",
	} {
		if got := rule(t, text).Describe(); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	for _, seed := range []string{"FREQ=DAILY", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "FREQ=YEARLY;BYWEEKNO=-1;WKST=SU", "FREQ=WEEKLY;UNTIL=20270612T000000Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := domain.ParseRule(text)
		if err != nil {
			if r.String() != "" {
				t.Fatalf("%q is refused, but gives %s", text, r)
			}
			return
		}
		again, err := domain.ParseRule(r.String())
		if err != nil || again.String() != r.String() || len(r.String()) > domain.RuleMax || r.Describe() == "" {
			t.Fatalf("%q: %s reads back as %s, %v", text, r, again, err)
		}
		carriesOn(t, r, "2024-02-29")
	})
}

func BenchmarkNext(b *testing.B) {
	for _, text := range []string{"FREQ=WEEKLY;BYDAY=FR", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=DAILY;COUNT=10000"} {
		r, err := domain.ParseRule(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				r.Next("2000-01-07", "2026-11-20")
			}
		})
	}
}

func rule(t *testing.T, text string) domain.Rule {
	t.Helper()
	r, err := domain.ParseRule(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return r
}
