package store

import (
	"context"

	"mddash/domain"
)

// ArchiveProject takes a project out of lists and menus, with its tasks, or back in. It fails as UpdateProject does.
func (s *Scope) ArchiveProject(ctx context.Context, id int64, archived bool) (domain.Project, error) {
	return s.UpdateProject(ctx, id, "", func(in domain.ProjectInput) (domain.ProjectInput, error) {
		in.IsArchived = &archived
		return in, nil
	})
}

// PinProject keeps a project that the caller sees in their navigation, or takes it out. Nobody else notices.
func (s *Scope) PinProject(ctx context.Context, id int64, pinned bool) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		was, err := s.loadPin(ctx, w, id)
		if err != nil {
			return err
		}
		return s.savePin(ctx, w, id, was, pinChoice{pinned})
	})
}

// PinnedProjects are those that the caller keeps in their navigation, by name; the archived are not shown there.
func (s *Scope) PinnedProjects(ctx context.Context) ([]domain.ProjectRef, error) {
	return s.rememberProjects(ctx, "pinned", and(raw(`p.is_archived = 0`), raw(`p.id IN (SELECT project_id FROM project_pins WHERE user_id = ?)`, s.user.ID)))
}
