package web

import (
	"archive/zip"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"

	"mddash/domain"
	"mddash/formats/imports"
	"mddash/handlers/visit"
	"mddash/views"
)

// AddIntake takes a file of another program, which is looked through in the background.
func (s *Site) AddIntake(v *visit.Visit) error {
	in := &incoming{visit: v}
	defer in.close()
	err := v.EachFile(in.take)
	if err == nil {
		err = in.finish()
	}
	job := in.job
	if err == nil {
		return v.To(views.IntakePath(job.ID))
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.dataPage(v, status, views.DataPage{Intakes: views.IntakesPart{Message: message, Error: fields[visit.FileField]}})
}

// incoming is a file on its way in. Of notes there may be several, and files that they link to: they are packed into one.
type incoming struct {
	visit *visit.Visit
	job   domain.IntakeJob
	notes *os.File
	zip   *zip.Writer
	names map[string]bool
	first string
}

func (in *incoming) take(name string, file io.Reader) error {
	if in.job.ID != 0 {
		return domain.Problems{visit.FileField: "Send one file at a time."}.Err()
	}
	if in.zip != nil || imports.IsNote(name) {
		return in.pack(domain.FileName(name), file)
	}
	var err error
	in.job, err = in.visit.Scope.AddIntake(in.visit.Ctx(), name, file, in.visit.UploadsMax())
	return err
}

func (in *incoming) pack(name string, file io.Reader) (err error) {
	if in.zip == nil {
		if in.notes, err = os.CreateTemp("", "mddash-notes-"); err != nil {
			return err
		}
		in.zip, in.names, in.first = zip.NewWriter(in.notes), map[string]bool{}, name
	}
	if in.names[name] {
		return domain.Problems{visit.FileField: "Two of the files have the same name."}.Err()
	}
	in.names[name] = true
	out, err := in.zip.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, file)
	return err
}

// finish keeps what was packed.
func (in *incoming) finish() (err error) {
	switch {
	case in.zip == nil && in.job.ID == 0:
		return domain.Problems{visit.FileField: "Choose a file."}.Err()
	case in.zip == nil:
		return nil
	}
	if err := in.zip.Close(); err != nil {
		return err
	}
	if _, err := in.notes.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if len(in.names) > 1 {
		in.first = in.visit.T("%s files", strconv.Itoa(len(in.names))) + ".zip"
	}
	in.job, err = in.visit.Scope.AddIntake(in.visit.Ctx(), in.first, in.notes, 2*in.visit.UploadsMax())
	return err
}

func (in *incoming) close() {
	if in.notes != nil {
		_ = errors.Join(in.notes.Close(), os.Remove(in.notes.Name()))
	}
}

// ShowIntake is one of them; while something is done with it the page asks for it again and again.
func (s *Site) ShowIntake(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	job, err := v.Scope.Intake(v.Ctx(), id)
	if err != nil {
		return err
	}
	page := views.IntakePage{Job: job}
	if v.Partial() && v.Target() == "import" {
		return s.show(v, http.StatusOK, views.IntakeProgress(page))
	}
	return s.show(v, http.StatusOK, views.Intake(page))
}

// ConfirmIntake has one taken in that was looked through.
func (s *Site) ConfirmIntake(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if _, err := v.Scope.ConfirmIntake(v.Ctx(), id); err != nil {
		return err
	}
	return v.To(views.IntakePath(id))
}

// DiscardIntake forgets one.
func (s *Site) DiscardIntake(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if err := v.Scope.DiscardIntake(v.Ctx(), id); err != nil {
		return err
	}
	v.Toast(v.T("File discarded"), "")
	return v.To("/settings/data")
}
