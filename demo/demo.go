// Package demo makes up a design studio and its last eighteen months, so that every page has something to show. It does
// what its people would have done, by the same operations and with the same rights, only by another clock.
package demo

import (
	"cmp"
	"context"
	"math/rand/v2"
	"time"

	"mddash/domain"
	"mddash/store"
)

// Options say which studio it is. The same ones make the same studio; only what nobody chooses differs, such as the ids
// of accounts.
type Options struct {
	Seed     uint64
	Today    domain.Date
	Password string // everybody's
	// Times makes everything but the people so many times what it is; 0 and 1 leave it.
	Times int
	// Percent is how much of it there is to do; 0 is all. Less is for who can't wait.
	Percent int
	// Told hears how far it is; nil where nobody asks.
	Told func(done, all int)
}

// Made is what there is in the end.
type Made struct {
	Owner, Staff, Client domain.User // some of those who can sign in
	People, Clients      int
	Projects, Tasks      int
	Decisions, Notes     int
	Events               int
	From                 domain.Date
}

// Fill tells a studio's story to an empty database: all of it, or nothing where it fails or ctx ends. A database where
// somebody keeps something already is a Conflict.
func Fill(ctx context.Context, st *store.Store, o Options) (Made, error) {
	var made Made
	s := &story{
		chance: rand.New(rand.NewPCG(o.Seed, 18)), today: o.Today, end: o.Today.Time(), people: cast(), taken: map[string]bool{},
	}
	if err := s.settle(); err != nil {
		return made, err
	}
	err := st.Together(ctx, s.now, func(ctx context.Context, st *store.Store) error {
		empty, err := st.Empty(ctx)
		if err != nil {
			return err
		}
		if !empty {
			return domain.Fail(domain.Conflict, "There is something in this database already. Give the demo an empty one.")
		}
		if err := s.join(ctx, st, o.Password); err != nil {
			return err
		}
		if made, err = s.write(cmp.Or(o.Percent, 100)); err != nil {
			return err
		}
		told := o.Told
		if told == nil {
			told = func(int, int) {}
		}
		if err := s.tell(ctx, st, told); err != nil {
			return err
		}
		if err := s.connect(ctx, st); err != nil {
			return err
		}
		if err := s.keepFilters(ctx, st); err != nil {
			return err
		}
		if err := s.readUp(ctx, st); err != nil || o.Times < 2 {
			return err
		}
		return st.System().Multiply(ctx, o.Times)
	})
	if o.Times > 1 {
		made.Clients, made.Projects, made.Tasks, made.Decisions = made.Clients*o.Times, made.Projects*o.Times, made.Tasks*o.Times, made.Decisions*o.Times
		made.Events *= o.Times
	}
	made.Owner, made.Staff, made.Client = s.people[0].user, s.people[2].user, s.people[len(s.people)-1].user
	return made, err
}

// write makes up everything that happens.
func (s *story) write(percent int) (Made, error) {
	made := Made{People: len(s.people), From: s.day(-s.people[0].from)}
	var err error
	if s.chat, err = readWords("comments"); err != nil {
		return made, err
	}
	mine, err := readWords("personal")
	if err != nil {
		return made, err
	}
	all := clients()
	s.meet(all)
	for _, plan := range plans() {
		plan.tasks = max(3, plan.tasks*percent/100)
		p, err := s.cast(plan, all)
		if err != nil {
			return made, err
		}
		s.think(p, s.taken)
		s.begin(p)
		s.live(p)
		s.projects = append(s.projects, p)
		made.Tasks += len(p.tasks)
	}
	s.errands(mine, percent)
	asked := questions()
	s.decide(asked)
	made.Notes = s.jot(jottings())
	made.Clients, made.Projects, made.Decisions = len(all), len(s.projects), len(asked)
	made.Events = s.meetUp()
	return made, nil
}

// settle looks up everybody's time zone.
func (s *story) settle() error {
	for _, p := range s.people {
		zone, err := time.LoadLocation(p.zoneName)
		if err != nil {
			return err
		}
		p.zone = zone
	}
	return nil
}
