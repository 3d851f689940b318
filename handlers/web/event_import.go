package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowEventImport asks for a file of events.
func (s *Site) ShowEventImport(v *visit.Visit) error {
	return s.eventImportPage(v, http.StatusOK, views.EventImportPage{Calendar: v.QueryParam("calendar")})
}

func (s *Site) eventImportPage(v *visit.Visit, status int, page views.EventImportPage) error {
	var err error
	page.Max, page.Now = v.UploadMax(), local(v)
	if page.Calendars, err = v.Scope.CalendarRefs(v.Ctx()); err != nil {
		return err
	}
	if page.Jobs, err = v.Scope.Imports(v.Ctx()); err != nil {
		return err
	}
	return s.show(v, status, views.EventImport(page))
}

// ImportEvents takes a file, which is worked through in the background.
func (s *Site) ImportEvents(v *visit.Visit) error {
	job, calendar, err := takeImport(v)
	if err == nil {
		return v.To(views.ImportJobPath(job.ID))
	}
	message, fields, status, ok := said(v, err)
	if domain.KindOf(err) == domain.NotFound {
		fields, status, ok = ui.Errors{"calendar_id": domain.UnknownID}, http.StatusUnprocessableEntity, true
		message = ""
	}
	if !ok || status == http.StatusForbidden {
		return err
	}
	return s.eventImportPage(v, status, views.EventImportPage{Calendar: calendar, Message: message, Errors: fields})
}

// takeImport reads a form in which the calendar comes before the file.
func takeImport(v *visit.Visit) (job domain.ImportJob, calendar string, err error) {
	fields, err := v.EachFileWith([]string{"calendar_id"}, func(fields map[string]string, name string, file io.Reader) error {
		calendar = fields["calendar_id"]
		if job.ID != 0 {
			return domain.Problems{visit.FileField: "Send one file at a time."}.Err()
		}
		id, err := importInto(v, calendar)
		if err != nil {
			return err
		}
		job, err = v.Scope.AddImport(v.Ctx(), id, name, file, v.UploadMax())
		return err
	})
	calendar = fields["calendar_id"]
	if err == nil && job.ID == 0 {
		err = domain.Problems{visit.FileField: "Choose a file."}.Err()
	}
	return job, calendar, err
}

// importInto is the calendar that the form names, the caller's first own one where it names none.
func importInto(v *visit.Visit, text string) (int64, error) {
	if text != "" {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, domain.Problems{"calendar_id": domain.UnknownID}.Err()
		}
		return id, nil
	}
	calendars, err := v.Scope.CalendarRefs(v.Ctx())
	if err != nil {
		return 0, err
	}
	for _, c := range calendars {
		if c.Access.CanEdit() {
			return c.ID, nil
		}
	}
	return 0, errors.New("nobody is without a calendar of their own")
}

// ShowEventImportJob is one import; while it goes on the page asks for it again and again.
func (s *Site) ShowEventImportJob(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	job, err := v.Scope.Import(v.Ctx(), id)
	if err != nil {
		return err
	}
	page := views.EventImportJobPage{Job: job}
	if v.Partial() && v.Target() == "import" {
		return s.show(v, http.StatusOK, views.EventImportProgress(page))
	}
	return s.show(v, http.StatusOK, views.EventImportJob(page))
}
