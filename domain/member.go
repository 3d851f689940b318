package domain

import "time"

// Member is an account as admins see it.
type Member struct {
	User
	SeenAt time.Time // zero: signed in nowhere
}
