package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Decision is one decision that the caller sees; else NotFound.
func (s *Scope) Decision(ctx context.Context, id int64) (domain.Decision, error) {
	row, err := s.loadDecision(ctx, s.store.read, id)
	return row.decision(s.user), err
}

// AddDecision makes a decision of the caller's. Ids that the input names and the caller can't use are Invalid at their
// field.
func (s *Scope) AddDecision(ctx context.Context, in domain.DecisionInput) (domain.Decision, error) {
	var out domain.Decision
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		parsed, err := in.Parse(domain.Decision{})
		if err != nil {
			return err
		}
		if parsed.ProjectID == 0 && !s.user.IsStaff() {
			return domain.Fail(domain.Denied, "Only staff make decisions.")
		}
		row := s.settled(w, decisionRow{}, decisionRow{UserID: s.user.ID}.with(parsed))
		if err := s.checkDecision(ctx, w.tx, decisionRow{}, row); err != nil {
			return err
		}
		if err := insertDecision(ctx, w, &row); err != nil {
			return err
		}
		row, err = s.loadDecision(ctx, w.tx, row.ID)
		out = row.decision(s.user)
		return err
	})
	return out, err
}

func insertDecision(ctx context.Context, w *work, row *decisionRow) error {
	row.ID, row.CreatedAt, row.UpdatedAt = 0, w.at, w.at
	if _, err := w.tx.NewInsert().Model(row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
		return wrap(err, "add a decision")
	}
	if err := syncDeciders(ctx, w.tx, row.ID, nil, row.Deciders); err != nil {
		return err
	}
	if err := linkedTasks.sync(ctx, w.tx, row.ID, nil, row.Tasks); err != nil {
		return err
	}
	if err := linkedNotes.sync(ctx, w.tx, row.ID, nil, row.Notes); err != nil {
		return err
	}
	_, after, err := changes(struct{}{}, row)
	if err != nil {
		return err
	}
	if err := row.tellDecided(ctx, w, decisionRow{}); err != nil {
		return err
	}
	return w.did(actionCreate, row.subject(), nil, after)
}

// tellDecided tells those who take part in a decision that it was made: whose it is, who decides, and the people of its
// project. Of one that is open those are told who are to decide from now on.
func (row decisionRow) tellDecided(ctx context.Context, w *work, old decisionRow) error {
	n := notice{kind: domain.ToldDecided, about: domain.FoundDecision, aboutID: row.ID}
	if row.Status == domain.DecisionOpen {
		n.detail = domain.AskedToDecide
		_, come := difference(old.Deciders, row.Deciders)
		w.notify(n, come...)
		return nil
	}
	if row.Status != domain.DecisionDecided || old.Status == domain.DecisionDecided {
		return nil
	}
	people := append([]string{row.UserID}, row.Deciders...)
	if row.ProjectID != 0 {
		var around []string
		err := w.tx.NewRaw(`SELECT owner_id FROM projects WHERE id = ? AND owner_id IS NOT NULL UNION SELECT user_id FROM project_managers WHERE project_id = ?
			UNION SELECT user_id FROM project_members WHERE project_id = ? AND role = 'member'`, row.ProjectID, row.ProjectID, row.ProjectID).Scan(ctx, &around)
		if err != nil {
			return wrap(err, "read who takes part in a decision")
		}
		people = append(people, around...)
	}
	w.notify(n, people...)
	return nil
}

// settled fills in what follows from deciding: the caller's date, and the caller where nobody is named.
func (s *Scope) settled(w *work, old, row decisionRow) decisionRow {
	if row.Status != domain.DecisionDecided || old.Status == domain.DecisionDecided {
		return row
	}
	if row.DecidedAt == "" {
		row.DecidedAt = string(s.user.Today(w.at.Time))
	}
	if len(row.Deciders) == 0 {
		row.Deciders = []string{s.user.ID}
	}
	return row
}

// UpdateDecision changes a decision. change gets the row's Input and gives back the new one; version, where not empty,
// has to be the row's still, else the answer is Stale. Changing nothing writes nothing.
func (s *Scope) UpdateDecision(ctx context.Context, id int64, version string, change func(domain.DecisionInput) (domain.DecisionInput, error)) (domain.Decision, error) {
	var out domain.Decision
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadDecision(ctx, w.tx, id)
		if err != nil {
			return err
		}
		decision := row.decision(s.user)
		if version != "" && version != decision.Version() {
			return stale()
		}
		in, err := change(decision.Input())
		if err != nil {
			return err
		}
		parsed, err := in.Parse(decision)
		if err != nil {
			return err
		}
		if err := s.saveDecision(ctx, w, row, s.settled(w, row, row.with(parsed))); err != nil {
			return err
		}
		out, err = s.rereadDecision(ctx, w.tx, id)
		return err
	})
	return out, err
}

// rereadDecision answers an operation with the decision as it is stored now. Who has just moved it out of their own
// sight still gets the answer.
func (s *Scope) rereadDecision(ctx context.Context, tx bun.Tx, id int64) (domain.Decision, error) {
	rows, err := s.decisionRows(ctx, tx, raw(`d.id = ?`, id), clause{})
	if err != nil || len(rows) == 0 {
		return domain.Decision{}, err
	}
	return rows[0].decision(s.user), nil
}

// saveDecision writes what differs between two states of a row, if the caller may change that.
func (s *Scope) saveDecision(ctx context.Context, w *work, old, row decisionRow) error {
	before, after, err := changes(old, row)
	if err != nil || len(after) == 0 {
		return err
	}
	if !old.access(s.user).CanEdit() {
		return domain.Fail(domain.Denied, "You can see this decision, but not change it.")
	}
	if err := s.checkDecision(ctx, w.tx, old, row); err != nil {
		return err
	}
	row.UpdatedAt = w.at
	columns := []string{"id", "user_id", "created_at", "deleted_at", "deleted_batch"}
	// A reference that an adopted file has to a row that is gone would be refused even when it is only written again.
	if row.ProjectID == old.ProjectID {
		columns = append(columns, "project_id")
	}
	if row.SupersedesID == old.SupersedesID {
		columns = append(columns, "supersedes_id")
	}
	if _, err := w.tx.NewUpdate().Model(&row).ExcludeColumn(columns...).WherePK().Exec(ctx); err != nil {
		return wrap(err, "change a decision")
	}
	if err := syncDeciders(ctx, w.tx, row.ID, old.Deciders, row.Deciders); err != nil {
		return err
	}
	if err := linkedTasks.sync(ctx, w.tx, row.ID, old.Tasks, row.Tasks); err != nil {
		return err
	}
	if err := linkedNotes.sync(ctx, w.tx, row.ID, old.Notes, row.Notes); err != nil {
		return err
	}
	if row.ProjectID != old.ProjectID {
		w.movedOut(old.subject())
	}
	if err := row.tellDecided(ctx, w, old); err != nil {
		return err
	}
	return w.did(actionUpdate, row.subject(), before, after)
}

// checkDecision looks up what a changed row names, through the caller's own eyes: its project, who decides, its tasks
// and notes, and what it replaces.
func (s *Scope) checkDecision(ctx context.Context, tx bun.Tx, old, row decisionRow) error {
	if err := s.checkDecisionPlace(ctx, tx, old, row); err != nil {
		return err
	}
	if _, come := difference(old.Deciders, row.Deciders); len(come) > 0 {
		people, err := s.peopleWhere(ctx, tx, and(s.assignable(row.ProjectID), raw(`u.id IN (?)`, bun.List(come))))
		if err != nil {
			return err
		}
		if len(people) < len(come) {
			return domain.Problems{"decider_ids": domain.UnknownID}.Err()
		}
	}
	if _, come := difference(old.Tasks, row.Tasks); len(come) > 0 {
		seen, err := s.todoRefs(ctx, tx, raw(`t.id IN (?)`, bun.List(come)))
		if err != nil {
			return err
		}
		if len(seen) < len(come) {
			return domain.Problems{"task_ids": domain.UnknownID}.Err()
		}
	}
	if _, come := difference(old.Notes, row.Notes); len(come) > 0 {
		seen, err := s.noteRefs(ctx, tx, come)
		if err != nil {
			return err
		}
		if len(seen) < len(come) {
			return domain.Problems{"note_ids": domain.UnknownID}.Err()
		}
	}
	if row.SupersedesID == old.SupersedesID || row.SupersedesID == 0 {
		return nil
	}
	return s.checkSupersedes(ctx, tx, row)
}

// checkDecisionPlace: rights are never gained by moving. Only who manages a decision takes it to another place, and into
// a project only its members put one.
func (s *Scope) checkDecisionPlace(ctx context.Context, tx bun.Tx, old, row decisionRow) error {
	if old.ID != 0 && row.ProjectID == old.ProjectID {
		return nil
	}
	if old.ID != 0 && !old.access(s.user).CanManage() {
		return domain.Fail(domain.Denied, "You can change this decision, but not move it.")
	}
	if row.ProjectID == 0 {
		if !s.user.IsStaff() {
			return domain.Fail(domain.Denied, "Only staff keep decisions outside projects.")
		}
		return nil
	}
	return s.mayAddTo(ctx, tx, row.ProjectID)
}

// checkSupersedes: one decision replaces another that the caller may change, since that one is shown as replaced from
// then on, and no two replace each other however many are between them.
func (s *Scope) checkSupersedes(ctx context.Context, tx bun.Tx, row decisionRow) error {
	earlier, err := s.loadDecision(ctx, tx, row.SupersedesID)
	if domain.KindOf(err) == domain.NotFound {
		return domain.Problems{"supersedes_id": domain.UnknownID}.Err()
	}
	if err != nil {
		return err
	}
	if !earlier.access(s.user).CanEdit() {
		return domain.Fail(domain.Denied, "You can see that decision, but not replace it.")
	}
	if row.ID == 0 {
		return nil
	}
	var chain []int64
	// UNION drops what comes again, so that a circle made by another program ends too.
	err = tx.NewRaw(`WITH RECURSIVE before (id) AS (
			SELECT CAST(? AS `+s.store.dialect.bigint()+`) UNION SELECT d.supersedes_id FROM decisions AS d JOIN before ON before.id = d.id WHERE d.supersedes_id IS NOT NULL)
		SELECT id FROM before`, row.SupersedesID).Scan(ctx, &chain)
	if err != nil {
		return wrap(err, "read what a decision replaces")
	}
	if slices.Contains(chain, row.ID) {
		return domain.Problems{"supersedes_id": "A decision can't replace itself, or one that replaces it."}.Err()
	}
	return nil
}
