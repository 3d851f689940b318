package markdown_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"mddash/formats/markdown"
)

func TestACheckboxIsTickedByOneByte(t *testing.T) {
	m := markdown.New(markdown.Options{})
	text := "# Łist\r\n- [ ] a **b** `c`\r\n\t- [x] nested\r\n> 1. [X]  quoted\r\n\r\n```\n- [ ] code\n```\n\n    - [ ] code\n\n* [ ] [[last]] [x]\n\n[ ] none\n- [x]none\n"
	boxes := m.Boxes(text)
	labels := ""
	for _, box := range boxes {
		labels += fmt.Sprint(box.Label, box.Checked, ";")
	}
	if want := "a b cfalse;nestedtrue;quotedtrue;last [x]false;"; labels != want {
		t.Errorf("boxes %s, want %s", labels, want)
	}
	if got := strings.Count(m.HTML(text), "data-task="); got != len(boxes) {
		t.Errorf("%d boxes are shown of %d", got, len(boxes))
	}
	for n, box := range boxes {
		changed, ok := m.Tick(text, n, !box.Checked)
		if !ok || len(changed) != len(text) || changed == text || changed[:box.At] != text[:box.At] || changed[box.At+1:] != text[box.At+1:] {
			t.Errorf("box %d becomes %q", n, changed)
		}
		if same, ok := m.Tick(text, n, box.Checked); !ok || same != text {
			t.Errorf("box %d, left as it is, becomes %q", n, same)
		}
	}
	for _, n := range []int{-1, len(boxes)} {
		if same, ok := m.Tick(text, n, true); ok || same != text {
			t.Errorf("there is a box %d", n)
		}
	}
}

func TestBoxesWorkWhereAskedFor(t *testing.T) {
	got := markdown.New(markdown.Options{}).Linked("- [x] Call \"Ana\" <b>\n- [ ] *Two*", markdown.Links{Ticks: true})
	for _, want := range []string{
		`<input type="checkbox" name="done" value="0" form="ticks" checked="" data-task="0" aria-label="Call &#34;Ana&#34;">`,
		`<input type="checkbox" name="done" value="1" form="ticks" data-task="1" aria-label="Two">`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func FuzzTick(f *testing.F) {
	f.Add("- [ ] a\n  - [x] b\n> - [X] c\n\n[^1]\n\n[^1]: - [ ] d")
	m := markdown.New(markdown.Options{IDs: true})
	shown := regexp.MustCompile(`data-task="([0-9]+)"`)
	f.Fuzz(func(t *testing.T, text string) {
		boxes := m.Boxes(text)
		for i, number := range shown.FindAllStringSubmatch(m.HTML(text), -1) {
			if number[1] != fmt.Sprint(i) {
				t.Fatalf("box %d has the number %s in %q", i, number[1], text)
			}
		}
		for n, box := range boxes {
			changed, ok := m.Tick(text, n, !box.Checked)
			if !ok {
				continue
			}
			after := m.Boxes(changed)
			if len(after) != len(boxes) || after[n].Checked == box.Checked {
				t.Fatalf("ticking box %d of %q gives %q", n, text, changed)
			}
		}
	})
}
