package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const (
	// auditKept is how long the audit log is kept, and refusedKept how long wrong passwords are.
	auditKept   = 2 * 365 * 24 * time.Hour
	refusedKept = 90 * 24 * time.Hour
)

type auditRow struct {
	bun.BaseModel `bun:"table:audit,alias:a"`

	ID        int64 `bun:",pk,autoincrement"`
	At        instant
	Topic     string
	Action    string
	ActorID   string `bun:",nullzero"`
	Actor     string
	SubjectID string
	Subject   string
	Address   string
	Before    string `bun:",nullzero"`
	After     string `bun:",nullzero"`
	Batch     string // the request that an import came by; "" for everything else

	ActorName   string `bun:"actor_name,scanonly"`
	SubjectName string `bun:"subject_name,scanonly"`
}

func (r auditRow) entry() domain.AuditEntry {
	e := domain.AuditEntry{
		ID: r.ID, At: r.At.Time, Topic: r.Topic, Action: r.Action, Actor: domain.Person{ID: r.ActorID, Name: r.ActorName},
		SubjectID: r.SubjectID, Subject: r.Subject, Address: r.Address,
	}
	if r.Subject == "" {
		e.Subject = r.SubjectName
	}
	if r.ActorName == "" {
		e.Actor.Name = r.Actor
	}
	// What can't be read is left out: one odd row breaks no list.
	_ = json.Unmarshal([]byte(r.Before), &e.Before)
	_ = json.Unmarshal([]byte(r.After), &e.After)
	return e
}

// Audit is a page of the audit log, for admins; Denied for everybody else.
func (s *Scope) Audit(ctx context.Context, f domain.AuditFilter, limit int) (domain.AuditPage, error) {
	var page domain.AuditPage
	if err := s.mustBeAdmin(); err != nil {
		return page, err
	}
	limit = min(max(limit, 1), LimitMax)
	names := s.store.dialect
	query := raw(`SELECT a.*, CASE WHEN u.id IS NULL THEN '' ELSE ` + names.personName() + ` END AS actor_name,
		CASE WHEN v.id IS NULL THEN '' ELSE ` + strings.ReplaceAll(names.personName(), "u.", "v.") + ` END AS subject_name
		FROM audit AS a LEFT JOIN users AS u ON u.id = a.actor_id LEFT JOIN users AS v ON v.id = a.subject_id WHERE `)
	query = query.plus(and(append([]clause{raw(`1 = 1`)}, auditClauses(f)...)...), raw(` ORDER BY a.id DESC LIMIT ?`, limit+1))
	var rows []auditRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return page, wrap(err, "read the audit log")
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = rows[limit-1].ID
	}
	for _, row := range rows {
		page.Items = append(page.Items, row.entry())
	}
	return page, nil
}

// audited turns an entry about accounts and invites into one of the audit log.
func (r activityRow) audited() auditRow {
	row := auditRow{At: r.At, Topic: domain.AuditAccount, Action: r.Action, ActorID: r.UserID, SubjectID: r.SubjectID, Before: r.Before, After: r.After}
	switch {
	case r.Kind == kindInvite:
		row.Topic = domain.AuditInvite
	case strings.Contains(r.After+r.Before, `"api_token"`):
		row.Topic = domain.AuditToken
	}
	return row
}

// audit notes what the log says of accounts and invites where admins can look it up.
func (w *work) audit(ctx context.Context) error {
	var rows []auditRow
	for _, row := range w.log {
		if row.forAudit() {
			rows = append(rows, row.audited())
		}
	}
	return writeAudit(ctx, w.tx, append(rows, w.audits...)...)
}

// noteFor has something noted that the caller did to what is theirs: for admins alone, and not in the activity log.
func (w *work) noteFor(topic, action, subject string, after values) error {
	text, err := after.text()
	w.audits = append(w.audits, auditRow{At: w.at, Topic: topic, Action: action, Subject: plainText(subject), After: text})
	return err
}

type addressKey struct{}

// From is a context in which everything that the audit log notes is from an address: of a network, or domain.AuditCommand.
func From(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// addressOf is the address that From put into a context; "" for none.
func addressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}

// writeAudit writes rows. Who did it may be gone by then, as who deletes their account and is signed out after that.
func writeAudit(ctx context.Context, tx bun.IDB, rows ...auditRow) error {
	from := addressOf(ctx)
	for _, r := range rows {
		if r.Address == "" {
			r.Address = from
		}
		if r.Address == domain.AuditCommand {
			// Whoever sits there has proved to be nobody: what they do for somebody is done to them.
			if r.SubjectID == "" {
				r.SubjectID = r.ActorID
			}
			r.ActorID = ""
		}
		_, err := tx.NewRaw(`INSERT INTO audit (at, topic, action, actor_id, subject_id, subject, address, before, after, batch)
			VALUES (?, ?, ?, (SELECT id FROM users WHERE id = ?), ?, ?, ?, ?, ?, ?)`,
			r.At, r.Topic, r.Action, r.ActorID, r.SubjectID, r.Subject, r.Address, nullable(r.Before), nullable(r.After), r.Batch).Exec(ctx)
		if err != nil {
			return wrap(err, "write the audit log")
		}
	}
	return nil
}

// Audited notes something that was done to the server, such as a backup; actor is "" for what it did by itself.
func (s *System) Audited(ctx context.Context, topic, action, actorID, subject string) error {
	return s.AuditedWith(ctx, topic, action, actorID, subject, nil)
}

// AuditedWith is Audited with what is known of it beside that, such as how many things it was about.
func (s *System) AuditedWith(ctx context.Context, topic, action, actorID, subject string, with map[string]any) error {
	after, err := values(with).text()
	if err != nil {
		return err
	}
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		return writeAudit(ctx, tx, auditRow{At: instant{s.store.now()}, Topic: topic, Action: action, ActorID: actorID, Subject: plainText(subject), After: after})
	})
}

// auditRefusal notes a wrong password. An address that nobody has is not kept: it may be a password in the wrong field.
func (s *Store) auditRefusal(ctx context.Context, email, address string) {
	s.auditGuess(ctx, auditRow{Address: address}, func(ctx context.Context, tx bun.Tx) (string, error) {
		var ids []string
		err := tx.NewRaw(`SELECT u.id FROM users AS u WHERE lower(u.email) = ? ORDER BY u.id LIMIT 1`, strings.ToLower(email)).Scan(ctx, &ids)
		return strings.Join(ids, ""), err
	})
}

// auditRefused notes that the caller, who is signed in, was asked for their password and had a wrong one.
func (s *Scope) auditRefused(ctx context.Context) {
	s.store.auditGuess(ctx, auditRow{ActorID: s.user.ID}, func(context.Context, bun.Tx) (string, error) { return s.user.ID, nil })
}

// auditGuess notes a wrong password or code for whom it finds. That it can't be noted, because the disk is full for instance, changes
// nothing for who guessed.
func (s *Store) auditGuess(ctx context.Context, row auditRow, whose func(context.Context, bun.Tx) (string, error)) {
	// Also for a caller who has left before they were answered, lest guessing goes unseen that way.
	err := s.inTx(context.WithoutCancel(ctx), func(ctx context.Context, tx bun.Tx) (err error) {
		row.At, row.Topic, row.Action = instant{s.now()}, domain.AuditSignIn, domain.AuditRefused
		if row.SubjectID, err = whose(ctx, tx); err != nil {
			return err
		}
		return writeAudit(ctx, tx, row)
	})
	if err != nil {
		s.log.WarnContext(ctx, "could not note a wrong password or code", "error", err)
	}
}

// oldAudit is what is kept no longer.
func oldAudit(now time.Time) []clause {
	return []clause{
		raw(`DELETE FROM audit WHERE at <= ?`, instant{now.Add(-auditKept)}),
		raw(`DELETE FROM audit WHERE topic = ? AND action = ? AND at <= ?`, domain.AuditSignIn, domain.AuditRefused, instant{now.Add(-refusedKept)}),
	}
}

// auditClauses are the conditions that a filter stands for.
func auditClauses(f domain.AuditFilter) []clause {
	var all []clause
	if f.Topic != "" {
		all = append(all, raw(`a.topic = ?`, f.Topic))
	}
	if f.Below > 0 {
		all = append(all, raw(`a.id < ?`, f.Below))
	}
	if who := strings.ToLower(strings.TrimSpace(f.Who)); who != "" && domain.IsText(who) {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(who) + "%"
		const people = `SELECT p.id FROM users AS p WHERE lower(p.email) LIKE ? ESCAPE '\' OR lower(coalesce(p.name, '')) LIKE ? ESCAPE '\' OR lower(coalesce(p.full_name, '')) LIKE ? ESCAPE '\'`
		const gone = `lower(a.actor) LIKE ? ESCAPE '\' OR (a.subject_id <> '' AND lower(a.subject) LIKE ? ESCAPE '\')
			OR (a.topic = 'account' AND a.action = 'delete' AND lower(a.before) LIKE ? ESCAPE '\')`
		all = append(all, raw(`(a.actor_id IN (`+people+`) OR a.subject_id IN (`+people+`) OR `+gone+`)`, like, like, like, like, like, like, like, like, like))
	}
	return all
}
