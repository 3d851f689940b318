package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"mddash/domain"
	"mddash/handlers/visit"
)

const schemaPrefix = "#/components/schemas/"

// settings are how huma describes, reads and writes. It serves neither its own pages nor links to schemas.
func settings() huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "mddash", Version: "1",
				Description: "Todos, tasks, and what goes with them, as JSON. Times are RFC 3339 in UTC, dates are YYYY-MM-DD and have no zone. " +
					"Errors are RFC 9457 problems that name each field and what to do about it.",
			},
			Components: &huma.Components{
				Schemas:   huma.NewMapRegistry(schemaPrefix, huma.DefaultSchemaNamer),
				Responses: problems(),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"bearer":  {Type: "http", Scheme: "bearer", Description: "An access token from signing in, or a personal API token (mdd_…)"},
					"session": {Type: "apiKey", In: "cookie", Name: "mddash_session", Description: "The browser's session; under https its name is __Host-mddash"},
				},
			},
			Tags: []*huma.Tag{{Name: accountsTag}, {Name: tokensTag}, {Name: todosTag}, {Name: tasksTag}, {Name: projectsTag}, {Name: boardsTag}, {Name: clientsTag}, {Name: decisionsTag}, {Name: timeTag}, {Name: notesTag}, {Name: calendarTag}, {Name: attachmentsTag}, {Name: peopleTag}, {Name: "Changes"}, {Name: bundleTag}},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{plainProblem},
	}
}

// plainProblem gives what huma itself finds wrong our form, and tells nothing of what broke on our side. Whatever our
// own code finds wrong never comes here.
func plainProblem(_ huma.Context, _ string, v any) (any, error) {
	theirs, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	out := visit.NewProblemJSON(visit.Problem{Status: theirs.Status, Detail: theirs.Detail})
	if theirs.Status >= http.StatusInternalServerError {
		out.Detail = "Something broke on our side."
		return out, nil
	}
	for _, e := range theirs.Errors {
		out.Errors = append(out.Errors, visit.FieldProblem{Location: e.Location, Message: e.Message})
	}
	return out, nil
}

func (a *API) schemas() huma.Registry { return a.huma.OpenAPI().Components.Schemas }

// undoable tells whether an operation changes what POST /undo can take back.
func (o operation) undoable() bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(o.path, "/"), "/")
	return o.method != http.MethodGet && slices.Contains([]string{"todos", "tasks", "clients", "decisions", "projects", "notes", "calendars", "events", "subscriptions", "attachments", "time", "timer", "filters", "webhooks", "feeds", "notifications", "import", "undo"}, first) ||
		o.method == http.MethodPatch && o.path == "/auth/me"
}

// describe says of an operation what its Go types don't.
func (o operation) describe(tag string) huma.Operation {
	out := huma.Operation{
		Method: o.method, Path: o.path, OperationID: o.id, Summary: o.summary, Description: o.about, Tags: []string{tag},
		DefaultStatus: o.status, Responses: map[string]*huma.Response{}, MaxBodyBytes: -1, SkipValidateParams: true, SkipValidateBody: true,
	}
	if out.DefaultStatus == 0 {
		out.DefaultStatus = http.StatusOK
	}
	if o.who == caller {
		out.Security = []map[string][]string{{"bearer": {}}, {"session": {}}}
	}
	if o.who == person {
		out.Security = []map[string][]string{{"bearer": {}}, {"session": {}}}
		out.Description = strings.TrimSpace(out.Description + " Not with an API token.")
	}
	for _, code := range o.failures() {
		out.Responses[strconv.Itoa(code)] = &huma.Response{Ref: "#/components/responses/" + strconv.Itoa(code)}
	}
	success := &huma.Response{Description: http.StatusText(out.DefaultStatus), Headers: map[string]*huma.Param{}}
	if o.undoable() {
		success.Headers[batchHeader] = &huma.Param{Description: "What POST /undo/{batch} takes back", Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}
	}
	out.Responses[strconv.Itoa(out.DefaultStatus)] = success
	if o.files != "" {
		file := &huma.Schema{Type: huma.TypeObject, Required: []string{visit.FileField}, Properties: map[string]*huma.Schema{visit.FileField: {Type: huma.TypeString, Format: "binary"}}}
		// Required only in the description: huma is not the one who reads it.
		out.RequestBody = &huma.RequestBody{Extensions: map[string]any{"required": true}, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: file}}}
	}
	if o.text != "" {
		out.RequestBody = &huma.RequestBody{Extensions: map[string]any{"required": true}, Content: map[string]*huma.MediaType{o.text: {Schema: o.textSchema()}}}
		for _, kind := range o.texts {
			out.RequestBody.Content[kind] = &huma.MediaType{Schema: o.textSchema()}
		}
	}
	if o.method == http.MethodPost && o.who != anyone {
		out.Parameters = append(out.Parameters, idempotencyKey())
		success.Headers[replayedHeader] = &huma.Param{Description: "true when this is the answer to an earlier request with the same key", Schema: &huma.Schema{Type: huma.TypeString}}
	}
	return out
}

// textSchema is of the text that a body is. Bytes are said to be some.
func (o operation) textSchema() *huma.Schema {
	if o.text == bundleType {
		return &huma.Schema{Type: huma.TypeString, Format: "binary"}
	}
	return &huma.Schema{Type: huma.TypeString}
}

func idempotencyKey() *huma.Param {
	one, most := 1, keyMax
	return &huma.Param{
		Name: keyHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MinLength: &one, MaxLength: &most},
		Description: "The same key and body within 24 hours replays the first answer; the same key with another body is 422. What was refused is not remembered.",
	}
}

// failures are the statuses that an operation can fail with.
func (o operation) failures() []int {
	codes := map[int]bool{http.StatusBadRequest: true, http.StatusUnprocessableEntity: true, http.StatusTooManyRequests: true, http.StatusInternalServerError: true, http.StatusServiceUnavailable: true}
	for _, code := range o.errors {
		codes[code] = true
	}
	changes := o.method != http.MethodGet
	codes[http.StatusUnauthorized] = codes[http.StatusUnauthorized] || o.who != anyone
	codes[http.StatusForbidden] = codes[http.StatusForbidden] || o.who == person || changes && o.who != anyone
	codes[http.StatusNotFound] = codes[http.StatusNotFound] || strings.Contains(o.path, "{")
	codes[http.StatusConflict] = codes[http.StatusConflict] || o.method == http.MethodPost && o.who != anyone
	codes[http.StatusPreconditionFailed] = changes && (o.method != http.MethodPost || strings.Contains(o.path, "{"))
	for _, code := range []int{http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType} {
		codes[code] = o.method == http.MethodPost || o.method == http.MethodPut || o.method == http.MethodPatch
	}
	maps.DeleteFunc(codes, func(_ int, possible bool) bool { return !possible })
	return slices.Sorted(maps.Keys(codes))
}

// problems are the answers to what goes wrong, one for each status.
func problems() map[string]*huma.Response {
	all := map[string]*huma.Response{strconv.Itoa(http.StatusNotModified): {
		Description: "The caller has the newest already", Headers: map[string]*huma.Param{"ETag": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	for _, code := range []int{400, 401, 403, 404, 409, 412, 413, 415, 416, 422, 429, 500, 503} {
		response := &huma.Response{
			Description: http.StatusText(code), Headers: map[string]*huma.Param{},
			Content: map[string]*huma.MediaType{"application/problem+json": {Schema: &huma.Schema{Ref: schemaPrefix + "Problem"}}},
		}
		plain := &huma.Schema{Type: huma.TypeString}
		switch code {
		case http.StatusUnauthorized:
			response.Headers["WWW-Authenticate"] = &huma.Param{Schema: plain}
		case http.StatusTooManyRequests, http.StatusServiceUnavailable:
			response.Headers["Retry-After"] = &huma.Param{Description: "Seconds", Schema: &huma.Schema{Type: huma.TypeInteger}}
		}
		all[strconv.Itoa(code)] = response
	}
	return all
}

// problemSchema describes visit.ProblemJSON, as RFC 9457 has it.
func problemSchema() *huma.Schema {
	text := func(about string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: about} }
	return &huma.Schema{
		Type: huma.TypeObject, Description: "What went wrong (RFC 9457)", Required: []string{"type", "title", "status"},
		Properties: map[string]*huma.Schema{
			"type": text("about:blank: the title says it all. Else what went wrong, for programs that do something about it: " +
				visit.ProblemTypes + domain.CodeNeeded + ", " + visit.ProblemTypes + domain.CodeWrong), "title": text("The status in words"), "status": {Type: huma.TypeInteger},
			"detail": text("What to do about it"), "request_id": text("Where to find the cause in the log; only with faults of the server"),
			"errors": {Type: huma.TypeArray, Items: &huma.Schema{
				Type: huma.TypeObject, Required: []string{"location", "message"},
				Properties: map[string]*huma.Schema{
					"location": text("Such as body.title or query.limit"), "message": text("What to do about it"),
					"value": {Description: "What was sent, where it is short and no secret"},
				},
			}},
		},
	}
}

// finishDescription mends what huma cannot say about Go types: an object that may be null, and null among choices.
func (a *API) finishDescription() {
	all := a.schemas().Map()
	delete(all, "ErrorModel")
	delete(all, "ErrorDetail")
	all["Problem"] = problemSchema()
	for _, at := range [][2]string{{"Attachment", "author"}, {"TimeEntry", "person"}, {"TimeRow", "project"}, {"TimeRow", "client"}, {"TimeRow", "person"}, {"Comment", "author"}, {"Activity", "actor"}, {"Change", "todo"}, {"Change", "comment"}, {"Change", "project"}, {"Change", "client"}, {"Change", "decision"}, {"Change", "calendar"}, {"Change", "event"}} {
		field := all[at[0]].Properties[at[1]]
		all[at[0]].Properties[at[1]] = &huma.Schema{
			Description: field.Description, AnyOf: []*huma.Schema{{Ref: field.Ref}, {Type: "null"}},
		}
	}
	for name, schema := range all {
		for field, one := range schema.Properties {
			if (strings.HasSuffix(name, "Input") || name == "Contact") && !slices.Contains(schema.Required, field) && one.Ref == "" {
				one.Nullable = true
			}
			if one.Nullable && len(one.Enum) > 0 && !slices.Contains(one.Enum, nil) {
				one.Enum = append(one.Enum, nil)
			}
		}
	}
}
