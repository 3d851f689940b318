package qr_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/formats/qr"
)

// squares are the dark ones that a path draws.
func squares(t *testing.T, path string) map[[2]int]bool {
	t.Helper()
	dark := map[[2]int]bool{}
	for _, run := range strings.Split(strings.TrimSuffix(path, "z"), "z") {
		var x, y, length, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &length, &back); err != nil || length != back || length < 1 {
			t.Fatalf("%q: %v", run, err)
		}
		for i := range length {
			if dark[[2]int{x + i, y}] {
				t.Fatalf("%d %d is drawn twice", x+i, y)
			}
			dark[[2]int{x + i, y}] = true
		}
	}
	return dark
}

func TestACodeHasItsThreeCornersAndAnEmptyBorder(t *testing.T) {
	code, err := qr.Draw("otpauth://totp/mddash:ann@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=mddash")
	if err != nil {
		t.Fatal(err)
	}
	if inner := code.Size - 8; inner < 21 || (inner-17)%4 != 0 {
		t.Fatalf("it is %d squares wide", inner)
	}
	dark := squares(t, code.Path)
	for at := range dark {
		if min(at[0], at[1]) < 4 || max(at[0], at[1]) >= code.Size-4 {
			t.Fatalf("%v is in the border", at)
		}
	}
	// The finder pattern: rings of 7, 5 and 3 squares.
	for _, corner := range [][2]int{{4, 4}, {code.Size - 11, 4}, {4, code.Size - 11}} {
		for y := range 7 {
			for x := range 7 {
				ring := max(max(x-3, 3-x), max(y-3, 3-y))
				if dark[[2]int{corner[0] + x, corner[1] + y}] != (ring != 2) {
					t.Fatalf("the corner at %v is wrong at %d %d", corner, x, y)
				}
			}
		}
	}
}

func TestATextThatIsTooLongIsNoCode(t *testing.T) {
	if _, err := qr.Draw(strings.Repeat("x", 5000)); err == nil {
		t.Error("it is drawn")
	}
}
