// Package markdown turns what people write into HTML that is safe to show to others.
package markdown

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// Options say where the text will stand.
type Options struct {
	// Top is the level of the text's highest headings, 1 where it is 0: one below the heading that they stand under.
	Top int
	// IDs gives headings ids to link to, all of them beginning with "h-". Only one text of a page can have them.
	IDs bool
	// Breaks keeps the line breaks that were typed, as people expect it of short texts.
	Breaks bool
}

// Markdown renders CommonMark with tables, task lists, strikethrough and bare links. It is safe for concurrent use.
type Markdown struct {
	parse  goldmark.Markdown
	policy *bluemonday.Policy
	kept   *kept
}

var colourKey = parser.NewContextKey()

// New makes a renderer for one place.
func New(o Options) *Markdown {
	looks := &looks{top: min(max(o.Top, 1), 6), ids: o.IDs}
	shown := []renderer.Option{withOurNodes(o.IDs), renderer.WithNodeRenderers(util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500))}
	if o.Breaks {
		shown = append(shown, html.WithHardWraps())
	}
	return &Markdown{policy: policy(), kept: newKept(), parse: goldmark.New(
		goldmark.WithParser(newParser()),
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"https:", "http:", "mailto:"})),
		),
		goldmark.WithParserOptions(withFootnotes()...),
		goldmark.WithParserOptions(
			parser.WithInlineParsers(util.Prioritized(boxParser{extension.NewTaskCheckBoxParser()}, 0), util.Prioritized(wikilinks{}, 150), util.Prioritized(mentions{}, 600), util.Prioritized(tags{}, 600), util.Prioritized(addresses{}, 700)),
			parser.WithASTTransformers(util.Prioritized(references{}, 400), util.Prioritized(looks, 500)),
		),
		goldmark.WithRendererOptions(shown...),
	)}
}

// HTML is the text as HTML. What would be unsafe is left out; there is no text that it fails on.
func (m *Markdown) HTML(text string) string { return m.Linked(text, Links{}) }

// Linked is HTML with what the text leads to.
func (m *Markdown) Linked(text string, links Links) string {
	html, _ := m.render(text, links)
	return html
}

// Kept is Linked for texts that are read again and again.
func (m *Markdown) Kept(text string, links Links) string {
	key := links.key(text)
	html, found := m.kept.get(key)
	if found {
		return html
	}
	html, whole := m.render(text, links)
	if whole {
		m.kept.put(key, html)
	}
	return html
}

// render answers also whether the next time would bring nothing else.
func (m *Markdown) render(text string, links Links) (string, bool) {
	var out bytes.Buffer
	var all colouring
	pc := parser.NewContext()
	pc.Set(linksKey, links)
	pc.Set(colourKey, &all)
	if err := m.parse.Convert([]byte(strings.ToValidUTF8(text, "\ufffd")), &out, parser.WithContext(pc)); err != nil {
		return "<p>" + template.HTMLEscapeString(text) + "</p>", false
	}
	return m.policy.SanitizeReader(&out).String(), !all.cut
}
