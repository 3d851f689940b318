package domain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of a todo, in characters and in pieces.
const (
	TitleMax       = 500
	DescriptionMax = 2000
	TagMax         = 50
	TagsMax        = 50
	AssigneesMax   = 50
	EstimateMax    = 60 * 24 * 365
)

// TodoInput is a todo as typed, in a form or as JSON. It has neither id nor owner, so there is nothing to smuggle in.
// Null and left out mean the same: none. In a form an empty field means none.
type TodoInput struct {
	Title           string   `json:"title" minLength:"1" maxLength:"500" doc:"What is to be done" example:"Call Ana"`
	Description     *string  `json:"description,omitempty" maxLength:"2000" doc:"Markdown"`
	Priority        *string  `json:"priority,omitempty" enum:"low,medium,high" default:"medium"`
	DueDate         *string  `json:"due_date,omitempty" format:"date" doc:"A civil date; it has no time zone" example:"2026-11-30"`
	DueTime         *string  `json:"due_time,omitempty" doc:"HH:MM, needs a due date" example:"17:00"`
	StartDate       *string  `json:"start_date,omitempty" format:"date"`
	Completed       *bool    `json:"completed,omitempty" doc:"The same as status done"`
	Status          *string  `json:"status,omitempty" maxLength:"50" doc:"task, in_progress, in_review, done, or a column of the project's board"`
	Tags            []string `json:"tags,omitempty" maxItems:"50"`
	ProjectID       *int64   `json:"project_id,omitempty"`
	ParentID        *int64   `json:"parent_id,omitempty" doc:"The todo that this one is a step of"`
	AssigneeIDs     []string `json:"assignee_ids,omitempty" maxItems:"50"`
	Recurrence      *string  `json:"recurrence,omitempty" maxLength:"500" doc:"An RFC 5545 RRULE" example:"FREQ=WEEKLY;BYDAY=FR"`
	RepeatFrom      *string  `json:"repeat_from,omitempty" enum:"due,completion" doc:"From which day the next one is counted"`
	ReminderAt      *string  `json:"reminder_at,omitempty" doc:"RFC 3339, or a local date and time of the caller's zone" example:"2026-11-30T08:00:00Z"`
	EstimateMinutes *int     `json:"estimate_minutes,omitempty" minimum:"0" maximum:"525600"`
	Position        *string  `json:"position,omitempty" maxLength:"200" pattern:"^[0-9A-Za-z]+$" doc:"Where it stands in manual order; positions compare as text"`
}

// Parse checks what was typed and returns the todo it describes, on top of the row it changes (the zero Todo for a new
// one). Ids it names are not looked up here. The error is of kind Invalid, with a message for each field.
func (in TodoInput) Parse(row Todo, loc *time.Location) (Todo, error) {
	p := Problems{}
	// What is stored already stays valid, also where another program stored more than we would take.
	if row.ID == 0 || in.Title != row.Title {
		row.Title = ParseTitle(p, "title", in.Title, "Give the todo a title.")
	}
	if text := value(in.Description); text != row.Description {
		row.Description = parseText(p, "description", text, DescriptionMax)
	}
	if text := value(in.Priority); row.ID == 0 || text != row.Priority {
		row.Priority = parseChoice(p, "priority", text, PriorityMedium, PriorityLow, PriorityMedium, PriorityHigh)
	}
	row.Status = in.parseStatus(p)
	row.DueDate = parseDate(p, "due_date", value(in.DueDate))
	row.DueTime = parseClock(p, "due_time", value(in.DueTime))
	row.StartDate = parseDate(p, "start_date", value(in.StartDate))
	row.Tags = ParseTags(p, "tags", in.Tags)
	row.ProjectID = parseID(p, "project_id", in.ProjectID)
	row.ParentID = parseID(p, "parent_id", in.ParentID)
	row.AssigneeIDs = parseIDs(p, "assignee_ids", in.AssigneeIDs)
	row.ReminderAt = parseInstant(p, "reminder_at", value(in.ReminderAt), loc)
	row.EstimateMinutes = parseEstimate(p, in.EstimateMinutes)
	in.parseRecurrence(p, &row)
	if in.Position != nil {
		row.Position = parsePosition(p, *in.Position)
	}
	if row.DueTime != "" && row.DueDate == "" {
		p.Add("due_date", "A time needs a date too.")
	}
	if row.DueDate != "" && row.StartDate > row.DueDate {
		p.Add("start_date", "The start is after the due date.")
	}
	return row, p.Err()
}

// Input is what Parse would make the same todo from.
func (t Todo) Input() TodoInput {
	in := TodoInput{
		Title: t.Title, Description: optional(t.Description), Priority: optional(t.Priority), DueDate: optional(string(t.DueDate)),
		DueTime: optional(string(t.DueTime)), StartDate: optional(string(t.StartDate)), Status: optional(t.Status), Tags: t.Tags,
		AssigneeIDs: t.AssigneeIDs, Recurrence: optional(t.Recurrence), RepeatFrom: optional(t.RepeatFrom), Position: optional(t.Position),
	}
	if t.ProjectID != 0 {
		in.ProjectID = &t.ProjectID
	}
	if t.ParentID != 0 {
		in.ParentID = &t.ParentID
	}
	if !t.ReminderAt.IsZero() {
		in.ReminderAt = optional(t.ReminderAt.UTC().Format(time.RFC3339Nano))
	}
	if t.EstimateMinutes != 0 {
		in.EstimateMinutes = &t.EstimateMinutes
	}
	return in
}

func (in TodoInput) parseStatus(p Problems) string {
	status := parseLine(p, "status", value(in.Status), StatusMax)
	if in.Completed == nil {
		return cmpOr(status, StatusTodo)
	}
	switch done := *in.Completed; {
	case done && status != "" && status != StatusDone:
		p.Add("completed", "Completed means the status done. Send one of the two.")
	case done:
		return StatusDone
	case status == StatusDone:
		p.Add("completed", "The status done means completed. Send one of the two.")
	}
	return cmpOr(status, StatusTodo)
}

func (in TodoInput) parseRecurrence(p Problems, row *Todo) {
	row.Recurrence, row.RepeatFrom = "", ""
	text := strings.TrimSpace(value(in.Recurrence))
	from := parseChoice(p, "repeat_from", value(in.RepeatFrom), RepeatFromDue, RepeatFromDue, RepeatFromCompletion)
	if text == "" {
		return
	}
	rule, err := ParseRule(text)
	if err != nil {
		p.Add("recurrence", err.Error())
		return
	}
	row.Recurrence, row.RepeatFrom = rule.String(), from
}

// ParseTitle trims and checks a title or a name: not blank, one line, at most TitleMax characters.
func ParseTitle(p Problems, field, text, missing string) string {
	text = strings.TrimFunc(text, unicode.IsSpace)
	if text == "" {
		p.Add(field, missing)
		return ""
	}
	if strings.ContainsAny(text, "\r\n") {
		p.Add(field, onOneLine)
	}
	return parseText(p, field, text, TitleMax)
}

// ParseTags trims tags, drops their #, and keeps the first of those that differ only in case.
func ParseTags(p Problems, field string, typed []string) []string {
	tags := []string{}
	for _, tag := range typed {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "#")
		if tag == "" || slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
			continue
		}
		if strings.ContainsAny(tag, ",\r\n\t") {
			p.Add(field, "A tag has no commas or line breaks.")
			continue
		}
		tags = append(tags, parseText(p, field, tag, TagMax))
	}
	if len(tags) > TagsMax {
		p.Add(field, fmt.Sprintf("At most %d tags.", TagsMax))
	}
	return tags
}

func parseText(p Problems, field, text string, limit int) string {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		p.Add(field, "It holds characters that are no text.")
	case utf8.RuneCountInString(text) > limit:
		p.Add(field, fmt.Sprintf("Keep it to %d characters.", limit))
	}
	return text
}

func parseChoice(p Problems, field, text, otherwise string, choices ...string) string {
	if text == "" {
		return otherwise
	}
	if !slices.Contains(choices, text) {
		p.Add(field, "Choose one of: "+strings.Join(choices, ", ")+".")
	}
	return text
}

func parseDate(p Problems, field, text string) Date {
	if text == "" {
		return ""
	}
	d, ok := ParseDate(text)
	if !ok {
		p.Add(field, "Write the date as YYYY-MM-DD, such as 2026-11-30.")
	}
	return d
}

func parseClock(p Problems, field, text string) Clock {
	if text == "" {
		return ""
	}
	c, ok := ParseClock(text)
	if !ok {
		p.Add(field, "Write the time as HH:MM, such as 17:00.")
	}
	return c
}

func parseInstant(p Problems, field, text string, loc *time.Location) time.Time {
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		// What counts is the year in UTC, in which it is kept.
		if t, err := time.ParseInLocation(layout, text, loc); err == nil && inCalendar(t) {
			// The first moment of the calendar stands for none: a program that sends it has left its time empty, and must not be
			// given a link that never ends.
			if t = t.UTC().Truncate(time.Millisecond); !t.IsZero() {
				return t
			}
		}
	}
	p.Add(field, "Write it as a date and time, such as 2026-11-30T08:00:00Z.")
	return time.Time{}
}

// inCalendar is whether the time can be written down: years have four digits.
func inCalendar(t time.Time) bool { return t.UTC().Year() >= 1 && t.UTC().Year() <= 9999 }

func parseID(p Problems, field string, id *int64) int64 {
	if id == nil {
		return 0
	}
	if *id <= 0 {
		p.Add(field, UnknownID)
	}
	return *id
}

// UnknownID is said of every id in a body that leads nowhere the caller can see, whether it exists or not.
const UnknownID = "There is no such thing."

func parseIDs(p Problems, field string, typed []string) []string {
	ids := []string{}
	for _, id := range typed {
		id = parseText(p, field, strings.TrimSpace(id), 100)
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if len(ids) > AssigneesMax {
		p.Add(field, fmt.Sprintf("At most %d people.", AssigneesMax))
	}
	return ids
}

func parseEstimate(p Problems, minutes *int) int {
	if minutes == nil {
		return 0
	}
	if *minutes < 0 || *minutes > EstimateMax {
		p.Add("estimate_minutes", "Write the estimate in minutes, at most a year.")
	}
	return *minutes
}

var positionPattern = regexp.MustCompile(`^[0-9A-Za-z]*[1-9A-Za-z]$`)

func parsePosition(p Problems, text string) string {
	if len(text) > 200 || !positionPattern.MatchString(text) {
		p.Add("position", "A position is made of digits and letters, at most 200, and does not end in 0.")
	}
	return text
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func cmpOr(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
