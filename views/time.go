package views

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/views/ui"
)

// TimeShown is how many entries the panel of a todo shows; the rest is in the reports.
const TimeShown = 8

// PanelTime is the time that was worked on a todo, as its panel shows it.
type PanelTime struct {
	domain.TodoTime
	// Hidden is true for who sees no time at all.
	Hidden bool
	// Running is the caller's timer where it runs on this todo; the zero entry otherwise.
	Running domain.TimeEntry
	// Form is an entry to write; nil for none.
	Form *TimeForm
}

// TimeForm is a time entry as a form, as typed.
type TimeForm struct {
	// ID is 0 for a new entry.
	ID                  int64
	Minutes, Date, Note string
	// Billable is true, false, or nothing for as the project is.
	Billable string
	Reprice  bool
	Version  string
	// Rated is true where the entry has a rate that could be another one by now.
	Rated bool
	// Forgotten is since when a timer runs that nobody stopped; empty for others.
	Forgotten string
	Message   string
	Errors    ui.Errors
}

// NewTime is an empty form.
func NewTime(today domain.Date) TimeForm { return TimeForm{Date: string(today)} }

// TimeFormOf fills the form from an entry.
func TimeFormOf(ctx context.Context, e domain.TimeEntry, now time.Time) TimeForm {
	f := TimeForm{ID: e.ID, Minutes: domain.HoursText(int64(e.MinutesAt(now))), Date: string(e.Day), Note: e.Note, Billable: strconv.FormatBool(e.Billable), Version: e.Version(), Rated: e.HourlyRate != nil}
	if e.Forgotten(now) {
		f.Forgotten, f.Minutes = Moment(ctx, e.StartedAt, now), ""
	}
	return f
}

// TypedTime is what a form sent.
func TypedTime(form url.Values) TimeForm {
	return TimeForm{
		Minutes: form.Get("minutes"), Date: form.Get("date"), Note: form.Get("note"), Billable: form.Get("billable"),
		Reprice: form.Get("reprice") == "true", Version: form.Get("version"),
	}
}

// Over is the input that the form makes of another one.
func (f TimeForm) Over(in domain.TimeInput) (domain.TimeInput, error) {
	minutes, ok := domain.ParseMinutes(f.Minutes)
	if !ok {
		return in, domain.Problems{"minutes": "Write how long it took, such as 90, 1:30 or 1.5 h."}.Err()
	}
	in.Minutes, in.Date, in.Note, in.Reprice = &minutes, &f.Date, &f.Note, &f.Reprice
	if billable, err := strconv.ParseBool(f.Billable); err == nil {
		in.Billable = &billable
	}
	return in, nil
}

func (f TimeForm) field(p ui.InputProps) ui.InputProps {
	p.ID, p.Error = "time-"+p.Name, f.Errors[p.Name]
	if p.Error != "" || len(f.Errors) == 0 && p.Name == "minutes" {
		p.Attrs = templ.Attributes{"autofocus": true}
	}
	return p
}

// ShellTimer is the timer as the frame of every page shows it; nil for none.
func ShellTimer(ctx context.Context, e domain.TimeEntry, now time.Time) *ui.Timer {
	if e.ID == 0 {
		return nil
	}
	t := ui.Timer{Title: e.Title, Path: "/todos/" + idText(e.TodoID), Text: domain.HoursText(int64(e.MinutesAt(now))), Seconds: int64(max(now.Sub(e.StartedAt), 0) / time.Second)}
	if e.TodoID == 0 || e.Binned {
		t.Path = ReportAt{Period: PeriodAll, View: ReportEntries}.Path()
	}
	if t.Title == "" {
		t.Title = ui.T(ctx, "Out of your sight")
	}
	return &t
}

// timeCount is what was worked, of what was estimated.
func (p TodoPanel) timeCount(ctx context.Context) string {
	worked, estimate := p.Time.Sum.Minutes, int64(p.Todo.EstimateMinutes)
	switch {
	case worked == 0 && estimate == 0:
		return ""
	case estimate == 0:
		return domain.HoursText(worked)
	}
	return ui.T(ctx, "%s of %s", domain.HoursText(worked), domain.HoursText(estimate))
}

// timeHue is red for more than was estimated, amber for nearly as much.
func (p TodoPanel) timeHue() string {
	return shareHue(percent(p.Time.Sum.Minutes, int64(p.Todo.EstimateMinutes)))
}

// Show puts an entry into the list where that is too short to have it.
func (t *PanelTime) Show(e domain.TimeEntry) {
	if !slices.ContainsFunc(t.Items, func(o domain.TimeEntry) bool { return o.ID == e.ID }) {
		t.Items = append(t.Items, e)
	}
}

// billables are what an entry can be.
func (f TimeForm) billables(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "true", Text: ui.T(ctx, "Yes")}, {Value: "false", Text: ui.T(ctx, "No")}}
	if f.ID == 0 {
		options = append([]ui.Option{{Value: "", Text: ui.T(ctx, "As the project is")}}, options...)
	}
	return options
}

// Compare tells what somebody else saved since the form was opened. Saving again keeps what was typed.
func (f *TimeForm) Compare(ctx context.Context, theirs domain.TimeEntry, today domain.Date) {
	text := ui.T(ctx, "%s on %s", domain.HoursText(int64(theirs.Minutes)), Day(ctx, theirs.Day, today))
	if theirs.Note != "" {
		text += ", “" + theirs.Note + "”"
	}
	f.Message, f.Version = ui.T(ctx, "Somebody changed it since you opened it: it is %s now. Save again to keep yours.", text), theirs.Version()
}

// more is how many entries are not shown.
func (t PanelTime) more() int { return max(t.Total-len(t.Items), 0) }

func (p TodoPanel) allTime() string {
	return ReportAt{Period: PeriodAll, View: ReportEntries, Todo: p.Todo.ID}.Path()
}

// onTime is the address of something that is done to a time entry of the todo.
func (p TodoPanel) onTime(id int64, what string) string {
	return p.At.ActOn(p.Todo.ID, "time/"+idText(id)+"/"+what)
}

// about says of an entry what it was for, or when it was.
func timeAbout(ctx context.Context, e domain.TimeEntry, today domain.Date) string {
	if e.Note != "" {
		return e.Note
	}
	return Day(ctx, e.Day, today)
}

func seconds(e domain.TimeEntry, now time.Time) string {
	return strconv.FormatInt(int64(max(now.Sub(e.StartedAt), 0)/time.Second), 10)
}
