package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// wrongCodeText is what the audit log keeps of a wrong code.
const wrongCodeText = `{"code":"wrong"}`

// auditWrongCode notes a wrong code by somebody who had the right password, and warns the owner of the account after several. actorID is
// "" where they are not signed in.
func (s *Store) auditWrongCode(ctx context.Context, userID, actorID, address string) {
	s.auditGuess(ctx, auditRow{ActorID: actorID, Address: address, After: wrongCodeText}, func(context.Context, bun.Tx) (string, error) { return userID, nil })
	if address == "" {
		address, _ = ctx.Value(addressKey{}).(string)
	}
	err := s.inTx(context.WithoutCancel(ctx), func(ctx context.Context, tx bun.Tx) error { return s.warnOfCodes(ctx, tx, userID, address) })
	if err != nil {
		s.log.WarnContext(ctx, "could not tell somebody of wrong codes", "user", userID, "error", err)
	}
}

// warnOfCodes writes to somebody whose password others know, if there were enough wrong codes since a right one, and notes that, also
// where no letter can be written. Nobody is warned again for a while.
func (s *Store) warnOfCodes(ctx context.Context, tx bun.Tx, userID, from string) error {
	now := s.now()
	since := instant{now.Add(-domain.CodesWarnedWithin)}
	var wrong, warned int
	err := tx.NewRaw(`SELECT count(*) FROM audit WHERE subject_id = ? AND topic = ? AND action = ? AND after = ? AND at > ?
		AND id > coalesce((SELECT max(i.id) FROM audit AS i WHERE i.subject_id = ? AND i.topic = ? AND i.action = ?), 0)`,
		userID, domain.AuditSignIn, domain.AuditRefused, wrongCodeText, since, userID, domain.AuditSignIn, domain.AuditIn).Scan(ctx, &wrong)
	if err != nil || wrong < domain.CodesWarned {
		return wrap(err, "count wrong codes")
	}
	err = tx.NewRaw(`SELECT count(*) FROM audit WHERE subject_id = ? AND topic = ? AND action = ? AND at > ?`,
		userID, domain.AuditSignIn, domain.AuditWarned, since).Scan(ctx, &warned)
	if err != nil || warned > 0 {
		return wrap(err, "look for a warning")
	}
	row, err := userByID(ctx, tx, userID)
	if err != nil {
		return err
	}
	note := values{"wrong": wrong}
	if user := row.user(); s.warning != nil && user.CanBeWrittenTo() {
		note["mailed"] = true
		if err := putInOutbox(ctx, tx, s.warning(user, from), instant{now}); err != nil {
			return err
		}
	}
	after, err := note.text()
	if err != nil {
		return err
	}
	return writeAudit(ctx, tx, auditRow{At: instant{now}, Topic: domain.AuditSignIn, Action: domain.AuditWarned, SubjectID: userID, Address: from, After: after})
}
