package store

import (
	"context"
	"strings"

	"mddash/domain"
)

// undoLeaving takes back that the caller left a note or a calendar, or with was == nil that they came back.
func (s *Scope) undoLeaving(ctx context.Context, w *work, row activityRow, id int64, was *sharedWith) error {
	switch {
	case was == nil && row.Kind == kindCalendar:
		return s.leaveCalendar(ctx, w, id)
	case was == nil:
		return s.leaveNote(ctx, w, id)
	case !w.recent:
		return domain.Fail(domain.Conflict, "You left it too long ago. Ask whose it is to share it again.")
	}
	var later int
	err := w.tx.NewRaw(`SELECT count(*) FROM activity WHERE kind = ? AND subject_id = ? AND id > ? AND action IN (?, ?, ?) AND coalesce(user_id, '') <> ?`,
		row.Kind, row.SubjectID, row.ID, actionShare, actionDelete, actionPurge, s.user.ID).Scan(ctx, &later)
	if err != nil {
		return wrap(err, "read what changed since")
	}
	if later > 0 {
		return changedSince()
	}
	if row.Kind == kindCalendar {
		return s.returnToCalendar(ctx, w, id, *was)
	}
	return s.returnToNote(ctx, w, id, *was)
}

// leaveShares takes the caller's shares of a note or a calendar out of its table and answers them as they can be put back.
func (s *Scope) leaveShares(ctx context.Context, w *work, table, of string, id int64) ([]sharedWith, error) {
	which := and(raw(of+` = ?`, id), s.sharedWithMe())
	var rows []noteShareRow
	query := raw(`SELECT id, user_id, email, permission FROM `+table+` WHERE `).plus(which, raw(` ORDER BY id`))
	if err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "leave what is shared")
	}
	query = raw(`DELETE FROM ` + table + ` WHERE `).plus(which)
	if _, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil {
		return nil, wrap(err, "leave what is shared")
	}
	left := make([]sharedWith, 0, len(rows))
	for _, row := range rows {
		left = append(left, sharedWith{Share: s.user.ID, UserID: row.UserID, Email: row.Email, Permission: row.Permission, Left: true})
	}
	return left, nil
}

// returnTo puts a share back that the caller left, unless there is another one by now, or their address is another one.
func (s *Scope) returnTo(ctx context.Context, w *work, table, of string, id int64, was sharedWith) error {
	var again int
	err := w.tx.NewRaw(`SELECT count(*) FROM `+table+` WHERE `+of+` = ? AND coalesce(user_id, '') = ? AND lower(email) = lower(?)`, id, was.UserID, was.Email).Scan(ctx, &again)
	if err != nil {
		return wrap(err, "read shares")
	}
	mine := was.UserID == s.user.ID || was.UserID == "" && s.user.Verified && strings.EqualFold(was.Email, s.user.Email)
	if again > 0 || !mine {
		return changedSince()
	}
	_, err = w.tx.NewRaw(`INSERT INTO `+table+` (`+of+`, user_id, email, permission, created_at) VALUES (?, nullif(?, ''), ?, ?, ?)`,
		id, was.UserID, was.Email, was.Permission, w.at).Exec(ctx)
	return wrap(err, "come back to what is shared")
}

func (s *Scope) returnToNote(ctx context.Context, w *work, id int64, was sharedWith) error {
	var notes []noteRow
	if err := w.tx.NewRaw(`SELECT `+noteColumns+` FROM notes AS n WHERE n.id = ? AND n.deleted_at IS NULL`, id).Scan(ctx, &notes); err != nil {
		return wrap(err, "read a note")
	}
	if len(notes) == 0 {
		return noNote()
	}
	if err := s.returnTo(ctx, w, "note_shares", "note_id", id, was); err != nil {
		return err
	}
	w.tellOf(s.user.ID, notes[0].subject())
	return didShare(w, notes[0].subject(), nil, &was)
}

func (s *Scope) returnToCalendar(ctx context.Context, w *work, id int64, was sharedWith) error {
	calendars, err := s.calendarRows(ctx, w.tx, "", raw(`k.id = ? AND k.deleted_at IS NULL`, id), clause{})
	if err != nil {
		return err
	}
	if len(calendars) == 0 {
		return noCalendar()
	}
	if err := s.returnTo(ctx, w, "calendar_shares", "calendar_id", id, was); err != nil {
		return err
	}
	return didShare(w, calendars[0].subject(), nil, &was)
}
