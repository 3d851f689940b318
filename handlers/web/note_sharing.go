package web

import (
	"net/http"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowSharing is who reads a note of the caller's, and its public page.
func (s *Site) ShowSharing(v *visit.Visit) error {
	page, err := sharingPage(v)
	if err != nil {
		return err
	}
	return s.showSharing(v, http.StatusOK, page)
}

func (s *Site) showSharing(v *visit.Visit, status int, page views.SharingPage) error {
	if v.Partial() {
		return s.showPieces(v, status, views.NoteSharingDialog(page))
	}
	return s.show(v, status, views.NoteSharing(page))
}

// sharingPage is all of it as it is now. Who does not own the note is Denied.
func sharingPage(v *visit.Visit) (views.SharingPage, error) {
	page := views.SharingPage{Now: local(v), Owner: ui.Person{ID: v.User.ID, Name: v.User.DisplayName()}}
	id, err := v.ID("id")
	if err != nil {
		return page, err
	}
	if page.Note, err = v.Scope.Note(v.Ctx(), id); err != nil {
		return page, err
	}
	if page.Shares, err = v.Scope.Shares(v.Ctx(), id); err != nil {
		return page, err
	}
	if page.Link, err = v.Scope.PublicLink(v.Ctx(), id); err != nil && domain.KindOf(err) != domain.NotFound {
		return page, err
	}
	page.LinkURL = v.FullURL(visit.PublicPrefix + page.Link.Token)
	if page.Note.ProjectID != 0 {
		project, err := v.Scope.Project(v.Ctx(), page.Note.ProjectID)
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return page, err
		}
		page.Project = project.Name
	}
	people, err := v.Scope.Assignable(v.Ctx(), 0)
	for _, person := range people {
		if person.ID != v.User.ID {
			page.People = append(page.People, person)
		}
	}
	return page, err
}

// shared does something about sharing, and shows what has become of it. undo is the batch that takes it back, "" for none.
func (s *Site) shared(v *visit.Visit, undo string, act func(page views.SharingPage) (said string, err error)) error {
	page, err := sharingPage(v)
	if err != nil {
		return err
	}
	page.Typed = views.TypedSharing(v.Fields())
	text, err := act(page)
	if err != nil {
		message, fields, status, ok := said(v, err)
		if !ok || status == http.StatusForbidden {
			return err
		}
		page.Message, page.Errors = message, ui.Errors(fields)
		return s.showSharing(v, status, page)
	}
	v.Toast(text, undo)
	if !v.Partial() {
		return v.To(views.SharingPath(page.Note.ID))
	}
	if page, err = sharingPage(v); err != nil {
		return err
	}
	return s.showSharing(v, http.StatusOK, page)
}

// ShareNote gives a note to somebody, by name or by address.
func (s *Site) ShareNote(v *visit.Visit) error {
	return s.shared(v, v.Scope.Batch(), func(page views.SharingPage) (string, error) {
		in := domain.ShareInput{Email: page.Typed.Email, Permission: page.Typed.Permission}
		share := v.ShareNote
		if in.Email != "" && !strings.Contains(in.Email, "@") {
			share = func(id int64, in domain.ShareInput) (domain.Share, error) {
				return v.Scope.ShareNoteByName(v.Ctx(), id, in)
			}
		}
		_, err := share(page.Note.ID, in)
		return v.T("Shared with %s", in.Email), err
	})
}

// shareID is the share that an address names.
func shareID(v *visit.Visit) (int64, error) { return v.ID("share") }

// SetPermission changes what somebody may do with a note.
func (s *Site) SetPermission(v *visit.Visit) error {
	return s.shared(v, v.Scope.Batch(), func(page views.SharingPage) (string, error) {
		id, err := shareID(v)
		if err != nil {
			return "", err
		}
		_, err = v.Scope.ChangeShare(v.Ctx(), page.Note.ID, id, page.Typed.Permission)
		return v.T("Access changed"), err
	})
}

// UnshareNote takes a note away from somebody again.
func (s *Site) UnshareNote(v *visit.Visit) error {
	return s.shared(v, v.Scope.Batch(), func(page views.SharingPage) (string, error) {
		id, err := shareID(v)
		if err != nil {
			return "", err
		}
		return v.T("No longer shared"), v.Scope.Unshare(v.Ctx(), page.Note.ID, id)
	})
}

// PublishNote makes or changes the public page of a note.
func (s *Site) PublishNote(v *visit.Visit) error {
	return s.shared(v, "", func(page views.SharingPage) (string, error) {
		_, err := v.Scope.Publish(v.Ctx(), page.Note.ID, page.LinkInput(v.Fields()))
		if page.Link.Token == "" {
			return v.T("Anyone with the link can read it now"), err
		}
		return v.T("Link saved"), err
	})
}

// UnpublishNote takes the public page away.
func (s *Site) UnpublishNote(v *visit.Visit) error {
	return s.shared(v, "", func(page views.SharingPage) (string, error) {
		err := v.Scope.Unpublish(v.Ctx(), page.Note.ID)
		if page.Link.Token == "" {
			err = nil
		}
		return v.T("The link is off"), err
	})
}

// LeaveNote takes a note that somebody shares with the caller out of their sight.
func (s *Site) LeaveNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	note, err := v.Scope.Note(v.Ctx(), id)
	if err == nil {
		err = v.Scope.LeaveNote(v.Ctx(), id)
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("%s is no longer shared with you", named(v, note.Title)), v.Scope.Batch())
	return v.To("/notes")
}
