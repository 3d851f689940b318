package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type projectPersonRow struct {
	ID, Name, Role string
	Roles          stringList
	DisabledAt     instant
}

func (r projectPersonRow) person() domain.ProjectPerson {
	p := domain.ProjectPerson{
		Person: domain.Person{ID: r.ID, Name: r.Name}, Role: r.Role,
		Client: slices.Contains(r.Roles, domain.RoleClient), Disabled: !r.DisabledAt.IsZero(),
	}
	if p.Client && p.Role != "" {
		p.Role = domain.ProjectViewer
	}
	return p
}

// ProjectPeople are the people of a project that the caller sees: its owner, its managers, its members and its viewers,
// each by name and once, as the strongest of what they are.
func (s *Scope) ProjectPeople(ctx context.Context, id int64) ([]domain.ProjectPerson, error) {
	if _, err := s.loadProject(ctx, s.store.read, id); err != nil {
		return nil, err
	}
	return s.peopleOf(ctx, s.store.read, id, raw(`role IS NOT NULL`))
}

// peopleOf reads users with what they are in a project; which is about role and the columns of users.
func (s *Scope) peopleOf(ctx context.Context, db bun.IDB, projectID int64, which clause) ([]domain.ProjectPerson, error) {
	query := raw(`SELECT id, name, roles, disabled_at, coalesce(role, '') AS role FROM (
			SELECT u.id, `+s.store.dialect.personName()+` AS name, `+rolesOf+` AS roles, u.disabled_at, CASE
				WHEN EXISTS (SELECT 1 FROM projects WHERE id = ? AND owner_id = u.id) THEN 'owner'
				WHEN EXISTS (SELECT 1 FROM project_managers WHERE project_id = ? AND user_id = u.id) THEN 'manager'
				ELSE (SELECT CASE role WHEN 'member' THEN 'member' ELSE 'viewer' END FROM project_members WHERE project_id = ? AND user_id = u.id) END AS role
			FROM users AS u) AS everybody WHERE `, projectID, projectID, projectID).
		plus(which, raw(` ORDER BY lower(name), id`))
	var rows []projectPersonRow
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read the people of a project")
	}
	people := make([]domain.ProjectPerson, 0, len(rows))
	for _, row := range rows {
		people = append(people, row.person())
	}
	slices.SortStableFunc(people, func(a, b domain.ProjectPerson) int { return cmp.Compare(rank(b.Role), rank(a.Role)) })
	return people, nil
}

// AddablePeople are those who can be taken into a project: the first PeopleMax by name. Denied to who may not take
// anybody in.
func (s *Scope) AddablePeople(ctx context.Context, projectID int64) ([]domain.ProjectPerson, error) {
	row, err := s.loadProject(ctx, s.store.read, projectID)
	if err != nil {
		return nil, err
	}
	if row.role(s.user) < manager {
		return nil, noManager()
	}
	people, err := s.peopleOf(ctx, s.store.read, projectID, raw(`role IS NULL AND disabled_at IS NULL`))
	return people[:min(len(people), PeopleMax)], err
}

func noManager() error {
	return domain.Fail(domain.Denied, "You can see this project, but not say who is in it.")
}

// ProjectAudience is who sees a project that the caller sees, and why.
func (s *Scope) ProjectAudience(ctx context.Context, id int64) (domain.Audience, error) {
	row, err := s.loadProject(ctx, s.store.read, id)
	if err != nil {
		return domain.Audience{}, err
	}
	return s.audienceOf(ctx, row)
}

func (s *Scope) audienceOf(ctx context.Context, row projectRow) (domain.Audience, error) {
	people, err := s.peopleOf(ctx, s.store.read, row.ID, raw(`role IS NOT NULL AND disabled_at IS NULL`))
	audience := domain.Audience{Team: row.forTeam()}
	for _, p := range people {
		audience.People = append(audience.People, domain.Onlooker{Person: p.Person, Why: p.Role, Client: p.Client})
	}
	return audience, err
}

// forTeam tells whether every member of staff sees a project.
func (r projectRow) forTeam() bool { return r.Visibility == domain.VisibilityTeam || r.OwnerID == "" }

// TodoAudience is who sees a todo that the caller sees, and why.
func (s *Scope) TodoAudience(ctx context.Context, id int64) (domain.Audience, error) {
	todo, _, err := s.loadTodo(ctx, s.store.read, id)
	if err != nil {
		return domain.Audience{}, err
	}
	rows, err := s.chain(ctx, s.store.read, id)
	if err != nil {
		return domain.Audience{}, err
	}
	audience := domain.Audience{}
	if todo.ProjectID == 0 {
		audience.Team = slices.ContainsFunc(rows, func(r taskRow) bool { return r.ProjectID == 0 && r.UserID == "" })
	} else if audience, err = s.audienceAround(ctx, todo.ProjectID); err != nil {
		return audience, err
	}
	more, err := s.seeThroughTodos(ctx, rows)
	for _, who := range more {
		if !slices.ContainsFunc(audience.People, func(o domain.Onlooker) bool { return o.ID == who.ID }) {
			audience.People = append(audience.People, who)
		}
	}
	slices.SortStableFunc(audience.People, func(a, b domain.Onlooker) int { return cmp.Compare(rank(b.Why), rank(a.Why)) })
	return audience, err
}

// rank puts the strongest first.
func rank(why string) int {
	return slices.Index([]string{domain.WhyAbove, domain.WhyAssignee, "", domain.ProjectViewer, domain.ProjectMember, domain.ProjectManager, domain.ProjectOwner}, why)
}

// audienceAround is the audience of the project that a todo is in, as far as the caller may know it.
func (s *Scope) audienceAround(ctx context.Context, projectID int64) (domain.Audience, error) {
	project, err := s.loadProject(ctx, s.store.read, projectID)
	if domain.KindOf(err) == domain.NotFound {
		return domain.Audience{Others: true}, nil
	}
	if err != nil {
		return domain.Audience{}, err
	}
	return s.audienceOf(ctx, project)
}

// seeThroughTodos are the enabled people who see the first of some todos by what it or one above it says of them.
func (s *Scope) seeThroughTodos(ctx context.Context, rows []taskRow) ([]domain.Onlooker, error) {
	why := map[string]string{}
	note := func(userID, reason string) {
		if why[userID] == "" && userID != "" {
			why[userID] = reason
		}
	}
	for i, row := range rows {
		if row.ProjectID != rows[0].ProjectID {
			break
		}
		if row.ProjectID == 0 {
			note(row.UserID, domain.ProjectOwner)
		}
		for _, userID := range row.Assignees {
			if i == 0 {
				note(userID, domain.WhyAssignee)
			} else {
				note(userID, domain.WhyAbove)
			}
		}
	}
	ids := make([]string, 0, len(why))
	for id := range why {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	people, err := s.peopleOf(ctx, s.store.read, 0, raw(`disabled_at IS NULL AND id IN (?)`, bun.List(ids)))
	onlookers := make([]domain.Onlooker, 0, len(people))
	for _, p := range people {
		onlookers = append(onlookers, domain.Onlooker{Person: p.Person, Why: why[p.ID], Client: p.Client})
	}
	return onlookers, err
}
