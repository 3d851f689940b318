package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// NoteHeads name every note that the caller sees and that is not in the trash, archived ones too, in the order in which
// they were made: id, title, notebook and when.
func (s *Scope) NoteHeads(ctx context.Context) ([]domain.Note, error) {
	query := raw(`SELECT n.id, n.title, n.notebook, n.created_at FROM notes AS n WHERE `).
		plus(and(raw(`n.deleted_at IS NULL`), s.seesNote()), raw(` ORDER BY n.created_at, n.id`))
	var rows []noteRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "list all notes")
	}
	heads := make([]domain.Note, len(rows))
	for i, row := range rows {
		heads[i] = row.note()
	}
	slices.SortStableFunc(heads, func(a, b domain.Note) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return heads, nil
}

// WholeNotes are notes with their texts, by id. Those that the caller does not see, or not any more, are not
// among them.
func (s *Scope) WholeNotes(ctx context.Context, ids []int64) (map[int64]domain.Note, error) {
	query := s.selectNotes(raw(`, n.content`), raw(`notes AS n WHERE `)).plus(and(raw(`n.id IN (?)`, bun.List(ids)), raw(`n.deleted_at IS NULL`), s.seesNote()))
	var rows []noteRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read notes")
	}
	whole := map[int64]domain.Note{}
	for _, row := range rows {
		whole[row.ID] = row.note()
	}
	return whole, nil
}

// FilesOfNotes are the files of notes that the caller sees, by note, the oldest first.
func (s *Scope) FilesOfNotes(ctx context.Context, ids []int64) ([]domain.Attachment, error) {
	rows, err := s.store.attachmentRows(ctx, s.store.read, and(raw(`f.note_id IN (?)`, bun.List(ids)), raw(`f.deleted_at IS NULL`),
		raw(`f.note_id IN (SELECT n.id FROM notes AS n WHERE `).plus(and(raw(`n.deleted_at IS NULL`), s.seesNote()), raw(`)`))).plus(raw(` ORDER BY f.id`)))
	files := make([]domain.Attachment, len(rows))
	for i, row := range rows {
		files[i] = row.attachment()
	}
	return files, err
}

// ProjectRefs are projects that the caller sees, by id; archived ones too.
func (s *Scope) ProjectRefs(ctx context.Context, ids []int64) (map[int64]domain.ProjectRef, error) {
	refs := map[int64]domain.ProjectRef{}
	for some := range slices.Chunk(ids, ProjectsMax) {
		rows, err := s.projectRows(ctx, s.store.read, raw(`p.id IN (?)`, bun.List(some)))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			refs[row.ID] = row.ref(s.user)
		}
	}
	return refs, nil
}
