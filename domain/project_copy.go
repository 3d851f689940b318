package domain

import "time"

// CopyMax is how many tasks a project can have to be duplicated.
const CopyMax = 5000

// CopyInput says what becomes of a duplicate of a project, as typed.
type CopyInput struct {
	Name       *string `json:"name,omitempty" maxLength:"500" doc:"Left out, it is made from the other's" example:"Website relaunch 2"`
	StartDate  *string `json:"start_date,omitempty" format:"date" doc:"All dates move along with the start; left out, they stay"`
	AsTemplate *bool   `json:"is_template,omitempty" doc:"Listed apart, to make projects from"`
}

// Parse checks what was typed and returns the duplicate's own row, and by how many days dates move. first is the earliest
// date of the tasks, "" where none has one.
func (in CopyInput) Parse(from Project, first Date) (Project, int, error) {
	p := Problems{}
	copied := Project{
		Name: from.Name, Description: from.Description, Status: ProjectPlanning, Priority: from.Priority, Tags: from.Tags, ClientID: from.ClientID,
		StartDate: from.StartDate, EndDate: from.EndDate, Budget: from.Budget, Currency: from.Currency, BillingType: from.BillingType,
		Visibility: from.Visibility, Color: from.Color, Template: in.AsTemplate != nil && *in.AsTemplate,
	}
	switch {
	case in.Name != nil:
		copied.Name = ParseTitle(p, "name", *in.Name, "Give the project a name.")
	case from.Template == copied.Template:
		copied.Name = cut(from.Name, TitleMax-len(" (copy)")) + " (copy)"
	}
	start := parseDate(p, "start_date", value(in.StartDate))
	if err := p.Err(); err != nil || start == "" {
		return copied, 0, err
	}
	days := from.startingOn(first).daysTo(start)
	copied.StartDate = start
	if copied.EndDate = copied.EndDate.Moved(days); from.EndDate != "" && copied.EndDate == "" {
		p.Add("start_date", "That is too far away.")
	}
	return copied, days, p.Err()
}

// startingOn is when a project starts: when it says so, else with the first date of it or of its tasks.
func (p Project) startingOn(first Date) Date {
	switch {
	case p.StartDate != "":
		return p.StartDate
	case first == "" || p.EndDate != "" && p.EndDate < first:
		return p.EndDate
	}
	return first
}

func (d Date) daysTo(other Date) int {
	if d == "" {
		return 0
	}
	return d.DaysUntil(other)
}

// CopyOf is what a duplicate of a todo begins as: to be done, some days later, and nobody's yet. A reminder moves along
// with the dates; where they stay, it has had its time.
func (t Todo) CopyOf(status string, days int, loc *time.Location) Todo {
	copied := Todo{
		Title: t.Title, Description: t.Description, Priority: t.Priority, Status: status, DueDate: t.DueDate.Moved(days), DueTime: t.DueTime,
		StartDate: t.StartDate.Moved(days), Tags: t.Tags, Recurrence: t.Recurrence, RepeatFrom: t.RepeatFrom, EstimateMinutes: t.EstimateMinutes,
		Position: t.Position,
	}
	if copied.DueDate == "" {
		copied.DueTime = ""
	}
	if days != 0 {
		copied.ReminderAt = MoveReminder(t.ReminderAt, days, loc)
	}
	return copied
}

func cut(text string, most int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), most)])
}
