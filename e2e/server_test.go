//go:build e2e

package e2e

import (
	"testing"

	"mddash/e2e/running"
)

// serve starts another server for one test, with settings as "NAME=value".
func serve(t *testing.T, settings ...string) *running.Server {
	t.Helper()
	s, err := running.Start(binary, t.TempDir(), settings...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}
