package domain

import (
	"encoding/json"
	"time"
)

// How letters about a kind of notifications come.
const (
	EmailAtOnce = "at_once"
	EmailDaily  = "daily" // with the morning's letter
	EmailOff    = "off"
)

// EmailChoices are all of them, as they are offered.
func EmailChoices() []string { return []string{EmailAtOnce, EmailDaily, EmailOff} }

// Morning is when somebody's morning begins who has not said otherwise: then what is due is told, and the letter comes.
const Morning Clock = "07:30"

// Channels is where somebody is told of one kind of things.
type Channels struct {
	InApp bool
	Email string // one of EmailChoices
	Push  bool
}

// Nowhere tells whether they are not told at all.
func (c Channels) Nowhere() bool { return !c.InApp && c.Email == EmailOff && !c.Push }

// NotificationSettings are what somebody wants to be told of where, and when.
type NotificationSettings struct {
	Kinds map[string]Channels // of every one of ToldKinds
	// QuietFrom and QuietUntil, on their clock: letters and push wait until it is over. Empty for never.
	QuietFrom, QuietUntil Clock
	Morning               Clock
	// Summary: a letter in the morning tells of the day's todos and events.
	Summary bool
}

// UsualNotifications are everybody's settings at first. Who is invited to an event gets the organiser's letter anyway.
func UsualNotifications() NotificationSettings {
	return NotificationSettings{Morning: Morning, Kinds: map[string]Channels{
		ToldMentioned: {InApp: true, Email: EmailAtOnce, Push: true},
		ToldAssigned:  {InApp: true, Email: EmailAtOnce},
		ToldDue:       {InApp: true, Email: EmailOff, Push: true},
		ToldReminder:  {InApp: true, Email: EmailAtOnce, Push: true},
		ToldInvited:   {InApp: true, Email: EmailOff},
		ToldCommented: {InApp: true, Email: EmailOff},
		ToldDecided:   {InApp: true, Email: EmailOff},
		ToldShared:    {InApp: true, Email: EmailAtOnce},
	}}
}

// Version changes whenever the settings do.
func (s NotificationSettings) Version() string {
	parts := []any{s.QuietFrom, s.QuietUntil, s.Morning, s.Summary}
	for _, kind := range ToldKinds() {
		parts = append(parts, s.Kinds[kind])
	}
	return fingerprint(parts...)
}

// AfterQuiet is the first moment from at on when it is not quiet, on a clock.
func (s NotificationSettings) AfterQuiet(at time.Time, loc *time.Location) time.Time {
	if s.QuietFrom == "" || s.QuietUntil == "" || s.QuietFrom == s.QuietUntil {
		return at
	}
	clock := Clock(at.In(loc).Format("15:04"))
	overnight := s.QuietFrom > s.QuietUntil
	quiet := clock >= s.QuietFrom && clock < s.QuietUntil
	if overnight {
		quiet = clock >= s.QuietFrom || clock < s.QuietUntil
	}
	if !quiet {
		return at
	}
	return nextAt(at, s.QuietUntil, loc)
}

// NextMorning is the first morning after a moment, on a clock.
func (s NotificationSettings) NextMorning(at time.Time, loc *time.Location) time.Time {
	return nextAt(at, s.Morning, loc)
}

// MorningOf is the morning of a day, on a clock.
func (s NotificationSettings) MorningOf(day Date, loc *time.Location) time.Time {
	return clockOn(day, s.Morning, loc)
}

// nextAt is the first moment after at when a clock shows a time.
func nextAt(at time.Time, clock Clock, loc *time.Location) time.Time {
	day := DateOf(at.In(loc))
	if next := clockOn(day, clock, loc); next.After(at) {
		return next
	}
	return clockOn(day.Moved(1), clock, loc)
}

func clockOn(day Date, clock Clock, loc *time.Location) time.Time {
	t, _ := time.Parse("15:04", string(clock))
	at := day.Time()
	return time.Date(at.Year(), at.Month(), at.Day(), t.Hour(), t.Minute(), 0, 0, loc)
}

// ChannelsInput are channels as they are sent; what is left out stays.
type ChannelsInput struct {
	InApp *bool   `json:"in_app,omitempty" doc:"In the program's inbox"`
	Email *string `json:"email,omitempty" enum:"at_once,daily,off" doc:"daily: with the morning's letter"`
	Push  *bool   `json:"push,omitempty" doc:"To the browsers that you chose"`
}

// NotificationSettingsInput are settings as they are sent.
type NotificationSettingsInput struct {
	Mentioned *ChannelsInput `json:"mentioned,omitempty" doc:"Somebody mentions you"`
	Assigned  *ChannelsInput `json:"assigned,omitempty" doc:"A todo is assigned to you"`
	Due       *ChannelsInput `json:"due,omitempty" doc:"A todo of yours is due today"`
	Reminder  *ChannelsInput `json:"reminder,omitempty" doc:"What you wanted to be reminded of, and events that begin soon"`
	Invited   *ChannelsInput `json:"invited,omitempty" doc:"Somebody invites you to an event, or answers an invitation of yours"`
	Commented *ChannelsInput `json:"commented,omitempty" doc:"Somebody comments on what you watch"`
	Decided   *ChannelsInput `json:"decided,omitempty" doc:"Something was decided, or waits for you to decide"`
	Shared    *ChannelsInput `json:"shared,omitempty" doc:"A note, a calendar or a project is shared with you"`

	QuietFrom  *string `json:"quiet_from,omitempty" example:"19:00" doc:"On your clock, HH:MM: from then on letters and push wait, reminders excepted"`
	QuietUntil *string `json:"quiet_until,omitempty" example:"08:00" doc:"Until when"`
	Morning    *string `json:"morning,omitempty" default:"07:30" doc:"When you are told what is due, and the morning's letter comes"`
	Summary    *bool   `json:"summary,omitempty" doc:"A letter in the morning tells of the day's todos and events"`
}

// kinds are the channels by kind.
func (in *NotificationSettingsInput) kinds() map[string]**ChannelsInput {
	return map[string]**ChannelsInput{
		ToldMentioned: &in.Mentioned, ToldAssigned: &in.Assigned, ToldDue: &in.Due, ToldReminder: &in.Reminder,
		ToldInvited: &in.Invited, ToldCommented: &in.Commented, ToldDecided: &in.Decided, ToldShared: &in.Shared,
	}
}

// Choose puts the channels of one kind into the input.
func (in *NotificationSettingsInput) Choose(kind string, channels ChannelsInput) {
	if field, known := in.kinds()[kind]; known {
		*field = &channels
	}
}

// Merge applies a JSON Merge Patch (RFC 7396), also to the channels of each kind.
func (in NotificationSettingsInput) Merge(patch map[string]json.RawMessage) (NotificationSettingsInput, error) {
	flat := map[string]json.RawMessage{}
	p := Problems{}
	for field, value := range patch {
		channels, known := in.kinds()[field]
		inner := map[string]json.RawMessage{}
		if !known || json.Unmarshal(value, &inner) != nil || inner == nil {
			flat[field] = value
			continue
		}
		base := ChannelsInput{}
		if *channels != nil {
			base = **channels
		}
		merged, err := MergeFields(base, inner, []string{"in_app", "email", "push"})
		if err != nil {
			p.Add(field, "Write the channels as in_app, email and push.")
			continue
		}
		text, err := json.Marshal(merged)
		if err != nil {
			return in, err
		}
		flat[field] = text
	}
	if err := p.Err(); err != nil {
		return in, err
	}
	return MergeFields(in, flat, append(ToldKinds(), "quiet_from", "quiet_until", "morning", "summary"))
}

// Parse checks settings; what they leave out is as everybody's is at first.
func (in NotificationSettingsInput) Parse() (NotificationSettings, error) {
	p, out := Problems{}, UsualNotifications()
	for kind, field := range in.kinds() {
		if *field == nil {
			continue
		}
		typed, channels := **field, out.Kinds[kind]
		if typed.InApp != nil {
			channels.InApp = *typed.InApp
		}
		if typed.Push != nil {
			channels.Push = *typed.Push
		}
		channels.Email = parseChoice(p, kind, value(typed.Email), channels.Email, EmailChoices()...)
		out.Kinds[kind] = channels
	}
	out.QuietFrom, out.QuietUntil = parseClock(p, "quiet_from", value(in.QuietFrom)), parseClock(p, "quiet_until", value(in.QuietUntil))
	switch {
	case out.QuietFrom != "" && out.QuietUntil == "" && p["quiet_until"] == "":
		p.Add("quiet_until", "Write until when it is quiet.")
	case out.QuietUntil != "" && out.QuietFrom == "" && p["quiet_from"] == "":
		p.Add("quiet_from", "Write from when on it is quiet.")
	case out.QuietFrom != "" && out.QuietFrom == out.QuietUntil:
		p.Add("quiet_until", "It would always be quiet. Write another time.")
	}
	if at := parseClock(p, "morning", value(in.Morning)); at != "" {
		out.Morning = at
	}
	out.Summary = in.Summary != nil && *in.Summary
	return out, p.Err()
}

// Input is what Parse would make the same settings from.
func (s NotificationSettings) Input() NotificationSettingsInput {
	in := NotificationSettingsInput{
		QuietFrom: optional(string(s.QuietFrom)), QuietUntil: optional(string(s.QuietUntil)), Morning: optional(string(s.Morning)), Summary: &s.Summary,
	}
	for kind, channels := range s.Kinds {
		in.Choose(kind, ChannelsInput{InApp: &channels.InApp, Email: &channels.Email, Push: &channels.Push})
	}
	return in
}
