package ical

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// comparedMax is how many zones of names that nobody knows are looked for by what their clocks show: that takes a while.
const comparedMax = 500

// Zones knows the clocks that times are told by: those of the world, and those that came with a calendar. It reads and
// prints objects, and remembers the zones that it met. It is for one goroutine.
type Zones struct {
	home     *time.Location
	told     map[string]*Component
	loaded   map[string]*time.Location // nil for what is none
	resolved map[string]zone
	printed  map[printedZone]*Component
	compared int // how many zones were compared with all that there are
	warnings []Error
}

// zone is one of ours.
type zone struct {
	name  string
	at    *time.Location
	doubt string // what is not sure about it
}

// NewZones are the zones that came with a calendar, for somebody in a place.
func NewZones(told []*Component, home *time.Location) *Zones {
	z := &Zones{home: home, told: map[string]*Component{}, loaded: map[string]*time.Location{}, resolved: map[string]zone{}, printed: map[printedZone]*Component{}}
	for _, c := range told {
		z.Tell(c)
	}
	return z
}

// Tell adds a VTIMEZONE. The first of a name stays.
func (z *Zones) Tell(c *Component) {
	if id := c.Value("TZID"); c.Name == "VTIMEZONE" && id != "" && z.told[id] == nil {
		z.told[id] = c
		delete(z.resolved, id)
	}
}

// load finds a zone by its IANA name, once.
func (z *Zones) load(name string) *time.Location {
	at, known := z.loaded[name]
	if known {
		return at
	}
	if name != "" && len(name) <= 100 && name != "Local" && !strings.HasPrefix(name, "/") {
		at, _ = time.LoadLocation(name)
	}
	z.loaded[name] = at
	return at
}

// named is the zone of ours that a TZID means.
func (z *Zones) named(id string, line int) zone {
	found, known := z.resolved[id]
	if !known {
		found = z.find(id)
		if len(z.resolved) < 1000 {
			z.resolved[id] = found
		}
	}
	if found.doubt != "" {
		z.warn(line, found.doubt)
	}
	return found
}

func (z *Zones) find(id string) zone {
	for _, name := range namesIn(id) {
		if at := z.load(name); at != nil {
			return zone{name: name, at: at}
		}
	}
	told := z.told[id]
	if z.compared++; told != nil && z.compared < comparedMax {
		for _, name := range namesIn(told.Text("X-LIC-LOCATION")) {
			if at := z.load(name); at != nil {
				return zone{name: name, at: at}
			}
		}
		return z.like(told)
	}
	doubt := fmt.Sprintf("The time zone %q is not known. Its clocks are taken for those of %s.", clip(id), z.home)
	return zone{name: z.home.String(), at: z.home, doubt: doubt}
}

// namesIn are the IANA names that a TZID may hold.
func namesIn(id string) []string {
	id = strings.Trim(strings.TrimSpace(id), `"`)
	names := []string{id}
	if iana, ok := windowsZone(id); ok {
		names = append(names, iana)
	}
	if iana, ok := hoursZone(id); ok {
		names = append(names, iana)
	}
	parts := strings.Split(id, "/")
	for i := max(1, len(parts)-3); i < len(parts) && len(parts) < 20; i++ {
		names = append(names, strings.Join(parts[i:], "/"))
	}
	return names
}

// hoursZone reads UTC+2, GMT+0200 and their like.
func hoursZone(id string) (string, bool) {
	rest, found := strings.CutPrefix(strings.ToUpper(id), "UTC")
	if !found {
		rest, found = strings.CutPrefix(strings.ToUpper(id), "GMT")
	}
	rest = strings.ReplaceAll(rest, ":", "")
	if !found || len(rest) < 2 || rest[0] != '+' && rest[0] != '-' {
		return "", false
	}
	digits := rest[1:]
	if len(digits) == 4 {
		if digits[2:] != "00" {
			return "", false
		}
		digits = digits[:2]
	}
	hours, err := strconv.Atoi(digits)
	switch {
	case err != nil || len(digits) > 2 || hours > 12:
		return "", false
	case hours == 0:
		return "UTC", true
	case rest[0] == '+':
		return "Etc/GMT-" + strconv.Itoa(hours), true
	}
	return "Etc/GMT+" + strconv.Itoa(hours), true
}

// like is the zone whose clocks go as a VTIMEZONE says, as far as there is one.
func (z *Zones) like(told *Component) zone {
	year := 0
	for _, part := range told.Components {
		if begin, _, ok := parseClockTime(part.Value("DTSTART")); ok {
			year = max(year, begin.Year())
		}
	}
	if year < 2007 || year > 2035 { // most zones say since when, and go on
		year = 2020
	}
	clocks := toldClocks(told, year+1, year+4)
	best, fewest := zone{}, -1
	for _, name := range append([]string{z.home.String()}, likelyZones()...) {
		at := z.load(name)
		if at == nil {
			continue
		}
		misses := clocks.differ(at, year+1, year+4)
		if misses == 0 {
			return zone{name: name, at: at}
		}
		if fewest < 0 || misses < fewest {
			best, fewest = zone{name: name, at: at}, misses
		}
	}
	best.doubt = fmt.Sprintf("No place that is known has the clocks of the time zone %q. They are taken for those of %s.", clip(told.Value("TZID")), best.name)
	return best
}

func (z *Zones) warn(line int, text string) {
	for _, w := range z.warnings {
		if w.Text == text {
			return
		}
	}
	z.warnings = append(z.warnings, Error{Line: line, Text: text})
}
