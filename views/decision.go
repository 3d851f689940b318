package views

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// DecisionPage is one decision with all that belongs to it.
type DecisionPage struct {
	Decision domain.Decision
	// Now is the time on the caller's clock.
	Now time.Time
	// Context and Outcome are HTML that was made safe.
	Context, Outcome string
	// People are those whom the decision and its history name, by their ids.
	People map[string]domain.Person
	// Feed is what happened to it, the oldest first.
	Feed []FeedItem
	// MayAdd tells whether the caller adds decisions here.
	MayAdd bool
}

func (p DecisionPage) today() domain.Date { return domain.DateOf(p.Now) }

func (p DecisionPage) act(what string) string { return DecisionPath(p.Decision.ID) + "/" + what }

// crumbs lead back to where the decision is listed.
func (p DecisionPage) crumbs() []ui.Place {
	crumbs := []ui.Place{{Text: "Decisions", Href: DecisionsAt{}.Path()}}
	if project := p.Decision.Project; project.ID != 0 {
		crumbs = []ui.Place{{Text: project.Name, Href: ProjectPath(project.ID)}, {Text: "Decisions", Href: DecisionsAt{In: project.ID}.Path()}}
	}
	return crumbs
}

// stands is the line beside the status: until when, or since when and by whom.
func (p DecisionPage) stands() string {
	d := p.Decision
	switch {
	case d.Status == domain.DecisionOpen && d.DueDate != "":
		return "Answer by " + (Names{Now: p.Now}).day(string(d.DueDate))
	case !d.Decided() || d.DecidedAt == "":
		return ""
	}
	text := Day(d.DecidedAt, p.today())
	if names := p.deciderNames(); names != "" {
		text += ", by " + names
	}
	return text
}

func (p DecisionPage) deciders() []ui.Person {
	var people []ui.Person
	for _, id := range p.Decision.DeciderIDs {
		if person, known := p.People[id]; known {
			people = append(people, ui.Person{ID: person.ID, Name: person.Name})
		}
	}
	slices.SortFunc(people, func(a, b ui.Person) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return people
}

func (p DecisionPage) deciderNames() string {
	var names []string
	for _, person := range p.deciders() {
		names = append(names, person.Name)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

// chosenText is what an option is that was marked.
func (p DecisionPage) chosenText() string {
	if p.Decision.Decided() {
		return "Chosen"
	}
	return "Proposed"
}

// outcomeTitle is the heading over the outcome.
func (p DecisionPage) outcomeTitle() string {
	if p.Decision.Decided() {
		return "What was decided"
	}
	return "What follows"
}

// point is a line about an option: for it, against it, or neither, which has no icon.
type point struct{ icon, hue, says, text string }

// pointsOf are the lines of an option's detail.
func pointsOf(o domain.DecisionOption) []point {
	var points []point
	for line := range strings.Lines(o.Detail) {
		line = strings.TrimSpace(line)
		p := point{text: line}
		for _, side := range []point{{icon: "plus", hue: "pine", says: "For: "}, {icon: "minus", hue: "red", says: "Against: "}} {
			mark := map[string]string{"plus": "+", "minus": "-"}[side.icon]
			if rest, marked := strings.CutPrefix(line, mark); marked {
				p = side
				p.text = strings.TrimSpace(rest)
			}
		}
		if p.text != "" {
			points = append(points, p)
		}
	}
	return points
}
