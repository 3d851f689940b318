package store_test

import (
	"testing"

	"mddash/store"
	"mddash/store/storetest"
)

func TestAMigratedStoreIsReady(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if err := s.Ready(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
