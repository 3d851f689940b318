package domain

import "time"

// Account is a user as admins see them.
type Account struct {
	User
	SeenAt    time.Time // zero: signed in nowhere
	TwoFactor bool
}

// AccountPage is one page of the accounts. Next is empty on the last one.
type AccountPage struct {
	Items []Account
	Total int
	Next  string
}
