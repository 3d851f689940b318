package views

import (
	"context"
	"net/url"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// ProjectPeoplePage is who is in a project and who sees it.
type ProjectPeoplePage struct {
	Head   ProjectHead
	Me     string
	People []domain.ProjectPerson
	// Addable are those who can be taken in; none for who may not take anybody in.
	Addable []domain.ProjectPerson
	// Rates are what hours cost, as typed, by person; none for who may not know.
	Rates    []PersonRate
	Audience domain.Audience
	// Time is what was worked, by person; empty for who sees no time.
	Time domain.TimeReport
	// UserID and Role are what was chosen in the form, and Errors what has to be done about that or about the rates.
	UserID, Role string
	Message      string
	Errors       ui.Errors
}

// PersonRate is what one person's hour costs, as the field of a form.
type PersonRate struct {
	Person domain.Person
	Rate   string
}

// RateField is the name of the field of a person's rate.
func RateField(userID string) string { return "rate-" + userID }

// RatesOf fills the fields of the rates of a project: those of its people, and those that are set.
func RatesOf(ctx context.Context, rates []domain.PersonRate, people []domain.ProjectPerson, currency string) []PersonRate {
	in := map[string]bool{}
	for _, p := range people {
		in[p.ID] = true
	}
	var list []PersonRate
	for _, r := range rates {
		field := PersonRate{Person: r.Person}
		if r.HourlyRate != nil {
			field.Rate = amountTyped(ctx, *r.HourlyRate, currency)
		}
		if in[r.Person.ID] || r.HourlyRate != nil {
			list = append(list, field)
		}
	}
	return list
}

// TypedRate reads a rate that was typed; nothing is the project's own.
func TypedRate(p domain.Problems, field, text, currency string) *int64 {
	return ProjectFields{Currency: currency}.amount(p, field, "rate", text)
}

func (p ProjectPeoplePage) personAct(userID, what string) string {
	return p.Head.act("people/" + url.PathEscape(userID) + "/" + what)
}

func (p ProjectPeoplePage) manages() bool { return p.Head.Project.Access.CanManage() }

// handsOver tells whether the caller may give the project to somebody else.
func (p ProjectPeoplePage) handsOver() bool { return p.Head.Project.CanDelete() }

// mine is what the caller is in the project.
func (p ProjectPeoplePage) mine() domain.ProjectPerson {
	for _, person := range p.People {
		if person.ID == p.Me {
			return person
		}
	}
	return domain.ProjectPerson{}
}

// mayLeave tells whether the caller is in the project by something that they can give up.
func (p ProjectPeoplePage) mayLeave() bool {
	role := p.mine().Role
	return role != "" && role != domain.ProjectOwner
}

// leaving is what becomes of who leaves.
func (p ProjectPeoplePage) leaving(ctx context.Context) string {
	if p.Audience.Team && !p.mine().Client {
		return ui.T(ctx, "You still read it, as all staff do.")
	}
	return ui.T(ctx, "You stop seeing it, and are taken off its tasks.")
}

// RoleName is a role in a project in words.
func RoleName(ctx context.Context, role string) string {
	names := map[string]string{domain.ProjectOwner: ui.T(ctx, "Owner"), domain.ProjectManager: ui.T(ctx, "Manager"), domain.ProjectMember: ui.T(ctx, "Member"), domain.ProjectViewer: ui.T(ctx, "Viewer")}
	if name := names[role]; name != "" {
		return name
	}
	return role
}

// projectRoles are those that somebody can be given.
func projectRoles(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: domain.ProjectManager, Text: ui.T(ctx, "Manager"), Icon: "settings"}, {Value: domain.ProjectMember, Text: ui.T(ctx, "Member"), Icon: "user"},
		{Value: domain.ProjectViewer, Text: ui.T(ctx, "Viewer"), Icon: "eye"},
	}
}

// rolesFor are those that somebody can be given instead of theirs; a client stays a viewer.
func rolesFor(ctx context.Context, person domain.ProjectPerson) []ui.Option {
	var options []ui.Option
	for _, o := range projectRoles(ctx) {
		if o.Value != person.Role && !person.Client {
			options = append(options, o)
		}
	}
	return options
}

// about says of a person what their role does not.
func about(ctx context.Context, person domain.ProjectPerson) string {
	var notes []string
	if person.Client {
		notes = append(notes, ui.T(ctx, "Client, reads only"))
	}
	if person.Disabled {
		notes = append(notes, ui.T(ctx, "Shut out"))
	}
	return strings.Join(notes, ", ")
}

func addableOptions(ctx context.Context, people []domain.ProjectPerson) []ui.Option {
	options := []ui.Option{{Value: "", Text: ui.T(ctx, "Choose somebody")}}
	for _, p := range people {
		text := p.Name
		if p.Client {
			text += ui.T(ctx, " (client, reads only)")
		}
		options = append(options, ui.Option{Value: p.ID, Text: text})
	}
	return options
}

// whyWords is why somebody sees the project.
func whyWords(ctx context.Context, o domain.Onlooker) string {
	words := map[string]string{
		domain.ProjectOwner: ui.T(ctx, "owns it"), domain.ProjectManager: ui.T(ctx, "manages it"), domain.ProjectMember: ui.T(ctx, "works in it"), domain.ProjectViewer: ui.T(ctx, "was added to read it"),
	}[o.Why]
	if o.Client {
		return ui.T(ctx, "was added to read it, as a client")
	}
	return words
}

// teamWords is why all staff see the project.
func (p ProjectPeoplePage) teamWords(ctx context.Context) string {
	if p.Head.Project.OwnerID == "" {
		return ui.T(ctx, "because nobody owns it")
	}
	return ui.T(ctx, "because it is open to the whole team")
}

// ownRate is what an hour costs where a person has no rate of their own.
func (p ProjectPeoplePage) ownRate(ctx context.Context) string {
	if p.Head.Project.HourlyRate == nil {
		return ui.T(ctx, "none")
	}
	return amountTyped(ctx, *p.Head.Project.HourlyRate, p.Head.Project.Currency)
}

func (p ProjectPeoplePage) problems() []ui.Problem {
	fields := []string{"user_id", "role"}
	for _, rate := range p.Rates {
		fields = append(fields, RateField(rate.Person.ID))
	}
	return p.Errors.In(fields...)
}

// makeRole says what a choice of a role does.
func makeRole(ctx context.Context, role string) string {
	switch role {
	case domain.ProjectManager:
		return ui.T(ctx, "Make manager")
	case domain.ProjectMember:
		return ui.T(ctx, "Make member")
	}
	return ui.T(ctx, "Make viewer")
}
