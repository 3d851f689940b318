package views

import (
	"context"
	"net/url"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// JobsPage is what is done without a request, and what waits to be.
type JobsPage struct {
	Jobs   []domain.Job
	Queues []domain.Queue
	Now    time.Time
}

// jobName says in words what a kind of work is.
func jobName(ctx context.Context, name string) string {
	switch name {
	case "clean-up":
		return ui.T(ctx, "Clean-up")
	case "search":
		return ui.T(ctx, "Search index")
	case "imports of other programs":
		return ui.T(ctx, "Imports of other programs")
	case "imports":
		return ui.T(ctx, "Files on their way in")
	case "calendars":
		return ui.T(ctx, "Calendars that people follow")
	case "push":
		return ui.T(ctx, "Messages to browsers")
	case "webhooks":
		return ui.T(ctx, "Webhooks")
	case "mail":
		return ui.T(ctx, "Mail")
	case "letters":
		return ui.T(ctx, "Letters about news")
	case "reminders":
		return ui.T(ctx, "Reminders")
	case "what is due":
		return ui.T(ctx, "What is due in the morning")
	case "backups":
		return ui.T(ctx, "Backups")
	}
	return ui.Capital(name)
}

// jobPath is where somebody has a job done at once.
func jobPath(name string) string { return "/admin/jobs/" + url.PathEscape(name) + "/round" }

func queuePath(name string) string { return "/admin/queues/" + url.PathEscape(name) + "/retry" }

// state is a word and its hue.
func (p JobsPage) state(ctx context.Context, j domain.Job) (text, hue string) {
	switch {
	case j.Failing():
		return ui.T(ctx, "Failing"), "red"
	case j.Running:
		return ui.T(ctx, "Working"), "blue"
	case j.Runs == 0:
		return ui.T(ctx, "Waiting"), "gray"
	}
	return ui.T(ctx, "Good"), "pine"
}

// last is when it was done and how long that took.
func (p JobsPage) last(ctx context.Context, j domain.Job) string {
	if j.LastRun.IsZero() {
		return ui.T(ctx, "Not yet")
	}
	text := ui.Capital(Ago(ctx, j.LastRun, p.Now))
	if j.Runs == 0 {
		return text
	}
	return text + ", " + millis(ctx, max(j.Took, 100*time.Microsecond))
}

// next is when it is done again.
func (p JobsPage) next(ctx context.Context, j domain.Job) string {
	wait := j.Next.Sub(p.Now)
	switch {
	case j.Running || j.Next.IsZero():
		return ui.T(ctx, "Now")
	case wait < time.Minute:
		return ui.T(ctx, "In %d s", max(1, int(wait/time.Second)))
	case wait < time.Hour:
		return ui.T(ctx, "In %d min", int(wait/time.Minute))
	}
	return Moment(ctx, j.Next, p.Now)
}

// why is what went wrong the last time.
func (p JobsPage) why(ctx context.Context, j domain.Job) string {
	if j.LastError == "" {
		return ""
	}
	return Moment(ctx, j.LastErrorAt, p.Now) + ": " + j.LastError
}

// queueName is what waits in a queue, and its icon.
func queueName(ctx context.Context, name string) (text, icon string) {
	switch name {
	case domain.QueueMail:
		return ui.T(ctx, "Letters"), "mail"
	case domain.QueueLetters:
		return ui.T(ctx, "News to be written about"), "bell"
	case domain.QueuePush:
		return ui.T(ctx, "Messages to browsers"), "phone"
	case domain.QueueWebhooks:
		return ui.T(ctx, "Messages to webhooks"), "send"
	case domain.QueueImports:
		return ui.T(ctx, "Files on their way in"), "download"
	}
	return ui.T(ctx, "Changes to be searched"), "search"
}

func (p JobsPage) waits(ctx context.Context, q domain.Queue) string {
	text := ""
	switch {
	case q.Waiting == 0:
		return ui.T(ctx, "Nothing waits")
	case q.Waiting >= domain.QueueMost:
		text = ui.T(ctx, "10,000 or more wait")
	case q.Waiting == 1:
		text = ui.T(ctx, "1 waits")
	default:
		text = ui.T(ctx, "%d wait", q.Waiting)
	}
	switch {
	case q.Tried == 1:
		text += ", " + ui.T(ctx, "1 was tried in vain")
	case q.Tried > 1:
		text += ", " + ui.T(ctx, "%d were tried in vain", q.Tried)
	}
	if q.Error != "" {
		text += ": " + q.Error
	}
	return text
}
