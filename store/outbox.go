package store

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type mailRow struct {
	ID          int64
	Recipient   string
	Subject     string
	Body        string
	Calendar    string
	Method      string
	ReplyTo     string
	HTML        string `bun:"html"`
	Unsubscribe string
	Tries       int
	NextAt      instant
}

// mailLease is how long one instance has to send a letter before another one tries.
const mailLease = 10 * time.Minute

// mailWaits is how long a letter waits after each try; the one after the last is its last, two days after the first.
func mailWaits() []time.Duration {
	return []time.Duration{
		time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
	}
}

// SendMail puts a letter into the outbox, to be sent in the background.
func (s *System) SendMail(ctx context.Context, m domain.Mail) error {
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		return putInOutbox(ctx, tx, m, instant{s.store.now()})
	})
}

// SendMailToStranger is SendMail to an address of which it is not known here whose it is; whoever has an account with it is
// told there what they want to be told, and gets no letter beside.
func (s *System) SendMailToStranger(ctx context.Context, m domain.Mail) error {
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if user, err := verifiedUser(ctx, tx, m.To); err != nil || user != "" {
			return err
		}
		return putInOutbox(ctx, tx, m, instant{s.store.now()})
	})
}

func putInOutbox(ctx context.Context, tx bun.Tx, m domain.Mail, at instant) error {
	_, err := tx.NewRaw(`INSERT INTO outbox (recipient, subject, body, calendar, method, reply_to, html, unsubscribe, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		plainText(m.To), plainText(m.Subject), plainText(m.Body), plainText(m.Calendar), m.Method, plainText(m.ReplyTo), plainText(m.HTML), plainText(m.Unsubscribe), at).Exec(ctx)
	return wrap(err, "put mail into the outbox")
}

// NextMail is the letter whose turn it is, for the caller to send and then to report on; NotFound when none waits.
// Nobody else gets it for a while.
func (s *System) NextMail(ctx context.Context) (domain.Mail, error) {
	var rows []mailRow
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		rows = nil
		now := s.store.now()
		err := tx.NewRaw(`SELECT id, recipient, subject, body, coalesce(calendar, '') AS calendar, coalesce(method, '') AS method,
			coalesce(reply_to, '') AS reply_to, coalesce(html, '') AS html, coalesce(unsubscribe, '') AS unsubscribe, tries, next_at FROM outbox WHERE next_at <= ? ORDER BY next_at, id LIMIT 1`,
			instant{now}).Scan(ctx, &rows)
		if err != nil || len(rows) == 0 {
			return err
		}
		_, err = tx.NewRaw(`UPDATE outbox SET next_at = ?, tries = tries + 1 WHERE id = ?`, instant{now.Add(mailLease)}, rows[0].ID).Exec(ctx)
		return err
	})
	if err != nil {
		return domain.Mail{}, wrap(err, "take mail from the outbox")
	}
	if len(rows) == 0 {
		return domain.Mail{}, domain.Fail(domain.NotFound, "No mail waits.")
	}
	row := rows[0]
	return domain.Mail{ID: row.ID, To: row.Recipient, Subject: row.Subject, Body: row.Body, Calendar: row.Calendar, Method: row.Method, ReplyTo: row.ReplyTo, HTML: row.HTML, Unsubscribe: row.Unsubscribe, Tries: row.Tries + 1}, nil
}

// MailSent takes a letter out of the outbox.
func (s *System) MailSent(ctx context.Context, id int64) error {
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM outbox WHERE id = ?`, id).Exec(ctx)
		return err
	})
	return wrap(err, "take sent mail out of the outbox")
}

// MailFailed has a letter tried again later, each time after a longer while; after the last try it is given up, which
// the answer tells.
func (s *System) MailFailed(ctx context.Context, m domain.Mail, reason string) (gaveUp bool, err error) {
	waits := mailWaits()
	if m.Tries > len(waits) {
		return true, s.MailSent(ctx, m.ID)
	}
	wait := waits[max(m.Tries, 1)-1]
	err = s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE outbox SET next_at = ?, error = ? WHERE id = ?`,
			instant{s.store.now().Add(wait)}, plainText(reason), m.ID).Exec(ctx)
		return err
	})
	return false, wrap(err, "put mail off")
}

// plainText drops what the database can't hold.
func plainText(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}
