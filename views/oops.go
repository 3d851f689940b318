package views

import (
	"context"
	"net/http"
	"strconv"

	"mddash/views/ui"
)

// title names what happened.
func (p OopsPage) title(ctx context.Context) string {
	switch p.Status {
	case http.StatusForbidden:
		return ui.T(ctx, "This one is private")
	case http.StatusNotFound:
		return ui.T(ctx, "Nothing lives here")
	case http.StatusMethodNotAllowed:
		return ui.T(ctx, "That cannot be done here")
	case http.StatusConflict, http.StatusPreconditionFailed:
		return ui.T(ctx, "Somebody was here first")
	case http.StatusRequestEntityTooLarge:
		return ui.T(ctx, "That is too much at once")
	case http.StatusUnprocessableEntity:
		return ui.T(ctx, "Some of it needs another look")
	case http.StatusTooManyRequests:
		return ui.T(ctx, "A little slower")
	case http.StatusServiceUnavailable:
		return ui.T(ctx, "Not right now")
	}
	if p.Status < http.StatusInternalServerError {
		return ui.T(ctx, "That did not make sense here")
	}
	return ui.T(ctx, "Something broke on our side")
}

// text says what to do about it.
func (p OopsPage) text(ctx context.Context, s ui.Shell) string {
	switch p.Status {
	case http.StatusForbidden:
		if p.Detail == "" && s.SignedIn() {
			return ui.T(ctx, "You are signed in as %s. Its owner can let you in.", s.Person.Name)
		}
	case http.StatusNotFound:
		return ui.T(ctx, "The page was moved, deleted, or never was.")
	case http.StatusMethodNotAllowed:
		return ui.T(ctx, "Go back and try it from its page.")
	case http.StatusTooManyRequests:
		return ui.T(ctx, "That was a lot at once. Try again in %s.", waiting(ctx, p.Wait))
	case http.StatusServiceUnavailable:
		return ui.T(ctx, "The server cannot do it now. Try again in %s.", waiting(ctx, p.Wait))
	case http.StatusInternalServerError:
		return ui.T(ctx, "It is not your fault, and the person who runs this place can find out why.")
	}
	return p.Detail
}

// sentence is all of it in one line.
func (p OopsPage) sentence(ctx context.Context, s ui.Shell) string {
	text := p.text(ctx, s)
	if p.Status == http.StatusNotFound && p.Detail != "" {
		text = p.Detail
	}
	if text == "" {
		return p.title(ctx) + "."
	}
	if p.Status == http.StatusUnprocessableEntity && len(p.Problems) > 0 {
		return p.Problems[0].Text
	}
	return text
}

// wayOut is where somebody can always go.
func wayOut(ctx context.Context, s ui.Shell) ui.Place {
	if s.SignedIn() {
		return ui.Place{Text: ui.T(ctx, "Go to todos"), Href: "/todos"}
	}
	return ui.Place{Text: ui.T(ctx, "Go to sign in"), Href: "/signin"}
}

func (p OopsPage) wayOutKind() string {
	if p.Retry == "" {
		return "primary"
	}
	return ""
}

// waiting is a time to wait in words.
func waiting(ctx context.Context, seconds int) string {
	switch minutes := (seconds + 59) / 60; {
	case seconds <= 1:
		return ui.T(ctx, "a moment")
	case seconds < 60:
		return ui.T(ctx, "%s seconds", strconv.Itoa(seconds))
	case minutes == 1:
		return ui.T(ctx, "a minute")
	case minutes < 120:
		return ui.T(ctx, "%s minutes", strconv.Itoa(minutes))
	default:
		return ui.T(ctx, "%s hours", strconv.Itoa((minutes+59)/60))
	}
}
