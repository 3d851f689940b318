package language

import (
	"embed"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// English is the tag of the language that the program's texts are written in.
const English = "en"

//go:embed *.json
var files embed.FS

// Languages are those that the program speaks.
type Languages struct{ others []*Language }

// file is a language as its file describes it.
type file struct {
	Tag         string            `json:"tag"`
	Name        string            `json:"name"`
	Comma       bool              `json:"decimal_comma"`
	Months      []string          `json:"months"`
	ShortMonths []string          `json:"short_months"`
	Days        []string          `json:"days"`
	ShortDays   []string          `json:"short_days"`
	Layouts     map[string]string `json:"layouts"`
	Inside      []string          `json:"inside"`
	Texts       map[string]string `json:"texts"`
	Scripts     map[string]string `json:"scripts"`
}

// Load reads the languages that are part of the program.
func Load() (Languages, error) {
	found, err := files.ReadDir(".")
	if err != nil {
		return Languages{}, fmt.Errorf("languages: %w", err)
	}
	all := Languages{}
	for _, entry := range found {
		text, err := files.ReadFile(entry.Name())
		if err != nil {
			return Languages{}, fmt.Errorf("language file %s: %w", entry.Name(), err)
		}
		l, err := read(text)
		if err != nil {
			return Languages{}, fmt.Errorf("language file %s: %w", entry.Name(), err)
		}
		all.others = append(all.others, l)
	}
	return all, nil
}

func read(text []byte) (*Language, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, err
	}
	if len(f.Months) != 12 || len(f.ShortMonths) != 12 || len(f.Days) != 7 || len(f.ShortDays) != 7 {
		return nil, fmt.Errorf("there are 12 months and 7 days, each with a short name")
	}
	l := &Language{Tag: f.Tag, Name: f.Name, texts: f.Texts, layouts: f.Layouts, months: f.Months, shortMonths: f.ShortMonths, days: f.Days, shortDays: f.ShortDays, comma: f.Comma, inside: map[string]string{}}
	for _, text := range f.Inside {
		first, size := utf8.DecodeRuneInString(text)
		l.inside[text] = string(unicode.ToLower(first)) + text[size:]
	}
	scripts, err := json.Marshal(f.Scripts)
	if err != nil {
		return nil, err
	}
	l.scripts = string(scripts)
	for english, own := range f.Texts {
		if p, ok := newPattern(english, own); ok {
			l.patterns = append(l.patterns, p)
		}
	}
	// Of several that fit, the one that says most is meant.
	sort.Slice(l.patterns, func(i, j int) bool {
		a, b := strings.Join(l.patterns[i].pieces, "%s"), strings.Join(l.patterns[j].pieces, "%s")
		if len(a) != len(b) {
			return len(a) > len(b)
		}
		return a < b
	})
	return l, nil
}

// Of is the language with a tag; English for every other.
func (ls Languages) Of(tag string) *Language {
	for _, l := range ls.others {
		if l.Tag == tag {
			return l
		}
	}
	return nil
}

// Accepted is the one that a browser likes best of those that there are, by its header Accept-Language; English where it
// likes none of them.
func (ls Languages) Accepted(header string) *Language {
	var best *Language
	most := 0.0
	for i, part := range strings.SplitN(header, ",", 20) {
		tag, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		liked := 1.0
		if text, ok := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q="); ok {
			liked, _ = strconv.ParseFloat(text, 64)
		}
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		if l := ls.Of(tag); (l != nil || tag == English) && liked > most && i < 19 {
			best, most = l, liked
		}
	}
	return best
}

// Tags are the tags of all languages, English first, with their names.
func (ls Languages) Tags() (tags, names []string) {
	tags, names = []string{English}, []string{"English"}
	for _, l := range ls.others {
		tags, names = append(tags, l.Tag), append(names, l.Name)
	}
	return tags, names
}
