package domain

import (
	"encoding/json"
	"fmt"
	"slices"
)

// MoneyMax is the most that a budget, a rate or a sum may be, in minor units: what JavaScript's numbers hold exactly.
const MoneyMax = 1<<53 - 1

// ProjectInput is a project as typed, in a form or as JSON. Null and left out mean none, except where it is said
// otherwise.
type ProjectInput struct {
	Name        string   `json:"name" minLength:"1" maxLength:"500" example:"Website relaunch"`
	Key         *string  `json:"key,omitempty" maxLength:"10" doc:"2 to 10 capitals and digits, unique; made from the name where a new project has none; left out, it stays" example:"WEB"`
	Description *string  `json:"description,omitempty" maxLength:"10000" doc:"Markdown"`
	Status      *string  `json:"status,omitempty" maxLength:"50" doc:"planning, in_progress, on_hold or completed" default:"planning"`
	Priority    *string  `json:"priority,omitempty" enum:"low,medium,high" default:"medium"`
	Tags        []string `json:"tags,omitempty" maxItems:"50"`
	OwnerID     *string  `json:"owner_id,omitempty" doc:"Only the owner can name another one; left out, it stays" maxLength:"100"`
	ClientID    *string  `json:"client_id,omitempty" maxLength:"100"`
	StartDate   *string  `json:"start_date,omitempty" format:"date"`
	EndDate     *string  `json:"end_date,omitempty" format:"date"`
	Budget      *int64   `json:"budget,omitempty" minimum:"0" doc:"In minor units of the currency, such as cents"`
	Spent       *int64   `json:"spent,omitempty" minimum:"0" doc:"In minor units, at least what time entries come to; left out, it stays"`
	Currency    *string  `json:"currency,omitempty" maxLength:"3" doc:"ISO 4217" default:"USD"`
	BillingType *string  `json:"billing_type,omitempty" maxLength:"50" doc:"non_billable, hourly or fixed_price" default:"non_billable"`
	HourlyRate  *int64   `json:"hourly_rate,omitempty" minimum:"0" doc:"In minor units of the currency"`
	IsArchived  *bool    `json:"is_archived,omitempty"`
	IsTemplate  *bool    `json:"is_template,omitempty" doc:"Listed apart, to make projects from"`
	Visibility  *string  `json:"visibility,omitempty" enum:"private,team" doc:"private: its people; team: every member of staff too" default:"team"`
	Color       *string  `json:"color,omitempty" enum:"red,orange,amber,lime,pine,teal,blue,violet,pink,gray"`
	ManagerIDs  []string `json:"manager_ids,omitempty" maxItems:"50" doc:"Left out, they stay; people are also added one by one under /managers"`
}

func projectFields() []string {
	return []string{"name", "key", "description", "status", "priority", "tags", "owner_id", "client_id", "start_date", "end_date", "budget", "spent",
		"currency", "billing_type", "hourly_rate", "is_archived", "is_template", "visibility", "color", "manager_ids"}
}

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does. Left out, managers stay; null takes them off.
func (in ProjectInput) Merge(patch map[string]json.RawMessage) (ProjectInput, error) {
	out, err := MergeFields(in, patch, projectFields())
	if _, named := patch["manager_ids"]; named && out.ManagerIDs == nil {
		out.ManagerIDs = []string{}
	}
	return out, err
}

// ProjectTextMax is how long a project's description may be, in characters.
const ProjectTextMax = 10000

// Parse checks what was typed and returns the project it describes, on top of the row it changes (the zero Project for
// a new one). Ids it names are not looked up here. What is stored already stays valid.
func (in ProjectInput) Parse(row Project) (Project, error) {
	p := Problems{}
	if row.ID == 0 || in.Name != row.Name {
		row.Name = ParseTitle(p, "name", in.Name, "Give the project a name.")
	}
	if key := value(in.Key); in.Key != nil && key != row.Key {
		if row.Key = ParseKey(p, "key", key); row.Key == "" && row.ID != 0 {
			p.Add("key", "Give the project a key, such as WEB.")
		}
	}
	if text := value(in.Description); text != row.Description {
		row.Description = parseText(p, "description", text, ProjectTextMax)
	}
	row.Status = choose(p, "status", in.Status, row.Status, ProjectPlanning, ProjectPlanning, ProjectInProgress, ProjectOnHold, ProjectCompleted)
	row.Priority = choose(p, "priority", in.Priority, row.Priority, PriorityMedium, PriorityLow, PriorityMedium, PriorityHigh)
	row.Visibility = choose(p, "visibility", in.Visibility, row.Visibility, VisibilityTeam, VisibilityPrivate, VisibilityTeam)
	row.BillingType = choose(p, "billing_type", in.BillingType, row.BillingType, NonBillable, NonBillable, Hourly, FixedPrice)
	row.Color = choose(p, "color", in.Color, row.Color, "", Hues()...)
	row.Tags = ParseTags(p, "tags", in.Tags)
	row.ClientID = parseText(p, "client_id", value(in.ClientID), 100)
	row.Archived = in.IsArchived != nil && *in.IsArchived
	row.Template = in.IsTemplate != nil && *in.IsTemplate
	in.parseDates(p, &row)
	in.parseMoney(p, &row)
	if in.OwnerID != nil {
		row.OwnerID = parseText(p, "owner_id", *in.OwnerID, 100)
	}
	if in.ManagerIDs != nil {
		row.ManagerIDs = parseIDs(p, "manager_ids", in.ManagerIDs)
	}
	return row, p.Err()
}

// choose is parseChoice for a row that may hold another value already, which stays valid.
func choose(p Problems, field string, typed *string, stored, otherwise string, choices ...string) string {
	if text := value(typed); text != "" && text == stored {
		return stored
	}
	return parseChoice(p, field, value(typed), otherwise, choices...)
}

func (in ProjectInput) parseDates(p Problems, row *Project) {
	row.StartDate = parseDate(p, "start_date", value(in.StartDate))
	row.EndDate = parseDate(p, "end_date", value(in.EndDate))
	if row.StartDate != "" && row.EndDate != "" && row.StartDate > row.EndDate {
		p.Add("end_date", "The end is before the start.")
	}
}

func (in ProjectInput) parseMoney(p Problems, row *Project) {
	if in.Budget == nil || row.Budget == nil || *in.Budget != *row.Budget {
		row.Budget = parseMoney(p, "budget", in.Budget)
	}
	row.HourlyRate = parseMoney(p, "hourly_rate", in.HourlyRate)
	if in.Spent != nil && *in.Spent != row.Spent {
		row.Spent = *parseMoney(p, "spent", in.Spent)
		if row.Spent < row.SpentTime {
			p.Add("spent", fmt.Sprintf("Time entries come to %s already.", Money{row.SpentTime, row.Currency}))
		}
	}
	if code := value(in.Currency); code == "" || code != row.Currency {
		row.Currency = ParseCurrency(p, "currency", code)
	}
}

func parseMoney(p Problems, field string, minor *int64) *int64 {
	if minor != nil && (*minor < 0 || *minor > MoneyMax) {
		p.Add(field, "Write it as a number that is not below 0.")
	}
	return minor
}

// Input is what Parse would make the same project from.
func (row Project) Input() ProjectInput {
	return ProjectInput{
		Name: row.Name, Key: optional(row.Key), Description: optional(row.Description), Status: optional(row.Status), Priority: optional(row.Priority),
		Tags: row.Tags, OwnerID: optional(row.OwnerID), ClientID: optional(row.ClientID), StartDate: optional(string(row.StartDate)),
		EndDate: optional(string(row.EndDate)), Budget: row.Budget, Spent: &row.Spent, Currency: optional(row.Currency),
		BillingType: optional(row.BillingType), HourlyRate: row.HourlyRate, IsArchived: &row.Archived, IsTemplate: &row.Template,
		Visibility: optional(row.Visibility), Color: optional(row.Color), ManagerIDs: slices.Clone(row.ManagerIDs),
	}
}
