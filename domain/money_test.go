package domain_test

import (
	"testing"

	"mddash/domain"
)

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		text, currency string
		minor          int64
		ok             bool
	}{
		{"12000", "EUR", 1200000, true}, {"12,000.50", "EUR", 1200050, true}, {"12 000,5", "EUR", 1200050, true}, {"12.000", "EUR", 1200000, true},
		{"0.05", "USD", 5, true}, {"1.234.567,89", "EUR", 123456789, true}, {"1,5", "EUR", 150, true}, {"500", "JPY", 500, true}, {"5.5", "JPY", 0, false},
		{"1.234", "KWD", 1234, true}, {"1.2345", "EUR", 0, false}, {"", "EUR", 0, false}, {"abc", "EUR", 0, false}, {"-5", "EUR", 0, false},
		{"1e9", "EUR", 0, false}, {"99999999999999999999", "EUR", 0, false}, {"90071992547409.92", "EUR", 0, false}, {"1.5.2", "EUR", 0, false}, {".5", "EUR", 0, false},
		{"٣", "EUR", 0, false},
	} {
		minor, ok := domain.ParseAmount(c.text, c.currency)
		if ok != c.ok || ok && minor != c.minor {
			t.Errorf("%q %s: got %d %t, want %d %t", c.text, c.currency, minor, ok, c.minor, c.ok)
		}
	}
}

func TestAmountsAreWrittenWithTheirCurrencysDigits(t *testing.T) {
	for want, m := range map[string]domain.Money{
		"12,000.50 EUR": {1200050, "EUR"}, "0.05 USD": {5, "USD"}, "500 JPY": {500, "JPY"}, "1.234 KWD": {1234, "KWD"}, "-1,234.00 EUR": {-123400, "EUR"},
		"-0.05 EUR": {-5, "EUR"}, "-123.00 EUR": {-12300, "EUR"}, "1,234,567 JPY": {1234567, "JPY"},
	} {
		if got := m.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAKeyIsProposedForEveryName(t *testing.T) {
	for name, want := range map[string]string{"Website relaunch": "WR", "Website": "WEB", "X": "XX", "Go": "GO", "日本": "PRJ", "": "PRJ", "2026 plan": "PLA", "A b c d e f": "ABCD"} {
		got := domain.KeyFor(name)
		if got != want || !domain.IsKey(got) {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
