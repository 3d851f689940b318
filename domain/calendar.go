package domain

import (
	"encoding/json"
	"time"
)

// TeamCalendar is the calendar that belongs to nobody: every member of staff sees it and writes in it. Events that
// another program made are in it.
const TeamCalendar = int64(1)

// CalendarNameMax is how long a calendar's name may be, in characters.
const CalendarNameMax = 100

// OwnCalendarName is what the calendar that everybody gets is called at first.
const OwnCalendarName = "Personal"

// Calendar is what events are in: who sees it sees them, as far as their privacy allows.
type Calendar struct {
	ID         int64
	Name       string
	Color      string
	Visibility string // VisibilityPrivate: its owner and whom it is shared with; VisibilityTeam: every member of staff reads it
	OwnerID    string // empty: the team's
	Kind       string // KindSubscription, or empty
	CreatedAt  time.Time
	UpdatedAt  time.Time
	DeletedAt  time.Time

	// Read with it, not stored in it.
	Shared bool   // somebody was given it
	Given  bool   // whoever it was read for was
	Owner  string // the name of whose it is; empty for the team's
	Access Access
}

// IsTeam tells whether it is the team's.
func (c Calendar) IsTeam() bool { return c.OwnerID == "" }

// Follows tells whether its events come from an address elsewhere, and are changed there alone.
func (c Calendar) Follows() bool { return c.Kind == KindSubscription }

// CanDelete tells whether whoever it was read for may delete, share and hand it on. Nobody deletes the team's.
func (c Calendar) CanDelete() bool { return !c.IsTeam() && c.Access.CanManage() }

// Version changes whenever anything of the calendar does.
func (c Calendar) Version() string {
	return fingerprint(c.ID, c.Name, c.Color, c.Visibility, c.OwnerID, c.UpdatedAt.UnixMilli(), c.DeletedAt.UnixMilli())
}

// Ref is the little of it that is shown beside events.
func (c Calendar) Ref() CalendarRef {
	return CalendarRef{
		ID: c.ID, Name: c.Name, Color: c.Color, Team: c.IsTeam(), Follows: c.Follows(), Own: c.CanDelete(), Owner: c.Owner, Access: c.Access,
	}
}

// CalendarRef is the little of a calendar that is shown beside events.
type CalendarRef struct {
	ID    int64
	Name  string
	Color string
	Team  bool
	// Follows tells whether its events come from elsewhere.
	Follows bool
	Access  Access

	// In a list of calendars: whether it is the caller's own, and the name of whose it is; empty for the team's.
	Own   bool
	Owner string
}

// CalendarInput is a calendar as typed, in a form or as JSON.
type CalendarInput struct {
	Name       string  `json:"name" minLength:"1" maxLength:"100" example:"Workshops"`
	Color      *string `json:"color,omitempty" enum:"red,orange,amber,lime,pine,teal,blue,violet,pink,gray"`
	Visibility *string `json:"visibility,omitempty" enum:"private,team" default:"private" doc:"team: every member of staff reads it"`
}

func calendarFields() []string { return []string{"name", "color", "visibility"} }

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does.
func (in CalendarInput) Merge(patch map[string]json.RawMessage) (CalendarInput, error) {
	return MergeFields(in, patch, calendarFields())
}

// Parse checks what was typed and returns the calendar it describes, on top of the row it changes (the zero Calendar
// for a new one).
func (in CalendarInput) Parse(row Calendar) (Calendar, error) {
	p := Problems{}
	if row.ID == 0 || in.Name != row.Name {
		row.Name = ParseTitle(p, "name", in.Name, "Give the calendar a name.")
		parseText(p, "name", row.Name, CalendarNameMax)
	}
	row.Color = choose(p, "color", in.Color, row.Color, "", Hues()...)
	was, team := row.Visibility, row.ID != 0 && row.IsTeam()
	row.Visibility = choose(p, "visibility", in.Visibility, row.Visibility, VisibilityPrivate, VisibilityPrivate, VisibilityTeam)
	if team {
		if row.Visibility != was && in.Visibility != nil {
			p.Add("visibility", "The team's calendar stays the team's.")
		}
		row.Visibility = was
	}
	return row, p.Err()
}

// Input is what Parse would make the same calendar from.
func (c Calendar) Input() CalendarInput {
	return CalendarInput{Name: c.Name, Color: optional(c.Color), Visibility: optional(c.Visibility)}
}

// CalendarPage is one page of a list of calendars. Next is empty on the last one.
type CalendarPage struct {
	Items []Calendar
	Total int
	Next  string
}

// CalendarShare is somebody's part in a calendar. Whether the address has an account shows nowhere in it.
type CalendarShare struct {
	ID         int64
	CalendarID int64
	// Email is the address that it was shared with; empty where somebody was chosen by their Name.
	Email, Name string
	Permission  string
	CreatedAt   time.Time
}
