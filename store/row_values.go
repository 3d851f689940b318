package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
	"time"
	"unicode/utf8"
)

// finerTime is a time with what storedTime has no room for.
const finerTime = "2006-01-02T15:04:05.000000Z"

// row is one row of a table as it is the same in every database: int64, string, []byte or nil in each column. A time is text
// as storedTime writes it, or finerTime where it is not of a whole millisecond.
type row []any

// plain makes a row out of what a database gave. changed counts what could not stay as it was: SQLite keeps whatever is put
// into a column, and programs before us did.
func (t tableShape) plain(raw []any) (r row, changed int) {
	r = make(row, len(raw))
	for i, c := range t.Columns {
		var same bool
		if r[i], same = c.plain(raw[i]); !same {
			changed++
		}
	}
	return r, changed
}

// plain is a value as mddash itself reads it; same is false where that says something else than what is stored.
func (c columnShape) plain(value any) (plain any, same bool) {
	switch c.Holds {
	case holdsInt:
		plain, same = asInt(value)
	case holdsTime:
		plain, same = asTime(value)
	case holdsBlob:
		plain, same = asBlob(value)
	default:
		plain, same = asText(value)
	}
	if plain == nil && c.missing != nil {
		return c.missing, false
	}
	return plain, same
}

func asInt(value any) (any, bool) {
	switch v := value.(type) {
	case nil:
		return nil, true
	case int64:
		return v, true
	case int32:
		return int64(v), true
	}
	var o optional
	_ = o.Scan(value)
	if o.n == nil {
		return nil, false
	}
	return *o.n, false
}

func asTime(value any) (any, bool) {
	if value == nil {
		return nil, true
	}
	var i instant
	_ = i.Scan(value)
	if i.IsZero() {
		return nil, false
	}
	return timeText(i.Time), true
}

// timeText is a time as a row has it.
func timeText(t time.Time) string {
	t = t.UTC().Truncate(time.Microsecond)
	if t.Truncate(time.Millisecond).Equal(t) {
		return t.Format(storedTime)
	}
	return t.Format(finerTime)
}

func asBlob(value any) (any, bool) {
	switch v := value.(type) {
	case nil:
		return nil, true
	case []byte:
		return v, true
	case string:
		return []byte(v), true
	}
	return []byte(fmt.Sprint(value)), false
}

func asText(value any) (any, bool) {
	switch v := value.(type) {
	case nil:
		return nil, true
	case string:
		return v, true
	case []byte:
		return string(v), true
	case time.Time:
		return timeText(v), true
	}
	return fmt.Sprint(value), false
}

// unkept says what keeps PostgreSQL from keeping a text, which SQLite does not mind; empty for nothing.
func unkept(text string) string {
	switch {
	case strings.ContainsRune(text, 0):
		return "has a NUL character in it"
	case !utf8.ValidString(text):
		return "is not UTF-8"
	}
	return ""
}

// sum adds up the rows of a table in the order of its key. Two tables with the same sum have the same rows.
type sum struct {
	Rows int64
	hash hash.Hash
}

func newSum() *sum { return &sum{hash: sha256.New()} }

// add writes each value with what it is and how long, so that no two rows are written alike.
func (s *sum) add(r row) {
	s.Rows++
	var head [9]byte
	for _, value := range r {
		switch v := value.(type) {
		case nil:
			s.hash.Write([]byte{'-'})
		case int64:
			head[0] = 'i'
			binary.BigEndian.PutUint64(head[1:], uint64(v))
			s.hash.Write(head[:])
		case string:
			head[0] = 't'
			binary.BigEndian.PutUint64(head[1:], uint64(len(v)))
			s.hash.Write(head[:])
			_, _ = s.hash.Write([]byte(v))
		case []byte:
			head[0] = 'b'
			binary.BigEndian.PutUint64(head[1:], uint64(len(v)))
			s.hash.Write(head[:])
			s.hash.Write(v)
		}
	}
}

func (s *sum) text() string { return hex.EncodeToString(s.hash.Sum(nil)) }

// size is about how many bytes a row takes.
func (r row) size() int {
	n := 0
	for _, value := range r {
		switch v := value.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		}
		n += 8
	}
	return n
}
