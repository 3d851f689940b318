package ical_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"mddash/formats/ical"
)

// calendar puts components into one, with the line ends that the standard has.
func calendar(parts ...string) string {
	text := "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n" + strings.Join(parts, "") + "END:VCALENDAR\n"
	return strings.ReplaceAll(text, "\n", "\r\n")
}

func parse(t *testing.T, text string) *ical.Component {
	t.Helper()
	c, err := ical.Parse([]byte(text), ical.Limits{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return c
}

const call = "BEGIN:VEVENT\nUID:1\nSUMMARY:Café\\, 9 o’clock\nEND:VEVENT\n"

func TestTextsAreReadHoweverTheirLinesEndAndTheirCharactersAreWritten(t *testing.T) {
	text := calendar(call)
	units := utf16.Encode([]rune(text))
	little, big, latin := []byte{0xff, 0xfe}, []byte{0xfe, 0xff}, []byte{}
	for _, u := range units {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	for _, r := range text {
		if r == '’' {
			r = 0x92
		}
		latin = append(latin, byte(r))
	}
	for name, form := range map[string]string{
		"as the standard has it":   text,
		"LF":                       strings.ReplaceAll(text, "\r\n", "\n"),
		"CR":                       strings.ReplaceAll(text, "\r\n", "\r"),
		"CR CR LF":                 strings.ReplaceAll(text, "\r\n", "\r\r\n"),
		"empty lines between":      strings.ReplaceAll(text, "\r\n", "\r\n\r\n"),
		"no end of the last line":  strings.TrimSuffix(text, "\r\n"),
		"with a mark":              "\ufeff" + text,
		"UTF-16, little end first": string(little),
		"UTF-16, big end first":    string(big),
		"UTF-16 without a mark":    string(little[2:]),
		"big UTF-16, no mark":      string(big[2:]),
		"Windows-1252":             string(latin),
		"names in any case":        strings.NewReplacer("BEGIN", "begin", "SUMMARY", "Summary", "VEVENT", "vevent").Replace(text),
		"folded in a character":    strings.ReplaceAll(text, "Caf\u00e9", "Ca\r\n f\xc3\r\n\t\xa9"),
		"folded everywhere":        strings.ReplaceAll(text, "o’clock", "o\r\n ’\r\n c\r\n l\r\n o\r\n c\r\n k\r\n "),
		"folded behind empty ones": strings.ReplaceAll(text, "o’clock", "o\r\r\n ’clock"),
		"the foot of a mail":       text + "\r\n-- \r\nAnn\r\n",
	} {
		c := parse(t, form)
		if len(c.Components) != 1 || c.Components[0].Text("SUMMARY") != "Café, 9 o’clock" || c.Components[0].Name != "VEVENT" || c.Value("VERSION") != "2.0" {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestSeveralCalendarsInOneTextAreOne(t *testing.T) {
	c := parse(t, calendar(call)+"\r\n"+calendar(call, call))
	if len(c.Components) != 3 || len(c.All("PRODID")) != 1 {
		t.Errorf("%+v", c)
	}
}

func TestPropertiesKeepWhatTheySay(t *testing.T) {
	for line, want := range map[string]string{
		`ATTENDEE;CN="Lee, Ann";ROLE=CHAIR:mailto:ann@example.org`: "",
		`X-A;B="quoted for no reason";C=x:1;2:3`:                   "",
		`X-A;MEMBER="mailto:a","mailto:b":c`:                       "",
		`DESCRIPTION:a\nb\, c\; d \\ e`:                            "",
		`x-apple-thing;value=uri:geo:1,2`:                          `X-APPLE-THING;VALUE=uri:geo:1,2`,
		`X-A;B=a"b:c`:                                              `X-A;B=ab:c`,
		`SUMMARY;QUOTED:a`:                                         "",
		`SUMMARY;:a`:                                               `SUMMARY:a`,
		"X-A:a\tb":                                                 "",
		"X-A:a\x00\x07b":                                           "X-A:ab",
		`X-A:`:                                                     "",
	} {
		c := parse(t, calendar("BEGIN:VEVENT\n"+line+"\nEND:VEVENT\n"))
		if want == "" {
			want = line
		}
		if got := strings.Split(c.Components[0].String(), "\r\n")[1]; got != want {
			t.Errorf("%q goes out as %q, not %q", line, got, want)
		}
	}
}

func TestTextIsEscapedAndReadBack(t *testing.T) {
	for _, text := range []string{"", "a, b; c\\n\nd", `\`, `\\n`, "x\r\ny", "\n\n", "ü\U0001F600 :\"'"} {
		c := ical.New("VEVENT")
		c.AddText("SUMMARY", text)
		if got := parse(t, calendar(c.String())).Components[0].Text("SUMMARY"); got != strings.ReplaceAll(text, "\r\n", "\n") {
			t.Errorf("%q comes back as %q", text, got)
		}
	}
	lists := parse(t, calendar("BEGIN:VEVENT\nCATEGORIES:a\\,b,c\\\\,,d\nEND:VEVENT\n"))
	if got := lists.Components[0].Get("CATEGORIES").Texts(); fmt.Sprintf("%q", got) != `["a,b" "c\\" "" "d"]` {
		t.Errorf("%q", got)
	}
}

func TestNothingThatGoesOutBeginsALineOfItsOwn(t *testing.T) {
	for _, evil := range []string{"a\r\nX-EVIL:1", "a\nX-EVIL:1", "a\rX-EVIL:1", "\x00\r\n BEGIN:VEVENT", "a\"\r\nX-EVIL:1", "\u2028X-EVIL:1", "\x0bX-EVIL:1", "\xffX"} {
		c := ical.New("VEVENT")
		c.Add("SUMMARY", evil, ical.Param{Name: "CN", Values: []string{evil, evil}})
		c.AddText("DESCRIPTION", evil)
		c.Add(evil, "1")
		c.Components = append(c.Components, ical.New(evil))
		c.Add("X", "1", ical.Param{Name: evil, Values: []string{"1"}})
		read := parse(t, calendar(c.String())).Components
		if len(read) != 1 || len(read[0].Properties) != 3 || len(read[0].Components) != 0 {
			t.Errorf("%q: %s", evil, c)
		}
	}
}

func TestLinesAreFoldedAt75BytesBetweenCharacters(t *testing.T) {
	for _, text := range []string{strings.Repeat("a", 300), strings.Repeat("é", 200), strings.Repeat("x\U0001F600", 100), strings.Repeat("a", 67), strings.Repeat("a", 68)} {
		c := ical.New("VEVENT")
		c.AddText("SUMMARY", text)
		out := c.String()
		for line := range strings.SplitSeq(strings.TrimSuffix(out, "\r\n"), "\r\n") {
			if len(line) > 75 || !strings.Contains(text, strings.TrimPrefix(strings.TrimPrefix(line, " "), "SUMMARY:")) && !strings.HasSuffix(line, ":VEVENT") {
				t.Errorf("%q", line)
			}
		}
		if got := parse(t, calendar(out)).Components[0].Text("SUMMARY"); got != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	}
}

func TestWhatIsWrongIsSaidWithItsLine(t *testing.T) {
	const event = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\n"
	for text, want := range map[string]string{
		"":                                          "Line 1: This is no calendar: it is empty.",
		"\n\n":                                      "Line 2: This is no calendar: it is empty.",
		"<!doctype html>\n":                         "Line 1: This is no calendar: it begins with \"<!doctype html>\", and not with BEGIN:VCALENDAR.",
		"BEGIN:VCARD\nEND:VCARD\n":                  "Line 1: This is no calendar: it begins with BEGIN, and not with BEGIN:VCALENDAR.",
		event + "nonsense\nEND:VEVENT\n":            "Line 4: Here should be a name and a value with a colon between them, and there is \"nonsense\".",
		event + "SUMMARY;X=1\n":                     "Line 4: There is no colon behind SUMMARY, which its value begins with.",
		event + "UID:1\n":                           "Line 3: The VEVENT that begins here has no END: the calendar is cut off.",
		event + "END:VEVENT\n":                      "Line 4: The calendar is cut off: END:VCALENDAR is missing.",
		event + "END:VCALENDAR\n":                   "Line 3: The VEVENT that begins here has no END.",
		event + "BEGIN:VEVENT\n":                    "Line 3: The VEVENT that begins here has no END.",
		event + "END:VTODO\n":                       "Line 4: Here ends a VTODO, and a VEVENT from line 3 is still open.",
		"BEGIN:VCALENDAR\nEND:VEVENT\n":             "Line 2: Here ends a VEVENT that did not begin.",
		event + "BEGIN:\nEND:VEVENT\n":              "Line 4: Behind BEGIN should be the name of a part, and there is \"\".",
		event + strings.Repeat("BEGIN:VALARM\n", 9): "Line 9: Parts stand in each other more than 6 deep.",
	} {
		_, err := ical.Parse([]byte(text), ical.Limits{})
		var wrong *ical.Error
		if !errors.As(err, &wrong) || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
}

func TestAReaderGoesOnBehindWhatIsBroken(t *testing.T) {
	good := func(uid string) string {
		return "BEGIN:VEVENT\nUID:" + uid + "\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT\n"
	}
	text := calendar(good("a"), "BEGIN:VEVENT\nbroken\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT\n", good("b"), "BEGIN:VEVENT\nUID:no end\n", good("c"),
		"END:VTODO\n", good("d"), "BEGIN:VEVENT\nSUMMARY:"+strings.Repeat("long", 1000)+"\nEND:VEVENT\n", good("e"),
		"BEGIN:VEVENT\nBEGIN:VALARM\nEND:VEVENT\n", good("f"), "BEGIN:VEVENT\nno end\n", good("g"))
	r := ical.NewReader(iotest{strings.NewReader(text)}, ical.Limits{LineLength: 1000})
	got := []string{}
	for {
		c, err := r.Next()
		if err == io.EOF {
			break
		}
		var wrong *ical.Error
		switch {
		case errors.As(err, &wrong):
			got = append(got, fmt.Sprint(wrong.Line))
		case err != nil:
			t.Fatal(err)
		default:
			got = append(got, c.Text("UID"))
		}
		if len(got) > 30 {
			t.Fatal(got)
		}
	}
	if strings.Join(got, " ") != "a 10 b 19 c 26 d 33 e 42 f 49 g" {
		t.Error(got)
	}
	if _, err := r.Next(); err != io.EOF {
		t.Error(err)
	}
}

// iotest gives one byte at a time.
type iotest struct{ from io.Reader }

func (r iotest) Read(into []byte) (int, error) { return r.from.Read(into[:min(len(into), 1)]) }

func TestLimitsHold(t *testing.T) {
	text := []byte(calendar(strings.Repeat(call, 100)))
	for _, limits := range []ical.Limits{{Bytes: 1000}, {Components: 99}, {Lines: 300}, {LineLength: 10}} {
		if _, err := ical.Parse(text, limits); err == nil {
			t.Errorf("%+v", limits)
		}
	}
	if _, err := ical.Parse(text, ical.Limits{Bytes: int64(len(text)), Components: 100, Lines: 404, LineLength: 30}); err != nil {
		t.Error(err)
	}
}

// endless gives the same piece again and again.
type endless struct {
	begin, piece []byte
	left         int
}

func (e *endless) Read(into []byte) (int, error) {
	if len(e.begin) == 0 {
		e.begin = e.piece
	}
	n := copy(into, e.begin)
	e.begin = e.begin[n:]
	if e.left -= n; e.left < 0 {
		return 0, io.EOF
	}
	return n, nil
}

func TestAReaderNeedsNoMoreMemoryForMoreEvents(t *testing.T) {
	event := ical.New("VEVENT")
	event.AddText("DESCRIPTION", strings.Repeat("word ", 100))
	piece := event.String()
	r := ical.NewReader(&endless{begin: []byte("BEGIN:VCALENDAR\r\n"), piece: []byte(piece), left: 20_000 * len(piece)}, ical.Limits{})
	var first uint64
	for n := 1; ; n++ {
		if _, err := r.Next(); err != nil {
			break
		}
		if n%5000 != 0 {
			continue
		}
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		if first = max(first, 1); first == 1 {
			first = memory.HeapAlloc
		}
		if memory.HeapAlloc > first+1<<20 {
			t.Errorf("%d bytes after %d events, %d at first", memory.HeapAlloc, n, first)
		}
	}
}
