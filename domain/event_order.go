package domain

import (
	"cmp"
	"slices"
)

// InOrder sorts occurrences in place, the earliest first, as Occurrences gives them: by what takes least to compare and to move.
func InOrder(found []Occurrence) []Occurrence {
	type place struct {
		second int64
		index  int
	}
	places := make([]place, len(found))
	for i := range found {
		places[i] = place{second: found[i].From.Unix(), index: i}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.second != b.second {
			return cmp.Compare(a.second, b.second)
		}
		return found[a.index].compare(found[b.index])
	})
	for i := range places {
		// Each goes to its place, and what was there to its own.
		first := found[i]
		for at := i; places[at].index >= 0; {
			from := places[at].index
			if places[at].index = -1; from == i {
				found[at] = first
				break
			}
			found[at], at = found[from], from
		}
	}
	return found
}
