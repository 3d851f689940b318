package store

import (
	"context"
	"time"

	"mddash/domain"
)

// editingFor is how long an editor counts as open that has not been heard of.
const editingFor = time.Minute

// EditNote notes that the caller has a note open to write in it, or has not any more, and gives who else has. It is Denied
// to who may only read. Where somebody comes or goes, open pages with the note are told.
func (s *Scope) EditNote(ctx context.Context, id int64, editor string, open bool) ([]domain.Person, error) {
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.loadNote(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if !access.CanEdit() {
			return domain.Fail(domain.Denied, "You can read this note, but not write in it.")
		}
		if _, err := (domain.Typing{Editor: editor}).Parse(); err != nil || editor == "" {
			return domain.Problems{"editor": "Say which editor it is."}.Err()
		}
		was, err := editsAlready(ctx, w, id, s.user.ID)
		if err != nil {
			return err
		}
		if err := s.keepEditor(ctx, w, id, editor, open); err != nil {
			return err
		}
		is, err := editsAlready(ctx, w, id, s.user.ID)
		if err == nil && was != is {
			w.tellAll(row.subject(), actionEditors)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.editors(ctx, id)
}

// forgetEditors is for somebody who is out of a note from now on.
func forgetEditors(ctx context.Context, w *work, noteID int64, userID string) error {
	_, err := w.tx.NewRaw(`DELETE FROM note_editors WHERE note_id = ? AND user_id = ?`, noteID, userID).Exec(ctx)
	return wrap(err, "forget who wrote in a note")
}

func editsAlready(ctx context.Context, w *work, id int64, userID string) (bool, error) {
	var open bool
	err := w.tx.NewRaw(`SELECT EXISTS (SELECT 1 FROM note_editors WHERE note_id = ? AND user_id = ? AND seen_at > ?)`, id, userID, instant{w.at.Add(-editingFor)}).Scan(ctx, &open)
	return open, wrap(err, "look who writes in a note")
}

// keepEditor keeps an editor that is open. Of one person no more than a few count, the newest.
func (s *Scope) keepEditor(ctx context.Context, w *work, id int64, editor string, open bool) error {
	query := raw(`DELETE FROM note_editors WHERE note_id = ? AND user_id = ? AND (editor = ? OR seen_at <= ?)`, id, s.user.ID, editor, instant{w.at.Add(-editingFor)})
	if _, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil || !open {
		return wrap(err, "forget an editor")
	}
	var many int
	if err := w.tx.NewRaw(`SELECT count(*) FROM note_editors WHERE user_id = ?`, s.user.ID).Scan(ctx, &many); err != nil || many >= domain.EditorsMax {
		return wrap(err, "count editors")
	}
	_, err := w.tx.NewRaw(`INSERT INTO note_editors (note_id, user_id, editor, seen_at) VALUES (?, ?, ?, ?)`, id, s.user.ID, editor, w.at).Exec(ctx)
	return wrap(err, "keep an editor")
}

// NoteEditors are those, beside the caller, who have a note open to write in it; NotFound for who does not see the note.
func (s *Scope) NoteEditors(ctx context.Context, id int64) ([]domain.Person, error) {
	if _, _, err := s.loadNote(ctx, s.store.read, id); err != nil {
		return nil, err
	}
	return s.editors(ctx, id)
}

// editors is NoteEditors of a note that the caller was seen to see.
func (s *Scope) editors(ctx context.Context, id int64) ([]domain.Person, error) {
	var rows []struct{ ID, Name string }
	err := s.store.read.NewRaw(`SELECT u.id, `+s.store.dialect.personName()+` AS name FROM users AS u WHERE u.disabled_at IS NULL AND u.id <> ? AND u.id IN
		(SELECT e.user_id FROM note_editors AS e WHERE e.note_id = ? AND e.seen_at > ?) ORDER BY 2, 1 LIMIT 20`,
		s.user.ID, id, instant{s.store.now().Add(-editingFor)}).Scan(ctx, &rows)
	people := make([]domain.Person, 0, len(rows))
	for _, row := range rows {
		people = append(people, domain.Person{ID: row.ID, Name: row.Name})
	}
	return people, wrap(err, "read who writes in a note")
}
