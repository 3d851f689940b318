package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// TodoPanel is one todo with all that belongs to it. It stands beside the list, and on small screens in its place.
type TodoPanel struct {
	At      TodosAt
	Todo    domain.Todo
	Now     time.Time
	Project domain.ProjectRef
	Parent  domain.Todo // zero for none
	People  map[string]domain.Person
	// Description is HTML that was made safe.
	Description string
	Steps       []domain.Todo
	Links       domain.Dependencies
	Watchers    domain.Watchers
	Time        PanelTime
	Feed        []FeedItem
	Files       AttachmentsPart
	// Step and Comment are what was typed there and not taken.
	Step, Comment Typed
	// EditComment is the comment that is being rewritten, with what was typed; 0 for none.
	EditComment int64
	Rewritten   Typed
	// Form is the todo as a form, where it is being edited.
	Form *TodoForm
}

// Typed is what somebody typed into a field, and what has to be done about it.
type Typed struct{ Text, Error string }

// FeedItem is a comment, or something that happened.
type FeedItem struct {
	When time.Time
	Who  ui.Person
	// Icon and Text are of what happened.
	Icon, Text string
	// Comment is nil for what happened; its HTML was made safe.
	Comment *domain.Comment
	HTML    string
}

// reference is what people call the todo by, such as WEB-12; empty where its project gives it no key.
func (p TodoPanel) reference() string {
	if p.Project.Key == "" {
		return ""
	}
	return p.Project.Key + "-" + idText(p.Todo.ID)
}

// permanent is an address that leads to the todo wherever it is shown by then.
func (p TodoPanel) permanent() string {
	if p.reference() == "" {
		return "/todos/" + idText(p.Todo.ID)
	}
	return "/p/" + p.reference()
}

func (p TodoPanel) today() domain.Date { return domain.DateOf(p.Now) }

func (p TodoPanel) late() bool {
	return p.Todo.Overdue(p.today(), domain.Clock(p.Now.Format("15:04")))
}

// due is when the todo is due, in words.
func (p TodoPanel) due(ctx context.Context) string {
	return DayAndClock(ctx, p.Todo.DueDate, p.Todo.DueTime, p.today())
}

func (p TodoPanel) dueHue() string {
	switch {
	case p.late():
		return "red"
	case p.Todo.DueDate == p.today() && !p.Todo.Completed():
		return "pine"
	}
	return ""
}

func (p TodoPanel) assignees() []ui.Person {
	var people []ui.Person
	for _, id := range p.Todo.AssigneeIDs {
		if person, known := p.People[id]; known {
			people = append(people, ui.Person{ID: person.ID, Name: person.Name})
		}
	}
	return people
}

// repeats is the rule in words; one that an adopted file holds and nobody understands is shown as it is.
func (p TodoPanel) repeats(ctx context.Context) string {
	rule, err := domain.ParseRule(p.Todo.Recurrence)
	if err != nil {
		return p.Todo.Recurrence
	}
	words := rule.DescribeIn(ui.Speaks(ctx))
	if p.Todo.RepeatFrom == domain.RepeatFromCompletion {
		words += ui.T(ctx, ", counted from when it is done")
	}
	return words
}

func (p TodoPanel) stepsDone() int {
	done := 0
	for _, step := range p.Steps {
		if step.Completed() {
			done++
		}
	}
	return done
}

// movable tells whether the todo has a place among others that the caller can change.
func (p TodoPanel) movable() bool {
	return p.Todo.Access.CanEdit() && (p.Todo.ParentID != 0 || p.At.ByHand())
}

// edit is the address of the form, with the cursor in one of its fields.
func (p TodoPanel) edit(field string) string {
	to := p.At.ActOn(p.Todo.ID, "edit")
	if field == "" {
		return to
	}
	if p.At.Act("") == "" {
		return to + "?field=" + field
	}
	return to + "&field=" + field
}

// watching are the names of those who watch the todo; of many the first.
func (p TodoPanel) watching(ctx context.Context) string {
	const most = 5
	var names []string
	for _, person := range p.Watchers.People[:min(most, len(p.Watchers.People))] {
		names = append(names, person.Name)
	}
	if more := len(p.Watchers.People) - most; more > 0 {
		names = append(names, ui.T(ctx, "%s more", strconv.Itoa(more)))
	}
	return strings.Join(names, ", ")
}

// Minutes is a length of time in words: "1 h 30 min".
func Minutes(ctx context.Context, minutes int) string { return minutesText(ctx, minutes) }

// minutesText is a length of time in words: "1 h 30 min".
func minutesText(ctx context.Context, minutes int) string {
	hours, rest := minutes/60, minutes%60
	switch {
	case hours == 0:
		return ui.T(ctx, "%s min", strconv.Itoa(rest))
	case rest == 0:
		return ui.T(ctx, "%s h", strconv.Itoa(hours))
	}
	return ui.T(ctx, "%s h %s min", strconv.Itoa(hours), strconv.Itoa(rest))
}
