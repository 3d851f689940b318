package domain

import (
	"slices"
	"strings"
	"time"
)

// Statuses that a project can have. Others that an adopted file holds are kept.
const (
	ProjectPlanning   = "planning"
	ProjectInProgress = "in_progress"
	ProjectOnHold     = "on_hold"
	ProjectCompleted  = "completed"
)

// Visibilities of a project.
const (
	// VisibilityPrivate is for the project's people alone.
	VisibilityPrivate = "private"
	// VisibilityTeam is for every signed-in member of staff too.
	VisibilityTeam = "team"
)

// Roles that a person can have in a project, strongest first.
const (
	ProjectOwner   = "owner"
	ProjectManager = "manager"
	ProjectMember  = "member"
	ProjectViewer  = "viewer"
)

// NonBillable is the billing type of a project that nobody pays by the hour; it is every project's at first.
const (
	NonBillable = "non_billable"
	Hourly      = "hourly"
	FixedPrice  = "fixed_price"
)

// Project is what work is gathered in. Zero values mean none: no client is "", no due date is "".
type Project struct {
	ID          int64
	Name        string
	Key         string // of references such as WEB-12; empty where an adopted file has none
	Description string // Markdown
	Status      string
	Priority    string
	Tags        []string
	OwnerID     string // empty: the team's, found in an adopted file
	ClientID    string
	StartDate   Date
	EndDate     Date
	// Budget and Spent are in minor units of Currency; a project without a budget has nil. Money tells whether the person
	// who asked gets to know them: a client does not.
	Budget *int64
	Money  bool
	// Spent is what time entries come to and what was written by hand; SpentTime is the former.
	Spent, SpentTime int64
	Currency         string // ISO 4217
	BillingType      string
	// HourlyRate is in minor units; nil where nothing is billed. It is nil too for who may not manage the project.
	HourlyRate *int64
	Archived   bool
	Template   bool
	Visibility string
	Color      string // one of Hues; empty: none was chosen
	CreatedAt  time.Time
	UpdatedAt  time.Time
	DeletedAt  time.Time

	// Read with it, not stored in it. ManagerIDs are sorted.
	ManagerIDs []string
	// Total and Done count its tasks, steps not included.
	Total, Done int
	// Role of the person who asked: one of the roles above.
	Role   string
	Access Access
	Pinned bool // by the person who asked
}

// Ref is the little of it that is shown beside other things.
func (p Project) Ref() ProjectRef {
	return ProjectRef{ID: p.ID, Name: p.Name, Key: p.Key, Color: p.Color, Access: p.Access}
}

// CanDelete tells whether the person who asked may take the project to the trash: its owner, and where it has none the
// team.
func (p Project) CanDelete() bool {
	return p.Role == ProjectOwner || p.OwnerID == "" && p.Access.CanManage()
}

// SpentByHand is the part of Spent that no time entry accounts for.
func (p Project) SpentByHand() int64 { return p.Spent - p.SpentTime }

// Overdue tells whether the project should have ended before a day.
func (p Project) Overdue(today Date) bool {
	return p.EndDate != "" && p.EndDate < today && p.Status != ProjectCompleted && !p.Archived
}

// Version changes whenever anything of the project does that a person can set.
func (p Project) Version() string {
	return fingerprint(p.ID, p.Name, p.Key, p.Description, p.Status, p.Priority, p.Tags, p.OwnerID, p.ClientID, p.StartDate, p.EndDate,
		p.Budget, p.Spent, p.Currency, p.BillingType, p.HourlyRate, p.Archived, p.Template, p.Visibility, p.Color, p.ManagerIDs,
		p.UpdatedAt.UnixMilli(), p.DeletedAt.UnixMilli())
}

// ProjectRef is the little of a project that is shown beside other things, and in menus.
type ProjectRef struct {
	ID    int64
	Name  string
	Key   string
	Color string
	// Access of the person who asked.
	Access Access
}

// Hues are the colours that a project, a client or a calendar can have.
func Hues() []string {
	return []string{"red", "orange", "amber", "lime", "pine", "teal", "blue", "violet", "pink", "gray"}
}

// KeyMax is how long a project's key may be; two characters are the least.
const KeyMax = 10

// ParseKey trims a project's key and writes it in capitals: 2 to 10 capitals and digits, a capital first.
func ParseKey(p Problems, field, text string) string {
	key := strings.ToUpper(strings.TrimSpace(text))
	if key == "" {
		return ""
	}
	if !IsKey(key) {
		p.Add(field, "Write 2 to 10 capitals and digits, a capital first, such as WEB.")
	}
	return key
}

// IsKey tells whether a text is a key as projects have them.
func IsKey(text string) bool {
	if len(text) < 2 || len(text) > KeyMax || text[0] < 'A' || text[0] > 'Z' {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') })
}

// KeyFor proposes a key for a project's name: the initials of several words, else the first letters of the one.
func KeyFor(name string) string {
	words := strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') })
	words = slices.DeleteFunc(words, func(w string) bool { return w[0] < 'A' })
	switch {
	case len(words) == 0:
		return "PRJ"
	case len(words) == 1:
		return (words[0] + "X")[:min(len(words[0])+1, max(2, min(3, len(words[0]))))]
	}
	key := ""
	for _, word := range words[:min(4, len(words))] {
		key += word[:1]
	}
	return key
}
