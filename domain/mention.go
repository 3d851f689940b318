package domain

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mentionable are people that a text can mention. A person is mentioned by the whole name, in quotes (@"Ana Ruiz") or
// with dots for blanks (@ana.ruiz), or by the first word of it where no other one has that (@ana). Case does not matter.
type Mentionable struct{ by map[string]Person }

// NewMentionable prepares people for any number of texts. A name that two people have stands for neither.
func NewMentionable(people []Person) Mentionable {
	m := Mentionable{by: map[string]Person{}}
	for _, byFirst := range []bool{false, true} {
		names := map[string][]Person{}
		for _, p := range people {
			handle := Handle(p.Name)
			if byFirst {
				handle, _, _ = strings.Cut(handle, ".")
			}
			names[handle] = append(names[handle], p)
		}
		for name, who := range names {
			if _, taken := m.by[name]; len(who) == 1 && !taken && name != "" {
				m.by[name] = who[0]
			} else if !byFirst && len(who) > 1 {
				m.by[name] = Person{}
			}
		}
	}
	return m
}

// Names are all that somebody can be mentioned by, sorted, each with who that is.
func (m Mentionable) Names() []string {
	names := make([]string, 0, len(m.by))
	for name, who := range m.by {
		names = append(names, name+"\n"+who.Name)
	}
	slices.Sort(names)
	return names
}

// Handle is a name as it is written behind an @: in small letters, with dots for blanks.
func Handle(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(name, `"`, " "))), ".")
}

// Mention is how somebody is mentioned so that At finds them.
func Mention(p Person) string {
	handle := Handle(p.Name)
	if handleEnd("@"+handle+" ") == len(handle)+1 {
		return "@" + handle
	}
	return `@"` + strings.Join(strings.Fields(strings.ReplaceAll(p.Name, `"`, " ")), " ") + `"`
}

// At finds who is mentioned at the beginning of a text, and how long the mention is; ok is false for nobody.
func (m Mentionable) At(text string) (who Person, length int, ok bool) {
	if len(m.by) == 0 || !strings.HasPrefix(text, "@") {
		return Person{}, 0, false
	}
	if quoted, found := strings.CutPrefix(text, `@"`); found {
		name, _, closed := strings.Cut(quoted, `"`)
		who, ok = m.by[Handle(name)]
		return who, len(name) + len(`@""`), ok && closed && who.ID != "" && !strings.ContainsAny(name, "\r\n")
	}
	end := handleEnd(text)
	who, ok = m.by[strings.ToLower(text[1:end])]
	return who, end, ok && who.ID != ""
}

// handleEnd is where a name behind an @ ends. A dot or a hyphen at the end belongs to the sentence.
func handleEnd(text string) int {
	end := 1
	for i, r := range text {
		switch {
		case i == 0:
		case isWord(r) || unicode.IsMark(r):
			end = i + utf8.RuneLen(r)
		case !strings.ContainsRune(joiners, r) || i != end:
			return end
		}
	}
	return end
}

// In are the ids of those whom a text mentions outside of code, sorted.
func (m Mentionable) In(text string) []string {
	ids := []string{}
	if !strings.Contains(text, "@") {
		return ids
	}
	text = withoutCode(text)
	before := rune(0)
	for at, r := range text {
		if r == '@' && BeginsWord(before) {
			if who, _, ok := m.At(text[at:]); ok {
				ids = append(ids, who.ID)
			}
		}
		before = r
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// withoutCode leaves blanks where a Markdown text has code between fences or backticks.
func withoutCode(text string) string {
	var out strings.Builder
	fence := ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimLeft(line, " >")
		mark := trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, "`~"))]
		switch {
		case fence != "":
			if strings.HasPrefix(mark, fence) && strings.TrimSpace(trimmed[len(mark):]) == "" {
				fence = ""
			}
		case strings.HasPrefix(mark, "```") || strings.HasPrefix(mark, "~~~"):
			fence = strings.Repeat(mark[:1], len(mark))
		default:
			out.WriteString(line)
		}
		out.WriteByte(' ')
	}
	return withoutSpans(out.String())
}

func withoutSpans(text string) string {
	var out strings.Builder
	for text != "" {
		before, rest, found := strings.Cut(text, "`")
		out.WriteString(before)
		if !found {
			break
		}
		ticks := "`" + rest[:len(rest)-len(strings.TrimLeft(rest, "`"))]
		rest = rest[len(ticks)-1:]
		if inside, after, closed := strings.Cut(rest, ticks); closed && !strings.HasPrefix(after, "`") && !strings.HasSuffix(inside, "`") {
			rest = after
		}
		out.WriteByte(' ')
		text = rest
	}
	return out.String()
}
