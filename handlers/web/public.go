package web

import (
	"net/http"

	"mddash/domain"
	"mddash/formats/markdown"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowPublic is the public page of a note: the same for everybody, and nothing of the person who looks at it.
func (s *Site) ShowPublic(v *visit.Visit) error {
	v.Public()
	token := v.Param("token")
	note, err := v.PublicNote(token)
	if domain.KindOf(err) == domain.Unauthorized {
		return s.show(v, http.StatusOK, views.PublicGate(token, "", nil, 0))
	}
	if err != nil {
		return err
	}
	html := s.texts.Kept(note.Content, markdown.Links{Base: v.URL(""), Files: v.URL(visit.PublicPrefix + token + "/attachments/")})
	changed := v.T("Changed %s", v.Language().Date(note.UpdatedAt.UTC(), "2 January 2006"))
	if note.UpdatedAt.IsZero() {
		changed = ""
	}
	return s.show(v, http.StatusOK, views.PublicNote(note.Title, changed, html))
}

// OpenPublic takes the password of a public page.
func (s *Site) OpenPublic(v *visit.Visit) error {
	v.Public()
	token := v.Param("token")
	err := v.OpenPublic(token, v.Fields().Get("password"))
	if err == nil {
		return v.To(visit.PublicPrefix + token)
	}
	message, fields, status, ok := said(v, err)
	if domain.KindOf(err) == domain.Unauthorized {
		message, fields, status, ok = "", map[string]string{"password": v.T("Write the password.")}, http.StatusUnprocessableEntity, true
	}
	if !ok {
		return err
	}
	wait := visit.ProblemOf(err).RetryAfter
	if wait > 0 {
		v.RetryAfter(wait)
	}
	return s.show(v, status, views.PublicGate(token, message, ui.Errors(fields), wait))
}

// ShowPublicFile is a file of the note that a public link leads to.
func (s *Site) ShowPublicFile(v *visit.Visit) error { return s.publicFile(v, false) }

// ShowPublicThumb is the smaller picture of it.
func (s *Site) ShowPublicThumb(v *visit.Visit) error { return s.publicFile(v, true) }

func (s *Site) publicFile(v *visit.Visit, small bool) error {
	v.Public()
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	file, err := v.PublicFile(v.Param("token"), id, small)
	if domain.KindOf(err) == domain.Unauthorized {
		err = domain.Fail(domain.NotFound, "There is no such page.")
	}
	if err != nil {
		return err
	}
	return v.SendFile(file, v.QueryParams().Has("download"))
}
