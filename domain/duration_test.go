package domain

import (
	"strconv"
	"testing"
	"time"
)

func TestHowLongItTookIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]int{
		"90": 90, "90m": 90, "90 min": 90, " 90 Minutes ": 90, "1:30": 90, "0:05": 5, ":45": 45, "01:00": 60, "1h 30m": 90, "1h30m": 90, "1h30": 90,
		"1 h 30 min": 90, "2 hours": 120, "2h": 120, "1.5h": 90, "1,5 h": 90, "1.5": 90, "0.25h": 15, ".5h": 30, "1.333h": 80, "0.01h": 1, "100:00": 6000,
		"8760h": MinutesMax, "525600": MinutesMax,
	} {
		if got, ok := ParseMinutes(text); !ok || got != want {
			t.Errorf("%q is %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "0", "0:00", "0h", "-5", "+5", "1:5", "1:60", "1:030", "1h 60m", "1.5h 10m", "1.5m", "30m 1h", "1h 2h", "1h 5x", "x", "h", "1..5", "1,5,5", "1 2",
		"1e3", "525601", "8761h", "99999999", "9999999999999999999999", "1:2:3", "0.001h", "٥", "½", "1h 30m later", "1.", "NaN", "1_000",
	} {
		if got, ok := ParseMinutes(text); ok {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}

func FuzzWhatIsReadAsADurationIsOneAndReadsTheSameAgain(f *testing.F) {
	for _, text := range []string{"90", "1:30", "1h 30m", "1.5h", "0,25", ":59", "1h30", "\x00", "１:３０"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		minutes, ok := ParseMinutes(text)
		if !ok {
			return
		}
		if minutes < 1 || minutes > MinutesMax {
			t.Fatalf("%q is %d", text, minutes)
		}
		for _, again := range []string{HoursText(int64(minutes)), strconv.Itoa(minutes)} {
			if back, ok := ParseMinutes(again); !ok || back != minutes {
				t.Fatalf("%q is %d, and %q is %d", text, minutes, again, back)
			}
		}
	})
}

func TestAmountsAreRoundedHalfUpAndNeverOverflow(t *testing.T) {
	for _, row := range []struct {
		rate    int64
		minutes int
		want    int64
		ok      bool
	}{
		{9000, 60, 9000, true}, {9000, 90, 13500, true}, {100, 20, 33, true}, {100, 40, 67, true}, {1, 30, 1, true}, {1, 29, 0, true}, {0, 600, 0, true},
		{3, 10, 1, true}, {AmountMax, 60, AmountMax, true}, {AmountMax, 61, 0, false}, {MoneyMax, MinutesMax, 0, false}, {MoneyMax, 1, 0, false},
		{1<<63 - 1, MinutesMax, 0, false}, {-1, 60, 0, false}, {100, -1, 0, false},
	} {
		if got, ok := AmountFor(row.rate, row.minutes); got != row.want || ok != row.ok {
			t.Errorf("%d for %d minutes is %d, %v; want %d, %v", row.rate, row.minutes, got, ok, row.want, row.ok)
		}
	}
}

func TestTimersCountRealMinutes(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	// On 25 October 2026 the clocks there go back from 3:00 to 2:00.
	start := time.Date(2026, 10, 25, 1, 30, 0, 0, stockholm)
	for _, row := range []struct {
		end  time.Time
		want int
	}{
		{time.Date(2026, 10, 25, 3, 30, 0, 0, stockholm), 180},
		{start.Add(29 * time.Second), 1}, {start.Add(89 * time.Second), 1}, {start.Add(90 * time.Second), 2}, {start, 1}, {start.Add(-time.Hour), 1},
		{start.AddDate(30, 0, 0), MinutesMax}, {start.AddDate(900, 0, 0), MinutesMax},
	} {
		if got := MinutesBetween(start, row.end); got != row.want {
			t.Errorf("to %v it is %d, want %d", row.end, got, row.want)
		}
	}
	entry := TimeEntry{Running: true, StartedAt: start}
	if entry.Forgotten(start.Add(TimerForgotten)) || !entry.Forgotten(start.Add(TimerForgotten+time.Minute)) {
		t.Error("12 hours are the limit")
	}
}
