package ical

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// lines takes a text apart into the lines that were folded in it. It holds one of them at a time.
type lines struct {
	from    *bufio.Reader
	limits  Limits
	read    int64
	number  int // of the line last read, as it stands in the text
	pending []byte
	waiting bool // pending is a line that was read too far
	long    bool // the line last read is longer than it may be, and what there is of it is its beginning
	opened  bool
	ended   bool
	failed  *Error
}

func newLines(from io.Reader, limits Limits) *lines {
	return &lines{from: bufio.NewReader(from), limits: limits.orUsual()}
}

// next is the next line, without what folded it, and its number; io.EOF after the last. It is good until the next call.
func (l *lines) next(line []byte) (whole []byte, number int, err error) {
	line, l.long = line[:0], false
	for {
		piece, err := l.take()
		if err != nil {
			if err == io.EOF && number != 0 {
				return line, number, nil
			}
			return nil, number, err
		}
		switch folded := len(piece) > 0 && (piece[0] == ' ' || piece[0] == '\t'); {
		case len(piece) == 0: // what folds may stand behind it, where line ends were doubled
		case number == 0:
			line, number = l.grow(line, piece), l.number
		case goesOn(line):
			line = l.grow(line[:len(line)-1], piece)
		case folded:
			line = l.grow(line, piece[1:])
		default:
			l.waiting = true // it is pending
			return line, number, nil
		}
	}
}

func (l *lines) grow(line, piece []byte) []byte {
	if room := l.limits.LineLength - len(line); len(piece) > room {
		l.long = true
		piece = piece[:room]
	}
	return append(line, piece...)
}

func (l *lines) take() ([]byte, error) {
	if l.waiting {
		l.waiting = false
		return l.pending, nil
	}
	if l.failed != nil {
		return nil, l.failed
	}
	if !l.opened {
		l.open()
	}
	piece, err := l.physical()
	l.pending = piece
	var wrong *Error
	if errors.As(err, &wrong) {
		l.failed = wrong
	}
	return piece, err
}

// physical is one line as it stands in the text. LF, CR and CRLF end one; any number of CR before an LF are one end.
func (l *lines) physical() ([]byte, error) {
	if l.ended {
		return nil, io.EOF
	}
	line := l.pending[:0]
	for begun := false; ; begun = true {
		buffer, err := l.from.Peek(max(l.from.Buffered(), 1))
		if len(buffer) == 0 {
			if err != nil && err != io.EOF {
				return nil, l.unreadable(err)
			}
			if l.ended = true; !begun {
				return nil, io.EOF
			}
			return line, nil
		}
		if !begun {
			l.number++
		}
		if l.number > l.limits.Lines {
			return nil, fatal(l.number, "The calendar has more than %d lines.", l.limits.Lines)
		}
		end := endOf(buffer)
		if keep := min(end, l.limits.LineLength+2-len(line)); keep > 0 { // what is folded begins with a blank; one more shows that it is too long
			line = append(line, buffer[:keep]...)
		}
		if err := l.skip(end); err != nil {
			return nil, err
		}
		if end < len(buffer) {
			return line, l.skipEnd()
		}
	}
}

// endOf is where a line ends in a buffer, or its length.
func endOf(buffer []byte) int {
	end := len(buffer)
	if i := bytes.IndexByte(buffer, '\n'); i >= 0 {
		end = i
	}
	if i := bytes.IndexByte(buffer[:end], '\r'); i >= 0 {
		end = i
	}
	return end
}

func (l *lines) skipEnd() error {
	for {
		c, err := l.from.ReadByte()
		if err != nil {
			return l.atEnd(err)
		}
		if err := l.count(1); err != nil || c == '\n' {
			return err
		}
		if next, err := l.from.Peek(1); err != nil || next[0] != '\r' && next[0] != '\n' {
			return l.atEnd(err)
		}
		if two, err := l.from.Peek(2); err == nil && two[0] == '\r' && two[1] != '\n' && two[1] != '\r' {
			return nil // CR alone, twice: an empty line is next
		}
	}
}

func (l *lines) atEnd(err error) error {
	if err == nil || err == io.EOF {
		return nil
	}
	return l.unreadable(err)
}

func (l *lines) unreadable(err error) error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	return &Error{Line: l.number, Text: "The calendar could not be read to its end.", Fatal: true}
}

func (l *lines) skip(n int) error {
	if _, err := l.from.Discard(n); err != nil {
		return l.unreadable(err)
	}
	return l.count(n)
}

func (l *lines) count(n int) error {
	if l.read += int64(n); l.read > l.limits.Bytes {
		return fatal(l.number, "The calendar is larger than %d bytes.", l.limits.Bytes)
	}
	return nil
}

// open looks at how the text is written down, and takes a mark of that from its beginning.
func (l *lines) open() {
	l.opened = true
	start, _ := l.from.Peek(3)
	pair := func(a, b byte) bool { return len(start) >= 2 && start[0] == a && start[1] == b }
	switch {
	case bytes.Equal(start, []byte("\xef\xbb\xbf")):
		_, _ = l.from.Discard(3)
	case pair(0xff, 0xfe), pair(0xfe, 0xff):
		_, _ = l.from.Discard(2)
		l.from = bufio.NewReader(&utf16Reader{from: l.from, big: start[0] == 0xfe})
	case pair('B', 0), pair(0, 'B'):
		l.from = bufio.NewReader(&utf16Reader{from: l.from, big: start[0] == 0})
	}
}

// utf16Reader gives the UTF-8 of a text in UTF-16.
type utf16Reader struct {
	from *bufio.Reader
	big  bool
	left []byte
	high rune // the first half of a character
}

// Read gives one character at a time and more while they are there.
func (u *utf16Reader) Read(into []byte) (int, error) {
	for len(u.left) < len(into) {
		c, err := u.unit()
		if err != nil {
			if len(u.left) > 0 {
				break
			}
			return 0, err
		}
		u.put(c)
	}
	n := copy(into, u.left)
	u.left = append(u.left[:0], u.left[n:]...)
	return n, nil
}

func (u *utf16Reader) unit() (rune, error) {
	first, err := u.from.ReadByte()
	if err != nil {
		return 0, err
	}
	second, err := u.from.ReadByte()
	if err != nil {
		return 0, err
	}
	if u.big {
		first, second = second, first
	}
	return rune(second)<<8 | rune(first), nil
}

func (u *utf16Reader) put(c rune) {
	high := u.high
	u.high = 0
	switch {
	case high != 0 && c >= 0xdc00 && c < 0xe000:
		u.left = utf8.AppendRune(u.left, utf16.DecodeRune(high, c))
		return
	case high != 0:
		u.left = utf8.AppendRune(u.left, utf8.RuneError)
	}
	if c >= 0xd800 && c < 0xdc00 {
		u.high = c
		return
	}
	u.left = utf8.AppendRune(u.left, c)
}

// textOf is a line as text. What is not UTF-8 is taken for what the line says that it is, else for charset, else for
// Windows-1252 (and so Latin-1), unless it is UTF-8 in other places.
func textOf(line []byte, charset string) string {
	said := saidCharset(line)
	if said != "" && bytes.IndexByte(line, 0x1b) >= 0 { // ISO-2022-JP looks like ASCII
		if text, ok := decoded(line, said); ok {
			return withoutControls(text)
		}
	}
	if said != "" {
		charset = said
	}
	return withoutControls(textIn(line, charset))
}

// textIn is textOf where it is known in which charset.
func textIn(line []byte, charset string) string {
	text := string(line)
	if utf8.ValidString(text) {
		return text
	}
	if text, ok := decoded(line, charset); ok {
		return text
	}
	if whole := strings.ToValidUTF8(text, ""); utf8.RuneCountInString(whole) < len(whole) {
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	return fromWindows(line)
}

// withoutControls leaves out characters that are none, and stand for nothing.
func withoutControls(text string) string {
	if strings.IndexFunc(text, isControl) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, text)
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// fromWindows reads Windows-1252.
func fromWindows(line []byte) string {
	const upper = "€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ"
	high := []rune(upper)
	var text strings.Builder
	text.Grow(len(line) + len(line)/4)
	for _, c := range line {
		if c >= 0x80 && c < 0xa0 {
			text.WriteRune(high[c-0x80])
			continue
		}
		text.WriteRune(rune(c))
	}
	return text.String()
}
