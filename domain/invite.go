package domain

import (
	"slices"
	"strings"
	"time"
)

// InviteLifetime is how long an invite can be taken up.
const InviteLifetime = 7 * 24 * time.Hour

// Invite lets one person make an account. Its link is shown once and stored hashed.
type Invite struct {
	ID        string
	Email     string // empty: whoever holds the link
	Roles     []string
	InvitedBy Person // empty ID: the command line, or somebody who is gone
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // zero: still open
	UsedBy    Person
}

// Open tells whether the invite can still be taken up.
func (i Invite) Open(now time.Time) bool { return i.UsedAt.IsZero() && now.Before(i.ExpiresAt) }

// InviteInput is an invite as typed. Without an address the link is good for whoever holds it.
type InviteInput struct {
	Email string   `json:"email,omitempty" maxLength:"254" example:"ana@example.com"`
	Roles []string `json:"roles,omitempty" enum:"admin,staff,client" maxItems:"3" doc:"staff when left out"`
}

// Parse checks what was typed; the error is of kind Invalid.
func (in InviteInput) Parse() (Invite, error) {
	p := Problems{}
	invite := Invite{Roles: ParseRoles(p, "roles", in.Roles)}
	if strings.TrimSpace(in.Email) != "" {
		invite.Email = ParseEmail(p, "email", in.Email)
	}
	return invite, p.Err()
}

// ParseRoles checks typed roles and puts them in order; staff when there are none.
func ParseRoles(p Problems, field string, typed []string) []string {
	roles := []string{}
	for _, role := range typed {
		role = parseChoice(p, field, strings.TrimSpace(role), "", RoleAdmin, RoleStaff, RoleClient)
		if role != "" && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	if len(roles) == 0 {
		return []string{RoleStaff}
	}
	slices.Sort(roles)
	return roles
}
