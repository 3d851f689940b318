package quickadd

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mddash/domain"
)

// mark reads #tag, !priority and @name.
func (p *parser) mark(at int) (phrase, int) {
	w := p.words[at]
	switch {
	case w.marked('#') && isTag(w.core[1:]):
		tag := w.core[1:]
		return phrase{kind: KindTag, name: nameTarget{KindTag, tag, tag}}, 1
	case w.marked('!'):
		if id, name := priority(w.lower); id != "" {
			return phrase{kind: KindPriority, name: nameTarget{KindPriority, id, name}}, 1
		}
	case w.marked('@') && len(p.names.entries) > 0:
		if target, n := p.named(at); n > 0 {
			return phrase{kind: target.kind, name: target}, n
		}
	}
	return phrase{}, 0
}

// isTag asks for letters of any script, digits, - _ and /, and for one letter, so that #1 stays a number.
func isTag(tag string) bool {
	letters := 0
	for _, r := range tag {
		switch {
		case r == utf8.RuneError:
			return false
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r), unicode.IsMark(r), r == '-', r == '_', r == '/', r == '\u200c', r == '\u200d':
		default:
			return false
		}
	}
	return letters > 0 && utf8.RuneCountInString(tag) <= domain.TagMax
}

func priority(word string) (id, name string) {
	switch word {
	case "!high", "!1", "!!", "!!!":
		return domain.PriorityHigh, "High"
	case "!medium", "!med", "!2":
		return domain.PriorityMedium, "Medium"
	case "!low", "!3":
		return domain.PriorityLow, "Low"
	}
	return "", ""
}

// named finds what @ means, by as many of the following words as make a name.
func (p *parser) named(at int) (nameTarget, int) {
	w := p.words[at]
	if w.quotedName != "" {
		return p.oneWordName(fold(w.quotedName))
	}
	key := fold(w.core[1:])
	if key == "" {
		return nameTarget{}, 0
	}
	keys := []string{key}
	for len(keys) < p.names.longest && p.joined(at+len(keys)) {
		next := p.words[at+len(keys)]
		if next.lower == "" && next.core == "" || next.marked('#') || next.marked('@') || next.marked('!') {
			break
		}
		key += " " + fold(next.core)
		keys = append(keys, key)
	}
	for n := len(keys); n > 1; n-- {
		if target, ok := p.names.exact(keys[n-1]); ok {
			return target, n
		}
		if target, ok := p.names.prefix(keys[n-1] + " "); ok {
			return target, n
		}
	}
	return p.oneWordName(keys[0])
}

func (p *parser) oneWordName(key string) (nameTarget, int) {
	if strings.TrimSpace(key) == "" {
		return nameTarget{}, 0
	}
	for _, find := range []func(string) (nameTarget, bool){
		p.names.exact,
		func(key string) (nameTarget, bool) { return p.names.prefix(key + " ") },
		p.names.prefix,
	} {
		if target, ok := find(key); ok {
			return target, 1
		}
	}
	return nameTarget{}, 0
}
