package api

import (
	"mddash/domain"
	"mddash/handlers/visit"
)

// BulkInput is one change to many todos.
type BulkInput struct {
	IDs    []int64    `json:"ids" nullable:"false" minItems:"1" maxItems:"1000"`
	Patch  *TodoPatch `json:"patch,omitempty" doc:"What changes on each of them"`
	Delete bool       `json:"delete,omitempty" doc:"true takes them to the trash"`
}

// BulkResult is what has become of them.
type BulkResult struct {
	Items   []Todo  `json:"items" nullable:"false" doc:"The changed ones as they are now"`
	Deleted []int64 `json:"deleted" nullable:"false" doc:"The ids of those that are in the trash now"`
}

type (
	bulking     struct{ Body BulkInput }
	bulkChanged struct{ Body BulkResult }
)

func changeTodos(v *visit.Visit, in *bulking) (*bulkChanged, error) {
	if err := in.Body.check(); err != nil {
		return nil, err
	}
	change := func(row domain.TodoInput) (domain.TodoInput, error) {
		changed, err := in.Body.Patch.over(row)
		return changed, inPatch(err)
	}
	todos, err := v.Scope.BulkTodos(v.Ctx(), domain.Bulk{IDs: in.Body.IDs, Delete: in.Body.Delete, Change: change})
	if domain.KindOf(err) == domain.NotFound {
		err = domain.Problems{"ids": domain.UnknownID}.Err()
	}
	if err != nil {
		return nil, inPatch(err)
	}
	return in.Body.result(todos), nil
}

// changedTodos answers again what was done before.
func changedTodos(v *visit.Visit, in *bulking, _ domain.Earlier) (*bulkChanged, error) {
	var todos []domain.Todo
	for _, id := range in.Body.IDs {
		todo, err := v.Scope.Todo(v.Ctx(), id)
		if domain.KindOf(err) == domain.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		todos = append(todos, todo)
	}
	return in.Body.result(todos), nil
}

func (b BulkInput) check() error {
	p := domain.Problems{}
	switch {
	case b.Delete && b.Patch != nil:
		p.Add("delete", "Send a patch or delete, not both.")
	case !b.Delete && b.Patch == nil:
		p.Add("patch", "Say what to change, or send delete as true.")
	}
	if len(b.IDs) == 0 || len(b.IDs) > domain.BulkMax {
		p.Add("ids", "Name between 1 and 1000 todos.")
	}
	return p.Err()
}

func (b BulkInput) result(todos []domain.Todo) *bulkChanged {
	out := &bulkChanged{Body: BulkResult{Items: []Todo{}, Deleted: []int64{}}}
	if b.Delete {
		out.Body.Deleted = append(out.Body.Deleted, b.IDs...)
		return out
	}
	for _, todo := range todos {
		out.Body.Items = append(out.Body.Items, todoOf(todo))
	}
	return out
}

// inPatch says that the fields which an error is about were in the patch.
func inPatch(err error) error {
	return renamed(err, func(field string) string {
		if field == "ids" || len(field) > 6 && field[:6] == "patch." {
			return field
		}
		return "patch." + field
	})
}
