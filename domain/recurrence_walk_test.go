package domain

import "testing"

// What a rule costs is counted, not timed: a step is a look into a year's set of days.
const stepsMax = 400_000 // at worst some milliseconds

func TestNoRuleCostsMoreThanItsWindow(t *testing.T) {
	for _, text := range []string{
		"FREQ=DAILY",
		"FREQ=DAILY;COUNT=10000",
		"FREQ=DAILY;INTERVAL=999;COUNT=10000",
		"FREQ=DAILY;INTERVAL=998;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
		"FREQ=DAILY;INTERVAL=7;BYDAY=MO",
		"FREQ=DAILY;INTERVAL=14;BYDAY=MO",
		"FREQ=DAILY;INTERVAL=189;BYDAY=MO,TU,WE,TH,SA,SU",
		"FREQ=DAILY;BYMONTHDAY=31;BYDAY=FR;COUNT=10000",
		"FREQ=DAILY;INTERVAL=2;BYMONTHDAY=29;BYMONTH=2;COUNT=10000",
		"FREQ=WEEKLY;INTERVAL=999;BYMONTH=2;COUNT=10000",
		"FREQ=WEEKLY;INTERVAL=998;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=7;BYMONTH=2;COUNT=10000",
		"FREQ=MONTHLY;BYMONTHDAY=29,30,31;BYDAY=MO,TU,WE;BYSETPOS=3;COUNT=10000",
		"FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31;BYSETPOS=31;BYMONTH=2,12;COUNT=10000",
		"FREQ=MONTHLY;INTERVAL=12;BYMONTH=1",
		"FREQ=MONTHLY;INTERVAL=7;BYMONTHDAY=13;BYDAY=FR;COUNT=10000",
		"FREQ=YEARLY;INTERVAL=999;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;COUNT=10000",
		"FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU;BYMONTH=1;BYMONTHDAY=3;COUNT=10000",
		"FREQ=YEARLY;BYYEARDAY=366;BYDAY=MO;COUNT=10000",
		"FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366;COUNT=10000",
		"FREQ=YEARLY;INTERVAL=400;BYDAY=53SU;COUNT=10000",
	} {
		rule, err := ParseRule(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for _, start := range []Date{"0001-01-01", "2024-02-29", "2026-02-03", "2027-11-20", "9999-12-31"} {
			series := rule.from(start)
			left := 1
			if rule.count > 0 {
				left = rule.count
			}
			series.each(series.start+1, func(int) bool {
				left--
				return left > 0
			})
			if series.steps > stepsMax {
				t.Errorf("%s from %s takes %d steps", text, start, series.steps)
			}
		}
	}
}

func TestDayNumbersAreThoseOfTheCalendar(t *testing.T) {
	for date, day := Date("0001-01-01"), 0; day <= lastDay; date, day = dateOfDay(day+37), day+37 {
		year := yearOf(day)
		in := date.Time()
		if dayNumber(date) != day || in.Year() != year || in.Weekday() != weekdayOf(day) || int(in.Month()) != monthOf(year, day-janFirst(year)) {
			t.Fatalf("day %d is %s", day, date)
		}
	}
	if dateOfDay(lastDay) != "9999-12-31" {
		t.Errorf("the last day is %s", dateOfDay(lastDay))
	}
}
