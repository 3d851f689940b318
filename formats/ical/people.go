package ical

import (
	"slices"
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

// people takes away who is not asked any more, and adds who is new. What is said of all others stays.
func (o *overlay) people(was, now domain.Event) {
	if was.Organizer != now.Organizer {
		o.changed = true
		if o.drop("ORGANIZER"); now.Organizer != "" {
			p := person("ORGANIZER", now.Organizer)
			o.set(p.Name, p.Value, p.Params...)
		}
	}
	if slices.Equal(was.Attendees, now.Attendees) || len(was.Attendees)+len(now.Attendees) == 0 {
		return
	}
	o.changed = true
	o.c.Properties = slices.DeleteFunc(o.c.Properties, func(p Property) bool {
		return p.Name == "ATTENDEE" && !slices.Contains(now.Attendees, personOf(&p))
	})
	for _, name := range now.Attendees {
		if !slices.Contains(was.Attendees, name) {
			o.c.Properties = append(o.c.Properties, person("ATTENDEE", name))
		}
	}
}

// person is somebody by their address, or by a name alone.
func person(property, name string) Property {
	if address := strings.TrimSpace(name); strings.Count(address, "@") == 1 && !strings.ContainsAny(address, " <>\",;:\\") {
		return Property{Name: property, Value: "mailto:" + address}
	}
	if called, address := domain.ParseAttendee(name); address != "" {
		return Property{Name: property, Value: "mailto:" + address, Params: []Param{{Name: "CN", Values: []string{called}}}}
	}
	return Property{Name: property, Value: "invalid:nomail", Params: []Param{{Name: "CN", Values: []string{name}}}}
}
