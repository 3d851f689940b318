package domain_test

import (
	"strings"
	"testing"

	"mddash/domain"
)

func drawn(d domain.TextDiff) string {
	var out strings.Builder
	marks := map[string]string{domain.DiffSame: "", domain.DiffAdded: "+", domain.DiffRemoved: "-"}
	for _, line := range d.Lines {
		for _, part := range line.Parts {
			if mark := marks[part.Kind]; mark != "" {
				out.WriteString("{" + mark + part.Text + "}")
			} else {
				out.WriteString(part.Text)
			}
		}
		out.WriteString("/")
	}
	return out.String()
}

func TestADiffShowsWhatChangedByLineAndByWord(t *testing.T) {
	for _, c := range []struct{ name, old, now, want string }{
		{"nothing", "a\nb\n", "a\nb\n", "a/b/"},
		{"only line ends", "a\r\nb", "a\nb\n", "a/b/"},
		{"a line more", "a\nc", "a\nb\nc", "a/{+b}/c/"},
		{"a line less", "a\nb\nc", "a\nc", "a/{-b}/c/"},
		{"a word", "The price is €10 today", "The price is €9 today", "The price is €{-10}{+9} today/"},
		{"another line altogether", "Award-winning coffee", "Six farms we know", "{-Award-winning coffee}/{+Six farms we know}/"},
		{"from nothing", "", "a\nb", "{+a}/{+b}/"},
		{"to nothing", "a\n\nb", "", "{-a}/{-}/{-b}/"},
		{"a changed line and one before it", "one two three", "new\none two four", "{+new}/one two {-three}{+four}/"},
		{"other scripts", "мы знаем фермы", "мы знаем ферму", "мы знаем {-фермы}{+ферму}/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := drawn(domain.DiffTexts(c.old, c.now)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestADiffOfLongTextsThatHaveNothingInCommonIsStillFound(t *testing.T) {
	old, now := strings.Repeat("a b c d e f\n", 20_000), strings.Repeat("u v w x y z\n", 20_000)
	if d := domain.DiffTexts(old, now); d.Added != 20_000 || d.Removed != 20_000 {
		t.Errorf("%d lines added, %d removed", d.Added, d.Removed)
	}
	alike := strings.Repeat(strings.Repeat("word ", 250)+"\n", 400)
	domain.DiffTexts(alike, strings.ReplaceAll(alike, "word", "other"))
	long := strings.Repeat("word ", 100_000)
	if d := domain.DiffTexts(long, long+"end"); d.Added != 1 || d.Removed != 1 {
		t.Errorf("%d lines added, %d removed", d.Added, d.Removed)
	}
}

// What a diff is made of is both texts: without what was added the old one, without what was removed the new one.
func FuzzADiffHoldsBothTexts(f *testing.F) {
	f.Add("a b\nc", "a d\nc\n")
	f.Add("", "\n\n")
	f.Add("x\r\ny\r", "x\ny")
	f.Fuzz(func(t *testing.T, old, now string) {
		old, now = strings.ReplaceAll(old, "\r", ""), strings.ReplaceAll(now, "\r", "")
		for side, want := range map[string]string{domain.DiffAdded: old, domain.DiffRemoved: now} {
			var lines []string
			for _, line := range domain.DiffTexts(old, now).Lines {
				text := ""
				for _, part := range line.Parts {
					if part.Kind != side {
						text += part.Text
					}
				}
				if line.Kind != side {
					lines = append(lines, text)
				}
			}
			if got := strings.Join(lines, "\n"); got != strings.TrimSuffix(want, "\n") {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}
