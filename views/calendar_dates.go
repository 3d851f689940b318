package views

import (
	"context"
	"slices"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// datedPath leads to what is due.
func datedPath(d domain.Dated) string {
	switch d.Kind {
	case domain.DatedProjects:
		return ProjectPath(d.ID)
	case domain.DatedDecisions:
		return DecisionPath(d.ID)
	case domain.DatedNotes:
		return NotePath(d.ID)
	}
	return "/todos/" + idText(d.ID)
}

func datedIcon(d domain.Dated) string { return d.Kind }

// datedHue is a project's colour; what else is due has none.
func datedHue(d domain.Dated) string {
	if d.Kind == domain.DatedProjects && d.Color != "" {
		return d.Color
	}
	return "gray"
}

// datedTitle says of a project which of its days it is.
func datedTitle(ctx context.Context, d domain.Dated) string {
	switch {
	case d.Kind == domain.DatedProjects && d.Begins:
		return ui.T(ctx, "%s begins", d.Title)
	case d.Kind == domain.DatedProjects:
		return ui.T(ctx, "%s is due", d.Title)
	}
	return d.Title
}

// datedKindName is what the kinds are called where they are chosen.
func datedKindName(ctx context.Context, kind string) string {
	return map[string]string{
		domain.DatedTodos: ui.T(ctx, "Todos with a date"), domain.DatedProjects: ui.T(ctx, "Projects’ dates"), domain.DatedDecisions: ui.T(ctx, "Decisions due"), domain.DatedNotes: ui.T(ctx, "Notes due"),
	}[kind]
}

// occurrenceRow is a time of an event, or another date, in a list of days.
func occurrenceRow(ctx context.Context, o domain.Occurrence, now time.Time) EventRow {
	if o.Dated == nil {
		return eventRow(ctx, o.Event(), OccurrencePath(o), now)
	}
	d := *o.Dated
	row := EventRow{Href: OccurrencePath(o), Title: datedTitle(ctx, d), Hue: datedHue(d), Icon: datedIcon(d), Time: ui.T(ctx, "All day"), Cancelled: d.Done, Dated: o.Dated}
	if d.At != "" {
		row.Time = string(d.At)
	}
	if d.Kind == domain.DatedTodos {
		row.End = d.Project.Name
	}
	return row
}

func tickPath(d domain.Dated) string { return "/calendar/todos/" + idText(d.ID) + "/completion" }

// calendarGroup are calendars under a heading of their own.
type calendarGroup struct {
	name      string
	calendars []domain.CalendarRef
}

// groups are the person's own calendars with the team's, those that follow an address, and those of others.
func (p CalendarPage) groups(ctx context.Context) []calendarGroup { return groupsOf(ctx, p.Calendars) }

func groupsOf(ctx context.Context, calendars []domain.CalendarRef) []calendarGroup {
	own, others, followed := calendarGroup{name: ui.T(ctx, "Calendars")}, calendarGroup{name: ui.T(ctx, "Of others")}, calendarGroup{name: ui.T(ctx, "Subscriptions")}
	for _, c := range calendars {
		switch {
		case !c.Own && !c.Team:
			others.calendars = append(others.calendars, c)
		case c.Follows:
			followed.calendars = append(followed.calendars, c)
		default:
			own.calendars = append(own.calendars, c)
		}
	}
	return slices.DeleteFunc([]calendarGroup{own, others, followed}, func(g calendarGroup) bool { return len(g.calendars) == 0 })
}
