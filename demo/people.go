package demo

import (
	"context"
	"slices"
	"time"

	"mddash/domain"
	"mddash/store"
)

// person is somebody of the studio, or a client's.
type person struct {
	name, email string
	roles       []string // of the account
	does        []string // what work is theirs
	zoneName    string
	accent      string
	from        int // days before today that they joined

	user domain.User
	zone *time.Location
}

const (
	// Studio is what it is called, and Owner the address of whose it is.
	Studio = "Studio North"
	Owner  = "maya@" + host
	host   = "studio-north.example"
)

// cast are the people, the owner first and the client's last.
func cast() []*person {
	staff := []string{domain.RoleStaff}
	return []*person{
		{name: "Maya Lindqvist", email: "maya@" + host, does: []string{"manager", "writer"}, zoneName: "Europe/Stockholm", accent: "pine", from: 560},
		{name: "Tom Okafor", email: "tom@" + host, roles: staff, does: []string{"writer", "manager"}, zoneName: "Europe/London", accent: "blue", from: 558},
		{name: "Ines Duarte", email: "ines@" + host, roles: staff, does: []string{"design"}, zoneName: "Europe/Lisbon", accent: "violet", from: 558},
		{name: "Jonas Weber", email: "jonas@" + host, roles: staff, does: []string{"dev", "manager"}, zoneName: "Europe/Berlin", accent: "teal", from: 551},
		{name: "田辺 由紀", email: "yuki@" + host, roles: staff, does: []string{"dev"}, zoneName: "Asia/Tokyo", accent: "red", from: 470},
		{name: "ليلى حداد", email: "layla@" + host, roles: staff, does: []string{"research", "manager"}, zoneName: "Africa/Casablanca", accent: "orange", from: 520},
		{name: "Søren Kjær", email: "soren@" + host, roles: staff, does: []string{"photo"}, zoneName: "Europe/Copenhagen", accent: "gray", from: 556},
		{name: "Zoë Marchetti", email: "zoe@" + host, roles: staff, does: []string{"manager", "research"}, zoneName: "Europe/Rome", accent: "pink", from: 380},
		{name: "Łukasz Wiśniewski", email: "lukasz@" + host, roles: staff, does: []string{"dev"}, zoneName: "Europe/Warsaw", accent: "blue", from: 410},
		{name: "Amara Nwosu", email: "amara@" + host, roles: staff, does: []string{"ops"}, zoneName: "Africa/Lagos", accent: "pine", from: 558},
		{name: "Mateo Quispe", email: "mateo@" + host, roles: staff, does: []string{"illustration", "design"}, zoneName: "America/Lima", accent: "orange", from: 300},
		{name: "Ana Ruiz", email: "ana@harbour-coffee.example", roles: []string{domain.RoleClient}, zoneName: "Europe/Stockholm", accent: "pine", from: 90},
	}
}

// join gives everybody an account, all with one password: at the time they joined, and with the clock and the colour
// that are theirs.
func (s *story) join(ctx context.Context, st *store.Store, password string) error {
	for i, p := range s.people {
		s.clock = s.at(s.day(-p.from), p)
		user, err := st.System().AddUser(ctx, domain.SignUpInput{Email: p.email, Name: p.name, Password: password}, p.roles)
		if err != nil {
			return err
		}
		in := user.Input()
		in.TimeZone, in.Accent = &p.zoneName, &p.accent
		if s.people[i].user, err = st.As(user).UpdateProfile(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

// who finds somebody by the part of their address before the @.
func (s *story) who(login string) *person {
	return s.people[slices.IndexFunc(s.people, func(p *person) bool { return p.email[:len(login)+1] == login+"@" })]
}

// can tells whether some work is somebody's.
func (p *person) can(roles []string) bool {
	return slices.ContainsFunc(p.does, func(role string) bool { return slices.Contains(roles, role) })
}

// first is what others call somebody.
func (p *person) first() string {
	for i, letter := range p.name {
		if letter == ' ' {
			return p.name[:i]
		}
	}
	return p.name
}
