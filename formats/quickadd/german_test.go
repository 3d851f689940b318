package quickadd_test

import (
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/quickadd"
)

// german reads as somebody who wrote German; what it says itself stays English here.
type german struct{ domain.English }

func (german) ID() string { return "de" }

func TestGermanIsReadByThoseWhoseLanguageItIs(t *testing.T) {
	now := time.Date(2026, 5, 20, 9, 30, 0, 0, time.UTC) // a Wednesday
	for text, want := range map[string]struct{ title, due, at, rule string }{
		"Milch kaufen heute":                        {"Milch kaufen", "2026-05-20", "", ""},
		"Milch kaufen morgen":                       {"Milch kaufen", "2026-05-21", "", ""},
		"Milch kaufen übermorgen":                   {"Milch kaufen", "2026-05-22", "", ""},
		"Ana anrufen morgen um 15 Uhr":              {"Ana anrufen", "2026-05-21", "15:00", ""},
		"Ana anrufen am Freitag um 9.30 Uhr":        {"Ana anrufen", "2026-05-22", "09:30", ""},
		"Ana um 15:30 anrufen":                      {"Ana anrufen", "2026-05-20", "15:30", ""},
		"Bericht bis Montag":                        {"Bericht", "2026-05-25", "", ""},
		"Bericht nächste Woche":                     {"Bericht", "2026-05-25", "", ""},
		"Bericht nächste Woche Dienstag":            {"Bericht", "2026-05-26", "", ""},
		"Bericht in zwei Wochen":                    {"Bericht", "2026-06-03", "", ""},
		"Bericht in 3 Tagen":                        {"Bericht", "2026-05-23", "", ""},
		"Miete am 1. Dezember":                      {"Miete", "2026-12-01", "", ""},
		"Miete 3. Juni, dann Urlaub":                {"Miete, dann Urlaub", "2026-06-03", "", ""},
		"Miete am 28.":                              {"Miete", "2026-05-28", "", ""},
		"Steuer Ende Mai":                           {"Steuer", "2026-05-31", "", ""},
		"Steuer Ende des Monats":                    {"Steuer", "2026-05-31", "", ""},
		"Gießen jeden Tag":                          {"Gießen", "2026-05-20", "", "FREQ=DAILY"},
		"Gießen alle 2 Wochen":                      {"Gießen", "2026-05-20", "", "FREQ=WEEKLY;INTERVAL=2"},
		"Gießen alle zwei Tage":                     {"Gießen", "2026-05-20", "", "FREQ=DAILY;INTERVAL=2"},
		"Gießen jeden Montag":                       {"Gießen", "2026-05-25", "", "FREQ=WEEKLY;BYDAY=MO"},
		"Gießen montags":                            {"Gießen", "2026-05-25", "", "FREQ=WEEKLY;BYDAY=MO"},
		"Gießen werktags":                           {"Gießen", "2026-05-20", "", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
		"Gießen täglich":                            {"Gießen", "2026-05-20", "", "FREQ=DAILY"},
		"Rechnungen jeden letzten Freitag im Monat": {"Rechnungen", "2026-05-29", "", "FREQ=MONTHLY;BYDAY=-1FR"},
		"Alle Fenster putzen":                       {"Alle Fenster putzen", "", "", ""},
		"Guten Morgen sagen":                        {"Guten Morgen sagen", "", "", ""},
		"Jede Menge Papier sortieren":               {"Jede Menge Papier sortieren", "", "", ""},
		"Call Ana tomorrow":                         {"Call Ana", "2026-05-21", "", ""},
		"„Montag“ ist ein Film":                     {"„Montag“ ist ein Film", "", "", ""},
		`Den Roman "morgen" lesen`:                  {"Den Roman morgen lesen", "", "", ""},
	} {
		r := quickadd.Parse(text, now, quickadd.Names{}.In(german{}))
		due, at, rule := value(r.Input.DueDate), value(r.Input.DueTime), value(r.Input.Recurrence)
		if r.Title != want.title || due != want.due || at != want.at || rule != want.rule {
			t.Errorf("%q is %q, due %q at %q, repeats %q", text, r.Title, due, at, rule)
		}
		for _, chip := range r.Chips {
			if again := quickadd.Parse(r.Without(chip), now, quickadd.Names{}.In(german{})); len(again.Chips) >= len(r.Chips) {
				t.Errorf("%q without %q has %d chips still", text, chip.Text, len(again.Chips))
			}
		}
	}
}

func TestGermanIsTextForThoseWhoReadEnglish(t *testing.T) {
	r := quickadd.Parse("Milch kaufen morgen um 15 Uhr", time.Date(2026, 5, 20, 9, 30, 0, 0, time.UTC), quickadd.Names{})
	if r.Title != "Milch kaufen morgen um 15 Uhr" || len(r.Chips) != 0 {
		t.Errorf("it is %q with %d chips", r.Title, len(r.Chips))
	}
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
