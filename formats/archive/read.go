package archive

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"mddash/domain"
	"mddash/formats/imports/packed"
)

// Limits of what is read.
type Limits struct {
	Entries int   // files
	Total   int64 // bytes of all that is unpacked
}

// Archive is a zip, or a folder, of notes and what belongs to them.
type Archive struct {
	entries map[string]entry
	order   []string
	byName  map[string]string // a file's name without its folder, where only one has it
	used    map[string]bool
	passed  domain.PassedBy
	ours    bool
	left    int64
}

type entry struct {
	size int64
	open func() (io.ReadCloser, error)
}

// OpenZip reads what a zip holds. What is no zip, or holds too much, is domain.Invalid.
func OpenZip(file io.ReaderAt, size int64, limits Limits) (*Archive, error) {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, domain.Problems{"file": "This is no zip file, or a part of it is missing."}.Err()
	}
	a := newArchive(limits)
	for _, f := range z.File {
		a.add(f.Name, entry{size: int64(min(f.UncompressedSize64, 1<<62)), open: f.Open})
	}
	return a, a.settle(limits)
}

// OpenFolder reads what a folder holds, in the order of the names.
func OpenFolder(folder fs.FS, limits Limits) (*Archive, error) {
	a := newArchive(limits)
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		a.add(name, entry{size: info.Size(), open: func() (io.ReadCloser, error) { return folder.Open(name) }})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the folder: %w", err)
	}
	return a, a.settle(limits)
}

// OpenNote is an archive of one note.
func OpenNote(name string, file io.ReaderAt, size int64, limits Limits) *Archive {
	a := newArchive(limits)
	name = strings.TrimLeft(path.Base(strings.ReplaceAll(name, `\`, "/")), ".")
	a.add(name, entry{size: size, open: func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(file, 0, size)), nil }})
	return a
}

func newArchive(limits Limits) *Archive {
	return &Archive{entries: map[string]entry{}, byName: map[string]string{}, used: map[string]bool{}, left: limits.Total}
}

// add takes an entry in. Folders, and what programs keep for themselves, are left out; names that lead out of the archive,
// or come twice, are told of.
func (a *Archive) add(name string, e entry) {
	name, inside := packed.Place(name)
	switch _, twice := a.entries[name]; {
	case strings.HasSuffix(name, "/"):
		return
	case !inside:
		a.passed.Add(name, packed.LeadsOut)
		return
	case programs(name):
		return
	case twice:
		a.passed.Add(name, packed.Twice)
		return
	}
	a.entries[name] = e
	a.order = append(a.order, name)
}

// programs tells whether an entry is something that a program keeps for itself.
func programs(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" || part == "Thumbs.db" {
			return true
		}
	}
	return false
}

// settle checks the limits and gets to know the archive.
func (a *Archive) settle(limits Limits) error {
	if len(a.order) > limits.Entries {
		return domain.Problems{"file": fmt.Sprintf("There are more than %d files in it. Take it in in parts.", limits.Entries)}.Err()
	}
	a.ours = a.hasManifest()
	if top := a.top(); top != "" && !a.ours {
		entries := map[string]entry{}
		for i, name := range a.order {
			a.order[i] = strings.TrimPrefix(name, top+"/")
			entries[a.order[i]] = a.entries[name]
		}
		a.entries, a.ours = entries, false
		a.ours = a.hasManifest()
	}
	for _, name := range a.order {
		base := strings.ToLower(path.Base(name))
		if _, two := a.byName[base]; two {
			a.byName[base] = ""
		} else {
			a.byName[base] = name
		}
	}
	return nil
}

func (a *Archive) hasManifest() bool {
	_, ok := a.entries[manifest]
	if ok {
		a.used[manifest] = true
	}
	return ok
}

// top is the one folder that everything is in, as many programs pack it.
func (a *Archive) top() string {
	if len(a.order) == 0 {
		return ""
	}
	top, _, in := strings.Cut(a.order[0], "/")
	for _, name := range a.order {
		if !in || !strings.HasPrefix(name, top+"/") {
			return ""
		}
	}
	return top
}

func isNote(name string) bool {
	return slices.Contains([]string{".md", ".markdown", ".txt"}, strings.ToLower(path.Ext(name)))
}

// Notes reads one note after the other.
func (a *Archive) Notes() iter.Seq2[domain.ImportedNote, error] {
	return func(yield func(domain.ImportedNote, error) bool) {
		for _, name := range a.order {
			if !isNote(name) {
				continue
			}
			a.used[name] = true
			note, err := a.note(name)
			note.Path = name
			if !yield(note, err) {
				return
			}
		}
	}
}

// Others are the files that no note names.
func (a *Archive) Others() []string {
	var others []string
	for _, name := range a.order {
		if !a.used[name] {
			others = append(others, name)
		}
	}
	return others
}

// PassedBy are the entries that were left out for their names.
func (a *Archive) PassedBy() domain.PassedBy { return a.passed }

// textMax is how much of a file is read as a note: its text, in the widest letters, and what stands before it.
const textMax = 4*domain.NoteMax + 64<<10

var errTooMuch = domain.Fail(domain.Invalid, "There is more packed into this archive than it can hold. Take it in in parts.")

func (a *Archive) note(name string) (domain.ImportedNote, error) {
	text, err := a.read(name)
	if err != nil {
		return domain.ImportedNote{}, err
	}
	note := parseNote(text)
	if note.Title == "" {
		note.Title = strings.TrimSuffix(path.Base(name), path.Ext(name))
	}
	if folder := path.Dir(name); note.Notebook == "" && folder != "." && !a.ours {
		note.Notebook = notebook(folder)
	}
	if !a.ours {
		note.Content = a.embeds(name, note.Content)
	}
	out := domain.ImportedNote{
		Created: note.CreatedAt, Updated: note.UpdatedAt, Project: note.Project, ProjectKey: note.ProjectKey, Leads: map[string]string{},
	}
	hung := map[string]bool{}
	for _, file := range note.Files {
		if at := a.find(".", file); at != "" && !isNote(at) && !hung[at] {
			hung[at] = true
			out.Files = append(out.Files, a.file(at))
		}
	}
	for _, d := range domain.Destinations(note.Content) {
		at := a.find(path.Dir(name), d.Target)
		if at == "" {
			continue
		}
		out.Leads[d.Target] = at
		if !isNote(at) && !hung[at] {
			hung[at] = true
			out.Files = append(out.Files, a.file(at))
		}
	}
	if at := a.find(".", note.CoverImage); at != "" && hung[at] {
		out.Cover, note.CoverImage = at, ""
	}
	out.Input = note.Input()
	return out, nil
}

// notebook is the name of a folder as the name of a notebook.
func notebook(folder string) string {
	if utf8.RuneCountInString(folder) > domain.NotebookMax {
		return path.Base(folder)
	}
	return folder
}

func (a *Archive) read(name string) (string, error) {
	file, err := a.open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, textMax+1))
	switch {
	case err != nil:
		return "", unreadable(err)
	case len(text) > textMax:
		return "", domain.Fail(domain.Invalid, fmt.Sprintf("It is longer than %d characters.", domain.NoteMax))
	case !utf8.Valid(text):
		return "", domain.Fail(domain.Invalid, "It is not UTF-8 text.")
	}
	return string(text), nil
}

func (a *Archive) file(name string) domain.ImportedFile {
	a.used[name] = true
	return domain.ImportedFile{Path: name, Name: path.Base(name), Open: func() (io.ReadCloser, error) { return a.open(name) }}
}

// open reads an entry, and counts what comes out of it: what a zip says of its sizes is not believed.
func (a *Archive) open(name string) (io.ReadCloser, error) {
	file, err := a.entries[name].open()
	if err != nil {
		return nil, unreadable(err)
	}
	return &counted{ReadCloser: file, archive: a}, nil
}

func unreadable(err error) error {
	if errors.Is(err, errTooMuch) {
		return err
	}
	return domain.Fail(domain.Invalid, "It can't be read: the archive is broken here, or locked with a password.")
}

type counted struct {
	io.ReadCloser
	archive *Archive
}

// Read gives no more than is left of what the whole archive may come to.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if c.archive.left -= int64(n); c.archive.left < 0 {
		return 0, errTooMuch
	}
	return n, err
}

// find is the entry that a link written in a folder leads to, "" for none.
func (a *Archive) find(folder, target string) string {
	target, _, _ = strings.Cut(target, "#")
	if target == "" || strings.HasPrefix(target, "/") || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return ""
	}
	plain, err := url.PathUnescape(target)
	if err != nil {
		plain = target
	}
	for _, at := range []string{path.Join(folder, plain), path.Join(folder, target), path.Clean(plain)} {
		if _, ok := a.entries[at]; ok && at != manifest {
			return at
		}
	}
	return ""
}

// embeds makes Markdown pictures and links of what some programs write as ![[name]].
func (a *Archive) embeds(name, text string) string {
	for _, link := range slices.Backward(domain.WikiLinks(text)) {
		at := a.byName[strings.ToLower(path.Base(link.Title))]
		if at == "" || isNote(at) || link.Start == 0 || text[link.Start-1] != '!' {
			continue
		}
		text = text[:link.Start-1] + "![" + path.Base(at) + "](" + relative(path.Dir(name), at) + ")" + text[link.End:]
	}
	return text
}

// Size is how many notes there are.
func (a *Archive) Size() int {
	n := 0
	for name := range maps.Keys(a.entries) {
		if isNote(name) {
			n++
		}
	}
	return n
}
