package archive

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// manifest is the file that tells our archives from those of others.
const manifest = "mddash.json"

type about struct {
	Format int `json:"format"`
	Notes  int `json:"notes"`
}

const format = 1

// Layout says where everything will stand in an archive. It knows all before anything is written, so that a text can
// refer to what comes later.
type Layout struct {
	dir   string // that all notes are in; "" for the top
	paths names
	notes map[int64]string
	files map[int64]string
	hangs map[int64][]string
}

// filesFolder is where attachments stand.
const filesFolder = "attachments"

// AddNote gives a note a place: a folder for its notebook, a file for itself.
func (l *Layout) AddNote(id int64, notebook, title string) {
	if l.notes == nil {
		l.notes = map[int64]string{}
	}
	folder := ""
	if notebook != "" {
		folder = fileName(notebook, nameMax)
	}
	if strings.EqualFold(folder, filesFolder) {
		folder += " notes"
	}
	l.notes[id] = l.paths.give(path.Join(l.dir, folder), title, ".md")
}

// AddFile gives an attachment of a note a place.
func (l *Layout) AddFile(id, noteID int64, name string) {
	ext := path.Ext(name)
	if len(ext) > 20 || fileName("x"+ext, nameMax) != "x"+ext {
		ext = ""
	}
	l.PutFile(id, noteID, l.paths.give(filesFolder, strings.TrimSuffix(name, ext), ext))
}

// PutFile tells where an attachment of a note stands.
func (l *Layout) PutFile(id, noteID int64, place string) {
	if l.files == nil {
		l.files, l.hangs = map[int64]string{}, map[int64][]string{}
	}
	l.files[id] = place
	l.hangs[noteID] = append(l.hangs[noteID], place)
}

// Note is a note as it stands in the archive: what it leads to by our addresses, it leads to by paths.
func (l *Layout) Note(note domain.Note, project domain.ProjectRef) Note {
	here := l.notes[note.ID]
	out := Note{Note: note, Project: project.Name, ProjectKey: project.Key, Files: l.hangs[note.ID]}
	out.Content = domain.Redirect(note.Content, func(target string) (string, bool) {
		place, fragment := l.place(target)
		return relative(path.Dir(here), place) + fragment, place != ""
	})
	if place, _ := l.place(note.CoverImage); place != "" {
		out.CoverImage = place
	}
	return out
}

// place is where an address of ours stands in the archive, and the fragment behind it.
func (l *Layout) place(target string) (place, fragment string) {
	address, fragment, found := strings.Cut(target, "#")
	if found {
		fragment = "#" + fragment
	}
	for prefix, places := range map[string]map[int64]string{"/notes/": l.notes, "/attachments/": l.files} {
		number, ok := strings.CutPrefix(address, prefix)
		if id, err := strconv.ParseInt(number, 10, 64); ok && err == nil {
			return places[id], fragment
		}
	}
	return "", ""
}

// relative is the way from a folder to a file, as it is written in a link.
func relative(from, to string) string {
	parts := strings.Split(to, "/")
	if from != "." {
		up := strings.Split(from, "/")
		for len(up) > 0 && len(parts) > 1 && up[0] == parts[0] {
			up, parts = up[1:], parts[1:]
		}
		parts = append(slices.Repeat([]string{".."}, len(up)), parts...)
	}
	for i, part := range parts {
		parts[i] = strings.NewReplacer("(", "%28", ")", "%29").Replace(url.PathEscape(part))
	}
	return strings.Join(parts, "/")
}

// Writer writes an archive piece by piece.
type Writer struct {
	layout *Layout
	zip    *zip.Writer
}

// NewWriter begins an archive of what a layout names.
func NewWriter(out io.Writer, layout *Layout) (*Writer, error) {
	w := &Writer{layout: layout, zip: zip.NewWriter(out)}
	body, err := json.Marshal(about{Format: format, Notes: len(layout.notes)})
	if err != nil {
		return nil, err
	}
	return w, w.put(manifest, time.Time{}, zip.Deflate, strings.NewReader(string(body)+"\n"))
}

// Note writes one that the layout names.
func (w *Writer) Note(note domain.Note, project domain.ProjectRef) error {
	text, err := w.layout.Note(note, project).Markdown()
	if err != nil {
		return err
	}
	return w.put(w.layout.notes[note.ID], note.UpdatedAt, zip.Deflate, strings.NewReader(string(text)))
}

// File writes an attachment that the layout names.
func (w *Writer) File(file domain.Attachment, content io.Reader) error {
	return w.put(w.layout.files[file.ID], time.Time{}, zip.Store, content)
}

// Close ends the archive; without it no program opens what was written.
func (w *Writer) Close() error { return w.zip.Close() }

func (w *Writer) put(place string, modified time.Time, method uint16, content io.Reader) error {
	head := &zip.FileHeader{Name: place, Method: method}
	if !modified.IsZero() {
		head.Modified = modified.UTC()
	}
	out, err := w.zip.CreateHeader(head)
	if err == nil {
		_, err = io.Copy(out, content)
	}
	if err != nil {
		return fmt.Errorf("write %s into the archive: %w", place, err)
	}
	return nil
}
