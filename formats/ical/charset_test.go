package ical_test

import (
	"strings"
	"testing"

	"mddash/formats/ical"
)

// one is a calendar of a single event with a line in it.
func one(line string) []byte {
	return []byte("BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261201T090000Z\r\n" + line + "\r\nLOCATION:Here\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

func TestALineIsReadInTheCharsetThatItSays(t *testing.T) {
	for _, c := range []struct{ line, charset, want string }{
		{"SUMMARY;CHARSET=SHIFT_JIS:\x89\xef\x8bc", "", "会議"},
		{"SUMMARY;CHARSET=\"koi8-r\":\xd7\xd3\xd4\xd2\xc5\xde\xc1", "", "встреча"},
		{"SUMMARY;LANGUAGE=ru;charset=windows-1251:\xe2\xf1\xf2\xf0\xe5\xf7\xe0", "", "встреча"},
		{"SUMMARY;CHARSET=ISO-2022-JP:\x1b$B2q5D\x1b(B", "", "会議"},
		{"SUMMARY;CHARSET=UTF-8:会議", "", "会議"},
		{"SUMMARY;CHARSET=nonsense:Caf\xe9", "", "Café"},
		{"SUMMARY;CHARSET=SHIFT_JIS:会議", "", "会議"}, // it says so, and is not
		{"SUMMARY:sch\xf9zka", "iso-8859-2", "schůzka"},
		{"SUMMARY:schůzka", "iso-8859-2", "schůzka"},
		{"SUMMARY:Caf\xe9", "utf-8", "Café"},
		{"SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BC=C3=9Fe =\r\naus Wien", "", "Grüße aus Wien"},
		{"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=WINDOWS-1251:=E2=F1=F2=F0=E5=F7=E0", "", "встреча"},
		{"SUMMARY;ENCODING=QUOTED-PRINTABLE:Erste=0D=0AX-EVIL:1=00", "", "Erste\nX-EVIL:1"},
	} {
		calendar, err := ical.Parse(one(c.line), ical.Limits{Charset: c.charset})
		if err != nil {
			t.Errorf("%q: %v", c.line, err)
			continue
		}
		event := calendar.Components[0]
		if got := event.Text("SUMMARY"); got != c.want || event.Text("LOCATION") != "Here" || event.Get("X-EVIL") != nil {
			t.Errorf("%q: %q, want %q", c.line, got, c.want)
		}
		if out := calendar.String(); strings.Contains(out, "SHIFT_JIS") || strings.Contains(out, "QUOTED") || strings.Contains(out, "\r\nX-EVIL") {
			t.Errorf("%q goes out as %q", c.line, out)
		}
	}
}
