package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mddash/domain"
	"mddash/handlers/visit"
)

const attachmentsTag = "Attachments"

func (a *API) addAttachments() {
	for _, face := range []struct{ path, one, kind string }{
		{"/notes", "note", domain.OnNote}, {"/todos", "todo", domain.OnTodo}, {"/tasks", "task", domain.OnTodo}, {"/projects", "project", domain.OnProject},
	} {
		all, on := face.path+"/{id}/attachments", attachedTo(face.kind)
		add(a, attachmentsTag, operation{method: http.MethodGet, path: all, id: "list-" + face.one + "-attachments", summary: "List the files of a " + face.one + ", the oldest first"}, on.list)
		addAgain(a, attachmentsTag, operation{method: http.MethodPost, path: all, id: "attach-to-" + face.one, summary: "Attach a file to a " + face.one, status: http.StatusCreated, files: face.kind,
			about: "One file, as multipart/form-data. Its type is found in its bytes; what is said of it does not count."}, on.attach, on.attached)
	}
	one := "/attachments/{id}"
	add(a, attachmentsTag, operation{method: http.MethodGet, path: one, id: "get-attachment", summary: "Read a file",
		about: "The bytes, also in ranges; with Accept: application/json what is known of them. The ETag for If-Match is that of the JSON."}, getAttachment)
	add(a, attachmentsTag, operation{method: http.MethodGet, path: one + "/thumb", id: "get-attachment-thumb", summary: "Read the smaller picture of a file", about: "A JPEG or PNG of at most 640 pixels a side."}, getThumb)
	add(a, attachmentsTag, operation{method: http.MethodDelete, path: one, id: "delete-attachment", summary: "Take a file to the trash", status: http.StatusNoContent, about: "It can be restored for 30 days."}, deleteAttachment)
	addAgain(a, attachmentsTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-attachment", summary: "Bring a file back from the trash"}, restoreAttachment, restoredAttachment)
	a.describeFiles(one, one+"/thumb")
	a.describeRanges(one, one+"/thumb")
}

// describeFiles adds to what answers with JSON, or with nothing that types could tell, that it answers with bytes.
func (a *API) describeFiles(paths ...string) {
	for _, path := range paths {
		success := a.huma.OpenAPI().Paths[path].Get.Responses["200"]
		if success.Content == nil {
			success.Content = map[string]*huma.MediaType{}
		}
		success.Content["*/*"] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
}

// describeRanges adds to what answers with bytes that it does so in parts.
func (a *API) describeRanges(paths ...string) {
	for _, path := range paths {
		op := a.huma.OpenAPI().Paths[path].Get
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Range", In: "header", Schema: &huma.Schema{Type: huma.TypeString, Examples: []any{"bytes=0-1023"}}, Description: "Which parts of the bytes; 416 where there are none such"})
		op.Responses["206"] = &huma.Response{
			Description: http.StatusText(http.StatusPartialContent), Headers: op.Responses["200"].Headers,
			Content: map[string]*huma.MediaType{"*/*": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
		}
		op.Responses["416"] = &huma.Response{Ref: "#/components/responses/416"}
	}
}

// Attachment is what is known of a file.
type Attachment struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name" example:"prices-2026.pdf"`
	Type      string    `json:"type" doc:"Found in the bytes" example:"application/pdf"`
	Size      int64     `json:"size" doc:"In bytes"`
	SHA256    string    `json:"sha256" doc:"Of the bytes, in hexadecimal"`
	Width     *int      `json:"width" doc:"Of a picture, in pixels"`
	Height    *int      `json:"height"`
	Image     bool      `json:"image" doc:"It can be shown in a text: ![name](path)"`
	HasThumb  bool      `json:"has_thumb" doc:"There is a smaller picture of it"`
	Path      string    `json:"path" doc:"How texts refer to it" example:"/attachments/12"`
	NoteID    *int64    `json:"note_id" doc:"What it hangs on: one of these three"`
	TodoID    *int64    `json:"todo_id"`
	ProjectID *int64    `json:"project_id"`
	Author    *Person   `json:"author" doc:"Who attached it; null for somebody who is gone"`
	CreatedAt time.Time `json:"created_at"`
}

func attachmentShape(a domain.Attachment) Attachment {
	out := Attachment{
		ID: a.ID, Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256, Width: count(a.Width), Height: count(a.Height), Image: a.Image(), HasThumb: a.Thumb,
		Path: a.Path(), Author: someone(a.By), CreatedAt: a.CreatedAt,
	}
	switch a.On.Kind {
	case domain.OnNote:
		out.NoteID = count(a.On.ID)
	case domain.OnTodo:
		out.TodoID = count(a.On.ID)
	case domain.OnProject:
		out.ProjectID = count(a.On.ID)
	}
	return out
}

// OnHolder is a request about the files of something.
type OnHolder struct {
	ID number `path:"id" minimum:"1"`
}

type listingAttachments struct {
	OnHolder
	Paging
}

// attaching is a request that brought its files with it: see request.readFiles.
type attaching struct {
	OnHolder
	files *visit.Upload
}

// Resolve is called by huma once the rest is filled in.
func (in *attaching) Resolve(ctx huma.Context) []error {
	if r, ok := ctx.(*request); ok {
		in.files = r.files
	}
	return nil
}

// OnAttachment is a request about one file.
type OnAttachment struct {
	ID number `path:"id" minimum:"1"`
}

type readingAttachment struct {
	OnAttachment
	Accept string `header:"Accept" hidden:"true"`
}

type changingAttachment struct {
	OnAttachment
	Changing
}

// attachedTo is the kind of thing that files hang on.
type attachedTo string

func (on attachedTo) list(v *visit.Visit, in *listingAttachments) (*page[Attachment], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.Attachments(v.Ctx(), domain.Holder{Kind: string(on), ID: id})
	if err != nil {
		return nil, err
	}
	items := []Attachment{}
	for _, one := range found.Items {
		items = append(items, attachmentShape(one))
	}
	return slicePage(v, items, in.Paging, func(a Attachment) string { return placeOf(a.ID) })
}

func (attachedTo) attach(v *visit.Visit, in *attaching) (*created[Attachment], error) {
	added, err := in.files.Attach()
	if err != nil {
		return nil, err
	}
	return attachmentCreated(v, added[0], nil)
}

func (attachedTo) attached(v *visit.Visit, _ *attaching, earlier domain.Earlier) (*created[Attachment], error) {
	one, err := v.Scope.Attachment(v.Ctx(), earlier.Added("attachment"))
	return attachmentCreated(v, one, err)
}

func attachmentCreated(v *visit.Visit, a domain.Attachment, err error) (*created[Attachment], error) {
	if err != nil {
		return nil, err
	}
	return &created[Attachment]{Location: placeIn(v, "/attachments", a.ID), ETag: quoted(a.Version()), Body: attachmentShape(a)}, nil
}

func attachmentObject(a domain.Attachment, err error) (*object[Attachment], error) {
	if err != nil {
		return nil, err
	}
	return &object[Attachment]{ETag: quoted(a.Version()), Body: attachmentShape(a)}, nil
}

func getAttachment(v *visit.Visit, in *readingAttachment) (*object[Attachment], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	v.Response().Header().Add("Vary", "Accept")
	if strings.Contains(in.Accept, "application/json") {
		return attachmentObject(v.Scope.Attachment(v.Ctx(), id))
	}
	file, err := v.Scope.OpenAttachment(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	return nil, sendFile(v, file)
}

func getThumb(v *visit.Visit, in *OnAttachment) (*none, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	file, err := v.Scope.OpenThumb(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	return nil, sendFile(v, file)
}

// sendFile answers with bytes; nothing is left to say then.
func sendFile(v *visit.Visit, file domain.OpenFile) error {
	if err := v.SendFile(file, false); err != nil {
		return err
	}
	return said{}
}

func deleteAttachment(v *visit.Visit, in *changingAttachment) (*none, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	version, err := in.version(func() (string, error) {
		one, err := v.Scope.Attachment(v.Ctx(), id)
		return one.Version(), err
	})
	if err != nil {
		return nil, err
	}
	_, err = v.Scope.DeleteAttachment(v.Ctx(), id, version)
	return &none{}, err
}

func restoreAttachment(v *visit.Visit, in *OnAttachment) (*object[Attachment], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return attachmentObject(v.Scope.RestoreAttachment(v.Ctx(), id))
}

func restoredAttachment(v *visit.Visit, in *OnAttachment, _ domain.Earlier) (*object[Attachment], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return attachmentObject(v.Scope.Attachment(v.Ctx(), id))
}
