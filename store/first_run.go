package store

import "context"

// HasUsers tells whether anybody has an account yet; where nobody has, the next one made is the administrator's.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	first, err := isFirst(ctx, s.read)
	return !first, err
}
