package domain

import "strings"

// Mail is a letter that waits to be sent.
type Mail struct {
	ID      int64
	To      string
	Subject string
	Body    string
	// Calendar is an iCalendar text that goes along, and Method what it is sent for (RFC 6047); empty for none.
	Calendar, Method string
	// ReplyTo is who gets an answer; empty for the sender.
	ReplyTo string
	// HTML is the letter once more, with headings and links; empty for none.
	HTML string
	// Unsubscribe is the address that stops such letters, by a POST without a question (RFC 8058); empty for none.
	Unsubscribe string
	// Tries is how often it has been tried, this time included.
	Tries int
}

// InLetter is a short piece of what somebody wrote, on one line and without anything that a mail program makes a link of.
func InLetter(text string) string {
	text = strings.Join(strings.Fields(strings.NewReplacer("://", ": //", ".", ". ").Replace(text)), " ")
	if letters := []rune(text); len(letters) > 80 {
		text = string(letters[:80]) + "…"
	}
	return text
}
