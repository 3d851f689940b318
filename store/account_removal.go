package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// RemoveUser deletes somebody's account, for admins. What others see too stays: it goes to the heir, or where none is named
// to those who look after it already. The heir gets the projects that nobody else sees too; without one they are erased, as
// everything else is that nobody else sees. NotFound when there is no such account, and for
// everybody but admins; Conflict for the caller's own and for the only admin; Invalid where the heir can't be one.
func (s *Scope) RemoveUser(ctx context.Context, id, heirID string) error {
	_, err := s.manageUser(ctx, id, func(ctx context.Context, w *work, row *userRow) error {
		return s.removeAccount(ctx, w, row, heirID)
	})
	return err
}

// RemoveMyself deletes the caller's own account, as RemoveUser does; the password has to be theirs. Conflict where they are
// the only admin.
func (s *Scope) RemoveMyself(ctx context.Context, in domain.FarewellInput) error {
	row, err := s.ownPassword(ctx, in.Password, wrongOwnPassword())
	if err != nil {
		return err
	}
	_, err = s.changeUser(ctx, s.user.ID, func(ctx context.Context, w *work, now *userRow) error {
		if err := stillOwns(ctx, w, row); err != nil {
			return err
		}
		if is := now.user(); in.HeirID != "" && !is.IsStaff() && !is.IsAdmin() {
			return wrongHeir()
		}
		return s.removeAccount(ctx, w, now, in.HeirID)
	})
	return err
}

func wrongHeir() error {
	return domain.Problems{"heir_id": "Choose somebody of the staff who can sign in."}.Err()
}

// RemoveUser deletes an account by its address, as Scope.RemoveUser does. No address of an heir is none.
func (s *System) RemoveUser(ctx context.Context, email, heirEmail string) (domain.User, error) {
	heir := userRow{}
	found, err := s.find(ctx, email)
	if err == nil && heirEmail != "" {
		heir, err = s.find(ctx, heirEmail)
	}
	if err != nil {
		return domain.User{}, err
	}
	scope := s.nobody()
	_, err = scope.changeUser(ctx, found.ID, func(ctx context.Context, w *work, row *userRow) error {
		return scope.removeAccount(ctx, w, row, heir.ID)
	})
	return found.user(), err
}

// Heirs are those who can take over what somebody shares: staff who can sign in. An admin asks for anybody, others for
// themselves; else NotFound. Who is no staff is not told who is: those who look after their things already take over.
func (s *Scope) Heirs(ctx context.Context, id string) ([]domain.Person, error) {
	if !domain.IsText(id) || id != s.user.ID && !s.user.IsAdmin() {
		return nil, noAccount()
	}
	if !s.user.IsStaff() && !s.user.IsAdmin() {
		return []domain.Person{}, nil
	}
	if _, err := userByID(ctx, s.store.read, id); err != nil {
		return nil, err
	}
	rows, err := heirsOf(ctx, s.store.read, id)
	people := make([]domain.Person, 0, len(rows))
	for _, row := range rows {
		user := row.user()
		people = append(people, domain.Person{ID: user.ID, Name: user.DisplayName()})
	}
	return people, err
}

func heirsOf(ctx context.Context, db bun.IDB, id string) ([]userRow, error) {
	var rows []userRow
	err := db.NewRaw(`SELECT `+userColumns+` FROM users AS u WHERE u.id <> ? AND u.disabled_at IS NULL ORDER BY lower(coalesce(u.name, u.email)), u.id`, id).Scan(ctx, &rows)
	rows = slices.DeleteFunc(rows, func(row userRow) bool { return !row.user().IsStaff() })
	return rows, wrap(err, "look for heirs")
}

// leaving is an account on its way out.
type leaving struct {
	*Scope
	ctx    context.Context
	w      *work
	row    userRow
	heir   string   // who was named; "" for nobody
	heirs  []string // who may be one at all
	admins []string
}

// removeAccount does all of it in a transaction whose row says in the end that nobody signs in here any more.
func (s *Scope) removeAccount(ctx context.Context, w *work, row *userRow, heirID string) error {
	l := &leaving{Scope: s, ctx: ctx, w: w, row: *row, heir: heirID}
	rows, err := heirsOf(ctx, w.tx, row.ID)
	if err != nil {
		return err
	}
	for _, heir := range rows {
		l.heirs = append(l.heirs, heir.ID)
		if heir.user().IsAdmin() {
			l.admins = append(l.admins, heir.ID)
		}
	}
	switch {
	case heirID != "" && !slices.Contains(l.heirs, heirID):
		return wrongHeir()
	case len(l.admins) == 0:
		return domain.Fail(domain.Conflict, "This is the only admin. Make somebody else admin first.")
	}
	// A timer that runs was forgotten; losing sight of its project would make time of it.
	if err := l.do(`DELETE FROM time_entries WHERE user_id = ? AND minutes IS NULL`, row.ID); err != nil {
		return err
	}
	for _, step := range []func() error{l.projects, l.todos, l.notes, l.calendars, l.rest, l.end} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (l *leaving) do(query string, args ...any) error {
	_, err := l.w.tx.NewRaw(query, args...).Exec(l.ctx)
	return wrap(err, "delete an account")
}

func (l *leaving) ids(query string, args ...any) ([]string, error) {
	var ids []string
	err := l.w.tx.NewRaw(query, args...).Scan(l.ctx, &ids)
	return ids, wrap(err, "look for who takes over")
}

// first is whoever was named, else the first of those who can take over, else an admin.
func (l *leaving) first(candidates []string) string {
	if l.heir != "" {
		return l.heir
	}
	for _, id := range candidates {
		if slices.Contains(l.heirs, id) {
			return id
		}
	}
	return l.admins[0]
}

// projects get another owner, but for those that nobody else sees.
func (l *leaving) projects() error {
	var rows []struct {
		ID         int64
		Visibility string
	}
	err := l.w.tx.NewRaw(`SELECT id, visibility FROM projects WHERE owner_id = ? ORDER BY id`, l.row.ID).Scan(l.ctx, &rows)
	if err != nil {
		return wrap(err, "read the projects of an account")
	}
	for _, row := range rows {
		people, err := l.ids(`SELECT user_id FROM (SELECT user_id, 1 AS n FROM project_managers WHERE project_id = ? UNION ALL SELECT user_id, CASE role WHEN 'member' THEN 2 ELSE 3 END FROM project_members WHERE project_id = ?
			UNION ALL SELECT a.user_id, 4 FROM task_assignees AS a JOIN tasks AS t ON t.id = a.task_id WHERE t.project_id = ?) AS p WHERE user_id <> ? ORDER BY n, user_id`, row.ID, row.ID, row.ID, l.row.ID)
		if err != nil {
			return err
		}
		if l.heir == "" && row.Visibility == domain.VisibilityPrivate && len(people) == 0 {
			if err := l.purgeProject(l.ctx, l.w, row.ID); err != nil {
				return err
			}
			continue
		}
		if err := l.giveProject(row.ID, l.first(people)); err != nil {
			return err
		}
	}
	return l.do(`UPDATE projects SET user_id = NULL WHERE user_id = ?`, l.row.ID)
}

func (l *leaving) giveProject(id int64, to string) error {
	rows, err := l.store.As(domain.User{ID: l.row.ID, Roles: l.row.Roles}).projectRows(l.ctx, l.w.tx, raw(`p.id = ?`, id))
	if err != nil {
		return err
	}
	err = l.changeSight(l.ctx, l.w, id, func() error {
		for _, table := range []string{"project_managers", "project_members"} {
			if err := l.do(`DELETE FROM `+table+` WHERE project_id = ? AND user_id = ?`, id, to); err != nil {
				return err
			}
		}
		return l.do(`UPDATE projects SET owner_id = ?, updated_at = ? WHERE id = ?`, to, l.w.at, id)
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	now := rows[0]
	now.OwnerID = to
	before, after, err := changes(rows[0], now)
	if err != nil {
		return err
	}
	return l.w.did(actionUpdate, now.subject(), before, after)
}

// todos of projects stay there, without whoever made them. Of personal ones only those stay, with their steps, that others
// have to do with.
func (l *leaving) todos() error {
	if err := l.do(`UPDATE tasks SET user_id = NULL WHERE user_id = ? AND project_id IS NOT NULL`, l.row.ID); err != nil {
		return err
	}
	var rows []taskRow
	err := l.w.tx.NewRaw(`SELECT t.* FROM tasks AS t WHERE t.user_id = ? AND t.project_id IS NULL ORDER BY t.id`, l.row.ID).Scan(l.ctx, &rows)
	if err != nil {
		return wrap(err, "read the todos of an account")
	}
	parents, roots := map[int64]int64{}, map[int64][]taskRow{}
	for _, row := range rows {
		parents[row.ID] = row.ParentID
	}
	for _, row := range rows {
		root := row.ID
		for n := 0; parents[root] != 0 && n < 1000; n++ {
			if _, theirs := parents[parents[root]]; !theirs {
				break
			}
			root = parents[root]
		}
		roots[root] = append(roots[root], row)
	}
	for _, row := range rows {
		if family := roots[row.ID]; family != nil {
			if err := l.family(family); err != nil {
				return err
			}
		}
	}
	return nil
}

// family is a personal todo with all of its steps.
func (l *leaving) family(rows []taskRow) error {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	others, err := l.ids(`SELECT user_id FROM task_assignees WHERE task_id IN (?) AND user_id <> ? ORDER BY task_id, user_id`, bun.List(ids), l.row.ID)
	if err != nil {
		return err
	}
	if len(others) == 0 {
		if err := l.do(`UPDATE tasks SET parent_id = NULL WHERE parent_id IN (?)`, bun.List(ids)); err != nil {
			return err
		}
		return l.purge(l.ctx, l.w, rows)
	}
	return l.do(`UPDATE tasks SET user_id = ?, updated_at = ? WHERE id IN (?)`, l.first(others), l.w.at, bun.List(ids))
}

// notes that are in a project or shared with somebody who has an account get another owner; others are erased.
func (l *leaving) notes() error {
	var rows []noteRow
	err := l.w.tx.NewRaw(`SELECT `+noteColumns+` FROM notes AS n WHERE n.user_id = ? ORDER BY n.id`, l.row.ID).Scan(l.ctx, &rows)
	if err != nil {
		return wrap(err, "read the notes of an account")
	}
	for _, row := range rows {
		people, err := l.ids(`SELECT id FROM (SELECT p.owner_id AS id, 0 AS n FROM projects AS p WHERE p.id = ?
			UNION ALL SELECT u.id, CASE h.permission WHEN 'edit' THEN 1 ELSE 2 END FROM note_shares AS h JOIN users AS u ON u.id = h.user_id OR (h.user_id IS NULL AND lower(u.email) = lower(h.email) AND u."emailVerified" IS NOT NULL)
			WHERE h.note_id = ?) AS s WHERE id IS NOT NULL AND id <> ? ORDER BY n, id`, row.ProjectID, row.ID, l.row.ID)
		if err != nil {
			return err
		}
		if len(people) == 0 && row.ProjectID == 0 {
			if err := l.purgeNote(l.ctx, l.w, row); err != nil {
				return err
			}
			continue
		}
		to := l.first(people)
		if err := l.do(`UPDATE notes SET user_id = ? WHERE id = ?`, to, row.ID); err != nil {
			return err
		}
		if err := l.do(`DELETE FROM note_shares WHERE note_id = ? AND user_id = ?`, row.ID, to); err != nil {
			return err
		}
	}
	return nil
}

// calendars that were shared get another owner; others are erased, and so are private events elsewhere.
func (l *leaving) calendars() error {
	var rows []calendarRow
	err := l.w.tx.NewRaw(`SELECT `+calendarColumns+` FROM calendars AS k WHERE k.user_id = ? ORDER BY k.id`, l.row.ID).Scan(l.ctx, &rows)
	if err != nil {
		return wrap(err, "read the calendars of an account")
	}
	var private []int64
	err = l.w.tx.NewRaw(`SELECT id FROM events WHERE user_id = ? AND series_id IS NULL AND privacy IN ('private', 'confidential')`, l.row.ID).Scan(l.ctx, &private)
	if err != nil {
		return wrap(err, "read the events of an account")
	}
	for some := range slices.Chunk(private, 500) {
		if err := purgeEvents(l.ctx, l.w, some); err != nil {
			return err
		}
	}
	for _, row := range rows {
		people, err := l.ids(`SELECT u.id FROM calendar_shares AS h JOIN users AS u ON u.id = h.user_id OR (h.user_id IS NULL AND lower(u.email) = lower(h.email) AND u."emailVerified" IS NOT NULL)
			WHERE h.calendar_id = ? AND u.id <> ? ORDER BY CASE h.permission WHEN 'edit' THEN 1 ELSE 2 END, u.id`, row.ID, l.row.ID)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			if err := purgeCalendar(l.ctx, l.w, row); err != nil {
				return err
			}
			continue
		}
		to := l.first(people)
		if err := l.do(`UPDATE calendars SET user_id = ? WHERE id = ?`, to, row.ID); err != nil {
			return err
		}
		if err := l.do(`DELETE FROM calendar_shares WHERE calendar_id = ? AND user_id = ?`, row.ID, to); err != nil {
			return err
		}
	}
	return l.do(`UPDATE events SET user_id = NULL WHERE user_id = ?`, l.row.ID)
}
