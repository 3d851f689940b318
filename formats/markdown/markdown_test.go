package markdown_test

import (
	"regexp"
	"strings"
	"testing"

	"mddash/formats/markdown"
)

func TestTextBecomesHTML(t *testing.T) {
	m := markdown.New(markdown.Options{Top: 3, IDs: true})
	for name, test := range map[string]struct{ text, want string }{
		"emphasis and code":                     {"**b** _i_ ~~d~~ `<c>`", "<p><strong>b</strong> <em>i</em> <del>d</del> <code>&lt;c&gt;</code></p>"},
		"headings start below the page's":       {"# One\n\n## Two", "<h3 id=\"h-one\">One</h3>\n<h4 id=\"h-two\">Two</h4>"},
		"no heading level is skipped":           {"### a\n\n# b\n\n##### c", "<h3 id=\"h-a\">a</h3>\n<h3 id=\"h-b\">b</h3>\n<h4 id=\"h-c\">c</h4>"},
		"ids are prefixed, theirs alone":        {"# panel\n\n# panel\n\n# panel 2", "<h3 id=\"h-panel\">panel</h3>\n<h3 id=\"h-panel-2\">panel</h3>\n<h3 id=\"h-panel-2-2\">panel 2</h3>"},
		"ids keep letters of every script":      {"# Überblick, 日本 *x*!", "<h3 id=\"h-überblick-日本-x\">Überblick, 日本 <em>x</em>!</h3>"},
		"a link names no referrer's owner":      {"[a](https://a.example/?b&c)", `<p><a href="https://a.example/?b&amp;c" rel="nofollow noopener">a</a></p>`},
		"bare links work":                       {"see www.a.example now", `<p>see <a href="http://www.a.example" rel="nofollow noopener">www.a.example</a> now</p>`},
		"tasks can be told apart by listening":  {"- [ ] a\n- [x] b", "<ul class=\"tasks\">\n<li><input type=\"checkbox\" disabled=\"\" data-task=\"0\" aria-label=\"Not done\"> a</li>\n<li><input type=\"checkbox\" disabled=\"\" checked=\"\" data-task=\"1\" aria-label=\"Done\"> b</li>\n</ul>"},
		"tables keep how they are aligned":      {"|a|b|\n|-|-:|\n|1|2|", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td align=\"right\">2</td>\n</tr>\n</tbody>\n</table>"},
		"code keeps its language":               {"```go\nx\n```", "<pre><code class=\"language-go\">x\n</code></pre>"},
		"a numbered list starts where it says":  {"3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>"},
		"a picture from elsewhere is a link":    {"![cat](https://a.example/c.png)", `<p><a href="https://a.example/c.png" rel="nofollow noopener">cat</a></p>`},
		"also where its scheme is left out":     {"![](//a.example/c.png)", `<p><a href="//a.example/c.png" rel="nofollow noopener">Picture</a></p>`},
		"a picture of this place is shown":      {"![cat](/attachments/7) ![](/attachments/7/thumb)", `<p><img src="/attachments/7" alt="cat" loading="lazy"> <img src="/attachments/7/thumb" alt="" loading="lazy"></p>`},
		"nothing else of this place is":         {"![x](/todos/1/removal) ![](/attachments/7/x)", `<p><a href="/todos/1/removal" rel="nofollow noopener">x</a> <a href="/attachments/7/x" rel="nofollow noopener">Picture</a></p>`},
		"a picture in a link is its name":       {"[![cat](https://b.example/c)](https://a.example)", `<p><a href="https://a.example" rel="nofollow noopener">cat</a></p>`},
		"footnotes are numbered as they come":   {"a[^z] b[^y] c[^z]\n\n[^y]: two\n[^z]: *one*\n[^x]: none", "<p>a<sup><a href=\"#f-1\" id=\"f-1-1\" aria-label=\"Footnote 1\">1</a></sup> b<sup><a href=\"#f-2\" id=\"f-2-1\" aria-label=\"Footnote 2\">2</a></sup> c<sup><a href=\"#f-1\" id=\"f-1-2\" aria-label=\"Footnote 1\">1</a></sup></p>\n<section class=\"footnotes\">\n<ol>\n<li id=\"f-1\">\n<p><em>one</em> <a href=\"#f-1-1\" aria-label=\"Back to footnote 1\">↩</a> <a href=\"#f-1-2\" aria-label=\"Back to footnote 1\">↩</a></p>\n</li>\n<li id=\"f-2\">\n<p>two <a href=\"#f-2-1\" aria-label=\"Back to footnote 2\">↩</a></p>\n</li>\n</ol>\n</section>"},
		"a footnote of nothing stays text":      {"a[^1] [^]: x", "<p>a[^1] [^]: x</p>"},
		"an empty text is empty":                {"", ""},
		"text that is none becomes text":        {"a\x00b\xffc", "<p>a\ufffdb\ufffdc</p>"},
		"right-to-left stays as it was written": {"שלום **עולם**", "<p>שלום <strong>עולם</strong></p>"},
	} {
		if got := strings.TrimSpace(m.HTML(test.text)); got != test.want {
			t.Errorf("%s: %q\n got %s\nwant %s", name, test.text, got, test.want)
		}
	}
}

func TestLineBreaksAreKeptWhereAskedFor(t *testing.T) {
	if got := markdown.New(markdown.Options{Breaks: true}).HTML("a\nb"); !strings.Contains(got, "a<br>") {
		t.Error(got)
	}
	if got := markdown.New(markdown.Options{}).HTML("a\nb"); strings.Contains(got, "<br>") {
		t.Error(got)
	}
}

func TestNothingThatRunsComesThrough(t *testing.T) {
	m := markdown.New(markdown.Options{IDs: true})
	for _, text := range []string{
		`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg onload=alert(1)>`, `<a href="javascript:alert(1)">x</a>`,
		`[x](javascript:alert(1))`, `[x](JaVaScRiPt:alert(1))`, "[x](java\tscript:alert(1))", `[x](&#106;avascript:alert(1))`, `[x](vbscript:x)`,
		`[x](data:text/html;base64,PHNjcmlwdD4=)`, `![x](javascript:alert(1))`, `![x](data:image/svg+xml,<svg onload=alert(1)>)`,
		`![x"onerror="alert(1)](/a)`, `![x](/a"onerror="alert(1))`, `[x](/a "t\" onmouseover=\"alert(1)")`, `<https://a.example/"onclick="x>`,
		"# x {onclick=alert(1)}", "```x\" onclick=\"alert(1)\nx\n```", `<iframe src=//a.example>`, `<form action=/todos/1/removal method=post><button>x`,
		`<b hx-get=/x hx-trigger=load>x</b>`, `<style>*{display:none}</style>`, `<math><mi xlink:href="javascript:alert(1)">`,
		`|<img src=x onerror=alert(1)>|` + "\n|-|\n|<svg onload=x>|", "- [ ] <script>x</script>", `https://a.example/<script>alert(1)</script>`,
		`<javascript:alert(1)>`, `<!--><img src=x onerror=alert(1)>-->`, "<x\x00 onload=alert(1)>", `[x]: javascript:alert(1)` + "\n\n[x]",
	} {
		checkTags(t, text, m.HTML(text))
	}
}

// A text that took more than quadratic time would run into the limit that go test sets for all tests.
func TestNoTextHangs(t *testing.T) {
	m := markdown.New(markdown.Options{IDs: true})
	const size = 10000
	for _, piece := range []string{
		">", "> ", "- ", "[", "[](", "![", "*a_", "*", "`a``", "<", "www.", "a@", "http://a.b/(", "&", "~~a", "[a]: b\n", "*a **b ", "# a\n",
		"<a ", "<![CDATA[", "<!--", "<?", "|a|\n|-|\n", "1. ", "\t", "\\", "`",
	} {
		if m.HTML(strings.Repeat(piece, size/len(piece))) == "" && piece != "\t" && piece != "[a]: b\n" {
			t.Errorf("%q leaves nothing", piece)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add("# a\n\n- [ ] b\n\n|c|\n|-|\n|d|")
	m := markdown.New(markdown.Options{Top: 3, IDs: true, Breaks: true})
	unsafe := regexp.MustCompile(`(?i)<(script|style|iframe|form|svg|object|base|meta|link)[\s>]`)
	f.Fuzz(func(t *testing.T, text string) {
		if html := m.HTML(text); unsafe.MatchString(html) {
			t.Error(html)
		}
	})
}
