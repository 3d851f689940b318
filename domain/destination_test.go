package domain_test

import (
	"slices"
	"strings"
	"testing"

	"mddash/domain"
)

func TestDestinationsOfLinksAreFoundOutsideOfCode(t *testing.T) {
	for text, want := range map[string][]string{
		"[a](b)":                    {"b"},
		"![a](/attachments/12)":     {"/attachments/12"},
		"[a]( b \"c\")":             {"b"},
		"[a](<b c>)":                {"b c"},
		"[a](b(c)d) and [e](f)":     {"b(c)d", "f"},
		"[a]: b":                    {"b"},
		"   [a]: <b c> 'd'":         {"b c"},
		"[^1]: [a](b)":              {"b"},
		"[![a](b)](c)":              {"b", "c"},
		"`[a](b)` [c](d)":           {"d"},
		"```\n[a](b)\n```\n[c](d)":  {"d"},
		"~~~\n```\n[a](b)\n~~~\n":   nil,
		"\\`[a](b)":                 {"b"},
		"[a]()":                     nil,
		"[a](":                      nil,
		"[a](<b":                    nil,
		"text ](b":                  {"b"},
		"[a](b\\)c)":                {"b\\)c"},
		"[a](b\\":                   {"b\\"},
		"[å](ä)\r\n[日](本.md#h)\r\n": {"ä", "本.md#h"},
	} {
		var got []string
		for _, d := range domain.Destinations(text) {
			got = append(got, d.Target)
			if text[d.Start:d.End] != d.Target {
				t.Errorf("%q: %q stands at %q", text, d.Target, text[d.Start:d.End])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q leads to %q, want %q", text, got, want)
		}
	}
}

func TestRedirectingLinksLeavesEveryOtherByte(t *testing.T) {
	text := "a\t\r\n[x](one) `[x](one)` ![y](two \"one\")\n\n[one]: one \n"
	got := domain.Redirect(text, func(target string) (string, bool) { return "1", target == "one" })
	if want := "a\t\r\n[x](1) `[x](one)` ![y](two \"one\")\n\n[one]: 1 \n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzRedirect(f *testing.F) {
	for _, seed := range []string{"[a](b)", "[a]: <b>", "```\n[a](b", "](\\", "`](a)`", "[a](b(c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := domain.Redirect(text, func(target string) (string, bool) { return target, true }); got != text {
			t.Errorf("leading where it led made %q of %q", got, text)
		}
		if got := domain.Redirect(text, func(string) (string, bool) { return "", false }); got != text || strings.Contains(got, "\x00") != strings.Contains(text, "\x00") {
			t.Errorf("made %q of %q", got, text)
		}
	})
}
