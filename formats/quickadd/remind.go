package quickadd

// reminder reads "remind me tomorrow at 9", "remind me at 9am" and "remind me 30 minutes before".
func (p *parser) reminder(at int) (phrase, int) {
	lead := 0
	switch p.word(at) {
	case "remind":
		lead = 1 + p.follow(at+1, "me")
	case "reminder":
		lead = 1
	default:
		return phrase{}, 0
	}
	if !p.joined(at + lead) {
		return phrase{}, 0
	}
	n, ok := number(p.word(at + lead))
	u := unitOf(p.more(at + lead + 1))
	if next := p.more(at + lead + 2); ok && u > 0 && u <= weeks && (next == "before" || next == "earlier") {
		return phrase{kind: KindReminder, before: span{n, u}}, lead + 3
	}
	w, m := p.moment(at + lead)
	if m == 0 {
		return phrase{}, 0
	}
	m += lead
	if at == 0 {
		m += p.follow(at+m, "to") // "remind me tomorrow to call Ana"
	}
	return phrase{kind: KindReminder, when: w}, m
}

// moment reads a date, a time, or both in either order.
func (p *parser) moment(at int) (when, int) {
	w, n := p.due(at)
	if n == 0 || !p.joined(at+n) {
		return w, n
	}
	other, m := p.due(at + n)
	switch {
	case m == 0:
	case w.date == "" && other.date != "":
		w.date, w.half, n = other.date, max(w.half, other.half), n+m
	case w.date != "" && other.date == "":
		w.clock, n = other.clock, n+m
		w.half = max(w.half, other.half)
	}
	return w, n
}
