package demo

import (
	"math/rand/v2"

	"mddash/domain"
)

// Imagined is what a studio would have, without a database.
func Imagined(seed uint64, today domain.Date) (Made, map[string]int, error) {
	s := &story{chance: rand.New(rand.NewPCG(seed, 18)), today: today, end: today.Time(), people: cast(), taken: map[string]bool{}}
	if err := s.settle(); err != nil {
		return Made{}, nil, err
	}
	made, err := s.write(100)
	titles := map[string]int{}
	for _, p := range s.projects {
		for _, t := range p.tasks {
			titles[p.key+t.title]++
		}
	}
	return made, titles, err
}
