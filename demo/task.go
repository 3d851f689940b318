package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mddash/domain"
)

// task is a task of a project as it is thought up, and what it became.
type task struct {
	id       int64
	project  *project
	words    words
	phase    phase
	title    string
	about    string // Markdown
	steps    []string
	stepIDs  []int64
	tags     []string
	priority string
	estimate int
	// minutes is what it will have taken.
	minutes    int
	start, due domain.Date
	maker      *person
	who        []*person
	made       time.Time
	begun      time.Time
	done       time.Time
	waitsFor   *task
	dateless   bool // nobody has said when
	dropped    bool // it went to the trash
}

// think makes up the tasks of a project, in the order in which they are to be done.
func (s *story) think(p *project, taken map[string]bool) {
	parts := p.parts()
	lines := 0
	for _, of := range parts {
		lines += len(of.phase.lines)
	}
	for _, of := range parts {
		for range (p.plan.tasks*len(of.phase.lines) + lines/2) / lines {
			p.tasks = append(p.tasks, &task{project: p, words: of.words, phase: of.phase})
		}
	}
	if p.open() {
		s.chance.Shuffle(len(p.tasks), func(i, j int) { p.tasks[i], p.tasks[j] = p.tasks[j], p.tasks[i] })
	}
	for i, t := range p.tasks {
		s.date(t, i)
		s.name(t, taken)
		s.weigh(t)
		s.describe(t)
		if i > 3 && s.often(11) {
			t.waitsFor = p.tasks[i-s.between(1, 3)]
		}
	}
}

// part is a phase with the words that it fills its lines with.
type part struct {
	words words
	phase phase
	at    float64
}

// parts are those of all kinds of work in the project, by how early they come.
func (p *project) parts() []part {
	parts := []part{}
	for _, w := range p.words {
		for i, phase := range w.phases {
			parts = append(parts, part{w, phase, float64(i) / float64(len(w.phases))})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.at, b.at) })
	return parts
}

// date gives the task that comes so late in its project its days.
func (s *story) date(t *task, i int) {
	p := t.project
	at := p.start.DaysUntil(p.end) * (i*94/len(p.tasks) + s.between(0, 6)) / 100
	t.start = workday(p.start.AddDays(at))
	t.due = workday(t.start.AddDays(s.between(1, 15)))
	if !p.open() && t.due > p.end {
		t.due = p.end
		t.start = min(t.start, t.due)
	}
}

// name gives it a title; one is given twice only where there are no more.
func (s *story) name(t *task, taken map[string]bool) {
	for try := 0; ; try++ {
		t.title = t.words.fill(s.chance, pick(s.chance, t.phase.lines), s.fixed(t))
		own := t.project.key + t.title
		if !taken[t.title] || try > 30 && !taken[own] || try > 60 {
			taken[t.title], taken[own] = true, true
			return
		}
	}
}

// weigh says how long it takes, how much it matters, and what it is made of.
func (s *story) weigh(t *task) {
	t.estimate = max(15, s.between(t.phase.least, t.phase.most)/15*15)
	t.minutes = max(15, t.estimate*s.between(80, 210)/100/15*15)
	t.priority = s.priority()
	t.dateless = s.often(9)
	for _, tag := range t.phase.tags {
		if s.often(62) {
			t.tags = append(t.tags, tag)
		}
	}
	if s.often(33) {
		t.steps = s.some(t.phase.steps, s.between(2, 5))
	}
}

// fixed are the words that the task itself has: who decides, and which time of the year it is.
func (s *story) fixed(t *task) map[string]string {
	p := t.project
	who := pick(s.chance, p.team()).first()
	if p.client != nil {
		who = pick(s.chance, append([]string{p.client.contactName()}, p.client.others()...))
	}
	month := t.start.Time().Month()
	quarter := []string{"first", "second", "third", "fourth"}[(month-1)/3]
	return map[string]string{"who": who, "month": month.String(), "quarter": quarter}
}

func (c *client) contactName() string { return *c.input.ContactPerson }

func (c *client) others() []string {
	names := []string{}
	for _, other := range c.input.Contacts {
		if strings.Contains(other.Name, " ") {
			names = append(names, other.Name)
		}
	}
	return names
}

func (s *story) priority() string {
	switch n := s.chance.IntN(100); {
	case n < 16:
		return domain.PriorityHigh
	case n < 38:
		return domain.PriorityLow
	}
	return domain.PriorityMedium
}

// some are so many different ones of a list, in its order.
func (s *story) some(of []string, n int) []string {
	kept := []string{}
	for i, one := range of {
		if left := len(of) - i; s.chance.IntN(left) < n-len(kept) {
			kept = append(kept, one)
		}
	}
	return kept
}

// describe writes what is to be done and when it is good.
func (s *story) describe(t *task) {
	if !s.often(58) {
		return
	}
	fixed := s.fixed(t)
	paragraphs := []string{}
	if lead := pick(s.chance, t.phase.leads); lead != "" {
		paragraphs = append(paragraphs, t.words.fill(s.chance, lead, fixed))
	}
	if goals := s.some(t.phase.goals, s.between(1, 2)); len(goals) > 0 && s.often(60) {
		list := "**Done when**\n"
		for _, goal := range goals {
			list += "\n- " + t.words.fill(s.chance, goal, fixed)
		}
		paragraphs = append(paragraphs, list)
	}
	if s.often(18) {
		paragraphs = append(paragraphs, pick(s.chance, s.extras(t, fixed["who"])))
	}
	t.about = strings.Join(paragraphs, "\n\n")
}

// extras are what else people put into a description.
func (s *story) extras(t *task, who string) []string {
	return []string{
		"The folder is [on the file server](https://files." + host + "/" + strings.ToLower(t.project.key) + ").",
		"> “" + pick(s.chance, []string{"Make it so that nobody has to ask.", "The old one was fine until somebody made it better.", "As long as it loads, I'm happy.", "Can it be a little louder?"}) + "” " + who,
		fmt.Sprintf("| | before | after |\n| --- | --- | --- |\n| minutes | %d | %d |\n| questions | %d | %d |", s.between(9, 20), s.between(2, 8), s.between(20, 60), s.between(3, 19)),
		"```\nGET /v1/" + strings.ToLower(t.project.key) + "?limit=50\n200 OK, 41 ms\n```",
		"1. Ask " + who + "\n2. Try it\n3. Write down what happened",
		"Left out on purpose: ~~animation~~, ~~second language~~.",
		"- [x] Asked\n- [ ] Answered\n- [ ] Understood",
	}
}
