package views

import (
	"context"
	"strconv"

	"mddash/domain"
	"mddash/views/ui"
)

// InvitationPage is what somebody sees who was invited to an event, with or without an account.
type InvitationPage struct {
	Invitation domain.Invitation
	When       string
	HTML       string // of the description
	Answered   bool
	Errors     ui.Errors
}

func (p InvitationPage) path() string { return "/invitations/" + p.Invitation.Token }

// answerWords are answers as they are shown, each with the hue and the icon of its chip.
func answerWords(ctx context.Context, answer string) (text, hue, icon string) {
	switch answer {
	case domain.AnswerYes:
		return ui.T(ctx, "Yes"), "pine", "check"
	case domain.AnswerMaybe:
		return ui.T(ctx, "Maybe"), "amber", "help"
	case domain.AnswerNo:
		return ui.T(ctx, "No"), "red", "x"
	}
	return ui.T(ctx, "Not answered"), "gray", "clock"
}

func answerChip(ctx context.Context, answer string) ui.ChipProps {
	text, hue, _ := answerWords(ctx, answer)
	return ui.ChipProps{Text: text, Hue: hue}
}

func answers() []string {
	return []string{domain.AnswerYes, domain.AnswerMaybe, domain.AnswerNo}
}

func (p InvitationPage) said(ctx context.Context) string {
	text, _, _ := answerWords(ctx, p.Invitation.Guest.Answer)
	return ui.T(ctx, "You answered: %s. You can change it here at any time.", text)
}

// guestSummary is how many come: "2 yes, 1 waiting".
func guestSummary(guests []domain.Guest) string {
	counts := map[string]int{}
	for _, g := range guests {
		counts[g.Answer]++
	}
	text := ""
	for _, one := range []struct{ answer, word string }{{domain.AnswerYes, "yes"}, {domain.AnswerMaybe, "maybe"}, {domain.AnswerNo, "no"}, {domain.AnswerNone, "waiting"}} {
		if n := counts[one.answer]; n > 0 {
			if text != "" {
				text += ", "
			}
			text += strconv.Itoa(n) + " " + one.word
		}
	}
	return text
}
