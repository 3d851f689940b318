package domain

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Roles a user can have. Others that an adopted file holds are kept and mean nothing here.
const (
	RoleAdmin  = "admin"
	RoleStaff  = "staff"
	RoleClient = "client"
)

// User is a person with an account.
type User struct {
	ID        string
	Name      string
	Email     string
	FullName  string
	AvatarURL string
	Roles     []string
	// Verified is true when the address is known to be theirs, by a mailed link, an invite or an identity provider.
	Verified bool
	Disabled bool
	// TimeZone is an IANA name, "UTC" when none was chosen.
	TimeZone string
	// ZoneKnown is false until they, or their browser, said which zone is theirs.
	ZoneKnown bool
	// WeekStart is the weekday that a week begins with, 0 for Sunday to 6.
	WeekStart int
	// WorkStart and WorkEnd are when their working day begins and ends, and WeekNumbers whether the calendar numbers weeks.
	WorkStart, WorkEnd Clock
	WeekNumbers        bool
	Theme              string // system, light, dark
	Accent             string // one of Accents
	Density            string // normal, compact
	Shortcuts          bool   // single-key shortcuts are on
	Underline          bool   // links in texts have a line below them
	LessMotion         bool   // little moves, whatever the system says
	StartPage          string // dashboard, todos, calendar
	// Language is the tag of what they read, one of Languages; empty for what their browser asks for.
	Language string
	// HeardLanguage is what their browser asked for when they last signed in; empty while that is not known.
	HeardLanguage     string
	CreatedAt         time.Time
	PasswordChangedAt time.Time
}

// Has tells whether the user has a role.
func (u User) Has(role string) bool { return slices.Contains(u.Roles, role) }

// IsAdmin opens administration, and nothing of other people's own things.
func (u User) IsAdmin() bool { return u.Has(RoleAdmin) }

// IsStaff tells whether what belongs to the team is theirs too. A person with the client role never counts as staff.
func (u User) IsStaff() bool { return (u.Has(RoleStaff) || u.Has(RoleAdmin)) && !u.Has(RoleClient) }

// CanBeWrittenTo tells whether letters may go to their address: it is known to be theirs.
func (u User) CanBeWrittenTo() bool { return u.Email != "" && (u.Verified || u.IsAdmin()) }

// DisplayName is what other people see: the name, the full name, or the part of the address before the @.
func (u User) DisplayName() string {
	for _, name := range []string{u.Name, u.FullName} {
		if strings.TrimSpace(name) != "" {
			return name
		}
	}
	local, _, _ := strings.Cut(u.Email, "@")
	return local
}

// Location of the user's clock. A zone that this machine does not know counts as UTC.
func (u User) Location() *time.Location {
	if loc, err := time.LoadLocation(u.TimeZone); err == nil {
		return loc
	}
	return time.UTC
}

// Today is the user's date at an instant.
func (u User) Today(now time.Time) Date { return DateOf(now.In(u.Location())) }

// Version changes whenever anything of the user does that they or an admin see.
func (u User) Version() string {
	return fingerprint(u.ID, u.Name, u.Email, u.FullName, u.AvatarURL, u.Roles, u.Verified, u.Disabled, u.TimeZone, u.WeekStart, u.WorkStart, u.WorkEnd, u.WeekNumbers, u.Theme,
		u.Accent, u.Density, u.Shortcuts, u.Underline, u.LessMotion, u.StartPage, u.Language, u.CreatedAt.UnixMilli())
}

// Reads is the tag of the language of what is written to them.
func (u User) Reads() string { return cmp.Or(u.Language, u.HeardLanguage) }

// Person is the little of a user that others see beside a todo or a comment.
type Person struct {
	ID   string
	Name string
}

// Login is one time that somebody signed in: what they see and can end under "Where you are signed in".
type Login struct {
	ID        string
	UserID    string
	UserAgent string
	Address   string
	CreatedAt time.Time
	SeenAt    time.Time
	// News is how much had happened when it was read: a page made after that shows all of it.
	News NewsPoint
}

// Scopes of an API token. Write includes read.
const (
	ScopeRead  = "read"
	ScopeWrite = "write"
)

// APIToken is a personal token for scripts. Its secret is shown once and stored hashed.
type APIToken struct {
	ID        string
	Name      string
	Hint      string // first and last characters, to tell tokens apart
	Scopes    []string
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
	UsedAt    time.Time // zero: never used
}
