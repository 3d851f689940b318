package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"mddash/domain"
)

// Source is whose notes are written: a person's, as far as they see any.
type Source interface {
	// NoteHeads name all notes, in the order in which they are written.
	NoteHeads(ctx context.Context) ([]domain.Note, error)
	WholeNotes(ctx context.Context, ids []int64) (map[int64]domain.Note, error)
	FilesOfNotes(ctx context.Context, ids []int64) ([]domain.Attachment, error)
	OpenAttachment(ctx context.Context, id int64) (domain.OpenFile, error)
	ProjectRefs(ctx context.Context, ids []int64) (map[int64]domain.ProjectRef, error)
}

// together is how many notes are in memory at once.
const together = 100

// Export writes all notes with their files. What comes or goes meanwhile may be there or not.
func Export(ctx context.Context, out io.Writer, from Source) error {
	layout := &Layout{}
	ids, files, err := layout.plan(ctx, from, func(file domain.Attachment) { layout.AddFile(file.ID, file.On.ID, file.Name) })
	if err != nil {
		return err
	}
	w, err := NewWriter(out, layout)
	if err != nil {
		return err
	}
	if err := layout.write(ctx, from, ids, w.put); err != nil {
		return err
	}
	for _, file := range files {
		if err := w.attachment(ctx, from, file); err != nil {
			return err
		}
	}
	return w.Close()
}

// Notes writes all notes into a folder of another archive, in which their files stand at places of their own.
func Notes(ctx context.Context, from Source, folder string, place func(domain.Attachment) string, put func(place string, modified time.Time, method uint16, content io.Reader) error) error {
	layout := &Layout{dir: folder}
	ids, _, err := layout.plan(ctx, from, func(file domain.Attachment) { layout.PutFile(file.ID, file.On.ID, place(file)) })
	if err != nil {
		return err
	}
	return layout.write(ctx, from, ids, put)
}

// plan gives everything its place.
func (l *Layout) plan(ctx context.Context, from Source, add func(domain.Attachment)) ([]int64, []domain.Attachment, error) {
	heads, err := from.NoteHeads(ctx)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]int64, len(heads))
	for i, head := range heads {
		l.AddNote(head.ID, head.Notebook, head.Title)
		ids[i] = head.ID
	}
	var all []domain.Attachment
	for some := range slices.Chunk(ids, together) {
		files, err := from.FilesOfNotes(ctx, some)
		if err != nil {
			return nil, nil, err
		}
		slices.SortStableFunc(files, func(a, b domain.Attachment) int { return slices.Index(some, a.On.ID) - slices.Index(some, b.On.ID) })
		for _, file := range files {
			add(file)
		}
		all = append(all, files...)
	}
	return ids, all, nil
}

// write puts notes where the layout has them.
func (l *Layout) write(ctx context.Context, from Source, ids []int64, put func(place string, modified time.Time, method uint16, content io.Reader) error) error {
	for some := range slices.Chunk(ids, together) {
		notes, err := from.WholeNotes(ctx, some)
		if err != nil {
			return err
		}
		in := []int64{}
		for _, note := range notes {
			in = append(in, note.ProjectID)
		}
		slices.Sort(in)
		projects, err := from.ProjectRefs(ctx, slices.Compact(in))
		if err != nil {
			return err
		}
		for _, id := range some {
			note, there := notes[id]
			if !there {
				continue
			}
			text, err := l.Note(note, projects[note.ProjectID]).Markdown()
			if err == nil {
				err = put(l.notes[id], note.UpdatedAt, zip.Deflate, bytes.NewReader(text))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *Writer) attachment(ctx context.Context, from Source, file domain.Attachment) error {
	open, err := from.OpenAttachment(ctx, file.ID)
	if domain.KindOf(err) == domain.NotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", file.Name, err)
	}
	return w.File(file, open.Content)
}
