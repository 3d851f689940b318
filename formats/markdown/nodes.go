package markdown

import (
	"bytes"
	"regexp"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// nodes renders what we show in another way than is usual.
type nodes struct {
	ids  bool
	code *code
}

func withOurNodes(ids bool) renderer.Option {
	return renderer.WithNodeRenderers(util.Prioritized(nodes{ids, &code{}}, 10))
}

// RegisterFuncs tells goldmark what is rendered here.
func (o nodes) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	to.Register(ast.KindImage, image)
	to.Register(east.KindTaskCheckBox, taskCheckBox)
	to.Register(kindNamed, renderNamed)
	to.Register(ast.KindFencedCodeBlock, o.code.fence)
	footnotes{o.ids}.RegisterFuncs(to)
}

// image shows what is attached here, and nothing else: a picture from elsewhere would tell its owner who reads the text
// and when. Such a one becomes a link.
func image(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	picture := node.(*ast.Image)
	at, name := picture.Destination, []byte(plain(picture, source))
	if html.IsDangerousURL(at) {
		at = nil
	}
	address := util.EscapeHTML(util.URLEscape(at, true))
	if _, ours := picture.AttributeString("ours"); ours {
		_, _ = w.WriteString(`<img src="` + string(address) + `" alt="` + string(util.EscapeHTML(name)) + `" loading="lazy">`)
		return ast.WalkSkipChildren, nil
	}
	if len(bytes.TrimSpace(name)) == 0 {
		name = []byte("Picture")
	}
	if inLink(picture) {
		_, _ = w.Write(util.EscapeHTML(name))
		return ast.WalkSkipChildren, nil
	}
	_, _ = w.WriteString(`<a href="` + string(address) + `" rel="nofollow noopener">` + string(util.EscapeHTML(name)) + `</a>`)
	return ast.WalkSkipChildren, nil
}

// policy is the second lock: goldmark lets no HTML through, and if it ever did, this would not.
func policy() *bluemonday.Policy {
	exactly := func(words string) *regexp.Regexp { return regexp.MustCompile(`^(` + words + `)$`) }
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li",
		"table", "thead", "tbody", "tr", "h1", "h2", "h3", "h4", "h5", "h6")
	p.AllowURLSchemes("https", "http", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("title").OnElements("a")
	p.AllowAttrs("class").Matching(exactly("chip|muted|strong")).OnElements("span")
	p.AllowAttrs("data-hue").Matching(exactly("red|orange|pine|teal|blue|violet")).OnElements("span")
	p.AllowAttrs("rel").Matching(exactly("nofollow noopener")).OnElements("a")
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^(/[\w.~%-]+)*/attachments/[1-9][0-9]*(/thumb)?$`)).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("loading").Matching(exactly("lazy")).OnElements("img")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^h-[\pL\pN-]*$`)).OnElements("h1", "h2", "h3", "h4", "h5", "h6")
	p.AllowAttrs("class").Matching(exactly("tasks")).OnElements("ul", "ol")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[A-Za-z0-9+#.-]{1,30}$`)).OnElements("code")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("align").Matching(exactly("left|center|right")).OnElements("th", "td")
	p.AllowAttrs("type").Matching(exactly("checkbox")).OnElements("input")
	p.AllowAttrs("checked", "disabled").Matching(exactly("")).OnElements("input")
	p.AllowAttrs("name").Matching(exactly("done")).OnElements("input")
	p.AllowAttrs("form").Matching(exactly("ticks")).OnElements("input")
	p.AllowAttrs("value", "data-task").Matching(bluemonday.Integer).OnElements("input")
	p.AllowAttrs("aria-label").OnElements("input")
	p.AllowAttrs("class").Matching(exactly("footnotes")).OnElements("section")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^f-[0-9]+(-[0-9]+)?$`)).OnElements("a", "li")
	p.AllowAttrs("aria-label").Matching(regexp.MustCompile(`^(Footnote|Back to footnote) [0-9]+$`)).OnElements("a")
	p.AllowElements("sup")
	p.AllowElements("th", "td")
	return p
}
