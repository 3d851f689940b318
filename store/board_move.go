package store

import (
	"context"

	"mddash/domain"
)

// MoveCard moves a card on its project's board: into the column of a status ("" stays where it is), right after one card,
// right before another, or both; 0 stands for no such neighbour, and with neither it goes to the end. Neighbours are
// cards of the same board; where they have come apart meanwhile, the first one counts that is in the column. The column that means completed
// is in the order of completion, so that it takes no neighbours, and a card keeps its place for when it comes back.
// Who may only work on a task changes its column and not its place. version is as in MoveTodo.
func (s *Scope) MoveCard(ctx context.Context, id int64, version, status string, afterID, beforeID int64) (domain.Todo, error) {
	return s.moveTodo(ctx, id, version, func(ctx context.Context, w *work, card *taskRow, access domain.Access) error {
		ordered := afterID != 0 || beforeID != 0
		if !access.CanWork() || ordered && !access.CanEdit() {
			return unchangeable()
		}
		if err := turn(card, status, ordered); err != nil {
			return err
		}
		if card.done() || !access.CanEdit() {
			return nil
		}
		sameBoard := func(other taskRow) bool { return other.ProjectID == card.ProjectID && other.ParentID == 0 }
		after, before, err := s.neighbours(ctx, w.tx, *card, afterID, beforeID, sameBoard)
		if err != nil {
			return err
		}
		if before.Status == card.Status && after.Status != card.Status {
			after = taskRow{} // it has left the column
		}
		column := raw(`t.project_id = ? AND t.status = ? AND t.parent_id IS NULL`, card.ProjectID, card.Status)
		return s.standBetween(ctx, w, card, column, after.spot(), before.spot())
	})
}

// turn gives a card its status; Invalid for what is no card, and for a place among what is completed.
func turn(card *taskRow, status string, ordered bool) error {
	p := domain.Problems{}
	switch {
	case card.ProjectID == 0:
		p.Add("status", "It is in no project, so that it is on no board.")
	case card.ParentID != 0:
		p.Add("status", "A step is on no board; its todo is.")
	case status != "":
		card.Status = domain.ParseStatus(p, "status", status)
	}
	if ordered && card.done() {
		p.Add("status", "What is completed is in the order of completion.")
	}
	return p.Err()
}
