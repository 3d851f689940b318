package web

import (
	"io"
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// AddIntake takes a file of another program, which is looked through in the background.
func (s *Site) AddIntake(v *visit.Visit) error {
	var job domain.IntakeJob
	err := v.EachFile(func(name string, file io.Reader) error {
		if job.ID != 0 {
			return domain.Problems{visit.FileField: "Send one file at a time."}.Err()
		}
		var err error
		job, err = v.Scope.AddIntake(v.Ctx(), name, file, v.UploadsMax())
		return err
	})
	if err == nil && job.ID == 0 {
		err = domain.Problems{visit.FileField: "Choose a file."}.Err()
	}
	if err == nil {
		return v.To(views.IntakePath(job.ID))
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.dataPage(v, status, views.DataPage{Intakes: views.IntakesPart{Message: message, Error: fields[visit.FileField]}})
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
