package domain

import (
	"net/url"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // for machines and containers that have no time zones of their own
	"unicode"
)

// NameMax is how long a person's name may be, in characters.
const NameMax = 100

// SignUpInput is what somebody gives to make an account.
type SignUpInput struct {
	Email    string `json:"email" minLength:"1" maxLength:"254" doc:"Kept in lower case" example:"ana@example.com"`
	Password string `json:"password" minLength:"10" maxLength:"1000" doc:"10 to 1000 characters, not among the common ones"`
	Name     string `json:"name,omitempty" maxLength:"100" example:"Ana"`
	Invite   string `json:"invite,omitempty" maxLength:"200" doc:"The code of an invite link"`
	Language string `json:"language,omitempty" enum:"en,de" doc:"What pages and letters are written in"`
}

// Parse checks what was typed and returns the person it describes; the password is only checked. The error is of kind
// Invalid, with a message for each field.
func (in SignUpInput) Parse() (User, error) {
	p := Problems{}
	user := User{Email: ParseEmail(p, "email", in.Email), Name: ParseName(p, "name", in.Name)}
	user.Language = parseChoice(p, "language", in.Language, "", Languages...)
	ParsePassword(p, "password", in.Password, user.Email)
	return user, p.Err()
}

// SignInInput is what somebody gives to prove who they are.
type SignInInput struct {
	Email    string `json:"email" minLength:"1" maxLength:"1000"`
	Password string `json:"password" minLength:"1" maxLength:"1000"`
	TOTP     string `json:"totp,omitempty" maxLength:"40" doc:"The six digits of an authenticator app or a recovery code, where two-factor authentication is on"`
}

// Parse only asks for both: whether an address and a password can be right is the store's to say, in one way.
func (in SignInInput) Parse() (SignInInput, error) {
	p := Problems{}
	in.Email = strings.TrimFunc(in.Email, unicode.IsSpace)
	if in.Email == "" {
		p.Add("email", "Write your e-mail address.")
	}
	if in.Password == "" {
		p.Add("password", "Write your password.")
	}
	if !IsText(in.Email) {
		p.Add("email", notText)
	}
	if !IsText(in.Password) {
		p.Add("password", notText)
	}
	if !IsText(in.TOTP) {
		p.Add("totp", notText)
	}
	return in, p.Err()
}

const notText = "It holds characters that are no text."

// ForgotInput asks for a link to set a new password.
type ForgotInput struct {
	Email string `json:"email" minLength:"1" maxLength:"254" example:"ana@example.com"`
}

// Parse checks the address.
func (in ForgotInput) Parse() (ForgotInput, error) {
	p := Problems{}
	in.Email = ParseEmail(p, "email", in.Email)
	return in, p.Err()
}

// ResetLifetime is how long the link to set a new password works, once.
const ResetLifetime = time.Hour

// ResetInput sets a new password by the code of such a link.
type ResetInput struct {
	Token       string `json:"token" minLength:"1" maxLength:"200"`
	NewPassword string `json:"new_password" minLength:"10" maxLength:"1000" doc:"10 to 1000 characters, not among the common ones"`
}

// PasswordInput changes the caller's password.
type PasswordInput struct {
	CurrentPassword string `json:"current_password" minLength:"1" maxLength:"1000"`
	NewPassword     string `json:"new_password" minLength:"10" maxLength:"1000" doc:"10 to 1000 characters, not among the common ones"`
}

// Parse checks the new password of a person; whether the current one is right is the store's to say.
func (in PasswordInput) Parse(u User) error {
	p := Problems{}
	if in.CurrentPassword == "" {
		p.Add("current_password", "Write your current password.")
	}
	ParsePassword(p, "new_password", in.NewPassword, u.Email)
	if in.NewPassword == in.CurrentPassword {
		p.Add("new_password", "This is your current password. Choose another one.")
	}
	return p.Err()
}

// What a person can choose from under Appearance.
var (
	Themes    = []string{"system", "light", "dark"}
	Accents   = []string{"pine", "teal", "blue", "violet", "pink", "red", "orange", "gray"}
	Densities = []string{"normal", "compact"}
	// StartPages are where somebody begins who opens the program.
	StartPages = []string{"dashboard", "todos", "calendar"}
	// Languages are what the program speaks; there is a file for each but English.
	Languages = []string{"en", "de"}
)

// ProfileInput is what a person says of themselves and how they want to see things. What is left out takes its default.
type ProfileInput struct {
	Name        *string `json:"name,omitempty" maxLength:"100" doc:"What other people see"`
	FullName    *string `json:"full_name,omitempty" maxLength:"100"`
	AvatarURL   *string `json:"avatar_url,omitempty" maxLength:"2000" format:"uri"`
	TimeZone    *string `json:"timezone,omitempty" maxLength:"100" doc:"An IANA time zone" default:"UTC" example:"Europe/Stockholm"`
	WeekStart   *int    `json:"week_start,omitempty" minimum:"0" maximum:"6" default:"1" doc:"The weekday that a week begins with, 0 is Sunday"`
	WorkStart   *string `json:"work_start,omitempty" default:"09:00" doc:"When your working day begins, HH:MM"`
	WorkEnd     *string `json:"work_end,omitempty" default:"17:00" doc:"When it ends"`
	WeekNumbers *bool   `json:"week_numbers,omitempty" default:"false" doc:"Whether the calendar numbers weeks"`
	Theme       *string `json:"theme,omitempty" enum:"system,light,dark" default:"system"`
	Accent      *string `json:"accent,omitempty" enum:"pine,teal,blue,violet,pink,red,orange,gray" default:"pine"`
	Density     *string `json:"density,omitempty" enum:"normal,compact" default:"normal"`
	Shortcuts   *bool   `json:"shortcuts,omitempty" default:"true" doc:"Whether single keys do things"`
	Underline   *bool   `json:"underline,omitempty" default:"true" doc:"Whether links in texts have a line below them"`
	LessMotion  *bool   `json:"less_motion,omitempty" default:"false" doc:"Whether little moves, also where the system does not ask for it"`
	StartPage   *string `json:"start_page,omitempty" enum:"dashboard,todos,calendar" default:"dashboard"`
	Language    *string `json:"language,omitempty" enum:"en,de" doc:"What your pages and letters are written in; what your browser asks for when left out"`
}

// ProfileFields are the names that a ProfileInput has in JSON.
var ProfileFields = []string{"name", "full_name", "avatar_url", "timezone", "week_start", "work_start", "work_end", "week_numbers", "theme", "accent", "density", "shortcuts", "underline", "less_motion", "start_page", "language"}

// Parse checks what was typed and returns the person with it; the error is of kind Invalid.
func (in ProfileInput) Parse(u User) (User, error) {
	p := Problems{}
	u.Name = ParseName(p, "name", value(in.Name))
	u.FullName = ParseName(p, "full_name", value(in.FullName))
	u.AvatarURL = parseWebAddress(p, "avatar_url", value(in.AvatarURL))
	u.TimeZone, u.ZoneKnown = parseZone(p, "timezone", value(in.TimeZone)), value(in.TimeZone) != ""
	u.Theme = parseChoice(p, "theme", value(in.Theme), Themes[0], Themes...)
	u.Accent = parseChoice(p, "accent", value(in.Accent), Accents[0], Accents...)
	u.Density = parseChoice(p, "density", value(in.Density), Densities[0], Densities...)
	u.Shortcuts = in.Shortcuts == nil || *in.Shortcuts
	u.Underline, u.LessMotion = in.Underline == nil || *in.Underline, in.LessMotion != nil && *in.LessMotion
	u.StartPage = parseChoice(p, "start_page", value(in.StartPage), StartPages[0], StartPages...)
	u.Language = parseChoice(p, "language", value(in.Language), "", Languages...)
	u.WeekStart = 1
	if in.WeekStart != nil {
		u.WeekStart = *in.WeekStart
	}
	if u.WeekStart < 0 || u.WeekStart > 6 {
		p.Add("week_start", "Choose a weekday, 0 for Sunday to 6 for Saturday.")
	}
	in.parseWork(p, &u)
	return u, p.Err()
}

// The working day of whoever said nothing of it.
const (
	WorkStart Clock = "09:00"
	WorkEnd   Clock = "17:00"
)

func (in ProfileInput) parseWork(p Problems, u *User) {
	u.WorkStart, u.WorkEnd, u.WeekNumbers = WorkStart, WorkEnd, in.WeekNumbers != nil && *in.WeekNumbers
	if at := parseClock(p, "work_start", value(in.WorkStart)); at != "" {
		u.WorkStart = at
	}
	if at := parseClock(p, "work_end", value(in.WorkEnd)); at != "" {
		u.WorkEnd = at
	}
	if p["work_start"]+p["work_end"] == "" && u.WorkEnd <= u.WorkStart {
		p.Add("work_end", "The working day ends after it begins.")
	}
}

// Input is what Parse would make the same profile from.
func (u User) Input() ProfileInput {
	zone := u.TimeZone
	if !u.ZoneKnown {
		zone = ""
	}
	return ProfileInput{
		Name: optional(u.Name), FullName: optional(u.FullName), AvatarURL: optional(u.AvatarURL), TimeZone: optional(zone),
		WeekStart: &u.WeekStart, WorkStart: optional(string(u.WorkStart)), WorkEnd: optional(string(u.WorkEnd)), WeekNumbers: &u.WeekNumbers,
		Theme: optional(u.Theme), Accent: optional(u.Accent), Density: optional(u.Density), Shortcuts: &u.Shortcuts,
		Underline: &u.Underline, LessMotion: &u.LessMotion, StartPage: optional(u.StartPage), Language: optional(u.Language),
	}
}

// ParseName trims and checks a person's name: one line, without what turns the text around it. It may be empty.
func ParseName(p Problems, field, text string) string {
	text = strings.TrimFunc(text, unicode.IsSpace)
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
		p.Add(field, notText)
	}
	return parseText(p, field, text, NameMax)
}

func parseWebAddress(p Problems, field, text string) string {
	text = parseText(p, field, strings.TrimSpace(text), 2000)
	if text == "" {
		return ""
	}
	if u, err := url.Parse(text); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		p.Add(field, "Write the whole address, such as https://example.com/me.png.")
	}
	return text
}

func parseZone(p Problems, field, text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return "UTC"
	}
	if _, known := zoneNamed(text); !known {
		p.Add(field, "Choose a time zone, such as Europe/Stockholm.")
	}
	return text
}

// APITokenInput is a personal token for scripts, as typed.
type APITokenInput struct {
	Name      string   `json:"name" minLength:"1" maxLength:"100" example:"Backup script"`
	Scopes    []string `json:"scopes,omitempty" enum:"read,write" maxItems:"2" doc:"read when left out; write includes read"`
	ExpiresAt *string  `json:"expires_at,omitempty" doc:"RFC 3339, or a date of the caller's zone whose end it is; never when left out"`
}

// Parse checks what was typed; the error is of kind Invalid.
func (in APITokenInput) Parse(now time.Time, loc *time.Location) (APIToken, error) {
	p := Problems{}
	token := APIToken{Name: ParseName(p, "name", in.Name), Scopes: []string{}}
	if token.Name == "" {
		p.Add("name", "Give the token a name.")
	}
	for _, scope := range in.Scopes {
		scope = parseChoice(p, "scopes", scope, ScopeRead, ScopeRead, ScopeWrite)
		if !slices.Contains(token.Scopes, scope) {
			token.Scopes = append(token.Scopes, scope)
		}
	}
	if len(token.Scopes) == 0 {
		token.Scopes = []string{ScopeRead}
	}
	slices.Sort(token.Scopes)
	token.ExpiresAt = parseExpiry(p, "expires_at", value(in.ExpiresAt), now, loc)
	return token, p.Err()
}

func parseExpiry(p Problems, field, text string, now time.Time, loc *time.Location) time.Time {
	if text == "" {
		return time.Time{}
	}
	at := time.Time{}
	if day, ok := ParseDate(text); ok {
		next := day.AddDays(1).Time()
		at = time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, loc).UTC()
	} else {
		at = parseInstant(p, field, text, loc)
	}
	if !at.After(now) || at.Year() > 9999 {
		p.Add(field, "Choose a time that is still to come.")
	}
	return at
}

// Allows tells whether the token may be used for a scope.
func (t APIToken) Allows(scope string) bool {
	return slices.Contains(t.Scopes, scope) || scope == ScopeRead && slices.Contains(t.Scopes, ScopeWrite)
}
