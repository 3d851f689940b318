package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Project is one project that the caller sees, with its managers and its progress; else NotFound.
func (s *Scope) Project(ctx context.Context, id int64) (domain.Project, error) {
	row, err := s.loadProject(ctx, s.store.read, id)
	if err != nil {
		return domain.Project{}, err
	}
	return s.wholeProject(ctx, s.store.read, row)
}

func (s *Scope) wholeProject(ctx context.Context, db bun.IDB, row projectRow) (domain.Project, error) {
	projects := []domain.Project{row.project(s.user)}
	err := s.fillProgress(ctx, db, projects)
	return projects[0], err
}

// AddProject makes a project that the caller owns; a person with the client role is Denied. A key that is taken is a
// Conflict; one is made from the name where none was given.
func (s *Scope) AddProject(ctx context.Context, in domain.ProjectInput) (domain.Project, error) {
	var out domain.Project
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		if !s.user.IsStaff() {
			return domain.Fail(domain.Denied, "Only staff make projects.")
		}
		parsed, err := in.Parse(domain.Project{})
		if err != nil {
			return err
		}
		if parsed.OwnerID != "" && parsed.OwnerID != s.user.ID {
			return domain.Problems{"owner_id": "A new project is yours. Hand it over once it is there."}.Err()
		}
		parsed.OwnerID = s.user.ID
		row := projectRow{UserID: s.user.ID, Managers: []string{}}.with(parsed)
		if err := s.insertProject(ctx, w, &row); err != nil {
			return err
		}
		out, err = s.rereadProject(ctx, w.tx, row.ID)
		return err
	})
	return out, err
}

func (s *Scope) insertProject(ctx context.Context, w *work, row *projectRow) error {
	if row.Key == "" {
		key, err := freeKey(ctx, w.tx, domain.KeyFor(row.Name))
		if err != nil {
			return err
		}
		row.Key = key
	}
	if err := s.checkProject(ctx, w, projectRow{}, *row); err != nil {
		return err
	}
	row.ID, row.CreatedAt, row.UpdatedAt, row.Spent = 0, w.at, w.at, number(row.ByHand)
	if _, err := w.tx.NewInsert().Model(row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
		return wrap(err, "add a project")
	}
	if err := syncManagers(ctx, w.tx, row.ID, nil, row.Managers); err != nil {
		return err
	}
	w.notify(notice{kind: domain.ToldShared, about: domain.FoundProject, aboutID: row.ID}, row.Managers...)
	_, after, err := changes(struct{}{}, row)
	if err != nil {
		return err
	}
	return w.did(actionCreate, row.subject(), nil, after)
}

// freeKey is a key like the one proposed that no project has or had.
func freeKey(ctx context.Context, tx bun.Tx, proposed string) (string, error) {
	for n := 1; ; n++ {
		key := proposed
		if n > 1 {
			suffix := strconv.Itoa(n)
			key = key[:min(len(key), domain.KeyMax-len(suffix))] + suffix
		}
		taken, err := keyTaken(ctx, tx, key, 0)
		if err != nil || !taken {
			return key, err
		}
	}
}

// keyTaken tells whether another project has a key, or had it.
func keyTaken(ctx context.Context, tx bun.Tx, key string, projectID int64) (bool, error) {
	var n int
	err := tx.NewRaw(`SELECT (SELECT count(*) FROM projects WHERE key = ? AND id <> ?) + (SELECT count(*) FROM project_keys WHERE key = ? AND project_id <> ?)`,
		key, projectID, key, projectID).Scan(ctx, &n)
	return n > 0, wrap(err, "look for a key")
}

// UpdateProject changes a project. change gets the row's Input and gives back the new one; version, where not empty, has
// to be the row's still, else the answer is Stale. Changing nothing writes nothing.
func (s *Scope) UpdateProject(ctx context.Context, id int64, version string, change func(domain.ProjectInput) (domain.ProjectInput, error)) (domain.Project, error) {
	var out domain.Project
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadProject(ctx, w.tx, id)
		if err != nil {
			return err
		}
		project := row.project(s.user)
		if version != "" && version != project.Version() {
			return stale()
		}
		in, err := change(project.Input())
		if err != nil {
			return err
		}
		parsed, err := in.Parse(project)
		if err != nil {
			return err
		}
		if err := s.saveProject(ctx, w, row, row.with(parsed)); err != nil {
			return err
		}
		out, err = s.rereadProject(ctx, w.tx, id)
		return err
	})
	return out, err
}

// rereadProject answers an operation with the project as it is stored now. Who has just given it away still gets the
// answer.
func (s *Scope) rereadProject(ctx context.Context, tx bun.Tx, id int64) (domain.Project, error) {
	rows, err := s.wholeProjects(ctx, tx, raw(`p.id = ?`, id), clause{})
	if err != nil || len(rows) == 0 {
		return domain.Project{}, err
	}
	return s.wholeProject(ctx, tx, rows[0])
}

// saveProject writes what differs between two states of a row, if the caller may change that.
func (s *Scope) saveProject(ctx context.Context, w *work, old, row projectRow) error {
	before, after, err := changes(old, row)
	if err != nil || len(after) == 0 {
		return err
	}
	if old.role(s.user) < manager {
		return domain.Fail(domain.Denied, "You can see this project, but not change it.")
	}
	if row.OwnerID != old.OwnerID {
		if row, err = s.handOver(ctx, w, old, row); err != nil {
			return err
		}
		if before, after, err = changes(old, row); err != nil {
			return err
		}
	}
	if err := s.checkProject(ctx, w, old, row); err != nil {
		return err
	}
	if row.UpdatedAt = w.at; row.Currency != old.Currency {
		if err := recountTime(ctx, w.tx, &row); err != nil {
			return err
		}
	}
	row.Spent = number(row.ByHand) + row.SpentTime
	store := func() error { return s.storeProject(ctx, w, old, row) }
	if row.Visibility == old.Visibility && row.OwnerID == old.OwnerID && slices.Equal(row.Managers, old.Managers) {
		err = store()
	} else {
		err = s.changeSight(ctx, w, row.ID, store)
	}
	if err != nil {
		return err
	}
	return w.did(actionUpdate, row.subject(), before, after)
}

func (s *Scope) storeProject(ctx context.Context, w *work, old, row projectRow) error {
	columns := []string{"id", "user_id", "created_at", "deleted_at", "deleted_batch"}
	// A reference that an adopted file has to a row that is gone would be refused even when it is only written again.
	if row.OwnerID == old.OwnerID {
		columns = append(columns, "owner_id")
	}
	if row.ClientID == old.ClientID {
		columns = append(columns, "client_id")
	}
	if _, err := w.tx.NewUpdate().Model(&row).ExcludeColumn(columns...).WherePK().Exec(ctx); err != nil {
		return wrap(err, "change a project")
	}
	if err := syncManagers(ctx, w.tx, row.ID, old.Managers, row.Managers); err != nil {
		return err
	}
	_, come := difference(append([]string{old.OwnerID}, old.Managers...), append([]string{row.OwnerID}, row.Managers...))
	w.notify(notice{kind: domain.ToldShared, about: domain.FoundProject, aboutID: row.ID}, come...)
	return keepKey(ctx, w.tx, old, row)
}

// keepKey remembers a key that a project no longer has, so that references by it still lead to its tasks.
func keepKey(ctx context.Context, tx bun.Tx, old, row projectRow) error {
	if old.Key == row.Key {
		return nil
	}
	if _, err := tx.NewRaw(`DELETE FROM project_keys WHERE key = ?`, row.Key).Exec(ctx); err != nil {
		return wrap(err, "take a key back")
	}
	if old.Key == "" {
		return nil
	}
	_, err := tx.NewRaw(`INSERT INTO project_keys (key, project_id) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET project_id = excluded.project_id`, old.Key, row.ID).Exec(ctx)
	return wrap(err, "keep a key")
}

// checkProject looks up what a changed row names: its key, its client, its owner and its managers.
func (s *Scope) checkProject(ctx context.Context, w *work, old, row projectRow) error {
	tx := w.tx
	if row.Key != old.Key && row.Key != "" {
		taken, err := keyTaken(ctx, tx, row.Key, old.ID)
		if err != nil {
			return err
		}
		if taken {
			message := "The key " + row.Key + " is taken. Choose another one."
			return &domain.Error{Kind: domain.Conflict, Message: message, Fields: map[string]string{"key": message}}
		}
	}
	if row.ClientID != old.ClientID && row.ClientID != "" {
		if err := s.checkClient(ctx, tx, row.ClientID); err != nil {
			return err
		}
	}
	_, managers := difference(old.Managers, row.Managers)
	for field, ids := range map[string][]string{"manager_ids": managers, "owner_id": {row.OwnerID}} {
		// Without an owner are only those that an adopted file has so, and that an undo makes so again.
		if field == "owner_id" && (row.OwnerID == old.OwnerID || row.OwnerID == "" && (old.ID == 0 || w.undoes != "")) {
			continue
		}
		if len(ids) == 0 {
			continue
		}
		people, err := s.peopleWhere(ctx, tx, and(raw(`u.disabled_at IS NULL`), raw(isStaff), raw(`u.id IN (?)`, bun.List(ids))))
		if err != nil {
			return err
		}
		if len(people) < len(slices.Compact(slices.Sorted(slices.Values(ids)))) {
			return domain.Problems{field: domain.UnknownID}.Err()
		}
	}
	return nil
}

// checkClient: a project is for a client that the caller sees.
func (s *Scope) checkClient(ctx context.Context, tx bun.Tx, id string) error {
	query := raw(`SELECT count(*) FROM clients AS c WHERE `).plus(and(raw(`c.id = ?`, id), s.seesClient()))
	var n int
	if err := tx.NewRaw(query.sql, query.args...).Scan(ctx, &n); err != nil {
		return wrap(err, "find a client")
	}
	if n == 0 {
		return domain.Problems{"client_id": domain.UnknownID}.Err()
	}
	return nil
}

func syncManagers(ctx context.Context, tx bun.Tx, id int64, old, now []string) error {
	gone, come := difference(old, now)
	if len(gone) > 0 {
		if _, err := tx.NewRaw(`DELETE FROM project_managers WHERE project_id = ? AND user_id IN (?)`, id, bun.List(gone)).Exec(ctx); err != nil {
			return wrap(err, "take managers off")
		}
	}
	for _, userID := range come {
		if _, err := tx.NewRaw(`INSERT INTO project_managers (project_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, userID).Exec(ctx); err != nil {
			return wrap(err, "make somebody a manager")
		}
	}
	return nil
}
