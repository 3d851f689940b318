package demo

import (
	"context"
	"time"

	"mddash/domain"
	"mddash/store"
)

// sitting is how long somebody works on one thing in one go at most, in minutes.
const sitting = 330

// log notes the time that was worked on a task, in the evening of each day.
func (s *story) log(t *task) {
	if s.often(6) {
		return
	}
	who := t.who[s.chance.IntN(len(t.who))]
	day := who.dateOf(t.begun)
	for left := t.minutes; left > 0; {
		minutes := min(left, s.between(2, sitting/15)*15)
		if rest := left - minutes; rest < 15 {
			minutes = left
		}
		left -= minutes
		day = workday(day)
		d := day.Time()
		evening := time.Date(d.Year(), d.Month(), d.Day(), 17, s.between(10, 110), s.chance.IntN(60), 0, who.zone).UTC()
		if evening.After(t.begun) {
			s.spends(t, evening, who, minutes)
		}
		if day = day.AddDays(1); day > who.dateOf(t.done) {
			day = who.dateOf(t.done)
		}
	}
}

func (s *story) spends(t *task, at time.Time, who *person, minutes int) {
	note := ""
	if s.often(22) {
		note = pick(s.chance, []string{"Call with the client", "Second round", "On the train", "With " + pick(s.chance, t.project.team()).first(), "Took apart and put together again", "Research",
			"Corrections", "Not as quick as planned", "Preparation", "Tidying up", "Workshop", "Waiting for the printer, answered mails meanwhile"})
	}
	s.in(t, at, who, func(ctx context.Context, as *store.Scope) error {
		_, err := as.AddTime(ctx, t.id, domain.TimeInput{Minutes: &minutes, Date: text(string(who.dateOf(at))), Note: &note})
		return err
	})
}
