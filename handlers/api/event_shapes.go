package api

import (
	"time"

	"mddash/domain"
)

// Event is something that happens at a time. What is not there is null, never left out.
type Event struct {
	ID          int64      `json:"id"`
	Title       string     `json:"title" example:"Copy review"`
	Description *string    `json:"description" doc:"Markdown"`
	Start       string     `json:"start" doc:"An instant in UTC; of an all-day event the first day; of a floating one a date and time without a zone" example:"2026-11-30T09:30:00Z"`
	End         string     `json:"end" doc:"As start; of an all-day event the last day, which is part of it" example:"2026-11-30T10:30:00Z"`
	AllDay      bool       `json:"all_day"`
	TimeZone    *string    `json:"timezone" doc:"An IANA name or floating; null for an all-day event, and where another program left it out"`
	Location    *string    `json:"location"`
	URL         *string    `json:"url"`
	Organizer   *string    `json:"organizer"`
	Attendees   []string   `json:"attendees" nullable:"false" doc:"Names or addresses"`
	Status      *string    `json:"status" doc:"tentative, confirmed or cancelled; others only where another program wrote them"`
	Privacy     string     `json:"privacy" doc:"public, private or confidential"`
	Recurrence  *string    `json:"recurrence" doc:"An RFC 5545 RRULE"`
	Exdates     []string   `json:"exdates" nullable:"false" doc:"Days of the series that are left out"`
	Rdates      []string   `json:"rdates" nullable:"false" doc:"Times of the series beside those of its rule, written as start"`
	Reminders   []int      `json:"reminders" nullable:"false" doc:"Minutes before the start"`
	RemindersAt []string   `json:"reminders_at" nullable:"false" doc:"Reminders at a moment, beside those before the start"`
	Color       *string    `json:"color" doc:"null for the calendar's"`
	CalendarID  int64      `json:"calendar_id"`
	ProjectID   *int64     `json:"project_id" doc:"null too where you don't see the project"`
	SeriesID    *int64     `json:"series_id" doc:"The series that it is one time of, changed alone"`
	Occurrence  *string    `json:"occurrence" format:"date" doc:"The day that the series gave it"`
	Following   bool       `json:"following" doc:"It holds for all times of the series after that one, too"`
	UID         *string    `json:"uid" doc:"The iCalendar UID"`
	UserID      *string    `json:"user_id" doc:"Who made it; null where that is not known"`
	Busy        bool       `json:"busy" doc:"You may know that this time is taken, and nothing else"`
	CreatedAt   *time.Time `json:"created_at" nullable:"true" doc:"null where another program left it out"`
	UpdatedAt   *time.Time `json:"updated_at" nullable:"true"`
}

func eventOf(e domain.Event) Event {
	out := Event{
		ID: e.ID, Title: e.Title, Description: text(e.Description), Start: e.EventText(e.Start), End: e.EventText(e.End), AllDay: e.AllDay,
		TimeZone: text(e.TimeZone), Location: text(e.Location), URL: text(e.URL), Organizer: text(e.Organizer), Attendees: list(e.Attendees),
		Status: text(e.Status), Privacy: e.Privacy, Recurrence: text(e.Recurrence), Exdates: []string{}, Rdates: []string{}, Reminders: []int{}, RemindersAt: []string{}, Color: text(e.Color),
		CalendarID: e.CalendarID, ProjectID: count(e.ProjectID), SeriesID: count(e.SeriesID), Occurrence: text(e.On), Following: e.Following, UID: text(e.UID),
		UserID: text(e.OwnerID), Busy: e.Busy, CreatedAt: moment(e.CreatedAt), UpdatedAt: moment(e.UpdatedAt),
	}
	for _, day := range e.Except {
		out.Exdates = append(out.Exdates, string(day))
	}
	for _, t := range e.Extra {
		out.Rdates = append(out.Rdates, e.EventText(t))
	}
	out.Reminders = append(out.Reminders, e.Reminders...)
	for _, t := range e.RemindAt {
		out.RemindersAt = append(out.RemindersAt, t.UTC().Format(time.RFC3339))
	}
	return out
}

// EventItem is an event in a list, or with expand one time that it happens.
type EventItem struct {
	Event
	OccurrenceStart *string `json:"occurrence_start" doc:"With expand: when this time of it starts, written as start; else null"`
	OccurrenceEnd   *string `json:"occurrence_end" doc:"With expand: when this time of it ends, written as end; else null"`
}

func eventItemOf(o domain.Occurrence) EventItem {
	e := o.Event()
	item := EventItem{Event: eventOf(*o.Of), OccurrenceStart: text(e.EventText(e.Start)), OccurrenceEnd: text(e.EventText(e.End))}
	item.Occurrence = text(o.Day)
	return item
}
