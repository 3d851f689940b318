package markdown

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// footnotes renders [^1] and what it stands for. Without ids they are numbers, and lead nowhere.
type footnotes struct{ ids bool }

func withFootnotes() []parser.Option {
	return []parser.Option{
		parser.WithBlockParsers(util.Prioritized(few{extension.NewFootnoteBlockParser(), parser.NewContextKey()}, 999)),
		parser.WithInlineParsers(util.Prioritized(bounded{InlineParser: extension.NewFootnoteParser(), count: parser.NewContextKey()}, 101)),
		parser.WithASTTransformers(util.Prioritized(extension.NewFootnoteASTTransformer(), 450)),
	}
}

// RegisterFuncs tells goldmark what is rendered here.
func (f footnotes) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	to.Register(east.KindFootnoteLink, f.reference)
	to.Register(east.KindFootnoteBacklink, f.back)
	to.Register(east.KindFootnote, f.note)
	to.Register(east.KindFootnoteList, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		tag := "</ol>\n</section>\n"
		if entering {
			tag = "<section class=\"footnotes\">\n<ol>\n"
		}
		_, err := w.WriteString(tag)
		return ast.WalkContinue, err
	})
}

func (f footnotes) reference(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*east.FootnoteLink)
	number := strconv.Itoa(n.Index)
	mark := number
	if f.ids {
		mark = `<a href="#f-` + number + `" id="` + referenceID(n.Index, n.RefIndex) + `" aria-label="Footnote ` + number + `">` + number + `</a>`
	}
	_, err := w.WriteString(`<sup>` + mark + `</sup>`)
	return ast.WalkContinue, err
}

func (f footnotes) back(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering || !f.ids {
		return ast.WalkContinue, nil
	}
	n := node.(*east.FootnoteBacklink)
	_, err := w.WriteString(` <a href="#` + referenceID(n.Index, n.RefIndex) + `" aria-label="Back to footnote ` + strconv.Itoa(n.Index) + `">↩</a>`)
	return ast.WalkContinue, err
}

func referenceID(index, reference int) string {
	return "f-" + strconv.Itoa(index) + "-" + strconv.Itoa(reference+1)
}

func (f footnotes) note(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := "</li>\n"
	switch {
	case entering && f.ids:
		tag = `<li id="f-` + strconv.Itoa(node.(*east.Footnote).Index) + "\">\n"
	case entering:
		tag = "<li>\n"
	}
	_, err := w.WriteString(tag)
	return ast.WalkContinue, err
}
