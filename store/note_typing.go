package store

import (
	"context"
	"encoding/json"
	"strconv"

	"mddash/domain"
)

// StartTyping is AddNote for an editor that saves by itself: where its first save arrived before, and only the answer to
// it was lost, the answer is the note as it is now, and nothing is written.
func (s *Scope) StartTyping(ctx context.Context, typing domain.Typing, in domain.NoteInput) (domain.Note, error) {
	var out domain.Note
	typing, err := typing.Parse()
	if err != nil {
		return out, err
	}
	err = s.write(ctx, func(ctx context.Context, w *work) error {
		var ids []int64
		err := w.tx.NewRaw(`SELECT v.note_id FROM note_versions AS v WHERE v.editor = ? AND v.user_id = ? LIMIT 1`, typing.Editor, s.user.ID).Scan(ctx, &ids)
		if err != nil {
			return wrap(err, "find what an editor began")
		}
		if len(ids) > 0 {
			out, err = s.readNote(ctx, w.tx, ids[0])
			return err
		}
		if out, err = s.addNote(ctx, w, in); err != nil {
			return err
		}
		return markTyped(ctx, w, out.ID, out.Revision, typing, w.at)
	})
	return out, err
}

// SaveTyping writes what a person typed over a revision of a note, as browsers send it: every line ends with LF, and
// gets the line end back that it had. Where the note has another text by now, the two are merged by paragraph; where
// they change the same one, or both change the title, the answer is Stale and nothing has happened, unless the person
// chose what is to stand there. change gets the note and gives back its new Input, with what was typed.
//
// Every text gets a revision number of its own, which is never used again. So that an editor that saves every second
// does not make a version every second, its save takes the place of the version that it was made from, if the same
// editor wrote that one as well, within domain.TypingRun of when it began, and if nobody else was given it to write on
// from (see OpenNote): what a page was opened with or got as an answer can always be found again, as the base of a
// merge. What one editor alone wrote since the revision that it names is its own, and not merged with: then only the
// answer was lost. A save that comes after a later one of the same editor changes nothing.
func (s *Scope) SaveTyping(ctx context.Context, id int64, typing domain.Typing, change func(domain.Note) (domain.NoteInput, error)) (domain.Note, error) {
	var out domain.Note
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.loadNote(ctx, w.tx, id)
		if err != nil {
			return err
		}
		typing, err := typing.Parse()
		if err != nil {
			return err
		}
		if row, err = keepForeign(ctx, w, row); err != nil {
			return err
		}
		was := row.note()
		was.Access = access
		late, err := savedAlready(ctx, w, id, typing)
		if err == nil && !late {
			err = s.typeOver(ctx, w, row, was, typing, change)
		}
		if err != nil {
			return err
		}
		if out, err = s.readNote(ctx, w.tx, id); err != nil {
			return err
		}
		return keepBase(ctx, w, id, out.Revision, typing.Editor)
	})
	return out, err
}

// savedAlready tells whether an editor's save, or a later one, was made before.
func savedAlready(ctx context.Context, w *work, id int64, typing domain.Typing) (bool, error) {
	if typing.Editor == "" {
		return false, nil
	}
	var later int
	err := w.tx.NewRaw(`SELECT count(*) FROM note_versions WHERE note_id = ? AND editor = ? AND save_number >= ?`, id, typing.Editor, typing.Number).Scan(ctx, &later)
	return later > 0, wrap(err, "look for an editor's saves")
}

func (s *Scope) typeOver(ctx context.Context, w *work, row noteRow, was domain.Note, typing domain.Typing, change func(domain.Note) (domain.NoteInput, error)) error {
	from, err := wroteAlone(ctx, w, row, typing)
	if err != nil {
		return err
	}
	in, err := change(was)
	if err != nil {
		return err
	}
	if in, err = mergeTyped(ctx, w, row, from, typing, in); err != nil {
		return err
	}
	parsed, err := in.Parse(was, s.user.Location())
	if err != nil {
		return err
	}
	next := row.with(parsed)
	if err := s.saveNote(ctx, w, row, next, was.Access); err != nil {
		return err
	}
	if typing.Editor == "" || next.Title == row.Title && next.Content == row.Content {
		return nil
	}
	return s.continueRun(ctx, w, row, from, typing)
}

// wroteAlone is the revision that a text was really made from: the present one, where the editor alone wrote since the
// one that it names.
func wroteAlone(ctx context.Context, w *work, row noteRow, typing domain.Typing) (int64, error) {
	if typing.Editor == "" || typing.Revision >= row.Revision {
		return typing.Revision, nil
	}
	var others int
	err := w.tx.NewRaw(`SELECT count(*) FROM note_versions WHERE note_id = ? AND revision > ? AND (editor IS NULL OR editor <> ?)`,
		row.ID, typing.Revision, typing.Editor).Scan(ctx, &others)
	if err != nil || others > 0 {
		return typing.Revision, wrap(err, "look who wrote in a note")
	}
	return row.Revision, nil
}

// mergeTyped makes what was typed over a revision into a change of the row.
func mergeTyped(ctx context.Context, w *work, row noteRow, from int64, typing domain.Typing, in domain.NoteInput) (domain.NoteInput, error) {
	base, err := readVersion(ctx, w.tx, row.ID, from)
	lost := domain.KindOf(err) == domain.NotFound
	if err != nil && !lost {
		return in, err
	}
	if lost {
		base.Title, base.Content = row.Title, row.Content
	}
	in.Content = domain.KeepLineEnds(base.Content, in.Content)
	chosen := typing.Prefer != "" && typing.Seen == row.Revision
	switch {
	case from == row.Revision, in.Content == row.Content && in.Title == row.Title:
		return in, nil
	case lost && !chosen:
		return in, stale()
	case lost:
		base.Content = domain.CommonText(in.Content, row.Content)
	}
	merged, ok := domain.MergeTexts(base.Content, in.Content, row.Content)
	titles := in.Title != base.Title && row.Title != base.Title && in.Title != row.Title
	if !chosen && (!ok || titles) {
		return in, stale()
	}
	if !ok {
		merged = domain.ResolveTexts(base.Content, in.Content, row.Content, typing.Prefer)
	}
	in.Content = merged
	if in.Title == base.Title || titles && typing.Prefer == domain.PreferTheirs {
		in.Title = row.Title
	}
	return in, nil
}

// continueRun notes which editor wrote the newest version of a note, and lets it take the place of the one that it was
// made from where that is its own.
func (s *Scope) continueRun(ctx context.Context, w *work, old noteRow, from int64, typing domain.Typing) error {
	var before []noteVersionRow
	err := w.tx.NewRaw(`SELECT v.user_id, v.editor, v.began_at, v.is_base FROM note_versions AS v WHERE v.note_id = ? AND v.revision = ?`, old.ID, old.Revision).Scan(ctx, &before)
	if err != nil {
		return wrap(err, "read the version before")
	}
	began, goesOn := w.at, false
	if from == old.Revision && len(before) > 0 && before[0].UserID == s.user.ID && !before[0].BeganAt.IsZero() && w.at.Sub(before[0].BeganAt.Time) < domain.TypingRun {
		began, goesOn = before[0].BeganAt, before[0].Editor == typing.Editor && !bool(before[0].IsBase)
	}
	if err := markTyped(ctx, w, old.ID, old.Revision+1, typing, began); err != nil || !goesOn {
		return err
	}
	if joined, err := s.joinLog(ctx, w, old); err != nil || !joined {
		return err
	}
	_, err = w.tx.NewRaw(`DELETE FROM note_versions WHERE note_id = ? AND revision = ?`, old.ID, old.Revision).Exec(ctx)
	return wrap(err, "replace a version of a note")
}

func markTyped(ctx context.Context, w *work, id, revision int64, typing domain.Typing, began instant) error {
	_, err := w.tx.NewRaw(`UPDATE note_versions SET editor = ?, save_number = ?, began_at = ? WHERE note_id = ? AND revision = ?`,
		typing.Editor, typing.Number, began, id, revision).Exec(ctx)
	return wrap(err, "note who typed")
}

// joinLog makes the entry of this save and the one of the save before into one, which undo takes back as a whole. It is
// false where they can't be one: something else happened in between, or more than the text changed.
func (s *Scope) joinLog(ctx context.Context, w *work, old noteRow) (bool, error) {
	if len(w.log) != 1 || !onlyText(w.log[0].After) {
		return false, nil
	}
	var last []activityRow
	err := w.tx.NewRaw(`SELECT a.* FROM activity AS a WHERE a.kind = ? AND a.subject_id = ? ORDER BY a.id DESC LIMIT 1`, kindNote, strconv.FormatInt(old.ID, 10)).Scan(ctx, &last)
	if err != nil {
		return false, wrap(err, "read the log of a note")
	}
	if len(last) == 0 || last[0].UserID != s.user.ID || last[0].Action != actionUpdate || last[0].UndoneBy != "" || last[0].Undoes != "" || !onlyText(last[0].After) {
		return false, nil
	}
	w.log[0].Before = last[0].Before
	_, err = w.tx.NewRaw(`DELETE FROM activity WHERE id = ?`, last[0].ID).Exec(ctx)
	return true, wrap(err, "join the log of a note")
}

// onlyText tells whether the values that an act gave a note are of its text alone.
func onlyText(values string) bool {
	fields := map[string]json.RawMessage{}
	err := json.Unmarshal([]byte(values), &fields)
	_, text := fields["revision"]
	return err == nil && text && len(fields) == 1
}

// keepBase keeps a version for good that an editor wrote and that another page is given to write on from.
func keepBase(ctx context.Context, w *work, id, revision int64, editor string) error {
	_, err := w.tx.NewRaw(`UPDATE note_versions SET is_base = 1 WHERE note_id = ? AND revision = ? AND is_base = 0 AND editor IS NOT NULL AND editor <> ?`,
		id, revision, editor).Exec(ctx)
	return wrap(err, "keep a version that is written on from")
}
