package web

import (
	"mddash/handlers/visit"
	"mddash/views"
)

// fillTimeline reads the project's tasks with their dates and what blocks them.
func (s *Site) fillTimeline(v *visit.Visit, page *views.TodosPage) error { return s.fillList(v, page) }
