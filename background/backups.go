package background

import (
	"context"

	"mddash/domain"
)

// backUp makes a backup where it is time for one, or somebody asked. That one failed is told to the admins by mail, once until
// one succeeds again.
func (w Work) backUp(ctx context.Context) error {
	again, err := w.Store.System().MakeBackup(ctx, w.Program)
	if domain.KindOf(err) == domain.NotFound {
		return nil
	}
	if err == nil || again || w.Mail == nil || ctx.Err() != nil {
		return err
	}
	users, listed := w.Store.System().Users(ctx)
	if listed != nil {
		return listed
	}
	for _, user := range users {
		if !user.IsAdmin() || user.Disabled {
			continue
		}
		l := w.Languages.Of(user.Reads())
		letter := domain.Mail{To: user.Email, Subject: l.T("A backup of mddash failed"),
			Body: l.T("The last backup could not be made:") + "\n\n" + err.Error() + "\n\n" + l.T("It is tried again every hour. Backups: %s", w.FullURL("/admin/backups")) + "\n"}
		if err := w.Store.System().SendMail(ctx, letter); err != nil {
			return err
		}
	}
	return err
}
