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

// PinProject keeps a project that the caller sees in their navigation, or takes it out. It is nothing that others notice
// and so not logged.
func (s *Scope) PinProject(ctx context.Context, id int64, pinned bool) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		if _, err := s.loadProject(ctx, w.tx, id); err != nil {
			return err
		}
		query := raw(`DELETE FROM project_pins WHERE user_id = ? AND project_id = ?`, s.user.ID, id)
		if pinned {
			query = raw(`INSERT INTO project_pins (user_id, project_id, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, s.user.ID, id, w.at)
		}
		w.tell(s.user.ID, tellPins)
		_, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx)
		return wrap(err, "pin a project")
	})
}

// PinnedProjects are those that the caller keeps in their navigation, by name; the archived are not shown there.
func (s *Scope) PinnedProjects(ctx context.Context) ([]domain.ProjectRef, error) {
	rows, err := s.projectRows(ctx, s.store.read, and(raw(`p.is_archived = 0`), raw(`p.id IN (SELECT project_id FROM project_pins WHERE user_id = ?)`, s.user.ID)))
	refs := make([]domain.ProjectRef, 0, len(rows))
	for _, row := range rows {
		refs = append(refs, row.ref(s.user))
	}
	return refs, err
}
