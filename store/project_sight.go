package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// membership is what the activity log keeps of what changed for one person in a project: their role, "" for none, and
// what they had there for themselves. What did not change is nil.
type membership struct {
	Role    *string `json:"role,omitempty"`
	Watches []int64 `json:"watches,omitempty"`
	Pinned  bool    `json:"pinned,omitempty"`
}

func (w *work) didToPerson(projectID int64, userID string, before, after membership) error {
	old, err := fieldsOf(before)
	if err != nil {
		return err
	}
	now, err := fieldsOf(after)
	if err != nil {
		return err
	}
	return w.did(actionUpdate, subject{kind: kindMember, id: userID, projectID: projectID}, old, now)
}

// changeSight makes a change to who sees a project and lets those go who don't see it any more. What changed is to be
// logged after it, so that an undo takes that back first and everything else by the rights that come back with it.
func (s *Scope) changeSight(ctx context.Context, w *work, projectID int64, change func() error) error {
	before, err := s.whoSees(ctx, w, projectID)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := s.whoSees(ctx, w, projectID)
	if err != nil {
		return err
	}
	gone, _ := difference(before, after)
	if len(gone) == 0 {
		return nil
	}
	return s.letGo(ctx, w, []int64{projectID}, gone)
}

func (s *Scope) whoSees(ctx context.Context, w *work, projectID int64) ([]string, error) {
	query := raw(`SELECT u.id FROM users AS u WHERE `).plus(s.assignable(projectID), raw(` ORDER BY u.id`))
	var ids []string
	err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &ids)
	return ids, wrap(err, "read who sees a project")
}

// letGo takes people who don't see projects any more off the tasks in them, and out of what they had there for
// themselves.
func (s *Scope) letGo(ctx context.Context, w *work, projects []int64, gone []string) error {
	// Before they are taken off the tasks, which ends their watching too.
	had, err := ownThings(ctx, w, projects, gone)
	if err != nil {
		return err
	}
	for _, own := range had {
		if err := storeOwn(ctx, w, own, membership{}); err != nil {
			return err
		}
	}
	if err := s.stopTimers(ctx, w, projects, gone); err != nil {
		return err
	}
	if err := s.unassign(ctx, w, projects, gone); err != nil {
		return err
	}
	for _, projectID := range projects {
		for _, userID := range gone {
			w.left(about(kindProject, projectID, 0), userID)
		}
	}
	return nil
}

// loseSight lets somebody go who became somebody else: a client, or nobody who may sign in.
func (s *Scope) loseSight(ctx context.Context, w *work, was, is domain.User) error {
	before, err := s.store.As(was).projectIDs(ctx, w.tx)
	if err != nil {
		return err
	}
	after := []int64{}
	if !is.Disabled {
		if after, err = s.store.As(is).projectIDs(ctx, w.tx); err != nil {
			return err
		}
	}
	lost := slices.DeleteFunc(before, func(id int64) bool { return slices.Contains(after, id) })
	if len(lost) == 0 {
		return nil
	}
	return s.letGo(ctx, w, lost, []string{is.ID})
}

// projectIDs are the ids of all projects that the caller sees, those in the trash too.
func (s *Scope) projectIDs(ctx context.Context, db bun.IDB) ([]int64, error) {
	query := raw(`SELECT p.id FROM projects AS p WHERE `).plus(s.seesProjectAnywhere(), raw(` ORDER BY p.id`))
	var ids []int64
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &ids)
	return ids, wrap(err, "read which projects somebody sees")
}

// unassign takes people off the tasks of projects, those in the trash too.
func (s *Scope) unassign(ctx context.Context, w *work, projects []int64, gone []string) error {
	return s.takeOff(ctx, w, raw(`t.project_id IN (?)`, bun.List(projects)), gone)
}

// takeOff takes people off some tasks, and says so in the history of each.
func (s *Scope) takeOff(ctx context.Context, w *work, which clause, gone []string) error {
	query := raw(`SELECT `+taskColumns+` FROM tasks AS t WHERE `).plus(which, raw(` AND t.id IN (SELECT task_id FROM task_assignees WHERE user_id IN (?)) ORDER BY t.id`, bun.List(gone)))
	var rows []taskRow
	if err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read who is assigned")
	}
	if err := s.fillAssignees(ctx, w.tx, rows); err != nil {
		return err
	}
	for _, old := range rows {
		row := old
		row.Assignees = slices.DeleteFunc(slices.Clone(old.Assignees), func(id string) bool { return slices.Contains(gone, id) })
		before, after, err := changes(old, row)
		if err != nil {
			return err
		}
		if len(after) == 0 {
			continue
		}
		if err := s.storeTodo(ctx, w, old, row, before, after); err != nil {
			return err
		}
	}
	return nil
}

// own is what one person has in one project for themselves.
type own struct {
	projectID int64
	userID    string
	membership
}

// ownThings are what people watch and pinned in projects.
func ownThings(ctx context.Context, w *work, projects []int64, users []string) ([]own, error) {
	var rows []struct {
		ProjectID, TaskID int64 // no task: the pin
		UserID            string
	}
	err := w.tx.NewRaw(`SELECT project_id, 0 AS task_id, user_id FROM project_pins WHERE project_id IN (?) AND user_id IN (?)
		UNION ALL SELECT t.project_id, w.task_id, w.user_id FROM task_watchers AS w JOIN tasks AS t ON t.id = w.task_id WHERE t.project_id IN (?) AND w.user_id IN (?)
		ORDER BY 1, 3, 2`, bun.List(projects), bun.List(users), bun.List(projects), bun.List(users)).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read what people watch and pinned")
	}
	things := []own{}
	for _, row := range rows {
		last := len(things) - 1
		if last < 0 || things[last].projectID != row.ProjectID || things[last].userID != row.UserID {
			things = append(things, own{projectID: row.ProjectID, userID: row.UserID})
			last++
		}
		if row.TaskID == 0 {
			things[last].Pinned = true
		} else {
			things[last].Watches = append(things[last].Watches, row.TaskID)
		}
	}
	return things, nil
}

// storeOwn makes what somebody had in a project for themselves into what they have from now on, and logs it. What was
// deleted meanwhile is left out.
func storeOwn(ctx context.Context, w *work, was own, now membership) error {
	queries := []clause{}
	if was.Pinned && !now.Pinned {
		queries = append(queries, raw(`DELETE FROM project_pins WHERE project_id = ? AND user_id = ?`, was.projectID, was.userID))
	}
	if now.Pinned && !was.Pinned {
		queries = append(queries, raw(`INSERT INTO project_pins (project_id, user_id, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, was.projectID, was.userID, w.at))
	}
	if len(was.Watches) > 0 {
		queries = append(queries, raw(`DELETE FROM task_watchers WHERE user_id = ? AND task_id IN (?)`, was.userID, bun.List(was.Watches)))
	}
	if len(now.Watches) > 0 {
		queries = append(queries, raw(`INSERT INTO task_watchers (task_id, user_id) SELECT t.id, u.id FROM tasks AS t CROSS JOIN users AS u
			WHERE t.project_id = ? AND t.id IN (?) AND u.id = ? ON CONFLICT DO NOTHING`, was.projectID, bun.List(now.Watches), was.userID))
	}
	for _, query := range queries {
		if _, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil {
			return wrap(err, "change what somebody watches or pinned")
		}
	}
	return w.didToPerson(was.projectID, was.userID, was.membership, now)
}

// undoMember takes back what changed for one person in a project.
func (s *Scope) undoMember(ctx context.Context, w *work, row activityRow) error {
	var before, after membership
	if err := errors.Join(json.Unmarshal([]byte(row.Before), &before), json.Unmarshal([]byte(row.After), &after)); err != nil {
		return wrap(err, "read a change")
	}
	if after.Role == nil {
		return s.undoOwn(ctx, w, row, before, after)
	}
	project, err := s.projectToReturnTo(ctx, w, row, *before.Role, *after.Role)
	if err != nil {
		return err
	}
	person, err := s.personIn(ctx, w, row.ProjectID, row.SubjectID)
	if err != nil {
		return err
	}
	if person.Role != *after.Role || person.Client && *before.Role == domain.ProjectManager || person.Disabled && *before.Role != "" {
		return changedSince()
	}
	return s.storeRole(ctx, w, project, person, *before.Role)
}

// projectToReturnTo is the project that a person gets their old role in again. The caller has to manage it, or be that
// person: who leaves anew, or who left by themselves within the hour, where nobody else has decided anything since.
func (s *Scope) projectToReturnTo(ctx context.Context, w *work, row activityRow, before, after string) (projectRow, error) {
	project, err := s.loadProject(ctx, w.tx, row.ProjectID)
	myself := row.SubjectID == s.user.ID
	switch {
	case err == nil && (project.role(s.user) >= manager || myself && before == ""):
		return project, nil
	case myself && after == "" && w.recent:
		return s.projectThatWasLeft(ctx, w, row)
	case err == nil:
		return project, noManager()
	}
	return project, err
}

func (s *Scope) projectThatWasLeft(ctx context.Context, w *work, row activityRow) (projectRow, error) {
	var later int
	err := w.tx.NewRaw(`SELECT count(*) FROM activity WHERE kind = ? AND subject_id = ? AND project_id = ? AND id > ? AND coalesce(user_id, '') <> ?`,
		kindMember, row.SubjectID, row.ProjectID, row.ID, s.user.ID).Scan(ctx, &later)
	if err != nil {
		return projectRow{}, wrap(err, "read what changed since")
	}
	if later > 0 {
		return projectRow{}, changedSince()
	}
	rows, err := s.wholeProjects(ctx, w.tx, raw(`p.id = ? AND p.deleted_at IS NULL`, row.ProjectID), clause{})
	if err == nil && len(rows) == 0 {
		err = noProject()
	}
	if err != nil {
		return projectRow{}, err
	}
	return rows[0], nil
}

// undoOwn gives somebody back what they had in a project for themselves, as far as they see it again.
func (s *Scope) undoOwn(ctx context.Context, w *work, row activityRow, before, after membership) error {
	if _, err := s.loadProject(ctx, w.tx, row.ProjectID); err != nil {
		return err
	}
	query := raw(`SELECT u.id FROM users AS u WHERE `).plus(and(raw(`u.id = ?`, row.SubjectID), s.assignable(row.ProjectID)))
	var sees []string
	if err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &sees); err != nil {
		return wrap(err, "read who sees a project")
	}
	if len(sees) == 0 && (before.Pinned || len(before.Watches) > 0) {
		return nil
	}
	return storeOwn(ctx, w, own{row.ProjectID, row.SubjectID, after}, before)
}

// moved are the entries of a batch about people in projects.
func moved(batch []activityRow) []activityRow {
	return slices.DeleteFunc(slices.Clone(batch), func(row activityRow) bool { return row.Kind != kindMember })
}

// follows tells whether a change only puts people on a task, or takes them off it, whom the same undo brings into its
// project or out of it.
func (w *work) follows(now, was taskRow, after map[string]json.RawMessage) bool {
	if _, assigned := after["assignee_ids"]; !assigned || len(after) > 1 {
		return false
	}
	gone, come := difference(now.Assignees, was.Assignees)
	return !slices.ContainsFunc(append(gone, come...), func(id string) bool {
		return !slices.ContainsFunc(w.moved, func(row activityRow) bool { return row.ProjectID == now.ProjectID && row.SubjectID == id })
	})
}
