package api

import (
	"net/http"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

const boardsTag = "Boards"

// Column of a project's board.
type Column struct {
	Status  string  `json:"status" doc:"What the tasks in it have as their status" example:"in_review"`
	Name    string  `json:"name" example:"Review"`
	Limit   *int    `json:"limit" doc:"How many cards it should have at most; null for no limit. More are shown as too many, and not refused"`
	Meaning *string `json:"meaning" enum:"start,done" doc:"start: new tasks begin here; done: what is here is completed"`
	Defined bool    `json:"defined" doc:"false for a status that tasks have and the board does not define"`
}

// Columns are those of one board, in their order.
type Columns struct {
	Columns []Column `json:"columns" nullable:"false"`
}

// Move is where a card goes on its board.
type Move struct {
	Status *string `json:"status,omitempty" maxLength:"50" doc:"The column; left out, it stays in its own" example:"in_review"`
	Position
}

// OnBoard is a request about the board of a project.
type OnBoard struct {
	ID number `path:"id" minimum:"1"`
}

type (
	replacingColumns struct {
		OnBoard
		Changing
		Body domain.BoardInput
	}
	movingCard struct {
		ChangingTodo
		Body Move
	}
)

func (a *API) addBoards() {
	path := "/projects/{id}/columns"
	add(a, boardsTag, operation{method: http.MethodGet, path: path, id: "get-columns", summary: "Read the columns of a project's board", about: "Statuses that tasks have and the board does not define come last. A column's tasks are under /tasks, by project_id and status."}, getColumns)
	add(a, boardsTag, operation{method: http.MethodPut, path: path, id: "replace-columns", summary: "Replace the columns of a project's board", about: "All of them, in their order. Tasks keep their status, also where no column has it any more."}, putColumns)
	tasks := face[Task]{path: "/tasks", one: "task", title: "name", reach: domain.Visible, show: taskOf}
	addAgain(a, boardsTag, operation{method: http.MethodPost, path: "/tasks/{id}/move", id: "move-card", summary: "Move a task on its project's board", about: "Into a column, after one card, before another, or to the end. What is completed is in the order of completion and takes no neighbours."}, tasks.moveCard, tasks.movedCard)
}

func columnsOf(columns []domain.Column) Columns {
	out := Columns{Columns: []Column{}}
	for _, c := range columns {
		shown := Column{Status: c.Status, Name: c.Name, Meaning: text(c.Meaning()), Defined: !c.Found}
		if c.Limit > 0 {
			shown.Limit = &c.Limit
		}
		out.Columns = append(out.Columns, shown)
	}
	return out
}

func getColumns(v *visit.Visit, in *OnBoard) (*object[Columns], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	columns, err := v.Scope.Columns(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	return objectOf(columnsOf(columns))
}

func putColumns(v *visit.Visit, in *replacingColumns) (*object[Columns], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	version, err := in.known(v, id)
	if err != nil {
		return nil, err
	}
	columns, err := v.Scope.SetColumns(v.Ctx(), id, version, in.Body)
	if err != nil {
		return nil, err
	}
	return objectOf(columnsOf(columns))
}

// known is the version of the columns that the caller knows; empty where any will do.
func (in replacingColumns) known(v *visit.Visit, id int64) (string, error) {
	var columns []domain.Column
	now := func() (string, error) {
		var err error
		if columns, err = v.Scope.Columns(v.Ctx(), id); err != nil {
			return "", err
		}
		shown, err := objectOf(columnsOf(columns))
		if err != nil {
			return "", err
		}
		return strings.Trim(shown.ETag, `"`), nil
	}
	if err := in.hold(now); err != nil || columns == nil {
		return "", err
	}
	return domain.ColumnsVersion(columns), nil
}

func (f face[T]) moveCard(v *visit.Visit, in *movingCard) (*object[T], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	version, err := in.version(todoVersion(v, id))
	if err != nil {
		return nil, err
	}
	after, before, err := in.Body.neighbours()
	if err != nil {
		return nil, err
	}
	status := ""
	if in.Body.Status != nil {
		p := domain.Problems{}
		if status = domain.ParseStatus(p, "status", *in.Body.Status); p.Err() != nil {
			return nil, p.Err()
		}
	}
	return f.answer(v.Scope.MoveCard(v.Ctx(), id, version, status, after, before))
}

func (f face[T]) movedCard(v *visit.Visit, in *movingCard, _ domain.Earlier) (*object[T], error) {
	return f.get(v, &in.OnTodo)
}
