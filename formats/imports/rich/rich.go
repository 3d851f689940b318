// Package rich makes Markdown of the HTML that other programs keep texts in.
package rich

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// depthMax is how deep elements may lie in each other; what is deeper is left out.
const depthMax = 100

// textMax is how long a text may be that is read as HTML, in bytes. A longer one stays as it is.
const textMax = 256 << 10

// Markdown is a text as Markdown. One without any tags is Markdown already. Nothing that it links to is read.
func Markdown(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > textMax {
		return text
	}
	if !regexp.MustCompile(`(?i)</?(p|br|div|ul|ol|li|h[1-6]|strong|em|b|i|u|s|a|code|pre|blockquote|span|img|hr|table|input)\b[^>]*>`).MatchString(text) {
		return text
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return text
	}
	w := &writer{}
	w.children(root, 0)
	out := regexp.MustCompile(`[ \t]+\n`).ReplaceAllString(w.out.String(), "\n")
	out = strings.TrimSpace(regexp.MustCompile(`\n{3,}`).ReplaceAllString(out, "\n\n"))
	if len(out) > 4*len(text)+1000 {
		return text // lines that lie deep in others, which nobody writes
	}
	return out
}

type writer struct {
	out    strings.Builder
	indent string // before each line of a list or a quotation
	pre    bool
}

func (w *writer) children(n *html.Node, depth int) {
	if depth > depthMax {
		return
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		w.node(child, depth+1)
	}
}

func (w *writer) line() {
	if text := w.out.String(); text != "" && !strings.HasSuffix(text, "\n"+w.indent) {
		w.out.WriteString("\n" + w.indent)
	}
}

func (w *writer) block() {
	if w.out.Len() > 0 {
		w.out.WriteString("\n" + w.indent + "\n" + w.indent)
	}
}

func (w *writer) node(n *html.Node, depth int) {
	if n.Type == html.TextNode {
		w.text(n.Data)
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Input, atom.Label:
		if n.DataAtom == atom.Label {
			w.children(n, depth)
		}
	case atom.P, atom.Div, atom.Table, atom.Tr:
		// The paragraph that an item of a list begins with stands on its line.
		if !isItem(n.Parent) || n.PrevSibling != nil && n.PrevSibling.DataAtom != atom.Label {
			w.block()
		}
		w.children(n, depth)
	case atom.Br:
		w.out.WriteString("\n" + w.indent)
	case atom.Hr:
		w.block()
		w.out.WriteString("---")
		w.block()
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.block()
		level, _ := strconv.Atoi(n.Data[1:])
		w.out.WriteString(strings.Repeat("#", level) + " ")
		w.children(n, depth)
		w.block()
	case atom.Ul, atom.Ol:
		w.list(n, depth)
	case atom.Blockquote:
		w.block()
		w.under("> ", func() { w.out.WriteString("> "); w.children(n, depth) })
		w.block()
	case atom.Pre:
		w.code(n, depth)
	default:
		w.inline(n, depth)
	}
}

func isItem(n *html.Node) bool {
	return n != nil && (n.DataAtom == atom.Li || n.Parent != nil && n.Parent.DataAtom == atom.Li || n.DataAtom == atom.Blockquote)
}

func (w *writer) under(prefix string, do func()) {
	was := w.indent
	w.indent += prefix
	do()
	w.indent = was
}

func (w *writer) list(n *html.Node, depth int) {
	if !isItem(n.Parent) {
		w.block()
	}
	number := 1
	for item := n.FirstChild; item != nil; item = item.NextSibling {
		if item.DataAtom != atom.Li {
			continue
		}
		w.line()
		mark := "- "
		if n.DataAtom == atom.Ol {
			mark = strconv.Itoa(number) + ". "
		}
		if checked := attribute(item, "data-checked"); checked != "" {
			mark += map[bool]string{true: "[x] ", false: "[ ] "}[checked == "true"]
		}
		number++
		w.out.WriteString(mark)
		w.under(strings.Repeat(" ", min(len(mark), 3)), func() { w.children(item, depth+1) })
	}
	if !isItem(n.Parent) {
		w.block()
	}
}

func (w *writer) code(n *html.Node, depth int) {
	w.block()
	w.out.WriteString("```\n" + w.indent)
	w.pre = true
	w.children(n, depth)
	w.pre = false
	w.line()
	w.out.WriteString("```")
	w.block()
}

func (w *writer) inline(n *html.Node, depth int) {
	mark := ""
	switch n.DataAtom {
	case atom.Strong, atom.B:
		mark = "**"
	case atom.Em, atom.I:
		mark = "*"
	case atom.S, atom.Del, atom.Strike:
		mark = "~~"
	case atom.Code:
		mark = "`"
	case atom.A:
		w.link(n, depth)
		return
	case atom.Img:
		w.picture(n)
		return
	}
	if w.pre || n.FirstChild == nil {
		mark = ""
	}
	w.out.WriteString(mark)
	if mark == "`" {
		w.pre = true
	}
	w.children(n, depth)
	if mark == "`" {
		w.pre = false
	}
	w.out.WriteString(mark)
}

func (w *writer) link(n *html.Node, depth int) {
	target := attribute(n, "href")
	if !isAddress(target) {
		w.children(n, depth)
		return
	}
	w.out.WriteString("[")
	w.children(n, depth)
	w.out.WriteString("](" + escaped(target) + ")")
}

// picture is a link: a picture that lies elsewhere would tell there who looks at it.
func (w *writer) picture(n *html.Node) {
	name := attribute(n, "alt")
	if target := attribute(n, "src"); isAddress(target) {
		if name == "" {
			name = "Picture"
		}
		w.out.WriteString("[")
		w.text(name)
		w.out.WriteString("](" + escaped(target) + ")")
		return
	}
	w.text(name)
}

// text writes words, with what Markdown would take for a mark as it is.
func (w *writer) text(text string) {
	if w.pre {
		w.out.WriteString(strings.ReplaceAll(text, "\n", "\n"+w.indent))
		return
	}
	words := strings.Join(strings.Fields(text), " ")
	if words == "" {
		if text != "" && !strings.Contains(text, "\n") {
			w.out.WriteString(" ")
		}
		return
	}
	if strings.TrimLeft(text, " \t\r\n") != text {
		words = " " + words
	}
	if strings.TrimRight(text, " \t\r\n") != text {
		words += " "
	}
	w.out.WriteString(strings.NewReplacer(`\`, `\\`, "*", `\*`, "`", "\\`", "[", `\[`, "<", `\<`).Replace(words))
}

func isAddress(target string) bool {
	lower := strings.ToLower(target)
	return strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "mailto:")
}

func escaped(target string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "\n", "", "<", "%3C", ">", "%3E").Replace(target)
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
