package store

import (
	"context"

	"github.com/google/uuid"

	"mddash/domain"
)

// onceOfPages is what the requests of pages are told apart by from those of the API that have the same key.
const onceOfPages = "page "

// Once runs what a request asks for that may be sent again at any time, even after days: everything that this Scope writes
// goes by a name that comes of the request's key. Where something was written under it before, nothing runs, and the
// answer is what was done then. Conflict while the first one is under way, Invalid at the field "key" for what is no key.
func (s *Scope) Once(ctx context.Context, key string, run func() error) ([]domain.Deed, error) {
	if len(key) < 16 || len(key) > 100 || !domain.IsText(key) {
		return nil, domain.Problems{"key": "This is the key of no request."}.Err()
	}
	s.batch = uuid.NewSHA1(uuid.NameSpaceOID, []byte("mddash request "+s.user.ID+" "+key)).String()
	asked := domain.Repeatable{Key: onceOfPages + key, Fingerprint: onceOfPages}
	done, err := s.deedsOf(ctx, s.batch)
	if err != nil || len(done) > 0 {
		return done, err
	}
	earlier, err := s.Claim(ctx, asked)
	if err != nil || len(earlier.Done) > 0 {
		return earlier.Done, err
	}
	err = run()
	if err == nil {
		return nil, nil
	}
	// Who asked may have left; the key is given back all the same.
	if lost := s.GiveUp(context.WithoutCancel(ctx), asked); lost != nil {
		s.store.log.ErrorContext(ctx, "a key was not given back", "error", lost)
	}
	return nil, err
}
