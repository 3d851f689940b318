package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// What a person may see is decided here and nowhere else: every select, update, delete, count and export of the tables
// below starts from one of these conditions. What they may change is a second question, answered for a loaded row.

// seesProject holds for rows of projects under the alias p that are not in the trash.
func (s *Scope) seesProject() clause {
	return and(raw(`p.deleted_at IS NULL`), s.seesProjectAnywhere())
}

// seesProjectAnywhere is seesProject with the trash included.
func (s *Scope) seesProjectAnywhere() clause {
	own := raw(`p.owner_id = ? OR p.id IN (SELECT project_id FROM project_managers WHERE user_id = ?) OR p.id IN (SELECT project_id FROM project_members WHERE user_id = ?)`,
		s.user.ID, s.user.ID, s.user.ID)
	if s.user.IsStaff() {
		own = own.plus(raw(` OR p.visibility = 'team' OR p.owner_id IS NULL`))
	}
	return own
}

func (s *Scope) projectsSeen() clause {
	return raw(`SELECT p.id FROM projects AS p WHERE `).plus(s.seesProject())
}

// seesTodo holds for rows of tasks under the alias t, trashed ones included. A step of a todo that somebody is assigned
// to is seen through its parents: see seesThroughParents.
func (s *Scope) seesTodo() clause { return s.seesTodoIn(s.projectsSeen()) }

// seesTodoOneByOne is seesTodo for few rows: to ask for each is less than to read first what there is to be seen.
func (s *Scope) seesTodoOneByOne() clause {
	mine := raw(`(t.project_id IS NULL AND t.user_id = ?) OR EXISTS (SELECT 1 FROM task_assignees AS a WHERE a.task_id = t.id AND a.user_id = ?) OR `, s.user.ID, s.user.ID).
		plus(s.seesProjectOf(`t.project_id`))
	if s.user.IsStaff() {
		mine = mine.plus(raw(` OR (t.project_id IS NULL AND t.user_id IS NULL)`))
	}
	return mine
}

// seesProjectOf holds for a row whose column is the id of a project that the caller sees.
func (s *Scope) seesProjectOf(column string) clause {
	return raw(`EXISTS (SELECT 1 FROM projects AS p WHERE p.id = `+column+` AND `).plus(s.seesProject(), raw(`)`))
}

// seesTodoIn is seesTodo with other projects than those that the caller sees.
func (s *Scope) seesTodoIn(projects clause) clause {
	mine := raw(`(t.project_id IS NULL AND t.user_id = ?) OR t.id IN (SELECT task_id FROM task_assignees WHERE user_id = ?) OR t.project_id IN (`, s.user.ID, s.user.ID).
		plus(projects, raw(`)`))
	if s.user.IsStaff() {
		mine = mine.plus(raw(` OR (t.project_id IS NULL AND t.user_id IS NULL)`))
	}
	return mine
}

// projectRole is what a person is in a project, strongest first.
type projectRole int

const (
	outsider projectRole = iota
	viewer
	member
	manager
	owner
)

func (r projectRole) access() domain.Access {
	switch r {
	case owner, manager:
		return domain.Work | domain.Edit | domain.Manage
	case member:
		return domain.Work | domain.Edit
	default:
		return 0
	}
}

func (r projectRow) role(u domain.User) projectRole {
	switch {
	case u.Has(domain.RoleClient):
		return viewer
	case r.OwnerID == u.ID:
		return owner
	case r.Manages, r.OwnerID == "" && u.IsStaff():
		return manager
	case r.Membership == "member":
		return member
	default:
		return viewer
	}
}

// name of the role, as domain calls it.
func (r projectRole) name() string {
	switch r {
	case owner:
		return domain.ProjectOwner
	case manager:
		return domain.ProjectManager
	case member:
		return domain.ProjectMember
	default:
		return domain.ProjectViewer
	}
}

func (r projectRow) ref(u domain.User) domain.ProjectRef {
	return domain.ProjectRef{ID: r.ID, Name: r.Name, Key: r.Key, Color: r.Color, Access: r.role(u).access()}
}

// ProjectsMax is how many projects are read at once for names, roles and menus.
const ProjectsMax = 500

// Projects that the caller sees and that are neither archived nor templates, by name; at most ProjectsMax.
func (s *Scope) Projects(ctx context.Context) ([]domain.ProjectRef, error) {
	return s.rememberProjects(ctx, "projects", raw(`p.is_archived = 0 AND p.is_template = 0`))
}

// rememberProjects reads some of the projects that the caller sees once until a project, or who is in one, changes.
func (s *Scope) rememberProjects(ctx context.Context, what string, which clause) ([]domain.ProjectRef, error) {
	projects, err := rememberOf(ctx, s, workTables, what, func() ([]domain.ProjectRef, time.Time, error) {
		rows, err := s.projectRows(ctx, s.store.read, which)
		projects := make([]domain.ProjectRef, 0, len(rows))
		for _, row := range rows {
			projects = append(projects, row.ref(s.user))
		}
		return projects, time.Time{}, err
	})
	return slices.Clone(projects), err
}

func (s *Scope) projectRows(ctx context.Context, db bun.IDB, which clause) ([]projectRow, error) {
	query := raw(`SELECT p.id, p.name, p.key, p.color, p.owner_id, p.visibility,
		EXISTS (SELECT 1 FROM project_managers WHERE project_id = p.id AND user_id = ?) AS manages,
		(SELECT role FROM project_members WHERE project_id = p.id AND user_id = ?) AS membership
		FROM projects AS p WHERE `, s.user.ID, s.user.ID).
		plus(and(s.seesProject(), which), raw(` ORDER BY lower(p.name), p.id LIMIT ?`, ProjectsMax))
	var rows []projectRow
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read projects")
}

// roleIn is the caller's role in one project; outsider when they don't see it.
func (s *Scope) roleIn(ctx context.Context, db bun.IDB, projectID int64) (projectRole, error) {
	rows, err := s.projectRows(ctx, db, raw(`p.id = ?`, projectID))
	if err != nil || len(rows) == 0 {
		return outsider, err
	}
	return rows[0].role(s.user), nil
}

// mayAddTo: something goes into a project that the caller writes in. One that they don't see is Invalid at project_id.
func (s *Scope) mayAddTo(ctx context.Context, db bun.IDB, projectID int64) error {
	role, err := s.roleIn(ctx, db, projectID)
	switch {
	case err != nil:
		return err
	case role == outsider:
		return domain.Problems{"project_id": domain.UnknownID}.Err()
	case role < member:
		return domain.Fail(domain.Denied, "You can see this project, but not add to it.")
	}
	return nil
}

// accessTo answers what the caller may do with a todo they see. roles are of the projects that they see.
func (s *Scope) accessTo(row taskRow, assigned bool, roles map[int64]projectRole) domain.Access {
	if row.ProjectID == 0 {
		return s.accessToPersonal(row, assigned)
	}
	access := roles[row.ProjectID].access()
	if s.user.Has(domain.RoleClient) {
		return 0
	}
	if assigned {
		access |= domain.Work | domain.Edit
	}
	if access.CanEdit() && row.UserID == s.user.ID {
		access |= domain.Manage
	}
	return access
}

func (s *Scope) accessToPersonal(row taskRow, assigned bool) domain.Access {
	switch {
	case row.UserID == s.user.ID, row.UserID == "" && s.user.IsStaff():
		return domain.Work | domain.Edit | domain.Manage
	case assigned:
		return domain.Work
	default:
		return 0
	}
}
