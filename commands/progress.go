package commands

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"mddash/domain"
)

// progress is one line in a terminal that says how far a long work is. A nil one, which is what there is where nobody looks
// on, shows nothing.
type progress struct {
	to    io.Writer
	now   func() time.Time
	shown time.Time
	width int
}

// progress begins a line on standard error, if that is a terminal.
func (c *call) progress() *progress {
	file, ok := c.errs.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return &progress{to: c.errs, now: time.Now}
}

// redrawn is how often the line is written anew at most.
const redrawn = 100 * time.Millisecond

// rows and bytes show how much of a work is done; all is 0 where that is not known.
func (p *progress) rows(doing string, done, all int64) {
	p.show(doing, done, all, thousands, " rows")
}

func (p *progress) bytes(doing string, done, all int64) {
	p.show(doing, done, all, domain.SizeText, "")
}

// percent shows nothing but the part that is done.
func (p *progress) percent(doing string, done, all int64) { p.show(doing, done, all, nil, "") }

func (p *progress) show(doing string, done, all int64, text func(int64) string, unit string) {
	if p == nil || p.now().Sub(p.shown) < redrawn && done < all {
		return
	}
	p.shown = p.now()
	line := doing
	if all > 0 {
		line += fmt.Sprintf(" %3d %%", min(100, done*100/all))
	}
	switch {
	case text != nil && all > 0:
		line += "  " + text(done) + " of " + text(all) + unit
	case text != nil:
		line += "  " + text(done) + unit
	}
	p.write(line)
}

// write puts a line in the place of the one before.
func (p *progress) write(line string) {
	wide := utf8.RuneCountInString(line)
	fmt.Fprint(p.to, "\r", line, strings.Repeat(" ", max(0, p.width-wide)))
	p.width = wide
}

// end takes the line away, so that what is said next stands alone. It may be called more than once.
func (p *progress) end() {
	if p != nil && p.width > 0 {
		fmt.Fprint(p.to, "\r", strings.Repeat(" ", p.width), "\r")
		p.width = 0
	}
}

// thousands writes 1234567 as 1,234,567.
func thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
