package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What takes goldmark more than linear time is bounded: beyond these limits the marks stay text.
const (
	// marksMost is how many marks of one kind, such as * or [, are looked at in one paragraph.
	marksMost = 1000
	// deepest is how far quotes and lists nest. A list counts twice, with its items.
	deepest = 40
	// notesMost is how many footnotes one text has.
	notesMost = 500
	// linesMost is how long a paragraph may be that begins with [definitions]: of links.
	linesMost = 2000
)

// bounded is an inline parser that gives up in a paragraph with too many of its marks.
type bounded struct {
	parser.InlineParser
	count parser.ContextKey
	opens func(mark byte) bool // tells the marks that count; nil for all
}

type marks struct {
	in ast.Node
	n  int
}

// Parse is called by goldmark where a mark is.
func (b bounded) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	seen, _ := pc.Get(b.count).(*marks)
	if seen == nil {
		seen = &marks{}
		pc.Set(b.count, seen)
	}
	if seen.in != parent {
		seen.in, seen.n = parent, 0
	}
	if b.opens == nil || b.opens(block.Peek()) {
		if seen.n++; seen.n > marksMost {
			return nil
		}
	}
	return b.InlineParser.Parse(parent, block, pc)
}

// CloseBlock is called by goldmark at the end of a paragraph.
func (b bounded) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if closer, ok := b.InlineParser.(parser.CloseBlocker); ok {
		closer.CloseBlock(parent, block, pc)
	}
}

// shallow is a parser of blocks that hold others, to a certain depth.
type shallow struct{ parser.BlockParser }

// Open is called by goldmark where such a block may begin.
func (s shallow) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for up := parent; up != nil; up = up.Parent() {
		depth++
	}
	if depth > deepest {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, reader, pc)
}

// few is a parser of footnotes that gives up when there are too many.
type few struct {
	parser.BlockParser
	count parser.ContextKey
}

// Open is called by goldmark where a footnote may begin.
func (f few) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	n, _ := pc.Get(f.count).(int)
	if n >= notesMost {
		return nil, parser.NoChildren
	}
	node, state := f.BlockParser.Open(parent, reader, pc)
	if node != nil {
		pc.Set(f.count, n+1)
	}
	return node, state
}

// short leaves long paragraphs alone.
type short struct{ parser.ParagraphTransformer }

// Transform is called by goldmark with every paragraph.
func (s short) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	if node.Lines().Len() <= linesMost {
		s.ParagraphTransformer.Transform(node, reader, pc)
	}
}

// newParser is goldmark's own with ~~strikethrough~~, bounded.
func newParser() parser.Parser {
	blocks := parser.DefaultBlockParsers()
	for i, p := range blocks {
		switch p.Priority {
		case 300, 400, 800: // lists, their items, quotes
			blocks[i] = util.Prioritized(shallow{p.Value.(parser.BlockParser)}, p.Priority)
		}
	}
	// Emphasis and strikethrough are matched in one list.
	emphasis := parser.NewContextKey()
	opens := func(mark byte) bool { return mark != ']' }
	definitions := util.Prioritized(short{parser.LinkReferenceParagraphTransformer}, 100)
	return parser.NewParser(parser.WithBlockParsers(blocks...), parser.WithParagraphTransformers(definitions), parser.WithInlineParsers(
		util.Prioritized(bounded{parser.NewCodeSpanParser(), parser.NewContextKey(), nil}, 100),
		util.Prioritized(bounded{parser.NewLinkParser(), parser.NewContextKey(), opens}, 200),
		util.Prioritized(bounded{parser.NewAutoLinkParser(), parser.NewContextKey(), nil}, 300),
		util.Prioritized(bounded{parser.NewRawHTMLParser(), parser.NewContextKey(), nil}, 400),
		util.Prioritized(bounded{parser.NewEmphasisParser(), emphasis, nil}, 500),
		util.Prioritized(bounded{extension.NewStrikethroughParser(), emphasis, nil}, 500),
	))
}
