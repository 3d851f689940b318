package domain

import (
	"io"
	"iter"
	"strings"
	"time"
)

// NoteSource is what notes come from when many are taken in at once, such as a zip.
type NoteSource interface {
	// Notes are read one by one, in the order in which they are to be kept. A problem is with that one note.
	Notes() iter.Seq2[ImportedNote, error]
	// Others are what was found beside the notes and is no part of any, as the Notes read so far tell.
	Others() []string
	// PassedBy are those that can't be read by their names.
	PassedBy() PassedBy
}

// PassedBy is what was not looked at of something: how much, and the first LeftOutMax of it.
type PassedBy struct {
	First []Skipped
	N     int
}

// Add passes by one more.
func (p *PassedBy) Add(path, why string) {
	if p.N++; len(p.First) < LeftOutMax {
		p.First = append(p.First, skip(path, why))
	}
}

// ImportedNote is a note as it comes from elsewhere.
type ImportedNote struct {
	Path  string // where it stood
	Input NoteInput
	// Created and Updated are zero where nothing tells.
	Created, Updated time.Time
	// Project and ProjectKey name the project that it was in.
	Project, ProjectKey string
	// Files are what hangs on it.
	Files []ImportedFile
	// Leads are where links of its text lead, by what is written there: paths of other notes and of files.
	Leads map[string]string
	// Cover is the path of the picture, among the Files.
	Cover string
}

// ImportedFile is a file as it comes from elsewhere.
type ImportedFile struct {
	Path string                        `json:"-"`
	Name string                        `json:"name"`
	Open func() (io.ReadCloser, error) `json:"-"`
}

// NoteImport tells what became of an import.
type NoteImport struct {
	Notes, Files int
	// There are the paths of notes that were here before, with the same title and the same text.
	There []string
	// Skipped is what was not taken, and why.
	Skipped []Skipped
	// Projects were made for notes that were in them.
	Projects []string
}

// Skipped is something that was left out.
type Skipped struct {
	Path string `json:"path"`
	Why  string `json:"why"`
	// Taken: the rest of it was.
	Taken bool `json:"-"`
}

// Redirected is the text of the note with its links leading to where the paths are by now.
func (n ImportedNote) Redirected(addresses map[string]string) string {
	return Redirect(n.Input.Content, func(target string) (string, bool) {
		address := addresses[n.Leads[target]]
		_, fragment, found := strings.Cut(target, "#")
		if found {
			fragment = "#" + fragment
		}
		return address + fragment, address != ""
	})
}

// Add puts another report behind this one.
func (r *NoteImport) Add(more NoteImport) {
	r.Notes, r.Files = r.Notes+more.Notes, r.Files+more.Files
	r.There, r.Skipped, r.Projects = append(r.There, more.There...), append(r.Skipped, more.Skipped...), append(r.Projects, more.Projects...)
}
