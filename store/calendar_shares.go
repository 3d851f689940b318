package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type calendarShareRow struct {
	bun.BaseModel `bun:"table:calendar_shares,alias:h"`

	ID         int64 `bun:",pk,autoincrement"`
	CalendarID int64
	UserID     string `bun:",nullzero"`
	Email      string
	Permission string
	CreatedAt  instant
}

func (r calendarShareRow) share() domain.CalendarShare {
	return domain.CalendarShare{ID: r.ID, CalendarID: r.CalendarID, Email: r.Email, Permission: r.Permission, CreatedAt: r.CreatedAt.Time}
}

// loadOwnCalendar is loadCalendar for what only a calendar's owner may do.
func (s *Scope) loadOwnCalendar(ctx context.Context, db bun.IDB, id int64) (calendarRow, error) {
	row, err := s.loadCalendar(ctx, db, id)
	if err == nil && !row.calendar(s.user).CanDelete() {
		return row, domain.Fail(domain.Denied, "Only whose it is shares a calendar.")
	}
	return row, err
}

// CalendarShares are with whom a calendar of the caller's is shared, the oldest first.
func (s *Scope) CalendarShares(ctx context.Context, calendarID int64) ([]domain.CalendarShare, error) {
	if _, err := s.loadOwnCalendar(ctx, s.store.read, calendarID); err != nil {
		return nil, err
	}
	rows, err := readCalendarShares(ctx, s.store.read, raw(`h.calendar_id = ?`, calendarID))
	shares := make([]domain.CalendarShare, 0, len(rows))
	for _, row := range rows {
		shares = append(shares, row.share())
	}
	return shares, err
}

func readCalendarShares(ctx context.Context, db bun.IDB, which clause) ([]calendarShareRow, error) {
	query := raw(`SELECT h.* FROM calendar_shares AS h WHERE `).plus(which, raw(` ORDER BY h.id LIMIT ?`, SharesMax))
	var rows []calendarShareRow
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read the shares of a calendar")
}

// ShareCalendar gives a calendar of the caller's to whoever has an address, or changes what they may do with it. The
// answer is the same whether or not the address has an account; it becomes access once it is known to be somebody's.
func (s *Scope) ShareCalendar(ctx context.Context, calendarID int64, in domain.ShareInput) (domain.CalendarShare, error) {
	var out domain.CalendarShare
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		calendar, err := s.loadOwnCalendar(ctx, w.tx, calendarID)
		if err != nil {
			return err
		}
		parsed, err := in.Parse()
		if err != nil {
			return err
		}
		if strings.EqualFold(parsed.Email, s.user.Email) {
			return domain.Problems{"email": "This is your own address."}.Err()
		}
		if err := mayGive(calendar, parsed.Permission); err != nil {
			return err
		}
		rows, err := readCalendarShares(ctx, w.tx, and(raw(`h.calendar_id = ?`, calendarID), raw(`lower(h.email) = lower(?)`, parsed.Email)))
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			out, err = setCalendarPermission(ctx, w, calendar, rows[0], parsed.Permission)
			return err
		}
		out, err = addCalendarShare(ctx, w, calendar, parsed)
		return err
	})
	return out, err
}

func addCalendarShare(ctx context.Context, w *work, calendar calendarRow, in domain.ShareInput) (domain.CalendarShare, error) {
	var held int
	if err := w.tx.NewRaw(`SELECT count(*) FROM calendar_shares WHERE calendar_id = ?`, calendar.ID).Scan(ctx, &held); err != nil {
		return domain.CalendarShare{}, wrap(err, "count the shares of a calendar")
	}
	if held >= SharesMax {
		return domain.CalendarShare{}, domain.Problems{"email": "It is shared with too many people already."}.Err()
	}
	userID, err := verifiedUser(ctx, w.tx, in.Email)
	if err != nil {
		return domain.CalendarShare{}, err
	}
	row := calendarShareRow{CalendarID: calendar.ID, UserID: userID, Email: in.Email, Permission: in.Permission, CreatedAt: w.at}
	if _, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
		return domain.CalendarShare{}, wrap(err, "share a calendar")
	}
	return row.share(), didShareCalendar(w, calendar, "", in.Email+" "+in.Permission)
}

// ChangeCalendarShare changes what somebody may do with a calendar of the caller's; a share of another is NotFound.
func (s *Scope) ChangeCalendarShare(ctx context.Context, calendarID, shareID int64, permission string) (domain.CalendarShare, error) {
	var out domain.CalendarShare
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		calendar, row, err := s.loadCalendarShare(ctx, w.tx, calendarID, shareID)
		if err != nil {
			return err
		}
		parsed, err := domain.ShareInput{Email: "x@example.org", Permission: permission}.Parse()
		if err != nil {
			return err
		}
		if err := mayGive(calendar, parsed.Permission); err != nil {
			return err
		}
		out, err = setCalendarPermission(ctx, w, calendar, row, parsed.Permission)
		return err
	})
	return out, err
}

// mayGive: nobody changes what comes from elsewhere.
func mayGive(calendar calendarRow, permission string) error {
	if calendar.Kind == domain.KindSubscription && permission == domain.PermissionEdit {
		return domain.Problems{"permission": "What is in it comes from elsewhere. It can be shared for reading only."}.Err()
	}
	return nil
}

func setCalendarPermission(ctx context.Context, w *work, calendar calendarRow, row calendarShareRow, permission string) (domain.CalendarShare, error) {
	if row.Permission == permission {
		return row.share(), nil
	}
	was := row.Permission
	row.Permission = permission
	if _, err := w.tx.NewRaw(`UPDATE calendar_shares SET permission = ? WHERE id = ?`, permission, row.ID).Exec(ctx); err != nil {
		return domain.CalendarShare{}, wrap(err, "change a share")
	}
	return row.share(), didShareCalendar(w, calendar, row.Email+" "+was, row.Email+" "+permission)
}

// UnshareCalendar takes a calendar of the caller's away from somebody again, at once.
func (s *Scope) UnshareCalendar(ctx context.Context, calendarID, shareID int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		calendar, row, err := s.loadCalendarShare(ctx, w.tx, calendarID, shareID)
		if err != nil {
			return err
		}
		err = tellingWhoLosesCalendar(ctx, w, calendar, func() error {
			_, err := w.tx.NewRaw(`DELETE FROM calendar_shares WHERE id = ?`, shareID).Exec(ctx)
			return wrap(err, "take a share back")
		})
		if err != nil {
			return err
		}
		return didShareCalendar(w, calendar, row.Email+" "+row.Permission, "")
	})
}

func (s *Scope) loadCalendarShare(ctx context.Context, db bun.IDB, calendarID, shareID int64) (calendarRow, calendarShareRow, error) {
	calendar, err := s.loadOwnCalendar(ctx, db, calendarID)
	if err != nil {
		return calendar, calendarShareRow{}, err
	}
	rows, err := readCalendarShares(ctx, db, raw(`h.id = ? AND h.calendar_id = ?`, shareID, calendarID))
	if err == nil && len(rows) == 0 {
		err = domain.Fail(domain.NotFound, "There is no such share.")
	}
	if err != nil {
		return calendar, calendarShareRow{}, err
	}
	return calendar, rows[0], nil
}

func didShareCalendar(w *work, calendar calendarRow, before, after string) error {
	type shared struct {
		Share string `json:"share"`
	}
	old, now, err := changes(shared{before}, shared{after})
	if err != nil {
		return err
	}
	return w.did(actionShare, calendar.subject(), old, now)
}
