package visit

import "mddash/domain"

// InvitationPrefix is where those answer who were invited to an event, whether or not they have an account.
const InvitationPrefix = "/invitations/"

// InvitationURL is where somebody answers an invitation.
func (v *Visit) InvitationURL(token string) string { return v.FullURL(InvitationPrefix + token) }

// Invitation is what the secret part of such an address leads to; NotFound where it leads nowhere.
func (v *Visit) Invitation(token string) (domain.Invitation, error) {
	return v.doors.store.Invitation(v.Ctx(), token)
}

// AnswerInvitation keeps what somebody answers there.
func (v *Visit) AnswerInvitation(token string, in domain.AnswerInput) (domain.Invitation, error) {
	return v.doors.store.AnswerInvitation(v.Ctx(), token, in)
}

// CheckMail is a Conflict where no mail can be sent.
func (v *Visit) CheckMail() error {
	if v.CanMail() {
		return nil
	}
	return domain.Fail(domain.Conflict, "No mail is sent from here: no mail server is set (MDDASH_SMTP_URL).")
}
