package store

import (
	"context"

	"mddash/domain"
)

// Users are all accounts by address, disabled ones too, for admins; Denied for everybody else.
func (s *Scope) Users(ctx context.Context) ([]domain.User, error) {
	if err := s.mustBeAdmin(); err != nil {
		return nil, err
	}
	return s.store.System().Users(ctx)
}
