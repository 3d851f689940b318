package ical

import (
	"bufio"
	"io"
	"strconv"
)

// Stream writes a calendar of many objects, one after the other: it keeps no more than the time zones that are in it.
type Stream struct {
	to    *bufio.Writer
	zones map[string]string // what a zone's name stands for in this calendar
}

// Product is what we call ourselves in calendars.
const Product = "-//mddash//mddash//EN"

// NewStream begins a calendar that calls itself by a name.
func NewStream(to io.Writer, name string) *Stream {
	s := &Stream{to: bufio.NewWriterSize(to, 32<<10), zones: map[string]string{}}
	var head lineWriter
	for _, p := range []Property{
		{Name: "BEGIN", Value: "VCALENDAR"}, {Name: "VERSION", Value: "2.0"}, {Name: "PRODID", Value: Product}, {Name: "CALSCALE", Value: "GREGORIAN"},
		{Name: "NAME", Value: Escape(name)}, {Name: "X-WR-CALNAME", Value: Escape(name)},
		{Name: "REFRESH-INTERVAL", Params: []Param{{Name: "VALUE", Values: []string{"DURATION"}}}, Value: "PT1H"}, {Name: "X-PUBLISHED-TTL", Value: "PT1H"},
	} {
		head.property(&p)
	}
	_, _ = s.to.Write(head.out) // the writer remembers what goes wrong
	return s
}

// Add writes what is in a calendar, but for time zones that were written before. Two that have one name and are not the
// same are told apart. The components are changed by that.
func (s *Stream) Add(calendar *Component) error {
	renamed := map[string]string{}
	for _, zone := range calendar.Children("VTIMEZONE") {
		if err := s.zone(zone, renamed); err != nil {
			return err
		}
	}
	for _, c := range calendar.Components {
		if c.Name == "VTIMEZONE" {
			continue
		}
		if len(renamed) > 0 {
			rename(c, renamed)
		}
		if err := c.Write(s.to); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stream) zone(zone *Component, renamed map[string]string) error {
	id, rules := zone.Value("TZID"), zoneRules(zone)
	name := id
	for n := 2; ; n++ {
		there, known := s.zones[name]
		if known && there == rules {
			break
		}
		if !known {
			s.zones[name] = rules
			zone.set("TZID", name)
			if err := zone.Write(s.to); err != nil {
				return err
			}
			break
		}
		name = id + "-" + strconv.Itoa(n)
	}
	if name != id {
		renamed[id] = name
	}
	return nil
}

// zoneRules is what a zone says but for its name.
func zoneRules(zone *Component) string {
	unnamed := Component{Name: zone.Name, Components: zone.Components}
	return unnamed.String()
}

func (c *Component) set(name, value string) {
	if p := c.Get(name); p != nil {
		p.Value = value
	}
}

func rename(c *Component, zones map[string]string) {
	for i := range c.Properties {
		for j, param := range c.Properties[i].Params {
			if param.Name != "TZID" || len(param.Values) != 1 {
				continue
			}
			if name := zones[param.Values[0]]; name != "" {
				c.Properties[i].Params[j].Values = []string{name}
			}
		}
	}
	for _, child := range c.Components {
		rename(child, zones)
	}
}

// Close ends the calendar.
func (s *Stream) Close() error {
	if _, err := s.to.WriteString("END:VCALENDAR\r\n"); err != nil {
		return err
	}
	return s.to.Flush()
}
