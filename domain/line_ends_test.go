package domain_test

import (
	"strings"
	"testing"

	"mddash/domain"
)

func TestLinesKeepTheirEnds(t *testing.T) {
	for name, c := range map[string]struct{ before, after, want string }{
		"all LF":                       {"a\nb\n", "a\nx\nb\n", "a\nx\nb\n"},
		"all CR LF":                    {"a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n"},
		"mixed, a line changed":        {"a\r\nb\nc\rd", "a\nB\nc\nd", "a\r\nB\r\nc\rd"},
		"mixed, unchanged":             {"a\r\n\nb\n\r\nc\r", "a\n\nb\n\nc\n", "a\r\n\nb\n\r\nc\r"},
		"a line goes":                  {"a\r\nb\nc\r\n", "a\nc\n", "a\r\nc\r\n"},
		"the last line gets an end":    {"a\r\nb", "a\nb\n", "a\r\nb\r\n"},
		"one line, and one more":       {"a", "a\nb", "a\nb"},
		"all is new":                   {"a\r\n", "x\ny\n", "x\r\ny\r\n"},
		"emptied":                      {"a\r\nb", "", ""},
		"trailing blanks and tabs":     {"a \t \r\n\tb  ", "a \t \n\tb  \nc", "a \t \r\n\tb  \r\nc"},
		"a CR at the end of CR LF too": {"a\r\r\nb", "a\n\nb", "a\r\r\nb"},
	} {
		if got := domain.KeepLineEnds(c.before, c.after); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func FuzzAnUnchangedTextComesBackByteForByte(f *testing.F) {
	f.Add("a\r\nb\n\r\rc")
	f.Fuzz(func(t *testing.T, text string) {
		if got := domain.KeepLineEnds(text, domain.FromBrowser(text)); got != text {
			t.Fatalf("got %q, want %q", got, text)
		}
		changed := domain.FromBrowser(text) + "x"
		if got := domain.KeepLineEnds(text, changed); domain.FromBrowser(got) != changed {
			t.Fatalf("got %q, want the lines of %q", got, strings.ToValidUTF8(changed, "?"))
		}
	})
}
