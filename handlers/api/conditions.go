package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"mddash/domain"
	"mddash/handlers/visit"
)

// object is the answer that is one thing. Its ETag changes whenever it does.
type object[T any] struct {
	ETag string `header:"ETag" doc:"Changes whenever the object does; for If-Match and If-None-Match" example:"\"3f9a41c0b2de87550a1c\""`
	Body T
}

// created is object for one that is new.
type created[T any] struct {
	Location string `header:"Location" doc:"Where the new one is" example:"/api/v1/todos/12"`
	ETag     string `header:"ETag" doc:"Changes whenever the object does"`
	Body     T
}

// none is an answer without a body, or a request without anything.
type none struct{}

const (
	matchHeader     = "If-Match"
	noneMatchHeader = "If-None-Match"
)

type tagged interface{ tag() string }

func (o object[T]) tag() string { return o.ETag }

// objectOf is an object of which nothing else tells the version.
func objectOf[T any](body T) (*object[T], error) {
	version, err := versionOf(body)
	if err != nil {
		return nil, err
	}
	return &object[T]{ETag: quoted(version), Body: body}, nil
}

// versionOf is the version of something that tells none, by what is shown of it.
func versionOf(body any) (string, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:10]), nil
}

// placeIn is the path of a new thing.
func placeIn(v *visit.Visit, path string, id int64) string {
	return v.URL(Prefix + path + "/" + strconv.FormatInt(id, 10))
}

func quoted(version string) string { return `"` + version + `"` }

// has tells whether the caller of something that only reads has a version already.
func (r *request) has(tag string) bool {
	if r.Method() != http.MethodGet && r.Method() != http.MethodHead {
		return false
	}
	theirs := r.Header(noneMatchHeader)
	if strings.TrimSpace(theirs) == "*" {
		return true
	}
	for known := range strings.SplitSeq(theirs, ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == tag {
			return true
		}
	}
	return false
}

// withVersions says of an operation that it answers with an ETag, what a caller who has that may ask.
func withVersions(op *huma.Operation) {
	op.Parameters = append(op.Parameters, &huma.Param{
		Name: noneMatchHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString}, Description: "The ETag that the caller has; 304 and no body where it is the newest still",
	})
	op.Responses[strconv.Itoa(http.StatusNotModified)] = &huma.Response{Ref: "#/components/responses/" + strconv.Itoa(http.StatusNotModified)}
}

// checkConditions refuses to put or to delete what is bound to a version where nothing has one: the condition does not
// hold, and what it was to prevent would happen (RFC 9110, section 13.1.1).
func (r *request) checkConditions() error {
	bound, method := strings.TrimSpace(r.Header(matchHeader)), r.op.method
	if method == http.MethodGet || method == http.MethodPost || bound == "" || bound == "*" || r.takes("header", matchHeader) {
		return nil
	}
	return domain.Fail(domain.Stale, "Nothing here has a version that If-Match could name. Leave it out.")
}

// Changing is a request that may be bound to the version that the caller knows.
type Changing struct {
	IfMatch string `header:"If-Match" doc:"The ETag that the object must still have; else 412 and nothing happens" example:"\"3f9a41c0b2de87550a1c\""`
}

// version is the one that a row has to be in: "" where any will do. Of several it is the one that the row has.
func (c Changing) version(now func() (string, error)) (string, error) {
	if text := strings.TrimSpace(c.IfMatch); text == "" || text == "*" {
		return "", nil
	}
	versions := []string{}
	for tag := range strings.SplitSeq(c.IfMatch, ",") {
		tag = strings.TrimSpace(tag)
		if len(tag) > 2 && tag[0] == '"' && tag[len(tag)-1] == '"' {
			versions = append(versions, tag[1:len(tag)-1])
		}
	}
	switch len(versions) {
	case 0:
		return "none", nil // a weak tag, or no tag at all, is never the one that something has
	case 1:
		return versions[0], nil
	}
	current, err := now()
	for _, version := range versions {
		if version == current {
			return current, err
		}
	}
	return versions[0], err
}

// hold is version for what has no version of its own in the store: Stale when the caller does not know the newest.
func (c Changing) hold(now func() (string, error)) error {
	version, err := c.version(now)
	if err != nil || version == "" {
		return err
	}
	current, err := now()
	if err == nil && version != current {
		return domain.Fail(domain.Stale, "Somebody has changed it since you read it.")
	}
	return err
}

// todoVersion reads the version that a todo has now.
func todoVersion(v *visit.Visit, id int64) func() (string, error) {
	return func() (string, error) {
		todo, err := v.Scope.Todo(v.Ctx(), id)
		return todo.Version(), err
	}
}
