package api

import (
	"crypto/sha256"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/handlers/visit"
)

// importWithin is how long an import may take.
const importWithin = 30 * time.Minute

func (a *API) addEventTexts() {
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: "/events/import", id: "import-events", summary: "Take in events and todos from an iCalendar text", text: "text/calendar",
		about: "Each event or series is taken as a whole or not at all. What is there already under the same UID is left as it is, unless the text has a newer state of it. Todos become yours."}, importEvents, nil)
	export := "/calendars/{id}/export.ics"
	add(a, calendarTag, operation{method: http.MethodGet, path: export, id: "export-calendar", summary: "Read all events of a calendar as an iCalendar text"}, exportCalendar)
	one := "/events/{id}/export.ics"
	add(a, calendarTag, operation{method: http.MethodGet, path: one, id: "export-event", summary: "Read an event or series as an iCalendar text"}, exportEvent)
	a.describeFiles(export, one)
}

// EventImport tells what became of a text.
type EventImport struct {
	Created int       `json:"created" doc:"Events, series and todos that are new"`
	Updated int       `json:"updated" doc:"Those that were there in an older state"`
	Skipped int       `json:"skipped" doc:"Those that were there already, as new or newer"`
	Failed  int       `json:"failed" doc:"Those that can't be taken: see errors"`
	Todos   int       `json:"todos" doc:"How many of those created are todos"`
	Errors  []LeftOut `json:"errors" nullable:"false" doc:"What is wrong with the text, and on which of its lines; no more than 200"`
}

type imported struct{ Body EventImport }

// importing is a request whose body is a calendar's text: see request.readText.
type importing struct {
	CalendarID string `query:"calendar_id" doc:"The calendar that events go into; left out, it is your first own one"`
	text       *os.File
	size       int64
	charset    string
}

// Resolve is called by huma once the rest is filled in.
func (in *importing) Resolve(ctx huma.Context) []error {
	if r, ok := ctx.(*request); ok {
		in.text, in.size = r.text, r.size
		if _, options, err := mime.ParseMediaType(r.Header("Content-Type")); err == nil {
			in.charset = options["charset"]
		}
	}
	return nil
}

func importEvents(v *visit.Visit, in *importing) (*imported, error) {
	id, err := in.calendar(v)
	if err != nil {
		return nil, err
	}
	v.Patient(importWithin)
	open := func() io.Reader { return io.NewSectionReader(in.text, 0, in.size) }
	source, err := ical.NewSource(open, ical.Limits{Bytes: in.size + 1, Charset: in.charset}, v.User.Location())
	if domain.KindOf(err) == domain.Invalid {
		err = domain.Problems{"": err.Error()}.Err()
	}
	if err != nil {
		return nil, err
	}
	report, err := v.Scope.ImportEvents(v.Ctx(), id, source.Objects())
	if err != nil {
		return nil, err
	}
	return &imported{Body: EventImport{
		Created: report.Created, Updated: report.Updated, Skipped: report.Skipped, Failed: report.Failed, Todos: report.Todos, Errors: leftOutOf(report.LeftOut),
	}}, nil
}

// calendar is the one that events go into. One that the caller does not see is the same as none.
func (in *importing) calendar(v *visit.Visit) (int64, error) {
	p := domain.Problems{}
	id, none := idOrNone(p, "calendar_id", in.CalendarID)
	if none {
		p.Add("calendar_id", "Write a calendar's id.")
	}
	if p.Err() != nil {
		return 0, p.Err()
	}
	if id == 0 {
		return v.Scope.OwnCalendar(v.Ctx())
	}
	_, err := v.Scope.Calendar(v.Ctx(), id)
	if domain.KindOf(err) == domain.NotFound {
		err = domain.Problems{"calendar_id": domain.UnknownID}.Err()
	}
	return id, err
}

// readText keeps a text in a file of its own until the request is over: it may be long, and is read more than once.
func (r *request) readText() error {
	kind, _, err := mime.ParseMediaType(r.humaContext.Header("Content-Type"))
	if err != nil || kind != r.op.text && !slices.Contains(r.op.texts, kind) {
		return echo.ErrUnsupportedMediaType
	}
	file, err := os.CreateTemp("", "mddash-text-")
	if err != nil {
		return err
	}
	most := r.visit.UploadMax()
	if r.op.whole {
		most = r.visit.UploadsMax()
	}
	r.text, r.sum = file, sha256.New()
	r.size, err = io.Copy(io.MultiWriter(file, r.sum), io.LimitReader(r.echo.Request().Body, most+1))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge), err == nil && r.size > most:
		return domain.Fail(domain.TooLarge, "That is too much at once. A file may have "+domain.SizeText(most)+".")
	case err == nil && r.size == 0, err != nil && r.Context().Err() == nil:
		return echo.ErrBadRequest
	}
	return err
}

// forgetText lets go of it.
func (r *request) forgetText() {
	if r.text != nil {
		_ = errors.Join(r.text.Close(), os.Remove(r.text.Name()))
	}
}

func exportCalendar(v *visit.Visit, in *OnCalendar) (*none, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	calendar, events, err := v.Scope.ExportCalendar(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	out := ical.NewStream(v.Download(calendar.Name+".ics", calendarType), calendar.Name)
	for object, err := range events {
		if err == nil {
			err = out.Event(object, nil)
		}
		if err != nil {
			return nil, broken(v, err)
		}
	}
	if err := out.Close(); err != nil {
		return nil, broken(v, err)
	}
	return nil, said{}
}

const calendarType = "text/calendar; charset=utf-8"

// broken: half a calendar may not look like a whole one.
func broken(v *visit.Visit, err error) error {
	if v.Response().Committed {
		v.Note("a calendar was not sent to its end", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

func exportEvent(v *visit.Visit, in *OnEvent) (*none, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	object, err := v.Scope.WholeEvent(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	if err := ical.WriteObject(object, "").Write(v.Download(object.Events[0].Title+".ics", calendarType)); err != nil {
		return nil, broken(v, err)
	}
	return nil, said{}
}
