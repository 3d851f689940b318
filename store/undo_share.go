package store

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"mddash/domain"
)

// sharedWith is a share as the log keeps it: in words, and as it can be put back.
type sharedWith struct {
	Share      string `json:"share"`
	UserID     string `json:"user_id,omitempty"`
	Email      string `json:"email,omitempty"`
	Permission string `json:"permission,omitempty"`
	// Left tells that they left it by themselves.
	Left bool `json:"left,omitempty"`
}

// didShare notes that a share came, changed or went; nil is none.
func didShare(w *work, of subject, was, is *sharedWith) error {
	type shared struct {
		Share string      `json:"share"`
		With  *sharedWith `json:"with"`
	}
	words := func(with *sharedWith) shared {
		if with == nil {
			return shared{}
		}
		return shared{with.Share, with}
	}
	old, now, err := changes(words(was), words(is))
	if err != nil {
		return err
	}
	return w.did(actionShare, of, old, now)
}

// undoShare takes back that the owner of a note or a calendar gave it to somebody, took it from them or changed what they may
// do. Who left it by themselves comes back only within the hour, and only where nobody else has shared anything of it since.
func (s *Scope) undoShare(ctx context.Context, w *work, row activityRow) error {
	var before, after struct {
		With *sharedWith `json:"with"`
	}
	id, err := strconv.ParseInt(row.SubjectID, 10, 64)
	err = errors.Join(err, json.Unmarshal([]byte(row.Before), &before), json.Unmarshal([]byte(row.After), &after))
	if err != nil {
		return wrap(err, "read what to undo")
	}
	was, is := before.With, after.With
	if was == nil && is != nil && *is == *withAll() {
		note, err := s.loadOwnNote(ctx, w.tx, id)
		if err != nil {
			return err
		}
		return unpublish(ctx, w, note)
	}
	if known := func(with *sharedWith) bool { return with == nil || with.Permission != "" }; !known(was) || !known(is) || was == is {
		return domain.Fail(domain.Conflict, "That can't be undone.")
	}
	if was != nil && was.Left || is != nil && is.Left {
		return s.undoLeaving(ctx, w, row, id, was)
	}
	if row.Kind == kindCalendar {
		return s.undoCalendarShare(ctx, w, id, was, is)
	}
	return s.undoNoteShare(ctx, w, id, was, is)
}

func (s *Scope) undoNoteShare(ctx context.Context, w *work, id int64, was, is *sharedWith) error {
	note, err := s.loadOwnNote(ctx, w.tx, id)
	if err != nil {
		return err
	}
	with := whom(was, is)
	rows, err := s.readShares(ctx, w.tx, and(raw(`h.note_id = ?`, id), with.same()))
	switch {
	case err != nil:
		return err
	case is == nil && len(rows) == 0:
		user, err := s.stillThere(ctx, w, *was)
		if err != nil {
			return err
		}
		_, err = s.addShare(ctx, w, note, noteShareRow{UserID: user.ID, Email: was.Email, Name: user.Name, Permission: was.Permission})
		return err
	case is == nil || len(rows) == 0 || rows[0].Permission != is.Permission:
		return changedSince()
	case was == nil:
		return s.takeShare(ctx, w, note, rows[0])
	}
	_, err = s.setPermission(ctx, w, note, rows[0], was.Permission)
	return err
}

func (s *Scope) undoCalendarShare(ctx context.Context, w *work, id int64, was, is *sharedWith) error {
	calendar, err := s.loadOwnCalendar(ctx, w.tx, id)
	if err != nil {
		return err
	}
	if was != nil {
		if err := mayGive(calendar, was.Permission); err != nil {
			return err
		}
	}
	with := whom(was, is)
	rows, err := s.calendarShareRows(ctx, w.tx, and(raw(`h.calendar_id = ?`, id), with.same()))
	switch {
	case err != nil:
		return err
	case is == nil && len(rows) == 0:
		return s.shareCalendarAgain(ctx, w, calendar, *was)
	case is == nil || len(rows) == 0 || rows[0].Permission != is.Permission:
		return changedSince()
	case was == nil:
		return takeCalendarShare(ctx, w, calendar, rows[0])
	}
	_, err = setCalendarPermission(ctx, w, calendar, rows[0], was.Permission)
	return err
}

func (s *Scope) shareCalendarAgain(ctx context.Context, w *work, calendar calendarRow, was sharedWith) error {
	user, err := s.stillThere(ctx, w, was)
	if err != nil {
		return err
	}
	all, err := s.calendarShareRows(ctx, w.tx, raw(`h.calendar_id = ?`, calendar.ID))
	if err != nil {
		return err
	}
	_, err = s.addCalendarShare(ctx, w, calendar, calendarShareRow{UserID: user.ID, Email: was.Email, Name: user.Name, Permission: was.Permission}, len(all))
	return err
}

func whom(was, is *sharedWith) sharedWith {
	if is != nil {
		return *is
	}
	return *was
}

// same holds for shares under the alias h with the same address or, chosen by name, the same person.
func (with sharedWith) same() clause {
	if with.Email == "" {
		return raw(`h.email = '' AND h.user_id = ?`, with.UserID)
	}
	return raw(`lower(h.email) = lower(?)`, with.Email)
}

// stillThere is who gets a share again: whoever the address is of by now, or the person who was chosen by name, as long as the
// caller could choose them.
func (s *Scope) stillThere(ctx context.Context, w *work, with sharedWith) (domain.Person, error) {
	if with.Email != "" {
		id, err := verifiedUser(ctx, w.tx, with.Email)
		return domain.Person{ID: id}, err
	}
	people, err := s.peopleWhere(ctx, w.tx, and(s.assignable(0), raw(`u.id = ? AND u.id <> ?`, with.UserID, s.user.ID)))
	if err == nil && len(people) != 1 {
		err = changedSince()
	}
	if err != nil {
		return domain.Person{}, err
	}
	return people[0], nil
}
