package quickadd_test

import (
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/formats/quickadd"
)

func TestPastedLinesBecomeTextsWithoutTheirBullets(t *testing.T) {
	for text, want := range map[string][]string{
		"":                          {},
		" \n\r\n\t\n":               {},
		"one":                       {"one"},
		"one\ntwo":                  {"one", "two"},
		"one\r\ntwo\rthree":         {"one", "two", "three"},
		"- one\n* two\n+ three":     {"one", "two", "three"},
		"• one\n– two":              {"one", "two"},
		"1. one\n2) two\n10. ten":   {"one", "two", "ten"},
		"[ ] one\n[x] two":          {"one", "two"},
		"- [ ] one\n  - [X] two":    {"one", "two"},
		"1. [ ] one\n☐ two\n✓ done": {"one", "two", "done"},
		"- \n-\n---\n* [ ]\n***":    {},
		"-one\n5 eggs\n1.5 l milk":  {"-one", "5 eggs", "1.5 l milk"},
		"[link](x)\n[x]y":           {"[link](x)", "[x]y"},
		"- #tag !high":              {"#tag !high"},
		"- \"quoted\"":              {"\"quoted\""},
	} {
		got, err := quickadd.Lines(text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestMoreLinesThanAPasteMayHaveAreRefused(t *testing.T) {
	lines, err := quickadd.Lines(strings.Repeat("a\n\n", quickadd.LinesMax))
	if err != nil || len(lines) != quickadd.LinesMax {
		t.Errorf("got %d lines, %v", len(lines), err)
	}
	if _, err := quickadd.Lines(strings.Repeat("a\n", quickadd.LinesMax+1)); domain.KindOf(err) != domain.Invalid {
		t.Errorf("got %v", err)
	}
}
