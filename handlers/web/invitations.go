package web

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/formats/invitations"
	"mddash/formats/markdown"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// SendInvitations writes to those who are to come to an event and do not know of it as it is now.
func (s *Site) SendInvitations(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if err := v.CheckMail(); err != nil {
		return err
	}
	sent, err := v.Scope.SendInvitations(v.Ctx(), id, letters(v))
	message, _, _, ok := said(v, err)
	switch {
	case err != nil && !ok:
		return err
	case err != nil:
		v.BadToast(message)
	case sent == 0:
		v.Toast(v.T("Everybody knows already"), "")
	default:
		v.Toast(v.T("%s told by mail", counted(sent, v.T("person is"), v.T("people are"))), "")
	}
	return v.To(views.EventPath(id, domain.Date(v.Fields().Get("on"))))
}

// letters makes the letters about an event.
func letters(v *visit.Visit) func(domain.Invitation) domain.Mail {
	return func(i domain.Invitation) domain.Mail {
		return invitations.Letter(i, v.InvitationURL(i.Token), v.Speaking(i.Language))
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// AnswerEvent keeps whether the caller comes.
func (s *Site) AnswerEvent(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	compose := letters(v)
	if !v.CanMail() {
		compose = nil
	}
	comment := v.Fields().Get("comment")
	err = v.Scope.AnswerEvent(v.Ctx(), id, domain.AnswerInput{Answer: v.Fields().Get("answer"), Comment: &comment}, compose)
	if message, _, _, ok := said(v, err); err != nil && ok {
		v.BadToast(message)
	} else if err != nil {
		return err
	} else {
		v.Toast(v.T("Your answer is noted"), "")
	}
	return v.To(views.EventPath(id, domain.Date(v.Fields().Get("on"))))
}

// ShowInvitation is where those answer who were invited: it shows what they were told, and nothing else.
func (s *Site) ShowInvitation(v *visit.Visit) error {
	v.Public()
	i, err := v.Invitation(v.Param("token"))
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, s.invitation(v, i, v.QueryParams().Has("answered"), nil))
}

// AnswerInvitation keeps their answer.
func (s *Site) AnswerInvitation(v *visit.Visit) error {
	v.Public()
	token, comment := v.Param("token"), v.Fields().Get("comment")
	_, err := v.AnswerInvitation(token, domain.AnswerInput{Answer: v.Fields().Get("answer"), Comment: &comment})
	if err == nil {
		return v.To(visit.InvitationPrefix + token + "?answered")
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	i, gone := v.Invitation(token)
	if gone != nil {
		return gone
	}
	i.Guest.Comment = comment
	errors := ui.Errors(fields)
	if message != "" && len(errors) == 0 {
		errors = ui.Errors{"answer": message}
	}
	return s.show(v, status, s.invitation(v, i, false, errors))
}

func (s *Site) invitation(v *visit.Visit, i domain.Invitation, answered bool, errors ui.Errors) templ.Component {
	page := views.InvitationPage{Invitation: i, When: invitations.When(i.Event(), v.Language()), Answered: answered && i.Guest.Answer != domain.AnswerNone, Errors: errors}
	if text := i.Event().Description; text != "" {
		page.HTML = s.texts.Kept(text, markdown.Links{Base: v.URL("")})
	}
	return views.Invitation(page)
}

// DownloadInvitation is the event for a calendar elsewhere.
func (s *Site) DownloadInvitation(v *visit.Visit) error {
	v.Public()
	i, err := v.Invitation(v.Param("token"))
	if err != nil {
		return err
	}
	if i.Cancelled {
		i.Method = domain.MethodCancel
	}
	h := v.Response().Header()
	h.Set("Content-Disposition", `attachment; filename="invitation.ics"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return v.Blob(http.StatusOK, "text/calendar; charset=utf-8; method="+i.Method, []byte(invitations.Calendar(i)))
}
