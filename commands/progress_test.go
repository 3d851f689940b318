package commands

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgressIsOneLineThatIsWrittenAnewAndTakenAway(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	p := &progress{to: &out, now: func() time.Time { return now }}
	p.rows("tasks", 0, 1_234_567)
	p.rows("tasks", 500, 1_234_567) // at once after the other: not shown
	now = now.Add(time.Second)
	p.rows("tasks", 1_000_000, 1_234_567)
	p.bytes("packing", 2_500_000, 0)
	p.end()
	p.end()
	want := "\rtasks   0 %  0 of 1,234,567 rows" +
		"\rtasks  81 %  1,000,000 of 1,234,567 rows" +
		"\rpacking  2.5 MB" + strings.Repeat(" ", 25) +
		"\r" + strings.Repeat(" ", 15) + "\r"
	if got := out.String(); got != want {
		t.Errorf("wrote %q\nwant  %q", got, want)
	}
}

func TestProgressIsNotShownWhereNobodyLooksOn(t *testing.T) {
	c := call{errs: &bytes.Buffer{}}
	p := c.progress()
	p.rows("tasks", 1, 2)
	p.end()
	if out := c.errs.(*bytes.Buffer).String(); p != nil || out != "" {
		t.Errorf("wrote %q", out)
	}
}
