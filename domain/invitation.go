package domain

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

// Answers of somebody who is invited: those of PARTSTAT in RFC 5545, in small letters.
const (
	AnswerNone  = "needs-action"
	AnswerYes   = "accepted"
	AnswerMaybe = "tentative"
	AnswerNo    = "declined"
)

// AnswerCommentMax is how much can be said with an answer, in characters.
const AnswerCommentMax = 500

// What a letter about an event is for: the methods of RFC 5546.
const (
	MethodRequest = "REQUEST"
	MethodCancel  = "CANCEL"
	MethodReply   = "REPLY"
)

// Guest is somebody who is to come to an event. Zero values mean none.
type Guest struct {
	ID         int64
	Name       string // as the event names them; empty for an address alone
	Address    string // in small letters; empty for a name alone
	Answer     string
	Comment    string
	AnsweredAt time.Time
	// Told tells whether they were written to; Outdated, that the event was another one then.
	Told     bool
	Outdated bool
}

// Label is what to call them by.
func (g Guest) Label() string {
	if g.Name == "" {
		return g.Address
	}
	return g.Name
}

// ParseAttendee reads who is to come to an event: an address, a name with an address as in mail, or a name alone.
func ParseAttendee(text string) (name, address string) {
	parsed, err := mail.ParseAddress(strings.TrimSpace(text))
	if err != nil {
		return strings.TrimSpace(text), ""
	}
	return parsed.Name, strings.ToLower(parsed.Address)
}

// GuestNamed is the guest with an address among some; nil where there is none.
func GuestNamed(guests []Guest, address string) *Guest {
	at := slices.IndexFunc(guests, func(g Guest) bool { return g.Address != "" && g.Address == strings.ToLower(address) })
	if at < 0 {
		return nil
	}
	return &guests[at]
}

// Invitation is what somebody is told of an event, or what they answer to it.
type Invitation struct {
	Method   string
	Object   EventObject
	Guest    Guest
	Guests   []Guest
	From     Guest // who organises it
	Sequence int64
	// Changed is set where they were told of the event before.
	Changed bool
	// Token is the secret part of the address at which they answer.
	Token string
	// Cancelled tells that the event does not take place.
	Cancelled bool
	// Language is the tag of what whoever gets the letter reads: theirs where they have an account, else the sender's.
	Language string
}

// Event is the event, or the series, that the invitation is to.
func (i Invitation) Event() Event { return i.Object.Events[0] }

// Told is a fingerprint of all that those who are invited learn of an event: they are told anew when it is another one.
func (o EventObject) Told() string {
	parts := []any{o.UID}
	for _, e := range o.Events {
		parts = append(parts, e.Title, e.Start.Unix(), e.End.Unix(), e.AllDay, e.TimeZone, e.Description, e.Location, e.URL, e.Status, e.Recurrence, e.Except, e.Extra, e.On, e.Following)
	}
	return fingerprint(parts...)
}

// AnswerInput is an answer to an invitation, as typed.
type AnswerInput struct {
	Answer  string  `json:"answer" enum:"accepted,tentative,declined" example:"accepted"`
	Comment *string `json:"comment,omitempty" maxLength:"500" doc:"What to say with it"`
}

// Parse checks what was typed.
func (in AnswerInput) Parse() (answer, comment string, err error) {
	p := Problems{}
	if answer = in.Answer; answer == "" {
		p.Add("answer", "Choose an answer.")
	} else {
		answer = parseChoice(p, "answer", answer, "", AnswerYes, AnswerMaybe, AnswerNo)
	}
	if in.Comment != nil {
		comment = parseText(p, "comment", strings.TrimSpace(*in.Comment), AnswerCommentMax)
	}
	return answer, comment, p.Err()
}
