package views

import (
	"context"
	"net/url"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// CalendarsPath is the list of calendars.
const CalendarsPath = "/calendars"

// CalendarsTrashPath are those that were deleted.
const CalendarsTrashPath = "/calendars?view=trash"

// CalendarPath is what the addresses of one calendar begin with.
func CalendarPath(id int64) string { return CalendarsPath + "/" + idText(id) }

// CalendarSharingPath is where a calendar's owner shares it.
func CalendarSharingPath(id int64) string { return CalendarPath(id) + "/sharing" }

// CalendarsPage is the list of calendars, or of those in the trash.
type CalendarsPage struct {
	Items   []domain.Calendar
	Choices domain.CalendarChoices
	Trash   bool
	Now     time.Time
	Message string
}

func (p CalendarsPage) title(ctx context.Context) string {
	if p.Trash {
		return ui.T(ctx, "Deleted calendars")
	}
	return ui.T(ctx, "Calendars")
}

func (p CalendarsPage) crumbs(ctx context.Context) []ui.Place {
	crumbs := []ui.Place{{Text: ui.T(ctx, "Calendar"), Href: ui.To(ctx, "/calendar")}}
	if p.Trash {
		crumbs = append(crumbs, ui.Place{Text: ui.T(ctx, "Calendars"), Href: ui.To(ctx, CalendarsPath)})
	}
	return crumbs
}

// calendarSection are calendars of the list under a heading of their own.
type calendarSection struct {
	name  string
	items []domain.Calendar
}

// sections part the list as the calendar's side does.
func (p CalendarsPage) sections(ctx context.Context) []calendarSection {
	own, others, followed := calendarSection{name: ui.T(ctx, "Yours and the team’s")}, calendarSection{name: ui.T(ctx, "Of others")}, calendarSection{name: ui.T(ctx, "Subscriptions")}
	for _, c := range p.Items {
		switch {
		case !c.CanDelete() && !c.IsTeam():
			others.items = append(others.items, c)
		case c.Follows():
			followed.items = append(followed.items, c)
		default:
			own.items = append(own.items, c)
		}
	}
	var sections []calendarSection
	for _, section := range []calendarSection{own, others, followed} {
		if len(section.items) > 0 {
			sections = append(sections, section)
		}
	}
	return sections
}

// calendarWords say whose a calendar is and who sees it.
func calendarWords(ctx context.Context, c domain.Calendar) string {
	switch {
	case c.IsTeam():
		return ui.T(ctx, "The team’s: everybody in it reads and writes")
	case c.CanDelete() && c.Visibility == domain.VisibilityTeam && c.Shared:
		return ui.T(ctx, "Yours, read by the team and shared with others")
	case c.CanDelete() && c.Visibility == domain.VisibilityTeam:
		return ui.T(ctx, "Yours, read by the team")
	case c.CanDelete() && c.Shared:
		return ui.T(ctx, "Yours, shared with others")
	case c.CanDelete():
		return ui.T(ctx, "Yours alone")
	case c.Access.CanEdit():
		return ui.T(ctx, "%s’s: you can edit", c.Owner)
	}
	return ui.T(ctx, "%s’s: you can view", c.Owner)
}

// mayLeave tells whether somebody gave it to the person.
func mayLeave(c domain.Calendar) bool { return c.Given && !c.CanDelete() }

// CalendarFields are a calendar as the fields of a form, as typed.
type CalendarFields struct{ Name, Color, Visibility string }

// CalendarForm is the form of a new calendar, or of one that is there.
type CalendarForm struct {
	CalendarFields
	// Calendar is the zero one for a new one.
	Calendar domain.Calendar
	Version  string
	Message  string
	Errors   ui.Errors
}

// CalendarFieldsOf fills the fields from a calendar.
func CalendarFieldsOf(c domain.Calendar) CalendarFields {
	return CalendarFields{Name: c.Name, Color: c.Color, Visibility: c.Visibility}
}

// TypedCalendar are the fields that a form sent.
func TypedCalendar(form url.Values) CalendarFields {
	return CalendarFields{Name: form.Get("name"), Color: form.Get("color"), Visibility: form.Get("visibility")}
}

// Over puts the fields over a calendar's input. A visibility that the form has not stays.
func (f CalendarFields) Over(in domain.CalendarInput) domain.CalendarInput {
	in.Name, in.Color = f.Name, &f.Color
	if f.Visibility != "" {
		in.Visibility = &f.Visibility
	}
	return in
}

func (f CalendarForm) isNew() bool { return f.Calendar.ID == 0 }

func (f CalendarForm) title(ctx context.Context) string {
	if f.isNew() {
		return ui.T(ctx, "New calendar")
	}
	return ui.T(ctx, "Edit calendar")
}

func (f CalendarForm) action() string {
	if f.isNew() {
		return CalendarsPath
	}
	return CalendarPath(f.Calendar.ID) + "/edit"
}

func (f CalendarForm) submit(ctx context.Context) string {
	if f.isNew() {
		return ui.T(ctx, "Create calendar")
	}
	return ui.T(ctx, "Save changes")
}

func calendarCrumbs(ctx context.Context) []ui.Place {
	return []ui.Place{{Text: ui.T(ctx, "Calendar"), Href: ui.To(ctx, "/calendar")}, {Text: ui.T(ctx, "Calendars"), Href: ui.To(ctx, CalendarsPath)}}
}

func calendarVisibilities(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: domain.VisibilityPrivate, Text: ui.T(ctx, "You and whom you share it with")}, {Value: domain.VisibilityTeam, Text: ui.T(ctx, "Everybody in the team reads it")}}
}

// CalendarSharingPage is who sees a calendar beside its owner.
type CalendarSharingPage struct {
	Calendar domain.Calendar
	Owner    ui.Person
	Shares   []domain.CalendarShare
	// People can be chosen by name.
	People  []domain.Person
	Typed   SharingFields
	Message string
	Errors  ui.Errors
}

func (p CalendarSharingPage) title(ctx context.Context) string {
	return ui.T(ctx, "Share “%s”", p.Calendar.Name)
}

func (p CalendarSharingPage) act(what string) string {
	return CalendarSharingPath(p.Calendar.ID) + what
}

func (p CalendarSharingPage) shareAct(share domain.CalendarShare, what string) string {
	return p.act("/people/" + idText(share.ID) + "/" + what)
}

// givenTo is what somebody is called: by name where they were chosen by it, else by the address that was typed.
func givenTo(s domain.CalendarShare) string {
	if s.Name != "" {
		return s.Name
	}
	return s.Email
}
