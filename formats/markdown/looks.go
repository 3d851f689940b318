package markdown

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// looks fits a parsed text into the page that it will stand in.
type looks struct {
	top int
	ids bool
}

// Transform walks over the tree once.
func (l *looks) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	var headings []*ast.Heading
	links, boxes := linksOf(pc), 0
	if all, ok := pc.Get(colourKey).(*colouring); ok {
		doc.SetAttributeString("colour", all)
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, n)
		case *ast.Link:
			n.Destination = links.ours(n.Destination)
			n.SetAttributeString("rel", []byte("nofollow noopener"))
		case *ast.AutoLink:
			n.SetAttributeString("rel", []byte("nofollow noopener"))
		case *ast.Image:
			if attachment.Match(n.Destination) {
				n.SetAttributeString("ours", true)
			}
			n.Destination = links.ours(n.Destination)
		case *east.TaskCheckBox:
			n.SetAttributeString("number", boxes)
			if boxes++; links.Ticks {
				n.SetAttributeString("works", true)
			}
			if list := n.Parent().Parent().Parent(); list != nil && list.Kind() == ast.KindList {
				list.SetAttributeString("class", []byte("tasks"))
			}
		}
		return ast.WalkContinue, nil
	})
	l.levelHeadings(headings)
	if l.ids {
		nameHeadings(headings, reader.Source())
	}
}

// levelHeadings keeps what a text's headings say about each other and skips no level, whatever levels were typed.
func (l *looks) levelHeadings(headings []*ast.Heading) {
	var used []int
	for _, h := range headings {
		if !slices.Contains(used, h.Level) {
			used = append(used, h.Level)
		}
	}
	slices.Sort(used)
	before := l.top - 1
	for _, h := range headings {
		h.Level = min(l.top+slices.Index(used, h.Level), before+1, 6)
		before = h.Level
	}
}

// idMax is how long a heading's id gets.
const idMax = 60

// nameHeadings gives each heading an id of its own that no part of the page has.
func nameHeadings(headings []*ast.Heading, source []byte) {
	taken := map[string]int{}
	for _, h := range headings {
		id := "h-" + slug(plain(h, source))
		for first := id; taken[id] > 0; {
			taken[first]++
			id = first + "-" + strconv.Itoa(taken[first])
		}
		taken[id] = 1
		h.SetAttributeString("id", []byte(id))
	}
}

func slug(words string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(words) {
		if out.Len() >= idMax {
			break
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			out.WriteRune(r)
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "-"):
			out.WriteByte('-')
		}
	}
	return strings.Trim(out.String(), "-")
}

// plain is the text of a node without what marks it up.
func plain(n ast.Node, source []byte) string {
	var out strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				out.Write(n.Value(source))
			}
		case *ast.String:
			if entering {
				out.Write(n.Value)
			}
		case *named:
			if entering {
				out.Write(n.text)
			}
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}
