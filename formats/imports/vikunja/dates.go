package vikunja

import (
	"cmp"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/formats/imports/packed"
)

// dates are times there, and days with a time of the day here. A task without a due date is due when it ends.
func (r *reader) dates(t task, out *domain.IntakeTodo) {
	due := t.Due
	if !known(due) {
		due = t.End
	}
	if known(due) {
		day, clock := r.split(due)
		out.Input.DueDate, out.Input.DueTime = &day, clock
	}
	if known(t.Start) {
		day, _ := r.split(t.Start)
		out.Input.StartDate = &day
	}
	if at := r.reminder(t); known(at) {
		text := at.UTC().Format(time.RFC3339)
		out.Input.ReminderAt = &text
	}
}

// known: Vikunja writes the year 1 where there is no time.
func known(t time.Time) bool { return t.Year() > 1 && t.Year() < 10000 }

// split is the day and the time of it; no time where it is the beginning or the end of the day.
func (r *reader) split(t time.Time) (string, *string) {
	local := t.In(r.loc)
	day, clock := local.Format(time.DateOnly), local.Format("15:04")
	if clock == "00:00" || clock == "23:59" {
		return day, nil
	}
	return day, &clock
}

// reminder is the first one of an open task that has a time, in both of the forms that there were.
func (r *reader) reminder(t task) time.Time {
	var all []time.Time
	for _, text := range t.Reminders {
		var one struct {
			Reminder time.Time `json:"reminder"`
			Period   int64     `json:"relative_period"`
			To       string    `json:"relative_to"`
		}
		var plain time.Time
		switch {
		case json.Unmarshal(text, &plain) == nil:
			all = append(all, plain)
		case json.Unmarshal(text, &one) != nil:
		case known(one.Reminder):
			all = append(all, one.Reminder)
		case one.To == "due_date" && known(t.Due) && abs(one.Period) < 10*365*24*3600:
			all = append(all, t.Due.Add(time.Duration(one.Period)*time.Second))
		}
	}
	all = append(all, t.OldReminder...)
	all = slices.DeleteFunc(all, func(t time.Time) bool { return !known(t) })
	slices.SortFunc(all, time.Time.Compare)
	if len(all) == 0 || t.Done {
		return time.Time{}
	}
	if len(all) > 1 {
		r.out.Remark("“"+t.Title+"”", "It had "+strconv.Itoa(len(all))+" reminders, and has the first of them.")
	}
	return all[0]
}

func abs(n int64) int64 { return max(n, -n) }

// repeat makes a rule of the seconds after which a task comes again.
func (r *reader) repeat(t task, out *domain.IntakeTodo, where string) {
	mode := 0
	switch m := t.RepeatMode.(type) {
	case float64:
		if m >= 0 && m < 10 {
			mode = int(m)
		}
	case string:
		mode = map[string]int{"month": 1, "from_current_date": 2}[m]
	}
	rule := ""
	switch {
	case mode == 1:
		rule = "FREQ=MONTHLY"
	case t.RepeatAfter <= 0:
		return
	default:
		rule = every(t.RepeatAfter)
	}
	if rule == "" {
		r.out.Remark(where, "It came again after "+strconv.FormatInt(t.RepeatAfter, 10)+" seconds; todos repeat by days at most.")
		return
	}
	if out.Input.DueDate == nil {
		r.out.Remark(where, "It repeats but has no due date; it does not repeat any more.")
		return
	}
	out.Input.Recurrence = &rule
	if mode == 2 {
		from := domain.RepeatFromCompletion
		out.Input.RepeatFrom = &from
	}
}

const day = 24 * 60 * 60

// every is the rule for so many seconds, which have to be whole days.
func every(seconds int64) string {
	if seconds%day != 0 || seconds/day > math.MaxInt16 {
		return ""
	}
	days := seconds / day
	unit, n := "DAILY", days
	switch {
	case days%365 == 0:
		unit, n = "YEARLY", days/365
	case days%30 == 0:
		unit, n = "MONTHLY", days/30
	case days%7 == 0:
		unit, n = "WEEKLY", days/7
	}
	if n == 1 {
		return "FREQ=" + unit
	}
	return "FREQ=" + unit + ";INTERVAL=" + strconv.FormatInt(n, 10)
}

// relate says of each task what it is a step of, and what waits for it. Each relation is told by both of its ends.
func (r *reader) relate() {
	slices.SortStableFunc(r.links, func(a, b link) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.kind, b.kind), cmp.Compare(a.to, b.to))
	})
	for _, l := range r.links {
		from, to := r.todo(l.from), r.todo(l.to)
		if from == nil || to == nil {
			continue
		}
		switch l.kind {
		case "subtask":
			from, to = to, from
			fallthrough
		case "parenttask":
			switch {
			case from.Parent != "" && from.Parent != to.ID:
				r.out.Remark("“"+from.Input.Title+"”", "It was a step of several tasks, and is one of the first of them.")
			case from.Project != to.Project:
				r.out.Remark("“"+from.Input.Title+"”", "It was a step of a task in another project, and stands for itself.")
			default:
				from.Parent = to.ID
			}
		case "blocking", "precedes":
			block(from, to)
		case "blocked", "follows":
			block(to, from)
		}
	}
}

func block(first, then *domain.IntakeTodo) {
	if !slices.Contains(first.Blocks, then.ID) {
		first.Blocks = append(first.Blocks, then.ID)
	}
}

func (r *reader) todo(task int64) *domain.IntakeTodo {
	at, there := r.tasks[task]
	if !there {
		return nil
	}
	return &r.out.Todos[at]
}

func byPosition(buckets []bucket) []bucket {
	sorted := slices.Clone(buckets)
	slices.SortStableFunc(sorted, func(a, b bucket) int { return cmp.Compare(a.Position, b.Position) })
	return sorted
}

func opener(zip *packed.Zip, name string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return zip.Open(name) }
}
