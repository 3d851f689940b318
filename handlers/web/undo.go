package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// Undo takes back what one request did, and goes back to where it was done.
func (s *Site) Undo(v *visit.Visit) error {
	err := v.Scope.Undo(v.Ctx(), v.Param("batch"))
	if message, _, _, ok := said(v, err); err != nil && (!ok || v.Partial()) {
		return err
	} else if err != nil {
		v.BadToast(message)
		return v.Back("/todos")
	}
	if err := undoneToast(v, v.Param("batch")); err != nil {
		return err
	}
	if list, gone := s.gone(v, v.CameFrom()); gone {
		return v.To(list)
	}
	if other, err := looksOther(v); other || err != nil {
		return orBack(v, err)
	}
	if v.Partial() && refreshes(v.CameFrom()) {
		v.KeepPage()
		return s.showPieces(v, http.StatusOK)
	}
	return v.Back("/todos")
}

// UndoLast takes back the last thing that the caller did.
func (s *Site) UndoLast(v *visit.Visit) error {
	at := placeOf(v)
	batch, err := v.Scope.LastBatch(v.Ctx())
	if err == nil {
		err = v.Scope.Undo(v.Ctx(), batch)
	}
	switch domain.KindOf(err) {
	case domain.NotFound:
		v.Toast(v.T("There is nothing to undo"), "")
	case 0:
		if err != nil {
			return err
		}
		if err := undoneToast(v, batch); err != nil {
			return err
		}
		if other, err := looksOther(v); other || err != nil {
			return orBack(v, err)
		}
	default:
		return s.refused(v, at, err)
	}
	if at.In != "" {
		// What was taken back may be the project itself.
		if _, err := v.Scope.Project(v.Ctx(), at.Project); domain.KindOf(err) == domain.NotFound {
			return v.To("/projects")
		}
	}
	if len(v.QueryParams()) > 0 {
		return s.changed(v, at)
	}
	if list, gone := s.gone(v, v.CameFrom()); gone {
		return v.To(list)
	}
	return v.Back("/")
}

// undoneToast says that a batch was undone, and how much of what it made was left because others worked on it.
func undoneToast(v *visit.Visit, batch string) error {
	switch standing, err := v.Scope.Standing(v.Ctx(), batch); {
	case err != nil:
		return err
	case standing == 0:
		v.Toast(v.T("Undone"), "")
	case standing == 1:
		v.Toast(v.T("Undone. One thing stays, because others worked on it since."), "")
	default:
		v.Toast(v.T("Undone. %s stay, because others worked on them since.", views.Plural(standing, v.T("thing"), v.T("things"))), "")
	}
	return nil
}

// looksOther tells whether an undo has changed who the caller is and how they want to see things: then no piece of the page is
// as it was.
func looksOther(v *visit.Visit) (bool, error) {
	profile, err := v.Scope.Profile(v.Ctx())
	return err == nil && profile.Version() != v.User.Version(), err
}

func orBack(v *visit.Visit, err error) error {
	if err != nil {
		return err
	}
	return v.Back("/")
}

// refreshes tells whether the scripts of a page bring it up to date when something is undone on it; those of todos and of the calendar do.
// Any other page is loaded again.
func refreshes(path string) bool {
	u, err := url.Parse(path)
	if err != nil || path == "" || u.Path == "/" || u.Path == "/todos" || u.Path == "/calendar" || strings.HasPrefix(u.Path, "/todos/") {
		return true
	}
	id, under := strings.CutPrefix(u.Path, "/projects/")
	view := u.Query().Get("view")
	return under && !strings.Contains(id, "/") && slices.Contains([]string{"", views.ProjectBoard, views.ProjectList, views.ProjectTimeline}, view)
}

// gone tells whether a page was of something that an undo has just taken away, and which list it was in.
func (s *Site) gone(v *visit.Visit, path string) (list string, gone bool) {
	u, err := url.Parse(path)
	if err != nil {
		return "", false
	}
	kind, id, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	id, _, _ = strings.Cut(id, "/")
	number, failed := strconv.ParseInt(id, 10, 64)
	if id == "new" || failed != nil && kind != "clients" && kind != "todos" {
		return "", false
	}
	switch kind {
	case "todos":
		if at := views.TodosAtQuery(u.Query()); at.Saved != 0 {
			_, err = v.Scope.Filter(v.Ctx(), at.Saved)
			return "/todos", domain.KindOf(err) == domain.NotFound
		}
		return "", false
	case "clients":
		_, err = v.Scope.Client(v.Ctx(), id)
	case "projects":
		_, err = v.Scope.Project(v.Ctx(), number)
	case "decisions":
		_, err = v.Scope.Decision(v.Ctx(), number)
	case "notes":
		_, err = v.Scope.Note(v.Ctx(), number)
	case "events":
		_, err = v.Scope.Event(v.Ctx(), number)
		kind = "calendar"
	case "calendars":
		_, err = v.Scope.Calendar(v.Ctx(), number)
	}
	return "/" + kind, id != "" && domain.KindOf(err) == domain.NotFound
}
