package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// guestRow is somebody who was written to about an event, or who answered.
type guestRow struct {
	bun.BaseModel `bun:"table:event_guests,alias:g"`

	ID         int64 `bun:",pk,autoincrement"`
	EventID    int64
	Address    string
	Answer     string
	Comment    string `bun:",nullzero"`
	AnsweredAt instant
	Told       string `bun:",nullzero"`
	ToldAt     instant
}

func (r guestRow) guest() domain.Guest {
	return domain.Guest{ID: r.ID, Address: r.Address, Answer: r.Answer, Comment: r.Comment, AnsweredAt: r.AnsweredAt.Time, Told: r.Told != ""}
}

// guestRows are those of some events, by event.
func guestRows(ctx context.Context, db bun.IDB, events []int64) (map[int64][]guestRow, error) {
	of := map[int64][]guestRow{}
	if len(events) == 0 {
		return of, nil
	}
	var rows []guestRow
	err := db.NewRaw(`SELECT g.* FROM event_guests AS g WHERE g.event_id IN (?) ORDER BY g.id`, bun.List(events)).Scan(ctx, &rows)
	for _, row := range rows {
		of[row.EventID] = append(of[row.EventID], row)
	}
	return of, wrap(err, "read who is invited")
}

// guestsOf are those whom an event names, each with what is known of them. told is what they would be told now.
func guestsOf(event domain.Event, rows []guestRow, told string) []domain.Guest {
	guests := make([]domain.Guest, 0, len(event.Attendees))
	for _, text := range event.Attendees {
		name, address := domain.ParseAttendee(text)
		guest := domain.Guest{Name: name, Address: address, Answer: domain.AnswerNone}
		for _, row := range rows {
			if row.Address == address {
				guest = row.guest()
				guest.Name, guest.Outdated = name, row.Told != "" && row.Told != told
			}
		}
		if address == "" || domain.GuestNamed(guests, address) == nil {
			guests = append(guests, guest)
		}
	}
	return guests
}

// Guests are those who are to come to an event that the caller sees all of, as it names them, with what they answered.
func (s *Scope) Guests(ctx context.Context, id int64) ([]domain.Guest, error) {
	row, err := s.loadEvent(ctx, s.store.read, id)
	if err != nil {
		return nil, err
	}
	event := row.event(s.user)
	if event.Busy || len(event.Attendees) == 0 {
		return []domain.Guest{}, nil
	}
	object, err := s.invitedTo(ctx, s.store.read, row)
	if err != nil {
		return nil, err
	}
	rows, err := guestRows(ctx, s.store.read, []int64{row.seriesID()})
	return guestsOf(event, rows[row.seriesID()], object.Told()), err
}

// seriesID is the event that people are invited to: all of a series.
func (r eventRow) seriesID() int64 {
	if r.SeriesID != 0 {
		return r.SeriesID
	}
	return r.ID
}

// invitedTo is what those who are invited learn of an event, also of one in the trash: nothing of its reminders, its
// privacy, its place in projects, or of what other programs kept with it.
func (s *Scope) invitedTo(ctx context.Context, db bun.IDB, row eventRow) (domain.EventObject, error) {
	rows, err := s.eventRows(ctx, db, "", raw(`e.id = ? OR (e.series_id = ? AND e.deleted_at IS NULL)`, row.seriesID(), row.seriesID()),
		raw(` ORDER BY CASE WHEN e.series_id IS NULL THEN 0 ELSE 1 END, e.series_day, e.id`))
	object := domain.EventObject{}
	for _, row := range rows {
		e := row.whole()
		e.Reminders, e.RemindAt, e.Kept, e.Privacy, e.ProjectID, e.Color = nil, nil, "", domain.PrivacyPublic, 0, ""
		object.UID = e.UID
		object.Events = append(object.Events, e)
	}
	if err == nil && len(object.Events) == 0 {
		err = noEvent()
	}
	return object, err
}

// whole is the event as its owner sees it.
func (r eventRow) whole() domain.Event {
	const owner = "owner"
	r.CalendarOwner = owner
	return r.event(domain.User{ID: owner})
}

// guestToken is the secret part of the address at which somebody answers: who they are, and a proof that we wrote it.
func guestToken(key []byte, guest guestRow) string {
	id := strconv.FormatInt(guest.ID, 36)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + " " + guest.Address))
	return id + "-" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

const guestKeySize = 32

func (s *Store) guestKey(ctx context.Context) ([]byte, error) {
	return s.Secret(ctx, "invitations", guestKeySize)
}

func noInvitation() error {
	return domain.Fail(domain.NotFound, "There is no such invitation.")
}

// guestBy is whom a token was given to.
func (s *Store) guestBy(ctx context.Context, db bun.IDB, key []byte, token string) (guestRow, error) {
	id, _, _ := strings.Cut(token, "-")
	number, err := strconv.ParseInt(id, 36, 64)
	if err != nil {
		return guestRow{}, noInvitation()
	}
	var rows []guestRow
	if err := db.NewRaw(`SELECT g.* FROM event_guests AS g WHERE g.id = ?`, number).Scan(ctx, &rows); err != nil {
		return guestRow{}, wrap(err, "read an invitation")
	}
	if len(rows) == 0 || subtle.ConstantTimeCompare([]byte(guestToken(key, rows[0])), []byte(token)) != 1 {
		return guestRow{}, noInvitation()
	}
	return rows[0], nil
}

// fillAnswers puts to events what those answered who are invited to them.
func fillAnswers(ctx context.Context, db bun.IDB, rows []eventRow) error {
	var ids []int64
	for _, row := range rows {
		if len(row.Attendees) > 0 {
			ids = append(ids, row.seriesID())
		}
	}
	of, err := guestRows(ctx, db, ids)
	for i := range rows {
		for _, guest := range of[rows[i].seriesID()] {
			if guest.Answer != domain.AnswerNone {
				rows[i].answers = append(rows[i].answers, guest.guest())
			}
		}
	}
	return err
}

// takeAnswers keeps what another program says that people answered. It tells whether anything was new.
func takeAnswers(ctx context.Context, w *work, eventID int64, answers []domain.Guest) (bool, error) {
	if len(answers) == 0 {
		return false, nil
	}
	of, err := guestRows(ctx, w.tx, []int64{eventID})
	if err != nil {
		return false, err
	}
	wrote := false
	for _, answer := range answers {
		known := domain.Guest{Answer: domain.AnswerNone}
		for _, row := range of[eventID] {
			if row.Address == answer.Address {
				known = row.guest()
			}
		}
		if known.Answer == answer.Answer {
			continue
		}
		wrote = true
		if err := answerAs(ctx, w, eventID, answer); err != nil {
			return false, err
		}
	}
	return wrote, nil
}

// answerAs notes what somebody answered.
func answerAs(ctx context.Context, w *work, eventID int64, guest domain.Guest) error {
	row := guestRow{EventID: eventID, Address: guest.Address, Answer: guest.Answer, Comment: guest.Comment, AnsweredAt: w.at}
	_, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").On("CONFLICT (event_id, address) DO UPDATE").
		Set("answer = EXCLUDED.answer").Set("comment = EXCLUDED.comment").Set("answered_at = EXCLUDED.answered_at").Returning("NULL").Exec(ctx)
	return wrap(err, "note an answer")
}

// tellOfAnswer tells whose event it is what somebody answered. Of several answers of one guest the last is told, and within
// an hour in the program alone: who has the address could answer without end.
func tellOfAnswer(ctx context.Context, w *work, eventID int64, guest domain.Guest, answer string) error {
	name := guest.Name
	if name == "" {
		name = guest.Address
	}
	var organisers []string
	err := w.tx.NewRaw(`SELECT coalesce(e.user_id, k.user_id, '') FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE e.id = ?`, eventID).Scan(ctx, &organisers)
	if err != nil {
		return wrap(err, "read whose event it is")
	}
	var earlier []instant
	which := raw(`kind = ? AND subject_kind = ? AND subject_id = ? AND detail IN (?)`, domain.ToldInvited, domain.FoundEvent, eventID,
		bun.List([]string{domain.AnswerYes + " " + name, domain.AnswerMaybe + " " + name, domain.AnswerNo + " " + name, domain.AnswerNone + " " + name}))
	if err := w.tx.NewRaw(`SELECT at FROM notifications WHERE `+which.sql, which.args...).Scan(ctx, &earlier); err != nil {
		return wrap(err, "read what was answered before")
	}
	if _, err := w.tx.NewRaw(`DELETE FROM notifications WHERE `+which.sql, which.args...).Exec(ctx); err != nil {
		return wrap(err, "forget what was answered before")
	}
	quietly := slices.ContainsFunc(earlier, func(at instant) bool { return w.at.Sub(at.Time) < time.Hour })
	w.notify(notice{kind: domain.ToldInvited, about: domain.FoundEvent, aboutID: eventID, detail: answer + " " + name, quietly: quietly}, organisers...)
	return nil
}
