package markdown

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"mddash/domain"
)

// mentions finds people behind an @. Code, addresses and HTML never come here: other parsers take them whole.
type mentions struct{}

// Trigger is what a mention begins with.
func (mentions) Trigger() []byte { return []byte("@") }

// Parse is called by goldmark where that is.
func (mentions) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if !domain.BeginsWord(block.PrecendingCharacter()) {
		return nil
	}
	line, _ := block.PeekLine()
	who, length, ok := linksOf(pc).People.At(string(line[:min(len(line), longest)]))
	if !ok {
		return nil
	}
	block.Advance(length)
	return &named{text: line[:length], person: who.Name}
}

// longest is how much of a line a mention or a tag can take: of a longer one they would be looked for again and again.
const longest = 1000

// tags finds #tags.
type tags struct{}

// Trigger is what a tag begins with.
func (tags) Trigger() []byte { return []byte("#") }

// Parse is called by goldmark where that is.
func (tags) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	list := linksOf(pc).Tags
	if list == "" || !domain.BeginsWord(block.PrecendingCharacter()) {
		return nil
	}
	line, _ := block.PeekLine()
	tag := domain.TagAt(string(line[:min(len(line), longest)]))
	if tag == "" {
		return nil
	}
	block.Advance(len(tag) + 1)
	return &named{text: line[:len(tag)+1], link: Link{Href: list + url.QueryEscape(tag)}}
}

// wikilinks finds [[links]]. Where other programs show the note itself, ![[so]], it is a link too.
type wikilinks struct{}

// Trigger is what a [[link]] begins with.
func (wikilinks) Trigger() []byte { return []byte("[!") }

// Parse is called by goldmark where that is.
func (wikilinks) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	from := 0
	if line[0] == '!' {
		from = 1
	}
	link, ok := domain.WikiLinkAt(string(line[from:min(len(line), domain.WikiLinkMax+5)]))
	if !ok {
		return nil
	}
	block.Advance(from + link.End)
	if from > 0 {
		ast.MergeOrAppendTextSegment(parent, segment.WithStop(segment.Start+from))
	}
	return &named{text: []byte(link.Shown()), link: linksOf(pc).wikilink(link)}
}

// references finds WEB-12 and D-7 in what is left as text once everything else is parsed, and addresses of ours.
type references struct{}

// Transform is called by goldmark with the whole text.
func (references) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	links := linksOf(pc)
	var texts []*ast.Text
	var bare []*ast.AutoLink
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.CodeSpan, *ast.Link, *ast.Image:
			return ast.WalkSkipChildren, nil
		case *ast.AutoLink:
			if entering {
				bare = append(bare, n)
			}
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
	for _, link := range bare {
		links.title(link, reader.Source())
	}
}

// around is how much is looked at beside a piece of text, to see where a word ends.
const around = 16

// split takes the references out of a piece of text; what is left of it stands around them.
func (l Links) split(t *ast.Text, source []byte) {
	if len(l.References) == 0 {
		return
	}
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

// title shows what an address of ours between < and > leads to.
func (l Links) title(bare *ast.AutoLink, source []byte) {
	path, found := strings.CutPrefix(string(bare.URL(source)), l.Origin)
	if place := l.place(path); found && l.Origin != "" && place != nil {
		bare.Parent().ReplaceChild(bare.Parent(), bare, place)
	}
}

// place is what a path of ours leads to; nil for what the reader doesn't know.
func (l Links) place(path string) *named {
	at, ok := domain.PlaceAt(path)
	link, known := l.Places[at]
	if !ok || !known {
		return nil
	}
	return &named{text: []byte(link.Title), link: Link{Href: l.Base + path, Done: link.Done}}
}

// addresses finds bare addresses of ours, also of servers without a name of the kind that others take for one.
type addresses struct{}

// Trigger is what can stand before an address; a blank is also the beginning of a line.
func (addresses) Trigger() []byte { return []byte(" (*_~") }

var pathOfOurs = regexp.MustCompile(`^/[a-z]+/[A-Za-z0-9_-]+(?:[?#][A-Za-z0-9_=&%/.-]*[A-Za-z0-9_=&%/-])?`)

// Parse is called by goldmark where that is.
func (addresses) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	links := linksOf(pc)
	line, segment := block.PeekLine()
	from := 0
	if strings.IndexByte(" (*_~", line[0]) >= 0 {
		from = 1
	}
	rest, found := bytes.CutPrefix(line[from:], []byte(links.Origin))
	if !found || links.Origin == "" || pc.IsInLinkLabel() {
		return nil
	}
	path := pathOfOurs.Find(rest[:min(len(rest), longest)])
	next, _ := utf8.DecodeRune(rest[len(path):])
	place := links.place(string(path))
	if place == nil || next == '/' || unicode.IsLetter(next) {
		return nil
	}
	if from > 0 {
		ast.MergeOrAppendTextSegment(parent, segment.WithStop(segment.Start+from))
	}
	block.Advance(from + len(links.Origin) + len(path))
	return place
}
