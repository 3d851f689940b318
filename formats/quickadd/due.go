package quickadd

import "mddash/domain"

// when is a day, a time, or both, as read.
type when struct {
	date  domain.Date
	clock clock
	half  half
}

// due reads a date or a time with the word before it: "by friday", "due on the 25th", "at 3".
func (p *parser) due(at int) (when, int) {
	first, firm := at, false
	for range 2 {
		switch p.word(at) {
		case "on", "by", "due", "before", "until", "till":
			firm = true
		case "for":
		default:
			return p.dueFrom(first, at, firm)
		}
		if !p.joined(at + 1) {
			return when{}, 0
		}
		at++
	}
	return p.dueFrom(first, at, firm)
}

func (p *parser) dueFrom(first, at int, firm bool) (when, int) {
	if w, n := p.date(at, firm); n > 0 {
		return w, at + n - first
	}
	if w, n := p.time(at); n > 0 {
		return w, at + n - first
	}
	return when{}, 0
}

// time reads a time of day, a bare number only behind "at" and where nothing shows that it counts something.
func (p *parser) time(at int) (when, int) {
	switch p.word(at) {
	case "at", "around":
		w, n := p.clock(at+1, true)
		if n == 0 || !p.joined(at+1) {
			return when{}, 0
		}
		if bare := n == 1 && digits(p.word(at+1), 1, 2); bare && !p.bareTime(at) {
			return when{}, 0
		}
		return w, n + 1
	}
	return p.clock(at, false)
}

// bareTime tells whether the number behind "at" may be a time: at the end of a thought, or right behind a date.
func (p *parser) bareTime(at int) bool {
	if p.endsLoosely(at + 2) {
		return true
	}
	last := len(p.phrases) - 1
	return last >= 0 && p.phrases[last].end == at && p.phrases[last].kind == KindDue && !counted(p.word(at+2))
}

// starting reads the day that something starts on. Behind a repetition it may be "from" too.
func (p *parser) starting(at int) (when, int) {
	switch p.word(at) {
	case "starting", "beginning", "starts":
	case "from":
		last := len(p.phrases) - 1
		if last < 0 || p.phrases[last].end != at || p.phrases[last].kind != KindRepeat {
			return when{}, 0
		}
	default:
		return when{}, 0
	}
	skip := 1 + p.follow(at+1, "on")
	if !p.joined(at + skip) {
		return when{}, 0
	}
	w, n := p.date(at+skip, true)
	if n == 0 {
		return when{}, 0
	}
	return w, skip + n
}

// date reads a day and the part of it that may follow. It is firm where the word before leaves little doubt.
func (p *parser) date(at int, firm bool) (when, int) {
	w, n := p.day(at, firm)
	if n == 0 {
		return when{}, 0
	}
	if part := partOfDay(p.more(at + n)); part.half != anyHalf && !w.clock.set {
		w.clock, w.half, n = part.clock, part.half, n+1
	}
	return w, n
}

func (p *parser) day(at int, firm bool) (when, int) {
	if p.word(at) == "" {
		return when{}, 0
	}
	if w, n := p.nearDay(at); n > 0 {
		return w, n
	}
	if w, n := p.inSome(at); n > 0 {
		return w, n
	}
	for _, read := range [...]func(*parser, int, bool) (domain.Date, int){
		(*parser).thisOrNext, (*parser).endOf, (*parser).numeric, (*parser).ofMonth, (*parser).ordinalDay, (*parser).weekday,
	} {
		if date, n := read(p, at, firm); n > 0 && date != "" {
			return when{date: date}, n
		}
	}
	return when{}, 0
}

// nearDay reads today, tomorrow and their parts.
func (p *parser) nearDay(at int) (when, int) {
	switch p.word(at) {
	case "today":
		return when{date: p.today}, 1
	case "tomorrow", "tmr", "tmrw":
		return when{date: p.today.AddDays(1)}, 1
	case "tonight":
		w := when{date: p.today, half: evening}
		if p.now.Hour() < 20 {
			w.clock = clock{hour: 20, set: true}
		}
		return w, 1
	case "this":
		if part := partOfDay(p.more(at + 1)); part.half != anyHalf {
			part.date = p.today
			return part, 2
		}
	case "the", "day":
		skip := 0
		if p.word(at) == "the" {
			skip = 1
		}
		if p.word(at+skip) == "day" && (skip == 0 || p.joined(at+1)) && p.follow(at+skip+1, "after", "tomorrow") > 0 {
			return when{date: p.today.AddDays(2)}, skip + 3
		}
	}
	return when{}, 0
}

// inSome reads "in 3 days" and "2 weeks from now", and "in 20 minutes" as a time of the day that is then.
func (p *parser) inSome(at int) (when, int) {
	start, lead := at, 0
	if word := p.word(at); word == "in" || word == "within" {
		if !p.joined(at + 1) {
			return when{}, 0
		}
		start, lead = at+1, 1
	}
	n, ok := number(p.word(start))
	u := unitOf(p.more(start + 1))
	if !ok || u == 0 {
		return when{}, 0
	}
	tail := p.follow(start+2, "from", "now")
	if lead == 0 && tail == 0 {
		return when{}, 0
	}
	w := p.later(span{n, u})
	if w.date == "" {
		return when{}, 0
	}
	return w, lead + 2 + tail
}

// later is the day, or the day and time, in so long from now. It has no date behind the calendar's end.
func (p *parser) later(s span) when {
	if s.unit != minutes && s.unit != hours {
		return when{date: addSpan(p.today, s)}
	}
	then := p.now.Add(s.duration())
	return when{date: valid(domain.DateOf(then)), clock: clock{hour: then.Hour(), minute: then.Minute(), set: true}}
}
