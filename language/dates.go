package language

import (
	"strings"
	"time"
)

// Date is an instant as a layout of package time says it. The language has its own way for each layout that is in its
// file, and its own names for months and days.
func (l *Language) Date(t time.Time, layout string) string {
	if l == nil {
		return t.Format(layout)
	}
	if own, ok := l.layouts[layout]; ok {
		layout = own
	}
	var out strings.Builder
	for layout != "" {
		name, before, after := nextName(layout)
		out.WriteString(t.Format(before))
		switch name {
		case "January":
			out.WriteString(l.months[t.Month()-1])
		case "Jan":
			out.WriteString(l.shortMonths[t.Month()-1])
		case "Monday":
			out.WriteString(l.days[t.Weekday()])
		case "Mon":
			out.WriteString(l.shortDays[t.Weekday()])
		}
		layout = after
	}
	return out.String()
}

// nextName is the first name of a month or a day in a layout, and what stands before and after it.
func nextName(layout string) (name, before, after string) {
	first := len(layout)
	for _, one := range []string{"January", "Jan", "Monday", "Mon"} {
		if at := strings.Index(layout, one); at >= 0 && at < first {
			name, first = one, at
		}
	}
	return name, layout[:first], layout[first+len(name):]
}

// Weekday is the name of a day.
func (l *Language) Weekday(d time.Weekday) string {
	if l == nil {
		return d.String()
	}
	return l.days[d]
}

// ShortWeekday is the same in few letters.
func (l *Language) ShortWeekday(d time.Weekday) string {
	if l == nil {
		return d.String()[:3]
	}
	return l.shortDays[d]
}

// Month is the name of a month.
func (l *Language) Month(m time.Month) string {
	if l == nil {
		return m.String()
	}
	return l.months[m-1]
}

// Number is a number, written with a point and commas between its thousands, as the language writes it.
func (l *Language) Number(text string) string {
	if l == nil || !l.comma {
		return text
	}
	return strings.NewReplacer(",", ".", ".", ",").Replace(text)
}
