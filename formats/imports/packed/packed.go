// Package packed reads zips that strangers made, within limits.
package packed

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"mddash/domain"
)

// Limits of what is read.
type Limits struct {
	Entries int   // files in a zip
	Total   int64 // bytes of all that is unpacked
}

// Input is a file that somebody brings.
type Input struct {
	Name   string
	File   io.ReaderAt
	Size   int64
	Limits Limits
	// MdDash reads the file where it is a database of md_dash's: SQL is the store's. nil where nobody can.
	MdDash func() (domain.Intake, error)
}

// IsZip tells whether the file begins as a zip does.
func (in Input) IsZip() bool { return bytes.HasPrefix(in.Head(4), []byte("PK\x03\x04")) }

// Head is the beginning of the file, at most n bytes of it.
func (in Input) Head(n int) []byte {
	head := make([]byte, n)
	read, err := in.File.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	return head[:read]
}

// Bytes is the whole file; Invalid where that is more than may be unpacked.
func (in Input) Bytes() ([]byte, error) {
	if in.Size > min(in.Limits.Total, textMax) {
		return nil, tooMuch(min(in.Limits.Total, textMax))
	}
	text := make([]byte, in.Size)
	n, err := in.File.ReadAt(text, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return text[:n], err
}

// Title is the file's name without what stands behind the last dot.
func (in Input) Title() string {
	return strings.TrimSpace(strings.TrimSuffix(path.Base(strings.ReplaceAll(in.Name, `\`, "/")), path.Ext(in.Name)))
}

// Zip is an open zip. Everything read from it together has to stay within the limits.
type Zip struct {
	Names  []string // in their order; nothing that leads out of the zip
	Passed domain.PassedBy
	files  map[string]*zip.File
	limits Limits
	left   int64
	texts  int64 // what may still be read whole
}

// Wrong is an error about the file that somebody brought.
func Wrong(text string) error { return domain.Problems{"file": text}.Err() }

// JSONFault says where JSON is wrong.
func JSONFault(err error, text []byte) string {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	var when *time.ParseError
	switch {
	case errors.Is(err, errPieces):
		return "there is too much in it. Take it in in parts."
	case errors.Is(err, errBehind):
		return "it goes on behind its end."
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		return "it has no field " + domain.Clip(strings.TrimPrefix(err.Error(), "json: unknown field "), 100) + "."
	case errors.As(err, &when):
		return "“" + when.Value + "” is no time."
	case errors.As(err, &syntax):
		return fmt.Sprintf("line %d is no JSON.", 1+bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n")))
	case errors.As(err, &wrong):
		return fmt.Sprintf("“%s” holds a %s.", wrong.Field, wrong.Value)
	}
	return "it ends too early."
}

func tooMuch(limit int64) error {
	return Wrong("There is more in it than " + domain.SizeText(limit) + ", the most that is unpacked.")
}

// Why an entry of a zip is passed by.
const (
	LeadsOut = "Its name leads out of the zip, so it was not read."
	Twice    = "There is another file of this name in the zip, which came first. This one was not read."
)

// Place is the name of an entry as its place in the zip, a folder with a slash behind it, and whether it is one: no name that
// leads out of the zip is.
func Place(name string) (place string, inside bool) {
	place = strings.ReplaceAll(strings.ToValidUTF8(name, "\ufffd"), `\`, "/")
	if strings.HasSuffix(place, "/") {
		return place, false
	}
	for strings.HasPrefix(place, "./") {
		place = strings.TrimPrefix(place, "./")
	}
	return place, fs.ValidPath(place) && place != "."
}

// Open reads what a zip says that it holds. What is no zip, or too much, is Invalid. One folder around everything is left
// away, as are entries that lead out of the zip, and those whose name came before.
func Open(in Input) (*Zip, error) {
	z, err := zip.NewReader(in.File, in.Size)
	if err != nil {
		return nil, Wrong("This is no zip file, or a part of it is missing.")
	}
	if len(z.File) > in.Limits.Entries {
		return nil, Wrong(fmt.Sprintf("There are more than %d files in it. Take it in in parts.", in.Limits.Entries))
	}
	opened := &Zip{files: map[string]*zip.File{}, limits: in.Limits, left: in.Limits.Total, texts: textMax}
	for _, f := range z.File {
		name, inside := Place(f.Name)
		switch {
		case strings.HasSuffix(name, "/"):
			continue
		case !inside:
			opened.Passed.Add(name, LeadsOut)
			continue
		case strings.HasPrefix(name, "__MACOSX/"), strings.HasPrefix(path.Base(name), "."):
			continue
		case opened.files[name] != nil:
			opened.Passed.Add(name, Twice)
			continue
		}
		opened.files[name] = f
		opened.Names = append(opened.Names, name)
	}
	opened.unwrap()
	return opened, nil
}

func (z *Zip) unwrap() {
	if len(z.Names) == 0 {
		return
	}
	top, _, in := strings.Cut(z.Names[0], "/")
	for _, name := range z.Names {
		if !in || !strings.HasPrefix(name, top+"/") {
			return
		}
	}
	files := map[string]*zip.File{}
	for i, name := range z.Names {
		z.Names[i] = strings.TrimPrefix(name, top+"/")
		files[z.Names[i]] = z.files[name]
	}
	z.files = files
}

// Has tells whether there is an entry.
func (z *Zip) Has(name string) bool { return z.files[name] != nil }

// Size is how many bytes an entry says that it has.
func (z *Zip) Size(name string) int64 {
	if f := z.files[name]; f != nil {
		return int64(min(f.UncompressedSize64, 1<<62))
	}
	return 0
}

// Open reads an entry; Invalid where it, with all that was read before, is more than the limits allow.
func (z *Zip) Open(name string) (io.ReadCloser, error) {
	f := z.files[name]
	if f == nil {
		return nil, Wrong("The file " + name + " is missing in it.")
	}
	open, err := f.Open()
	if err != nil {
		return nil, Wrong("The file " + name + " in it can't be read.")
	}
	return &entry{zip: z, name: name, ReadCloser: open}, nil
}

// Bytes is a whole entry; Invalid where all that were read so are more than is kept at a time.
func (z *Zip) Bytes(name string) ([]byte, error) {
	open, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer open.Close()
	text, err := io.ReadAll(io.LimitReader(open, z.texts+1))
	if z.texts -= int64(len(text)); err == nil && z.texts < 0 {
		err = tooMuch(textMax)
	}
	return text, err
}

type entry struct {
	io.ReadCloser
	zip  *Zip
	name string
}

// Read counts what comes out, whatever the zip says of it.
func (e *entry) Read(into []byte) (int, error) {
	n, err := e.ReadCloser.Read(into)
	if e.zip.left -= int64(n); e.zip.left < 0 {
		return 0, tooMuch(e.zip.limits.Total)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = Wrong("The file " + e.name + " in it is damaged.")
	}
	return n, err
}
