package web

import (
	"net/http"

	"mddash/handlers/visit"
	"mddash/views"
)

type editorsAnswer struct {
	// Text says who else writes in the note; empty for nobody.
	Text string `json:"text"`
}

// EditsNote takes down that somebody has a note open to write in it, or no longer, and tells who else has.
func (s *Site) EditsNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	people, err := v.Scope.EditNote(v.Ctx(), id, v.Fields().Get("editor"), v.Fields().Get("open") == "true")
	if err != nil {
		return err
	}
	return v.JSON(http.StatusOK, editorsAnswer{Text: views.Writing(v.Ctx(), people)})
}
