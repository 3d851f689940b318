package store

import "strings"

// statementMax is how much of a statement is logged.
const statementMax = 1000

// withoutValues is a statement with a question mark for every text and number in it, so that it can be logged: the words
// of people are in quotes, and a quote that never ends takes the rest along.
func withoutValues(query string) string {
	var out strings.Builder
	for i := 0; i < len(query) && out.Len() < statementMax; {
		c := query[i]
		switch {
		case c == '\'':
			i = behindText(query, i+1)
			putValue(&out)
		case c == '$' && strings.HasPrefix(query[i:], "$$"):
			i = len(query)
			putValue(&out)
		case c == '"':
			next := i + 1 + strings.IndexByte(query[i+1:], '"') + 1
			if next == i+1 {
				next = len(query)
			}
			out.WriteString(query[i:next])
			i = next
		case isDigit(c) && (i == 0 || !isWord(query[i-1])):
			for i < len(query) && (isWord(query[i]) || query[i] == '.') {
				i++
			}
			putValue(&out)
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			if text := out.String(); text != "" && text[len(text)-1] != ' ' {
				out.WriteByte(' ')
			}
			i++
		default:
			out.WriteByte(c)
			i++
		}
	}
	return strings.TrimSpace(shortLists(out.String()))
}

// behindText is the place behind the quote that ends a text; two of them are one that belongs to it.
func behindText(query string, i int) int {
	for ; i < len(query); i++ {
		if query[i] != '\'' {
			continue
		}
		if i+1 < len(query) && query[i+1] == '\'' {
			i++
			continue
		}
		return i + 1
	}
	return i
}

func putValue(out *strings.Builder) { out.WriteByte('?') }

// shortLists makes a list of values as long as the shortest.
func shortLists(text string) string {
	for strings.Contains(text, "?, ?") {
		text = strings.ReplaceAll(text, "?, ?", "?")
	}
	return text
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}
