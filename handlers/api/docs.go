package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"mddash/handlers/visit"
)

// addDescription serves the description of all that was added before, for programs and for people.
func (a *API) addDescription(e *echo.Echo) {
	a.finishDescription()
	under, err := url.Parse(a.doors.FullURL(Prefix))
	if err == nil {
		a.huma.OpenAPI().Servers = []*huma.Server{{URL: under.Path}}
	}
	text, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		panic("the description of the API: " + err.Error()) // it is the same at every start
	}
	for path, serve := range map[string]func(*visit.Visit) error{"/openapi.json": describedBy(text), "/docs": a.showDocs} {
		e.GET(Prefix+path, a.doors.Through(visit.Anyone, serve))
		e.HEAD(Prefix+path, a.doors.Through(visit.Anyone, serve))
	}
}

func describedBy(text []byte) func(*visit.Visit) error {
	sum := sha256.Sum256(text)
	tag := quoted(hex.EncodeToString(sum[:10]))
	return func(v *visit.Visit) error {
		h := v.Response().Header()
		h.Set("ETag", tag)
		h.Set("Cache-Control", "no-cache")
		if v.Request().Header.Get("If-None-Match") == tag {
			return v.NoContent(http.StatusNotModified)
		}
		return v.Blob(http.StatusOK, "application/json", text)
	}
}

// docsPage lists the operations; with the files of Swagger UI it takes their place and lets people try them.
var docsPage = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API of mddash</title>
{{range .Styles}}<link rel="stylesheet" href="{{.}}">
{{end}}{{range .Scripts}}<script src="{{.}}" defer></script>
{{end}}</head>
<body>
<main id="docs" data-description="{{.Description}}">
<h1>API of mddash</h1>
<p><a href="{{.Description}}">Its description as OpenAPI 3.1</a></p>
{{range .Groups}}<h2>{{.Name}}</h2>
<dl>
{{range .Operations}}<dt><code>{{.Method}} {{$.Under}}{{.Path}}</code></dt>
<dd>{{.Summary}}. {{.Description}}</dd>
{{end}}</dl>
{{end}}</main>
</body>
</html>
`))

type docsGroup struct {
	Name       string
	Operations []*huma.Operation
}

func (a *API) showDocs(v *visit.Visit) error {
	page := struct {
		Description, Under string
		Styles, Scripts    []string
		Groups             []docsGroup
	}{Description: v.URL(Prefix + "/openapi.json"), Under: v.URL(Prefix), Groups: a.groups()}
	page.Styles = []string{v.URL(a.files.Path("app.css"))}
	if bundle, style, start := "docs/swagger-ui-bundle.js", "docs/swagger-ui.css", "js/docs.js"; a.files.Has(bundle) && a.files.Has(style) && a.files.Has(start) {
		page.Styles = []string{v.URL(a.files.Path(style))}
		page.Scripts = []string{v.URL(a.files.Path(bundle)), v.URL(a.files.Path(start))}
	}
	var text bytes.Buffer
	if err := docsPage.Execute(&text, page); err != nil {
		return err
	}
	return v.HTMLBlob(http.StatusOK, text.Bytes())
}

// groups are the operations by their tags, in the order of their addresses.
func (a *API) groups() []docsGroup {
	var groups []docsGroup
	for _, tag := range a.huma.OpenAPI().Tags {
		group := docsGroup{Name: tag.Name}
		for _, path := range a.huma.OpenAPI().Paths {
			for _, op := range []*huma.Operation{path.Get, path.Post, path.Put, path.Patch, path.Delete} {
				if op != nil && slices.Contains(op.Tags, tag.Name) {
					group.Operations = append(group.Operations, op)
				}
			}
		}
		slices.SortFunc(group.Operations, func(a, b *huma.Operation) int {
			return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
		})
		groups = append(groups, group)
	}
	return groups
}
