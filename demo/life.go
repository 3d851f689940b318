package demo

import (
	"context"
	"slices"
	"time"

	"mddash/domain"
	"mddash/store"
)

// live is what happens with the tasks of a project: who makes them, who takes them on, how far they come.
func (s *story) live(p *project) {
	for i, t := range p.tasks {
		s.make(t, i)
		if p.template {
			continue
		}
		switch {
		case s.often(1):
			s.drop(t)
		case len(t.who) > 0:
			s.work(t)
			s.log(t)
			s.talk(t)
		}
		s.follow(t)
	}
}

// make says when and by whom a task is made, and whose it is: half of them in the first days, the others as they come.
func (s *story) make(t *task, i int) {
	p := t.project
	t.maker = pick(s.chance, append([]*person{p.owner}, p.managers...))
	if s.often(30) {
		t.maker = pick(s.chance, p.team())
	}
	first := t.maker.dateOf(p.in[t.maker])
	day := first.AddDays(s.between(0, 5))
	if i > len(p.tasks)/2 || p.open() {
		day = max(first, t.start.AddDays(-s.between(2, 20)))
	}
	if last := s.today.AddDays(-1); day >= last {
		day = first.AddDays(s.between(0, max(0, first.DaysUntil(last)-1)))
	}
	t.made = s.later(day, t.maker, p.in[t.maker])
	if !t.made.Before(s.end) {
		t.made = p.in[t.maker].Add(time.Duration(s.between(2, 9)) * time.Minute)
	}
	s.staff(t)
	s.will(t.made, t.maker, t.add)
	if len(t.steps) > 0 {
		s.will(t.made.Add(time.Duration(s.between(20, 300))*time.Second), t.maker, t.addSteps)
	}
}

// staff says whose the task is: somebody's whose work it is, if one of them is there by then.
func (s *story) staff(t *task) {
	p := t.project
	there := func(who *person) bool { return p.in[who].Before(t.made) }
	able := slices.DeleteFunc(p.team(), func(who *person) bool { return !there(who) || !who.can(t.phase.roles) })
	if len(able) == 0 {
		able = slices.DeleteFunc(p.team(), func(who *person) bool { return !there(who) })
	}
	late := t.start > s.today.AddDays(10)
	loose := s.often(3) || late && s.often(45)
	if len(able) == 0 || p.template || loose && p.status != domain.ProjectCompleted {
		return
	}
	t.who = []*person{pick(s.chance, able)}
	if second := pick(s.chance, able); s.often(14) && second != t.who[0] {
		t.who = append(t.who, second)
	}
}

// add makes the task as it was on its first day.
func (t *task) add(ctx context.Context, as *store.Scope) error {
	p := t.project
	in := domain.TodoInput{Title: t.title, Description: &t.about, Priority: &t.priority, Tags: t.tags, ProjectID: &p.id, EstimateMinutes: &t.estimate}
	if planned := !p.template && (p.held == 0 || t.due <= p.until); planned && !t.dateless {
		in.StartDate, in.DueDate = text(string(t.start)), text(string(t.due))
	}
	for _, who := range t.who {
		in.AssigneeIDs = append(in.AssigneeIDs, who.user.ID)
	}
	added, err := as.AddTodo(ctx, in)
	t.id = added.ID
	return err
}

func (t *task) addSteps(ctx context.Context, as *store.Scope) error {
	inputs := []domain.TodoInput{}
	for _, step := range t.steps {
		inputs = append(inputs, domain.TodoInput{Title: step, ParentID: &t.id, ProjectID: &t.project.id})
	}
	added, err := as.AddTodos(ctx, inputs)
	for _, step := range added {
		t.stepIDs = append(t.stepIDs, step.ID)
	}
	return err
}

// work lets the task go through the columns of the board, as far as there is time.
func (s *story) work(t *task) {
	p := t.project
	who := t.who[0]
	t.begun = s.later(t.start.AddDays(s.between(-1, 2)), who, t.made.Add(20*time.Minute))
	last := t.due.AddDays(s.late())
	if p.status == domain.ProjectCompleted {
		last = min(last, p.end)
	}
	t.done = s.later(last, who, t.begun.Add(time.Duration(t.minutes)*time.Minute/2))
	path := p.path()
	took := t.done.Sub(t.begun)
	for i, status := range path {
		if p.archived && s.often(60) || i > 0 && s.often(25) {
			continue
		}
		s.moves(t, t.begun.Add(took*time.Duration(i*10)/time.Duration(len(path)*10)), who, status)
	}
	for i := range t.steps[:len(t.steps)*s.between(40, 100)/100] {
		at := t.begun.Add(took * time.Duration(i+1) / time.Duration(len(t.steps)+1))
		s.in(t, at, who, func(ctx context.Context, as *store.Scope) error {
			_, err := as.CompleteTodo(ctx, t.stepIDs[i], true)
			return err
		})
	}
	s.moves(t, t.done, pick(s.chance, []*person{who, who, p.owner}), domain.StatusDone)
}

// late is how many days after it was due a task is done: a little before, mostly.
func (s *story) late() int {
	switch n := s.chance.IntN(100); {
	case n < 55:
		return s.between(-2, 0)
	case n < 82:
		return s.between(0, 3)
	case n < 95:
		return s.between(3, 9)
	}
	return s.between(10, 30)
}

// path are the columns between the first and the last.
func (p *project) path() []string {
	path := []string{}
	for _, column := range p.columns {
		if *column.Status != domain.StatusTodo && *column.Status != domain.StatusDone {
			path = append(path, *column.Status)
		}
	}
	if len(path) == 0 {
		return []string{"in_progress", "in_review"}
	}
	return path
}

func (s *story) moves(t *task, at time.Time, who *person, status string) {
	s.in(t, at, who, func(ctx context.Context, as *store.Scope) error {
		_, err := as.UpdateTodo(ctx, t.id, "", func(in domain.TodoInput) (domain.TodoInput, error) {
			in.Status = &status
			return in, nil
		})
		return err
	})
}

// in is will for what is done in a project: nothing is, once it is on hold.
func (s *story) in(t *task, at time.Time, who *person, do func(ctx context.Context, as *store.Scope) error) {
	if t.project.held == 0 || at.Before(t.project.until.AddDays(1).Time()) {
		s.will(at, who, do)
	}
}

// drop takes a task to the trash again, not long ago in many cases.
func (s *story) drop(t *task) {
	at := s.later(max(t.maker.dateOf(t.made), s.day(-s.between(1, 45))), t.maker, t.made.Add(time.Hour))
	s.will(at, t.maker, func(ctx context.Context, as *store.Scope) error { return as.DeleteTodo(ctx, t.id, "") })
	t.dropped = true
}

// follow is what else happens to a task: it waits for another one, somebody watches it, its day is moved.
func (s *story) follow(t *task) {
	p := t.project
	if other := t.waitsFor; other != nil && !other.dropped && !t.dropped {
		at := t.made.Add(7 * time.Minute)
		if at.Before(other.made) {
			at = other.made.Add(3 * time.Minute)
		}
		s.will(at, t.maker, func(ctx context.Context, as *store.Scope) error { return as.AddDependency(ctx, other.id, t.id) })
	}
	if p.template || t.dropped {
		return
	}
	if who := pick(s.chance, p.team()); s.often(9) && p.in[who].Before(t.made) {
		s.in(t, s.soon(t.made), who, func(ctx context.Context, as *store.Scope) error { return as.Watch(ctx, t.id) })
	}
	if who := p.owner; s.often(8) && !t.dateless {
		at := s.later(t.start.AddDays(-1), who, t.made.Add(time.Hour))
		s.in(t, at, who, func(ctx context.Context, as *store.Scope) error {
			_, err := as.UpdateTodo(ctx, t.id, "", func(in domain.TodoInput) (domain.TodoInput, error) {
				if in.DueDate != nil {
					in.DueDate = text(string(t.due.AddDays(2)))
				}
				in.Priority = text(domain.PriorityHigh)
				return in, nil
			})
			return err
		})
	}
}
