// Package bundle writes everything that a person has as one zip, and reads it again: JSON for programs, and Markdown,
// iCalendar and files for people. docs/export.md says what is in it.
package bundle

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/archive"
	"mddash/formats/ical"
)

// Format and Version tell our zips from others, and from those that a newer mddash writes.
const (
	Format  = "mddash-export"
	Version = 1

	manifestName = "manifest.json"
	filesFolder  = "files/"
)

// Manifest says what a zip is.
type Manifest struct {
	Format   string         `json:"format"`
	Version  int            `json:"version"`
	Exported time.Time      `json:"exported_at"`
	Person   string         `json:"person"`
	Counts   map[string]int `json:"counts"`
}

// Source is whose things are written: a person's, as far as they see any.
type Source interface {
	archive.Source
	Profile() domain.IntakeProfile
	Clients(ctx context.Context) iter.Seq2[domain.IntakeClient, error]
	Projects(ctx context.Context) iter.Seq2[domain.IntakeProject, error]
	Todos(ctx context.Context) iter.Seq2[domain.IntakeTodo, error]
	Notes(ctx context.Context) iter.Seq2[domain.IntakeNote, error]
	Decisions(ctx context.Context) iter.Seq2[domain.IntakeDecision, error]
	Calendars(ctx context.Context) iter.Seq2[domain.IntakeCalendar, error]
	Entries(ctx context.Context) iter.Seq2[domain.IntakeEntry, error]
	SavedFilters(ctx context.Context) iter.Seq2[domain.IntakeFilter, error]
	Followed(ctx context.Context) iter.Seq2[domain.IntakeSubscription, error]
	Shared(ctx context.Context) iter.Seq2[domain.IntakeShare, error]
	Versions(ctx context.Context) iter.Seq2[domain.IntakeVersion, error]
}

// writer is a zip that is being written. Nothing of it is kept but the names of files.
type writer struct {
	zip    *zip.Writer
	counts map[string]int
	files  map[string]domain.IntakeFile // by what is in them
	told   func(written int)
	done   int
}

// Write writes everything that a source has. told, where it is not nil, hears how many things were written.
func Write(ctx context.Context, out io.Writer, from Source, at time.Time, told func(written int)) error {
	w := &writer{zip: zip.NewWriter(out), counts: map[string]int{}, files: map[string]domain.IntakeFile{}, told: told}
	steps := []func() error{
		func() error { return w.object("data/profile.json", from.Profile()) },
		func() error { return list(w, domain.IntakeClients, from.Clients(ctx), nil) },
		func() error {
			return list(w, domain.IntakeProjects, from.Projects(ctx), func(p *domain.IntakeProject) { w.know(p.Files) })
		},
		func() error {
			return list(w, domain.IntakeTodos, from.Todos(ctx), func(t *domain.IntakeTodo) {
				w.counts[domain.IntakeComments] += len(t.Comments)
				w.know(t.Files)
			})
		},
		func() error {
			return list(w, domain.IntakeNotes, from.Notes(ctx), func(n *domain.IntakeNote) { w.know(n.Files) })
		},
		func() error { return list(w, domain.IntakeDecisions, from.Decisions(ctx), nil) },
		func() error { return list(w, domain.IntakeTime, from.Entries(ctx), nil) },
		func() error { return list(w, domain.IntakeFilters, from.SavedFilters(ctx), nil) },
		func() error { return w.calendars(from.Calendars(ctx)) },
		func() error { return list(w, domain.IntakeFollowed, from.Followed(ctx), nil) },
		func() error { return list(w, domain.IntakeShares, from.Shared(ctx), nil) },
		func() error { return list(w, domain.IntakeVersions, from.Versions(ctx), nil) },
		func() error {
			return archive.Notes(ctx, from, "notes", func(a domain.Attachment) string { return placeOf(a.SHA256, a.Type) }, w.put)
		},
		w.contents,
		func() error {
			return w.object(manifestName, Manifest{Format: Format, Version: Version, Exported: at.UTC().Truncate(time.Second), Person: from.Profile().Email, Counts: w.counts})
		},
		w.zip.Close,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// put writes one entry. Its time is that of what is in it, so that the same things make the same zip.
func (w *writer) put(place string, modified time.Time, method uint16, content io.Reader) error {
	head := &zip.FileHeader{Name: place, Method: method}
	if !modified.IsZero() {
		head.Modified = modified.UTC()
	}
	out, err := w.zip.CreateHeader(head)
	if err == nil {
		_, err = io.Copy(out, content)
	}
	if err != nil {
		return fmt.Errorf("write %s into the zip: %w", place, err)
	}
	return nil
}

func (w *writer) object(place string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return w.put(place, time.Time{}, zip.Deflate, strings.NewReader(string(text)+"\n"))
}

// list writes things one by one, each on a line. see, where it is not nil, looks at each before.
func list[T any](w *writer, kind string, things iter.Seq2[T, error], see func(*T)) error {
	out, err := w.zip.CreateHeader(&zip.FileHeader{Name: "data/" + kind + ".json", Method: zip.Deflate})
	if err != nil {
		return err
	}
	to := bufio.NewWriterSize(out, 64<<10)
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	before := "[\n"
	for thing, err := range things {
		if err != nil {
			return err
		}
		if see != nil {
			see(&thing)
		}
		if _, err := to.WriteString(before); err != nil {
			return err
		}
		if err := encoder.Encode(thing); err != nil {
			return err
		}
		w.counts[kind]++
		w.tell()
		before = ","
	}
	if before == "[\n" {
		_, _ = to.WriteString(before) // the writer remembers what goes wrong
	}
	_, _ = to.WriteString("]\n")
	return to.Flush()
}

func (w *writer) tell() {
	if w.done++; w.told != nil && w.done%100 == 0 {
		w.told(w.done)
	}
}

// know notes files of which the bytes follow.
func (w *writer) know(files []domain.IntakeFile) {
	w.counts[domain.IntakeFiles] += len(files)
	for _, file := range files {
		if _, known := w.files[file.Sum]; !known {
			w.files[file.Sum] = file
		}
	}
}

// contents writes the bytes of files, those that are the same once.
func (w *writer) contents() error {
	for _, sum := range slices.Sorted(maps.Keys(w.files)) {
		file := w.files[sum]
		open, err := file.Open()
		if domain.KindOf(err) == domain.NotFound {
			continue // gone since it was named
		}
		if err != nil {
			return err
		}
		err = w.put(placeOf(sum, file.Type), time.Time{}, zip.Store, open)
		open.Close()
		if err != nil {
			return err
		}
		w.tell()
	}
	return nil
}

// placeOf is where the bytes of a file are, with an ending that programs know it by.
func placeOf(sum, kind string) string {
	kind, _, _ = strings.Cut(kind, ";")
	endings := map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp", "application/pdf": ".pdf", "text/plain": ".txt"}
	return filesFolder + sum + endings[kind]
}

// calendars writes what is known of calendars, and an iCalendar text for each.
func (w *writer) calendars(calendars iter.Seq2[domain.IntakeCalendar, error]) error {
	var all []domain.IntakeCalendar
	err := list(w, domain.IntakeCalendars, calendars, func(c *domain.IntakeCalendar) {
		c.File = fmt.Sprintf("calendars/%d.ics", len(all)+1)
		w.counts[domain.IntakeEvents] += len(c.Events)
		kept := *c
		kept.Events = nil
		all = append(all, kept)
	})
	if err != nil {
		return err
	}
	for _, calendar := range all {
		if err := w.events(calendar); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) events(calendar domain.IntakeCalendar) error {
	out, err := w.zip.CreateHeader(&zip.FileHeader{Name: calendar.File, Method: zip.Deflate})
	if err != nil {
		return err
	}
	stream := ical.NewStream(out, calendar.Input.Name)
	for object, err := range calendar.Objects {
		if err == nil {
			err = stream.Event(*object.Event, nil)
		}
		if err != nil {
			return err
		}
	}
	return stream.Close()
}
