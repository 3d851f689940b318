package views

import (
	"net/http"
	"strconv"

	"mddash/views/ui"
)

// title names what happened.
func (p OopsPage) title() string {
	switch p.Status {
	case http.StatusForbidden:
		return "This one is private"
	case http.StatusNotFound:
		return "Nothing lives here"
	case http.StatusMethodNotAllowed:
		return "That cannot be done here"
	case http.StatusConflict, http.StatusPreconditionFailed:
		return "Somebody was here first"
	case http.StatusRequestEntityTooLarge:
		return "That is too much at once"
	case http.StatusUnprocessableEntity:
		return "Some of it needs another look"
	case http.StatusTooManyRequests:
		return "A little slower"
	case http.StatusServiceUnavailable:
		return "Not right now"
	}
	if p.Status < http.StatusInternalServerError {
		return "That did not make sense here"
	}
	return "Something broke on our side"
}

// text says what to do about it.
func (p OopsPage) text(s ui.Shell) string {
	switch p.Status {
	case http.StatusForbidden:
		if p.Detail == "" && s.SignedIn() {
			return "You are signed in as " + s.Person.Name + ". Its owner can let you in."
		}
	case http.StatusNotFound:
		return "The page was moved, deleted, or never was."
	case http.StatusMethodNotAllowed:
		return "Go back and try it from its page."
	case http.StatusTooManyRequests:
		return "That was a lot at once. Try again in " + waiting(p.Wait) + "."
	case http.StatusServiceUnavailable:
		return "The server cannot do it now. Try again in " + waiting(p.Wait) + "."
	case http.StatusInternalServerError:
		return "It is not your fault, and the person who runs this place can find out why."
	}
	return p.Detail
}

// sentence is all of it in one line.
func (p OopsPage) sentence(s ui.Shell) string {
	text := p.text(s)
	if p.Status == http.StatusNotFound && p.Detail != "" {
		text = p.Detail
	}
	if text == "" {
		return p.title() + "."
	}
	if p.Status == http.StatusUnprocessableEntity && len(p.Problems) > 0 {
		return p.Problems[0].Text
	}
	return text
}

// wayOut is where somebody can always go.
func wayOut(s ui.Shell) ui.Place {
	if s.SignedIn() {
		return ui.Place{Text: "Go to todos", Href: "/todos"}
	}
	return ui.Place{Text: "Go to sign in", Href: "/signin"}
}

func (p OopsPage) wayOutKind() string {
	if p.Retry == "" {
		return "primary"
	}
	return ""
}

// waiting is a time to wait in words.
func waiting(seconds int) string {
	switch minutes := (seconds + 59) / 60; {
	case seconds <= 1:
		return "a moment"
	case seconds < 60:
		return strconv.Itoa(seconds) + " seconds"
	case minutes == 1:
		return "a minute"
	case minutes < 120:
		return strconv.Itoa(minutes) + " minutes"
	default:
		return strconv.Itoa((minutes+59)/60) + " hours"
	}
}
