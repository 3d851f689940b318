package quickadd_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mddash/domain"
	"mddash/formats/quickadd"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"Call Ana tomorrow 5pm #sales !high @Website every 2 weeks", "water plants every! 3 days until 12 jun", `"a" “b” \#c @"d" (tomorrow)`,
		"remind me 30 min before friday, 25 dec", "every mon, wed and fri for 3 weeks", "in 9999 years", "\x00\xff #\xff @\x00", " ",
		"starting monday every last day of the month", `say "today (tomorrow) "x`, "fri, jan 5, 2027, 5 p.m.", "every 999 quarters", "every 9999 days after completion",
	} {
		f.Add(seed, int64(1795185000))
	}
	known := names()
	f.Fuzz(func(t *testing.T, text string, second int64) {
		now := time.Unix(second%100_000_000_000, 0).UTC()
		if now.Year() < 1 || now.Year() > 9990 {
			return // no clock shows that
		}
		r := quickadd.Parse(text, now, known)
		checkResult(t, text, r)
		if !utf8.ValidString(text) || strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > 500 {
			return
		}
		if _, err := r.Input.Parse(domain.Todo{}, time.UTC); err != nil {
			t.Fatalf("%q gives an input that is refused: %v\n%+v", text, err, r.Input)
		}
		checkChipsCanBeTakenAway(t, text, now)
	})
}

func checkResult(t *testing.T, text string, r quickadd.Result) {
	t.Helper()
	if !utf8.ValidString(r.Title) || strings.ContainsAny(r.Title, "\x00\r\n") || r.Title != r.Input.Title {
		t.Fatalf("%q gives the title %q", text, r.Title)
	}
	if (r.Title == "") != (strings.TrimSpace(text) == "") {
		t.Fatalf("%q gives the title %q", text, r.Title)
	}
	end := 0
	for _, chip := range r.Chips {
		if chip.Start < end || chip.End <= chip.Start || chip.End > len(text) || chip.Text == "" {
			t.Fatalf("%q gives the chip %+v", text, chip)
		}
		end = chip.End
		if !utf8.RuneStart(text[chip.Start]) || end < len(text) && !utf8.RuneStart(text[end]) && utf8.ValidString(text) {
			t.Fatalf("%q gives the chip %+v", text, chip)
		}
	}
}

// checkChipsCanBeTakenAway takes one chip away after the other, until none is left.
func checkChipsCanBeTakenAway(t *testing.T, text string, now time.Time) {
	t.Helper()
	for range 2 * len(text) {
		r := quickadd.Parse(text, now, names())
		if len(r.Chips) == 0 {
			return
		}
		chip := r.Chips[0]
		text = r.Without(chip)
		again := quickadd.Parse(text, now, names())
		for _, other := range again.Chips {
			if other.Start <= chip.Start+1 && other.End > chip.Start+1 {
				t.Fatalf("without %+v %q still has %+v", chip, text, other)
			}
		}
	}
	t.Fatalf("%q never runs out of chips", text)
}

func TestWhatIsNoTextBecomesOneLineOfIt(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		" \t ":                   "",
		"\x00":                   "\uFFFD",
		"a\x00b":                 "a\uFFFDb",
		"a\xffb tomorrow":        "a\uFFFDb",
		"a\r\nb\n\nc":            "a b c",
		"a  b\u00a0c":            "a b c",
		"<script>x</script>":     "<script>x</script>",
		"\u202Eabc today":        "\u202Eabc",
		"\"a\n b\" today":        "a b",
		"#tag":                   "#tag",
		"tomorrow #tag !high":    "tomorrow #tag !high",
		"اتصل بآنا tomorrow":     "اتصل بآنا",
		"#\xff tomorrow x":       "#\uFFFD x",
		strings.Repeat("😀", 600): strings.Repeat("😀", 600),
	} {
		r := quickadd.Parse(text, friday(), names())
		checkResult(t, text, r)
		if r.Title != want {
			t.Errorf("%q: got %q, want %q", text, r.Title, want)
		}
	}
}

// hostile texts are made to be read again and again from each of their words.
func hostile(size int) map[string]string {
	texts := map[string]string{}
	for _, piece := range []string{
		"@", "#", "!", `"`, "“", `\"`, "(", ")", "@@@@ ", "@a ", "@website ", "@tom okafor ", "#a ", "every ", "every every! ", "every mon and ", "mon ",
		"mon, ", "sat sun ", "in 3 days ", "at 5 ", "(tomorrow ", "(tomorrow 5pm ", "the ", "1st and ", "jan 5, ", "on on ", "by the end of the ",
		"remind me ", "starting ", "\x00", "\xff", "a", "\u0300", "é ", "every 1st and 2nd and ", `@"a `, `"a" `, "5 ", ". ", "2 weeks after completion ", "!high ",
	} {
		texts[piece] = strings.Repeat(piece, size/len(piece))
	}
	var tags strings.Builder
	for n := 0; tags.Len() < size; n++ {
		fmt.Fprintf(&tags, "#a%d ", n)
	}
	texts["many tags"] = tags.String()
	return texts
}

// The work may grow with the text, not with its square. Both are generous, so that a busy machine doesn't fail it.
func TestHostileTextsTakeTimeInProportion(t *testing.T) {
	known := names()
	cost := func(text string) time.Duration {
		best := time.Hour
		for range 5 {
			begin := time.Now()
			quickadd.Parse(text, friday(), known)
			best = min(best, time.Since(begin))
		}
		return best
	}
	small, large := hostile(2_000), hostile(20_000)
	for name := range small {
		few, many := cost(small[name]), cost(large[name])
		if many > 40*few && many > 100*time.Millisecond {
			t.Errorf("%q: %v for 2 KB, %v for 20 KB", name, few, many)
		}
		checkResult(t, large[name], quickadd.Parse(large[name], friday(), known))
	}
}

func BenchmarkParse(b *testing.B) {
	now, known := friday(), names()
	texts := hostile(20_000)
	texts["usual"] = "Call Ana tomorrow 5pm #sales !high @Website every 2 weeks"
	texts["plain"] = "Ask the landlord about the heating in the back room"
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				quickadd.Parse(text, now, known)
			}
		})
	}
}
