package domain

import "time"

// Account is a user as admins see them.
type Account struct {
	User
	SeenAt time.Time // zero: signed in nowhere
}
