package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Note is one note that the caller sees, with its text; in the trash or out of sight it is NotFound.
func (s *Scope) Note(ctx context.Context, id int64) (domain.Note, error) {
	return s.readNote(ctx, s.store.read, id)
}

func (s *Scope) readNote(ctx context.Context, db bun.IDB, id int64) (domain.Note, error) {
	row, access, err := s.loadNote(ctx, db, id)
	if err != nil {
		return domain.Note{}, err
	}
	note := row.note()
	note.Access = access
	return note, nil
}

// AddNote makes a note of the caller's. A project that it names and the caller can't write in is Invalid at its field.
func (s *Scope) AddNote(ctx context.Context, in domain.NoteInput) (domain.Note, error) {
	var out domain.Note
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		var err error
		out, err = s.addNote(ctx, w, in)
		return err
	})
	return out, err
}

func (s *Scope) addNote(ctx context.Context, w *work, in domain.NoteInput) (domain.Note, error) {
	rows, err := s.addNotes(ctx, w, []domain.NoteInput{in})
	if err != nil {
		return domain.Note{}, err
	}
	if s.quiet {
		return rows[0].note(), nil // whoever takes in thousands asks for no more than their ids
	}
	return s.readNote(ctx, w.tx, rows[0].ID)
}

// UpdateNote changes a note. change gets the note and gives back its new Input; version, where not empty, has to be
// the row's still, else the answer is Stale. Changing nothing writes nothing. Changing the text keeps the one before.
func (s *Scope) UpdateNote(ctx context.Context, id int64, version string, change func(domain.Note) (domain.NoteInput, error)) (domain.Note, error) {
	return s.changeNote(ctx, id, func(_ context.Context, _ *work, row noteRow, was domain.Note) (noteRow, error) {
		if version != "" && version != was.Version() {
			return row, stale()
		}
		in, err := change(was)
		if err != nil {
			return row, err
		}
		parsed, err := in.Parse(was, s.user.Location())
		return row.with(parsed), err
	})
}

// OpenNote is Note for somebody who is about to change it: the revision that it comes with is the one of its text, also
// where another program wrote that, and stays there to merge with.
func (s *Scope) OpenNote(ctx context.Context, id int64) (domain.Note, error) {
	note, err := s.Note(ctx, id)
	if err != nil || !note.Access.CanEdit() {
		return note, err
	}
	version, err := readVersion(ctx, s.store.read, id, note.Revision)
	if err == nil && version.Title == note.Title && version.Content == note.Content && version.Kept {
		return note, nil
	}
	err = s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.loadNote(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if row, err = keepForeign(ctx, w, row); err != nil {
			return err
		}
		note = row.note()
		note.Access = access
		return keepBase(ctx, w, id, row.Revision, "")
	})
	return note, err
}

func (s *Scope) changeNote(ctx context.Context, id int64, change func(context.Context, *work, noteRow, domain.Note) (noteRow, error)) (domain.Note, error) {
	var out domain.Note
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.loadNote(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if row, err = keepForeign(ctx, w, row); err != nil {
			return err
		}
		was := row.note()
		was.Access = access
		next, err := change(ctx, w, row, was)
		if err != nil {
			return err
		}
		if err := s.saveNote(ctx, w, row, next, access); err != nil {
			return err
		}
		out, err = s.readNote(ctx, w.tx, id)
		return err
	})
	return out, err
}

// saveNote writes what differs between two states of a row, if the caller may change that.
func (s *Scope) saveNote(ctx context.Context, w *work, old, row noteRow, access domain.Access) error {
	text := row.Title != old.Title || row.Content != old.Content
	if text {
		row.Revision = old.Revision + 1
	}
	before, after, err := changes(old, row)
	if err != nil || len(after) == 0 {
		return err
	}
	if !access.CanEdit() {
		return domain.Fail(domain.Denied, "You can see this note, but not change it.")
	}
	if row.ProjectID != old.ProjectID {
		if !access.CanManage() {
			return domain.Fail(domain.Denied, "Only its owner moves a note to another project.")
		}
		if err := s.checkNotePlace(ctx, w.tx, old.ProjectID, row.ProjectID); err != nil {
			return err
		}
	}
	row.UpdatedAt, row.UpdatedBy = w.at, s.user.ID
	if _, err := w.tx.NewUpdate().Model(&row).ExcludeColumn(unchangedOfNote(old, row)...).WherePK().Exec(ctx); err != nil {
		return wrap(err, "change a note")
	}
	if err := syncNoteTags(ctx, w.tx, row.ID, old.Tags, row.Tags); err != nil {
		return err
	}
	if text {
		if err := s.followText(ctx, w, old, row); err != nil {
			return err
		}
	}
	return w.did(actionUpdate, row.subject(), before, after)
}

func unchangedOfNote(old, row noteRow) []string {
	columns := []string{"id", "user_id", "created_at", "deleted_at", "deleted_batch"}
	if row.ProjectID == old.ProjectID {
		columns = append(columns, "project_id")
	}
	if row.Content == old.Content {
		columns = append(columns, "content")
	}
	return columns
}

// followText is what a new text brings about: a version, its links, and the links to it.
func (s *Scope) followText(ctx context.Context, w *work, old, row noteRow) error {
	if err := addVersion(ctx, w, row, s.user.ID); err != nil {
		return err
	}
	if row.Content != old.Content {
		if err := s.syncLinks(ctx, w.tx, row); err != nil {
			return err
		}
	}
	if row.Title == old.Title {
		return nil
	}
	if err := s.renameLinks(ctx, w, old, row); err != nil {
		return err
	}
	return s.claimLinks(ctx, w.tx, row)
}

// checkNotePlace: a note goes into a project that the caller writes in.
func (s *Scope) checkNotePlace(ctx context.Context, tx bun.Tx, old, projectID int64) error {
	if projectID == old || projectID == 0 {
		return nil
	}
	return s.mayAddTo(ctx, tx, projectID)
}

func syncNoteTags(ctx context.Context, tx bun.Tx, id int64, old, now []string) error {
	gone, come := difference(old, now)
	if len(gone) > 0 {
		if _, err := tx.NewRaw(`DELETE FROM note_tags WHERE note_id = ? AND tag IN (?)`, id, bun.List(gone)).Exec(ctx); err != nil {
			return wrap(err, "take tags off a note")
		}
	}
	if len(come) == 0 {
		return nil
	}
	var args []any
	for _, tag := range come {
		args = append(args, id, tag)
	}
	_, err := tx.NewRaw(`INSERT INTO note_tags (note_id, tag) VALUES `+pairsOf(len(come))+` ON CONFLICT DO NOTHING`, args...).Exec(ctx)
	return wrap(err, "put tags on a note")
}
