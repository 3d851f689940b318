package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// fillBoard reads the project's columns and cards.
func (s *Site) fillBoard(v *visit.Visit, page *views.TodosPage) error {
	shown := append(slices.Clone(v.QueryParams()["shown"]), v.Fields()["shown"]...)
	var err error
	if page.Board, err = v.Scope.Board(v.Ctx(), page.At.Project, cardFilter(v, page.At), views.CardsShownIn(shown)); err != nil {
		return err
	}
	var cards []domain.Todo
	for i, column := range page.Board.Columns {
		page.Board.Columns[i].Name = views.SpokenColumns(v.Ctx(), []domain.Column{column.Column})[0].Name
		cards = append(cards, column.Cards...)
	}
	page.People, err = peopleOf(v, cards...)
	return err
}

// spokenColumns are the columns of a project as the caller calls them.
func spokenColumns(v *visit.Visit, project int64) ([]domain.Column, error) {
	columns, err := v.Scope.Columns(v.Ctx(), project)
	return views.SpokenColumns(v.Ctx(), columns), err
}

// cardFilter is what the place asks of cards, completed or not.
func cardFilter(v *visit.Visit, at views.TodosAt) domain.TodoFilter {
	filter := askedOrNot(v, at)
	filter.Completed, filter.Cursor = nil, ""
	return filter
}

// showMoreCards is the next page of one column of the board.
func (s *Site) showMoreCards(v *visit.Visit, at views.TodosAt) error {
	page, err := s.todosAround(v, at)
	if err != nil {
		return err
	}
	filter := cardFilter(v, at)
	filter.Cursor = v.QueryParam("after")
	column, err := v.Scope.ColumnCards(v.Ctx(), at.Project, v.QueryParam("column"), filter, views.CardsShown)
	if err != nil {
		return err
	}
	if page.People, err = peopleOf(v, column.Cards...); err != nil {
		return err
	}
	before, _ := strconv.Atoi(v.QueryParam("from"))
	return s.showPieces(v, http.StatusOK, views.BoardCards(page, column, max(before, 0)))
}

// cardAt is the card that a request is about, and the place on its board: also where it was opened from elsewhere.
func cardAt(v *visit.Visit) (views.TodosAt, domain.Todo, error) {
	at, id, err := placeAndID(v)
	if err != nil {
		return at, domain.Todo{}, err
	}
	todo, err := v.Scope.Todo(v.Ctx(), id)
	if err != nil {
		return at, todo, err
	}
	if todo.ProjectID == 0 || todo.ParentID != 0 {
		return at, todo, domain.Fail(domain.NotFound, "It is on no board.")
	}
	if at.In == "" || at.Project != todo.ProjectID {
		at = views.TodosAt{View: views.TodosAll, In: views.ProjectBoard, Project: todo.ProjectID}
	}
	return at, todo, nil
}

// ShowPlace asks where a card is to go, for those without scripts.
func (s *Site) ShowPlace(v *visit.Visit) error {
	at, todo, err := cardAt(v)
	if err != nil {
		return err
	}
	if !todo.Access.CanWork() {
		return domain.Fail(domain.Denied, "You can see this todo, but not move it.")
	}
	columns, err := spokenColumns(v, todo.ProjectID)
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.CardPlacePage(views.CardPlace{At: at, Todo: todo, Columns: columns}))
}

// PlaceCard moves a card on its board: into a column, between two others, or one up or down.
func (s *Site) PlaceCard(v *visit.Visit) error {
	at, old, err := cardAt(v)
	if err != nil {
		return err
	}
	after, _ := formID(v, "after_id")
	before, _ := formID(v, "before_id")
	to := v.Fields().Get("to")
	if to != "" {
		after, before, err = s.beside(v, at, old, to)
		if err == nil && after == 0 && before == 0 {
			v.Toast(v.T("It is there already"), "")
			return s.changed(v, at)
		}
	}
	if err != nil {
		return s.refused(v, at, err)
	}
	card, err := v.Scope.MoveCard(v.Ctx(), old.ID, "", v.Fields().Get("status"), after, before)
	if err != nil {
		return s.refused(v, at, err)
	}
	return s.showPlaced(v, at, old, card)
}

// sayPlaced says what became of a card: which column it is in, or where in its own.
func sayPlaced(v *visit.Visit, old, card domain.Todo, column domain.BoardColumn) {
	words := v.T(" moved to %s", column.Name)
	if card.Status == old.Status {
		place := slices.IndexFunc(column.Cards, func(t domain.Todo) bool { return t.ID == card.ID })
		if words = v.T(" moved"); place >= 0 {
			words = v.T(" is %d of %d in %s", place+1, column.Matching, column.Name)
		}
	}
	if card.Completed() && !old.Completed() {
		words += stillBlocked(v, card)
	}
	v.Toast(named(v, card.Title)+words, v.Scope.Batch())
}

// beside are the neighbours of a card one up or down in its column, as the board shows it. None at the end of the way.
func (s *Site) beside(v *visit.Visit, at views.TodosAt, card domain.Todo, to string) (after, before int64, err error) {
	column, err := v.Scope.ColumnCards(v.Ctx(), at.Project, card.Status, cardFilter(v, at), views.CardsMost)
	if err != nil {
		return 0, 0, err
	}
	place := slices.IndexFunc(column.Cards, func(t domain.Todo) bool { return t.ID == card.ID })
	switch {
	case place < 0:
		return 0, 0, domain.Fail(domain.Invalid, "It is not on this page of the board.")
	case to == "up" && place > 0:
		return 0, column.Cards[place-1].ID, nil
	case to == "down" && place < len(column.Cards)-1:
		return column.Cards[place+1].ID, 0, nil
	}
	return 0, 0, nil
}

// showPlaced brings up to date what a move has changed: the numbers over the two columns where the page shows their cards
// as they are now, else the columns, and all of the board where more has changed.
func (s *Site) showPlaced(v *visit.Visit, at views.TodosAt, old, card domain.Todo) error {
	board := at
	board.In = views.ProjectBoard
	page, err := s.todosPage(v, board)
	if err != nil {
		return err
	}
	columns := slices.DeleteFunc(slices.Clone(page.Board.Columns), func(c domain.BoardColumn) bool { return c.Status != old.Status && c.Status != card.Status })
	for _, column := range columns {
		if column.Status == card.Status {
			sayPlaced(v, old, card, column)
		}
	}
	statuses := slices.Compact([]string{old.Status, card.Status})
	switch {
	case !v.Partial() || at.In != views.ProjectBoard || at.Open != 0 || len(columns) < len(statuses) || old.Recurrence != card.Recurrence:
		return s.changed(v, at)
	case inOrder(columns, map[string]string{old.Status: v.Fields().Get("left"), card.Status: v.Fields().Get("order")}):
		return s.showPieces(v, http.StatusOK, views.BoardKept(page, statuses, card.ID))
	case slices.ContainsFunc(columns, func(c domain.BoardColumn) bool { return c.Found }):
		return s.changed(v, at) // a column may have come
	}
	return s.showPieces(v, http.StatusOK, views.BoardMoved(page, statuses))
}

// inOrder tells whether a page shows columns with the cards that they have now, by their ids.
func inOrder(columns []domain.BoardColumn, shown map[string]string) bool {
	for _, column := range columns {
		ids := []string{}
		for _, card := range column.Cards {
			ids = append(ids, strconv.FormatInt(card.ID, 10))
		}
		if shown[column.Status] != strings.Join(ids, ",") {
			return false
		}
	}
	return true
}
