package markdown_test

import (
	"regexp"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/formats/markdown"
)

func known() markdown.Links {
	return markdown.Links{
		References: map[string]markdown.Link{
			"WEB-12": {Href: "/todos/12?view=all&project=5", Title: `Draft: "the" <page>`}, "WEB-13": {Href: "/todos/13", Title: "Done", Done: true}, "D-7": {Href: "/decisions/7", Title: "Which host?"},
		},
		People: domain.NewMentionable([]domain.Person{{ID: "ana", Name: "Ana Ruiz"}, {ID: "evil", Name: `<img src=x onerror=alert(1)>`}, {ID: "bo", Name: "Bo & Co"}}),
	}
}

func TestReferencesAndMentionsBecomeLinksAndMarks(t *testing.T) {
	const web = `<a href="/todos/12?view=all&amp;project=5" title="Draft: &#34;the&#34; &lt;page&gt;">WEB-12</a>`
	const d, ana = `<a href="/decisions/7" title="Which host?">D-7</a>`, `<span class="chip">@Ana Ruiz</span>`
	m := markdown.New(markdown.Options{Top: 3, IDs: true, Breaks: true})
	for name, test := range map[string]struct{ text, want string }{
		"a task":                         {"see WEB-12.", "<p>see " + web + ".</p>"},
		"one that is done":               {"WEB-13", `<p><a href="/todos/13" title="Done"><del>WEB-13</del></a></p>`},
		"a decision, in brackets":        {"(D-7, WEB-12)", "<p>(" + d + ", " + web + ")</p>"},
		"in what is marked up":           {"**WEB-12** _D-7_ ~~D-7~~", "<p><strong>" + web + "</strong> <em>" + d + "</em> <del>" + d + "</del></p>"},
		"at the ends of lines":           {"WEB-12\nD-7", "<p>" + web + "<br>\n" + d + "</p>"},
		"in lists and tables":            {"- [x] D-7\n\n|WEB-12|\n|-|\n|D-7|", "<ul class=\"tasks\">\n<li><input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"Done\"> " + d + "</li>\n</ul>\n<table>\n<thead>\n<tr>\n<th>" + web + "</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>" + d + "</td>\n</tr>\n</tbody>\n</table>"},
		"in a heading, which has its id": {"# On D-7 @ana", "<h3 id=\"h-on-d-7-ana\">On " + d + " " + ana + "</h3>"},
		"what nobody knows stays text":   {"WEB-99 NOPE-1 web-12 WEB-12b xWEB-12 @nobody", "<p>WEB-99 NOPE-1 web-12 WEB-12b xWEB-12 @nobody</p>"},
		"not in code":                    {"`WEB-12 @ana`\n\n    D-7\n\n```\n@ana WEB-12\n```", "<p><code>WEB-12 @ana</code></p>\n<pre><code>D-7\n</code></pre>\n<pre><code>@ana WEB-12\n</code></pre>"},
		"not in links":                   {"[WEB-12 @ana](/x \"D-7\") ![D-7 @ana](/y)", `<p><a href="/x" title="D-7" rel="nofollow noopener">WEB-12 @ana</a> <img src="/y" alt="D-7 @ana"></p>`},
		"not in addresses":               {"https://a.example/WEB-12/@ana x@ana.example /p/WEB-12", `<p><a href="https://a.example/WEB-12/@ana" rel="nofollow noopener">https://a.example/WEB-12/@ana</a> <a href="mailto:x@ana.example" rel="nofollow noopener">x@ana.example</a> /p/WEB-12</p>`},
		"not where it is escaped":        {`WEB\-12 \@ana`, "<p>WEB-12 @ana</p>"},
		"mentions":                       {`@ana, @ana.ruiz! (@"Ana Ruiz")`, "<p>" + ana + ", " + ana + "! (" + ana + ")</p>"},
		"a mention beside a reference":   {"@ana:D-7", "<p>" + ana + ":" + d + "</p>"},
		"names are text":                 {`@"<img src=x onerror=alert(1)>" @"Bo & Co"`, `<p><span class="chip">@&lt;img src=x onerror=alert(1)&gt;</span> <span class="chip">@Bo &amp; Co</span></p>`},
	} {
		if got := strings.TrimSpace(m.Linked(test.text, known())); got != test.want {
			t.Errorf("%s: %q\n got %s\nwant %s", name, test.text, got, test.want)
		}
	}
}

func TestWithoutLinksReferencesAndMentionsAreText(t *testing.T) {
	m := markdown.New(markdown.Options{})
	if got := strings.TrimSpace(m.HTML("WEB-12 @ana D-7")); got != "<p>WEB-12 @ana D-7</p>" {
		t.Error(got)
	}
}

func TestTitlesAndNamesCannotBreakOut(t *testing.T) {
	m := markdown.New(markdown.Options{Breaks: true})
	for _, evil := range []string{
		`"><script>alert(1)</script>`, `" onmouseover="alert(1)`, `'><img src=x onerror=alert(1)>`, "\" hx-get=\"/x\" hx-trigger=\"load", "&quot; onclick=&quot;x", "</a><svg onload=x>", "javascript:alert(1)", "\x00\" onload=x",
	} {
		links := markdown.Links{
			References: map[string]markdown.Link{"WEB-12": {Href: "/todos/12", Title: evil}, "D-7": {Href: evil, Title: evil}},
			People:     domain.NewMentionable([]domain.Person{{ID: "x", Name: evil + " Smith"}}),
		}
		text := "WEB-12 D-7 " + domain.Mention(domain.Person{Name: evil + " Smith"}) + " @smith"
		checkTags(t, text, m.Linked(text, links))
	}
}

// Every < of the HTML begins a tag, and every " in a tag ends a value: whatever was typed is written in other ways.
var (
	tagIn  = regexp.MustCompile(`<[^>]*>`)
	attrIn = regexp.MustCompile(` ([^\s="]+)="([^"]*)"`)
	ours   = regexp.MustCompile(`^</?(p|br|hr|em|strong|del|code|pre|blockquote|ul|ol|li|table|thead|tbody|tr|th|td|h[1-6]|a|img|input|span)/?>$`)
	fine   = regexp.MustCompile(`^(href|title|rel|class|src|alt|id|type|disabled|checked|aria-label|start|align)$`)
)

// checkTags wants nothing in HTML that we don't write.
func checkTags(t *testing.T, text, page string) {
	t.Helper()
	for _, tag := range tagIn.FindAllString(page, -1) {
		if !ours.MatchString(attrIn.ReplaceAllString(tag, "")) {
			t.Errorf("%q: %s in %s", text, tag, page)
		}
		for _, attr := range attrIn.FindAllStringSubmatch(tag, -1) {
			address := attr[1] == "href" || attr[1] == "src"
			if !fine.MatchString(attr[1]) || address && regexp.MustCompile(`(?i)^\s*(javascript|vbscript|data):`).MatchString(attr[2]) {
				t.Errorf("%q: %s in %s", text, attr[0], page)
			}
		}
	}
}

func FuzzLinked(f *testing.F) {
	f.Add("see WEB-12 and `D-7`, @ana", `"><b onclick=x>`)
	f.Add("[WEB-12](/x) @\"Ana Ruiz\"\n\n    WEB-12", "Ana Ruiz")
	m := markdown.New(markdown.Options{Top: 3, IDs: true, Breaks: true})
	f.Fuzz(func(t *testing.T, text, name string) {
		links := markdown.Links{
			References: map[string]markdown.Link{"WEB-12": {Href: "/todos/12", Title: name, Done: true}, "D-7": {Href: "/decisions/7", Title: name}},
			People:     domain.NewMentionable([]domain.Person{{ID: "x", Name: name}, {ID: "ana", Name: "Ana Ruiz"}}),
		}
		checkTags(t, text, m.Linked(text, links))
	})
}
