package views

import (
	"cmp"
	"context"
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
func (p DecisionPage) crumbs(ctx context.Context) []ui.Place {
	crumbs := []ui.Place{{Text: ui.T(ctx, "Decisions"), Href: DecisionsAt{}.Path()}}
	if project := p.Decision.Project; project.ID != 0 {
		crumbs = []ui.Place{{Text: project.Name, Href: ProjectPath(project.ID)}, {Text: ui.T(ctx, "Decisions"), Href: DecisionsAt{In: project.ID}.Path()}}
	}
	return crumbs
}

// stands is the line beside the status: until when, or since when and by whom.
func (p DecisionPage) stands(ctx context.Context) string {
	d := p.Decision
	switch {
	case d.Status == domain.DecisionOpen && d.DueDate != "":
		return ui.T(ctx, "Answer by %s", (Names{Now: p.Now}).day(ctx, string(d.DueDate)))
	case !d.Decided() || d.DecidedAt == "":
		return ""
	}
	text := Day(ctx, d.DecidedAt, p.today())
	if names := p.deciderNames(ctx); names != "" {
		text += ui.T(ctx, ", by %s", names)
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

func (p DecisionPage) deciderNames(ctx context.Context) string {
	var names []string
	for _, person := range p.deciders() {
		names = append(names, person.Name)
	}
	if last := len(names) - 1; last > 0 {
		return ui.T(ctx, "%s and %s", strings.Join(names[:last], ", "), names[last])
	}
	return strings.Join(names, "")
}

// chosenText is what an option is that was marked.
func (p DecisionPage) chosenText(ctx context.Context) string {
	if p.Decision.Decided() {
		return ui.T(ctx, "Chosen")
	}
	return ui.T(ctx, "Proposed")
}

// outcomeTitle is the heading over the outcome.
func (p DecisionPage) outcomeTitle(ctx context.Context) string {
	if p.Decision.Decided() {
		return ui.T(ctx, "What was decided")
	}
	return ui.T(ctx, "What follows")
}

// point is a line about an option: for it, against it, or neither, which has no icon.
type point struct{ icon, hue, says, text string }

// pointsOf are the lines of an option's detail.
func pointsOf(ctx context.Context, o domain.DecisionOption) []point {
	var points []point
	for line := range strings.Lines(o.Detail) {
		line = strings.TrimSpace(line)
		p := point{text: line}
		for _, side := range []point{{icon: "plus", hue: "pine", says: ui.T(ctx, "For: ")}, {icon: "minus", hue: "red", says: ui.T(ctx, "Against: ")}} {
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
