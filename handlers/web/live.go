package web

import (
	"net/http"

	"mddash/handlers/visit"
	"mddash/views"
)

// FollowNews tells an open page what has changed, for as long as it is open.
func (s *Site) FollowNews(v *visit.Visit) error { return v.Follow() }

// ShowShell is what stands around every page and changes by itself: the numbers in the navigation, what is pinned there, and
// the timer.
func (s *Site) ShowShell(v *visit.Visit) error {
	shell, err := s.shell(v)
	if err != nil {
		return err
	}
	return s.showPieces(v, http.StatusOK, views.ShellChanged(shell))
}
