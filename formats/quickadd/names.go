package quickadd

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"mddash/domain"
)

// Project and Person are what @ can mean, as far as the person who types may know them.
type (
	Project struct {
		ID        int64
		Name, Key string
	}
	Person struct {
		ID, Name, Handle string
	}
)

// Names finds projects and people by what is typed after an @. The zero value knows none, and only English.
type Names struct {
	entries []nameEntry // by key
	longest int         // words in the longest name
	spoken  domain.Language
}

// In is the same for somebody who writes in a language beside English, and reads the chips in it.
func (n Names) In(l domain.Language) Names {
	n.spoken = l
	return n
}

func (n Names) speaks() domain.Language {
	if n.spoken == nil {
		return domain.English{}
	}
	return n.spoken
}

type nameEntry struct {
	key string
	nameTarget
}

type nameTarget struct {
	kind     Kind
	id, name string
}

// NewNames prepares names for any number of texts.
func NewNames(projects []Project, people []Person) Names {
	n := Names{}
	for _, project := range projects {
		n.add(nameTarget{KindProject, strconv.FormatInt(project.ID, 10), project.Name}, project.Name, project.Key)
	}
	for _, person := range people {
		n.add(nameTarget{KindPerson, person.ID, person.Name}, person.Name, person.Handle)
	}
	slices.SortFunc(n.entries, func(a, b nameEntry) int { return strings.Compare(a.key, b.key) })
	return n
}

func (n *Names) add(target nameTarget, names ...string) {
	for _, name := range names {
		key := fold(name)
		if key == "" {
			continue
		}
		n.entries = append(n.entries, nameEntry{key, target})
		words := strings.Count(key, " ") + 1
		if words > 1 {
			n.entries = append(n.entries, nameEntry{strings.ReplaceAll(key, " ", ""), target})
		}
		n.longest = max(n.longest, min(words, 8))
	}
}

// exact finds the one whose name, key or handle this is. A project goes before a person of the same name.
func (n Names) exact(key string) (nameTarget, bool) {
	matches := n.from(key)
	end := 0
	for end < len(matches) && matches[end].key == key {
		end++
	}
	matches = matches[:end]
	if i := slices.IndexFunc(matches, func(e nameEntry) bool { return e.kind == KindProject }); i >= 0 {
		matches = slices.DeleteFunc(slices.Clone(matches), func(e nameEntry) bool { return e.kind != KindProject })
	}
	return theOne(matches)
}

// prefix finds the one whose name begins like this, when there is one only.
func (n Names) prefix(key string) (nameTarget, bool) {
	matches := n.from(key)
	for i, e := range matches {
		if !strings.HasPrefix(e.key, key) {
			matches = matches[:i]
			break
		}
		if e.nameTarget != matches[0].nameTarget {
			return nameTarget{}, false
		}
	}
	return theOne(matches)
}

// from are the entries from a key on.
func (n Names) from(key string) []nameEntry {
	i, _ := slices.BinarySearchFunc(n.entries, key, func(e nameEntry, key string) int { return strings.Compare(e.key, key) })
	return n.entries[i:]
}

func theOne(matches []nameEntry) (nameTarget, bool) {
	if len(matches) == 0 {
		return nameTarget{}, false
	}
	for _, other := range matches[1:] {
		if other.nameTarget != matches[0].nameTarget {
			return nameTarget{}, false
		}
	}
	return matches[0].nameTarget, true
}

// fold makes names comparable whatever their case, accents and blanks.
func fold(name string) string {
	if len(name) > 400 {
		return ""
	}
	var out strings.Builder
	for _, r := range norm.NFD.String(name) {
		switch r = unicode.ToLower(r); {
		case unicode.Is(unicode.Mn, r):
		case r == 'ß':
			out.WriteString("ss")
		case r == 'æ':
			out.WriteString("ae")
		case r == 'œ':
			out.WriteString("oe")
		case r == 'ø':
			out.WriteByte('o')
		case r == 'ł':
			out.WriteByte('l')
		case r == 'đ':
			out.WriteByte('d')
		case r == 'ı':
			out.WriteByte('i')
		default:
			out.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}
