package api

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"mddash/domain"
	"mddash/handlers/visit"
)

// List is one page of things.
type List[T any] struct {
	Items      []T     `json:"items" nullable:"false"`
	Total      int     `json:"total" doc:"How many there are on all pages"`
	NextCursor *string `json:"next_cursor" doc:"Where the next page begins; null on the last one"`
}

// page is the answer that is a list.
type page[T any] struct {
	Link string `header:"Link" doc:"The next page, with rel=next" example:"</api/v1/todos?cursor=eyJzIj…>; rel=\"next\""`
	Body List[T]
}

// Paging is how much of a list is asked for.
type Paging struct {
	Limit  size   `query:"limit" doc:"How many at once"`
	Cursor string `query:"cursor" maxLength:"8000" doc:"Where to go on: next_cursor of the page before"`
}

const (
	cursorName    = "cursor"
	foreignCursor = "This cursor does not belong to this list."

	limitOtherwise = 50
	limitMax       = 200
)

func (p Paging) limit(problems domain.Problems) int {
	if p.Limit == "" {
		return limitOtherwise
	}
	n, err := strconv.Atoi(string(p.Limit))
	if err != nil || n < 1 || n > limitMax {
		problems.Add("limit", "Choose a number from 1 to 200.")
	}
	return n
}

// pageOf puts a page together; next is the cursor of the one after it, "" on the last.
func pageOf[T any](v *visit.Visit, items []T, total int, next string) *page[T] {
	out := &page[T]{Body: List[T]{Items: items, Total: total}}
	if out.Body.Items == nil {
		out.Body.Items = []T{}
	}
	if next == "" {
		return out
	}
	next = cursorIn(v.Request().URL.Path, next)
	out.Body.NextCursor = &next
	u := url.URL{Path: v.URL(v.Request().URL.Path)}
	query := v.QueryParams()
	again := url.Values{}
	for name, values := range query {
		again[name] = values
	}
	again.Set(cursorName, next)
	u.RawQuery = again.Encode()
	out.Link = "<" + u.String() + `>; rel="next"`
	return out
}

// cursorIn is a cursor for a place in the list at a path. In another list the same place would be somewhere else, and what
// is before it would be left out without a word, so a cursor names its list.
func cursorIn(path, place string) string { return place + cursorEnd(path) }

// placeBy is the place that a cursor of the list at a path stands for; false for one of another list, and for none at all.
func placeBy(path, cursor string) (string, bool) { return strings.CutSuffix(cursor, cursorEnd(path)) }

func cursorEnd(path string) string {
	sum := sha256.Sum256([]byte(path))
	return "." + base64.RawURLEncoding.EncodeToString(sum[:6])
}

// slicePage is a page of a list that is short enough to be read whole. key gives each thing its place as text; no two
// have the same, and a page goes on after the last place of the one before, whatever came and went meanwhile.
func slicePage[T any](v *visit.Visit, all []T, p Paging, key func(T) string) (*page[T], error) {
	problems := domain.Problems{}
	limit := p.limit(problems)
	after, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil {
		problems.Add(cursorName, foreignCursor)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	rest := all
	for len(rest) > 0 && p.Cursor != "" && key(rest[0]) <= string(after) {
		rest = rest[1:]
	}
	if len(rest) <= limit {
		return pageOf(v, rest, len(all), ""), nil
	}
	return pageOf(v, rest[:limit], len(all), base64.RawURLEncoding.EncodeToString([]byte(key(rest[limit-1])))), nil
}

// after reads a page's bounds where a list goes by ids: the id that it begins after, and how many it has.
func (p Paging) after() (int64, int, error) {
	problems := domain.Problems{}
	limit := p.limit(problems)
	place, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	var id int64
	if err == nil && p.Cursor != "" {
		id, err = strconv.ParseInt(string(place), 10, 64)
	}
	if err != nil || id < 0 {
		problems.Add(cursorName, foreignCursor)
	}
	return id, limit, problems.Err()
}

// placeAfter is the cursor behind an id; none for 0.
func placeAfter(id int64) string {
	if id == 0 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(placeOf(id)))
}

// placeOf is a number as text that sorts like it.
func placeOf(id int64) string {
	text := strconv.FormatInt(id, 10)
	return "0000000000000000000"[:max(0, 19-len(text))] + text
}

// number is a whole number in a path or a query, as it was written.
type number string

// Schema describes it.
func (number) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64"}
}

// size is how many of something, in a query, as it was written.
type size string

// Schema describes it.
func (size) Schema(huma.Registry) *huma.Schema {
	least, most := 1.0, float64(limitMax)
	return &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most, Default: limitOtherwise}
}

// flag is true or false in a query, as it was written.
type flag string

// Schema describes it.
func (flag) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeBoolean} }

// parse gives nil for a flag that was left out.
func (f flag) parse(p domain.Problems, name string) *bool {
	switch f {
	case "":
		return nil
	case "true", "false":
		set := f == "true"
		return &set
	}
	p.Add(name, "Write true or false.")
	return nil
}

// id reads a number out of a path. What is no id leads nowhere: NotFound.
func (n number) id() (int64, error) {
	id, err := strconv.ParseInt(string(n), 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != string(n) {
		return 0, domain.Fail(domain.NotFound, "There is no such thing.")
	}
	return id, nil
}
