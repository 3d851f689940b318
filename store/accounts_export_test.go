package store

import "time"

// SetFloor sets how long a wrong sign-in takes at least, for tests of everything but that.
func (s *Store) SetFloor(floor time.Duration) { s.floor = floor }

// Unlimited is the store as it is with MDDASH_RATE_LIMITS=off.
func (s *Store) Unlimited() *Store {
	other := *s
	other.rateLimits = false
	return &other
}
