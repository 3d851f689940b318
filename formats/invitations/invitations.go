// Package invitations writes the letters about events: invitations, changes, cancellations and answers (RFC 6047), each with
// the event as other calendars read it.
package invitations

import (
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
)

// Letter is the letter for somebody who is told of an event, or for who organises it. link is the address at which they
// answer; empty where there is none.
func Letter(i domain.Invitation, link string) domain.Mail {
	letter := domain.Mail{To: i.Guest.Address, ReplyTo: i.From.Address, Method: i.Method, Calendar: Calendar(i)}
	title := domain.InLetter(i.Event().Title)
	switch i.Method {
	case domain.MethodReply:
		letter.To, letter.ReplyTo = i.From.Address, i.Guest.Address
		letter.Subject = answered(i.Guest.Answer) + ": " + title
		letter.Body = domain.InLetter(i.Guest.Label()) + " answers to “" + title + "”: " + strings.ToLower(answered(i.Guest.Answer)) + ".\n"
		if i.Guest.Comment != "" {
			letter.Body += "\nThey say: " + domain.InLetter(i.Guest.Comment) + "\n"
		}
		return letter
	case domain.MethodCancel:
		letter.Subject = "Cancelled: " + title
		letter.Body = "This does not take place, or goes on without you: “" + title + "”.\n\n" + facts(i)
		return letter
	}
	letter.Subject, letter.Body = "Invitation: "+title, "You are invited by "+domain.InLetter(i.From.Label())+": “"+title+"”.\n\n"
	if i.Changed {
		letter.Subject, letter.Body = "Changed: "+title, "This is another than you were told by "+domain.InLetter(i.From.Label())+": “"+title+"”.\n\n"
	}
	letter.Body += facts(i)
	if link != "" {
		letter.Body += "\nSay whether you come:\n" + link + "\n"
	}
	return letter
}

func answered(answer string) string {
	switch answer {
	case domain.AnswerYes:
		return "Accepted"
	case domain.AnswerMaybe:
		return "Maybe"
	}
	return "Declined"
}

// facts are when and where, each on a line.
func facts(i domain.Invitation) string {
	e := i.Event()
	text := "When: " + When(e) + "\n"
	if rule := e.RuleWords(); rule != "" {
		text += "Repeats: " + rule + "\n"
	}
	if e.Location != "" {
		text += "Where: " + domain.InLetter(e.Location) + "\n"
	}
	return text
}

// When is when an event is on its own clock, for people elsewhere, who may read it much later.
func When(e domain.Event) string {
	const day, clock = "Monday 2 January 2006", "15:04"
	start, end := e.Clocks(time.UTC)
	switch first, last := start.Format(day), end.Format(day); {
	case e.AllDay && first == last:
		return first
	case e.AllDay:
		return first + " to " + last
	case first == last:
		return first + ", " + start.Format(clock) + " to " + end.Format(clock) + zone(e)
	default:
		return first + ", " + start.Format(clock) + " to " + last + ", " + end.Format(clock) + zone(e)
	}
}

func zone(e domain.Event) string {
	switch {
	case e.Floats():
		return ""
	case e.TimeZone == "":
		return " (UTC)"
	}
	return " (" + e.TimeZone + ")"
}

// Calendar is the event for the calendar of whoever gets the letter. An answer names only who answers (RFC 5546, 3.2.3).
func Calendar(i domain.Invitation) string {
	object := i.Object
	object.Events = append([]domain.Event(nil), object.Events...)
	for n := range object.Events {
		e := &object.Events[n]
		e.Organizer, e.Answers = i.From.Address, nil
		if i.Method != domain.MethodRequest {
			e.Attendees = []string{i.Guest.Address}
		}
	}
	if i.Method == domain.MethodReply {
		object.Events = object.Events[:1]
	}
	calendar := ical.WriteObject(object, i.Method)
	for _, event := range calendar.Children("VEVENT") {
		finish(event, i)
	}
	return calendar.String()
}

func finish(event *ical.Component, i domain.Invitation) {
	for n := range event.Properties {
		p := &event.Properties[n]
		switch p.Name {
		case "ORGANIZER":
			if i.From.Name != "" {
				p.Params = []ical.Param{{Name: "CN", Values: []string{i.From.Name}}}
			}
		case "ATTENDEE":
			p.Params = attendee(p, i)
		case "STATUS":
			if i.Method == domain.MethodCancel {
				p.Value = "CANCELLED"
			}
		}
	}
	if i.Method == domain.MethodCancel && event.Get("STATUS") == nil {
		event.Add("STATUS", "CANCELLED")
	}
	if p := event.Get("SEQUENCE"); p != nil {
		p.Value = strconv.FormatInt(i.Sequence, 10)
	} else {
		event.Add("SEQUENCE", strconv.FormatInt(i.Sequence, 10))
	}
	if i.Method == domain.MethodReply && i.Guest.Comment != "" {
		event.AddText("COMMENT", i.Guest.Comment)
	}
}

// attendee is what is said of somebody who is invited.
func attendee(p *ical.Property, i domain.Invitation) []ical.Param {
	address := strings.TrimPrefix(strings.ToLower(p.Value), "mailto:")
	guest := domain.Guest{Address: address, Answer: domain.AnswerNone}
	if known := domain.GuestNamed(append([]domain.Guest{i.Guest}, i.Guests...), address); known != nil {
		guest = *known
	}
	params := p.Params
	if guest.Name != "" {
		params = []ical.Param{{Name: "CN", Values: []string{guest.Name}}}
	}
	params = append(params, ical.Param{Name: "PARTSTAT", Values: []string{strings.ToUpper(guest.Answer)}})
	if i.Method == domain.MethodRequest {
		params = append(params, ical.Param{Name: "ROLE", Values: []string{"REQ-PARTICIPANT"}}, ical.Param{Name: "RSVP", Values: []string{"TRUE"}})
	}
	return params
}
