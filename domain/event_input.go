package domain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Limits of an event, in characters and in pieces.
const (
	EventTextMax     = 10000
	EventLineMax     = 500
	EventURLMax      = 2000
	AttendeesMax     = 200
	RemindersMax     = 10
	ReminderMax      = 60 * 24 * 366 // minutes
	ExceptMax        = 1000
	SeriesLengthDays = 366 // how long each time of a series may last
)

// EventInput is an event as typed, in a form or as JSON. Null and left out mean none, except where it is said otherwise.
type EventInput struct {
	Title       string   `json:"title" minLength:"1" maxLength:"500" example:"Copy review"`
	Start       string   `json:"start" minLength:"1" maxLength:"40" doc:"A date and time with an offset, or without one on the clocks of the event's zone; of an all-day event a date" example:"2026-11-30T09:30:00Z"`
	End         *string  `json:"end,omitempty" maxLength:"40" doc:"As start; of an all-day event the last day, which is part of it. Left out, it is an hour after the start, or the same day" example:"2026-11-30T10:30:00Z"`
	AllDay      *bool    `json:"all_day,omitempty"`
	TimeZone    *string  `json:"timezone,omitempty" maxLength:"100" doc:"An IANA name, on whose clocks the event repeats; floating for a time of day wherever somebody is. Left out, it is yours. An all-day event has none" example:"Europe/Stockholm"`
	CalendarID  *int64   `json:"calendar_id,omitempty" doc:"Left out, it is your first own one"`
	ProjectID   *int64   `json:"project_id,omitempty" doc:"The project that it is linked to"`
	Description *string  `json:"description,omitempty" maxLength:"10000" doc:"Markdown"`
	Location    *string  `json:"location,omitempty" maxLength:"500"`
	URL         *string  `json:"url,omitempty" maxLength:"2000" doc:"http or https"`
	Organizer   *string  `json:"organizer,omitempty" maxLength:"500"`
	Attendees   []string `json:"attendees,omitempty" maxItems:"200" doc:"Names or addresses"`
	Status      *string  `json:"status,omitempty" maxLength:"50" doc:"tentative, confirmed or cancelled" default:"confirmed"`
	Privacy     *string  `json:"privacy,omitempty" maxLength:"50" doc:"public, private (others see that you are busy) or confidential (others see nothing)" default:"public"`
	Recurrence  *string  `json:"recurrence,omitempty" maxLength:"500" doc:"An RFC 5545 RRULE that the first day holds to" example:"FREQ=WEEKLY;BYDAY=MO"`
	Exdates     []string `json:"exdates,omitempty" maxItems:"1000" doc:"Days of the series that are left out"`
	Rdates      []string `json:"rdates,omitempty" maxItems:"1000" doc:"Times of the series beside those of its rule: dates, or written as start"`
	Reminders   []int    `json:"reminders,omitempty" maxItems:"10" doc:"Minutes before the start"`
	RemindersAt []string `json:"reminders_at,omitempty" maxItems:"10" doc:"Reminders at a moment, beside those before the start"`
	Color       *string  `json:"color,omitempty" enum:"red,orange,amber,lime,pine,teal,blue,violet,pink,gray" doc:"Left out, it is the calendar's"`
}

func eventFields() []string {
	return []string{"title", "start", "end", "all_day", "timezone", "calendar_id", "project_id", "description", "location", "url", "organizer",
		"attendees", "status", "privacy", "recurrence", "exdates", "rdates", "reminders", "reminders_at", "color"}
}

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does.
func (in EventInput) Merge(patch map[string]json.RawMessage) (EventInput, error) {
	return MergeFields(in, patch, eventFields())
}

// Parse checks what was typed and returns the event it describes, on top of the row it changes (the zero Event for a new
// one). Times without a zone are on the clocks of loc, where the event has none of its own. Ids it names are not looked
// up here. What is stored already stays valid. A series that begins on another day than before takes its rule along.
func (in EventInput) Parse(row Event, loc *time.Location) (Event, error) {
	p, was := Problems{}, row
	if row.ID == 0 || in.Title != row.Title {
		row.Title = ParseTitle(p, "title", in.Title, "Give the event a title.")
	}
	in.parseTexts(p, &row)
	if in.sameTimes(was) {
		row.Start, row.End = was.Start, was.End
	} else {
		in.parseTimes(p, &row, loc)
	}
	row.Status = choose(p, "status", in.Status, row.Status, EventConfirmed, EventTentative, EventConfirmed, EventCancelled)
	row.Privacy = choose(p, "privacy", in.Privacy, row.Privacy, PrivacyPublic, PrivacyPublic, PrivacyPrivate, PrivacyConfidential)
	row.Color = choose(p, "color", in.Color, row.Color, "", Hues()...)
	row.CalendarID, row.ProjectID = parseID(p, "calendar_id", in.CalendarID), parseID(p, "project_id", in.ProjectID)
	row.Attendees = parseAttendees(p, in.Attendees, was.Attendees)
	row.Reminders = parseReminders(p, in.Reminders)
	row.RemindAt = in.parseRemindersAt(p, was, loc)
	in.parseSeries(p, was, &row)
	return row, p.Err()
}

// sameTimes tells whether nothing was said about the times of a row that is there. What another program wrote need not
// be what we would take.
func (in EventInput) sameTimes(row Event) bool {
	now := row.Input()
	return row.ID != 0 && in.Start == now.Start && value(in.End) == value(now.End) && isTrue(in.AllDay) == row.AllDay && value(in.TimeZone) == value(now.TimeZone)
}

func (in EventInput) parseTexts(p Problems, row *Event) {
	if text := value(in.Description); text != row.Description {
		row.Description = parseText(p, "description", text, EventTextMax)
	}
	for _, line := range []struct {
		field string
		typed *string
		into  *string
	}{{"location", in.Location, &row.Location}, {"organizer", in.Organizer, &row.Organizer}} {
		if text := value(line.typed); text != *line.into {
			*line.into = parseLine(p, line.field, text, EventLineMax)
		}
	}
	if text := strings.TrimSpace(value(in.URL)); text != row.URL {
		row.URL = parseLine(p, "url", text, EventURLMax)
		if text != "" && !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
			p.Add("url", "Write an address that begins with https://.")
		}
	}
}

func (in EventInput) parseTimes(p Problems, row *Event, loc *time.Location) {
	row.AllDay, row.Start, row.End = isTrue(in.AllDay), time.Time{}, time.Time{}
	end := strings.TrimSpace(value(in.End))
	if strings.TrimSpace(in.Start) == "" {
		p.Add("start", "Say when it starts.")
	}
	if row.AllDay {
		row.TimeZone = ""
		row.Start = parseDate(p, "start", strings.TrimSpace(in.Start)).Time()
		if row.End = row.Start; end != "" {
			row.End = parseDate(p, "end", end).Time()
		}
	} else {
		row.TimeZone, loc = parseEventZone(p, value(in.TimeZone), loc)
		row.Start = parseEventTime(p, "start", in.Start, row.TimeZone, loc)
		if row.End = row.Start.Add(time.Hour); end != "" {
			row.End = parseEventTime(p, "end", end, row.TimeZone, loc)
		} else if !row.Start.IsZero() {
			calendarTime(p, "end", row.End.In(loc))
		}
	}
	if p["start"] == "" && row.End.Before(row.Start) {
		p.Add("end", "It ends before it starts.")
	}
}

func parseAttendees(p Problems, typed, stored []string) []string {
	people := []string{}
	for _, text := range typed {
		if !slices.Contains(stored, text) {
			text = parseLine(p, "attendees", text, EventLineMax)
		}
		if text != "" && !slices.Contains(people, text) {
			people = append(people, text)
		}
	}
	if len(people) > AttendeesMax && len(people) > len(stored) {
		p.Add("attendees", fmt.Sprintf("At most %d people.", AttendeesMax))
	}
	return people
}

func parseReminders(p Problems, typed []int) []int {
	minutes := slices.Compact(slices.Sorted(slices.Values(typed)))
	if len(minutes) > RemindersMax {
		p.Add("reminders", fmt.Sprintf("At most %d reminders.", RemindersMax))
	}
	for _, n := range minutes {
		if n < 0 || n > ReminderMax {
			p.Add("reminders", "Write how many minutes before the start, at most a year.")
		}
	}
	if minutes == nil {
		return []int{}
	}
	return minutes
}

func (in EventInput) parseRemindersAt(p Problems, was Event, loc *time.Location) []time.Time {
	var moments []time.Time
	for _, text := range in.RemindersAt {
		if t := parseInstant(p, "reminders_at", strings.TrimSpace(text), loc).Truncate(time.Second); !t.IsZero() {
			moments = append(moments, t)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	moments = slices.CompactFunc(moments, time.Time.Equal)
	if len(moments) > RemindersMax && len(moments) > len(was.RemindAt) {
		p.Add("reminders_at", fmt.Sprintf("At most %d reminders.", RemindersMax))
	}
	return moments
}

// Input is what Parse would make the same event from.
func (e Event) Input() EventInput {
	in := EventInput{
		Title: e.Title, Start: e.EventText(e.Start), End: optional(e.EventText(e.End)), AllDay: &e.AllDay, TimeZone: optional(e.TimeZone),
		Description: optional(e.Description), Location: optional(e.Location), URL: optional(e.URL), Organizer: optional(e.Organizer),
		Attendees: slices.Clone(e.Attendees), Status: optional(e.Status), Privacy: optional(e.Privacy), Recurrence: optional(e.Recurrence),
		Reminders: slices.Clone(e.Reminders), Color: optional(e.Color),
	}
	for _, day := range e.Except {
		in.Exdates = append(in.Exdates, string(day))
	}
	for _, t := range e.Extra {
		in.Rdates = append(in.Rdates, e.EventText(t))
	}
	for _, t := range e.RemindAt {
		in.RemindersAt = append(in.RemindersAt, t.UTC().Format(time.RFC3339))
	}
	if e.CalendarID != 0 {
		in.CalendarID = &e.CalendarID
	}
	if e.ProjectID != 0 {
		in.ProjectID = &e.ProjectID
	}
	return in
}
