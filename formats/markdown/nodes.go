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
type nodes struct{}

func withOurNodes() renderer.Option {
	return renderer.WithNodeRenderers(util.Prioritized(nodes{}, 10))
}

// RegisterFuncs tells goldmark what is rendered here.
func (nodes) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	to.Register(ast.KindImage, image)
	to.Register(east.KindTaskCheckBox, taskCheckBox)
	to.Register(kindNamed, renderNamed)
}

// image shows pictures of this place alone: one from elsewhere would tell its owner who reads the text and when.
// Such a one becomes a link.
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
	if isOurs(at) {
		_, _ = w.WriteString(`<img src="` + string(address) + `" alt="` + string(util.EscapeHTML(name)) + `">`)
		return ast.WalkSkipChildren, nil
	}
	if len(bytes.TrimSpace(name)) == 0 {
		name = []byte("Picture")
	}
	_, _ = w.WriteString(`<a href="` + string(address) + `" rel="nofollow noopener">` + string(util.EscapeHTML(name)) + `</a>`)
	return ast.WalkSkipChildren, nil
}

// isOurs tells whether an address is a path of this site. Browsers read backslashes as slashes.
func isOurs(at []byte) bool {
	return len(at) > 1 && at[0] == '/' && at[1] != '/' && at[1] != '\\'
}

// taskCheckBox has a name, for those who listen.
func taskCheckBox(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	box := `<input type="checkbox" disabled aria-label="Not done"> `
	if node.(*east.TaskCheckBox).IsChecked {
		box = `<input type="checkbox" disabled checked aria-label="Done"> `
	}
	_, err := w.WriteString(box)
	return ast.WalkContinue, err
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
	p.AllowAttrs("class").Matching(exactly("chip")).OnElements("span")
	p.AllowAttrs("rel").Matching(exactly("nofollow noopener")).OnElements("a")
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^/[^/\\]`)).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^h-[\pL\pN-]*$`)).OnElements("h1", "h2", "h3", "h4", "h5", "h6")
	p.AllowAttrs("class").Matching(exactly("tasks")).OnElements("ul", "ol")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[A-Za-z0-9+#.-]{1,30}$`)).OnElements("code")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("align").Matching(exactly("left|center|right")).OnElements("th", "td")
	p.AllowAttrs("type").Matching(exactly("checkbox")).OnElements("input")
	p.AllowAttrs("checked", "disabled").Matching(exactly("")).OnElements("input")
	p.AllowAttrs("aria-label").Matching(exactly("Done|Not done")).OnElements("input")
	p.AllowElements("th", "td")
	return p
}
