package domain_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"mddash/domain"
)

func TestThereIsAlwaysRoomBetweenTwoPositions(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	positions := []string{domain.PositionOfID(1), domain.PositionOfID(2)}
	for range 5000 {
		at := random.IntN(len(positions) + 1)
		low, high := "", ""
		if at > 0 {
			low = positions[at-1]
		}
		if at < len(positions) {
			high = positions[at]
		}
		between := domain.PositionBetween(low, high)
		if between <= low || high != "" && between >= high || between[len(between)-1] == '0' {
			t.Fatalf("between %q and %q comes %q", low, high, between)
		}
		positions = slices.Insert(positions, at, between)
	}
}

func TestAThousandMovesToOnePlaceStillFit(t *testing.T) {
	low, high := domain.PositionOfID(1), domain.PositionOfID(2)
	for range 1000 {
		if between := domain.PositionBetween(low, high); between <= low || between >= high || len(between) > 250 {
			t.Fatalf("between %q and %q comes %q", low, high, between)
		} else {
			high = between
		}
	}
}

func TestNewRowsComeAfterWhatWasMovedToTheEnd(t *testing.T) {
	moved := domain.PositionBetween(domain.PositionOfID(41), "")
	if older, newer := domain.PositionOfID(41), domain.PositionOfID(42); moved <= older || moved >= newer {
		t.Errorf("%q should be between %q and %q", moved, older, newer)
	}
}
