package demo

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"mddash/domain"
	"mddash/store"
)

// story is everything that will have happened, from the first day to the morning of today. It is made up whole, with all
// its chance, before anything of it is done; then it is done in the order of time, by the people it happened to.
type story struct {
	chance *rand.Rand
	today  domain.Date
	// end is when the story stops: the beginning of today. What would happen later does not.
	end      time.Time
	people   []*person
	projects []*project
	chat     words
	taken    map[string]bool // titles
	acts     []act
	clock    time.Time
}

// act is one thing that somebody does.
type act struct {
	at  time.Time
	who *person
	do  func(ctx context.Context, as *store.Scope) error
}

// will notes what somebody does at a time.
func (s *story) will(at time.Time, who *person, do func(ctx context.Context, as *store.Scope) error) {
	if at.Before(s.end) {
		s.acts = append(s.acts, act{at, who, do})
	}
}

// tell does everything in the order of time, each thing by who did it. told hears how far it is.
func (s *story) tell(ctx context.Context, st *store.Store, told func(done, all int)) error {
	slices.SortStableFunc(s.acts, func(a, b act) int { return cmp.Or(a.at.Compare(b.at)) })
	for i, a := range s.acts {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.clock = a.at
		if err := a.do(ctx, st.As(a.who.user)); err != nil {
			return fmt.Errorf("%s on %s: %w", a.who.name, a.at.Format(time.DateTime), err)
		}
		told(i+1, len(s.acts))
	}
	return nil
}

// now is the story's clock.
func (s *story) now() time.Time { return s.clock }

// day is a date so many days from today.
func (s *story) day(n int) domain.Date { return s.today.AddDays(n) }

// workday is the date itself or the Monday after it.
func workday(d domain.Date) domain.Date {
	switch d.Weekday() {
	case time.Saturday:
		return d.AddDays(2)
	case time.Sunday:
		return d.AddDays(1)
	}
	return d
}

// at is a moment of somebody's working day.
func (s *story) at(d domain.Date, who *person) time.Time {
	day := workday(d).Time()
	minute := 8*60 + 40 + s.chance.IntN(9*60+30)
	return time.Date(day.Year(), day.Month(), day.Day(), 0, minute, s.chance.IntN(60), 0, who.zone).UTC()
}

// soon is a little later, of the same day mostly.
func (s *story) soon(after time.Time) time.Time {
	return after.Add(time.Duration(90+s.chance.IntN(45*60)) * time.Second)
}

// later is a moment of a day, or soon after another one where that comes first.
func (s *story) later(d domain.Date, who *person, after time.Time) time.Time {
	if at := s.at(d, who); at.After(after) {
		return at
	}
	return s.soon(after)
}

// dateOf is the day of a moment where somebody is.
func (p *person) dateOf(at time.Time) domain.Date { return domain.DateOf(at.In(p.zone)) }

// between is a whole number from least to most.
func (s *story) between(least, most int) int { return least + s.chance.IntN(max(1, most-least+1)) }

// often is true so many times out of a hundred.
func (s *story) often(percent int) bool { return s.chance.IntN(100) < percent }
