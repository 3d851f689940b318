package ical

import (
	"strings"

	"mddash/domain"
)

// answerOf is what an ATTENDEE says that they answered; ok is false where they have not, or have no address.
func answerOf(p *Property) (guest domain.Guest, ok bool) {
	_, address := domain.ParseAttendee(personOf(p))
	switch answer := strings.ToLower(p.Param("PARTSTAT")); answer {
	case domain.AnswerYes, domain.AnswerMaybe, domain.AnswerNo:
		return domain.Guest{Address: address, Answer: answer}, address != ""
	}
	return domain.Guest{}, false
}

// answers puts what people answered here over what is said of them.
func (o *overlay) answers(e domain.Event) {
	for i := range o.c.Properties {
		p := &o.c.Properties[i]
		if p.Name != "ATTENDEE" {
			continue
		}
		_, address := domain.ParseAttendee(personOf(p))
		guest := domain.GuestNamed(e.Answers, address)
		if guest == nil || strings.EqualFold(p.Param("PARTSTAT"), guest.Answer) {
			continue
		}
		o.changed = true
		p.Params = append(without(p.Params, "PARTSTAT"), Param{Name: "PARTSTAT", Values: []string{strings.ToUpper(guest.Answer)}})
	}
}

func without(params []Param, name string) []Param {
	var kept []Param
	for _, param := range params {
		if param.Name != name {
			kept = append(kept, param)
		}
	}
	return kept
}
