package views

import (
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
func answerWords(answer string) (text, hue, icon string) {
	switch answer {
	case domain.AnswerYes:
		return "Yes", "pine", "check"
	case domain.AnswerMaybe:
		return "Maybe", "amber", "help"
	case domain.AnswerNo:
		return "No", "red", "x"
	}
	return "Not answered", "gray", "clock"
}

func answerChip(answer string) ui.ChipProps {
	text, hue, _ := answerWords(answer)
	return ui.ChipProps{Text: text, Hue: hue}
}

func answers() []string {
	return []string{domain.AnswerYes, domain.AnswerMaybe, domain.AnswerNo}
}

func (p InvitationPage) said() string {
	text, _, _ := answerWords(p.Invitation.Guest.Answer)
	return "You answered: " + text + ". You can change it here at any time."
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
