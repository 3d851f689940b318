package web

import (
	"mddash/handlers/visit"
	"mddash/views"
)

// fillBoard reads the project's columns and cards.
func (s *Site) fillBoard(v *visit.Visit, page *views.TodosPage) error { return s.fillList(v, page) }
