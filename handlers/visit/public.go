package visit

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"mddash/domain"
)

const (
	// PublicPrefix is where the public pages of notes live.
	PublicPrefix = "/s/"
	proofName    = "mddash_page"
	proofFor     = 12 * 60 * 60 // seconds
)

// publicPolicy lets a public page show text and the pictures of its note: it has no scripts.
var publicPolicy = strings.Join([]string{
	"default-src 'none'", "style-src 'self'", "style-src-attr 'unsafe-inline'", "img-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}, "; ")

// Public makes the answer one that anybody may have who has its address, and that leads nobody to it.
func (v *Visit) Public() {
	h := v.Response().Header()
	h.Set("Content-Security-Policy", publicPolicy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
}

// IsPublic tells whether the visit is to one of these pages.
func (v *Visit) IsPublic() bool { return isPublic(v.Request()) }

// PublicNote is the note that a public link leads to. NotFound where it leads nowhere, Unauthorized where it asks for a
// password that this browser has not given.
func (v *Visit) PublicNote(token string) (domain.Note, error) {
	return v.doors.store.PublicNote(v.Ctx(), token, v.proof())
}

// PublicFile is a file of that note, or the smaller picture of it.
func (v *Visit) PublicFile(token string, id int64, small bool) (domain.OpenFile, error) {
	if small {
		return v.doors.store.PublicThumb(v.Ctx(), token, v.proof(), id)
	}
	return v.doors.store.PublicAttachment(v.Ctx(), token, v.proof(), id)
}

func (v *Visit) proof() string {
	cookie, err := v.Request().Cookie(proofName)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// OpenPublic takes the password of a public link. The cookie that proves it is sent to that page alone.
func (v *Visit) OpenPublic(token, password string) error {
	proof, err := v.doors.store.OpenPublic(v.Ctx(), token, password, network(v.RealIP()))
	if err != nil || proof == "" {
		return err
	}
	http.SetCookie(v.Response(), &http.Cookie{
		Name: proofName, Value: proof, Path: v.URL(PublicPrefix + token), HttpOnly: true, Secure: v.doors.base.Scheme == "https", SameSite: http.SameSiteLaxMode, MaxAge: proofFor,
	})
	return nil
}

// ShareNote is the Scope's; whoever gets the note is told by mail, where mail can be sent. Whether they have an account
// makes no difference, here or in what the mail says.
func (v *Visit) ShareNote(noteID int64, in domain.ShareInput) (domain.Share, error) {
	before, err := v.Scope.Shares(v.Ctx(), noteID)
	if err != nil {
		return domain.Share{}, err
	}
	share, err := v.Scope.ShareNote(v.Ctx(), noteID, in)
	if err != nil || !v.CanMail() {
		return share, err
	}
	for _, earlier := range before {
		if earlier.ID == share.ID {
			return share, nil
		}
	}
	note, err := v.Scope.Note(v.Ctx(), noteID)
	v.tellShared(err, v.sharedNote(), note.Title, share.Email, "/notes?view=shared")
	return share, nil
}

// ShareCalendar is the Scope's, told by mail as ShareNote does.
func (v *Visit) ShareCalendar(calendarID int64, in domain.ShareInput) (domain.CalendarShare, error) {
	before, err := v.Scope.CalendarShares(v.Ctx(), calendarID)
	if err != nil {
		return domain.CalendarShare{}, err
	}
	share, err := v.Scope.ShareCalendar(v.Ctx(), calendarID, in)
	if err != nil || !v.CanMail() {
		return share, err
	}
	for _, earlier := range before {
		if earlier.ID == share.ID {
			return share, nil
		}
	}
	calendar, err := v.Scope.Calendar(v.Ctx(), calendarID)
	v.tellShared(err, v.sharedCalendar(), calendar.Name, share.Email, "/calendars")
	return share, nil
}

// sharedLetter is what a letter says of something that was shared: its subject, and a sentence with who did it and what it is called.
type sharedLetter struct{ subject, sentence string }

func (v *Visit) sharedNote() sharedLetter {
	l := v.Speaking(v.User.Language) // of who gets it nothing is known
	return sharedLetter{l.T("A note was shared with you"), l.T("Somebody shares a note with you on mddash: %s, “%s”.")}
}

func (v *Visit) sharedCalendar() sharedLetter {
	l := v.Speaking(v.User.Language)
	return sharedLetter{l.T("A calendar was shared with you"), l.T("Somebody shares a calendar with you on mddash: %s, “%s”.")}
}

// tellShared puts the mail into the outbox, unless the thing could not be read, or they are told in their inbox. Names and titles are not in its subject,
// and begin no line: nobody can write a letter of their own with them.
func (v *Visit) tellShared(err error, what sharedLetter, title, email, path string) {
	if err == nil {
		err = v.doors.store.MayTell(v.Ctx(), v.User.ID)
	}
	if err == nil {
		err = v.doors.store.System().SendMailToStranger(context.WithoutCancel(v.Ctx()), domain.Mail{
			To: email, Subject: what.subject, Body: fmt.Sprintf(what.sentence, domain.InLetter(v.User.DisplayName()), domain.InLetter(title)) + "\n\n" +
				v.Speaking(v.User.Language).T("Read it here, signed in with this address:") + "\n" + v.FullURL(path) + "\n",
		})
	}
	if err != nil {
		v.doors.log.WarnContext(v.Ctx(), "could not mail that something was shared", "what", what.subject, "error", err)
	}
}
