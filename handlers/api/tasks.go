package api

import (
	"errors"
	"net/http"
	"slices"

	"mddash/domain"
	"mddash/handlers/visit"
)

func (a *API) addTasks() {
	tasks := face[Task]{path: "/tasks", one: "task", title: "name", reach: domain.Visible, show: taskOf}
	addFace[Task, TaskInput, TaskPatch](a, tasksTag, tasks)
	each := "/tasks/{id}/assignees/{user_id}"
	add(a, tasksTag, operation{method: http.MethodPut, path: each, id: "assign-task", summary: "Assign a task to somebody"}, tasks.assign)
	add(a, tasksTag, operation{method: http.MethodDelete, path: each, id: "unassign-task", status: http.StatusNoContent, summary: "Take somebody off a task"}, tasks.unassign)
	addComments(a, tasksTag, "/tasks", "task")
	addDependencies(a, tasksTag, "/tasks", "task")
}

type onAssignee struct {
	ChangingTodo
	UserID string `path:"user_id" maxLength:"100"`
}

func (f face[T]) assign(v *visit.Visit, in *onAssignee) (*object[T], error) {
	out, err := f.change(v, in.ChangingTodo, func(row domain.TodoInput) (domain.TodoInput, error) {
		row.AssigneeIDs = append(slices.Clone(row.AssigneeIDs), in.UserID)
		return row, nil
	})
	return out, inPath(err)
}

func (f face[T]) unassign(v *visit.Visit, in *onAssignee) (*none, error) {
	_, err := f.change(v, in.ChangingTodo, func(row domain.TodoInput) (domain.TodoInput, error) {
		if !slices.Contains(row.AssigneeIDs, in.UserID) {
			return row, nobody()
		}
		row.AssigneeIDs = slices.DeleteFunc(slices.Clone(row.AssigneeIDs), func(id string) bool { return id == in.UserID })
		return row, nil
	})
	return &none{}, err
}

// inPath answers for somebody in the path who cannot be chosen as for a path that leads nowhere.
func inPath(err error) error {
	var ours *domain.Error
	if errors.As(err, &ours) && ours.Fields["assignee_ids"] == domain.UnknownID {
		return nobody()
	}
	return err
}

func nobody() error { return domain.Fail(domain.NotFound, "There is no such person here.") }
