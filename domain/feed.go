package domain

import (
	"encoding/json"
	"slices"
	"time"
)

// Limits of feeds.
const (
	FeedsMax = 100
	// FeedPastDays is how long ago something may be over for a feed to still have it.
	FeedPastDays = 400
)

// Feed is an address at which whoever knows it reads what its owner sees: one calendar, one project, or all.
type Feed struct {
	ID        int64
	OwnerID   string
	Secret    string // of the address: /calendar/feed/SECRET.ics
	Calendar  CalendarRef
	Project   ProjectRef
	Without   []int64 // calendars that are left out, where it is about all
	Todos     bool    // with what is due
	Reminders bool    // with alarms
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Name is what the feed calls itself where somebody follows it.
func (f Feed) Name() string {
	switch {
	case f.Calendar.ID != 0:
		return f.Calendar.Name
	case f.Project.ID != 0:
		return f.Project.Name
	}
	return "mddash"
}

// Version changes whenever the feed's settings or address do.
func (f Feed) Version() string {
	return fingerprint(f.ID, f.Secret, f.Calendar.ID, f.Calendar.Name, f.Project.ID, f.Project.Name, f.Without, f.Todos, f.Reminders)
}

// FeedInput is a feed as typed. Ids are not looked up here.
type FeedInput struct {
	CalendarID *int64  `json:"calendar_id,omitempty" doc:"Only this calendar; it stays as it was made"`
	ProjectID  *int64  `json:"project_id,omitempty" doc:"Only this project: its events, and when its tasks are due; it stays as it was made"`
	Without    []int64 `json:"without,omitempty" maxItems:"200" doc:"Calendars that are left out of a feed of everything"`
	Todos      *bool   `json:"todos,omitempty" doc:"With what is due; true where it is left out"`
	Reminders  *bool   `json:"reminders,omitempty" doc:"With alarms; true where it is left out"`
}

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does.
func (in FeedInput) Merge(patch map[string]json.RawMessage) (FeedInput, error) {
	return MergeFields(in, patch, []string{"calendar_id", "project_id", "without", "todos", "reminders"})
}

// Parse checks what was typed and returns the feed it describes, on top of the one that it changes.
func (in FeedInput) Parse(row Feed) (Feed, error) {
	p := Problems{}
	calendar, project := parseID(p, "calendar_id", in.CalendarID), parseID(p, "project_id", in.ProjectID)
	if calendar != 0 && project != 0 {
		p.Add("project_id", "A feed is about a calendar or a project, not both.")
	}
	if row.ID != 0 && (calendar != row.Calendar.ID || project != row.Project.ID) {
		p.Add("calendar_id", "A feed stays about what it was made for. Make another one.")
	}
	row.Calendar.ID, row.Project.ID = calendar, project
	row.Without = slices.Compact(slices.Sorted(slices.Values(in.Without)))
	if len(row.Without) > 0 && (calendar != 0 || project != 0) {
		p.Add("without", "Only a feed of everything leaves calendars out.")
	}
	row.Todos = in.Todos == nil || *in.Todos
	row.Reminders = in.Reminders == nil || *in.Reminders
	return row, p.Err()
}

// Input is what Parse would make the same feed from.
func (f Feed) Input() FeedInput {
	in := FeedInput{Without: slices.Clone(f.Without), Todos: &f.Todos, Reminders: &f.Reminders}
	if f.Calendar.ID != 0 {
		in.CalendarID = &f.Calendar.ID
	}
	if f.Project.ID != 0 {
		in.ProjectID = &f.Project.ID
	}
	return in
}
