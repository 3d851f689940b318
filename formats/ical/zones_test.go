package ical

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func zonesFor(t *testing.T, told ...string) *Zones {
	t.Helper()
	c, err := Parse([]byte("BEGIN:VCALENDAR\n"+strings.Join(told, "")+"END:VCALENDAR\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	home, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return NewZones(c.Components, home)
}

func TestEveryNameOfWindowsIsAZone(t *testing.T) {
	z := zonesFor(t)
	for line := range strings.SplitSeq(strings.TrimSpace(windowsZones), "\n") {
		name, iana, _ := strings.Cut(line, "=")
		if z.load(iana) == nil {
			t.Errorf("%s is no zone", iana)
		}
		if got := z.named(name, 1); got.name != iana && name != "UTC" || got.doubt != "" {
			t.Errorf("%s is %+v", name, got)
		}
	}
}

// What we say of the clocks of a place is read back and compared with the place, at many moments of many years.
func TestWhatIsPrintedOfAZoneIsWhatItsClocksShow(t *testing.T) {
	z := zonesFor(t)
	random := rand.New(rand.NewPCG(5, 14))
	seen := map[string]bool{}
	for _, name := range append(likelyZones(), "Europe/Dublin", "Africa/El_Aaiun", "Asia/Gaza", "America/Nuuk", "Antarctica/Troll", "Asia/Kathmandu", "Europe/Lisbon", "America/Caracas", "Europe/Stockholm") {
		if seen[name] {
			continue
		}
		seen[name] = true
		place := z.load(name)
		for range 8 {
			from := 1900 + random.IntN(150)
			to := from + random.IntN(40)
			c := z.zone(name, from, to)
			checkClocks(t, name, place, c, from, to, random)
		}
	}
}

func checkClocks(t *testing.T, name string, place *time.Location, c *Component, from, to int, random *rand.Rand) {
	t.Helper()
	read, err := Parse([]byte("BEGIN:VCALENDAR\n"+c.String()+"END:VCALENDAR\n"), Limits{})
	if err != nil || len(read.Components[0].Components) == 0 {
		t.Fatalf("%s: %v\n%s", name, err, c)
	}
	told := toldClocks(read.Components[0], from, to)
	begin, end := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(to+1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	moments := []int64{begin, end - 1}
	for range 300 {
		moments = append(moments, begin+random.Int64N(end-begin))
	}
	for at := nextShift(time.Unix(begin, 0).In(place)); at.Unix() < end; at = nextShift(at) {
		moments = append(moments, at.Unix()-1, at.Unix())
	}
	for _, second := range moments {
		if second < begin || second >= end {
			continue
		}
		if _, ahead := time.Unix(second, 0).In(place).Zone(); told.at(second) != ahead {
			t.Fatalf("%s from %d to %d: at %s the clocks are %d ahead, and we say %d\n%s", name, from, to, time.Unix(second, 0).UTC(), ahead, told.at(second), c)
		}
	}
}

func TestAZoneWithRegularClocksIsToldByRules(t *testing.T) {
	z := zonesFor(t)
	want := `BEGIN:VTIMEZONE TZID:Europe/Berlin BEGIN:STANDARD DTSTART:20241027T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 TZNAME:CET RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU END:STANDARD ` +
		`BEGIN:DAYLIGHT DTSTART:20250330T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 TZNAME:CEST RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU END:DAYLIGHT END:VTIMEZONE`
	if got := strings.Join(strings.Fields(z.zone("Europe/Berlin", 2026, 2026).String()), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for name, rules := range map[string]int{"America/New_York": 2, "Asia/Tokyo": 0, "Australia/Lord_Howe": 2, "Asia/Jerusalem": 2, "America/Nuuk": 2, "UTC": 0} {
		if c := z.zone(name, 2030, endless); strings.Count(c.String(), "RRULE") != rules || strings.Contains(c.String(), "RDATE") {
			t.Errorf("%s", c)
		}
	}
}

const outlookBerlin = `BEGIN:VTIMEZONE
TZID:%s
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
`

func TestZonesAreKnownByWhateverNameTheyHave(t *testing.T) {
	fixed := "BEGIN:VTIMEZONE\nTZID:Fixed\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0545\nTZOFFSETTO:+0545\nEND:STANDARD\nEND:VTIMEZONE\n"
	named := "BEGIN:VTIMEZONE\nTZID:Ours\nX-LIC-LOCATION:Asia/Tokyo\nEND:VTIMEZONE\n"
	brisbane := "BEGIN:VTIMEZONE\nTZID:Nowhere\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0113\nTZOFFSETTO:+0113\nEND:STANDARD\nEND:VTIMEZONE\n"
	z := zonesFor(t, fmt.Sprintf(outlookBerlin, "(UTC+01:00) Amsterdam\\, Berlin"), fixed, named, brisbane)
	for id, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "W. Europe Standard Time": "Europe/Berlin", "/freeassociation.sourceforge.net/Europe/Berlin": "Europe/Berlin",
		"/mozilla.org/20050126_1/America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires", "/citadel.org/20210210_1/Asia/Tokyo": "Asia/Tokyo",
		"(UTC+01:00) Amsterdam\\, Berlin": "Europe/Stockholm", // like the one at home
		"Fixed":                           "Asia/Kathmandu", "Ours": "Asia/Tokyo", "UTC": "UTC", "GMT+0200": "Etc/GMT-2", "UTC-5": "Etc/GMT+5", "GMT": "GMT",
		`"Europe/Berlin"`: "Europe/Berlin", "Eastern Standard Time": "America/New_York",
	} {
		if got := z.named(id, 1); got.name != want || got.at == nil || got.doubt != "" {
			t.Errorf("%s is %+v", id, got)
		}
	}
	for _, id := range []string{"Nowhere", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Local", "", strings.Repeat("x/", 1000)} {
		if got := z.named(id, 1); got.doubt == "" || got.at == nil {
			t.Errorf("%s is %+v", id, got)
		}
	}
}

func TestHostileZonesAreReadInBoundedTime(t *testing.T) {
	for _, rule := range []string{"FREQ=SECONDLY", "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=1,2,3,4,5,6,7,8,9", "FREQ=YEARLY;COUNT=10000", "FREQ=YEARLY;UNTIL=99991231T000000Z"} {
		part := "BEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:" + rule + "\nRDATE:" + strings.Repeat("20200101T000000,", 20000) + "\nEND:STANDARD\n"
		z := zonesFor(t, "BEGIN:VTIMEZONE\nTZID:x\n"+strings.Repeat(part, 20)+"END:VTIMEZONE\n")
		begin := time.Now()
		z.named("x", 1)
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%s takes %v", rule, took)
		}
	}
}
