package quickadd

import (
	"strings"
	"time"

	"mddash/domain"
)

// parser reads phrases out of words, from left to right. A reader is asked whether its phrase begins at a word, looks
// ahead a few words only, and answers how many it takes: 0 for none.
type parser struct {
	text    string
	words   []word
	now     time.Time
	today   domain.Date
	names   Names
	phrases []phrase
}

// phrase is some words that were understood, words[first] to words[end-1].
type phrase struct {
	kind       Kind
	first, end int
	name       nameTarget // of tags, priorities, projects and people
	when       when       // of due, time, start and reminder
	repeat     *repeat
	before     span // of a reminder that counts back from the due time
}

func (p *parser) read() {
	for at := 0; at < len(p.words); {
		found, n := p.phrase(at)
		if n == 0 || !p.paired(at, at+n) {
			at++
			continue
		}
		found.first, found.end = at, at+n
		p.phrases = append(p.phrases, found)
		at += n
	}
}

func (p *parser) phrase(at int) (phrase, int) {
	if found, n := p.mark(at); n > 0 {
		return found, n
	}
	if p.words[at].lower == "" {
		return phrase{}, 0
	}
	if found, n := p.repeat(at); n > 0 {
		own := found // only what is found is worth its own memory
		return phrase{kind: KindRepeat, repeat: &own}, n
	}
	if found, n := p.reminder(at); n > 0 {
		return found, n
	}
	if found, n := p.starting(at); n > 0 {
		return phrase{kind: KindStart, when: found}, n
	}
	found, n := p.due(at)
	if found.date == "" {
		return phrase{kind: KindTime, when: found}, n
	}
	return phrase{kind: KindDue, when: found}, n
}

// paired tells whether a bracket before a phrase, if any, closes with it or with one that follows at once.
func (p *parser) paired(first, end int) bool {
	if p.words[first].lead == "" {
		return true
	}
	for range 4 {
		if strings.HasPrefix(p.words[end-1].tail, ")") {
			return true
		}
		if p.listed(end) == "" && !p.joined(end) {
			return false
		}
		_, n := p.phrase(end)
		if n == 0 {
			return false
		}
		end += n
	}
	return false
}

// word is a word as the grammar reads it, empty outside the text.
func (p *parser) word(at int) string {
	if at < 0 || at >= len(p.words) {
		return ""
	}
	return p.words[at].lower
}

// joined tells whether nothing but a blank stands between a word and the one before.
func (p *parser) joined(at int) bool {
	return at > 0 && at < len(p.words) && p.words[at-1].tail == "" && p.words[at].lead == ""
}

// more is the word that goes on from the one before, empty when punctuation stands between.
func (p *parser) more(at int) string {
	if !p.joined(at) {
		return ""
	}
	return p.words[at].lower
}

// listed is like more, but a comma may stand between.
func (p *parser) listed(at int) string {
	if at > 0 && at < len(p.words) && p.words[at-1].tail == "," && p.words[at].lead == "" {
		return p.words[at].lower
	}
	return p.more(at)
}

// follow is how many of these words come one after the other from a word on: all or 0.
func (p *parser) follow(at int, words ...string) int {
	for i, want := range words {
		if p.more(at+i) != want {
			return 0
		}
	}
	return len(words)
}

// ends tells whether a phrase that ends before a word stands for itself there: the text ends, punctuation or a mark
// comes, or another date or time. A plain word behind a short one makes the short one doubtful: "sun cream".
func (p *parser) ends(at int) bool {
	if !p.joined(at) {
		return true
	}
	next := p.words[at]
	return next.marked('#') || next.marked('!') || next.marked('@') || opens(next.lower) ||
		next.lower == "at" && startsWithDigit(p.more(at+1))
}

// endsLoosely is ends for what a word such as "with" or "for" may follow too.
func (p *parser) endsLoosely(at int) bool { return p.ends(at) || connects(p.word(at)) }
