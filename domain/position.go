package domain

import (
	"fmt"
	"strings"
)

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// PositionOfID is where a row stands before anybody moved it: after every older one.
func PositionOfID(id int64) string { return fmt.Sprintf("n%012dV", id) }

// PositionBetween is a position after a and before b, both compared bytewise; "" stands for the very first and the
// very last. Between two there is always room, so that nothing else ever has to move.
// Neither may end in 0, and a must be before b, else the answer is next to a.
func PositionBetween(a, b string) string {
	if b == "" && a != "" || a >= b && a != "" {
		return positionAfter(a)
	}
	var out strings.Builder
	for i := 0; ; i++ {
		low, high := 0, len(digits)
		if i < len(a) {
			low = max(0, strings.IndexByte(digits, a[i]))
		}
		if i < len(b) {
			high = max(0, strings.IndexByte(digits, b[i]))
		}
		switch {
		case low == high:
			out.WriteByte(digits[low])
			continue
		case high-low > 1:
			out.WriteByte(digits[(low+high)/2])
			return out.String()
		}
		// Neighbours: keep a's digit, and from here on only a bounds the rest.
		out.WriteByte(digits[low])
		b = ""
	}
}

// positionAfter is as little after a as can be, so that rows still to be added come after it.
func positionAfter(a string) string {
	last := len(a) - 1
	if next := strings.IndexByte(digits, a[last]) + 1; next > 0 && next < len(digits) {
		return a[:last] + string(digits[next])
	}
	return a + string(digits[1])
}

// PositionMax is how long a position may get before those around it are spread; see PositionsBetween.
const PositionMax = 40

// PositionsBetween are n positions in ascending order, all between a and b as PositionBetween takes them, and about as
// short as can be.
func PositionsBetween(a, b string, n int) []string {
	if n <= 0 {
		return nil
	}
	middle := PositionBetween(a, b)
	half := n / 2
	return append(append(PositionsBetween(a, middle, half), middle), PositionsBetween(middle, b, n-half-1)...)
}
