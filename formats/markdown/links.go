package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"mddash/domain"
)

// Links are what the references and mentions of a text lead to, as far as its reader may know. The zero Links are none,
// and whatever is not in them stays text.
type Links struct {
	// References by their names, such as WEB-12 and D-7.
	References map[string]Link
	// People who can be mentioned.
	People domain.Mentionable
}

// Link is where a reference leads.
type Link struct {
	Href  string
	Title string
	// Done strikes it through.
	Done bool
}

var linksKey = parser.NewContextKey()

// named is a reference or a mention in a parsed text.
type named struct {
	ast.BaseInline
	text   []byte // as it was typed
	link   Link
	person string // the name of who is mentioned; empty for a reference
}

var kindNamed = ast.NewNodeKind("Named")

// Kind is called by goldmark.
func (n *named) Kind() ast.NodeKind { return kindNamed }

// Dump is called by goldmark.
func (n *named) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Text": string(n.text)}, nil)
}

// inLink tells whether the node stands in the text of a link, which can't hold another one.
func (n *named) inLink() bool {
	for up := n.Parent(); up != nil; up = up.Parent() {
		if up.Kind() == ast.KindLink || up.Kind() == ast.KindImage {
			return true
		}
	}
	return false
}

// mentions finds people behind an @. Code, addresses and HTML never come here: other parsers take them whole.
type mentions struct{}

// Trigger is what a mention begins with.
func (mentions) Trigger() []byte { return []byte("@") }

// Parse is called by goldmark where that is.
func (mentions) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if !domain.BeginsWord(block.PrecendingCharacter()) {
		return nil
	}
	links, _ := pc.Get(linksKey).(Links)
	line, _ := block.PeekLine()
	who, length, ok := links.People.At(string(line))
	if !ok {
		return nil
	}
	block.Advance(length)
	return &named{text: line[:length], person: who.Name}
}

// references finds WEB-12 and D-7 in what is left as text once everything else is parsed.
type references struct{}

// Transform is called by goldmark with the whole text.
func (references) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	links, _ := pc.Get(linksKey).(Links)
	if len(links.References) == 0 {
		return
	}
	var texts []*ast.Text
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.CodeSpan, *ast.Link, *ast.Image, *ast.AutoLink:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if entering {
				texts = append(texts, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, t := range texts {
		links.split(t, reader.Source())
	}
}

// around is how much is looked at beside a piece of text, to see where a word ends.
const around = 16

// split takes the references out of a piece of text; what is left of it stands around them.
func (l Links) split(t *ast.Text, source []byte) {
	from := max(0, t.Segment.Start-around)
	window := string(source[from:min(len(source), t.Segment.Stop+around)])
	for at := t.Segment.Start - from; ; {
		start, name := domain.NextReference(window, at)
		begin, end := from+start, from+start+len(name)
		if name == "" || end > t.Segment.Stop {
			return
		}
		at = start + len(name)
		link, known := l.References[name]
		if !known {
			continue
		}
		parent := t.Parent()
		if begin > t.Segment.Start {
			parent.InsertBefore(parent, t, ast.NewTextSegment(t.Segment.WithStop(begin)))
		}
		parent.InsertBefore(parent, t, &named{text: source[begin:end], link: link})
		t.Segment = text.NewSegment(end, t.Segment.Stop)
	}
}

// renderNamed writes a reference as a link, and a mention as a mark; in the text of a link it says what was typed.
func renderNamed(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*named)
	shown := string(util.EscapeHTML(n.text))
	switch {
	case n.person == "":
		if n.link.Done {
			shown = `<del>` + shown + `</del>`
		}
		shown = `<a href="` + string(util.EscapeHTML(util.URLEscape([]byte(n.link.Href), false))) + `" title="` + string(util.EscapeHTML([]byte(n.link.Title))) + `">` + shown + `</a>`
	case !n.inLink():
		shown = `<span class="chip">@` + string(util.EscapeHTML([]byte(n.person))) + `</span>`
	}
	_, err := w.WriteString(shown)
	return ast.WalkContinue, err
}
