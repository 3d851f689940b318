package demo

import (
	"context"
	"strings"
	"time"

	"mddash/domain"
	"mddash/store"
)

// errands are what people have to do beside the projects; only they see them. mine is the file of words for it, from
// which everybody takes what is in a language that they write.
func (s *story) errands(mine words, percent int) {
	for i, who := range s.people[:len(s.people)-1] {
		count := 12 * percent / 100
		if i == 0 {
			count *= 4
		}
		for _, of := range mine.phases {
			switch rule, repeats := strings.CutPrefix(of.name, "repeat "); {
			case repeats:
				if i == 0 || s.often(35*percent/100) {
					s.habit(who, of.lines[0], rule)
				}
			case s.foreign(of.name, who):
				for _, title := range of.lines {
					s.errand(who, title, nil)
				}
			}
		}
		for range count {
			of := mine.phases[s.chance.IntN(everyday)]
			s.errand(who, mine.fill(s.chance, pick(s.chance, of.lines), nil), []string{of.name})
		}
		for _, due := range []int{-3, -1, 0, 0, 0, 1, 2, 4}[:count/6] {
			of := mine.phases[s.chance.IntN(everyday)]
			s.soonDue(who, mine.fill(s.chance, pick(s.chance, of.lines), nil), of.name, s.day(due))
		}
	}
}

// everyday is how many of the kinds of errands, the first ones, are everybody's.
const everyday = 7

// soonDue is an errand of these days that is still open.
func (s *story) soonDue(who *person, title, tag string, due domain.Date) {
	if key := who.email + title; s.taken[key] {
		return
	}
	s.taken[who.email+title] = true
	s.will(s.at(s.day(-s.between(5, 12)), who), who, func(ctx context.Context, as *store.Scope) error {
		_, err := as.AddTodo(ctx, domain.TodoInput{Title: title, Tags: []string{tag}, DueDate: text(string(due))})
		return err
	})
}

func (s *story) foreign(tag string, who *person) bool {
	login, found := map[string]string{"يوم": "layla", "生活": "yuki", "dom": "lukasz"}[tag]
	return found && who == s.who(login)
}

// errand is made some day of the last weeks; half of what is made is done, and some of it has a day and an hour.
func (s *story) errand(who *person, title string, tags []string) {
	key := who.email + title
	if s.taken[key] {
		return
	}
	s.taken[key] = true
	made := s.at(s.day(-s.between(1, min(60, who.from-2))), who)
	in := domain.TodoInput{Title: title, Tags: tags, Priority: text(s.priority())}
	if s.often(62) {
		due := who.dateOf(made).AddDays(s.between(0, 45))
		in.DueDate = text(string(due))
		if s.often(20) {
			in.DueTime = text(pick(s.chance, []string{"08:00", "09:30", "12:15", "17:00", "18:30"}))
			if due > s.today {
				in.ReminderAt = text(string(due) + "T07:30")
			}
		}
	}
	if s.often(12) {
		in.Description = text("Not urgent, but it keeps coming back.\n\n- [ ] " + pick(s.chance, []string{"find the number", "ask the neighbour", "look in the drawer", "compare two"}))
	}
	var id int64
	s.will(made, who, func(ctx context.Context, as *store.Scope) error {
		todo, err := as.AddTodo(ctx, in)
		id = todo.ID
		return err
	})
	if s.often(52) {
		done := s.later(who.dateOf(made).AddDays(s.between(0, 30)), who, made)
		s.will(done, who, func(ctx context.Context, as *store.Scope) error {
			_, err := as.CompleteTodo(ctx, id, true)
			return err
		})
	}
}

// habit is a todo that comes again and again: it was done on most days that it was due on.
func (s *story) habit(who *person, title, rule string) {
	made := s.at(s.day(-60), who)
	first := who.dateOf(made).AddDays(1)
	if parsed, err := domain.ParseRule(rule); err == nil {
		first, _ = parsed.Next(first, first)
	}
	s.will(made, who, func(ctx context.Context, as *store.Scope) error {
		_, err := as.AddTodo(ctx, domain.TodoInput{Title: title, DueDate: text(string(first)), Recurrence: &rule, Tags: []string{"routine"}})
		return err
	})
	for at := made.Add(24 * time.Hour); at.Before(s.end); at = at.Add(24 * time.Hour) {
		s.will(s.soon(at), who, s.doneIfDue(who, title, at))
	}
}

// doneIfDue completes what is called so and is due by that day.
func (s *story) doneIfDue(who *person, title string, at time.Time) func(context.Context, *store.Scope) error {
	open, skip := false, s.often(8)
	return func(ctx context.Context, as *store.Scope) error {
		page, err := as.Todos(ctx, domain.TodoFilter{Query: title, Completed: &open, DueBefore: who.dateOf(at), Limit: 1})
		if err != nil || len(page.Items) == 0 || skip {
			return err
		}
		_, err = as.CompleteTodo(ctx, page.Items[0].ID, true)
		return err
	}
}
