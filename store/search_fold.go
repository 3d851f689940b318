package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A text is cut into words here, for the index and for what is looked up in it, so that both databases find the same:
// they get words that are ready. Case and accents do not count. Scripts that leave no blanks between words are cut into
// pairs of neighbours, and the last character of such a run is a word too, so that any part of it is found.

// token is one word of a text: the bytes that it stands in, and what it is in the index.
type token struct {
	start, end int
	text       string
}

// wordMax is how many bytes of a word count.
const wordMax = 64

// tokens cuts a text into at most limit words.
func tokens(text string, limit int) []token {
	found := make([]token, 0, min(len(text)/6+1, limit))
	for at := 0; at < len(text) && len(found) < limit; {
		if end, ready := plainRun(text, at); ready {
			if end > at {
				found = append(found, token{at, end, text[at:end]})
			}
			at = max(end, at+1)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case isUnspaced(r):
			end := runEnd(text, at, isUnspaced)
			found = append(found, pairs(text, at, end)...)
			at = end
		case inWord(r):
			end := runEnd(text, at, func(r rune) bool { return inWord(r) && !isUnspaced(r) })
			if folded := fold(text[at:end]); !strings.Contains(folded, " ") && folded != "" {
				found = append(found, token{at, end, folded})
			} else {
				for _, part := range strings.Fields(folded) {
					found = append(found, token{at, end, part})
				}
			}
			at = end
		case r > unicode.MaxLatin1 && unicode.Is(unicode.So, r):
			found = append(found, token{at, at + size, string(r)})
			at += size
		default:
			at += size
		}
	}
	return found[:min(len(found), limit)]
}

// plainRun is where the word at a place ends that is in the form that counts already, as most are; ready tells whether it is,
// or whether there is nothing but an ASCII character of no word.
func plainRun(text string, at int) (end int, ready bool) {
	for end = at; end < len(text) && end-at <= wordMax; end++ {
		switch c := text[end]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		case c >= utf8.RuneSelf || c >= 'A' && c <= 'Z':
			return end, false
		default:
			return end, true
		}
	}
	return end, end-at <= wordMax
}

func runEnd(text string, from int, is func(rune) bool) int {
	for at := from; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !is(r) {
			return at
		}
		at += size
	}
	return len(text)
}

// pairs are the neighbours in a run of unspaced characters; a pair ends with its second character.
func pairs(text string, from, end int) []token {
	var found []token
	for at := from; at < end; {
		_, size := utf8.DecodeRuneInString(text[at:])
		next := 0
		if at+size < end {
			_, next = utf8.DecodeRuneInString(text[at+size:])
		}
		found = append(found, token{at, at + size + next, norm.NFKC.String(text[at : at+size+next])})
		at += size
	}
	return found
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// isUnspaced tells the characters of scripts that are written without blanks, or where words run together.
func isUnspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー'
}

// fold is a word in the form that counts: small letters without accents.
func fold(word string) string {
	plain := true
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if !plain {
		word = unaccented(word)
	}
	word = strings.ToLower(word)
	if len(word) > wordMax {
		word = strings.ToValidUTF8(word[:wordMax], "")
	}
	return word
}

// letters that are another letter with something on it, but do not come apart.
var bareLetters = strings.NewReplacer("ß", "ss", "ẞ", "ss", "æ", "ae", "Æ", "ae", "œ", "oe", "Œ", "oe", "ø", "o", "Ø", "o", "đ", "d", "Đ", "d",
	"ð", "d", "Ð", "d", "þ", "th", "Þ", "th", "ł", "l", "Ł", "l", "ı", "i", "ħ", "h", "Ħ", "h", "ŧ", "t", "Ŧ", "t", "ς", "σ")

func unaccented(word string) string {
	var out strings.Builder
	for _, r := range norm.NFKD.String(word) {
		switch {
		case isAccent(r):
		case inWord(r):
			out.WriteRune(r)
		default:
			out.WriteByte(' ') // ½ comes apart into 1⁄2
		}
	}
	return bareLetters.Replace(norm.NFC.String(out.String()))
}

// isAccent tells the marks that people leave out when they type: those on Latin, Greek, Cyrillic, Hebrew and Arabic
// letters. In other scripts a mark makes another word.
func isAccent(r rune) bool {
	return r >= 0x0300 && r <= 0x036F || r >= 0x1AB0 && r <= 0x1AFF || r >= 0x1DC0 && r <= 0x1DFF || r >= 0xFE20 && r <= 0xFE2F ||
		r >= 0x0591 && r <= 0x05C7 || r >= 0x064B && r <= 0x065F || r == 0x0670
}
