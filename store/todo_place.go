package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// checkPlace looks up the project and the parent that a changed row names, through the caller's own eyes, and makes a
// step follow its parent. Rights are never gained by moving: out of a project only its members move things, and into
// one only its members.
func (s *Scope) checkPlace(ctx context.Context, tx bun.Tx, old taskRow, row *taskRow) error {
	if row.ParentID != 0 && row.ParentID != old.ParentID {
		if err := s.checkParent(ctx, tx, old, row); err != nil {
			return err
		}
	} else if row.ParentID != 0 && row.ProjectID != old.ProjectID {
		return domain.Problems{"project_id": "A step stays in the project of its todo."}.Err()
	}
	if row.ProjectID == old.ProjectID {
		return nil
	}
	if err := s.checkMoveOut(ctx, tx, old, row); err != nil {
		return err
	}
	if row.ProjectID == 0 {
		return nil
	}
	return s.mayAddTo(ctx, tx, row.ProjectID)
}

func (s *Scope) checkParent(ctx context.Context, tx bun.Tx, old taskRow, row *taskRow) error {
	parent, access, err := s.loadTodo(ctx, tx, row.ParentID)
	if domain.KindOf(err) == domain.NotFound {
		return domain.Problems{"parent_id": domain.UnknownID}.Err()
	}
	if err != nil {
		return err
	}
	if !access.CanEdit() {
		return domain.Fail(domain.Denied, "You can see that todo, but not add steps to it.")
	}
	if row.ProjectID != parent.ProjectID && row.ProjectID != old.ProjectID {
		return domain.Problems{"project_id": "A step stays in the project of its todo."}.Err()
	}
	row.ProjectID = parent.ProjectID
	if parent.ProjectID == 0 {
		row.UserID = parent.UserID
	}
	return s.checkDepth(ctx, tx, row)
}

func (s *Scope) checkDepth(ctx context.Context, tx bun.Tx, row *taskRow) error {
	parents, err := s.chain(ctx, tx, row.ParentID)
	if err != nil {
		return err
	}
	if row.ID != 0 && slices.ContainsFunc(parents, func(p taskRow) bool { return p.ID == row.ID }) {
		return domain.Problems{"parent_id": "A todo can't be a step of itself or of its own steps."}.Err()
	}
	below := 0
	if row.ID != 0 {
		steps, err := s.descendants(ctx, tx, row.ID)
		if err != nil {
			return err
		}
		if len(steps) > 0 {
			below = steps[len(steps)-1].Depth
		}
	}
	if len(parents)+1+below > DepthMax {
		return domain.Problems{"parent_id": "That is too many steps inside steps."}.Err()
	}
	return nil
}

// checkMoveOut: an assignee works on a project's task but doesn't take it away; what becomes personal becomes the
// caller's own, so only its creator or a manager makes it so.
func (s *Scope) checkMoveOut(ctx context.Context, tx bun.Tx, old taskRow, row *taskRow) error {
	if old.ID == 0 || old.ProjectID == 0 {
		return nil
	}
	role, err := s.roleIn(ctx, tx, old.ProjectID)
	if err != nil {
		return err
	}
	if role < member || row.ProjectID == 0 && role < manager && old.UserID != s.user.ID {
		return domain.Fail(domain.Denied, "You can change this todo, but not move it out of its project.")
	}
	if row.ProjectID == 0 {
		row.UserID = s.user.ID
	}
	return nil
}

const rolesOf = `coalesce(u.roles, '["staff"]')`

// isStaff holds for rows of users under the alias u, as domain.User.IsStaff answers.
const isStaff = `(` + rolesOf + ` LIKE '%"staff"%' OR ` + rolesOf + ` LIKE '%"admin"%') AND ` + rolesOf + ` NOT LIKE '%"client"%'`

// assignable holds for rows of users under the alias u who can be chosen for todos of a project, or for the caller's
// personal ones where projectID is 0.
func (s *Scope) assignable(projectID int64) clause {
	enabled := raw(`u.disabled_at IS NULL`)
	if projectID == 0 {
		if s.user.IsStaff() {
			return and(enabled, raw(isStaff))
		}
		return and(enabled, raw(`u.id = ?`, s.user.ID))
	}
	return and(enabled, raw(`u.id IN (SELECT owner_id FROM projects WHERE id = ?) OR u.id IN (SELECT user_id FROM project_managers WHERE project_id = ?)
		OR u.id IN (SELECT user_id FROM project_members WHERE project_id = ?)
		OR (EXISTS (SELECT 1 FROM projects AS p WHERE p.id = ? AND (p.visibility = 'team' OR p.owner_id IS NULL)) AND `+isStaff+`)`,
		projectID, projectID, projectID, projectID))
}

// PeopleMax is how many people are offered in one list.
const PeopleMax = 200

// Assignable are the people who can be chosen for todos of a project that the caller sees, or for personal ones where
// projectID is 0: the first PeopleMax by name.
func (s *Scope) Assignable(ctx context.Context, projectID int64) ([]domain.Person, error) {
	if projectID != 0 {
		role, err := s.roleIn(ctx, s.store.read, projectID)
		if err != nil {
			return nil, err
		}
		if role == outsider {
			return nil, domain.Fail(domain.NotFound, "There is no such project.")
		}
	}
	return s.peopleWhere(ctx, s.store.read, s.assignable(projectID))
}

func (s *Scope) peopleWhere(ctx context.Context, db bun.IDB, which clause) ([]domain.Person, error) {
	query := raw(`SELECT u.id, `+s.store.dialect.personName()+` AS name FROM users AS u WHERE `).
		plus(which, raw(` ORDER BY lower(`+s.store.dialect.personName()+`), u.id LIMIT ?`, PeopleMax))
	people := []domain.Person{}
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &people)
	return people, wrap(err, "read people")
}

// checkAssignees: who is newly assigned has to be one of those who can be chosen.
func (s *Scope) checkAssignees(ctx context.Context, tx bun.Tx, old, row taskRow) error {
	_, come := difference(old.Assignees, row.Assignees)
	if old.ProjectID != row.ProjectID {
		come = row.Assignees
	}
	if len(come) == 0 {
		return nil
	}
	people, err := s.peopleWhere(ctx, tx, and(s.assignable(row.ProjectID), raw(`u.id IN (?)`, bun.List(come))))
	if err == nil && len(people) < len(come) {
		return domain.Problems{"assignee_ids": domain.UnknownID}.Err()
	}
	return err
}

// People maps ids to names, for rows that the caller sees already; unknown ids are not in it.
func (s *Scope) People(ctx context.Context, ids []string) (map[string]domain.Person, error) {
	found := map[string]domain.Person{}
	if len(ids) == 0 {
		return found, nil
	}
	people, err := s.peopleWhere(ctx, s.store.read, raw(`u.id IN (?)`, bun.List(ids)))
	for _, p := range people {
		found[p.ID] = p
	}
	return found, err
}
