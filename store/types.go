package store

import (
	"database/sql/driver"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// storedTime is how a time is stored: it sorts as text, and JavaScript writes and reads it.
const storedTime = "2006-01-02T15:04:05.000Z"

// instant is a time in a column. The zero instant is NULL. It reads every form that md_dash, Drizzle, JavaScript and
// the databases write, epoch numbers too; what is none of them reads as no time, so that one odd row breaks no list.
type instant struct{ time.Time }

// Value is the time as text in both databases.
func (i instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.UTC().Format(storedTime), nil
}

// Scan never fails.
func (i *instant) Scan(src any) error {
	i.Time = time.Time{}
	switch v := src.(type) {
	case time.Time:
		i.Time = v.UTC()
	case string:
		i.Time = parseTime(v)
	case []byte:
		i.Time = parseTime(string(v))
	case int64:
		i.Time = epoch(float64(v))
	case float64:
		i.Time = epoch(v)
	}
	if y := i.Year(); y < 1 || y > 9999 {
		i.Time = time.Time{}
	}
	return nil
}

func parseTime(text string) time.Time {
	text = strings.TrimSpace(text)
	if isDate := len(text) >= len(time.DateOnly) && text[4] == '-' && text[7] == '-'; !isDate {
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return epoch(n)
		}
	}
	if len(text) > len(time.DateOnly) && text[10] == ' ' {
		text = text[:10] + "T" + text[11:]
	}
	for _, form := range []string{
		time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04Z07:00", time.DateOnly,
		"2006-01-02T15:04:05Z07", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05 Z07:00",
	} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// epoch reads seconds, or milliseconds where seconds would lie beyond the year 5000.
func epoch(n float64) time.Time {
	if math.IsNaN(n) || math.Abs(n) > 1e15 {
		return time.Time{}
	}
	if math.Abs(n) < 1e11 {
		n *= 1000
	}
	return time.UnixMilli(int64(n)).UTC()
}

// stringList is a JSON array of texts in a TEXT column. NULL, ” and whatever is no array read as an empty list.
type stringList []string

// Value is never NULL.
func (l stringList) Value() (driver.Value, error) {
	if l == nil {
		return "[]", nil
	}
	text, err := json.Marshal([]string(l))
	return string(text), err
}

// Scan never fails. Numbers in the array are kept as text.
func (l *stringList) Scan(src any) error {
	*l = stringList{}
	text := textOf(src)
	if text == "" || text == "[]" {
		return nil
	}
	if items, ok := plainStrings(text); ok {
		*l = items
		return nil
	}
	// Drizzle's json mode over a column that is JSON text already stores it quoted once more.
	var inner string
	if strings.HasPrefix(strings.TrimSpace(text), `"`) && json.Unmarshal([]byte(text), &inner) == nil {
		text = inner
	}
	var items []any
	if json.Unmarshal([]byte(text), &items) != nil {
		return nil
	}
	for _, item := range items {
		switch v := item.(type) {
		case string:
			*l = append(*l, v)
		case float64:
			*l = append(*l, strconv.FormatFloat(v, 'f', -1, 64))
		}
	}
	return nil
}

// plainStrings reads a JSON array of texts as we write it, where none of them has anything to escape.
func plainStrings(text string) ([]string, bool) {
	if len(text) < len(`[""]`) || !strings.HasPrefix(text, `["`) || !strings.HasSuffix(text, `"]`) || strings.Contains(text, `\`) {
		return nil, false
	}
	items := strings.Split(text[2:len(text)-2], `","`)
	return items, !slices.ContainsFunc(items, func(item string) bool { return strings.ContainsAny(item, "\"\n") })
}

// number is an integer column of a given table. NULL, ” and other text that is no number read as 0.
type number int64

// Value stores the number.
func (n number) Value() (driver.Value, error) { return int64(n), nil }

// Scan never fails.
func (n *number) Scan(src any) error {
	*n = 0
	switch v := src.(type) {
	case int64:
		*n = number(v)
	case float64:
		*n = number(v)
	case bool:
		if v {
			*n = 1
		}
	default:
		if f, err := strconv.ParseFloat(strings.TrimSpace(textOf(src)), 64); err == nil && math.Abs(f) < 1<<53 {
			*n = number(f)
		}
	}
	return nil
}

func textOf(src any) string {
	switch v := src.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// text is a column of text in which NULL reads as none.
type text string

// Scan never fails.
func (t *text) Scan(src any) error {
	*t = text(textOf(src))
	return nil
}

// optional is number for a column where NULL means something else than 0.
type optional struct{ n *int64 }

// Value is NULL for none.
func (o optional) Value() (driver.Value, error) {
	if o.n == nil {
		return nil, nil
	}
	return *o.n, nil
}

// Scan never fails. Text that is no number reads as none.
func (o *optional) Scan(src any) error {
	o.n = nil
	if src == nil || strings.TrimSpace(textOf(src)) == "" && isText(src) {
		return nil
	}
	var n number
	_ = n.Scan(src)
	value := int64(n)
	o.n = &value
	return nil
}

func isText(src any) bool {
	switch src.(type) {
	case string, []byte:
		return true
	}
	return false
}

// MarshalJSON and UnmarshalJSON write null for none.
func (o optional) MarshalJSON() ([]byte, error) { return json.Marshal(o.n) }

// UnmarshalJSON reads what MarshalJSON writes, into a number of its own: the old one may be another row's too.
func (o *optional) UnmarshalJSON(text []byte) error {
	o.n = nil
	return json.Unmarshal(text, &o.n)
}

// flag is true or false in an integer column of a given table, 1 or 0. NULL and what is no number read as false.
type flag bool

// Value is 1 or 0.
func (f flag) Value() (driver.Value, error) {
	if f {
		return int64(1), nil
	}
	return int64(0), nil
}

// Scan never fails.
func (f *flag) Scan(src any) error {
	var n number
	_ = n.Scan(src)
	*f = n != 0
	return nil
}
