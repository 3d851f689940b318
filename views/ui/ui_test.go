package ui_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"mddash/views/ui"
)

func shown(t *testing.T, part templ.Component) string {
	t.Helper()
	var page strings.Builder
	if err := part.Render(ui.With(context.Background(), ui.Shell{Base: "/dash"}), &page); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

func TestInitialsComeFromTheFirstAndTheLastWordInAnyScript(t *testing.T) {
	for name, want := range map[string]string{
		"Maya Lindqvist": "ML", "ines": "I", "Anna Maria von Trapp": "AT", "李 小龙": "李小", "محمد علي": "مع", "élodie": "É", "e\u0301lodie": "E\u0301",
		"  ": "?", "": "?", "🙂 🙂": "?", "(Tom) Okafor": "TO", "<script>": "S", "7 of 9": "79", "a\u0300\u0301\u0302\u0303\u0304\u0305": "A\u0300\u0301\u0302",
	} {
		if got := (ui.Person{Name: name}).Initials(); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestAPersonKeepsTheirColour(t *testing.T) {
	seen := map[string]bool{}
	for _, id := range []string{"", "1", "2", "3", "4", "5", "0b1f", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
		hue := ui.Person{ID: id, Name: "x"}.Hue()
		if hue != (ui.Person{ID: id, Name: "another"}).Hue() {
			t.Errorf("%q changed its colour with the name", id)
		}
		seen[hue] = true
	}
	if len(seen) < 4 || seen["red"] || seen["gray"] {
		t.Errorf("colours: %v", seen)
	}
}

func TestAFieldIsTiedToItsHelpAndItsError(t *testing.T) {
	got := shown(t, ui.Input(ui.InputProps{Name: "email", Label: "E-mail", Value: `"><script>`, Help: "Yours", Error: "Write it in full."}))
	for _, want := range []string{
		`<label for="email">E-mail</label>`, `aria-invalid="true"`, `aria-describedby="email-h email-e"`, `id="email-h"`, `id="email-e"`, `value="&#34;&gt;&lt;script&gt;"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	if plain := shown(t, ui.Input(ui.InputProps{Name: "email", Label: "E-mail"})); strings.Contains(plain, "aria-") {
		t.Errorf("nothing to say, yet: %s", plain)
	}
}

func TestATextareaKeepsALeadingBlankLine(t *testing.T) {
	got := shown(t, ui.Textarea(ui.InputProps{Name: "d", Label: "D", Value: "\nsecond"}))
	if !strings.Contains(got, ">\n\nsecond</textarea>") {
		t.Error(got)
	}
}

func TestASummaryListsTheFieldsInTheOrderOfTheForm(t *testing.T) {
	errors := ui.Errors{"due_date": "Third.", "title": "First.", "zz": "Last.", "tags": "Second.", "aa": "Later.", "fine": ""}
	got := shown(t, ui.Summary("", errors.In("title", "tags", "due_date")))
	at := -1
	for _, text := range []string{"Five things to fix", "#title", "First.", "#tags", "#due_date", "Third.", "Later.", "Last."} {
		next := strings.Index(got, text)
		if next <= at {
			t.Fatalf("%q is not where it belongs in %s", text, got)
		}
		at = next
	}
	if nothing := shown(t, ui.Summary("", nil)); strings.TrimSpace(nothing) != "" {
		t.Errorf("no errors, yet: %s", nothing)
	}
}

// Every name that a view uses for an icon has a drawing in the sprite.
func TestEveryIconIsDrawn(t *testing.T) {
	sprite, err := os.ReadFile("../../static/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("../*.templ")
	if err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob("*.templ")
	if err != nil {
		t.Fatal(err)
	}
	used := regexp.MustCompile(`(?:Icon|After): +"([a-z]+)"|@(?:ui\.)?(?:I|Small)\("([a-z]+)"\)`)
	found := 0
	for _, source := range append(sources, parts...) {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range used.FindAllStringSubmatch(string(text), -1) {
			found++
			if name := match[1] + match[2]; !strings.Contains(string(sprite), `id="i-`+name+`"`) {
				t.Errorf("%s uses the icon %q, which nobody drew", source, name)
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d icons found: the test does not see them any more", found)
	}
}
