package markdown

import (
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// Chroma knows 279 languages, which make the binary 4 MB bigger. These are the ones that people write down.
//
//go:embed lexers/*.xml
var lexers embed.FS

// code colours what is fenced with the name of a language. The colours are hues of the design: a text and its
// stylesheet agree without classes of their own.
type code struct {
	once      sync.Once
	languages *chroma.LexerRegistry
}

const (
	// colouredMost is how much code of one block is coloured, in bytes.
	colouredMost = 64 << 10
	// colourFor is how long one block may take. The languages are regular expressions that go back and forth: some
	// text is slow on purpose, and the rest of it stays plain.
	colourFor = 100 * time.Millisecond
	// colourAll is how long all blocks of a text may take.
	colourAll = 400 * time.Millisecond
)

func (c *code) language(name string) chroma.Lexer {
	c.once.Do(func() {
		c.languages = chroma.NewLexerRegistry()
		paths, _ := fs.Glob(lexers, "lexers/*.xml")
		for _, path := range paths {
			lexer, err := chroma.NewXMLLexer(lexers, path)
			if err != nil {
				slog.Error("a language can't be coloured", "file", path, "error", err)
				continue
			}
			c.languages.Register(lexer)
		}
	})
	if len(name) > 30 {
		return nil
	}
	return c.languages.Get(name)
}

var languageName = regexp.MustCompile(`^[A-Za-z0-9+#.-]{1,30}$`)

// fence writes a block of fenced code.
func (c *code) fence(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.FencedCodeBlock)
	name := string(n.Language(source))
	if !languageName.MatchString(name) {
		name = ""
	}
	opens := `<pre><code>`
	if name != "" {
		opens = `<pre><code class="language-` + template.HTMLEscapeString(name) + `">`
	}
	_, _ = w.WriteString(opens)
	text := strings.ReplaceAll(string(n.Lines().Value(source)), "\r\n", "\n")
	spent, _ := n.OwnerDocument().AttributeString("colour")
	_, _ = w.WriteString(template.HTMLEscapeString(text[c.colour(w, name, text, spent.(*colouring)):]))
	_, err := w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, err
}

// colouring is what the code of one text has taken.
type colouring struct {
	spent time.Duration
	// cut tells that the time ran out, so that the next time more of it may be coloured.
	cut bool
}

// colour writes the beginning of some code, as far as there is time for it, and tells how much of it that was. A
// language that fails in the middle leaves the rest.
func (c *code) colour(w util.BufWriter, name, text string, all *colouring) (written int) {
	if name == "" || len(text) > colouredMost || all.spent > colourAll {
		return 0
	}
	lexer := c.language(name)
	if lexer == nil {
		return 0
	}
	mark := ""
	turn := func(to string) {
		if mark != "" {
			_, _ = w.WriteString(`</span>`)
		}
		if mark = to; mark != "" {
			_, _ = w.WriteString(`<span ` + mark + `>`)
		}
	}
	begun := time.Now()
	defer func() {
		_ = recover()
		turn("")
		all.spent += time.Since(begun)
	}()
	tokens, err := lexer.Tokenise(&chroma.TokeniseOptions{State: "root"}, text)
	if err != nil {
		return 0
	}
	begun = time.Now() // the first time a language is used, it has to be made ready
	for token := tokens(); token != chroma.EOF && strings.HasPrefix(text[written:], token.Value); token = tokens() {
		if all.cut = all.cut || time.Since(begun) > colourFor || all.spent > colourAll; all.cut {
			return written
		}
		if to := markOf(token.Type); to != mark && strings.TrimSpace(token.Value) != "" {
			turn(to)
		}
		written += len(token.Value)
		_, _ = w.WriteString(template.HTMLEscapeString(token.Value))
	}
	return written
}

// markOf is what a piece of code is shown by.
func markOf(t chroma.TokenType) string {
	switch {
	case t == chroma.KeywordConstant, t.InSubCategory(chroma.LiteralNumber):
		return `data-hue="orange"`
	case t == chroma.KeywordType, t == chroma.NameBuiltin, t == chroma.NameBuiltinPseudo, t == chroma.NameAttribute, t == chroma.NameProperty:
		return `data-hue="teal"`
	case t.InCategory(chroma.Keyword), t == chroma.OperatorWord, t == chroma.CommentPreproc:
		return `data-hue="violet"`
	case t.InSubCategory(chroma.LiteralString), t == chroma.GenericInserted:
		return `data-hue="pine"`
	case t.InCategory(chroma.Comment), t == chroma.GenericPrompt:
		return `class="muted"`
	case t == chroma.NameFunction, t == chroma.NameClass, t == chroma.NameTag, t == chroma.NameDecorator, t == chroma.GenericSubheading:
		return `data-hue="blue"`
	case t == chroma.GenericDeleted:
		return `data-hue="red"`
	case t == chroma.GenericHeading:
		return `class="strong"`
	}
	return ""
}
