package web

import (
	"net/http"

	"mddash/handlers/visit"
	"mddash/views"
)

// ShowHome is the dashboard, or the pieces of it that todos change. Who begins elsewhere comes here by its link.
func (s *Site) ShowHome(v *visit.Visit) error {
	if start := views.StartPath(v.User.StartPage); start != "" && !v.Partial() && v.Opened() {
		return v.To(start)
	}
	page, err := s.homePage(v)
	if err != nil {
		return err
	}
	if v.Partial() {
		v.KeepPage()
		return s.showPieces(v, http.StatusOK, views.HomeChanged(page))
	}
	return s.show(v, http.StatusOK, views.Home(page))
}

// homePage is what the caller comes home to.
func (s *Site) homePage(v *visit.Visit) (views.HomePage, error) {
	home, err := v.Scope.Home(v.Ctx())
	if err != nil {
		return views.HomePage{}, err
	}
	v.Counted(home.Nav)
	return views.HomePage{Home: home, Now: local(v), Name: v.User.DisplayName(), Staff: v.User.IsStaff(), Admin: v.User.IsAdmin(), Quick: views.QuickAdd{At: views.TodosAt{View: views.TodosToday, Home: true}}}, nil
}
