//go:build e2e

package e2e

import "testing"

func TestThePagesOutsideTheDoorLookRight(t *testing.T) {
	for _, path := range []string{"signin", "signup", "forgot"} {
		t.Run(path, func(t *testing.T) {
			p := open(t)
			p.Open("/" + path)
			p.Look(path)
		})
	}
}
