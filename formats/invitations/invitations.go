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

// Letter is the letter for somebody who is told of an event, or for who organises it, in a language. link is the address at
// which they answer; empty where there is none.
func Letter(i domain.Invitation, link string, l domain.Language) domain.Mail {
	letter := domain.Mail{To: i.Guest.Address, ReplyTo: i.From.Address, Method: i.Method, Calendar: Calendar(i)}
	title, from := domain.InLetter(i.Event().Title), domain.InLetter(i.From.Label())
	switch i.Method {
	case domain.MethodReply:
		letter.To, letter.ReplyTo = i.From.Address, i.Guest.Address
		answer, sentence := answered(i.Guest.Answer, domain.InLetter(i.Guest.Label()), title, l)
		letter.Subject, letter.Body = answer+": "+title, sentence+"\n"
		if i.Guest.Comment != "" {
			letter.Body += "\n" + l.T("They say: %s", domain.InLetter(i.Guest.Comment)) + "\n"
		}
		return letter
	case domain.MethodCancel:
		letter.Subject = l.T("Cancelled: %s", title)
		letter.Body = l.T("This does not take place, or goes on without you: “%s”.", title) + "\n\n" + facts(i, l)
		return letter
	}
	letter.Subject, letter.Body = l.T("Invitation: %s", title), l.T("You are invited by %s: “%s”.", from, title)
	if i.Changed {
		letter.Subject, letter.Body = l.T("Changed: %s", title), l.T("This is another than you were told by %s: “%s”.", from, title)
	}
	letter.Body += "\n\n" + facts(i, l)
	if link != "" {
		letter.Body += "\n" + l.T("Say whether you come:") + "\n" + link + "\n"
	}
	return letter
}

// answered is an answer in a word, and as a sentence of who gives it.
func answered(answer, who, title string, l domain.Language) (word, sentence string) {
	switch answer {
	case domain.AnswerYes:
		return l.Sense("Accepted", "answer to an invitation"), l.T("%s answers to “%s”: accepted.", who, title)
	case domain.AnswerMaybe:
		return l.Sense("Maybe", "answer to an invitation"), l.T("%s answers to “%s”: maybe.", who, title)
	}
	return l.Sense("Declined", "answer to an invitation"), l.T("%s answers to “%s”: declined.", who, title)
}

// facts are when and where, each on a line.
func facts(i domain.Invitation, l domain.Language) string {
	e := i.Event()
	text := l.T("When: %s", When(e, l)) + "\n"
	if rule := e.RuleWords(l); rule != "" {
		text += l.T("Repeats: %s", rule) + "\n"
	}
	if e.Location != "" {
		text += l.T("Where: %s", domain.InLetter(e.Location)) + "\n"
	}
	return text
}

// When is when an event is on its own clock, for people elsewhere, who may read it much later.
func When(e domain.Event, l domain.Language) string {
	const day, clock = "Monday 2 January 2006", "15:04"
	start, end := e.Clocks(time.UTC)
	switch first, last := l.Date(start, day), l.Date(end, day); {
	case e.AllDay && first == last:
		return first
	case e.AllDay:
		return l.T("%s to %s", first, last)
	case first == last:
		return first + ", " + l.T("%s to %s", start.Format(clock), end.Format(clock)) + zone(e)
	default:
		return l.T("%s to %s", first+", "+start.Format(clock), last+", "+end.Format(clock)) + zone(e)
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
