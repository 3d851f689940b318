package domain_test

import (
	"strings"
	"testing"

	"mddash/domain"
)

func TestTextsThatTwoPeopleChangedAreMergedByParagraph(t *testing.T) {
	base := "# Plan\n\nFirst.\n\nSecond.\n\nThird.\n"
	for name, c := range map[string]struct {
		ours, theirs, want string
		ok                 bool
	}{
		"different paragraphs":        {"# Plan\n\nFirst, ours.\n\nSecond.\n\nThird.\n", "# Plan\n\nFirst.\n\nSecond.\n\nThird, theirs.\n", "# Plan\n\nFirst, ours.\n\nSecond.\n\nThird, theirs.\n", true},
		"the same change":             {"# Plan\n\nFirst.\n\nNew.\n\nThird.\n", "# Plan\n\nFirst.\n\nNew.\n\nThird.\n", "# Plan\n\nFirst.\n\nNew.\n\nThird.\n", true},
		"only theirs":                 {base, "other", "other", true},
		"only ours":                   {"other", base, "other", true},
		"one adds, one removes":       {"# Plan\n\nFirst.\n\nBetween.\n\nSecond.\n\nThird.\n", "# Plan\n\nFirst.\n\nSecond.\n", "# Plan\n\nFirst.\n\nBetween.\n\nSecond.\n", true},
		"one adds, one removes apart": {"# Plan\n\nAdded.\n\nFirst.\n\nSecond.\n\nThird.\n", "# Plan\n\nFirst.\n\nSecond.\n\n", "# Plan\n\nAdded.\n\nFirst.\n\nSecond.\n\n", true},
		"the same paragraph":          {"# Plan\n\nFirst A.\n\nSecond.\n\nThird.\n", "# Plan\n\nFirst B.\n\nSecond.\n\nThird.\n", "", false},
		"both append":                 {base + "\nA\n", base + "\nB\n", "", false},
		"one adds at the end, one changes the beginning": {base + "\nFourth.", "# A plan\n\nFirst.\n\nSecond.\n\nThird.\n", "# A plan\n\nFirst.\n\nSecond.\n\nThird.\n\nFourth.", true},
		"neighbours":    {"# Plan\n\nFirst A.\n\nSecond.\n\nThird.\n", "# Plan\n\nFirst.\n\nSecond B.\n\nThird.\n", "# Plan\n\nFirst A.\n\nSecond B.\n\nThird.\n", true},
		"both empty it": {"", "", "", true},
	} {
		got, ok := domain.MergeTexts(base, c.ours, c.theirs)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: got %q %t, want %q %t", name, got, ok, c.want, c.ok)
		}
	}
}

func FuzzMergedTextsAreMadeOfWhatWasWritten(f *testing.F) {
	f.Add("a\n\nb\n\nc", "a\n\nx\n\nc", "a\n\nb\n\ny")
	f.Fuzz(func(t *testing.T, base, ours, theirs string) {
		for _, pair := range [][2]string{{ours, base}, {base, ours}, {ours, ours}} {
			if got, ok := domain.MergeTexts(base, pair[0], pair[1]); !ok || got != ours {
				t.Fatalf("one side changed: got %q %t", got, ok)
			}
		}
		one, ok := domain.MergeTexts(base, ours, theirs)
		other, same := domain.MergeTexts(base, theirs, ours)
		if ok != same || one != other {
			t.Fatalf("the order matters: %q and %q", one, other)
		}
		if ok && len(one) > len(base)+len(ours)+len(theirs) {
			t.Fatalf("more came out than went in: %q", strings.ToValidUTF8(one, "?"))
		}
	})
}

func TestWhereBothChangedAParagraphAPersonChooses(t *testing.T) {
	base, mine, theirs := "One.\n\nTwo.\n\nThree.", "One, mine.\n\nTwo.\n\nThree.\n\nFour.", "One, theirs.\n\nTwo, theirs.\n\nThree."
	for prefer, want := range map[string]string{
		domain.PreferMine:   "One, mine.\n\nTwo, theirs.\n\nThree.\n\nFour.",
		domain.PreferTheirs: "One, theirs.\n\nTwo, theirs.\n\nThree.\n\nFour.",
		domain.PreferBoth:   "One, mine.\n\nOne, theirs.\n\nTwo, theirs.\n\nThree.\n\nFour.",
	} {
		if got := domain.ResolveTexts(base, mine, theirs, prefer); got != want {
			t.Errorf("%s: got %q, want %q", prefer, got, want)
		}
	}
	conflicts := domain.TextConflicts(base, mine, theirs)
	if len(conflicts) != 1 || conflicts[0].Ours != "One, mine.\n\n" || conflicts[0].Theirs != "One, theirs.\n\n" {
		t.Errorf("got %q", conflicts)
	}
	if got := domain.CommonText("a\n\nmine\n\nb", "a\n\ntheirs\n\nb"); got != "a\n\nb" {
		t.Errorf("in common %q", got)
	}
}
