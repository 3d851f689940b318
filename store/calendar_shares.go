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

	// Name of whoever was chosen by it, whose address is nobody's business.
	Name string `bun:"name,scanonly"`
}

func (r calendarShareRow) share() domain.CalendarShare {
	return domain.CalendarShare{ID: r.ID, CalendarID: r.CalendarID, Email: r.Email, Name: r.Name, Permission: r.Permission, CreatedAt: r.CreatedAt.Time}
}

func (r calendarShareRow) with() *sharedWith {
	return &sharedWith{Share: r.Email + r.Name + " " + r.Permission, UserID: r.UserID, Email: r.Email, Permission: r.Permission}
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
	rows, err := s.calendarShareRows(ctx, s.store.read, raw(`h.calendar_id = ?`, calendarID))
	shares := make([]domain.CalendarShare, 0, len(rows))
	for _, row := range rows {
		shares = append(shares, row.share())
	}
	return shares, err
}

func (s *Scope) calendarShareRows(ctx context.Context, db bun.IDB, which clause) ([]calendarShareRow, error) {
	query := raw(`SELECT h.*, coalesce(`+s.store.dialect.personName()+`, '') AS name FROM calendar_shares AS h LEFT JOIN users AS u ON u.id = h.user_id AND h.email = '' WHERE `).
		plus(which, raw(` ORDER BY h.id LIMIT ?`, SharesMax))
	var rows []calendarShareRow
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read the shares of a calendar")
}

// ShareCalendar gives a calendar of the caller's to whoever has an address, or changes what they may do with it. The
// answer is the same whether or not the address has an account; it becomes access once it is known to be somebody's.
func (s *Scope) ShareCalendar(ctx context.Context, calendarID int64, in domain.ShareInput) (domain.CalendarShare, error) {
	return s.shareCalendar(ctx, calendarID, func(ctx context.Context, w *work) (calendarShareRow, error) {
		parsed, err := in.Parse()
		parsed.Email = composed(parsed.Email)
		if err == nil && strings.EqualFold(parsed.Email, s.user.Email) {
			err = domain.Problems{"email": "This is your own address."}.Err()
		}
		if err != nil {
			return calendarShareRow{}, err
		}
		user, err := verifiedUser(ctx, w.tx, parsed.Email)
		return calendarShareRow{UserID: user, Email: parsed.Email, Permission: parsed.Permission}, err
	})
}

// ShareCalendarByName is ShareCalendar for somebody who can be chosen by name, as in.Email has it. Their address is not
// told.
func (s *Scope) ShareCalendarByName(ctx context.Context, calendarID int64, in domain.ShareInput) (domain.CalendarShare, error) {
	return s.shareCalendar(ctx, calendarID, func(ctx context.Context, w *work) (calendarShareRow, error) {
		person, permission, err := s.chosenByName(ctx, w, in)
		return calendarShareRow{UserID: person.ID, Name: person.Name, Permission: permission}, err
	})
}

// shareCalendar writes a share that is not there yet; of one that is, it changes what it allows.
func (s *Scope) shareCalendar(ctx context.Context, calendarID int64, with func(context.Context, *work) (calendarShareRow, error)) (domain.CalendarShare, error) {
	var out domain.CalendarShare
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		calendar, err := s.loadOwnCalendar(ctx, w.tx, calendarID)
		if err != nil {
			return err
		}
		row, err := with(ctx, w)
		if err != nil {
			return err
		}
		if err := mayGive(calendar, row.Permission); err != nil {
			return err
		}
		rows, err := s.calendarShareRows(ctx, w.tx, raw(`h.calendar_id = ?`, calendarID))
		if err != nil {
			return err
		}
		for _, there := range rows {
			if strings.EqualFold(there.Email, row.Email) && (row.Email != "" || there.UserID == row.UserID) {
				out, err = setCalendarPermission(ctx, w, calendar, there, row.Permission)
				return err
			}
		}
		out, err = s.addCalendarShare(ctx, w, calendar, row, len(rows))
		return err
	})
	return out, err
}

// addCalendarShare writes a share beside so many that there are.
func (s *Scope) addCalendarShare(ctx context.Context, w *work, calendar calendarRow, row calendarShareRow, beside int) (domain.CalendarShare, error) {
	if beside >= SharesMax {
		return domain.CalendarShare{}, domain.Problems{"email": "A calendar is shared with 200 people at most."}.Err()
	}
	row.CalendarID, row.CreatedAt = calendar.ID, w.at
	if _, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
		return domain.CalendarShare{}, wrap(err, "share a calendar")
	}
	w.notify(notice{kind: domain.ToldShared, about: domain.AboutCalendar, aboutID: calendar.ID}, row.UserID)
	return row.share(), didShare(w, calendar.subject(), nil, row.with())
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
	was := row.with()
	row.Permission = permission
	if _, err := w.tx.NewRaw(`UPDATE calendar_shares SET permission = ? WHERE id = ?`, permission, row.ID).Exec(ctx); err != nil {
		return domain.CalendarShare{}, wrap(err, "change a share")
	}
	return row.share(), didShare(w, calendar.subject(), was, row.with())
}

// UnshareCalendar takes a calendar of the caller's away from somebody again, at once.
func (s *Scope) UnshareCalendar(ctx context.Context, calendarID, shareID int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		calendar, row, err := s.loadCalendarShare(ctx, w.tx, calendarID, shareID)
		if err != nil {
			return err
		}
		return takeCalendarShare(ctx, w, calendar, row)
	})
}

func takeCalendarShare(ctx context.Context, w *work, calendar calendarRow, row calendarShareRow) error {
	err := tellingWhoLosesCalendar(ctx, w, calendar, func() error {
		_, err := w.tx.NewRaw(`DELETE FROM calendar_shares WHERE id = ?`, row.ID).Exec(ctx)
		return wrap(err, "take a share back")
	})
	if err != nil {
		return err
	}
	return didShare(w, calendar.subject(), row.with(), nil)
}

// LeaveCalendar takes a calendar that somebody shared with the caller out of their sight. What they see for another
// reason they don't leave: a Conflict, as is their own.
func (s *Scope) LeaveCalendar(ctx context.Context, calendarID int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error { return s.leaveCalendar(ctx, w, calendarID) })
}

func (s *Scope) leaveCalendar(ctx context.Context, w *work, calendarID int64) error {
	calendar, err := s.loadCalendar(ctx, w.tx, calendarID)
	if err != nil {
		return err
	}
	var left []sharedWith
	err = tellingWhoLosesCalendar(ctx, w, calendar, func() error {
		left, err = s.leaveShares(ctx, w, "calendar_shares", "calendar_id", calendarID)
		if err == nil && len(left) == 0 {
			err = domain.Fail(domain.Conflict, "Nobody gave you this calendar, so that you can't give it back. Hide it instead.")
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, share := range left {
		if err := didShare(w, calendar.subject(), &share, nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *Scope) loadCalendarShare(ctx context.Context, db bun.IDB, calendarID, shareID int64) (calendarRow, calendarShareRow, error) {
	calendar, err := s.loadOwnCalendar(ctx, db, calendarID)
	if err != nil {
		return calendar, calendarShareRow{}, err
	}
	rows, err := s.calendarShareRows(ctx, db, raw(`h.id = ? AND h.calendar_id = ?`, shareID, calendarID))
	if err == nil && len(rows) == 0 {
		err = domain.Fail(domain.NotFound, "There is no such share.")
	}
	if err != nil {
		return calendar, calendarShareRow{}, err
	}
	return calendar, rows[0], nil
}
