package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// TimeEntry is one time entry that the caller sees; else NotFound.
func (s *Scope) TimeEntry(ctx context.Context, id int64) (domain.TimeEntry, error) {
	row, err := s.loadTime(ctx, s.store.read, id)
	return row.entry(s.user), err
}

// AddTime notes time that was worked on a todo, by the caller or, where they manage its project, by somebody else who
// works there. Who may not work on the todo is Denied.
func (s *Scope) AddTime(ctx context.Context, todoID int64, in domain.TimeInput) (domain.TimeEntry, error) {
	return s.addTime(ctx, todoID, in, nil)
}

// addTime is AddTime with the rate of the day that the work was done, where that is known and the project is the caller's
// own: whoever may name a rate may have had another one then.
func (s *Scope) addTime(ctx context.Context, todoID int64, in domain.TimeInput, rate *int64) (domain.TimeEntry, error) {
	var out domain.TimeEntry
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.newTime(ctx, w, todoID)
		if err != nil {
			return err
		}
		parsed, err := in.Parse(domain.TimeEntry{UserID: s.user.ID, Day: s.user.Today(w.at.Time)})
		if err != nil {
			return err
		}
		if err := s.checkWorker(ctx, w.tx, row, parsed.UserID); err != nil {
			return err
		}
		price, err := s.price(ctx, w.tx, row.ProjectID, parsed.UserID)
		if err != nil {
			return err
		}
		if in.Billable == nil {
			parsed.Billable = price.billable
		}
		if rate != nil && price.rate.n != nil && *rate >= 0 && *rate <= domain.MoneyMax {
			role, err := s.roleIn(ctx, w.tx, row.ProjectID)
			if err != nil {
				return err
			}
			if role == owner {
				price.rate.n = rate
			}
		}
		row = row.with(parsed).at(price)
		if err := s.insertTime(ctx, w, &row); err != nil {
			return err
		}
		out, err = s.rereadTime(ctx, w.tx, row.ID)
		return err
	})
	return out, err
}

// newTime is an entry of the caller's on a todo that they may work on, not yet written.
func (s *Scope) newTime(ctx context.Context, w *work, todoID int64) (timeRow, error) {
	todo, access, err := s.loadTodo(ctx, w.tx, todoID)
	if err != nil {
		return timeRow{}, err
	}
	if !access.CanWork() {
		return timeRow{}, domain.Fail(domain.Denied, "You can see this todo, but not log time on it.")
	}
	row := timeRow{TaskID: todo.ID, ProjectID: todo.ProjectID, UserID: s.user.ID, Day: string(s.user.Today(w.at.Time)), CreatedAt: w.at, UpdatedAt: w.at}
	if row.ProjectID == 0 {
		return row, nil
	}
	// A reference that an adopted file has to a project that is gone would be refused here.
	var n int
	err = w.tx.NewRaw(`SELECT count(*) FROM projects WHERE id = ?`, row.ProjectID).Scan(ctx, &n)
	if n == 0 {
		row.ProjectID = 0
	}
	return row, wrap(err, "look for a project")
}

func (s *Scope) insertTime(ctx context.Context, w *work, row *timeRow) error {
	if err := row.recount(); err != nil {
		return err
	}
	if err := spend(ctx, w.tx, row.ProjectID, row.Currency, row.counts()); err != nil {
		return err
	}
	_, err := w.tx.NewInsert().Model(row).ExcludeColumn("id").Returning("id").Exec(ctx)
	if isUnique(err) {
		return domain.Fail(domain.Conflict, "Another timer of yours has just been started.")
	}
	if err != nil {
		return wrap(err, "add time")
	}
	_, after, err := changes(struct{}{}, row)
	if err != nil {
		return err
	}
	return w.did(actionCreate, row.subject(), nil, after)
}

// rereadTime answers an operation with the entry as it is stored now.
func (s *Scope) rereadTime(ctx context.Context, tx bun.Tx, id int64) (domain.TimeEntry, error) {
	rows, err := s.timeRows(ctx, tx, raw(`e.id = ?`, id), clause{})
	if err != nil || len(rows) == 0 {
		return domain.TimeEntry{}, err
	}
	return rows[0].entry(s.user), nil
}

// ChangeTime changes a time entry: one's own, or anybody's in a project that the caller manages. change gets the row's
// Input and gives back the new one; version, where not empty, has to be the row's still, else the answer is Stale.
// Minutes for a timer that runs stop it with these. What it comes to follows from the rate that it was written with.
func (s *Scope) ChangeTime(ctx context.Context, id int64, version string, change func(domain.TimeInput) (domain.TimeInput, error)) (domain.TimeEntry, error) {
	var out domain.TimeEntry
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		old, err := s.loadTime(ctx, w.tx, id)
		if err != nil {
			return err
		}
		entry := old.entry(s.user)
		if version != "" && version != entry.Version() {
			return stale()
		}
		in, err := change(entry.Input())
		if err != nil {
			return err
		}
		parsed, err := in.Parse(entry)
		if err != nil {
			return err
		}
		if err := s.changeTime(ctx, w, old, old.with(parsed), in.Reprice != nil && *in.Reprice); err != nil {
			return err
		}
		out, err = s.rereadTime(ctx, w.tx, id)
		return err
	})
	return out, err
}

func (s *Scope) changeTime(ctx context.Context, w *work, old, row timeRow, reprice bool) error {
	if row.UserID != old.UserID {
		if old.running() {
			return domain.Problems{"user_id": "Stop the timer first."}.Err()
		}
		if err := s.checkWorker(ctx, w.tx, old, row.UserID); err != nil {
			return err
		}
	}
	if reprice && !row.running() || row.UserID != old.UserID || old.running() && !row.running() {
		price, err := s.price(ctx, w.tx, row.ProjectID, row.UserID)
		if err != nil {
			return err
		}
		row = row.at(price)
	}
	return s.saveTime(ctx, w, old, row)
}

// saveTime writes what differs between two states of a row, if the caller may change that, and what its project has
// spent.
func (s *Scope) saveTime(ctx context.Context, w *work, old, row timeRow) error {
	if err := row.recount(); err != nil {
		return err
	}
	_, after, err := changes(old, row)
	if err != nil || len(after) == 0 {
		return err
	}
	if !old.access(s.user).CanEdit() {
		return domain.Fail(domain.Denied, "You can see this time, but not change it.")
	}
	return s.storeTime(ctx, w, old, row)
}

// storeTime is saveTime for those whose rights were asked for already.
func (s *Scope) storeTime(ctx context.Context, w *work, old, row timeRow) error {
	before, after, err := changes(old, row)
	if err != nil {
		return err
	}
	if row.running() && !old.running() {
		if err := otherTimer(ctx, w.tx, row); err != nil {
			return err
		}
	}
	if err := respend(ctx, w.tx, old, row); err != nil {
		return err
	}
	row.UpdatedAt = w.at
	_, err = w.tx.NewUpdate().Model(&row).Column("user_id", "day", "minutes", "billable", "hourly_rate", "currency", "amount", "note", "updated_at").WherePK().Exec(ctx)
	if err != nil {
		return wrap(err, "change time")
	}
	return w.did(actionUpdate, row.subject(), before, after)
}

// checkWorker: who notes time of somebody else manages the project, and the other one works on that task.
func (s *Scope) checkWorker(ctx context.Context, tx bun.Tx, row timeRow, userID string) error {
	if userID == s.user.ID && row.ID == 0 {
		return nil
	}
	role, err := s.roleIn(ctx, tx, row.ProjectID)
	if err != nil {
		return err
	}
	if role < manager {
		return domain.Problems{"user_id": "Only who manages the project notes the time of others."}.Err()
	}
	people, err := s.peopleWhere(ctx, tx, and(raw(`u.id = ?`, userID), raw(`u.disabled_at IS NULL`), raw(isStaff), worksOn(row)))
	if err == nil && len(people) == 0 {
		err = domain.Problems{"user_id": domain.UnknownID}.Err()
	}
	return err
}

// worksOn holds for users under the alias u who may work on the task of an entry.
func worksOn(row timeRow) clause {
	return raw(`u.id IN (SELECT owner_id FROM projects WHERE id = ?) OR u.id IN (SELECT user_id FROM project_managers WHERE project_id = ?)
		OR u.id IN (SELECT user_id FROM project_members WHERE project_id = ? AND role = 'member') OR u.id IN (SELECT user_id FROM task_assignees WHERE task_id = ?)
		OR EXISTS (SELECT 1 FROM projects WHERE id = ? AND owner_id IS NULL)`, row.ProjectID, row.ProjectID, row.ProjectID, row.TaskID, row.ProjectID)
}
