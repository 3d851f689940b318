package views

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// HealthPage is how the instance does that answers.
type HealthPage struct {
	domain.Health
	Jobs []domain.Job
	Now  time.Time // on the clock of the one who looks
}

// stuck is how many letters were tried in vain, and since when the oldest waits.
func (p HealthPage) stuck() int {
	for _, q := range p.Queues {
		if q.Name == domain.QueueMail {
			return q.Tried
		}
	}
	return 0
}

func lettersWait(ctx context.Context, n int) string {
	if n == 1 {
		return ui.T(ctx, "One letter could not be sent, and waits.")
	}
	return ui.T(ctx, "%d letters could not be sent, and wait.", n)
}

// healthName is what a check is called, and its icon.
func healthName(ctx context.Context, name string) (text, icon string) {
	switch name {
	case "database":
		return ui.T(ctx, "Database"), "database"
	case "disk":
		return ui.T(ctx, "Disk"), "archive"
	case "mail":
		return ui.T(ctx, "Mail"), "mail"
	case "jobs":
		return ui.T(ctx, "Background jobs"), "refresh"
	case "backups":
		return ui.T(ctx, "Backups"), "database"
	}
	return "HTTPS", "lock"
}

var (
	dayInFound  = regexp.MustCompile(`\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b`)
	sizeInFound = regexp.MustCompile(`\b\d+\.\d (KB|MB|GB|TB)\b`)
)

// healthFound is what a check found, with its dates and sizes as the language writes them.
func healthFound(ctx context.Context, found string) string {
	said := ui.Said(ctx, found)
	if used, all, ok := strings.Cut(strings.TrimSuffix(found, " used"), " of "); ok && strings.HasSuffix(found, " used") {
		said = ui.T(ctx, "%s of %s used", used, all)
	}
	text := sizeInFound.ReplaceAllStringFunc(said, func(size string) string { return ui.Number(ctx, size) })
	return dayInFound.ReplaceAllStringFunc(text, func(day string) string {
		t, err := time.Parse("2 January 2006", day)
		if err != nil {
			return day
		}
		return ui.Date(ctx, t, "2 January 2006")
	})
}

// healthPath is the page that says more about a check; "" where there is none.
func healthPath(name string) string {
	switch name {
	case "jobs", "mail":
		return "/admin/jobs"
	case "backups":
		return BackupsPath
	}
	return ""
}

func checkLook(check domain.Check) (hue, icon string) {
	switch check.State {
	case domain.CheckWrong:
		return "red", "x"
	case domain.CheckWarn:
		return "amber", "warn"
	}
	if check.Word == "Off" {
		return "gray", "minus"
	}
	return "pine", "check"
}

// running is for how long: "41 days", "3 hours", "5 minutes".
func running(ctx context.Context, since, now time.Time) string {
	gone := now.Sub(since)
	switch {
	case gone >= 48*time.Hour:
		return ui.T(ctx, "%d days", int(gone/(24*time.Hour)))
	case gone >= 2*time.Hour:
		return ui.T(ctx, "%d hours", int(gone/time.Hour))
	}
	return strconv.Itoa(int(gone/time.Minute)) + " min"
}

// millis is a duration in the unit that people compare pages by.
func millis(ctx context.Context, d time.Duration) string {
	switch ms := float64(d.Microseconds()) / 1000; {
	case d == 0:
		return "–"
	case ms < 10:
		return ui.Number(ctx, strconv.FormatFloat(ms, 'f', 1, 64)) + " ms"
	case ms < 10_000:
		return strconv.FormatFloat(ms, 'f', 0, 64) + " ms"
	default:
		return ui.Number(ctx, strconv.FormatFloat(ms/1000, 'f', 1, 64)) + " s"
	}
}

// healthChart is the line of a day, in the figure's own units.
type healthChart struct {
	Label, Path   string
	Peak          string
	PeakX, PeakY  int
	Start, Middle string
	PeakEnd       string // which end of the text is at PeakX
	Points        []chartPoint
}

type chartPoint struct{ X, Y int }

const (
	chartWide, chartTop, chartFloor = 640, 20, 100
)

func (p HealthPage) chart(ctx context.Context) healthChart {
	c := healthChart{}
	var most, least time.Duration
	peak := -1
	for i, half := range p.Day {
		if half.Count == 0 {
			continue
		}
		if half.Median > most {
			most, peak = half.Median, i
		}
		if least == 0 || half.Median < least {
			least = half.Median
		}
	}
	if peak < 0 {
		return c
	}
	for i, half := range p.Day {
		if half.Count > 0 {
			c.Points = append(c.Points, chartPoint{X: chartWide * i / (len(p.Day) - 1), Y: chartFloor - int((chartFloor-chartTop)*half.Median/most)})
		}
	}
	c.draw()
	clock := func(i int) string { return p.Day[i].From.In(p.Now.Location()).Format("15:04") }
	c.Start, c.Middle, c.Peak = clock(0), clock(len(p.Day)/2), clock(peak)+", "+millis(ctx, most)
	c.PeakX, c.PeakY, c.PeakEnd = chartWide*peak/(len(p.Day)-1), chartTop-6, "middle"
	if c.PeakX < 60 {
		c.PeakEnd = "start"
	} else if c.PeakX > chartWide-60 {
		c.PeakEnd = "end"
	}
	c.Label = ui.T(ctx, "Median response time by half hour, between %s and %s, the most at %s", millis(ctx, least), millis(ctx, most), clock(peak))
	return c
}

// draw joins the points; a lone one is as wide as a dot.
func (c *healthChart) draw() {
	var path strings.Builder
	for i, at := range c.Points {
		letter := "L"
		if i == 0 {
			letter = "M"
		}
		fmt.Fprintf(&path, "%s%d %d", letter, at.X, at.Y)
	}
	if len(c.Points) == 1 {
		path.WriteString("h1")
	}
	c.Path = path.String()
}
