package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/formats/imports/packed"
)

// Is tells whether a zip says that it is one of ours.
func Is(zip *packed.Zip) bool {
	if !zip.Has(manifestName) || zip.Size(manifestName) > 64<<10 {
		return false
	}
	_, err := manifestOf(zip)
	return err == nil
}

// IsServer tells whether a zip says that it is a whole server.
func IsServer(zip *packed.Zip) bool {
	var m struct {
		Format string `json:"format"`
	}
	if !zip.Has(manifestName) || zip.Size(manifestName) > serverManifestMax {
		return false
	}
	text, err := zip.Bytes(manifestName)
	return err == nil && packed.Unmarshal(text, &m) == nil && m.Format == wholeServer
}

// serverManifestMax is how long the manifest of a whole server may be, which names all tables and columns.
const serverManifestMax = 4 << 20

// wholeServer is the format of a backup, and of an export of everybody's things.
const wholeServer = "mddash backup"

// manifestOf reads what a zip says it is. What a later version adds to that is left to it.
func manifestOf(zip *packed.Zip) (Manifest, error) {
	var m struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	text, err := zip.Bytes(manifestName)
	if err != nil {
		return Manifest{}, err
	}
	if err := packed.Unmarshal(text, &m); err != nil {
		return Manifest{}, packed.Wrong("In " + manifestName + ": " + packed.JSONFault(err, text))
	}
	if m.Format == wholeServer {
		return Manifest{}, packed.Wrong("This is a whole server: mddash restore takes it.")
	}
	if m.Format != Format {
		return Manifest{}, packed.Wrong("This is no export of mddash.")
	}
	return Manifest{Format: m.Format, Version: m.Version}, nil
}

// Read is what a zip of ours holds, for a person whose clock goes as home's. What can't be read is Invalid, at the field
// file. Files and events are read when they are asked for.
func Read(in packed.Input, home *time.Location) (domain.Intake, error) {
	out := domain.Intake{Source: domain.ParcelSource}
	zip, err := packed.Open(in)
	if err != nil {
		return out, err
	}
	out.PassedBy = zip.Passed
	manifest, err := manifestOf(zip)
	switch {
	case err != nil:
		return out, err
	case manifest.Version > Version:
		return out, packed.Wrong("A newer mddash wrote it. Update this one first.")
	case manifest.Version < 1:
		return out, packed.Wrong("This is no export of mddash.")
	}
	r := &reader{zip: zip, home: home, files: map[string]string{}}
	for _, name := range zip.Names {
		if rest, ok := strings.CutPrefix(name, filesFolder); ok {
			sum, _, _ := strings.Cut(rest, ".")
			r.files[sum] = name
		}
	}
	lists := []struct {
		kind string
		into any
	}{
		{domain.IntakeClients, &out.Clients}, {domain.IntakeProjects, &out.Projects}, {domain.IntakeTodos, &out.Todos}, {domain.IntakeNotes, &out.Notes},
		{domain.IntakeDecisions, &out.Decisions}, {domain.IntakeTime, &out.Time}, {domain.IntakeFilters, &out.Filters}, {domain.IntakeCalendars, &out.Calendars},
		{domain.IntakeFollowed, &out.Followed}, {domain.IntakeShares, &out.Shares}, {"profile", &out.Profile},
	}
	for _, l := range lists {
		if err := r.decode("data/"+l.kind+".json", l.into); err != nil {
			return out, err
		}
	}
	out.Versions = r.versions()
	return out, r.finish(&out)
}

type reader struct {
	zip   *packed.Zip
	home  *time.Location
	files map[string]string // places by sums
}

// decode reads what is said of a kind; a zip may have nothing of it.
func (r *reader) decode(place string, into any) error {
	if !r.zip.Has(place) {
		return nil
	}
	text, err := r.zip.Bytes(place)
	if err != nil {
		return err
	}
	if err := packed.Strictly(text, into); err != nil {
		return packed.Wrong("In " + place + ": " + packed.JSONFault(err, text))
	}
	return nil
}

// finish lets things find their files and events. Ids of rows mean nothing here, whatever the file says: things are named
// beside what was typed of them.
func (r *reader) finish(out *domain.Intake) error {
	for i := range out.Projects {
		in := &out.Projects[i].Input
		in.OwnerID, in.ClientID, in.ManagerIDs = nil, nil, nil
		r.open(out.Projects[i].Files)
	}
	for i := range out.Todos {
		in := &out.Todos[i].Input
		in.ProjectID, in.ParentID, in.AssigneeIDs = nil, nil, nil
		r.open(out.Todos[i].Files)
	}
	for i := range out.Notes {
		out.Notes[i].Input.ProjectID = nil
		r.open(out.Notes[i].Files)
	}
	for i := range out.Decisions {
		in := &out.Decisions[i].Input
		in.ProjectID, in.TaskIDs, in.NoteIDs, in.SupersedesID, in.DeciderIDs = nil, nil, nil, nil, nil
	}
	for i := range out.Time {
		out.Time[i].Input.UserID = nil
	}
	events := 0
	for i := range out.Calendars {
		if i >= calendarsMax {
			return packed.Wrong("There are more than " + strconv.Itoa(calendarsMax) + " calendars in it.")
		}
		n, err := r.events(&out.Calendars[i])
		if err != nil {
			return err
		}
		if events += n; events > domain.ParcelMax {
			return packed.Wrong("There are more than " + strconv.Itoa(domain.ParcelMax) + " events in it.")
		}
	}
	return nil
}

const calendarsMax = 1000

// events prepares the text of a calendar. One that can't be read is told of with the calendar.
func (r *reader) events(c *domain.IntakeCalendar) (int, error) {
	c.Objects = func(func(domain.ImportedObject, error) bool) {}
	if !r.zip.Has(c.File) || !strings.HasPrefix(c.File, "calendars/") {
		c.Wrong = errors.New("its events are missing in the file")
		return 0, nil
	}
	source, err := ical.NewSource(func() io.Reader { return r.reader(c.File) }, ical.Limits{Bytes: r.zip.Size(c.File) + 1}, r.home)
	if domain.KindOf(err) == domain.Invalid {
		c.Wrong = err
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	c.Objects = onlyEvents(source.Objects())
	return source.Total(), nil
}

// onlyEvents leaves todos out, which stand elsewhere.
func onlyEvents(objects iter.Seq2[domain.ImportedObject, error]) iter.Seq2[domain.ImportedObject, error] {
	return func(yield func(domain.ImportedObject, error) bool) {
		for object, err := range objects {
			if err == nil && object.Todo != nil {
				continue
			}
			if !yield(object, err) {
				return
			}
		}
	}
}

// reader is an entry from its beginning.
func (r *reader) reader(name string) io.Reader {
	open, err := r.zip.Open(name)
	if err != nil {
		return failing{err}
	}
	return open
}

type failing struct{ err error }

// Read fails.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

func (r *reader) open(files []domain.IntakeFile) {
	for i := range files {
		sum := files[i].Sum
		files[i].Open = func() (io.ReadCloser, error) {
			place := r.files[sum]
			if place == "" {
				return nil, packed.Wrong("Its bytes are missing in the file.")
			}
			open, err := r.zip.Open(place)
			if err != nil {
				return nil, err
			}
			return &checked{ReadCloser: open, sum: sum, hash: sha256.New()}, nil
		}
	}
}

// checked are bytes that have to be those that their name says.
type checked struct {
	io.ReadCloser
	sum  string
	hash hash.Hash
}

// Read fails in the end where they are others.
func (c *checked) Read(into []byte) (int, error) {
	n, err := c.ReadCloser.Read(into)
	c.hash.Write(into[:n])
	if errors.Is(err, io.EOF) && hex.EncodeToString(c.hash.Sum(nil)) != strings.ToLower(c.sum) {
		return n, packed.Wrong("Its bytes are not those that were exported.")
	}
	return n, err
}
