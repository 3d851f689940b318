package demo

import (
	"context"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/store"
)

// question is something that had to be decided, or still has.
type question struct {
	name, project string // the project's key; empty: the studio's own
	by            string
	asked         int // days before today
	decided       int // days before today; below 0: it never was, 0: it is open
	due           int // days from today: to answer it by, or to look at it again; 0 for none
	context       string
	options       string // "name: detail" on a line each; the one with a * in front was taken
	outcome       string
	replaces      string

	id    int64
	until string // the date that due is
}

// decide asks the questions and answers those that were answered.
func (s *story) decide(all []*question) {
	for _, q := range all {
		asker := s.who(q.by)
		q.until = string(s.day(q.due))
		p := s.called(q.project)
		asked := s.at(s.day(-q.asked), asker)
		s.will(asked, asker, func(ctx context.Context, as *store.Scope) error {
			added, err := as.AddDecision(ctx, q.input(p))
			q.id = added.ID
			return err
		})
		if q.decided == 0 {
			continue
		}
		decider, deciders := asker, []*person{asker, s.people[0]}
		if p != nil {
			decider, deciders = p.owner, []*person{p.owner, asker}
		}
		answered := q.decided
		if q.decided < 0 {
			answered = q.asked - 3
		}
		s.will(s.later(s.day(-answered), decider, asked), decider, func(ctx context.Context, as *store.Scope) error {
			_, err := as.UpdateDecision(ctx, q.id, "", func(in domain.DecisionInput) (domain.DecisionInput, error) {
				return q.answer(in, deciders, all), nil
			})
			return err
		})
	}
}

func (s *story) called(key string) *project {
	at := slices.IndexFunc(s.projects, func(p *project) bool { return p.key == key })
	if at < 0 {
		return nil
	}
	return s.projects[at]
}

// input is the question on the day it was asked.
func (q *question) input(p *project) domain.DecisionInput {
	in := domain.DecisionInput{Name: q.name, Context: &q.context, Options: q.readOptions(false)}
	if q.due != 0 && q.decided == 0 {
		in.DueDate = &q.until
	}
	if p == nil {
		return in
	}
	in.ProjectID = &p.id
	for _, t := range p.tasks {
		if t.id != 0 && !t.dropped && len(in.TaskIDs) < 2 && t.id%7 == int64(len(q.name)%7) {
			in.TaskIDs = append(in.TaskIDs, t.id)
		}
	}
	return in
}

func (q *question) answer(in domain.DecisionInput, deciders []*person, all []*question) domain.DecisionInput {
	in.Outcome, in.Options = &q.outcome, q.readOptions(true)
	if q.decided < 0 {
		in.Status = text(domain.DecisionDropped)
		return in
	}
	in.Status, in.DeciderIDs = text(domain.DecisionDecided), nil
	for _, who := range deciders {
		in.DeciderIDs = append(in.DeciderIDs, who.user.ID)
	}
	if q.due != 0 {
		in.DueDate = &q.until
	}
	if at := slices.IndexFunc(all, func(other *question) bool { return other.name == q.replaces }); at >= 0 {
		in.SupersedesID = &all[at].id
	}
	return in
}

func (q *question) readOptions(chosen bool) []domain.DecisionOption {
	options := []domain.DecisionOption{}
	for line := range strings.Lines(q.options) {
		name, detail, _ := strings.Cut(strings.TrimSpace(line), ": ")
		taken := strings.HasPrefix(name, "*")
		detail = strings.NewReplacer(" + ", "\n+ ", " - ", "\n- ").Replace(detail)
		options = append(options, domain.DecisionOption{Name: strings.TrimPrefix(name, "*"), Detail: detail, Chosen: taken && chosen})
	}
	return options
}
