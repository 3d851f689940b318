package visit

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/store"
)

const (
	// filesAtOnce is how many of the biggest files one request may bring; of smaller ones more.
	filesAtOnce = 4
	// partsMax is how many pieces a form with files may have.
	partsMax = 50
	// FileField is the name that files have in a form.
	FileField = "file"
)

// bringsFiles tells whether a request may be bigger, and take longer, than others.
func bringsFiles(r *http.Request) bool {
	to := strings.HasSuffix(r.URL.Path, "/attachments") || strings.HasSuffix(r.URL.Path, importPath) || strings.HasSuffix(r.URL.Path, intakesPath) || r.URL.Path == eventsPath
	return r.Method == http.MethodPost && to && isMultipart(r) || bringsCalendar(r)
}

// bringsCalendar tells whether the body itself is a file: a calendar's text, or everything of somebody's.
func bringsCalendar(r *http.Request) bool {
	return r.Method == http.MethodPost && (r.URL.Path == "/api/v1"+eventsPath || r.URL.Path == "/api/v1/import")
}

// importPath is where files are sent whose content is taken in.
const importPath = "/settings/data/notes"

// intakesPath is where files of other programs are sent.
const intakesPath = "/settings/data/imports"

// eventsPath is where events are taken in.
const eventsPath = "/events/import"

// UploadMax is how many bytes one attached file may have.
func (v *Visit) UploadMax() int64 { return v.doors.settings.UploadMax }

// UploadsMax is how many bytes one request may bring.
func (v *Visit) UploadsMax() int64 { return filesAtOnce * v.UploadMax() }

// Upload are files that came with a request and hang on nothing yet.
type Upload struct {
	visit *Visit
	on    domain.Holder
	files []*store.Incoming
}

// Receive takes the files of a form that are to hang on something, one after the other, while they come in. Nothing but
// files is expected, and at least one. When it fails nothing is kept.
func (v *Visit) Receive(on domain.Holder) (*Upload, error) {
	u := &Upload{visit: v, on: on}
	err := v.EachFile(func(name string, file io.Reader) error {
		in, err := v.Scope.Receive(v.Ctx(), on, name, file, v.UploadMax())
		if err == nil {
			u.files = append(u.files, in)
		}
		return err
	})
	if err == nil && len(u.files) == 0 {
		err = domain.Problems{FileField: "Choose a file."}.Err()
	}
	if err != nil {
		u.Discard()
		return nil, err
	}
	return u, nil
}

// Attach hangs all of them there, or none.
func (u *Upload) Attach() ([]domain.Attachment, error) {
	return u.visit.Scope.Attach(u.visit.Ctx(), u.on, u.files...)
}

// Discard gives up those that were not attached.
func (u *Upload) Discard() {
	u.visit.Scope.Discard(context.WithoutCancel(u.visit.Ctx()), u.files...)
}

// Contents tells these files from all others: their bytes and names.
func (u *Upload) Contents() []string {
	var all []string
	for _, file := range u.files {
		all = append(all, file.Sum()+" "+file.Name())
	}
	return all
}

// EachFile hands over the files of a form, each while it comes in.
func (v *Visit) EachFile(take func(name string, file io.Reader) error) error {
	return v.unread(v.eachFile(func(part *multipart.Part) error { return takeFile(part, take) }))
}

// fieldMax is how many bytes a field may have that comes with files.
const fieldMax = 1000

// EachFileWith is EachFile for a form that has other fields too, which have to come before the files.
func (v *Visit) EachFileWith(names []string, take func(fields map[string]string, name string, file io.Reader) error) (map[string]string, error) {
	fields := map[string]string{}
	err := v.eachFile(func(part *multipart.Part) error {
		if !slices.Contains(names, part.FormName()) {
			return takeFile(part, func(name string, file io.Reader) error { return take(fields, name, file) })
		}
		text, err := io.ReadAll(io.LimitReader(fromBody{part}, fieldMax+1))
		if err == nil && (len(text) > fieldMax || !domain.IsText(string(text))) {
			err = echo.ErrBadRequest
		}
		fields[part.FormName()] = string(text)
		return err
	})
	return fields, v.unread(err)
}

// Patient lets the answer take longer than others, once everything that was sent is there.
func (v *Visit) Patient(most time.Duration) {
	_ = http.NewResponseController(v.Response()).SetWriteDeadline(time.Now().Add(most))
}

func (v *Visit) eachFile(take func(*multipart.Part) error) error {
	form, err := v.Request().MultipartReader()
	if err != nil {
		return echo.ErrUnsupportedMediaType
	}
	for range partsMax {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return v.endOfBody()
		}
		if err != nil {
			return &unreadable{err}
		}
		if err := take(part); err != nil {
			return err
		}
	}
	return domain.Fail(domain.TooLarge, "Those are too many files at once.")
}

// endOfBody: a form may end before what it came in was to end; then it was cut off.
func (v *Visit) endOfBody() error {
	_, err := io.Copy(io.Discard, fromBody{v.Request().Body})
	return err
}

// takeFile refuses what is no file. A part whose Content-Disposition can't be read has no name at all.
func takeFile(part *multipart.Part, take func(string, io.Reader) error) error {
	file := fromBody{part}
	switch {
	case part.FormName() != FileField:
		return domain.Problems{FileField: "Send files under this name and nothing else."}.Err()
	case part.FileName() == "":
		return emptyPart(file)
	}
	return take(part.FileName(), file)
}

// emptyPart: a browser sends a field in which nothing was chosen as a file without a name and without bytes.
func emptyPart(part io.Reader) error {
	switch _, err := io.ReadFull(part, make([]byte, 1)); {
	case err == nil:
		return domain.Problems{FileField: "It has to be a file with a name."}.Err()
	case errors.Is(err, io.EOF):
		return nil
	default:
		return err
	}
}

// fromBody tells what goes wrong with what somebody sends from what goes wrong here.
type fromBody struct{ io.Reader }

func (f fromBody) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = &unreadable{err}
	}
	return n, err
}

type unreadable struct{ cause error }

func (u *unreadable) Error() string { return "a body that can't be read: " + u.cause.Error() }
func (u *unreadable) Unwrap() error { return u.cause }

// unread is what a body is that can't be read to its end: too large, gone with its sender, or broken.
func (v *Visit) unread(err error) error {
	var body *unreadable
	var tooLarge *http.MaxBytesError
	switch {
	case !errors.As(err, &body):
		return err
	case errors.As(err, &tooLarge):
		return v.doors.tooLarge(v.Request())
	case v.Ctx().Err() != nil:
		return v.Ctx().Err()
	}
	return echo.ErrBadRequest
}

// tooLarge says how much may be sent, where that is worth knowing.
func (d *Doors) tooLarge(r *http.Request) error {
	if bringsFiles(r) {
		return domain.Fail(domain.TooLarge, "That is too much at once. A file may have "+domain.SizeText(d.settings.UploadMax)+".")
	}
	return echo.ErrStatusRequestEntityTooLarge
}

const (
	// graceful is how long a file may take before its speed counts, and how long each piece of one may take that is sent.
	graceful = time.Minute
	// slowest is how many bytes a second have to come by then.
	slowest = 16 << 10
)

// pacing lets a body take as long as its size needs at the slowest speed, and the answer to it longer. Who sends next to
// nothing does not keep a connection for long.
type pacing struct {
	io.ReadCloser
	connection *http.ResponseController
	began      time.Time
	read, told int64
}

func pace(c echo.Context, body io.ReadCloser) io.ReadCloser {
	p := &pacing{ReadCloser: body, connection: http.NewResponseController(c.Response()), began: time.Now()}
	p.allow()
	return p
}

func (p *pacing) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if p.read += int64(n); p.read-p.told >= slowest || err != nil {
		p.told = p.read
		p.allow()
	}
	return n, err
}

// allow moves the deadlines on. A connection without any is fine.
func (p *pacing) allow() {
	until := p.began.Add(graceful + time.Duration(p.read/slowest)*time.Second)
	_ = p.connection.SetReadDeadline(until)
	_ = p.connection.SetWriteDeadline(until.Add(graceful))
}
