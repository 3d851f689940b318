package api

import (
	"time"

	"mddash/domain"
)

// User is somebody with an account, as they and admins see them.
type User struct {
	ID          string     `json:"id"`
	Email       string     `json:"email" format:"email"`
	Name        *string    `json:"name"`
	FullName    *string    `json:"full_name"`
	AvatarURL   *string    `json:"avatar_url"`
	Roles       []string   `json:"roles" nullable:"false"`
	TimeZone    string     `json:"timezone" doc:"An IANA time zone" example:"Europe/Stockholm"`
	WeekStart   int        `json:"week_start" minimum:"0" maximum:"6" doc:"The weekday that a week begins with, 0 is Sunday"`
	WorkStart   string     `json:"work_start" doc:"When the working day begins" example:"09:00"`
	WorkEnd     string     `json:"work_end" example:"17:00"`
	WeekNumbers bool       `json:"week_numbers" doc:"Whether the calendar numbers weeks"`
	Theme       string     `json:"theme" example:"system"`
	Accent      string     `json:"accent" example:"pine"`
	Density     string     `json:"density" example:"normal"`
	Shortcuts   bool       `json:"shortcuts" doc:"Whether single keys do things"`
	Underline   bool       `json:"underline" doc:"Whether links in texts have a line below them"`
	LessMotion  bool       `json:"less_motion" doc:"Whether little moves"`
	StartPage   string     `json:"start_page" example:"dashboard"`
	Language    *string    `json:"language" example:"de" doc:"What their pages and letters are written in; null for what the browser asks for"`
	Verified    bool       `json:"verified" doc:"Whether the address is known to be theirs"`
	CreatedAt   *time.Time `json:"created_at" nullable:"true" doc:"null where another program left it out"`
}

func userOf(u domain.User) User {
	return User{
		ID: u.ID, Email: u.Email, Name: text(u.Name), FullName: text(u.FullName), AvatarURL: text(u.AvatarURL), Roles: list(u.Roles),
		TimeZone: u.TimeZone, WeekStart: u.WeekStart, WorkStart: string(u.WorkStart), WorkEnd: string(u.WorkEnd), WeekNumbers: u.WeekNumbers,
		Theme: u.Theme, Accent: u.Accent, Density: u.Density, Shortcuts: u.Shortcuts, Underline: u.Underline, LessMotion: u.LessMotion, StartPage: u.StartPage, Language: text(u.Language),
		Verified: u.Verified, CreatedAt: moment(u.CreatedAt),
	}
}

// Me is a User as only they see it.
type Me struct {
	User
	TwoFactor bool `json:"two_factor" doc:"Whether a code is asked for beside the password"`
	Passkeys  int  `json:"passkeys" minimum:"0" doc:"How many there are that let you in without the password; they are added and removed in a browser"`
}

// Account is a User as admins see it.
type Account struct {
	User
	Disabled  bool `json:"disabled"`
	TwoFactor bool `json:"two_factor" doc:"Whether a code is asked for beside the password"`
}

// Pass is what a program signs its requests with.
type Pass struct {
	AccessToken  string `json:"access_token" doc:"For Authorization: Bearer"`
	TokenType    string `json:"token_type" enum:"Bearer"`
	ExpiresIn    int    `json:"expires_in" doc:"Seconds"`
	RefreshToken string `json:"refresh_token" doc:"Works once"`
}

// Welcome is the answer to whoever has signed up or in.
type Welcome struct {
	User User `json:"user"`
	Pass
}

// Token is a personal API token without its secret.
type Token struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Hint      string     `json:"hint" doc:"First and last characters of the secret" example:"mdd_aB…9xYz"`
	Scopes    []string   `json:"scopes" nullable:"false" enum:"read,write"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt *time.Time `json:"expires_at" nullable:"true" doc:"null for never"`
	UsedAt    *time.Time `json:"used_at" nullable:"true" doc:"null for never; to within a few minutes"`
}

// NewToken is a token with its secret, which is shown only once.
type NewToken struct {
	Token
	Secret string `json:"secret" doc:"For Authorization: Bearer; it is not shown again" example:"mdd_…"`
}

func tokenOf(t domain.APIToken) Token {
	return Token{
		ID: t.ID, Name: t.Name, Hint: t.Hint, Scopes: list(t.Scopes), CreatedAt: t.CreatedAt,
		ExpiresAt: moment(t.ExpiresAt), UsedAt: moment(t.UsedAt),
	}
}
