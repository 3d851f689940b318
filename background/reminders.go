package background

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// remind writes to those whose reminders are due.
func (w Work) remind(ctx context.Context) error {
	for ctx.Err() == nil {
		told, err := w.Store.System().TellReminders(ctx, w.reminder)
		if err != nil || told == 0 {
			return err
		}
	}
	return nil
}

// reminder is the letter about something that somebody wanted to be reminded of.
func (w Work) reminder(r domain.Reminder) domain.Mail {
	title := domain.InLetter(r.Title)
	var body strings.Builder
	body.WriteString("You wanted to be reminded of this: “" + title + "”.\n")
	if r.Due != "" {
		body.WriteString("\nDue: " + r.Due.Time().Format("Monday 2 January 2006"))
		if r.DueTime != "" {
			body.WriteString(", " + r.DueTime)
		}
		body.WriteString("\n")
	}
	body.WriteString("Reminder: " + r.At.In(r.For.Location()).Format("Monday 2 January 2006, 15:04") + "\n")
	path := map[string]string{domain.FoundTodo: "/todos/", domain.FoundNote: "/notes/"}[r.Kind] + strconv.FormatInt(r.ID, 10)
	if w.FullURL != nil {
		body.WriteString("\n" + w.FullURL(path) + "\n")
	}
	return domain.Mail{To: r.For.Email, Subject: "Reminder: " + title, Body: body.String()}
}

// remindEvery is how late a reminder may be.
const remindEvery = 30 * time.Second
