package demo

import (
	"context"
	"strings"

	"mddash/domain"
	"mddash/store"
)

// gathering is something in the calendar.
type gathering struct {
	title, by string
	project   string // the key; empty for none
	// calendar is Team, Own or the name of another one of the person's.
	calendar string
	day      int    // from today; what repeats begins on the first day from then on that its rule hits
	clock    string // "11:00 12:00"; empty for whole days
	days     int    // how many days more it takes
	rule     string
	place    string
	people   string // parted by commas
	privacy  string
	status   string
	color    string
}

// meetUp puts into the calendars what a studio has in them. It is planned a few weeks before the day, as people do.
func (s *story) meetUp() int {
	all := gatherings()
	for _, p := range s.projects {
		// What a private one meets for is not for the team's calendar.
		if p.status == domain.ProjectInProgress && !p.private {
			all = append(all, s.gatherAround(p)...)
		}
	}
	for _, g := range all {
		who, p := s.who(g.by), s.called(g.project)
		planned := s.at(s.day(min(g.day-12, -4)), who)
		if p != nil {
			planned = s.later(s.day(min(g.day-12, -4)), who, p.began)
		}
		s.will(planned, who, func(ctx context.Context, as *store.Scope) error { return s.plan(ctx, as, g, p) })
	}
	return len(all)
}

func (s *story) plan(ctx context.Context, as *store.Scope, g gathering, p *project) error {
	in := domain.EventInput{
		Title: g.title, Location: &g.place, Privacy: &g.privacy, Status: &g.status, AllDay: new(bool), TimeZone: text("Europe/Stockholm"),
		Attendees: strings.FieldsFunc(g.people, func(r rune) bool { return r == ',' }), Recurrence: text(g.rule),
	}
	if g.color != "" {
		in.Color = &g.color
	}
	day := s.day(g.day)
	if rule, err := domain.ParseRule(g.rule); err == nil {
		day, _ = rule.First(day)
	} else if p != nil {
		day = workday(day)
	}
	if begin, end, timed := strings.Cut(g.clock, " "); timed {
		in.Start, in.End = string(day)+"T"+begin, text(string(day)+"T"+end)
	} else {
		*in.AllDay = true
		in.Start, in.End = string(day), text(string(day.AddDays(g.days)))
	}
	if p != nil {
		in.ProjectID = &p.id
	}
	calendar, err := calendarNamed(ctx, as, g.calendar)
	if err != nil {
		return err
	}
	in.CalendarID = &calendar
	_, err = as.AddEvent(ctx, in)
	return err
}

// calendarNamed is the team's calendar, or one of the person's own, which is made where it is not there.
func calendarNamed(ctx context.Context, as *store.Scope, name string) (int64, error) {
	if name == "" {
		return domain.TeamCalendar, nil
	}
	refs, err := as.CalendarRefs(ctx)
	if err != nil {
		return 0, err
	}
	for _, calendar := range refs {
		if calendar.Name == name {
			return calendar.ID, nil
		}
	}
	made, err := as.AddCalendar(ctx, domain.CalendarInput{Name: name, Color: text(map[string]string{"Clients": "blue", "Deep work": "pine"}[name])})
	return made.ID, err
}

// gatherAround is what a project that goes on meets for.
func (s *story) gatherAround(p *project) []gathering {
	by, _, _ := strings.Cut(p.owner.email, "@")
	list := []gathering{{title: "Kick-off: " + p.name, by: by, project: p.key, day: -s.between(30, 120), clock: "10:00 11:30", place: "Room Birch", people: "Tom Okafor,Ines Duarte", color: p.color}}
	for _, plan := range []struct{ title, clock, place string }{
		{"Sprint demo", "14:00 15:00", "Video"}, {"Design review", "13:00 14:00", "Room Oak"}, {"Workshop with the client", "09:00 12:00", "At the client's"}, {"Check-in", "11:00 11:30", "Video"},
	} {
		if s.often(60) {
			list = append(list, gathering{title: plan.title, by: by, project: p.key, day: s.between(-25, 35), clock: plan.clock, place: plan.place, people: "Tom Okafor,Ines Duarte,Jonas Weber", color: p.color})
		}
	}
	return list
}

// gatherings are those that belong to no project.
func gatherings() []gathering {
	const own = domain.OwnCalendarName
	return []gathering{
		{title: "Stand-up", by: "tom", day: -200, clock: "09:30 09:45", rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", place: "Video"},
		{title: "Retro", by: "maya", day: -180, clock: "10:00 11:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", place: "Room Birch", people: "Maya Lindqvist,Tom Okafor,Ines Duarte,Jonas Weber"},
		{title: "Decision review", by: "maya", day: -170, clock: "15:00 16:00", rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", people: "Maya Lindqvist,Tom Okafor,Jonas Weber,Zoë Marchetti"},
		{title: "Studio lunch", by: "amara", day: -160, clock: "12:00 13:30", rule: "FREQ=MONTHLY;BYDAY=1WE", place: "Kitchen"},
		{title: "Rent and insurance", by: "amara", day: -150, rule: "FREQ=MONTHLY;BYMONTHDAY=1", color: "gray"},
		{title: "Design week, Stockholm", by: "ines", day: 1, days: 3, place: "Kulturhuset", color: "violet"},
		{title: "Interview: junior designer", by: "ines", day: 0, clock: "11:30 12:30", place: "Room Birch", people: "Maya Lindqvist,Ines Duarte"},
		{title: "Jonas away", by: "jonas", day: 5, days: 4, color: "amber"},
		{title: "Photo walk", by: "soren", day: 3, clock: "16:00 18:00", place: "Slottsskogen", status: domain.EventTentative},
		{title: "Bookkeeper", by: "amara", day: 2, clock: "09:00 10:00", privacy: domain.PrivacyPrivate},
		{title: "Salary review", by: "maya", day: 4, clock: "16:00 16:30", privacy: domain.PrivacyConfidential},
		{title: "Open studio", by: "zoe", day: 12, clock: "17:00 20:00", place: "Studio North", people: "Everybody"},
		{title: "Autumn party", by: "zoe", day: 24, clock: "18:00 23:00", status: domain.EventCancelled},
		{title: "Dentist", by: "maya", calendar: own, day: 1, clock: "15:20 16:00"},
		{title: "Ines’s birthday", by: "maya", calendar: own, day: 2, rule: "FREQ=YEARLY", color: "pink"},
		{title: "Choir", by: "maya", calendar: own, day: -90, clock: "19:00 21:00", rule: "FREQ=WEEKLY;BYDAY=TU"},
		{title: "Deep work", by: "maya", calendar: "Deep work", day: -60, clock: "13:00 16:30", rule: "FREQ=WEEKLY;BYDAY=WE"},
		{title: "Coffee with Ana", by: "maya", calendar: "Clients", day: 0, clock: "11:00 12:00", place: "Harbour Coffee", people: "Ana Ruiz"},
		{title: "Train to Göteborg", by: "maya", calendar: "Clients", day: 6, clock: "08:12 11:05", place: "Car 4, seat 22"},
		{title: "New Year", by: "amara", day: 40, rule: "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", color: "gray"},
	}
}
