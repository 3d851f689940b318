package views

import (
	"cmp"
	"context"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/views/ui"
)

// calendarEvent is one time of an event in the calendar.
type calendarEvent struct {
	ID, Href, Title, Hue, Place string
	// Clock is when it begins; empty for what takes the whole day, or began before.
	Clock            string
	Maybe, Cancelled bool
	// Dated is set for what is no event but another date, Icon then shows which kind.
	Dated *domain.Dated
	Icon  string
	// Attrs tell the scripts what it is and, to those who may change it, what it takes to move it.
	Attrs templ.Attributes
}

// struck tells whether it is over before its time: cancelled, or done.
func (e calendarEvent) struck() bool { return e.Cancelled || e.Dated != nil && e.Dated.Done }

// calendarEventOf is what happens as it is on a day; an empty day is wherever it begins.
func calendarEventOf(ctx context.Context, o domain.Occurrence, day domain.Date) calendarEvent {
	e := calendarEvent{
		ID: occurrenceID(o), Href: OccurrencePath(o), Title: o.Of.Title, Hue: eventHue(*o.Of), Place: o.Of.Location,
		Maybe: o.Of.Status == domain.EventTentative, Cancelled: o.Of.Status == domain.EventCancelled, Attrs: occurrenceAttrs(o),
	}
	if o.Dated != nil {
		e.Dated, e.Hue, e.Icon, e.Title, e.Attrs = o.Dated, datedHue(*o.Dated), datedIcon(*o.Dated), datedTitle(ctx, *o.Dated), nil
	}
	if first := domain.DateOf(o.From); day != "" && day != first {
		e.ID += "-" + string(day)
	} else if !o.Of.AllDay {
		e.Clock = o.From.Format("15:04")
	}
	return e
}

// occurrenceID stays the same when it is moved, and when a time of a series becomes something of its own.
func occurrenceID(o domain.Occurrence) string {
	if o.Dated != nil {
		return "due-" + o.Dated.Kind + idText(o.Dated.ID) + "-" + string(o.Dated.Day)
	}
	if series := o.SeriesID(); series != 0 {
		return "ev" + idText(series) + "-" + string(o.Day)
	}
	return "ev" + idText(o.Of.ID)
}

// occurrenceAttrs are its times on the clock of who looks, and its version; of what they may not change only that it is
// an event.
func occurrenceAttrs(o domain.Occurrence) templ.Attributes {
	attrs := templ.Attributes{"data-event": idText(cmp.Or(o.SeriesID(), o.Of.ID))}
	if !o.Of.Access.CanEdit() {
		return attrs
	}
	e := o.Event()
	attrs["data-version"], attrs["data-on"] = e.TimesVersion(), string(o.Day)
	if attrs["data-start"], attrs["data-end"] = o.From.Format(formTime), o.To.Format(formTime); o.Of.AllDay {
		first, last := o.Days()
		attrs["data-start"], attrs["data-end"] = string(first), string(last)
	}
	return attrs
}

// EventPop is the id of the place beside an event in which its card is shown.
const EventPop = "pop"

// quickForm is the little form of a new event on the calendar. The scripts say when it is.
func (p CalendarPage) quickForm() EventForm {
	return EventForm{EventFields: EventFields{TimeZone: p.Now.Location().String()}, Calendars: p.Calendars}
}

// mayChoose tells whether there is a choice of calendars.
func (form EventForm) mayChoose() bool { return len(form.calendars()) > 1 }

func (form EventForm) quick(p ui.InputProps) ui.InputProps {
	p.ID = "quick-" + p.Name
	p.Error = form.Errors[p.Name]
	return p
}
