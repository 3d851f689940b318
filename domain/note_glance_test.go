package domain_test

import (
	"strings"
	"testing"

	"mddash/domain"
)

func TestBoxesOfChecklistsAreCountedOutsideOfCode(t *testing.T) {
	for text, want := range map[string][2]int{
		"- [x] a\n- [ ] b\n":                        {2, 1},
		"* [X] a\r\n  + [ ] b\r\n> 1. [x] c\r\n":    {3, 2},
		"```\n- [ ] code\n```\n- [ ] d":             {1, 0},
		"[x] no item\n-[ ] none\n- [y] none\n- [ ]": {0, 0},
		"": {0, 0},
	} {
		if all, done := domain.CountSteps(text); all != want[0] || done != want[1] {
			t.Errorf("%q has %d of %d", text, done, all)
		}
	}
	if got := domain.Excerpt(strings.Repeat("ж", 500)); got != strings.Repeat("ж", domain.ExcerptMax) {
		t.Errorf("the excerpt has %d bytes", len(got))
	}
}
