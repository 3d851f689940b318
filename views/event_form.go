package views

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// EventFields are an event as the fields of a form, as typed. Times are on the event's own clock.
type EventFields struct {
	Title, Start, End, AllDay, TimeZone, CalendarID, ProjectID, Location, URL, Attendees, Status, Privacy, Color, Description string
	RepeatFields
	// Reminders are in words, moments among them on the clock of who looks.
	Reminders string
}

// EventForm is the form of a new event, or of one that is there.
type EventForm struct {
	EventFields
	// Event is the zero Event for a new one; of a series it is the time that is meant, On the day that the series gave it.
	Event domain.Event
	On    domain.Date
	// Series is the id of the series that it is a time of; 0 for none.
	Series int64
	// Scope is which times the form is about.
	Scope string
	// Version is the one that the form was made from, and Opened what its fields were then, as JSON.
	Version, Opened string
	Message         string
	Errors          ui.Errors
	Calendars       []domain.CalendarRef
	Projects        []domain.ProjectRef
	// People are offered as attendees.
	People      []domain.Person
	Differences []Difference
}

const formTime = "2006-01-02T15:04"

// EventFieldsOf fills the fields from an event; loc is the clock of who looks, for an event that has none.
func EventFieldsOf(ctx context.Context, e domain.Event, loc *time.Location) EventFields {
	f := EventFields{
		Title: e.Title, TimeZone: e.TimeZone, CalendarID: idText(e.CalendarID), Location: e.Location, URL: e.URL, Attendees: strings.Join(e.Attendees, ", "),
		Status: e.Status, Privacy: e.Privacy, Color: e.Color, Description: e.Description,
	}
	f.Reminders = domain.ReminderWords(ui.Speaks(ctx), e.Reminders, e.RemindAt, loc)
	start, end := e.Clocks(loc)
	f.Start, f.End = start.Format(formTime), end.Format(formTime)
	if e.AllDay {
		f.AllDay = "true"
	}
	if f.TimeZone == "" {
		f.TimeZone = loc.String()
	}
	if e.ProjectID != 0 {
		f.ProjectID = idText(e.ProjectID)
	}
	f.setRule(ctx, e.Recurrence)
	f.setAlso(e)
	return f
}

// TypedEvent are the fields that a form sent.
func TypedEvent(ctx context.Context, form url.Values) EventFields {
	f := EventFields{}
	for _, field := range eventFields(ctx) {
		*field.of(&f) = form.Get(field.name)
	}
	f.Days = strings.Join(form["days"], ",")
	f.Description = strings.ReplaceAll(f.Description, "\r\n", "\n")
	return f
}

// eventField is a field with the name that people know it by.
type eventField struct {
	name, label string
	of          func(*EventFields) *string
}

// eventFields are all of them, in the order of the form.
func eventFields(ctx context.Context) []eventField {
	return []eventField{
		{"title", ui.T(ctx, "Title"), func(f *EventFields) *string { return &f.Title }},
		{"start", ui.T(ctx, "Starts"), func(f *EventFields) *string { return &f.Start }},
		{"end", ui.T(ctx, "Ends"), func(f *EventFields) *string { return &f.End }},
		{"all_day", ui.T(ctx, "All day"), func(f *EventFields) *string { return &f.AllDay }},
		{"timezone", ui.T(ctx, "Time zone"), func(f *EventFields) *string { return &f.TimeZone }},
		{"calendar_id", ui.T(ctx, "Calendar"), func(f *EventFields) *string { return &f.CalendarID }},
		{"project_id", ui.T(ctx, "Project"), func(f *EventFields) *string { return &f.ProjectID }},
		{"privacy", ui.T(ctx, "Others see"), func(f *EventFields) *string { return &f.Privacy }},
		{"repeat", ui.T(ctx, "Repeat"), func(f *EventFields) *string { return &f.Repeat }},
		{"every", ui.T(ctx, "Every"), func(f *EventFields) *string { return &f.Every }},
		{"days", ui.T(ctx, "On"), func(f *EventFields) *string { return &f.Days }},
		{"recurrence", ui.T(ctx, "Another rule"), func(f *EventFields) *string { return &f.Recurrence }},
		{"ends", ui.T(ctx, "Stops"), func(f *EventFields) *string { return &f.Ends }},
		{"until", ui.T(ctx, "Last day"), func(f *EventFields) *string { return &f.Until }},
		{"times", ui.T(ctx, "Times"), func(f *EventFields) *string { return &f.Times }},
		{"rdates", ui.T(ctx, "Also on"), func(f *EventFields) *string { return &f.Also }},
		{"location", ui.T(ctx, "Place"), func(f *EventFields) *string { return &f.Location }},
		{"url", ui.T(ctx, "Link"), func(f *EventFields) *string { return &f.URL }},
		{"attendees", ui.T(ctx, "Attendees"), func(f *EventFields) *string { return &f.Attendees }},
		{"reminders", ui.T(ctx, "Reminders"), func(f *EventFields) *string { return &f.Reminders }},
		{"status", ui.T(ctx, "Status"), func(f *EventFields) *string { return &f.Status }},
		{"color", ui.T(ctx, "Colour"), func(f *EventFields) *string { return &f.Color }},
		{"description", ui.T(ctx, "Notes"), func(f *EventFields) *string { return &f.Description }},
	}
}

// EventFieldNames are the fields of the form in their order.
func EventFieldNames(ctx context.Context) []string {
	var names []string
	for _, field := range eventFields(ctx) {
		names = append(names, field.name)
	}
	return names
}

// Take puts one field of other fields in the place of these.
func (f *EventFields) Take(ctx context.Context, name string, other EventFields) {
	for _, field := range eventFields(ctx) {
		if field.name == name {
			*field.of(f) = *field.of(&other)
		}
	}
}

// JSON keeps the fields in a form, to see later which of them were changed.
func (f EventFields) JSON() string {
	text, _ := json.Marshal(f)
	return string(text)
}

// OpenedEvent reads what JSON wrote; what is none counts as if everything was changed.
func OpenedEvent(text string) EventFields {
	var f EventFields
	_ = json.Unmarshal([]byte(text), &f)
	return f
}

// Compare notes where what was typed differs from what is stored now. What only the other one changed is kept as theirs
// unless the person says otherwise.
func (form *EventForm) Compare(ctx context.Context, opened, theirs EventFields) {
	form.Differences = nil
	for _, field := range eventFields(ctx) {
		mine, other := *field.of(&form.EventFields), *field.of(&theirs)
		if mine != other {
			form.Differences = append(form.Differences, Difference{
				Field: field.name, Label: field.label, Mine: form.words(ctx, field.name, mine), Theirs: form.words(ctx, field.name, other), KeepTheirs: mine == *field.of(&opened),
			})
		}
	}
}

func (form EventForm) words(ctx context.Context, field, value string) string {
	options := map[string][]ui.Option{"calendar_id": form.calendars(), "project_id": form.projects(ctx), "privacy": privacies(ctx), "repeat": eventRepeats(ctx), "ends": repeatEnds(ctx), "status": eventStatuses(ctx)}[field]
	if text := optionText(options, value); text != "" {
		return text
	}
	if field == "all_day" && value == "true" {
		return ui.T(ctx, "Yes")
	}
	return value
}

// Over puts the fields over an event's input. Times that are as they were opened stay: they may be more exact than the
// form shows.
func (f EventFields) Over(ctx context.Context, in domain.EventInput, opened EventFields, loc *time.Location) (domain.EventInput, error) {
	in.Title, in.Location, in.URL, in.Description = f.Title, &f.Location, &f.URL, &f.Description
	in.Status, in.Privacy, in.Color = given(f.Status, in.Status), given(f.Privacy, in.Privacy), nil
	if f.Color != "" {
		in.Color = &f.Color
	}
	if f.Attendees != opened.Attendees {
		in.Attendees = strings.FieldsFunc(f.Attendees, func(r rune) bool { return r == ',' || r == '\n' })
		for i, who := range in.Attendees {
			in.Attendees[i] = strings.TrimSpace(who)
		}
	}
	if rule := f.Rule(); rule != opened.Rule() || rule == "" {
		in.Recurrence = &rule
	}
	if f.Also != opened.Also || f.Repeat == "" {
		in.Rdates = f.rdates()
	}
	if f.movedFrom(opened) {
		f.setTimes(&in)
	}
	p := domain.Problems{}
	f.RepeatFields.check(p)
	if f.Reminders != opened.Reminders {
		var err error
		if in.Reminders, in.RemindersAt, err = domain.ParseReminderWords(ui.Speaks(ctx), f.Reminders, loc); err != nil {
			return in, err
		}
	}
	in.CalendarID, in.ProjectID = chosenID(p, "calendar_id", f.CalendarID), chosenID(p, "project_id", f.ProjectID)
	return in, p.Err()
}

func given(typed string, otherwise *string) *string {
	if typed == "" {
		return otherwise
	}
	return &typed
}

func chosenID(p domain.Problems, field, text string) *int64 {
	if text == "" {
		return nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		p.Add(field, domain.UnknownID)
	}
	return &id
}

func (f EventFields) movedFrom(opened EventFields) bool {
	return f.Start != opened.Start || f.End != opened.End || f.AllDay != opened.AllDay || f.TimeZone != opened.TimeZone
}

func (f EventFields) setTimes(in *domain.EventInput) {
	allDay, start, end := f.AllDay != "", strings.TrimSpace(f.Start), strings.TrimSpace(f.End)
	in.AllDay, in.Start, in.End, in.TimeZone = &allDay, start, nil, nil
	if end != "" {
		in.End = &end
	}
	if !allDay {
		in.TimeZone = &f.TimeZone
		return
	}
	in.Start = dayPart(start)
	if end != "" {
		day := dayPart(end)
		in.End = &day
	}
}

// dayPart is the day of a date and time; what is none stays, to be refused.
func dayPart(text string) string {
	if day, _, timed := strings.Cut(text, "T"); timed {
		return day
	}
	return text
}

// Shifted are fields that were typed for one time of a series as they are for its first one.
func (f EventFields) Shifted(opened EventFields, first EventFields) EventFields {
	if !f.movedFrom(opened) {
		f.Start, f.End = first.Start, first.End
		return f
	}
	start, err := time.Parse(formTime, f.Start)
	was, ok := time.Parse(formTime, opened.Start)
	begin, too := time.Parse(formTime, first.Start)
	if err != nil || ok != nil || too != nil {
		return f
	}
	days := domain.DateOf(was).DaysUntil(domain.DateOf(start))
	day := domain.DateOf(begin).AddDays(days)
	moved := day.Time().Add(start.Sub(domain.DateOf(start).Time()))
	if end, err := time.Parse(formTime, f.End); err == nil {
		f.End = moved.Add(end.Sub(start)).Format(formTime)
	}
	f.Start = moved.Format(formTime)
	return f
}

func (form EventForm) isNew() bool { return form.Event.ID == 0 && form.Series == 0 }

// repeating tells whether the form can be about one time, or more, of a series.
func (form EventForm) repeating() bool { return form.Series != 0 && form.On != "" }

func (form EventForm) title(ctx context.Context) string {
	if form.isNew() {
		return ui.T(ctx, "New event")
	}
	return ui.T(ctx, "Edit %s", form.Event.Title)
}

func (form EventForm) submit(ctx context.Context) string {
	if form.isNew() {
		return ui.T(ctx, "Create event")
	}
	return ui.T(ctx, "Save event")
}

func (form EventForm) path() string {
	if form.isNew() && form.ProjectID != "" {
		id, _ := strconv.ParseInt(form.ProjectID, 10, 64)
		return ProjectEventsPath(id, "", "")
	}
	if form.isNew() {
		return "/calendar"
	}
	return EventPath(form.id(), form.On)
}

func (form EventForm) id() int64 {
	if form.Series != 0 {
		return form.Series
	}
	return form.Event.ID
}

func (form EventForm) action() string {
	if form.isNew() {
		return "/events"
	}
	return EventPath(form.id(), "") + "/edit"
}

// calendars are those to choose from: where the person writes, and where the event is.
func (form EventForm) calendars() []ui.Option {
	var options []ui.Option
	for _, calendar := range form.Calendars {
		if calendar.Access.CanEdit() || idText(calendar.ID) == form.CalendarID {
			options = append(options, ui.Option{Value: idText(calendar.ID), Text: calendar.Name})
		}
	}
	return options
}

func (form EventForm) projects(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Text: ui.T(ctx, "None")}}
	for _, project := range form.Projects {
		if project.Access.CanEdit() || idText(project.ID) == form.ProjectID {
			options = append(options, ui.Option{Value: idText(project.ID), Text: project.Name})
		}
	}
	if own := form.Event.Project; own.ID != 0 && !hasOption(options, idText(own.ID)) {
		options = append(options, ui.Option{Value: idText(own.ID), Text: own.Name})
	}
	return options
}

func (form EventForm) zones(ctx context.Context) []ui.Option {
	options := zoneOptions(form.TimeZone)
	if form.TimeZone == domain.Floating {
		options = options[1:]
	}
	return append([]ui.Option{{Value: domain.Floating, Text: ui.T(ctx, "Wherever somebody is")}}, options...)
}

func privacies(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: domain.PrivacyPublic, Text: ui.T(ctx, "Everything")}, {Value: domain.PrivacyPrivate, Text: ui.T(ctx, "Only that the time is taken")}, {Value: domain.PrivacyConfidential, Text: ui.T(ctx, "Nothing")}}
}

func eventStatuses(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: domain.EventConfirmed, Text: ui.T(ctx, "Confirmed")}, {Value: domain.EventTentative, Text: ui.T(ctx, "Maybe")}, {Value: domain.EventCancelled, Text: ui.T(ctx, "Cancelled")}}
}

// problems are what has to be done, in the order of the fields.
func (form EventForm) problems(ctx context.Context) []ui.Problem {
	errors := ui.Errors{}
	for name, text := range form.Errors {
		if name == "reminders_at" {
			name = "reminders"
		}
		if name == "exdates" || name == "occurrence" || name == "scope" || name == "recurrence" && form.Repeat != repeatOther {
			name = "repeat"
		}
		errors[name] = text
	}
	return errors.In(EventFieldNames(ctx)...)
}
