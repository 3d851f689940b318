package web_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func TestANoteIsSharedByNameAndByAddressAndTakenBack(t *testing.T) {
	app := apptest.New(t)
	ann, ben, eve := app.As("ann"), app.As("ben"), app.As("eve")
	app.SQL(`UPDATE users SET "emailVerified" = 1`)
	note, err := app.Scope("ann").AddNote(t.Context(), domain.NoteInput{Title: "Copy"})
	if err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/notes/%d", note.ID)
	sharing := path + "/sharing"
	ann.Get(path).Want(200, `href="`+sharing+`"`)
	ann.Get(sharing).Want(200, "Owner", "Make a link", `<option value="ben">`).WantNot(ben.User.Email)
	ann.HTMX().Get(sharing).Want(200, "dialog-t").WantNot("<html")
	ben.Get(sharing).Want(404)

	ann.Post(sharing, apptest.Form("email", "  BEN ", "permission", "edit")).Want(303)
	ann.Get(sharing).Want(200, "ben", "Can edit").WantNot(ben.User.Email)
	ann.Post(sharing, apptest.Form("email", "someone@else.example", "permission", "view")).Want(303)
	ann.Post(sharing, apptest.Form("email", eve.User.Email, "permission", "view")).Want(303)
	ann.Get(sharing).Want(200, "someone@else.example", eve.User.Email).WantNot(">eve<")
	for typed, want := range map[string]string{"": "Write", "Nobody": "the name of somebody", "not@": "e-mail", ann.User.Email: "your own address", "ann": "the name of somebody"} {
		ann.Post(sharing, apptest.Form("email", typed, "permission", "view")).Want(422, want)
	}
	ann.Post(sharing, apptest.Form("email", "x@y.example", "permission", "own")).Want(422)

	ben.Get(path).Want(200, "Leave this note").WantNot(sharing)
	ben.Get(sharing).Want(403)
	for _, act := range []string{"", "/people/1/permission", "/people/1/removal", "/link", "/link/removal"} {
		ben.Post(sharing+act, apptest.Form("email", "x@y.example", "permission", "edit")).Want(403)
	}
	eve.Get(path).Want(200)
	ann.Post(sharing+"/people/1/permission", apptest.Form("permission", "view")).Want(303)
	ben.Get(path + "/edit").Want(403)
	ann.Post(sharing+"/people/3/removal", nil).Want(303)
	eve.Get(path).Want(404)
	ben.Post(path+"/leaving", nil).Want(303)
	ben.Get(path).Want(404)
	ben.Post(path+"/leaving", nil).Want(404)

	other, err := app.Scope("ann").AddNote(t.Context(), domain.NoteInput{Title: "Other"})
	if err != nil {
		t.Fatal(err)
	}
	ann.Post(fmt.Sprintf("/notes/%d/sharing/people/2/removal", other.ID), nil).Want(404)
}

func TestAPublicLinkIsMadeChangedAndTurnedOff(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note, err := app.Scope("ann").AddNote(t.Context(), domain.NoteInput{Title: "Copy", Content: "to all"})
	if err != nil {
		t.Fatal(err)
	}
	sharing := fmt.Sprintf("/notes/%d/sharing", note.ID)
	link := func() string {
		_, after, _ := strings.Cut(ann.Get(sharing).Want(200).Body, `value="`+app.URL+`/s/`)
		token, _, _ := strings.Cut(after, `"`)
		return "/s/" + token
	}
	ann.Post(sharing+"/link/removal", nil).Want(303)
	ann.Post(sharing+"/link", apptest.Form("expires_at", "2020-01-01", "password", "")).Want(422, "This moment is over", `value="2020-01-01"`)
	ann.Post(sharing+"/link", apptest.Form("expires_at", "2026-06-20", "password", "short")).Want(422, "at least 6", `value="2026-06-20"`)
	ann.Post(sharing+"/link", apptest.Form("expires_at", "2026-06-21", "password", "open sesame")).Want(303)
	first := link()
	ann.Get(sharing).Want(200, "Asks for a password", `value="2026-06-21"`, "Turn the link off").WantNot("sesame")
	app.Nobody().Get(first).Want(200, "asks for a password")
	ann.Post(sharing+"/link", apptest.Form("expires_at", "", "password", "", "no_password", "true")).Want(303)
	if link() != first {
		t.Error("the address changed")
	}
	app.Nobody().Get(first).Want(200, "to all")
	ann.Post(sharing+"/link", apptest.Form("expires_at", "", "password", "", "renew", "true")).Want(303)
	second := link()
	app.Nobody().Get(first).Want(404)
	app.Nobody().Get(second).Want(200, "to all")
	ann.Post(sharing+"/link/removal", nil).Want(303)
	app.Nobody().Get(second).Want(404)
}
