package quickadd

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestKeyword is more than any word of the grammar is long.
const longestKeyword = 24

// word is a piece of the text between blanks, or a stretch of it in quotes.
type word struct {
	start, end int    // its core in the text, without lead and tail
	lower      string // the core as the grammar reads it; empty where it may not: quoted, escaped, too long
	core       string
	lead, tail string // an opening bracket before, punctuation after
	shown      string // what it is in a title
	quotedName string // of @"Website relaunch"
}

// marked tells whether the word begins with a mark that the grammar may read.
func (w word) marked(mark byte) bool { return w.core != "" && w.core[0] == mark }

// splitter cuts a text into words.
type splitter struct {
	text       string
	looseQuote int
	noCurly    bool // no more ” ahead: don't look again
	noStraight bool
}

// split also says where a double quote stands that nothing closes, or -1.
func split(text string) ([]word, int) {
	s := splitter{text: text, looseQuote: -1}
	words := make([]word, 0, strings.Count(text, " ")+1)
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		w, end := s.word(at)
		words = append(words, w)
		at = end
	}
	return words, s.looseQuote
}

func (s *splitter) word(at int) (word, int) {
	from, lead := at, ""
	if s.text[at] == '(' && at+1 < len(s.text) {
		lead, at = "(", at+1
	}
	rest := s.text[at:]
	if open := quoteAt(rest); open > 0 {
		if close := s.closing(at, open); close > 0 {
			end := s.blank(close)
			inner := strings.TrimSuffix(strings.TrimSuffix(s.text[at+open:close], `"`), "”")
			return word{start: at, end: end, shown: lead + inner + s.text[close:end]}, end
		}
	}
	if len(rest) > 1 && rest[0] == '\\' && strings.IndexByte(`#!@"`, rest[1]) >= 0 {
		end := s.blank(at)
		return word{start: at, end: end, shown: lead + s.text[at+1:end]}, end
	}
	if open := quoteAt(rest[1:]); rest[0] == '@' && open > 0 {
		if close := s.closing(at+1, open); close > 0 {
			return s.quotedName(from, at, open, close)
		}
	}
	end := s.blank(at)
	return plainWord(s.text[from:end], lead, from), end
}

// quotedName is @"Website relaunch", which is text when anything but punctuation follows.
func (s *splitter) quotedName(from, at, open, close int) (word, int) {
	end := s.blank(close)
	w := word{start: at, end: close, lead: s.text[from:at], tail: s.text[close:end], shown: s.text[from:end]}
	if strings.Trim(w.tail, tailing) == "" {
		w.core = s.text[at:close]
		w.quotedName = strings.TrimSuffix(strings.TrimSuffix(s.text[at+1+open:close], `"`), "”")
	} else {
		w.end, w.tail = end, ""
	}
	return w, end
}

const tailing = ",.;:!?)"

func plainWord(raw, lead string, from int) word {
	core := strings.TrimRight(raw[len(lead):], tailing)
	if core == "" {
		core = raw[len(lead):]
	}
	tail := raw[len(lead)+len(core):]
	if tail != "" && tail[0] == '.' && keepsDot(core) {
		core, tail = core+".", tail[1:]
	}
	w := word{start: from + len(lead), lead: lead, tail: tail, core: core, shown: raw}
	w.end = w.start + len(core)
	if len(core) <= longestKeyword {
		w.lower = strings.ReplaceAll(strings.ToLower(core), "’", "'")
	}
	return w
}

// keepsDot is for words of which the dot is a part: 25.12. and p.m.
func keepsDot(core string) bool {
	if len(core) > len("12:30p.m") {
		return false
	}
	if lower := strings.ToLower(core); strings.HasSuffix(lower, "a.m") || strings.HasSuffix(lower, "p.m") {
		return true
	}
	day, month, found := strings.Cut(core, ".")
	return found && digits(day, 1, 2) && digits(month, 1, 2)
}

// quoteAt is how long the quotation mark is that the text begins with, 0 when it doesn't.
func quoteAt(text string) int {
	switch {
	case strings.HasPrefix(text, `"`):
		return 1
	case strings.HasPrefix(text, "“"):
		return len("“")
	}
	return 0
}

// closing is behind the mark that closes the one at a place, or 0 when nothing does or nothing is in it.
func (s *splitter) closing(at, open int) int {
	mark, missing := `"`, &s.noStraight
	if open > 1 {
		mark, missing = "”", &s.noCurly
	}
	if *missing {
		return 0
	}
	length := strings.Index(s.text[at+open:], mark)
	switch {
	case length < 0:
		*missing = true
		if open == 1 {
			s.looseQuote = at
		}
		return 0
	case strings.TrimSpace(s.text[at+open:at+open+length]) == "":
		return 0
	}
	return at + open + length + len(mark)
}

// blank is where the next blank is.
func (s *splitter) blank(from int) int {
	if length := strings.IndexFunc(s.text[from:], unicode.IsSpace); length >= 0 {
		return from + length
	}
	return len(s.text)
}

func digits(text string, least, most int) bool {
	if len(text) < least || len(text) > most {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}
