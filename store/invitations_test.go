package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
)

// invite sends what there is to send of an event, and tells to whom: "REQUEST 0 guest@example.com".
func (c cast) invite(who string, id int64, want domain.Kind) (sent []string, tokens map[string]string) {
	c.t.Helper()
	tokens = map[string]string{}
	n, err := c.known(who).SendInvitations(c.t.Context(), id, func(i domain.Invitation) domain.Mail {
		sent = append(sent, fmt.Sprint(i.Method, " ", i.Sequence, " ", i.Guest.Address, " from ", i.From.Address))
		tokens[i.Guest.Address] = i.Token
		return domain.Mail{To: i.Guest.Address, Subject: "x", Body: "x", Calendar: "BEGIN", Method: i.Method}
	})
	c.want("send invitations", err, want)
	if err == nil && n != len(sent) {
		c.t.Errorf("%d letters were sent, and %d are said to be", len(sent), n)
	}
	slices.Sort(sent)
	return sent, tokens
}

func (c cast) wantSent(what string, got []string, want ...string) {
	c.t.Helper()
	if !slices.Equal(got, want) {
		c.t.Errorf("%s: sent %q, want %q", what, got, want)
	}
}

func (c cast) answersTo(who string, id int64) string {
	c.t.Helper()
	guests, err := c.as(who).Guests(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	var all []string
	for _, g := range guests {
		all = append(all, fmt.Sprint(g.Label(), " ", g.Answer, " ", g.Told, " ", g.Outdated))
	}
	return strings.Join(all, "; ")
}

func TestGuestsAreToldOfEachStateOnce(t *testing.T) {
	eachCast(t, func(c cast) {
		event := c.event("ann", domain.EventInput{Title: "Tasting", Start: "2026-11-30T09:30:00Z", Recurrence: ptr("FREQ=WEEKLY"),
			Attendees: []string{"Guest One <One@Example.com>", "two@example.com", "Somebody without an address", "one@example.com", "ann@example.org"}})
		const from = " from ann@example.org"
		sent, tokens := c.invite("ann", event.ID, 0)
		c.wantSent("first", sent, "REQUEST 0 one@example.com"+from, "REQUEST 0 two@example.com"+from)
		sent, _ = c.invite("ann", event.ID, 0)
		c.wantSent("again", sent)
		change := func(do func(*domain.EventInput)) {
			_, err := c.known("ann").UpdateEvent(t.Context(), event.ID, "", domain.Part{}, func(in domain.EventInput) (domain.EventInput, error) {
				do(&in)
				return in, nil
			})
			c.want("change", err, 0)
		}
		change(func(in *domain.EventInput) { in.Reminders, in.Color = []int{10}, ptr("pine") })
		sent, _ = c.invite("ann", event.ID, 0)
		c.wantSent("after a change of one's own reminder", sent)
		change(func(in *domain.EventInput) { in.Location = ptr("Kitchen") })
		if got, want := c.answersTo("ann", event.ID), "Guest One needs-action true true; two@example.com needs-action true true; Somebody without an address needs-action false false; ann@example.org needs-action false false"; got != want {
			t.Errorf("guests: %s", got)
		}
		sent, again := c.invite("ann", event.ID, 0)
		c.wantSent("another place", sent, "REQUEST 1 one@example.com"+from, "REQUEST 1 two@example.com"+from)
		if again["one@example.com"] != tokens["one@example.com"] || len(tokens["one@example.com"]) < 20 {
			t.Errorf("the address for answers is %q, and was %q", again["one@example.com"], tokens["one@example.com"])
		}
		change(func(in *domain.EventInput) { in.Attendees = []string{"two@example.com", "three@example.com"} })
		sent, _ = c.invite("ann", event.ID, 0)
		c.wantSent("one less and one more", sent, "CANCEL 2 one@example.com"+from, "REQUEST 2 three@example.com"+from)
		_, err := c.store.Invitation(t.Context(), tokens["one@example.com"])
		c.want("who is not invited any more looks", err, domain.NotFound)
		c.want("delete", c.known("ann").DeleteEvent(t.Context(), event.ID, "", domain.Part{}), 0)
		sent, _ = c.invite("ann", event.ID, 0)
		c.wantSent("deleted", sent, "CANCEL 3 three@example.com"+from, "CANCEL 3 two@example.com"+from)
		if i, err := c.store.Invitation(t.Context(), tokens["two@example.com"]); err != nil || !i.Cancelled {
			t.Errorf("who looks at what was cancelled sees %+v, %v", i, err)
		}
		_, err = c.store.AnswerInvitation(t.Context(), tokens["two@example.com"], domain.AnswerInput{Answer: domain.AnswerYes})
		c.want("answer to what was cancelled", err, domain.Conflict)
		_, err = c.known("ann").RestoreEvent(t.Context(), event.ID)
		c.want("restore", err, 0)
		sent, _ = c.invite("ann", event.ID, 0)
		c.wantSent("brought back", sent, "REQUEST 4 three@example.com"+from, "REQUEST 4 two@example.com"+from)
		if rows, err := c.store.Strings(`SELECT recipient || ' ' || method || ' ' || calendar FROM outbox ORDER BY id LIMIT 1`); err != nil || !strings.HasSuffix(rows[0], "REQUEST BEGIN") {
			t.Errorf("in the outbox is %q, %v", rows, err)
		}
	})
}

func TestAnswersComeByTheSecretAddressOrFromAnAccount(t *testing.T) {
	eachCast(t, func(c cast) {
		event := c.event("ann", domain.EventInput{Title: "Tasting", Start: "2026-11-30T09:30:00Z", CalendarID: ptr(domain.TeamCalendar), Attendees: []string{"one@example.com", "ben@example.org"}})
		before := c.version("ann", event.ID)
		_, tokens := c.invite("ann", event.ID, 0)
		token := tokens["one@example.com"]
		i, err := c.store.Invitation(t.Context(), token)
		if err != nil || i.Guest.Address != "one@example.com" || i.Event().Title != "Tasting" || i.From.Address != "ann@example.org" {
			t.Fatalf("the invitation is %+v, %v", i, err)
		}
		i, err = c.store.AnswerInvitation(t.Context(), token, domain.AnswerInput{Answer: domain.AnswerMaybe, Comment: ptr("late")})
		if err != nil || i.Guest.Answer != domain.AnswerMaybe || i.Guest.Comment != "late" {
			t.Errorf("answered it is %+v, %v", i.Guest, err)
		}
		c.want("ben answers", c.known("ben").AnswerEvent(t.Context(), event.ID, domain.AnswerInput{Answer: domain.AnswerNo}, nil), 0)
		if got, want := c.answersTo("ann", event.ID), "one@example.com tentative true false; ben@example.org declined true false"; got != want {
			t.Errorf("guests: %s", got)
		}
		if c.version("ann", event.ID) == before {
			t.Error("an answer leaves the event's version")
		}
		for _, wrong := range []string{"", "x", "1", "1-", token + "x", token[:len(token)-1], "zzzzzzzzzzzzzzzzzzzzzzzz-" + token, strings.ToUpper(token), "-1" + token} {
			_, err := c.store.Invitation(t.Context(), wrong)
			c.want("wrong token "+wrong, err, domain.NotFound)
			_, err = c.store.AnswerInvitation(t.Context(), wrong, domain.AnswerInput{Answer: domain.AnswerYes})
			c.want("answer by the wrong token "+wrong, err, domain.NotFound)
		}
		for _, wrong := range []string{"", "yes", "needs-action", "accepted\x00"} {
			_, err := c.store.AnswerInvitation(t.Context(), token, domain.AnswerInput{Answer: wrong})
			c.want("answer "+wrong, err, domain.Invalid)
		}
		c.want("zoe, who sees it and is not invited, answers", c.known("zoe").AnswerEvent(t.Context(), event.ID, domain.AnswerInput{Answer: domain.AnswerYes}, nil), domain.Denied)
	})
}

func TestOnlyWhoWritesInAnEventThatIsOrganisedHereInvites(t *testing.T) {
	eachCast(t, func(c cast) {
		shared := c.calendar("ann", "Shared")
		c.share("ann", shared, "cleo", domain.PermissionView)
		c.share("ann", shared, "ben", domain.PermissionEdit)
		event := c.event("ann", domain.EventInput{Title: "Tasting", Start: "2026-11-30T09:30:00Z", CalendarID: &shared.ID, Attendees: []string{"one@example.com"}})
		c.invite("cleo", event.ID, domain.Denied)
		c.invite("zoe", event.ID, domain.NotFound)
		sent, _ := c.invite("ben", event.ID, 0)
		c.wantSent("ben invites to what ann made", sent, "REQUEST 0 one@example.com from ann@example.org")
		foreign := c.event("ann", domain.EventInput{Title: "Elsewhere", Start: "2026-11-30T09:30:00Z", Organizer: ptr("boss@elsewhere.example"), Attendees: []string{"ann@example.org", "one@example.com"}})
		c.invite("ann", foreign.ID, domain.Conflict)
		var replies []domain.Invitation
		err := c.known("ann").AnswerEvent(t.Context(), foreign.ID, domain.AnswerInput{Answer: domain.AnswerYes}, func(i domain.Invitation) domain.Mail {
			replies = append(replies, i)
			return domain.Mail{To: i.From.Address}
		})
		c.want("ann answers", err, 0)
		if len(replies) != 1 || replies[0].Method != domain.MethodReply || replies[0].From.Address != "boss@elsewhere.example" || replies[0].Guest.Address != "ann@example.org" {
			t.Errorf("the organiser is told %+v", replies)
		}
		for range 40 {
			if err = c.known("ann").AnswerEvent(t.Context(), foreign.ID, domain.AnswerInput{Answer: domain.AnswerNo}, func(domain.Invitation) domain.Mail { return domain.Mail{} }); err != nil {
				break
			}
		}
		c.want("answers without end", err, domain.TooMany)
		hidden := c.event("ann", domain.EventInput{Title: "Hidden", Start: "2026-11-30T09:30:00Z", CalendarID: &shared.ID, Privacy: ptr(domain.PrivacyPrivate), Attendees: []string{"ben@example.org"}})
		if got := c.answersTo("ben", hidden.ID); got != "" {
			t.Errorf("who sees only that the time is taken learns who comes: %s", got)
		}
		c.want("ben answers to busy time", c.known("ben").AnswerEvent(t.Context(), hidden.ID, domain.AnswerInput{Answer: domain.AnswerYes}, nil), domain.Denied)
	})
}

func (c cast) version(who string, id int64) string {
	c.t.Helper()
	event, err := c.as(who).Event(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	return event.Version()
}

// known is a request of somebody whose address is known to be theirs.
func (c cast) known(id string) *store.Scope {
	return c.store.As(domain.User{ID: id, Name: id, Email: id + "@example.org", Roles: []string{map[bool]string{true: "client", false: "staff"}[id == "cleo"]}, TimeZone: "Europe/Stockholm", Verified: true})
}
