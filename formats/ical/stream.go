package ical

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// Stream writes a calendar of many objects, one after the other: it keeps no more than the time zones that are in it.
type Stream struct {
	to    *bufio.Writer
	zones *Zones
	told  map[string]string // what the name of a zone stands for in this calendar
}

// NewStream begins a calendar that calls itself by a name.
func NewStream(to io.Writer, name string) *Stream {
	s := &Stream{to: bufio.NewWriterSize(to, 32<<10), zones: NewZones(nil, time.UTC), told: map[string]string{}}
	head := NewCalendar("")
	head.AddText("NAME", name)
	head.AddText("X-WR-CALNAME", name)
	head.Add("REFRESH-INTERVAL", "PT1H", Param{Name: "VALUE", Values: []string{"DURATION"}})
	head.Add("X-PUBLISHED-TTL", "PT1H")
	_, _ = s.to.WriteString(strings.TrimSuffix(head.String(), "END:VCALENDAR\r\n")) // the writer remembers what goes wrong
	return s
}

// Event writes an event with what became of single times of it. change, where it is not nil, sees each part before.
func (s *Stream) Event(o domain.EventObject, change func(*Component)) error {
	events, told := s.zones.WriteEvents(o)
	renamed, err := s.zonesOf(events, told)
	if err != nil {
		return err
	}
	for _, c := range events {
		if change != nil {
			change(c)
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

// since is from which year on the clocks of a place are told.
const since = 1970

// zonesOf writes the zones that are named and were not written before. Two that have one name and are not the same are
// told apart: it answers what the later ones are called.
func (s *Stream) zonesOf(events, told []*Component) (map[string]string, error) {
	renamed := map[string]string{}
	for _, id := range zonesIn(events) {
		zone, rules := (*Component)(nil), ""
		if i := slices.IndexFunc(told, func(c *Component) bool { return c.Value("TZID") == id }); i >= 0 {
			zone = told[i]
			rules = (&Component{Name: zone.Name, Components: zone.Components}).String()
		} else if zone = s.zones.zone(id, since, endless); zone == nil {
			continue
		}
		name := id
		for n := 2; ; n++ {
			there, known := s.told[name]
			if known && there == rules {
				break
			}
			if !known {
				s.told[name] = rules
				if err := named(zone, name).Write(s.to); err != nil {
					return nil, err
				}
				break
			}
			name = id + "-" + strconv.Itoa(n)
		}
		if name != id {
			renamed[id] = name
		}
	}
	return renamed, nil
}

// named is a zone under another name.
func named(zone *Component, name string) *Component {
	other := *zone
	other.Properties = slices.Clone(zone.Properties)
	if p := other.Get("TZID"); p != nil {
		p.Value = Escape(name)
	}
	return &other
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
