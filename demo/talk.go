package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"mddash/domain"
	"mddash/store"
)

// talk is what people say on a task while it is being worked on.
func (s *story) talk(t *task) {
	if !s.often(46) {
		return
	}
	took := t.done.Sub(t.begun)
	at := func(percent int) time.Time { return t.begun.Add(took * time.Duration(percent) / 100) }
	me, other := t.who[0], s.other(t)
	if s.often(40) {
		s.says(t, at(2), me, other, "start")
	}
	for range s.between(0, 2) {
		if when := at(s.between(5, 70)); s.often(45) {
			s.says(t, when, me, other, "question")
			s.says(t, s.soon(when), other, me, "answer")
		}
	}
	if s.often(45) {
		s.says(t, at(s.between(20, 80)), me, other, "update")
	}
	if s.often(30) {
		s.says(t, at(84), me, other, "review")
	}
	if s.often(30) {
		s.says(t, s.soon(t.done), me, other, "done")
		if s.often(25) {
			s.says(t, s.soon(t.done.Add(time.Hour)), other, me, "praise")
		}
	}
}

// other is somebody else of the project who is there already.
func (s *story) other(t *task) *person {
	for range 9 {
		if who := pick(s.chance, t.project.team()); who != t.who[0] && t.project.in[who].Before(t.made) {
			return who
		}
	}
	return t.project.owner
}

// says puts a comment on a task. References to other tasks are put in once these have numbers.
func (s *story) says(t *task, at time.Time, who, to *person, about string) {
	body := s.chat.fill(s.chance, pick(s.chance, s.phrases(about)), map[string]string{"who": s.fixed(t)["who"], "ref": "{ref}"})
	body = strings.ReplaceAll(body, "@other", mention(to))
	near := t.project.tasks[s.chance.IntN(len(t.project.tasks))]
	s.in(t, at, who, func(ctx context.Context, as *store.Scope) error {
		if near.id == 0 || near.dropped {
			near = t
		}
		body := strings.ReplaceAll(body, "{ref}", fmt.Sprintf("%s-%d", t.project.key, near.id))
		_, err := as.AddComment(ctx, t.id, domain.CommentInput{Body: body})
		return err
	})
}

func (s *story) phrases(about string) []string {
	for _, phase := range s.chat.phases {
		if phase.name == about {
			return phase.lines
		}
	}
	return nil
}

func mention(who *person) string { return "@" + who.first() }
