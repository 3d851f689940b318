package quickadd

// repeatTail reads what may follow a repetition: where it ends, or that it counts from the completion.
func (p *parser) repeatTail(at int, r *repeat) int {
	if n := p.completion(at); n > 0 && !r.fromDone {
		r.fromDone = true
		return n
	}
	if r.until != "" || r.count > 0 || r.lasts.n > 0 {
		return 0
	}
	switch p.listed(at) {
	case "until", "till":
		if p.joined(at + 1) {
			if w, n := p.day(at+1, true); n > 0 && !w.clock.set {
				r.until = w.date
				return n + 1
			}
		}
		return 0
	case "for":
		n, ok := number(p.more(at + 1))
		next := p.more(at + 2)
		switch {
		case ok && next == "times" && n <= countMax:
			r.count = n
			return 3
		case ok && unitOf(next) >= days && n < 1000:
			r.lasts = span{n, unitOf(next)}
			return 3
		}
		return 0
	}
	if n, ok := number(p.listed(at)); ok && n <= countMax && p.more(at+1) == "times" {
		r.count = n
		return 2
	}
	return 0
}

// countMax is how often a repetition in words may come.
const countMax = 9999

// completion reads "after completion" and its like.
func (p *parser) completion(at int) int {
	switch p.listed(at) {
	case "after", "from":
		switch p.more(at + 1) {
		case "completion", "completing", "done", "finishing", "completed":
			return 2
		}
	case "when":
		return p.follow(at, "when", "done")
	}
	return 0
}

// afterwards reads "3 days after completion".
func (p *parser) afterwards(at int) (repeat, int) {
	n, ok := number(p.word(at))
	u := unitOf(p.more(at + 1))
	if !ok || u < days || n*monthsIn(u) > 999 {
		return repeat{}, 0
	}
	tail := p.completion(at + 2)
	if tail == 0 {
		return repeat{}, 0
	}
	r, _ := p.units(n, u, len(p.words), 0)
	r.fromDone = true
	return r, tail + 2
}
