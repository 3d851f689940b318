package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

func (a *API) addProjectTasks() {
	tasks := face[Task]{path: "/tasks", one: "task", title: "name", reach: domain.Visible, show: taskOf}
	const path = "/projects/{id}/tasks"
	add(a, projectsTag, operation{method: http.MethodGet, path: path, id: "list-project-tasks", summary: "List the tasks of a project"}, tasks.listIn)
	addAgain(a, projectsTag, operation{method: http.MethodPost, path: path, id: "add-project-task", summary: "Add a task to a project", status: http.StatusCreated}, tasks.addIn, tasks.addedIn)
}

type tasksIn struct {
	OnProject
	TodoQuery
}

// listIn lists as /tasks does, with the project of the path.
func (f face[T]) listIn(v *visit.Visit, in *tasksIn) (*page[T], error) {
	project, err := in.project(v)
	if err != nil {
		return nil, err
	}
	own := strconv.FormatInt(project.ID, 10)
	if in.ProjectID != "" && in.ProjectID != own {
		return nil, domain.Problems{"project_id": "It is another one than in the path."}.Err()
	}
	in.ProjectID = own
	return f.list(v, &in.TodoQuery)
}

func (o OnProject) project(v *visit.Visit) (domain.Project, error) {
	id, err := o.ID.id()
	if err != nil {
		return domain.Project{}, err
	}
	return v.Scope.Project(v.Ctx(), id)
}

type addingIn struct {
	OnProject
	Body TaskInput
}

func (f face[T]) addIn(v *visit.Visit, in *addingIn) (*created[T], error) {
	project, err := in.project(v)
	if err != nil {
		return nil, err
	}
	if in.Body.ProjectID != nil && *in.Body.ProjectID != project.ID {
		return nil, domain.Problems{"project_id": "It is another one than in the path."}.Err()
	}
	in.Body.ProjectID = &project.ID
	return f.added(v)(v.Scope.AddTodo(v.Ctx(), in.Body.input()))
}

func (f face[T]) addedIn(v *visit.Visit, _ *addingIn, earlier domain.Earlier) (*created[T], error) {
	return f.added(v)(v.Scope.Todo(v.Ctx(), earlier.Added("todo")))
}

func (a *API) addProjectPeople() {
	const one = "/projects/{id}"
	add(a, projectsTag, operation{method: http.MethodGet, path: one + "/people", id: "list-project-people", summary: "List who is in a project"}, listProjectPeople)
	add(a, projectsTag, operation{method: http.MethodGet, path: one + "/audience", id: "get-project-audience", summary: "Read who sees a project, and why"}, getAudience)
	add(a, tasksTag, operation{method: http.MethodGet, path: "/tasks/{id}/audience", id: "get-task-audience", summary: "Read who sees a task, and why"}, getTaskAudience)
	owned := []int{http.StatusConflict}
	add(a, projectsTag, operation{method: http.MethodPut, path: one + "/managers/{user_id}", id: "add-manager", summary: "Make somebody a manager of a project", errors: owned, about: "Its owner and managers may. About its owner that is a 409."}, putManager)
	add(a, projectsTag, operation{method: http.MethodDelete, path: one + "/managers/{user_id}", id: "remove-manager", summary: "Take a manager out of a project", status: http.StatusNoContent, errors: owned, about: goneFrom}, deleteManager)
	add(a, projectsTag, operation{method: http.MethodPut, path: one + "/members/{user_id}", id: "add-member", summary: "Make somebody a member or a viewer of a project", errors: owned, about: "Without a body, a member. Whoever has the client role becomes a viewer."}, putMember)
	add(a, projectsTag, operation{method: http.MethodDelete, path: one + "/members/{user_id}", id: "remove-member", summary: "Take a member or a viewer out of a project", status: http.StatusNoContent, errors: owned, about: goneFrom}, deleteMember)
}

const goneFrom = "Its owner and managers may, and everybody about themselves. Whoever stops seeing the project is taken off its tasks."

type peopleIn struct {
	OnProject
	Paging
}

func listProjectPeople(v *visit.Visit, in *peopleIn) (*page[ProjectPerson], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	people, err := v.Scope.ProjectPeople(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	shown := []ProjectPerson{}
	for _, p := range people {
		shown = append(shown, projectPersonOf(p))
	}
	roles := []string{domain.ProjectOwner, domain.ProjectManager, domain.ProjectMember, domain.ProjectViewer}
	return slicePage(v, shown, in.Paging, func(p ProjectPerson) string {
		return strconv.Itoa(slices.Index(roles, p.Role)) + strings.ToLower(p.Name) + " " + p.ID
	})
}

func getAudience(v *visit.Visit, in *OnProject) (*object[Audience], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.ProjectAudience(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	return objectOf(audienceOf(found))
}

func getTaskAudience(v *visit.Visit, in *OnTodo) (*object[Audience], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.TodoAudience(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	return objectOf(audienceOf(found))
}

// OnPerson is a request about one person in one project.
type OnPerson struct {
	ChangingProject
	UserID string `path:"user_id" maxLength:"100"`
}

// MemberInput says what somebody is in a project.
type MemberInput struct {
	Role *string `json:"role,omitempty" enum:"member,viewer" default:"member"`
}

type puttingMember struct {
	OnPerson
	Body *MemberInput
}

func putManager(v *visit.Visit, in *OnPerson) (*object[ProjectPerson], error) {
	return in.give(v, domain.ProjectManager)
}

func putMember(v *visit.Visit, in *puttingMember) (*object[ProjectPerson], error) {
	role := domain.ProjectMember
	if in.Body != nil && in.Body.Role != nil {
		p := domain.Problems{}
		role = choice(p, "role", *in.Body.Role, domain.ProjectMember, domain.ProjectViewer)
		if role == "" {
			p.Add("role", "Choose one of: member, viewer.")
		}
		if err := p.Err(); err != nil {
			return nil, err
		}
	}
	return in.give(v, role)
}

func (in OnPerson) give(v *visit.Visit, role string) (*object[ProjectPerson], error) {
	id, _, err := in.row(v)
	if err != nil {
		return nil, err
	}
	person, err := v.Scope.SetProjectRole(v.Ctx(), id, in.UserID, role)
	if err != nil {
		return nil, err
	}
	return objectOf(projectPersonOf(person))
}

func deleteManager(v *visit.Visit, in *OnPerson) (*none, error) {
	return in.remove(v, domain.ProjectOwner, domain.ProjectManager)
}

func deleteMember(v *visit.Visit, in *OnPerson) (*none, error) {
	return in.remove(v, domain.ProjectOwner, domain.ProjectMember, domain.ProjectViewer)
}

// remove takes somebody out who has one of the roles; in another one they are not what the path says.
func (in OnPerson) remove(v *visit.Visit, roles ...string) (*none, error) {
	id, _, err := in.row(v)
	if err != nil {
		return nil, err
	}
	people, err := v.Scope.ProjectPeople(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(people, func(p domain.ProjectPerson) bool { return p.ID == in.UserID && slices.Contains(roles, p.Role) }) {
		return nil, nobody()
	}
	return &none{}, v.Scope.RemoveFromProject(v.Ctx(), id, in.UserID)
}
