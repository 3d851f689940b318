package ical_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mddash/formats/ical"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		calendar(call), "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY;CN=\"a:b\";X=1,\"2\":c\\n\n d\nBEGIN:VALARM\nEND:VALARM\nEND:VTODO\nEND:VCALENDAR",
		"\xff\xfeB\x00E\x00", "\x00B\x00E\x00G", "\xef\xbb\xbfBEGIN:VCALENDAR\r\rEND:VCALENDAR", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT\nEND:X\n", "BEGIN:VCALENDAR\n\n \n\t\r\r\n x",
		"BEGIN:VCALENDAR\nX;A=\":\nX-\xe9:\xc3\x28\nEND:VCALENDAR", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nX:\\\nY:\\,\\;\\N\\q\nEND:VEVENT\nEND:VCALENDAR\nfoot", "\xd8\x00\xdc\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		limits := ical.Limits{Bytes: 1 << 20, Components: 1000, Lines: 10000, LineLength: 10000}
		readAll(t, text, limits)
		c, err := ical.Parse(text, limits)
		if err != nil {
			return
		}
		out := c.String()
		if !utf8.ValidString(out) {
			t.Fatalf("%q goes out as %q", text, out)
		}
		again, err := ical.Parse([]byte(out), ical.Limits{})
		if err != nil {
			t.Fatalf("%q goes out as %q: %v", text, out, err)
		}
		if again.String() != out {
			t.Fatalf("%q goes out as %q and then as %q", text, out, again)
		}
		withoutLines(c)
		withoutLines(again)
		if !reflect.DeepEqual(c.Components, again.Components) {
			t.Fatalf("%q is not what goes out: %q", text, out)
		}
	})
}

// readAll reads with a Reader, which has to come to an end.
func readAll(t *testing.T, text []byte, limits ical.Limits) {
	t.Helper()
	r := ical.NewReader(bytes.NewReader(text), limits)
	for range len(text) + 2 {
		_, err := r.Next()
		if wrong, ok := err.(*ical.Error); err != nil && (!ok || wrong.Fatal) {
			return
		} else if ok && (wrong.Line < 1 || wrong.Text == "") {
			t.Fatalf("%q: %+v", text, wrong)
		}
	}
	t.Fatalf("%q has no end", text)
}

func withoutLines(c *ical.Component) {
	c.Line = 0
	for i := range c.Properties {
		c.Properties[i].Line = 0
	}
	for _, child := range c.Components {
		withoutLines(child)
	}
}

// hostile texts are made to be read again and again from each of their bytes.
func hostile(size int) map[string][]byte {
	texts := map[string][]byte{}
	for _, piece := range []string{
		"\n ", "\r", "\n", "\r\n \r\n", "a", ":", ";", `"`, `;"`, `;A=`, `,"`, "\\", "\\,", "\xff", "é\xff", "BEGIN:VEVENT\n", "BEGIN:X\n", "END:VEVENT\n", "BEGIN:VEVENT\nx\n",
		"BEGIN:VCALENDAR\n", "END:VCALENDAR\n", "X;A=\"\n", "X:y\n", "BEGIN:VEVENT\nEND:X\n", "BEGIN:VEVENT\nBEGIN:VALARM\n", "\x00", "X-A;B=\"c\":d\\n\n e\n",
	} {
		for _, begin := range []string{"", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nX", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nX;A=b"} {
			texts[begin+piece] = []byte(begin + strings.Repeat(piece, size/len(piece)))
		}
	}
	return texts
}

// The work may grow with the text, not with its square. Both are generous, so that a busy machine doesn't fail it.
func TestHostileTextsTakeTimeInProportion(t *testing.T) {
	limits := ical.Limits{Bytes: 1 << 24, Components: 1 << 24, Lines: 1 << 24, LineLength: 1 << 24}
	cost := func(text []byte) time.Duration {
		best := time.Hour
		for range 3 {
			begin := time.Now()
			readAll(t, text, limits)
			if c, err := ical.Parse(text, limits); err == nil {
				_ = c.String()
			}
			best = min(best, time.Since(begin))
		}
		return best
	}
	small, large := hostile(20_000), hostile(200_000)
	for name := range small {
		few, many := cost(small[name]), cost(large[name])
		if many > 40*few && many > time.Second {
			t.Errorf("%q: %v for 20 KB, %v for 200 KB", name, few, many)
		}
	}
}

func BenchmarkReader(b *testing.B) {
	text := []byte(calendar(strings.Repeat("BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:20261122T090000\nDURATION:PT1H\nSUMMARY:A call\\, at nine\nDESCRIPTION:"+
		strings.Repeat("word ", 12)+"\n  "+strings.Repeat("word ", 12)+"\nEND:VEVENT\n", 1000)))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := ical.NewReader(bytes.NewReader(text), ical.Limits{})
		for {
			if _, err := r.Next(); err != nil {
				break
			}
		}
	}
}

// Whatever is read as an event or a todo is printed and read back as the same.
func FuzzObject(f *testing.F) {
	for _, seed := range []string{
		changing, call, "BEGIN:VTODO\nDUE:20261130T170000Z\nRRULE:FREQ=DAILY\nEND:VTODO\n", "BEGIN:VEVENT\nDTSTART:00010101T000000Z\nDURATION:-P1W\nEND:VEVENT\n",
		"BEGIN:VEVENT\nDTSTART;TZID=x:20261110T100000\nRRULE:FREQ=WEEKLY;UNTIL=20270101T000000Z\nEXDATE:20261117\nRDATE:20261118T120000/PT1H\nEND:VEVENT\nBEGIN:VEVENT\n" +
			"DTSTART:20261110\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261117T100000Z\nEND:VEVENT\n",
		"BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\n" +
			"BEGIN:VEVENT\nDTSTART;TZID=x:20261110T100000\nEND:VEVENT\n",
		"BEGIN:VTODO\nDTSTART;VALUE=DATE:20261130\nDURATION:P1W\nRELATED-TO:p\nBEGIN:VALARM\nTRIGGER;RELATED=END:-PT1H\nEND:VALARM\nEND:VTODO\n",
	} {
		f.Add(seed)
	}
	home, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ical.Parse([]byte(calendar(text)), ical.Limits{Bytes: 1 << 16, Components: 100, Lines: 1000, LineLength: 5000})
		if err != nil {
			return
		}
		if o, _, err := ical.Object(c.Children("VEVENT"), c.Children("VTIMEZONE"), home); err == nil {
			out := ical.NewZones(nil, home).WriteObject(o, "")
			read, err := ical.Parse([]byte(out.String()), ical.Limits{})
			if err != nil {
				t.Fatalf("%q goes out as %q: %v", text, out, err)
			}
			again, _, err := ical.Object(read.Children("VEVENT"), read.Children("VTIMEZONE"), home)
			if err != nil || bare(again).Version() != bare(o).Version() {
				t.Fatalf("%q goes out as %q (%v)\n%+v\n%+v", text, out, err, o, again)
			}
		}
		if o, _, err := ical.Todo(c.Children("VTODO"), c.Children("VTIMEZONE"), home); err == nil {
			out := ical.WriteTodo(o, "", home)
			again, _, err := ical.Todo(out.Children("VTODO"), out.Children("VTIMEZONE"), home)
			if err != nil || bareTodo(again).Version() != bareTodo(o).Version() {
				t.Fatalf("%q goes out as %q (%v)\n%+v\n%+v", text, out, err, o, again)
			}
		}
	})
}
