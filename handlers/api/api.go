// Package api is the JSON API under /api/v1: each operation decodes, calls and answers.
package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/formats/markdown"
	"mddash/handlers/assets"
	"mddash/handlers/visit"
)

// Prefix is where the API lives.
const Prefix = "/api/v1"

// API is what its operations share.
type API struct {
	huma  huma.API
	doors *visit.Doors
	files *assets.Assets
	texts *markdown.Markdown
}

// Mount puts the API beside the pages, and its description beside it.
func Mount(e *echo.Echo, doors *visit.Doors, files *assets.Assets) {
	routes := adapter{humaecho.NewWithGroup(e, e.Group(Prefix), huma.Config{}).Adapter()}
	a := &API{huma: huma.NewAPI(settings(), routes), doors: doors, files: files, texts: markdown.New(markdown.Options{Top: 1, IDs: true})}
	a.addAccounts()
	a.addTokens()
	a.addTodos()
	a.addTasks()
	a.addProjects()
	a.addBoards()
	a.addClients()
	a.addDecisions()
	a.addNotes()
	a.addCalendars()
	a.addCalendarChoices()
	a.addEvents()
	a.addEventTexts()
	a.addSubscriptions()
	a.addFeeds()
	a.addFilters()
	a.addGuests()
	a.addAttachments()
	a.addSearch()
	a.addTime()
	a.addRates()
	a.addPeople()
	a.addChanges()
	a.addWebhooks()
	a.addNotifications()
	a.addBundles()
	a.addDescription(e)
}

// adapter answers HEAD wherever it answers GET.
type adapter struct{ huma.Adapter }

// Handle is called by huma for each operation.
func (a adapter) Handle(op *huma.Operation, serve func(huma.Context)) {
	a.Adapter.Handle(op, serve)
	if op.Method == http.MethodGet {
		head := *op
		head.Method = http.MethodHead
		a.Adapter.Handle(&head, serve)
	}
}

// who may call an operation.
type who int

const (
	// caller is anybody known; an API token needs the scope that goes with the method.
	caller who = iota
	// person is anybody known but an API token: a script may not make tokens, change the password or end a session.
	person
	// anyone needs no credentials.
	anyone
)

// operation is one line of the API: its address, who may call it, and what the description says of it.
type operation struct {
	method, path string
	id, summary  string
	who          who
	status       int   // of success; 200 where it is 0
	errors       []int // besides those that every operation of its kind has
	about        string
	text         string   // the type of the text which the body is, instead of JSON; "" for JSON
	texts        []string // types that the body may have as well
	whole        bool     // the text may be as long as all files that one request brings
	files        string   // the kind of thing that the file hangs on which the body is, instead of JSON; "" for JSON
}

// add puts an operation in place. serve decodes, calls and answers; whatever error it returns is answered in one place.
func add[I, O any](a *API, tag string, op operation, serve func(v *visit.Visit, in *I) (*O, error)) {
	addAgain(a, tag, op, serve, nil)
}

// addAgain is add for a POST that can be asked again under one Idempotency-Key: again answers it from what was done
// then, where the first answer was lost.
func addAgain[I, O any](a *API, tag string, op operation, serve func(*visit.Visit, *I) (*O, error), again func(*visit.Visit, *I, domain.Earlier) (*O, error)) {
	described := op.describe(tag)
	if _, versioned := any(new(O)).(tagged); versioned && op.method == http.MethodGet {
		withVersions(&described)
	}
	described.Middlewares = huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) { a.receive(op, ctx, next) }}
	huma.Register(a.huma, described, func(ctx context.Context, in *I) (*O, error) {
		r := requestOf(ctx)
		out, err := serveOrRecall(r, in, serve, again)
		if err == (said{}) {
			r.answered = true
			return nil, err
		}
		if err != nil {
			return nil, r.refuse(err)
		}
		if object, ok := any(out).(tagged); ok && r.has(object.tag()) {
			return nil, r.notModified(object.tag())
		}
		if op.undoable() {
			r.SetHeader(batchHeader, r.batch())
		}
		return out, nil
	})
	if op.method == http.MethodPatch {
		takes := a.huma.OpenAPI().Paths[op.path].Patch.RequestBody.Content
		takes["application/merge-patch+json"] = takes["application/json"]
	}
}

func serveOrRecall[I, O any](r *request, in *I, serve func(*visit.Visit, *I) (*O, error), again func(*visit.Visit, *I, domain.Earlier) (*O, error)) (*O, error) {
	switch {
	case len(r.earlier.Done) == 0:
		return serve(r.visit, in)
	case again == nil:
		return nil, lostAnswer()
	}
	return again(r.visit, in, r.earlier)
}
