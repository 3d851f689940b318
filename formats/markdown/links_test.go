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
		Origin: "https://north.example", Tags: "/notes?tag=", NewNote: "",
		Notes:  map[string]markdown.Link{"road map": {Href: "/notes/5"}},
		Places: map[domain.Place]markdown.Link{{Kind: "notes", ID: "5"}: {Title: "Road <map>"}, {Kind: "todos", ID: "12"}: {Title: "Done", Done: true}},
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
		"in lists and tables":            {"- [x] D-7\n\n|WEB-12|\n|-|\n|D-7|", "<ul class=\"tasks\">\n<li><input type=\"checkbox\" disabled=\"\" checked=\"\" data-task=\"0\" aria-label=\"Done\"> " + d + "</li>\n</ul>\n<table>\n<thead>\n<tr>\n<th>" + web + "</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>" + d + "</td>\n</tr>\n</tbody>\n</table>"},
		"in a heading, which has its id": {"# On D-7 @ana", "<h3 id=\"h-on-d-7-ana\">On " + d + " " + ana + "</h3>"},
		"what nobody knows stays text":   {"WEB-99 NOPE-1 web-12 WEB-12b xWEB-12 @nobody", "<p>WEB-99 NOPE-1 web-12 WEB-12b xWEB-12 @nobody</p>"},
		"not in code":                    {"`WEB-12 @ana`\n\n    D-7\n\n```\n@ana WEB-12\n```", "<p><code>WEB-12 @ana</code></p>\n<pre><code>D-7\n</code></pre>\n<pre><code>@ana WEB-12\n</code></pre>"},
		"not in links":                   {"[WEB-12 @ana](/x \"D-7\") ![D-7 @ana](/attachments/3)", `<p><a href="/x" title="D-7" rel="nofollow noopener">WEB-12 @ana</a> <img src="/attachments/3" alt="D-7 @ana" loading="lazy"></p>`},
		"not in addresses":               {"https://a.example/WEB-12/@ana x@ana.example /p/WEB-12", `<p><a href="https://a.example/WEB-12/@ana" rel="nofollow noopener">https://a.example/WEB-12/@ana</a> <a href="mailto:x@ana.example" rel="nofollow noopener">x@ana.example</a> /p/WEB-12</p>`},
		"not where it is escaped":        {`WEB\-12 \@ana`, "<p>WEB-12 @ana</p>"},
		"mentions":                       {`@ana, @ana.ruiz! (@"Ana Ruiz")`, "<p>" + ana + ", " + ana + "! (" + ana + ")</p>"},
		"a mention beside a reference":   {"@ana:D-7", "<p>" + ana + ":" + d + "</p>"},
		"names are text":                 {`@"<img src=x onerror=alert(1)>" @"Bo & Co"`, `<p><span class="chip">@&lt;img src=x onerror=alert(1)&gt;</span> <span class="chip">@Bo &amp; Co</span></p>`},
		"links by title":                 {"[[Road  MAP]], [[Road map|the map]], [[road map#Über uns]]", `<p><a href="/notes/5">Road  MAP</a>, <a href="/notes/5">the map</a>, <a href="/notes/5#h-%C3%BCber-uns">road map#Über uns</a></p>`},
		"what nobody knows is its label": {"[[Nowhere]] [[Nowhere|<b>]] [[]] [[ ]] [[a", "<p>Nowhere &lt;b&gt; [[]] [[ ]] [[a</p>"},
		"no link in a link, or in code":  {"[a [[Road map]]](/x) `[[Road map]]` \\[[Road map]]", `<p><a href="/x" rel="nofollow noopener">a Road map</a> <code>[[Road map]]</code> [[Road map]]</p>`},
		"a footnote beside a link":       {"[[Road map]][^1] ![[Road map]]\n\n[^1]: D-7", `<p><a href="/notes/5">Road map</a><sup><a href="#f-1" id="f-1-1" aria-label="Footnote 1">1</a></sup> !<a href="/notes/5">Road map</a></p>` + "\n<section class=\"footnotes\">\n<ol>\n<li id=\"f-1\">\n<p>" + d + ` <a href="#f-1-1" aria-label="Back to footnote 1">↩</a></p>` + "\n</li>\n</ol>\n</section>"},
		"tags":                           {"#sales, (#q1/2026) #Übung-1- #12 a#b ##c #_x", `<p><a href="/notes?tag=sales">#sales</a>, (<a href="/notes?tag=q1%2F2026">#q1/2026</a>) <a href="/notes?tag=%C3%9Cbung-1">#Übung-1</a>- #12 a#b ##c #_x</p>`},
		"places of ours have titles":     {"https://north.example/notes/5?view=all <https://north.example/todos/12>", `<p><a href="/notes/5?view=all">Road &lt;map&gt;</a> <a href="/todos/12"><del>Done</del></a></p>`},
		"where one says so in passing":   {"See (https://north.example/notes/5). https://north.example/todos/12x *https://north.example/notes/5#h-a*", `<p>See (<a href="/notes/5">Road &lt;map&gt;</a>). <a href="https://north.example/todos/12x" rel="nofollow noopener">https://north.example/todos/12x</a> <em><a href="/notes/5#h-a">Road &lt;map&gt;</a></em></p>`},
		"others don't":                   {"https://north.example/notes/6", `<p><a href="https://north.example/notes/6" rel="nofollow noopener">https://north.example/notes/6</a></p>`},
		"nor those that look like it":    {"https://north.example.evil/notes/5", `<p><a href="https://north.example.evil/notes/5" rel="nofollow noopener">https://north.example.evil/notes/5</a></p>`},
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

func TestPathsOfOursAreOfThisPlace(t *testing.T) {
	m := markdown.New(markdown.Options{})
	for _, test := range []struct{ base, files, text, want string }{
		{"/sub", "", "[a](/notes/1) [b](/sub/notes/1) [c](//x/1) ![](/attachments/7)", `<a href="/sub/notes/1" rel="nofollow noopener">a</a> <a href="/sub/notes/1" rel="nofollow noopener">b</a> <a href="//x/1" rel="nofollow noopener">c</a> <img src="/sub/attachments/7" alt="" loading="lazy">`},
		{"", "/s/TOKEN-_1/attachments/", "![](/attachments/7) [x](/attachments/8) ![](/attachments/9/thumb)", `<img src="/s/TOKEN-_1/attachments/7" alt="" loading="lazy"> <a href="/s/TOKEN-_1/attachments/8" rel="nofollow noopener">x</a> <img src="/s/TOKEN-_1/attachments/9/thumb" alt="" loading="lazy">`},
	} {
		if got := strings.TrimSpace(m.Linked(test.text, markdown.Links{Base: test.base, Files: test.files})); got != "<p>"+test.want+"</p>" {
			t.Errorf("%s\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

func TestAMissingNoteCanBeMade(t *testing.T) {
	got := markdown.New(markdown.Options{}).Linked(`[["Ä&b"|x]]`, markdown.Links{NewNote: "/notes/new?title="})
	if want := `<p><a href="/notes/new?title=%22%C3%84%26b%22" title="Make this note">x</a></p>`; strings.TrimSpace(got) != want {
		t.Errorf("got %s, want %s", got, want)
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
			Notes:      map[string]markdown.Link{"a": {Href: evil, Title: evil}}, NewNote: "/notes/new?title=", Tags: "/notes?tag=", Origin: "https://o.example",
			Places: map[domain.Place]markdown.Link{{Kind: "notes", ID: "1"}: {Title: evil}},
		}
		text := "[[a]] [[a|" + evil + "]] [[" + evil + "]] https://o.example/notes/1?" + evil + " #" + evil + " WEB-12 D-7 " + domain.Mention(domain.Person{Name: evil + " Smith"}) + " @smith"
		checkTags(t, text, m.Linked(text, links))
	}
}

// Every < of the HTML begins a tag, and every " in a tag ends a value: whatever was typed is written in other ways.
var (
	tagIn  = regexp.MustCompile(`<[^>]*>`)
	attrIn = regexp.MustCompile(` ([^\s="]+)="([^"]*)"`)
	ours   = regexp.MustCompile(`^</?(p|br|hr|em|strong|del|code|pre|blockquote|ul|ol|li|table|thead|tbody|tr|th|td|h[1-6]|a|img|input|span|sup|section)/?>$`)
	fine   = regexp.MustCompile(`^(href|title|rel|class|src|alt|id|type|disabled|checked|aria-label|start|align|data-task|data-hue|loading|name|value|form)$`)
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
	f.Add("[[a]] [[a|b]] [[b#c]] #tag https://o.example/notes/1", "a")
	f.Add("- [ ] x[^1]\n\n[^1]: ![y](/attachments/1) [z](/attachments/2)", "a")
	f.Fuzz(func(t *testing.T, text, name string) {
		links := markdown.Links{
			Base: "/sub", Origin: "https://o.example", NewNote: "/notes/new?title=", Tags: "/notes?tag=", Ticks: true,
			Notes:      map[string]markdown.Link{"a": {Href: "/notes/1", Title: name}, domain.TitleKey(name): {Href: "/notes/2"}},
			Places:     map[domain.Place]markdown.Link{{Kind: "notes", ID: "1"}: {Title: name}},
			References: map[string]markdown.Link{"WEB-12": {Href: "/todos/12", Title: name, Done: true}, "D-7": {Href: "/decisions/7", Title: name}},
			People:     domain.NewMentionable([]domain.Person{{ID: "x", Name: name}, {ID: "ana", Name: "Ana Ruiz"}}),
		}
		checkTags(t, text, m.Linked(text, links))
	})
}
