package demo

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/store"
)

// project is a plan with its people and its days.
type project struct {
	plan
	id         int64
	client     *client
	owner      *person
	managers   []*person
	members    []*person
	viewers    []*person
	words      []words
	columns    []domain.ColumnInput
	began      time.Time             // when it was made
	in         map[*person]time.Time // when each of the team was taken in
	start, end domain.Date
	// until is when its tasks stop going on: its end, the day it was put on hold, or today.
	until domain.Date
	tasks []*task
}

func (s *story) all(logins string) []*person {
	found := []*person{}
	for _, login := range strings.Fields(logins) {
		found = append(found, s.who(login))
	}
	return found
}

// team are the people who may work in it.
func (p *project) team() []*person {
	return append(append([]*person{p.owner}, p.managers...), p.members...)
}

func (s *story) cast(plan plan, from []*client) (*project, error) {
	p := &project{plan: plan, client: called(from, plan.client), owner: s.who(plan.owner), managers: s.all(plan.managers), members: s.all(plan.members), viewers: s.all(plan.viewers)}
	for _, name := range strings.Fields(plan.words) {
		w, err := readWords(name)
		if err != nil {
			return nil, err
		}
		p.words = append(p.words, w.with(plan.slots))
	}
	p.columns, p.in = readColumns(plan.columns), map[*person]time.Time{}
	p.start, p.end, p.until = s.day(plan.start), s.day(plan.end), s.today
	if p.open() {
		p.end = s.day(45)
	}
	switch {
	case plan.status == domain.ProjectCompleted:
		p.until = p.end
	case plan.held != 0:
		p.until = s.day(plan.held)
	}
	p.began = s.at(min(p.start, s.today).AddDays(-s.between(6, 14)), p.owner)
	p.in[p.owner] = p.began
	return p, nil
}

// open tells whether it goes on for ever.
func (p *project) open() bool { return p.plan.start == p.plan.end }

// readColumns reads "status=Name:limit, …".
func readColumns(text string) []domain.ColumnInput {
	columns := []domain.ColumnInput{}
	for _, part := range strings.Split(text, ", ") {
		status, name, found := strings.Cut(part, "=")
		if !found {
			continue
		}
		column := domain.ColumnInput{Status: &status}
		limit := ""
		column.Name, limit, _ = strings.Cut(name, ":")
		if n, err := strconv.Atoi(limit); err == nil {
			column.Limit = &n
		}
		columns = append(columns, column)
	}
	return columns
}

// begin makes the project and takes its people in; its dates, its budget and its status come as they came.
func (s *story) begin(p *project) {
	s.will(p.began, p.owner, func(ctx context.Context, as *store.Scope) error {
		added, err := as.AddProject(ctx, p.input())
		p.id = added.ID
		return err
	})
	at := p.began
	for _, group := range []struct {
		people []*person
		role   string
	}{{p.managers, domain.ProjectManager}, {p.members, domain.ProjectMember}, {p.viewers, domain.ProjectViewer}} {
		for _, who := range group.people {
			at = at.Add(time.Duration(s.between(20, 200)) * time.Second)
			p.in[who] = s.joined(who, at)
			s.will(p.in[who], p.owner, func(ctx context.Context, as *store.Scope) error {
				_, err := as.SetProjectRole(ctx, p.id, who.user.ID, group.role)
				return err
			})
		}
	}
	if p.billing != "" && !p.archived {
		lead := p.managers[0]
		dear := p.rate * 23 / 20
		s.will(p.in[lead].Add(time.Hour), p.owner, func(ctx context.Context, as *store.Scope) error {
			return as.SetProjectRate(ctx, p.id, lead.user.ID, &dear)
		})
	}
	if len(p.columns) > 0 {
		s.will(at.Add(time.Minute), p.owner, func(ctx context.Context, as *store.Scope) error {
			_, err := as.SetColumns(ctx, p.id, "", domain.BoardInput{Columns: p.columns})
			return err
		})
	}
	s.goOn(p)
}

// joined is a time, or when somebody had joined the studio.
func (s *story) joined(who *person, at time.Time) time.Time {
	if first := s.day(1 - who.from).Time(); at.Before(first) {
		return first.Add(10 * time.Hour)
	}
	return at
}

// input is the project as it was on its first day.
func (p *project) input() domain.ProjectInput {
	in := domain.ProjectInput{Name: p.name, Key: &p.key, Description: &p.about, Tags: strings.Split(p.tags, ", "), Color: &p.color, Currency: &p.currency}
	if !p.open() {
		in.StartDate, in.EndDate = text(string(p.start)), text(string(p.end))
	}
	if p.priority != "" {
		in.Priority = &p.priority
	}
	if p.private {
		in.Visibility = text(domain.VisibilityPrivate)
	}
	if p.billing != "" {
		in.BillingType, in.HourlyRate = &p.billing, &p.rate
	}
	if p.client != nil {
		in.ClientID = &p.client.id
	}
	in.IsTemplate = &p.template
	return in
}

func text(of string) *string { return &of }

// goOn is what becomes of the project as a whole.
func (s *story) goOn(p *project) {
	status := func(at time.Time, status string) {
		s.change(p, at, func(in *domain.ProjectInput) { in.Status = &status })
	}
	if budget := p.cost() * int64(p.budget) / 100; budget > 0 {
		s.change(p, s.soon(p.began), func(in *domain.ProjectInput) { in.Budget = rounded(budget) })
	}
	if p.status == domain.ProjectPlanning {
		return
	}
	status(s.later(p.start, p.owner, p.began), domain.ProjectInProgress)
	switch p.status {
	case domain.ProjectOnHold:
		status(s.at(p.until, p.owner), domain.ProjectOnHold)
	case domain.ProjectCompleted:
		status(s.at(p.end.AddDays(1), p.owner), domain.ProjectCompleted)
	}
	if p.archived {
		s.will(s.at(p.end.AddDays(s.between(20, 40)), p.owner), p.owner, func(ctx context.Context, as *store.Scope) error {
			_, err := as.ArchiveProject(ctx, p.id, true)
			return err
		})
	}
}

func (s *story) change(p *project, at time.Time, change func(*domain.ProjectInput)) {
	s.will(at, p.owner, func(ctx context.Context, as *store.Scope) error {
		_, err := as.UpdateProject(ctx, p.id, "", func(in domain.ProjectInput) (domain.ProjectInput, error) {
			change(&in)
			return in, nil
		})
		return err
	})
}

// cost is what its tasks come to if everything goes as estimated.
func (p *project) cost() int64 {
	minutes := 0
	for _, t := range p.tasks {
		minutes += t.minutes
	}
	return p.rate * int64(minutes) / 60
}

// rounded is an amount as people name it: two digits that count, and noughts.
func rounded(minor int64) *int64 {
	unit := int64(1)
	for minor/unit >= 1000 {
		unit *= 10
	}
	minor = (minor + unit/2) / unit * unit
	return &minor
}
