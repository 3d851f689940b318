package domain

import (
	"strconv"
	"strings"
)

// Money is an amount in minor units of a currency: 1250 EUR is 12.50 euros.
type Money struct {
	Minor    int64
	Currency string // ISO 4217
}

// String is the amount as a number in the currency's own unit with its code, such as "12,400.50 EUR".
func (m Money) String() string {
	text := grouped(m.Decimal())
	if m.Currency == "" {
		return text
	}
	return text + " " + m.Currency
}

// Decimal is the amount in the currency's own unit, such as "12400.50": what forms and CSV files hold.
func (m Money) Decimal() string {
	digits := CurrencyDigits(m.Currency)
	sign, minor := "", m.Minor
	if minor < 0 {
		sign, minor = "-", -minor
	}
	text := strconv.FormatInt(minor, 10)
	if digits == 0 {
		return sign + text
	}
	if len(text) <= digits {
		text = strings.Repeat("0", digits+1-len(text)) + text
	}
	return sign + text[:len(text)-digits] + "." + text[len(text)-digits:]
}

func grouped(text string) string {
	whole, rest, fraction := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction {
		return whole + "." + rest
	}
	return whole
}

// ParseAmount reads an amount as people write it, "12000", "12,000.50" or "12 000,5", into minor units. ok is false for
// what is no amount, has more digits than the currency, or is more than MoneyMax.
func ParseAmount(text, currency string) (minor int64, ok bool) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "").Replace(strings.TrimSpace(text))
	digits := CurrencyDigits(currency)
	whole, fraction := splitAmount(text, digits)
	if whole == "" || len(fraction) > digits || len(whole) > 16 {
		return 0, false
	}
	for _, r := range whole + fraction {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", digits-len(fraction)), 10, 64)
	return minor, err == nil && minor <= MoneyMax
}

// splitAmount finds the decimal mark: the last comma or point, unless three digits behind it say that it groups.
func splitAmount(text string, digits int) (whole, fraction string) {
	at := strings.LastIndexAny(text, ".,")
	if at < 0 {
		return text, ""
	}
	mark, rest := text[at:at+1], text[at+1:]
	groups := len(rest) == 3 && (digits != 3 || strings.Count(text, mark) > 1)
	if strings.Count(text, mark) > 1 && !groups {
		return "", ""
	}
	drop := strings.NewReplacer(".", "", ",", "")
	if groups {
		return drop.Replace(text), ""
	}
	return drop.Replace(text[:at]), rest
}

// ParseCurrency reads an ISO 4217 code in any case; none is USD, as md_dash has it.
func ParseCurrency(p Problems, field, text string) string {
	code := strings.ToUpper(strings.TrimSpace(text))
	if code == "" {
		return "USD"
	}
	if !strings.Contains(currencies, " "+code+" ") {
		p.Add(field, "Write a currency's three letters, such as EUR.")
	}
	return code
}

// Currencies are the codes that can be chosen, by alphabet.
func Currencies() []string { return strings.Fields(currencies) }

// CurrencyDigits is how many digits the minor unit of a currency has (ISO 4217); 2 for one that is not known.
func CurrencyDigits(code string) int {
	switch code {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// currencies are the active codes of ISO 4217 for money that people pay with.
const currencies = ` AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG `
