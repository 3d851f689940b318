package views

import (
	"testing"

	"mddash/domain"
)

func TestAListShowsWhatANoteSaysAndNotItsMarks(t *testing.T) {
	for text, want := range map[string]string{
		"# One\n\n- [x] **two** [[Three]]":           "One two Three",
		"See [[A b|the page]] and [site](https://x)": "See the page and site",
		"![a cat](/attachments/1) `code`":            "a cat code",
		"[ open [[ and ] and [x](":                   "[ open [[ and ] and [x](",
		"> quoted\n1. first":                         "quoted 1. first",
		"":                                           "",
	} {
		if got := excerptOf(domain.Note{Excerpt: text}); got != want {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	}
}
