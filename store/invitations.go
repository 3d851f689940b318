package store

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// cancelled is what those were told last who know that an event does not take place.
const cancelled = "cancelled"

// round is what there is to tell those who are invited to an event.
type round struct {
	row       eventRow
	object    domain.EventObject
	organizer domain.Guest
	guests    []domain.Guest
	told      string
	off       bool // it does not take place
	rows      []guestRow
}

// SendInvitations writes to everybody who is to come to an event and does not know of it as it is now, and to those who
// are not to come any more; it answers to how many. Of an event in the trash they learn that it is cancelled. compose makes
// each letter. Who does not write in the event may not, nor anybody where somebody elsewhere organises it.
func (s *Scope) SendInvitations(ctx context.Context, id int64, compose func(domain.Invitation) domain.Mail) (int, error) {
	key, err := s.store.guestKey(ctx)
	if err != nil {
		return 0, err
	}
	r, err := s.inviting(ctx, s.store.read, id)
	if err != nil {
		return 0, err
	}
	if many := len(r.toTell()); many > 0 {
		if err := s.store.countTry(ctx, slices.Repeat([]limit{limitInviting(s.user.ID)}, many)...); err != nil {
			return 0, err
		}
	}
	sent := 0
	err = s.write(ctx, func(ctx context.Context, w *work) error {
		r, err := s.inviting(ctx, w.tx, id)
		if err != nil {
			return err
		}
		letters, err := s.tell(ctx, w, r, key)
		sent = len(letters)
		for _, letter := range letters {
			if err == nil {
				err = s.sendInvitation(ctx, w, letter, letter.Guest.Address, compose)
			}
		}
		return err
	})
	return sent, err
}

// inviting reads what there is to tell, and asks whether the caller may.
func (s *Scope) inviting(ctx context.Context, db bun.IDB, id int64) (round, error) {
	row, err := s.loadEventAnywhere(ctx, db, id)
	if err == nil && row.SeriesID != 0 {
		row, err = s.loadEventAnywhere(ctx, db, row.SeriesID)
	}
	if err != nil {
		return round{}, err
	}
	switch {
	case !row.access(s.user).CanEdit():
		return round{}, domain.Fail(domain.Denied, "You can see this event, but not change it.")
	case !s.mayWriteInTheirName():
		return round{}, domain.Fail(domain.Denied, "Nobody knows yet that your address is yours. Ask for a new password by mail: with that it is.")
	}
	r := round{row: row, off: !row.DeletedAt.IsZero() || row.Status == domain.EventCancelled}
	if r.object, err = s.invitedTo(ctx, db, row); err != nil {
		return r, err
	}
	if r.organizer, err = s.organizer(ctx, db, row); err != nil {
		return r, err
	}
	rows, err := guestRows(ctx, db, []int64{row.ID})
	r.rows, r.told = rows[row.ID], r.object.Told()
	if r.off {
		r.told = cancelled
	}
	r.guests = slices.DeleteFunc(guestsOf(r.object.Events[0], r.rows, r.told), func(g domain.Guest) bool {
		return g.Address == "" || g.Address == r.organizer.Address
	})
	return r, err
}

// mayWriteInTheirName tells whether the caller's address is known to be theirs, so that letters can ask to answer there.
func (s *Scope) mayWriteInTheirName() bool { return s.user.Verified || s.user.IsAdmin() }

// organizer is who invites: whom the event names, else who made it, else the caller. Somebody whose account is not here is
// a Conflict: who was invited by them would not know us.
func (s *Scope) organizer(ctx context.Context, db bun.IDB, row eventRow) (domain.Guest, error) {
	name, address := domain.ParseAttendee(row.Organizer)
	var people []struct{ Email, Name string }
	query := raw(`SELECT email, coalesce(name, '') AS name FROM users WHERE id IN (?, ?) AND disabled_at IS NULL ORDER BY CASE WHEN id = ? THEN 0 ELSE 1 END`, row.UserID, s.user.ID, row.UserID)
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &people); err != nil {
		return domain.Guest{}, wrap(err, "read who made an event")
	}
	for _, person := range people {
		if own := strings.ToLower(person.Email); own != "" && (address == "" || address == own) {
			if name == "" {
				name = person.Name
			}
			return domain.Guest{Name: name, Address: own}, nil
		}
	}
	return domain.Guest{}, domain.Fail(domain.Conflict, "Somebody else organises this event, and invites to it: "+row.Organizer+".")
}

// toTell are the letters that there are to write, as far as they are known before anything is written.
func (r round) toTell() []domain.Invitation {
	var letters []domain.Invitation
	add := func(method string, guest domain.Guest) {
		letters = append(letters, domain.Invitation{Method: method, Object: r.object, Guest: guest, Guests: r.guests, From: r.organizer, Changed: guest.Told, Cancelled: r.off})
	}
	for _, guest := range r.guests {
		switch {
		case r.off && guest.Told && guest.Outdated:
			add(domain.MethodCancel, guest)
		case !r.off && (!guest.Told || guest.Outdated):
			add(domain.MethodRequest, guest)
		}
	}
	for _, row := range r.rows {
		if row.Told != "" && row.Told != cancelled && domain.GuestNamed(r.guests, row.Address) == nil {
			add(domain.MethodCancel, row.guest())
		}
	}
	return letters
}

// tell notes what everybody is told, and gives back the letters.
func (s *Scope) tell(ctx context.Context, w *work, r round, key []byte) ([]domain.Invitation, error) {
	letters := r.toTell()
	sequence := r.row.Sequence
	if slices.ContainsFunc(letters, func(letter domain.Invitation) bool { return letter.Changed }) {
		sequence++
	}
	if len(letters) > 0 {
		if err := s.organize(ctx, w, r, sequence); err != nil {
			return nil, err
		}
	}
	for i := range letters {
		letter := &letters[i]
		letter.Sequence = sequence
		if letter.Method == domain.MethodCancel && domain.GuestNamed(r.guests, letter.Guest.Address) == nil {
			if _, err := w.tx.NewRaw(`DELETE FROM event_guests WHERE id = ?`, letter.Guest.ID).Exec(ctx); err != nil {
				return nil, wrap(err, "forget who is not invited any more")
			}
			continue
		}
		row := guestRow{EventID: r.row.ID, Address: letter.Guest.Address, Answer: domain.AnswerNone, Told: r.told, ToldAt: w.at}
		_, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").On("CONFLICT (event_id, address) DO UPDATE").
			Set("told = EXCLUDED.told").Set("told_at = EXCLUDED.told_at").Returning("id").Exec(ctx)
		if err != nil {
			return nil, wrap(err, "note who is invited")
		}
		letter.Token = guestToken(key, row)
		if letter.Method == domain.MethodRequest && !letter.Changed {
			user, err := verifiedUser(ctx, w.tx, row.Address)
			if err != nil {
				return nil, err
			}
			w.notify(notice{kind: domain.ToldInvited, about: domain.AboutInvitation, aboutID: row.ID}, user)
		}
	}
	return letters, nil
}

// organize writes down who organises an event from now on, and how often it was another one.
func (s *Scope) organize(ctx context.Context, w *work, r round, sequence int64) error {
	if _, err := w.tx.NewRaw(`UPDATE events SET sequence = ? WHERE id = ?`, sequence, r.row.ID).Exec(ctx); err != nil {
		return wrap(err, "count the changes of an event")
	}
	if _, address := domain.ParseAttendee(r.row.Organizer); address != "" || !r.row.DeletedAt.IsZero() {
		return nil
	}
	named := r.row.copied()
	named.Organizer = r.organizer.Address
	return s.storeEvent(ctx, w, r.row, named)
}

// Invitation is what somebody was invited to, by the secret part of the address in their letter.
func (s *Store) Invitation(ctx context.Context, token string) (domain.Invitation, error) {
	key, err := s.guestKey(ctx)
	if err != nil {
		return domain.Invitation{}, err
	}
	guest, err := s.guestBy(ctx, s.read, key, token)
	if err != nil {
		return domain.Invitation{}, err
	}
	return s.invitation(ctx, s.read, guest, token)
}

func (s *Store) invitation(ctx context.Context, db bun.IDB, guest guestRow, token string) (domain.Invitation, error) {
	nobody := s.As(domain.User{})
	rows, err := nobody.eventRows(ctx, db, "", raw(`e.id = ? AND k.deleted_at IS NULL`, guest.EventID), clause{})
	if err != nil || len(rows) == 0 {
		return domain.Invitation{}, orNoInvitation(err)
	}
	row := rows[0]
	invitation := domain.Invitation{Method: domain.MethodRequest, Token: token, Sequence: row.Sequence, Cancelled: !row.DeletedAt.IsZero() || row.Status == domain.EventCancelled}
	if invitation.Object, err = nobody.invitedTo(ctx, db, row); err != nil {
		return domain.Invitation{}, err
	}
	all, err := guestRows(ctx, db, []int64{row.ID})
	if err != nil {
		return domain.Invitation{}, err
	}
	invitation.Guests = guestsOf(invitation.Event(), all[row.ID], guest.Told)
	asked := domain.GuestNamed(invitation.Guests, guest.Address)
	if asked == nil {
		return domain.Invitation{}, noInvitation()
	}
	invitation.Guest = *asked
	if invitation.From, err = nobody.organizer(ctx, db, row); domain.KindOf(err) == domain.Conflict {
		invitation.From.Name, invitation.From.Address = domain.ParseAttendee(row.Organizer)
		err = nil
	}
	return invitation, err
}

func orNoInvitation(err error) error {
	if err == nil {
		return noInvitation()
	}
	return err
}

// AnswerInvitation keeps what somebody answers who has the secret address. To what is cancelled nothing is to answer.
func (s *Store) AnswerInvitation(ctx context.Context, token string, in domain.AnswerInput) (domain.Invitation, error) {
	var out domain.Invitation
	key, err := s.guestKey(ctx)
	if err != nil {
		return out, err
	}
	answer, comment, err := in.Parse()
	if err != nil {
		return out, err
	}
	err = s.As(domain.User{}).write(ctx, func(ctx context.Context, w *work) error {
		guest, err := s.guestBy(ctx, w.tx, key, token)
		if err != nil {
			return err
		}
		if out, err = s.invitation(ctx, w.tx, guest, token); err != nil {
			return err
		}
		if out.Cancelled {
			return domain.Fail(domain.Conflict, "It does not take place.")
		}
		guest.Answer, guest.Comment = answer, comment
		if err := answerAs(ctx, w, guest.EventID, guest.guest()); err != nil {
			return err
		}
		if err := tellOfAnswer(ctx, w, guest.EventID, out.Guest, answer); err != nil {
			return err
		}
		if err := touchSeries(ctx, w, eventRow{ID: guest.EventID}); err != nil {
			return err
		}
		out, err = s.invitation(ctx, w.tx, guest, token)
		return err
	})
	return out, err
}

// AnswerEvent keeps what the caller answers to an event that they see and are to come to. Where somebody elsewhere organises
// it, they are told by a letter that compose makes; compose is nil where no mail can be sent.
func (s *Scope) AnswerEvent(ctx context.Context, id int64, in domain.AnswerInput, compose func(domain.Invitation) domain.Mail) error {
	event, err := s.loadEvent(ctx, s.store.read, id)
	if err != nil {
		return err
	}
	// Whom the event names as its organiser is for its writer to say: nobody sends them letters without end.
	if _, address := domain.ParseAttendee(event.Organizer); address != "" && compose != nil {
		if err := s.store.MayTell(ctx, s.user.ID); err != nil {
			return err
		}
	}
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadEvent(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if row.SeriesID != 0 {
			if row, err = s.loadEvent(ctx, w.tx, row.SeriesID); err != nil {
				return err
			}
		}
		answer, comment, err := in.Parse()
		if err != nil {
			return err
		}
		event := row.event(s.user)
		asked := domain.GuestNamed(guestsOf(event, nil, ""), s.user.Email)
		if event.Busy || asked == nil || !s.user.Verified {
			return domain.Fail(domain.Denied, "You are not among those who are to come.")
		}
		asked.Answer, asked.Comment = answer, comment
		if err := answerAs(ctx, w, row.ID, *asked); err != nil {
			return err
		}
		if err := tellOfAnswer(ctx, w, row.ID, *asked, answer); err != nil {
			return err
		}
		if err := touchSeries(ctx, w, row); err != nil {
			return err
		}
		return s.replyTo(ctx, w, row, *asked, compose)
	})
}

// replyTo tells who organises an event elsewhere what the caller answered.
func (s *Scope) replyTo(ctx context.Context, w *work, row eventRow, guest domain.Guest, compose func(domain.Invitation) domain.Mail) error {
	_, address := domain.ParseAttendee(row.Organizer)
	if address == "" || compose == nil {
		return nil
	}
	var here int
	if err := w.tx.NewRaw(`SELECT count(*) FROM users WHERE lower(email) = ?`, address).Scan(ctx, &here); err != nil || here > 0 {
		return wrap(err, "look whose event it is")
	}
	object, err := s.invitedTo(ctx, w.tx, row)
	if err != nil {
		return err
	}
	if guest.Name == "" {
		guest.Name = s.user.Name
	}
	letter := domain.Invitation{Method: domain.MethodReply, Object: object, Guest: guest, Guests: []domain.Guest{guest}, From: domain.Guest{Address: address}, Sequence: row.Sequence}
	return s.sendInvitation(ctx, w, letter, address, compose)
}

// sendInvitation puts a letter about an event into the outbox, in the language of whoever gets it.
func (s *Scope) sendInvitation(ctx context.Context, w *work, letter domain.Invitation, to string, compose func(domain.Invitation) domain.Mail) error {
	known, err := usersByEmail(ctx, w.tx, to)
	if err != nil {
		return err
	}
	letter.Language = s.user.Language
	if len(known) == 1 && bool(known[0].Verified) && known[0].user().Reads() != "" {
		letter.Language = known[0].user().Reads()
	}
	return putInOutbox(ctx, w.tx, compose(letter), w.at)
}
