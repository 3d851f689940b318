package api

import (
	"strconv"
	"time"

	"mddash/domain"
)

// Project is what tasks are gathered in. What is not there is null, never left out. Money is in minor units of the
// currency, such as cents.
type Project struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name" example:"Website relaunch"`
	Key         *string    `json:"key" doc:"A task's reference is KEY-id; null only where another program left it out" example:"WEB"`
	Description *string    `json:"description" doc:"Markdown"`
	Status      string     `json:"status" doc:"planning, in_progress, on_hold or completed; others only where another program wrote them" example:"in_progress"`
	Priority    string     `json:"priority" example:"medium"`
	Tags        []string   `json:"tags" nullable:"false"`
	OwnerID     *string    `json:"owner_id" doc:"null for the team's"`
	ClientID    *string    `json:"client_id" doc:"null too for people with the client role"`
	StartDate   *string    `json:"start_date" format:"date"`
	EndDate     *string    `json:"end_date" format:"date"`
	Budget      *int64     `json:"budget" doc:"null too for people with the client role"`
	Spent       *int64     `json:"spent" doc:"What time entries come to and what was written by hand; null for people with the client role"`
	Currency    string     `json:"currency" example:"EUR"`
	BillingType string     `json:"billing_type" doc:"non_billable, hourly or fixed_price" example:"hourly"`
	IsArchived  bool       `json:"is_archived"`
	CreatedAt   *time.Time `json:"created_at" nullable:"true" doc:"null where another program left it out"`
	UpdatedAt   *time.Time `json:"updated_at" nullable:"true"`
	Visibility  string     `json:"visibility" doc:"private: its people; team: every member of staff too" example:"team"`
	Color       *string    `json:"color" example:"teal"`
	ManagerIDs  []string   `json:"manager_ids" nullable:"false"`
	Progress    Progress   `json:"progress" doc:"Of its tasks, steps not counted"`
	HourlyRate  *int64     `json:"hourly_rate" doc:"null too for everybody but its owner and managers"`
	IsTemplate  bool       `json:"is_template" doc:"Listed apart, to make projects from"`
}

// Progress counts tasks.
type Progress struct {
	Total int `json:"total"`
	Done  int `json:"done"`
}

func projectOf(p domain.Project) Project {
	out := Project{
		ID: p.ID, Name: p.Name, Key: text(p.Key), Description: text(p.Description), Status: p.Status, Priority: p.Priority, Tags: list(p.Tags),
		OwnerID: text(p.OwnerID), ClientID: text(p.ClientID), StartDate: text(p.StartDate), EndDate: text(p.EndDate), Budget: p.Budget, Currency: p.Currency,
		BillingType: p.BillingType, IsArchived: p.Archived, CreatedAt: moment(p.CreatedAt), UpdatedAt: moment(p.UpdatedAt), Visibility: p.Visibility,
		Color: text(p.Color), ManagerIDs: list(p.ManagerIDs), Progress: Progress{Total: p.Total, Done: p.Done}, HourlyRate: p.HourlyRate, IsTemplate: p.Template,
	}
	if p.Money {
		out.Spent = &p.Spent
	}
	return out
}

// projectTag changes with everything that is shown of a project, its progress too.
func projectTag(p domain.Project) string {
	return p.Version() + "-" + strconv.Itoa(p.Total) + "-" + strconv.Itoa(p.Done)
}

// ProjectInput is a project as it is sent. Its fields and their limits are the domain's.
type ProjectInput domain.ProjectInput

// ProjectPatch is a merge patch of a ProjectInput.
type ProjectPatch struct {
	domain.ProjectInput
	patch
}

func (p ProjectPatch) over(in domain.ProjectInput) (domain.ProjectInput, error) {
	return in.Merge(p.fields)
}

// CopyInput says what becomes of a duplicate.
type CopyInput domain.CopyInput

// ProjectPerson is somebody in a project.
type ProjectPerson struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Role     string `json:"role" enum:"owner,manager,member,viewer" doc:"The strongest of theirs; a viewer is who has the client role, whatever else they were given"`
	Disabled bool   `json:"disabled" doc:"Whether their account is shut"`
}

func projectPersonOf(p domain.ProjectPerson) ProjectPerson {
	return ProjectPerson{ID: p.ID, Name: p.Name, Role: p.Role, Disabled: p.Disabled}
}

// Onlooker is somebody who sees something, and why.
type Onlooker struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Why  string `json:"why" enum:"owner,manager,member,viewer,assignee,assignee_above" doc:"assignee_above: assigned to what this is a step of"`
}

// Audience is who sees something.
type Audience struct {
	People []Onlooker `json:"people" nullable:"false"`
	Team   bool       `json:"team" doc:"Whether every member of staff does, named or not"`
	Others bool       `json:"others" doc:"Whether people of its project do, whom you don't see because you don't see the project"`
}

func audienceOf(a domain.Audience) Audience {
	out := Audience{People: []Onlooker{}, Team: a.Team, Others: a.Others}
	for _, p := range a.People {
		out.People = append(out.People, Onlooker{ID: p.ID, Name: p.Name, Why: p.Why})
	}
	return out
}
