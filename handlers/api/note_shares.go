package api

import (
	"net/http"
	"slices"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
)

func (a *API) addNoteVersions() {
	all, one := "/notes/{id}/versions", "/notes/{id}/versions/{revision}"
	add(a, notesTag, operation{method: http.MethodGet, path: all, id: "list-note-versions", summary: "List the states of a note's text, the newest first", about: "The newest 200. Of those older than 30 days the last of each day is kept."}, listVersions)
	add(a, notesTag, operation{method: http.MethodGet, path: one, id: "get-note-version", summary: "Read one of them"}, getVersion)
	addAgain(a, notesTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-note-version", summary: "Make it the note's text again"}, restoreVersion, restoredVersion)
}

// OnVersion is a request about one state of a note's text.
type OnVersion struct {
	OnNote
	Revision number `path:"revision" minimum:"1"`
}

func (in OnVersion) ids() (note, revision int64, err error) {
	if note, err = in.ID.id(); err != nil {
		return 0, 0, err
	}
	revision, err = in.Revision.id()
	return note, revision, err
}

func listVersions(v *visit.Visit, in *listingNote) (*page[NoteVersion], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	versions, err := v.Scope.NoteVersions(v.Ctx(), id, 0)
	if err != nil {
		return nil, err
	}
	items := []NoteVersion{}
	for _, version := range versions {
		items = append(items, noteVersionOf(version))
	}
	return slicePage(v, items, in.Paging, func(n NoteVersion) string { return placeOf(1<<60 - n.Revision) })
}

func getVersion(v *visit.Visit, in *OnVersion) (*object[WholeNoteVersion], error) {
	note, revision, err := in.ids()
	if err != nil {
		return nil, err
	}
	version, err := v.Scope.NoteVersion(v.Ctx(), note, revision)
	if err != nil {
		return nil, err
	}
	return objectOf(WholeNoteVersion{noteVersionOf(version), version.Content})
}

func restoreVersion(v *visit.Visit, in *OnVersion) (*object[Note], error) {
	note, revision, err := in.ids()
	if err != nil {
		return nil, err
	}
	return noteObject(v.Scope.RestoreVersion(v.Ctx(), note, revision))
}

func restoredVersion(v *visit.Visit, in *OnVersion, _ domain.Earlier) (*object[Note], error) {
	return getNote(v, &in.OnNote)
}

func (a *API) addShares() {
	all, one, link := "/notes/{id}/shares", "/notes/{id}/shares/{share_id}", "/notes/{id}/link"
	addAgain(a, notesTag, operation{method: http.MethodPost, path: "/notes/{id}/share", id: "share-note", status: http.StatusCreated, summary: "Share a note by e-mail", about: "The answer is the same whether or not the address has an account. An address that was given the note before gets the new permission."}, shareNote, sharedNote)
	add(a, notesTag, operation{method: http.MethodGet, path: all, id: "list-shares", summary: "List whom a note of yours is shared with"}, listShares)
	add(a, notesTag, operation{method: http.MethodPatch, path: one, id: "change-share", summary: "Change what somebody may do with a note of yours"}, changeShare)
	add(a, notesTag, operation{method: http.MethodDelete, path: one, id: "unshare-note", summary: "Take a note of yours away from somebody again", status: http.StatusNoContent}, unshare)
	add(a, notesTag, operation{method: http.MethodGet, path: link, id: "get-link", summary: "Read the public link of a note of yours"}, getLink)
	add(a, notesTag, operation{method: http.MethodPut, path: link, id: "publish-note", summary: "Make or change the public link of a note of yours"}, publish)
	add(a, notesTag, operation{method: http.MethodDelete, path: link, id: "unpublish-note", summary: "Take the public page of a note away", status: http.StatusNoContent}, unpublish)
}

// OnShare is a request about one share of a note.
type OnShare struct {
	OnNote
	ShareID number `path:"share_id" minimum:"1"`
}

func (in OnShare) ids() (note, share int64, err error) {
	if note, err = in.ID.id(); err != nil {
		return 0, 0, err
	}
	share, err = in.ShareID.id()
	return note, share, err
}

// EndingShare is OnShare for one that may be bound to its version.
type EndingShare struct {
	OnShare
	Changing
}

type (
	sharing struct {
		OnNote
		Body domain.ShareInput
	}
	changingShare struct {
		EndingShare
		Body SharePatch
	}
	publishing struct {
		OnNote
		Changing
		Body domain.PublicLinkInput
	}
)

// SharePatch changes what somebody may do.
type SharePatch struct {
	Permission string `json:"permission" enum:"view,edit"`
}

func shareNote(v *visit.Visit, in *sharing) (*created[Share], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	share, err := v.ShareNote(id, in.Body)
	if err != nil {
		return nil, err
	}
	one, err := objectOf(shareOf(share))
	if err != nil {
		return nil, err
	}
	return &created[Share]{Location: placeIn(v, "/notes/"+strconv.FormatInt(id, 10)+"/shares", share.ID), ETag: one.ETag, Body: one.Body}, nil
}

// sharedNote answers again: sharing with the same address once more gives it the same permission.
func sharedNote(v *visit.Visit, in *sharing, _ domain.Earlier) (*created[Share], error) {
	return shareNote(v, in)
}

func listShares(v *visit.Visit, in *listingNote) (*page[Share], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	shares, err := v.Scope.Shares(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	items := []Share{}
	for _, share := range shares {
		items = append(items, shareOf(share))
	}
	return slicePage(v, items, in.Paging, func(s Share) string { return placeOf(s.ID) })
}

func changeShare(v *visit.Visit, in *changingShare) (*object[Share], error) {
	note, share, err := in.ids()
	if err != nil {
		return nil, err
	}
	if err := in.hold(shareVersion(v, note, share)); err != nil {
		return nil, err
	}
	changed, err := v.Scope.ChangeShare(v.Ctx(), note, share, in.Body.Permission)
	if err != nil {
		return nil, err
	}
	return objectOf(shareOf(changed))
}

func unshare(v *visit.Visit, in *EndingShare) (*none, error) {
	note, share, err := in.ids()
	if err != nil {
		return nil, err
	}
	if err := in.hold(shareVersion(v, note, share)); err != nil {
		return nil, err
	}
	return &none{}, v.Scope.Unshare(v.Ctx(), note, share)
}

// shareVersion reads the version that one share of a note has now.
func shareVersion(v *visit.Visit, note, id int64) func() (string, error) {
	return func() (string, error) {
		shares, err := v.Scope.Shares(v.Ctx(), note)
		if err != nil {
			return "", err
		}
		at := slices.IndexFunc(shares, func(s domain.Share) bool { return s.ID == id })
		if at < 0 {
			return "", domain.Fail(domain.NotFound, "There is no such share.")
		}
		return versionOf(shareOf(shares[at]))
	}
}

func linkObject(v *visit.Visit, link domain.PublicLink, err error) (*object[PublicLink], error) {
	if err != nil {
		return nil, err
	}
	return &object[PublicLink]{ETag: quoted(link.Version()), Body: PublicLink{
		URL: v.FullURL("/s/" + link.Token), Guarded: link.Guarded, ExpiresAt: moment(link.ExpiresAt), CreatedAt: link.CreatedAt,
	}}, nil
}

// linkVersion reads the version that a note's public link has now.
func linkVersion(v *visit.Visit, id int64) func() (string, error) {
	return func() (string, error) {
		link, err := v.Scope.PublicLink(v.Ctx(), id)
		return link.Version(), err
	}
}

func getLink(v *visit.Visit, in *OnNote) (*object[PublicLink], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	link, err := v.Scope.PublicLink(v.Ctx(), id)
	return linkObject(v, link, err)
}

func publish(v *visit.Visit, in *publishing) (*object[PublicLink], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	if err := in.hold(linkVersion(v, id)); err != nil {
		return nil, err
	}
	link, err := v.Scope.Publish(v.Ctx(), id, in.Body)
	return linkObject(v, link, err)
}

type unpublishing struct {
	OnNote
	Changing
}

func unpublish(v *visit.Visit, in *unpublishing) (*none, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	if err := in.hold(linkVersion(v, id)); err != nil {
		return nil, err
	}
	return &none{}, v.Scope.Unpublish(v.Ctx(), id)
}
