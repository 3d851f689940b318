package background

import (
	"context"
	"errors"

	"mddash/domain"
)

// sendMail hands over every letter that is due. Each is claimed first, so that of several programs on one database only
// one sends it.
func (w Work) sendMail(ctx context.Context) error {
	for ctx.Err() == nil {
		letter, err := w.Store.System().NextMail(ctx)
		if errors.Is(err, domain.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := w.sendOne(ctx, letter); err != nil {
			return err
		}
	}
	return nil
}

// sendOne says what became of a letter. What is in it is nobody's business in the log.
func (w Work) sendOne(ctx context.Context, letter domain.Mail) error {
	system := w.Store.System()
	err := w.Mail.Send(ctx, letter)
	// Also when the program is about to stop: what was sent must not be sent again.
	ctx = context.WithoutCancel(ctx)
	switch {
	case err == nil:
		w.told("mail", "sent")
		return system.MailSent(ctx, letter.ID)
	case errors.Is(err, errRefused):
		w.told("mail", "given up")
		w.Log.ErrorContext(ctx, "a letter was refused and is given up", "mail", letter.ID, "error", err)
		return system.MailSent(ctx, letter.ID)
	}
	gaveUp, putOff := system.MailFailed(ctx, letter, err.Error())
	if gaveUp {
		w.told("mail", "given up")
		w.Log.ErrorContext(ctx, "a letter was never taken and is given up", "mail", letter.ID, "tries", letter.Tries, "error", err)
	} else {
		w.told("mail", "later")
		w.Log.WarnContext(ctx, "a letter was not taken and waits for another try", "mail", letter.ID, "tries", letter.Tries, "error", err)
	}
	return putOff
}
