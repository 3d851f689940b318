package markdown

import (
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"

	"mddash/domain"
)

// Links are what is found in a text leads to, as far as its reader may know. Whatever is not in them stays text, and
// looks the same whether it is hidden or does not exist. With the zero Links all of it is text.
type Links struct {
	// Base is the path that the program lives under; paths of ours in a text are written without it.
	Base string
	// Origin is what every whole address of ours begins with, such as https://north.example/base.
	Origin string
	// Files is the path that attachments are read under; empty for Base + /attachments/.
	Files string
	// References by their names, such as WEB-12 and D-7.
	References map[string]Link
	// Notes by their titles, as domain.TitleKey writes them.
	Notes map[string]Link
	// NewNote makes a link of a [[title]] that is not in Notes: the address, which the title is put behind. Empty for text.
	NewNote string
	// Places are pages of ours, whose titles are shown for their bare addresses.
	Places map[domain.Place]Link
	// Tags is the address that a #tag is put behind; empty for text.
	Tags string
	// People who can be mentioned.
	People domain.Mentionable
	// Ticks makes checkboxes that work: fields named "done" of the form with the id "ticks", their numbers as values.
	Ticks bool
}

// Link is where something leads.
type Link struct {
	Href  string
	Title string
	// Done strikes it through.
	Done bool
}

var linksKey = parser.NewContextKey()

func linksOf(pc parser.Context) Links {
	links, _ := pc.Get(linksKey).(Links)
	return links
}

// ours is an address of a text as a browser can follow it.
func (l Links) ours(at []byte) []byte {
	if !isOurs(at) {
		return at
	}
	if file := attachment.FindSubmatch(at); file != nil && l.Files != "" {
		return append([]byte(l.Files), file[1]...)
	}
	if strings.HasPrefix(string(at), l.Base+"/") && l.Base != "" {
		return at
	}
	return append([]byte(l.Base), at...)
}

var attachment = regexp.MustCompile(`^/attachments/([1-9][0-9]{0,17}(?:/thumb)?)$`)

// isOurs tells whether an address is a path of this site. Browsers read backslashes as slashes.
func isOurs(at []byte) bool {
	return len(at) > 1 && at[0] == '/' && at[1] != '/' && at[1] != '\\'
}

// named is what a text names: a reference, a mention, a tag, a note or a place.
type named struct {
	ast.BaseInline
	text   []byte // what is shown in a link's text, and counts as text
	link   Link
	person string // the name of who is mentioned; empty for all others
}

var kindNamed = ast.NewNodeKind("Named")

// Kind is called by goldmark.
func (n *named) Kind() ast.NodeKind { return kindNamed }

// Dump is called by goldmark.
func (n *named) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Text": string(n.text)}, nil)
}

// inLink tells whether a node stands in the text of a link, which can't hold another one.
func inLink(n ast.Node) bool {
	for up := n.Parent(); up != nil; up = up.Parent() {
		if up.Kind() == ast.KindLink || up.Kind() == ast.KindImage {
			return true
		}
	}
	return false
}

// renderNamed writes a link, or a mention as a mark; in the text of a link it says what was typed.
func renderNamed(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*named)
	shown := string(util.EscapeHTML(n.text))
	if n.link.Done {
		shown = `<del>` + shown + `</del>`
	}
	switch {
	case inLink(n):
	case n.person != "":
		shown = `<span class="chip">@` + template.HTMLEscapeString(n.person) + `</span>`
	case n.link.Href != "":
		shown = n.link.open() + shown + `</a>`
	}
	_, err := w.WriteString(shown)
	return ast.WalkContinue, err
}

func (l Link) open() string {
	title := ""
	if l.Title != "" {
		title = `" title="` + template.HTMLEscapeString(l.Title)
	}
	return `<a href="` + string(util.EscapeHTML(util.URLEscape([]byte(l.Href), false))) + title + `">`
}

// wikilink is what a [[link]] leads to.
func (l Links) wikilink(w domain.WikiLink) Link {
	link, known := l.Notes[domain.TitleKey(w.Title)]
	switch heading := w.Heading(); {
	case known && heading != "":
		link.Href += "#h-" + slug(heading)
	case !known && l.NewNote != "":
		link = Link{Href: l.NewNote + url.QueryEscape(w.Title), Title: "Make this note"}
	}
	return link
}
