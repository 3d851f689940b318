package demo

import (
	"embed"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// texts are what titles, descriptions and comments are made of. A file of words is made of
//
//	slot = one | another | …      what {slot} can stand for
//	[phase] tags=… roles=… est=…  what follows belongs to it
//	a line                        a title, or a comment
//	> a line                      an opening of a description
//	+ a line                      a step
//	~ a line                      what has to be so in the end
//
//go:embed words/*.txt
var texts embed.FS

// phase is a part of a kind of work, with the words for it.
type phase struct {
	name         string
	tags, roles  []string
	least, most  int // minutes that a task of it is estimated at
	lines        []string
	leads, steps []string
	goals        []string
}

// words are one file.
type words struct {
	slots  map[string][]string
	phases []phase
}

// readWords reads a file of texts.
func readWords(name string) (words, error) {
	text, err := texts.ReadFile("words/" + name + ".txt")
	if err != nil {
		return words{}, err
	}
	w := words{slots: map[string][]string{}}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := w.read(line); err != nil {
			return words{}, fmt.Errorf("words/%s.txt: %w", name, err)
		}
	}
	return w, nil
}

// with are the words with other choices for some slots: "slot = one | another; slot = …".
func (w words) with(slots string) words {
	if slots == "" {
		return w
	}
	w.slots = maps.Clone(w.slots)
	for _, line := range strings.Split(slots, "; ") {
		slot, choices, _ := strings.Cut(line, " = ")
		w.slots[slot] = strings.Split(choices, " | ")
	}
	return w
}

func (w *words) read(line string) error {
	if head, found := strings.CutPrefix(line, "["); found {
		p, err := readPhase(head)
		w.phases = append(w.phases, p)
		return err
	}
	if slot, choices, found := strings.Cut(line, " = "); found && !strings.Contains(slot, " ") {
		w.slots[slot] = strings.Split(choices, " | ")
		return nil
	}
	if len(w.phases) == 0 {
		return fmt.Errorf("%q is in no phase", line)
	}
	p := &w.phases[len(w.phases)-1]
	into := &p.lines
	for mark, list := range map[string]*[]string{"> ": &p.leads, "+ ": &p.steps, "~ ": &p.goals} {
		if rest, found := strings.CutPrefix(line, mark); found {
			into, line = list, rest
		}
	}
	*into = append(*into, strings.ReplaceAll(line, `\n`, "\n"))
	return nil
}

func readPhase(head string) (phase, error) {
	name, settings, _ := strings.Cut(head, "]")
	p := phase{name: name, least: 30, most: 240}
	for _, setting := range strings.Fields(settings) {
		key, value, _ := strings.Cut(setting, "=")
		switch key {
		case "tags":
			p.tags = strings.Split(value, ",")
		case "roles":
			p.roles = strings.Split(value, ",")
		case "est":
			if _, err := fmt.Sscanf(value, "%d-%d", &p.least, &p.most); err != nil {
				return p, fmt.Errorf("%q: %w", setting, err)
			}
		default:
			return p, fmt.Errorf("%q says nothing", setting)
		}
	}
	return p, nil
}

// fill puts something in the place of every {slot}: what fixed says, else one of the slot's choices.
func (w words) fill(r *rand.Rand, text string, fixed map[string]string) string {
	for from := 0; ; {
		begin := strings.IndexByte(text[from:], '{')
		if begin < 0 {
			return capital(text)
		}
		begin += from
		end := begin + strings.IndexByte(text[begin:], '}')
		slot := text[begin+1 : end]
		put, known := fixed[slot]
		if !known {
			put = pick(r, w.slots[slot])
		}
		before := text[:begin]
		if strings.HasSuffix(before, " a ") && strings.ContainsAny(put[:min(1, len(put))], "aeio") {
			before = strings.TrimSuffix(before, " ") + "n "
		}
		text, from = before+put+text[end+1:], len(before)+len(put)
	}
}

// capital begins a text as a sentence does.
func capital(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:size]) + text[size:]
}

// pick is one of some things; the zero value where there are none.
func pick[T any](r *rand.Rand, things []T) T {
	if len(things) == 0 {
		var none T
		return none
	}
	return things[r.IntN(len(things))]
}
