package store

import (
	"context"
	"slices"

	"mddash/domain"
)

// SetProjectRole takes somebody into a project, or gives them another role in it: manager, member or viewer. Denied to
// who is no manager of it; NotFound for somebody whom nobody can choose; Conflict for the owner. With the client role
// they become a viewer whatever was asked for, and no manager.
func (s *Scope) SetProjectRole(ctx context.Context, projectID int64, userID, role string) (domain.ProjectPerson, error) {
	var out domain.ProjectPerson
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, person, err := s.loadPerson(ctx, w, projectID, userID)
		if err != nil {
			return err
		}
		if row.role(s.user) < manager {
			return noManager()
		}
		problems := domain.Problems{}
		role := domain.ParseProjectRole(problems, "role", role)
		if person.Client && role == domain.ProjectManager {
			problems.Add("role", "A client can't manage a project.")
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if person.Role == "" && person.Disabled {
			return noPerson()
		}
		if err := s.giveRole(ctx, w, row, person, role); err != nil {
			return err
		}
		_, out, err = s.loadPerson(ctx, w, projectID, userID)
		return err
	})
	return out, err
}

// RemoveFromProject takes somebody out of a project, and off its tasks if they don't see it any more. Denied to who is no
// manager of it, except about themselves; NotFound for who is not in it; Conflict for the owner.
func (s *Scope) RemoveFromProject(ctx context.Context, projectID int64, userID string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, person, err := s.loadPerson(ctx, w, projectID, userID)
		if err != nil {
			return err
		}
		if person.Role == "" {
			return noPerson()
		}
		return s.giveRole(ctx, w, row, person, "")
	})
}

// LeaveProject takes the caller out of a project. It fails as RemoveFromProject does.
func (s *Scope) LeaveProject(ctx context.Context, id int64) error {
	return s.RemoveFromProject(ctx, id, s.user.ID)
}

// HandOverProject makes somebody else of the staff the owner of a project; who owned it manages it from then on. Denied
// to all but its owner; where it has none, or one who is shut out or no staff any more, its managers may.
func (s *Scope) HandOverProject(ctx context.Context, id int64, userID string) (domain.Project, error) {
	return s.UpdateProject(ctx, id, "", func(in domain.ProjectInput) (domain.ProjectInput, error) {
		in.OwnerID = &userID
		return in, nil
	})
}

// loadPerson reads a project that the caller sees and what somebody is in it. Somebody whom the caller can't know there
// is NotFound.
func (s *Scope) loadPerson(ctx context.Context, w *work, projectID int64, userID string) (projectRow, domain.ProjectPerson, error) {
	row, err := s.loadProject(ctx, w.tx, projectID)
	if err != nil {
		return row, domain.ProjectPerson{}, err
	}
	if row.role(s.user) < manager && userID != s.user.ID {
		return row, domain.ProjectPerson{}, noManager()
	}
	person, err := s.personIn(ctx, w, projectID, userID)
	return row, person, err
}

func (s *Scope) personIn(ctx context.Context, w *work, projectID int64, userID string) (domain.ProjectPerson, error) {
	if !domain.IsText(userID) {
		return domain.ProjectPerson{}, noPerson()
	}
	people, err := s.peopleOf(ctx, w.tx, projectID, raw(`id = ?`, userID))
	if err == nil && len(people) == 0 {
		err = noPerson()
	}
	if err != nil {
		return domain.ProjectPerson{}, err
	}
	return people[0], nil
}

func noPerson() error { return domain.Fail(domain.NotFound, "There is no such person here.") }

// giveRole makes somebody's role in a project another one, "" for none. The caller gives roles as a manager, and can only
// leave otherwise.
func (s *Scope) giveRole(ctx context.Context, w *work, row projectRow, person domain.ProjectPerson, role string) error {
	if person.Client && role != "" {
		role = domain.ProjectViewer
	}
	switch leaves := person.ID == s.user.ID && role == ""; {
	case person.ID == row.OwnerID:
		return domain.Fail(domain.Conflict, "The project is theirs. It has to be handed over first.")
	case row.role(s.user) < manager && !leaves:
		return noManager()
	case person.Role == role:
		return nil
	}
	return s.storeRole(ctx, w, row, person, role)
}

// storeRole is giveRole for those whose rights were asked for already.
func (s *Scope) storeRole(ctx context.Context, w *work, row projectRow, person domain.ProjectPerson, role string) error {
	queries := []clause{
		raw(`DELETE FROM project_managers WHERE project_id = ? AND user_id = ?`, row.ID, person.ID),
		raw(`DELETE FROM project_members WHERE project_id = ? AND user_id = ?`, row.ID, person.ID),
	}
	switch role {
	case domain.ProjectManager:
		queries = append(queries, raw(`INSERT INTO project_managers (project_id, user_id) VALUES (?, ?)`, row.ID, person.ID))
	case domain.ProjectMember, domain.ProjectViewer:
		queries = append(queries, raw(`INSERT INTO project_members (project_id, user_id, role) VALUES (?, ?, ?)`, row.ID, person.ID, role))
	}
	// Who manages a project is a part of it.
	if person.Role == domain.ProjectManager || role == domain.ProjectManager {
		queries = append(queries, raw(`UPDATE projects SET updated_at = ? WHERE id = ?`, w.at, row.ID))
	}
	err := s.changeSight(ctx, w, row.ID, func() error {
		for _, query := range queries {
			if _, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil {
				return wrap(err, "give somebody a role in a project")
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if person.Role == "" {
		w.notify(notice{kind: domain.ToldShared, about: domain.FoundProject, aboutID: row.ID}, person.ID)
	}
	return w.didToPerson(row.ID, person.ID, membership{Role: &person.Role}, membership{Role: &role})
}

// handOver gives a row its new owner: who owned it manages it from then on, unless it was said who does. Only its owner
// gives a project away, and takes that back within the hour as whoever did it. A project without an owner, or with one
// who can't do it any more, is its managers' to give.
func (s *Scope) handOver(ctx context.Context, w *work, old, row projectRow) (projectRow, error) {
	able, err := s.peopleWhere(ctx, w.tx, and(raw(`u.id = ?`, old.OwnerID), raw(`u.disabled_at IS NULL`), raw(isStaff)))
	if err != nil {
		return row, err
	}
	if len(able) > 0 && old.role(s.user) != owner && !w.recent {
		return row, domain.Fail(domain.Denied, "Only its owner can hand a project over.")
	}
	if w.undoes != "" || !slices.Equal(row.Managers, old.Managers) {
		return row, nil
	}
	row.Managers = slices.DeleteFunc(slices.Clone(row.Managers), func(id string) bool { return id == row.OwnerID || id == old.OwnerID })
	if len(able) > 0 {
		row.Managers = append(row.Managers, old.OwnerID)
	}
	slices.Sort(row.Managers)
	return row, nil
}
