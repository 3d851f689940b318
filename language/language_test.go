package language_test

import (
	"context"
	"testing"
	"time"

	"mddash/domain"
	"mddash/language"
)

func load(t testing.TB) language.Languages {
	t.Helper()
	all, err := language.Load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestABrowserIsAnsweredInTheLanguageThatItLikesBest(t *testing.T) {
	all := load(t)
	for header, want := range map[string]string{
		"": "en", "de": "de", "de-CH, en;q=0.8": "de", "en-GB,en;q=0.9,de;q=0.8": "en", "sv, de;q=0.5, en;q=0.3": "de", "sv": "en", "de;q=0": "en",
		"DE-at": "de", "en;q=0.2, de;q=0.9": "de", ";;;,,q=": "en",
	} {
		if got := all.Accepted(header).ID(); got != want {
			t.Errorf("%q is answered in %s, not %s", header, got, want)
		}
	}
}

func TestTheLanguagesAreThoseThatAPersonCanChoose(t *testing.T) {
	tags, names := load(t).Tags()
	if len(tags) != len(domain.Languages) || len(names) != len(tags) {
		t.Fatalf("there are %v, and to choose are %v", tags, domain.Languages)
	}
	for i, tag := range tags {
		if domain.Languages[i] != tag || load(t).Of(tag).ID() != tag {
			t.Errorf("%s is not %s", tag, domain.Languages[i])
		}
	}
}

func TestDatesAreInTheOrderAndTheNamesOfTheLanguage(t *testing.T) {
	german, day := load(t).Of("de"), time.Date(2026, 3, 4, 9, 5, 0, 0, time.UTC)
	for layout, want := range map[string]string{
		"Mon 2 Jan": "Mi, 4. März", "Mon 2 Jan 2006": "Mi, 4. März 2026", "Monday 2 January": "Mittwoch, 4. März", "January 2006": "März 2026", "15:04": "09:05", "2 Jan": "4. März", "Mon": "Mi",
	} {
		if got := german.Date(day, layout); got != want {
			t.Errorf("%s is %q, not %q", layout, got, want)
		}
		var english *language.Language
		if got := english.Date(day, layout); got != day.Format(layout) {
			t.Errorf("%s is %q in English", layout, got)
		}
	}
	if german.Weekday(time.Sunday) != "Sonntag" || german.ShortWeekday(time.Monday) != "Mo" || german.Month(time.May) != "Mai" || german.Number("1,234.50") != "1.234,50" {
		t.Error("a name or a number is not as it is in German")
	}
}

func TestASentenceThatWasMadeInEnglishIsTranslatedAroundWhatStandsInIt(t *testing.T) {
	german := load(t).Of("de")
	for said, want := range map[string]string{
		"":                                 "",
		"Write your password.":             "Schreib dein Passwort.",
		"At most 20 tags.":                 "Höchstens 20 Tags.",
		"There is no project “100% %s a”.": "Es gibt kein Projekt „100% %s a“.",
		"Nobody has translated this.":      "Nobody has translated this.",
	} {
		if got := german.Said(said); got != want {
			t.Errorf("%q is %q, not %q", said, got, want)
		}
	}
}

func TestAWordInsideASentenceIsSmallWhereItsLanguageSaysSo(t *testing.T) {
	var english *language.Language
	german := load(t).Of("de")
	for text, want := range map[string]string{"Today": "today", "": "", "Übung": "übung"} {
		if got := english.Inside(text); got != want {
			t.Errorf("%q is %q", text, got)
		}
	}
	for text, want := range map[string]string{"Heute": "heute", "Montag": "Montag", "": ""} {
		if got := german.Inside(text); got != want {
			t.Errorf("%q is %q", text, got)
		}
	}
}

func TestEnglishCostsNoMemory(t *testing.T) {
	ctx := language.With(context.Background(), nil)
	if n := testing.AllocsPerRun(100, func() { _ = language.From(ctx).T("Todos") }); n != 0 {
		t.Errorf("a text takes %v allocations", n)
	}
}

func TestALanguageSaysTheSameWordInItsSenses(t *testing.T) {
	german := load(t).Of("de")
	if got := german.Sense("note", "with article"); got != "die Notiz" {
		t.Errorf("it is %q", got)
	}
	if got := german.Sense("Todos", "of no other sense"); got != "Todos" {
		t.Errorf("it is %q", got)
	}
}
