package store

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// AddNotes makes several notes, all of them or none, and gives their ids in the order of the inputs. It fails as AddNote does.
func (s *Scope) AddNotes(ctx context.Context, inputs []domain.NoteInput) ([]int64, error) {
	var ids []int64
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		rows, err := s.addNotes(ctx, w, inputs)
		ids = ids[:0]
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		return err
	})
	return ids, err
}

func (s *Scope) addNotes(ctx context.Context, w *work, inputs []domain.NoteInput) ([]noteRow, error) {
	rows := make([]noteRow, 0, len(inputs))
	mayAdd := int64(0) // the project that the one before goes into
	for _, in := range inputs {
		parsed, err := in.Parse(domain.Note{}, s.user.Location())
		if err != nil {
			return nil, err
		}
		row := noteRow{UserID: s.user.ID}.with(parsed)
		if err := s.checkNotePlace(ctx, w.tx, mayAdd, row.ProjectID); err != nil {
			return nil, err
		}
		mayAdd = row.ProjectID
		rows = append(rows, row)
	}
	return rows, s.insertNotes(ctx, w, rows)
}

// insertNotes writes new rows with their tags, versions and links, each kind with few statements, and logs them.
func (s *Scope) insertNotes(ctx context.Context, w *work, rows []noteRow) error {
	if len(rows) == 0 {
		return nil
	}
	for i := range rows {
		row := &rows[i]
		row.ID, row.CreatedAt, row.UpdatedAt, row.Revision, row.UpdatedBy = 0, w.at, w.at, 1, s.user.ID
	}
	if err := numberNotes(ctx, w.tx, rows); err != nil {
		return err
	}
	if err := tagNotes(ctx, w.tx, rows); err != nil {
		return err
	}
	versions := make([]noteVersionRow, len(rows))
	for i, row := range rows {
		versions[i] = noteVersionRow{NoteID: row.ID, Revision: row.Revision, Title: row.Title, Content: row.Content, UserID: s.user.ID, CreatedAt: w.at}
	}
	if _, err := w.tx.NewInsert().Model(&versions).Exec(ctx); err != nil {
		return wrap(err, "keep the versions of notes")
	}
	if err := s.linkNotes(ctx, w.tx, rows); err != nil {
		return err
	}
	for _, row := range rows {
		_, after, err := changes(struct{}{}, &row)
		if err != nil {
			return err
		}
		if err := w.did(actionCreate, row.subject(), nil, after); err != nil {
			return err
		}
	}
	return nil
}

// numberNotes writes rows and gives them their ids. Both databases count up row by row, and neither promises to answer in that
// order.
func numberNotes(ctx context.Context, tx bun.Tx, rows []noteRow) error {
	type numbered struct {
		ID    int64
		Title string
	}
	var made []numbered
	if _, err := tx.NewInsert().Model(&rows).ExcludeColumn("id").Returning("id, title").Exec(ctx, &made); err != nil {
		return wrap(err, "add notes")
	}
	slices.SortFunc(made, func(a, b numbered) int { return cmp.Compare(a.ID, b.ID) })
	for i := range rows {
		if len(made) != len(rows) || made[i].Title != rows[i].Title {
			return errors.New("store: the database numbered new notes in another order")
		}
		rows[i].ID = made[i].ID
	}
	return nil
}

func tagNotes(ctx context.Context, tx bun.Tx, rows []noteRow) error {
	var pairs []any
	for _, row := range rows {
		for _, tag := range row.Tags {
			pairs = append(pairs, row.ID, tag)
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	_, err := tx.NewRaw(`INSERT INTO note_tags (note_id, tag) VALUES `+pairsOf(len(pairs)/2)+` ON CONFLICT DO NOTHING`, pairs...).Exec(ctx)
	return wrap(err, "put tags on notes")
}
