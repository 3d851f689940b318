package api

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"mddash/domain"
	"mddash/handlers/visit"
)

const projectsTag = "Projects"

func (a *API) addProjects() {
	const all, one = "/projects", "/projects/{id}"
	taken := []int{http.StatusConflict}
	add(a, projectsTag, operation{method: http.MethodGet, path: all, id: "list-projects", summary: "List projects"}, listProjects)
	addAgain(a, projectsTag, operation{method: http.MethodPost, path: all, id: "add-project", summary: "Add a project", status: http.StatusCreated, about: "It is yours. A key that is taken is a 409."}, addProject, addedProject)
	add(a, projectsTag, operation{method: http.MethodGet, path: one, id: "get-project", summary: "Read a project"}, getProject)
	add(a, projectsTag, operation{method: http.MethodPut, path: one, id: "replace-project", summary: "Replace a project", errors: taken, about: "What is left out takes its default; key, owner, managers and what was spent stay."}, putProject)
	add(a, projectsTag, operation{method: http.MethodPatch, path: one, id: "change-project", summary: "Change a project", errors: taken, about: "A JSON Merge Patch: what is left out stays, null clears. Whoever stops seeing the project is taken off its tasks."}, patchProject)
	add(a, projectsTag, operation{method: http.MethodDelete, path: one, id: "delete-project", summary: "Take a project to the trash", status: http.StatusNoContent, about: "For its owner. What is in it goes with it, and comes back with it for 30 days."}, deleteProject)
	addAgain(a, projectsTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-project", summary: "Bring a project back from the trash, with what went with it"}, restoreProject, restoredProject)
	addAgain(a, projectsTag, operation{method: http.MethodPost, path: one + "/copy", id: "copy-project", summary: "Duplicate a project", status: http.StatusCreated,
		about: "The duplicate is yours: its columns and its tasks with their steps, estimates and what waits for what, all to be done; no people, comments, hours or rates."}, copyProject, copiedProject)
	a.addProjectTasks()
	a.addProjectPeople()
}

// OnProject is a request about one project.
type OnProject struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingProject is a request that may be bound to the version of the project that the caller knows.
type ChangingProject struct {
	OnProject
	Changing
}

type (
	addingProject    struct{ Body ProjectInput }
	replacingProject struct {
		ChangingProject
		Body ProjectInput
	}
	patchingProject struct {
		ChangingProject
		Body ProjectPatch
	}
	copyingProject struct {
		OnProject
		Body CopyInput
	}
)

// projectQuery is what the list of projects can be asked for.
type projectQuery struct {
	Status   string `query:"status" enum:"planning,in_progress,on_hold,completed"`
	Priority string `query:"priority" enum:"low,medium,high"`
	ClientID string `query:"client_id"`
	OwnerID  string `query:"owner_id" doc:"A person's id, or me" example:"me"`
	Tag      string `query:"tag"`
	Query    string `query:"q" maxLength:"500" doc:"Words in name, key, description or tags"`
	Archived string `query:"archived" enum:"true,false,all" default:"false" doc:"Whether the archived are listed: they alone, not at all, or among the others"`
	Template flag   `query:"template" doc:"true for templates, and only these"`
	Trashed  flag   `query:"trashed" doc:"true for what is in the trash and yours to manage, and only that"`
	Sort     string `query:"sort" doc:"name, status, priority, start_date, end_date, created_at or updated_at; - before it for descending" default:"name" example:"-updated_at"`
	Paging
}

func (q projectQuery) filter(v *visit.Visit) (domain.ProjectFilter, error) {
	p := domain.Problems{}
	f := domain.ProjectFilter{
		Status:   choice(p, "status", q.Status, domain.ProjectPlanning, domain.ProjectInProgress, domain.ProjectOnHold, domain.ProjectCompleted),
		Priority: choice(p, "priority", q.Priority, domain.PriorityLow, domain.PriorityMedium, domain.PriorityHigh),
		ClientID: q.ClientID, OwnerID: q.OwnerID, Tag: q.Tag, Query: q.Query, Sort: q.Sort, Cursor: q.Cursor, Limit: q.limit(p), Total: true,
		Archived: domain.ParseArchive(p, "archived", q.Archived),
	}
	if q.OwnerID == "me" {
		f.OwnerID = v.User.ID
	}
	if templates := q.Template.parse(p, "template"); templates != nil {
		f.Templates = *templates
	}
	if trashed := q.Trashed.parse(p, "trashed"); trashed != nil {
		f.Trashed = *trashed
	}
	if utf8.RuneCountInString(q.Query) > 500 || len(strings.Fields(q.Query)) > 20 {
		p.Add("q", "Search for at most 20 words.")
	}
	return f, p.Err()
}

func listProjects(v *visit.Visit, in *projectQuery) (*page[Project], error) {
	filter, err := in.filter(v)
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.ListProjects(v.Ctx(), filter)
	if err != nil {
		return nil, err
	}
	items := make([]Project, len(found.Items))
	for i, project := range found.Items {
		items[i] = projectOf(project)
	}
	return pageOf(v, items, found.Total, found.Next), nil
}

func addProject(v *visit.Visit, in *addingProject) (*created[Project], error) {
	return newProject(v)(v.Scope.AddProject(v.Ctx(), domain.ProjectInput(in.Body)))
}

func addedProject(v *visit.Visit, _ *addingProject, earlier domain.Earlier) (*created[Project], error) {
	return newProject(v)(v.Scope.Project(v.Ctx(), earlier.Added("project")))
}

func newProject(v *visit.Visit) func(domain.Project, error) (*created[Project], error) {
	return func(project domain.Project, err error) (*created[Project], error) {
		if err != nil {
			return nil, err
		}
		return &created[Project]{Location: placeIn(v, "/projects", project.ID), ETag: quoted(projectTag(project)), Body: projectOf(project)}, nil
	}
}

func getProject(v *visit.Visit, in *OnProject) (*object[Project], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return projectObject(v.Scope.Project(v.Ctx(), id))
}

func putProject(v *visit.Visit, in *replacingProject) (*object[Project], error) {
	return in.change(v, func(domain.ProjectInput) (domain.ProjectInput, error) { return domain.ProjectInput(in.Body), nil })
}

func patchProject(v *visit.Visit, in *patchingProject) (*object[Project], error) {
	return in.change(v, in.Body.over)
}

func (c ChangingProject) change(v *visit.Visit, change func(domain.ProjectInput) (domain.ProjectInput, error)) (*object[Project], error) {
	id, version, err := c.row(v)
	if err != nil {
		return nil, err
	}
	return projectObject(v.Scope.UpdateProject(v.Ctx(), id, version, change))
}

// row is which project is meant, and the version that it has to have.
func (c ChangingProject) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	err = c.hold(func() (string, error) {
		project, err := v.Scope.Project(v.Ctx(), id)
		version = project.Version()
		return projectTag(project), err
	})
	return id, version, err
}

func deleteProject(v *visit.Visit, in *ChangingProject) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteProject(v.Ctx(), id, version)
}

func restoreProject(v *visit.Visit, in *OnProject) (*object[Project], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return projectObject(v.Scope.RestoreProject(v.Ctx(), id))
}

// restoredProject answers again with the project as it is now.
func restoredProject(v *visit.Visit, in *OnProject, _ domain.Earlier) (*object[Project], error) {
	return getProject(v, in)
}

func copyProject(v *visit.Visit, in *copyingProject) (*created[Project], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return newProject(v)(v.Scope.CopyProject(v.Ctx(), id, domain.CopyInput(in.Body)))
}

func copiedProject(v *visit.Visit, _ *copyingProject, earlier domain.Earlier) (*created[Project], error) {
	return newProject(v)(v.Scope.Project(v.Ctx(), earlier.Added("project")))
}

func projectObject(project domain.Project, err error) (*object[Project], error) {
	if err != nil {
		return nil, err
	}
	return &object[Project]{ETag: quoted(projectTag(project)), Body: projectOf(project)}, nil
}
