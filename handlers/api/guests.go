package api

import (
	"net/http"
	"time"

	"mddash/domain"
	"mddash/formats/invitations"
	"mddash/handlers/visit"
)

func (a *API) addGuests() {
	const one = "/events/{id}"
	add(a, calendarTag, operation{method: http.MethodGet, path: one + "/guests", id: "list-guests", summary: "List who is to come to an event", about: "Those whom its attendees name, with what they answered. Of a series they are the same for all of it."}, listGuests)
	add(a, calendarTag, operation{method: http.MethodPost, path: one + "/invitations", id: "send-invitations", summary: "Write to those who are to come", errors: []int{http.StatusConflict},
		about: "By mail to everybody who does not know of the event as it is now, and to those who are not to come any more; of an event in the trash, that it is cancelled. A second time nobody is written to again. Conflict where no mail server is set, or somebody elsewhere organises the event."}, sendInvitations)
	add(a, calendarTag, operation{method: http.MethodPost, path: one + "/answer", id: "answer-event", summary: "Say whether you come", about: "For those whose own address is among the attendees. Who organises it elsewhere is told by mail."}, answerEvent)
}

// Guest is somebody who is to come to an event.
type Guest struct {
	Name       *string    `json:"name" doc:"As the event names them"`
	Email      *string    `json:"email"`
	Answer     string     `json:"answer" enum:"needs-action,accepted,tentative,declined"`
	Comment    *string    `json:"comment"`
	AnsweredAt *time.Time `json:"answered_at" nullable:"true"`
	Told       bool       `json:"told" doc:"Whether they were written to"`
	Outdated   bool       `json:"outdated" doc:"Whether the event was another one then"`
}

// Told is how many were written to.
type Told struct {
	Sent int `json:"sent"`
}

type (
	listingGuests struct {
		OnEvent
		Paging
	}
	answeringEvent struct {
		OnEvent
		Body domain.AnswerInput
	}
	told struct{ Body Told }
)

func guestOf(g domain.Guest) Guest {
	return Guest{Name: text(g.Name), Email: text(g.Address), Answer: g.Answer, Comment: text(g.Comment), AnsweredAt: moment(g.AnsweredAt), Told: g.Told, Outdated: g.Outdated}
}

func listGuests(v *visit.Visit, in *listingGuests) (*page[Guest], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	guests, err := v.Scope.Guests(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	items := []Guest{}
	for _, guest := range guests {
		items = append(items, guestOf(guest))
	}
	return slicePage(v, items, in.Paging, func(g Guest) string {
		if g.Email != nil {
			return *g.Email
		}
		return *g.Name
	})
}

func sendInvitations(v *visit.Visit, in *OnEvent) (*told, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	if err := v.CheckMail(); err != nil {
		return nil, err
	}
	sent, err := v.Scope.SendInvitations(v.Ctx(), id, letters(v))
	return &told{Body: Told{Sent: sent}}, err
}

func letters(v *visit.Visit) func(domain.Invitation) domain.Mail {
	return func(i domain.Invitation) domain.Mail {
		return invitations.Letter(i, v.InvitationURL(i.Token), v.Speaking(i.Language))
	}
}

func answerEvent(v *visit.Visit, in *answeringEvent) (*page[Guest], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	compose := letters(v)
	if !v.CanMail() {
		compose = nil
	}
	if err := v.Scope.AnswerEvent(v.Ctx(), id, in.Body, compose); err != nil {
		return nil, err
	}
	return listGuests(v, &listingGuests{OnEvent: in.OnEvent})
}
