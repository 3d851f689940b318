package metrics

import (
	"math"
	"sync"
	"time"
)

const (
	slotsOfDay = 48
	slotFor    = 24 * time.Hour / slotsOfDay
	// Durations are told apart by a tenth of a doubling, from 1/16 ms on.
	shadesMax = 220
	shade     = 10
	shortest  = 62500 * time.Nanosecond
)

// Day remembers how long answers took in the last 24 hours, half an hour at a time.
type Day struct {
	clock func() time.Time
	mu    sync.Mutex
	slots [slotsOfDay]daySlot
}

type daySlot struct {
	number int64 // which half hour since 1970 it is
	count  uint32
	shades [shadesMax]uint32
}

// NewDay begins to remember.
func NewDay(clock func() time.Time) *Day { return &Day{clock: clock} }

// Observe remembers one duration.
func (d *Day) Observe(took time.Duration) {
	number := d.clock().Unix() / int64(slotFor/time.Second)
	d.mu.Lock()
	defer d.mu.Unlock()
	slot := &d.slots[number%slotsOfDay]
	if slot.number != number {
		*slot = daySlot{number: number}
	}
	slot.count++
	slot.shades[shadeOf(took)]++
}

func shadeOf(took time.Duration) int {
	if took <= shortest {
		return 0
	}
	return min(int(shade*math.Log2(float64(took)/float64(shortest))), shadesMax-1)
}

// HalfHour is how long the median answer of half an hour took; Count is how many there were.
type HalfHour struct {
	From   time.Time
	Count  int
	Median time.Duration
}

// Last is the last 24 hours, the oldest first, and the median of all of it.
func (d *Day) Last() (all HalfHour, halves []HalfHour) {
	now := d.clock().Unix() / int64(slotFor/time.Second)
	d.mu.Lock()
	defer d.mu.Unlock()
	var together daySlot
	for number := now - slotsOfDay + 1; number <= now; number++ {
		half := HalfHour{From: time.Unix(number*int64(slotFor/time.Second), 0)}
		if slot := &d.slots[number%slotsOfDay]; slot.number == number {
			half.Count, half.Median = int(slot.count), slot.median()
			together.count += slot.count
			for i, n := range slot.shades {
				together.shades[i] += n
			}
		}
		halves = append(halves, half)
	}
	return HalfHour{Count: int(together.count), Median: together.median()}, halves
}

func (s *daySlot) median() time.Duration {
	if s.count == 0 {
		return 0
	}
	var below uint32
	for i, n := range s.shades {
		if below += n; below > (s.count-1)/2 {
			return time.Duration(float64(shortest) * math.Exp2((float64(i)+0.5)/shade))
		}
	}
	return 0
}
