package imports

import (
	"io"
	"path"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/archive"
	"mddash/formats/ical"
	"mddash/formats/imports/packed"
)

// readCalendar reads an iCalendar text, whose events go into the first calendar of whoever takes it in.
func readCalendar(in packed.Input, home *time.Location) (domain.Intake, error) {
	open := func() io.Reader { return io.NewSectionReader(in.File, 0, in.Size) }
	source, err := ical.NewSource(open, ical.Limits{Bytes: in.Size + 1}, home)
	if domain.KindOf(err) == domain.Invalid {
		err = packed.Wrong(err.Error())
	}
	if err != nil {
		return domain.Intake{}, err
	}
	calendar := domain.IntakeCalendar{There: true, Input: domain.CalendarInput{Name: in.Title()}, Objects: source.Objects(), Total: source.Total()}
	return domain.Intake{Source: domain.ICalSource, Calendars: []domain.IntakeCalendar{calendar}}, nil
}

// readNotes reads a note, or a zip of a folder of them with the files that they link to.
func readNotes(in packed.Input) (domain.Intake, error) {
	limits := archive.Limits{Entries: in.Limits.Entries, Total: in.Limits.Total}
	if in.IsZip() || strings.EqualFold(path.Ext(in.Name), ".zip") {
		notes, err := archive.OpenZip(in.File, in.Size, limits)
		if err != nil {
			return domain.Intake{}, err
		}
		return Notes(notes)
	}
	if !IsNote(in.Name) {
		return domain.Intake{}, packed.Wrong("Notes come as a file that ends with .md, .markdown or .txt, or as a zip of a folder of them.")
	}
	return Notes(archive.OpenNote(in.Name, in.File, in.Size, limits))
}

// Notes are what an archive holds; Invalid where that is none.
func Notes(from *archive.Archive) (domain.Intake, error) {
	if from.Size() == 0 {
		return domain.Intake{}, packed.Wrong("There are no notes in it: no files that end with .md, .markdown or .txt.")
	}
	return domain.Intake{Source: domain.MarkdownSource, Pages: from, PagesN: from.Size()}, nil
}

// IsNote tells whether a file of this name is a note by itself.
func IsNote(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".txt":
		return true
	}
	return false
}
