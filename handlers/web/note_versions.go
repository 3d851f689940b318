package web

import (
	"net/http"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// versionsShown is a page of the versions of a note.
const versionsShown = 30

// ShowNoteVersions is what was changed last in a note, beside all its versions.
func (s *Site) ShowNoteVersions(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	return s.showVersion(v, id, 0)
}

// ShowNoteVersion is one version of a note, and what it changed.
func (s *Site) ShowNoteVersion(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	revision, err := v.ID("revision")
	if err != nil {
		return err
	}
	return s.showVersion(v, id, revision)
}

// showVersion shows the version with a revision, or the newest one of the page of the list.
func (s *Site) showVersion(v *visit.Visit, id, revision int64) error {
	page := views.NoteVersionPage{At: notesAt(v).Beside(), Now: local(v), Text: v.QueryParam("show") == "text"}
	var err error
	if page.Note, err = v.Scope.OpenNote(v.Ctx(), id); err != nil {
		return err
	}
	page.Before, _ = strconv.ParseInt(v.QueryParam("before"), 10, 64)
	if page.Versions, err = v.Scope.NoteVersions(v.Ctx(), id, max(page.Before, 0)); err != nil {
		return err
	}
	if revision == 0 && len(page.Versions) > 0 {
		revision = page.Versions[0].Revision
	}
	if page.Version, err = v.Scope.NoteVersion(v.Ctx(), id, revision); err != nil {
		return err
	}
	if page.Text {
		page.HTML, err = s.versionHTML(v, page.Note, page.Version)
	} else {
		err = s.fillDiff(v, &page)
	}
	if err != nil {
		return err
	}
	page.Cut(versionsShown)
	return s.show(v, http.StatusOK, views.NoteVersion(page))
}

// versionHTML is the text of a version as it was read.
func (s *Site) versionHTML(v *visit.Visit, note domain.Note, version domain.NoteVersion) (string, error) {
	note.Content = version.Content
	return s.noteHTML(v, note, false)
}

// fillDiff compares a version with the one before it.
func (s *Site) fillDiff(v *visit.Visit, page *views.NoteVersionPage) error {
	earlier, err := v.Scope.NoteVersions(v.Ctx(), page.Note.ID, page.Version.Revision)
	if err != nil {
		return err
	}
	var before domain.NoteVersion
	if len(earlier) > 0 {
		if before, err = v.Scope.NoteVersion(v.Ctx(), page.Note.ID, earlier[0].Revision); err != nil {
			return err
		}
	}
	if page.First = len(earlier) == 0; page.First {
		// Nothing was before: it is shown as it is, not as if all of it were new.
		before.Title, before.Content = page.Version.Title, page.Version.Content
	}
	page.OldTitle = before.Title
	page.Diff = domain.DiffTexts(before.Content, page.Version.Content)
	return nil
}

// RestoreNoteVersion makes the text of a version the note's again. The one before stays a version.
func (s *Site) RestoreNoteVersion(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	revision, err := v.ID("revision")
	if err != nil {
		return err
	}
	note, err := v.Scope.RestoreVersion(v.Ctx(), id, revision)
	if err != nil {
		return err
	}
	v.Toast(v.T("%s is as it was", named(v, note.Title)), v.Scope.Batch())
	return v.To(notesAt(v).Note(id))
}
