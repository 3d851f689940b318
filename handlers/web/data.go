package web

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/archive"
	"mddash/formats/bundle"
	"mddash/handlers/visit"
	"mddash/views"
)

// entriesMax is how many files an archive may hold.
const entriesMax = 50_000

// importWithin is how long an import may take.
const importWithin = 30 * time.Minute

// ShowData is where notes come in and go out as files.
func (s *Site) ShowData(v *visit.Visit) error {
	return s.dataPage(v, http.StatusOK, views.DataPage{})
}

func (s *Site) dataPage(v *visit.Visit, status int, page views.DataPage) error {
	jobs, err := v.Scope.Intakes(v.Ctx())
	if err != nil {
		return err
	}
	page.Max = v.UploadsMax()
	page.Intakes.Jobs, page.Intakes.Max, page.Intakes.Now = jobs, v.UploadsMax(), local(v)
	return s.show(v, status, views.Data(page))
}

// ExportNotes sends every note that the caller sees, with its files, while they are read.
func (s *Site) ExportNotes(v *visit.Visit) error {
	out := v.Download("notes "+string(v.Today())+".zip", "application/zip")
	err := archive.Export(v.Ctx(), out, v.Scope)
	if err != nil && v.Response().Committed {
		// Half a zip may not look like a whole one.
		v.Note("an export was not sent to its end", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// ExportAll sends everything that the caller sees, while it is read.
func (s *Site) ExportAll(v *visit.Visit) error {
	from, err := v.Scope.TakeOut(v.Ctx())
	if err != nil {
		return err
	}
	err = bundle.Write(v.Ctx(), v.Download("mddash "+string(v.Today())+".zip", "application/zip"), from, v.Now(), nil)
	if err != nil && v.Response().Committed {
		v.Note("an export was not sent to its end", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// ImportNotes takes in notes from the files of a form.
func (s *Site) ImportNotes(v *visit.Visit) error {
	page := views.DataPage{}
	report, err := importFiles(v)
	if message, fields, status, ok := said(v, err); err != nil && ok {
		page.Message, page.Error = message, fields[visit.FileField]
		return s.dataPage(v, status, page)
	}
	if err != nil {
		return err
	}
	page.Report = &report
	if report.Notes > 0 {
		v.Toast(v.T("%s imported", views.Plural(report.Notes, v.T("note"), v.T("notes"))), v.Scope.Batch())
	}
	return s.dataPage(v, http.StatusOK, page)
}

func importFiles(v *visit.Visit) (domain.NoteImport, error) {
	dir, err := os.MkdirTemp("", "mddash-import-")
	if err != nil {
		return domain.NoteImport{}, err
	}
	defer os.RemoveAll(dir)
	zips, err := spool(v, dir)
	if err != nil {
		return domain.NoteImport{}, err
	}
	v.Patient(importWithin)
	var sources []domain.NoteSource
	for _, name := range zips {
		file, zip, err := openNotes(name)
		if err != nil {
			return domain.NoteImport{}, err
		}
		defer file.Close()
		sources = append(sources, zip)
	}
	single, err := os.OpenRoot(filepath.Join(dir, "files"))
	if errors.Is(err, os.ErrNotExist) {
		return v.Scope.ImportNotes(v.Ctx(), v.UploadMax(), sources...)
	}
	if err != nil {
		return domain.NoteImport{}, err
	}
	defer single.Close()
	folder, err := archive.OpenFolder(single.FS(), archive.Limits{Entries: entriesMax, Total: 8 * v.UploadMax()})
	if err != nil {
		return domain.NoteImport{}, err
	}
	return v.Scope.ImportNotes(v.Ctx(), v.UploadMax(), append(sources, folder)...)
}

// spool keeps what is sent in a folder of its own until it is taken in, and names the zips among it.
func spool(v *visit.Visit, dir string) ([]string, error) {
	var zips []string
	n := 0
	err := v.EachFile(func(name string, file io.Reader) error {
		n++
		place := filepath.Join(dir, strconv.Itoa(n)+".zip")
		if strings.EqualFold(filepath.Ext(name), ".zip") {
			zips = append(zips, place)
			return write(place, file)
		}
		folder := filepath.Join(dir, "files")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		return write(filepath.Join(folder, domain.FileName(name)), file)
	})
	if err == nil && n == 0 {
		err = domain.Problems{visit.FileField: "Choose a file."}.Err()
	}
	return zips, err
}

func write(place string, content io.Reader) error {
	file, err := os.OpenFile(place, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return domain.Problems{visit.FileField: "Two of the files have the same name."}.Err()
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close())
}

// openNotes opens a zip of notes, for the caller to close.
func openNotes(name string) (*os.File, domain.NoteSource, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil {
		// Text packs to a tenth of its size, and is read twice.
		var zip *archive.Archive
		if zip, err = archive.OpenZip(file, info.Size(), archive.Limits{Entries: entriesMax, Total: 20*info.Size() + 64<<20}); err == nil {
			return file, zip, nil
		}
	}
	return nil, nil, errors.Join(err, file.Close())
}
