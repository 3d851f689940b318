package apptest

import (
	"testing"

	"github.com/descope/virtualwebauthn"
)

// One in 128 devices made a key that no server takes.
func TestEveryDeviceHasAWholeKey(t *testing.T) {
	for range 2000 {
		if got := len(NewDevice(virtualwebauthn.KeyTypeEC2).Key.Key.AttestationData()); got != 77 {
			t.Fatalf("a key of %d bytes", got)
		}
	}
}
