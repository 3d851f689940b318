package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const kindCalendar = "calendar"

// calendarRow is a row of calendars. Its JSON names are what the activity log keeps the old and the new values under.
type calendarRow struct {
	bun.BaseModel `bun:"table:calendars,alias:k" json:"-"`

	ID           int64   `bun:",pk,autoincrement" json:"-"`
	UserID       string  `bun:",nullzero" json:"-"`
	Name         string  `json:"name"`
	Color        string  `bun:",nullzero" json:"color"`
	Visibility   string  `json:"visibility"`
	Kind         string  `json:"-"`
	CreatedAt    instant `json:"-"`
	UpdatedAt    instant `json:"-"`
	DeletedAt    instant `json:"-"`
	DeletedBatch string  `bun:",nullzero" json:"-"`
	ObjectName   string  `bun:",nullzero" json:"-"`

	// What of it was shared with the caller; Shared where it was with anybody.
	Permission string `bun:"permission,scanonly" json:"-"`
	Shared     bool   `bun:"shared,scanonly" json:"-"`
	OwnerName  string `bun:"owner_name,scanonly" json:"-"`
	SortKey    string `bun:"sort_key,scanonly" json:"-"`
}

const calendarColumns = `k.id, k.user_id, k.name, k.color, k.visibility, k.kind, k.created_at, k.updated_at, k.deleted_at, k.deleted_batch, k.object_name`

func (r calendarRow) subject() subject { return about(kindCalendar, r.ID, 0) }

func (r calendarRow) calendar(u domain.User) domain.Calendar {
	return domain.Calendar{
		ID: r.ID, Name: r.Name, Color: r.Color, Visibility: r.Visibility, Kind: r.Kind, OwnerID: r.UserID, CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time,
		DeletedAt: r.DeletedAt.Time, Shared: r.Shared, Given: r.Permission != "", Owner: r.OwnerName, Access: accessToCalendar(u, r.UserID, r.Permission, r.Kind),
	}
}

// with puts what a person can set over the row; the rest stays.
func (r calendarRow) with(c domain.Calendar) calendarRow {
	r.Name, r.Color, r.Visibility = c.Name, c.Color, c.Visibility
	return r
}

// seesCalendar holds for rows of calendars under the alias k that are not in the trash.
func (s *Scope) seesCalendar() clause {
	return and(raw(`k.deleted_at IS NULL`), s.seesCalendarAnywhere())
}

// seesCalendarAnywhere is seesCalendar with the trash included.
func (s *Scope) seesCalendarAnywhere() clause {
	sees := raw(`k.user_id = ? OR k.id IN (SELECT calendar_id FROM calendar_shares WHERE `, s.user.ID).plus(s.sharedWithMe(), raw(`)`))
	if s.user.IsStaff() {
		sees = sees.plus(raw(` OR k.user_id IS NULL OR k.visibility = 'team'`))
	}
	return sees
}

// accessToCalendar answers what somebody may do with a calendar they see, and with what is in it. Of several shares the
// strongest counts. Nobody changes what comes from elsewhere.
func accessToCalendar(u domain.User, ownerID, permission, kind string) domain.Access {
	switch {
	case kind == domain.KindSubscription && ownerID == u.ID:
		return domain.Manage
	case kind == domain.KindSubscription:
		return 0
	case ownerID == u.ID, ownerID == "" && u.IsStaff():
		return domain.Work | domain.Edit | domain.Manage
	case permission == domain.PermissionEdit:
		return domain.Work | domain.Edit
	}
	return 0
}

// permission is the strongest share of the calendar under the alias k that the caller has, which is also the first by
// alphabet.
func (s *Scope) permission() clause {
	return raw(`(SELECT min(permission) FROM calendar_shares WHERE calendar_id = k.id AND permission IN ('view', 'edit') AND (`).plus(s.sharedWithMe(), raw(`))`))
}

func noCalendar() error { return domain.Fail(domain.NotFound, "There is no such calendar.") }

// calendarRows reads calendars with what the caller was given of them; tail orders and limits them, more are columns.
func (s *Scope) calendarRows(ctx context.Context, db bun.IDB, more string, which, tail clause) ([]calendarRow, error) {
	query := raw(`SELECT `+calendarColumns+more+`, EXISTS (SELECT 1 FROM calendar_shares WHERE calendar_id = k.id) AS shared,
		(SELECT `+s.store.dialect.personName()+` FROM users AS u WHERE u.id = k.user_id) AS owner_name, `).
		plus(s.permission(), raw(` AS permission FROM calendars AS k WHERE `), which, tail)
	var rows []calendarRow
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read calendars")
}

// loadCalendar reads one calendar that the caller sees and that is not in the trash; else it is NotFound.
func (s *Scope) loadCalendar(ctx context.Context, db bun.IDB, id int64) (calendarRow, error) {
	row, err := s.loadCalendarAnywhere(ctx, db, id)
	if err == nil && !row.DeletedAt.IsZero() {
		return row, noCalendar()
	}
	return row, err
}

// loadCalendarAnywhere is loadCalendar with the trash included, where only those are who may bring it back.
func (s *Scope) loadCalendarAnywhere(ctx context.Context, db bun.IDB, id int64) (calendarRow, error) {
	rows, err := s.calendarRows(ctx, db, "", and(raw(`k.id = ?`, id), s.seesCalendarAnywhere()), raw(` LIMIT 1`))
	if err != nil {
		return calendarRow{}, err
	}
	if len(rows) == 0 || !rows[0].DeletedAt.IsZero() && !rows[0].calendar(s.user).CanDelete() {
		return calendarRow{}, noCalendar()
	}
	return rows[0], nil
}

// ensureOwn gives the caller the calendar that everybody has, unless they have had one; nobody is told of it.
func (s *Scope) ensureOwn(ctx context.Context) error {
	var owned []int64
	const own = `SELECT k.id FROM calendars AS k WHERE k.user_id = ? AND k.kind = '' ORDER BY k.id LIMIT 1`
	if err := s.store.read.NewRaw(own, s.user.ID).Scan(ctx, &owned); err != nil || len(owned) > 0 {
		return wrap(err, "look for an own calendar")
	}
	return s.write(ctx, func(ctx context.Context, w *work) error { return s.addOwn(ctx, w) })
}

func (s *Scope) addOwn(ctx context.Context, w *work) error {
	_, err := w.tx.NewRaw(`INSERT INTO calendars (user_id, name, color, visibility, created_at, updated_at)
		SELECT u.id, ?, 'pine', ?, ?, ? FROM users AS u WHERE u.id = ? AND NOT EXISTS (SELECT 1 FROM calendars WHERE user_id = u.id AND kind = '')`,
		domain.OwnCalendarName, domain.VisibilityPrivate, w.at, w.at, s.user.ID).Exec(ctx)
	return wrap(err, "give somebody a calendar")
}

// OwnCalendar is the caller's first calendar, in which things go that name none.
func (s *Scope) OwnCalendar(ctx context.Context) (int64, error) {
	var id int64
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		var err error
		id, err = s.ownCalendar(ctx, w)
		return err
	})
	return id, err
}

// ownCalendar is the caller's first calendar that is not in the trash; 0 for none.
func (s *Scope) ownCalendar(ctx context.Context, w *work) (int64, error) {
	if err := s.addOwn(ctx, w); err != nil {
		return 0, err
	}
	var ids []int64
	err := w.tx.NewRaw(`SELECT k.id FROM calendars AS k WHERE k.user_id = ? AND k.kind = '' AND k.deleted_at IS NULL ORDER BY k.id LIMIT 1`, s.user.ID).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return 0, wrap(err, "look for an own calendar")
	}
	return ids[0], nil
}

// whoSeesCalendar are the people who see what is in a calendar.
func whoSeesCalendar(ctx context.Context, w *work, id int64) ([]string, error) {
	var ids []string
	err := w.tx.NewRaw(`SELECT u.id FROM users AS u JOIN calendars AS k ON k.id = ? WHERE u.id = k.user_id
		OR u.id IN (SELECT user_id FROM calendar_shares WHERE calendar_id = k.id)
		OR (u."emailVerified" IS NOT NULL AND lower(u.email) IN (SELECT lower(email) FROM calendar_shares WHERE calendar_id = k.id AND user_id IS NULL))
		OR ((k.user_id IS NULL OR k.visibility = 'team') AND `+isStaff+`) ORDER BY u.id`, id).Scan(ctx, &ids)
	return ids, wrap(err, "read who sees a calendar")
}
