package views

import (
	"context"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// EventPage is the page of an event, or of one time of a series.
type EventPage struct {
	// Event has the times that are meant.
	Event domain.Event
	// Series is the id of the series that it is a time of, On the day that the series gave it.
	Series int64
	On     domain.Date
	// Rule says how the series repeats.
	Rule  string
	HTML  string // of its description
	Maker string
	// Guests are those who are to come. Me is the caller's address, Invited whether they are one of them, MayInvite
	// whether they can send the others letters.
	Guests    []domain.Guest
	Me        string
	Invited   bool
	MayInvite bool
	// Card is set where it is shown over the calendar, and in short.
	Card bool
	Now  time.Time
	// Calendars are those that it can be copied to.
	Calendars []domain.CalendarRef
}

func (p EventPage) myAnswer() string {
	if me := domain.GuestNamed(p.Guests, p.Me); me != nil {
		return me.Answer
	}
	return ""
}

// untold says that there are people to be told of the event still; empty where the caller can't, or there is nobody.
func (p EventPage) untold(ctx context.Context) string {
	anew, fresh := 0, 0
	for _, g := range p.Guests {
		switch {
		case g.Address == "" || g.Address == strings.ToLower(p.Me):
		case g.Outdated:
			anew++
		case !g.Told:
			fresh++
		}
	}
	switch {
	case !p.MayInvite || anew+fresh == 0:
		return ""
	case fresh == 0:
		return ui.T(ctx, "They were told of it as it was before.")
	case anew == 0:
		return ui.T(ctx, "They were not written to yet.")
	}
	return ui.T(ctx, "Some were not written to, others of it as it was before.")
}

// ID is what the event is addressed by.
func (p EventPage) ID() int64 {
	if p.Series != 0 {
		return p.Series
	}
	return p.Event.ID
}

func (p EventPage) when(ctx context.Context) string { return EventWhen(ctx, p.Event, p.Now) }

// elsewhere is when it is on the event's own clock, where that shows another time.
func (p EventPage) elsewhere(ctx context.Context) string {
	start, end := p.Event.Clocks(p.Now.Location())
	from, _ := p.Event.Span(p.Now.Location())
	if p.Event.AllDay || p.Event.Floats() || start.Format(formTime) == from.Format(formTime) {
		return ""
	}
	text := ui.T(ctx, "%s to %s in %s", start.Format("15:04"), end.Format("15:04"), p.Event.TimeZone)
	if domain.DateOf(start) != domain.DateOf(from) {
		text = Day(ctx, domain.DateOf(start), domain.DateOf(p.Now)) + ", " + text
	}
	return text
}

// shownTo tells who sees it; empty where everybody does who sees its calendar.
func (p EventPage) shownTo(ctx context.Context) string {
	switch p.Event.Privacy {
	case domain.PrivacyPublic:
		return ""
	case domain.PrivacyConfidential:
		return ui.T(ctx, "Others see nothing of it")
	}
	return ui.T(ctx, "Others see only that the time is taken")
}

func (p EventPage) statusChip(ctx context.Context) ui.ChipProps {
	switch p.Event.Status {
	case domain.EventTentative:
		return ui.ChipProps{Text: ui.T(ctx, "Maybe"), Hue: "amber"}
	case domain.EventCancelled:
		return ui.ChipProps{Text: ui.T(ctx, "Cancelled"), Hue: "red"}
	case domain.EventConfirmed, "":
		return ui.ChipProps{}
	}
	return ui.ChipProps{Text: p.Event.Status}
}

func (p EventPage) editPath() string {
	if p.Series != 0 && p.On != "" {
		return EventPath(p.Series, "") + "/edit?on=" + string(p.On)
	}
	return EventPath(p.ID(), "") + "/edit"
}

func (p EventPage) removalPath() string {
	path := EventPath(p.ID(), "") + "/removal"
	if p.Series != 0 && p.On != "" {
		return path + "?on=" + string(p.On)
	}
	return path
}

func eventColors(ctx context.Context, stored string) []ui.Option {
	return append([]ui.Option{{Value: "", Text: ui.T(ctx, "The calendar's")}}, clientHues(ctx, stored)...)
}
