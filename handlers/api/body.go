package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"mddash/domain"
)

// readBody reads what was sent to an operation that takes something, and checks its form: JSON, with the fields that
// the description names and no others, each once and of its type. What is in them is the domain's to judge.
func (r *request) readBody(schemas huma.Registry) error {
	takes := r.Operation().RequestBody
	if takes == nil {
		return nil
	}
	body, err := io.ReadAll(r.echo.Request().Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case err == nil && len(body) == 0 && !takes.Required:
		return nil
	case err != nil || len(bytes.TrimSpace(body)) == 0:
		return echo.ErrBadRequest
	case !speaks(takes, r.Header("Content-Type")):
		return echo.ErrUnsupportedMediaType
	case bytes.IndexByte(body, 0) >= 0:
		return domain.Problems{"": notText}.Err()
	case !utf8.Valid(body) || !json.Valid(body):
		return echo.ErrBadRequest
	case halfACharacter(body):
		return domain.Problems{"": notText}.Err()
	}
	r.body = body
	c := checker{schemas: schemas, tokens: json.NewDecoder(bytes.NewReader(body)), problems: domain.Problems{}}
	c.tokens.UseNumber()
	c.value("", takes.Content["application/json"].Schema)
	return c.problems.Err()
}

// speaks tells whether an operation takes a content type. Without one it is JSON: there is nothing else here.
func speaks(takes *huma.RequestBody, contentType string) bool {
	if contentType == "" {
		return true
	}
	kind, options, err := mime.ParseMediaType(contentType)
	charset, given := options["charset"]
	return err == nil && takes.Content[kind] != nil && (!given || strings.EqualFold(charset, "utf-8"))
}

// halfACharacter tells whether valid JSON escapes one half of a surrogate pair without the other. Nothing that holds text
// can keep it, so what would be kept is not what was sent (RFC 7493, section 2.1).
func halfACharacter(body []byte) bool {
	for {
		at := bytes.IndexByte(body, '\\')
		if at < 0 {
			return false
		}
		body = body[at:]
		if body[1] != 'u' {
			body = body[2:]
			continue
		}
		first, second := escaped(body), rune(-1)
		body = body[6:]
		if !utf16.IsSurrogate(first) {
			continue
		}
		if bytes.HasPrefix(body, []byte(`\u`)) {
			second = escaped(body)
			body = body[6:]
		}
		if utf16.DecodeRune(first, second) == utf8.RuneError {
			return true
		}
	}
}

// escaped is what a \u of valid JSON stands for, at its beginning.
func escaped(text []byte) rune {
	unit, _ := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(unit)
}

const (
	notText = "It holds characters that are no text."
	// depthMax is how deep a body can be nested; the deepest that there is has three levels.
	depthMax = 16
	// problemsMax is how much is said about one body; nobody reads more.
	problemsMax = 50
)

// checker walks through a body beside the schema that describes it.
type checker struct {
	schemas  huma.Registry
	tokens   *json.Decoder
	problems domain.Problems
	depth    int
	stop     bool // the rest is not worth reading
}

// value checks the next value. s is nil for what no schema describes.
func (c *checker) value(at string, s *huma.Schema) {
	if s != nil && s.Ref != "" {
		s = c.schemas.SchemaFromRef(s.Ref)
	}
	switch token := c.token().(type) {
	case json.Delim:
		c.inside(at, s, token)
	case string:
		if strings.ContainsRune(token, 0) {
			c.problems.Add(at, notText)
		}
		c.is(at, s, huma.TypeString)
	case bool:
		c.is(at, s, huma.TypeBoolean)
	case json.Number:
		c.number(at, s, token)
	case nil:
		if strings.HasSuffix(at, "]") || at == "" {
			c.is(at, s, "null")
		}
	}
}

func (c *checker) inside(at string, s *huma.Schema, opening json.Delim) {
	c.depth++
	if c.depth > depthMax {
		c.problems.Add("", "It is nested too deeply.")
		c.stop = true
	}
	if opening == '[' {
		c.list(at, s)
	} else {
		c.object(at, s)
	}
	c.depth--
}

// more goes on to the end of a list or an object.
func (c *checker) more() bool {
	c.stop = c.stop || len(c.problems) >= problemsMax
	return !c.stop && c.tokens.More()
}

// token reads the next one; there is one, since this was valid JSON before.
func (c *checker) token() json.Token {
	token, _ := c.tokens.Token()
	return token
}

func (c *checker) list(at string, s *huma.Schema) {
	var items *huma.Schema
	if c.is(at, s, huma.TypeArray) {
		items = s.Items
	}
	for i := 0; c.more(); i++ {
		c.value(at+"["+strconv.Itoa(i)+"]", items)
	}
	c.token()
}

func (c *checker) object(at string, s *huma.Schema) {
	known := c.is(at, s, huma.TypeObject)
	seen := map[string]bool{}
	for c.more() {
		name, _ := c.token().(string)
		field := join(at, name)
		var inner *huma.Schema
		if known {
			inner = s.Properties[name]
		}
		switch {
		case strings.ContainsRune(name, 0):
			c.problems.Add(at, notText)
		case seen[name]:
			c.problems.Add(field, "It is there twice.")
		case known && inner == nil:
			c.problems.Add(field, "There is no such field.")
		}
		seen[name] = true
		c.value(field, inner)
	}
	c.token()
}

func join(at, name string) string {
	name = name[:min(len(name), 100)]
	if at == "" {
		return name
	}
	return at + "." + name
}

func (c *checker) number(at string, s *huma.Schema, n json.Number) {
	if s == nil || s.Type != huma.TypeInteger {
		c.is(at, s, huma.TypeNumber)
		return
	}
	if _, err := strconv.ParseInt(n.String(), 10, 64); err != nil {
		c.problems.Add(at, wanted[huma.TypeInteger])
	}
}

// is notes where a value has another type than the schema says. It is false where no schema says anything.
func (c *checker) is(at string, s *huma.Schema, kind string) bool {
	if s == nil {
		return false
	}
	if s.Type != kind {
		c.problems.Add(at, wanted[s.Type])
	}
	return s.Type == kind
}

var wanted = map[string]string{
	huma.TypeString:  "It has to be a text.",
	huma.TypeBoolean: "It has to be true or false.",
	huma.TypeInteger: "It has to be a whole number.",
	huma.TypeNumber:  "It has to be a number.",
	huma.TypeArray:   "It has to be a list.",
	huma.TypeObject:  "It has to be an object.",
}
