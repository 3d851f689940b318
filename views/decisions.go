package views

import (
	"context"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// DecisionsPage is a list of decisions with what stands around it.
type DecisionsPage struct {
	At DecisionsAt
	// Now is the time on the caller's clock.
	Now   time.Time
	Items []domain.Decision
	// Next is the cursor of the next page; empty on the last one.
	Next string
	// People are those who made the decisions, by their ids.
	People map[string]domain.Person
	// Projects are what can be filtered by.
	Projects []domain.ProjectRef
	// Again is a decision that asks to be looked at again, and AgainTotal how many do; the zero Decision for none.
	Again      domain.Decision
	AgainTotal int
	// MayAdd tells whether the caller adds decisions here.
	MayAdd bool
}

func (p DecisionsPage) today() domain.Date { return domain.DateOf(p.Now) }

// Title of the page.
func (p DecisionsPage) Title(ctx context.Context) string {
	if p.At.Trash() {
		return ui.T(ctx, "Deleted decisions")
	}
	return ui.T(ctx, "Decisions")
}

func (p DecisionsPage) more() string {
	at := p.At
	at.After = p.Next
	return at.Path()
}

// newPath is the form of a new decision, in the project where that is what is shown.
func (p DecisionsPage) newPath() string {
	project := p.At.In
	if project == 0 {
		project = p.At.Project
	}
	if project == 0 {
		return "/decisions/new"
	}
	return "/decisions/new?project=" + idText(project)
}

// owner is who made a decision, by the first name.
func (p DecisionsPage) owner(d domain.Decision) (ui.Person, string) {
	person := p.People[d.OwnerID]
	first, _, _ := strings.Cut(person.Name, " ")
	return ui.Person{ID: person.ID, Name: person.Name}, first
}

// again is what the banner says.
func (p DecisionsPage) again(ctx context.Context) string {
	text := ui.T(ctx, " asks to be looked at again")
	if p.Again.DueDate == p.today() {
		text += ui.T(ctx, " today")
	}
	if p.AgainTotal > 1 {
		text += ui.T(ctx, ", and %s", Plural(p.AgainTotal-1, ui.T(ctx, "other one does"), ui.T(ctx, "others do")))
	}
	return text + "."
}

func (p DecisionsPage) emptiness(ctx context.Context) emptiness {
	add := ui.ButtonProps{Text: ui.T(ctx, "New decision"), Icon: "plus"}
	clear := ui.ButtonProps{Text: ui.T(ctx, "Clear the filters")}
	all := DecisionsAt{In: p.At.In}.Path()
	switch {
	case p.At.Trash():
		return emptiness{drawing: "find", title: ui.T(ctx, "The trash is empty"), text: ui.T(ctx, "What you delete stays here for 30 days.")}
	case p.At.View == DecisionsDue && !p.At.With(func(a *DecisionsAt) { a.View = "" }).Narrowed():
		return emptiness{drawing: "todo", title: ui.T(ctx, "Nothing is due"), text: ui.T(ctx, "Questions whose day has come show here, and decisions to look at again."), step: ui.ButtonProps{Text: ui.T(ctx, "See all decisions")}, href: all}
	case p.At.Status == domain.DecisionOpen && !p.At.With(func(a *DecisionsAt) { a.Status = "" }).Narrowed():
		return emptiness{drawing: "todo", title: ui.T(ctx, "Nothing is open"), text: ui.T(ctx, "Questions that wait for an answer show here."), step: ui.ButtonProps{Text: ui.T(ctx, "See all decisions")}, href: all}
	case p.At.Narrowed():
		return emptiness{drawing: "find", title: ui.T(ctx, "Nothing fits"), text: ui.T(ctx, "No decision has all that you filter by."), step: clear, href: all}
	case !p.MayAdd:
		return emptiness{drawing: "note", title: ui.T(ctx, "No decisions yet"), text: ui.T(ctx, "What is decided here, and why, is kept on this page.")}
	}
	return emptiness{drawing: "note", title: ui.T(ctx, "No decisions yet"), text: ui.T(ctx, "Write down what has to be decided, then what was, and why. Later you will know."), step: add, href: p.newPath()}
}

// DecisionStatusName is a status in words; one that an adopted file holds and we don't know stays as it is.
func DecisionStatusName(ctx context.Context, status string) string {
	names := map[string]string{domain.DecisionOpen: ui.Sense(ctx, "Open", "how it stands"), domain.DecisionDecided: ui.T(ctx, "Decided"), domain.DecisionDropped: ui.T(ctx, "Dropped")}
	if name := names[status]; name != "" {
		return name
	}
	return status
}

// decisionChip is how a decision stands on a day: what was replaced, or is to be looked at again, says so.
func decisionChip(ctx context.Context, d domain.Decision, today domain.Date) ui.ChipProps {
	switch {
	case d.Decided() && len(d.SupersededBy) > 0:
		return ui.ChipProps{Text: ui.T(ctx, "Replaced"), Hue: "gray"}
	case d.Decided() && d.Due(today):
		return ui.ChipProps{Text: ui.Sense(ctx, "Review", "due again"), Hue: "blue"}
	}
	hue := map[string]string{domain.DecisionOpen: "amber", domain.DecisionDecided: "pine"}[d.Status]
	if hue == "" {
		hue = "gray"
	}
	return ui.ChipProps{Text: DecisionStatusName(ctx, d.Status), Hue: hue}
}

// reviewDay is when a decision asks for attention, and the colour that says how soon.
func reviewDay(ctx context.Context, d domain.Decision, today domain.Date) (text, hue string) {
	if d.DueDate == "" || d.Decided() && d.DueDate <= d.DecidedAt {
		return "", ""
	}
	text = Day(ctx, d.DueDate, today)
	if today.DaysUntil(d.DueDate) > 6 {
		text = shortDay(ctx, d.DueDate, today)
	}
	if d.Due(today) {
		hue = "red"
	}
	return text, hue
}
