package background

import (
	"context"
	"errors"
	"time"
)

const (
	// remindEvery is how late a reminder may be.
	remindEvery = 30 * time.Second
	// dueEvery is how late in the morning somebody may be told what is due.
	dueEvery = 5 * time.Minute
	// remindAgain is how far back it is looked once more: an event may be written just when its reminder comes up.
	remindAgain = 10 * time.Minute
)

// reminding tells people of what it is time for. It remembers since when it has looked, so that events of long ago are
// looked at only when the program has just begun.
func (w Work) reminding() func(context.Context) error {
	var looked time.Time
	return func(ctx context.Context) error {
		_, todos := w.Store.System().TellReminders(ctx)
		_, until, events := w.Store.System().TellEventReminders(ctx, looked)
		if events == nil {
			looked = until.Add(-remindAgain)
		}
		return errors.Join(todos, events)
	}
}

// tellDue tells people in the morning of what is due.
func (w Work) tellDue(ctx context.Context) error {
	_, err := w.Store.System().TellDue(ctx)
	return err
}

// writeLetters puts what people are to be told by mail into the outbox.
func (w Work) writeLetters(ctx context.Context) error {
	_, soon := w.Store.System().MailNotifications(ctx, w.letter)
	_, mornings := w.Store.System().MailMornings(ctx, w.letter)
	return errors.Join(soon, mornings)
}
