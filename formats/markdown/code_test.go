package markdown_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mddash/formats/markdown"
)

// languages are the names of all that are coloured.
func languages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("lexers/*.xml")
	if err != nil || len(files) < 20 {
		t.Fatal(files, err)
	}
	names := []string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, regexp.MustCompile(`<alias>(.*)</alias>`).FindStringSubmatch(string(text))[1])
	}
	return names
}

var tagOut = regexp.MustCompile(`<[^>]*>`)

func TestCodeIsColouredByItsLanguage(t *testing.T) {
	m := markdown.New(markdown.Options{})
	for _, test := range []struct{ language, code, want string }{
		{"go", `return "<x>" /* y */;`, `<span data-hue="violet">return </span><span data-hue="pine">&#34;&lt;x&gt;&#34; </span><span class="muted">/* y */</span>;`},
		{"JSON", `{"a": 12, "b": null}`, `{<span data-hue="blue">&#34;a&#34;</span>: <span data-hue="orange">12</span>, <span data-hue="blue">&#34;b&#34;</span>: <span data-hue="orange">null</span>}`},
		{"diff", "-a\n+b\n c", "<span data-hue=\"red\">-a\n</span><span data-hue=\"pine\">+b\n</span> c"},
		{"html", `<b class="x">t</b><script>let a</script>`, `&lt;<span data-hue="blue">b </span><span data-hue="teal">class</span>=<span data-hue="pine">&#34;x&#34;</span>&gt;t&lt;/<span data-hue="blue">b</span>&gt;&lt;<span data-hue="blue">script</span>&gt;<span data-hue="violet">let </span>a&lt;/<span data-hue="blue">script</span>&gt;`},
		{"nothing", `return "<x>"`, `return &#34;&lt;x&gt;&#34;`},
		{"", `return "<x>"`, `return &#34;&lt;x&gt;&#34;`},
	} {
		got := strings.TrimSpace(m.HTML("```" + test.language + " title=x\n" + test.code + "\n```"))
		opens := `<pre><code class="language-` + test.language + `">`
		if test.language == "" {
			opens = `<pre><code class="language-title=x">`
			got = strings.Replace(got, `<pre><code>`, opens, 1)
		}
		if want := opens + test.want + "\n</code></pre>"; got != want {
			t.Errorf("%s\n got %s\nwant %s", test.language, got, want)
		}
	}
}

// Whatever a language makes of it: the code is what was typed, and nothing in it runs. Some of it is made to take a
// language's regular expressions long; a language that got stuck would run into the limit that go test sets.
func TestCodeStaysWhatWasTyped(t *testing.T) {
	m := markdown.New(markdown.Options{})
	pieces := []string{"\"", "'", "`", "\\", "/*", "*/", "//", "#", "<", ">", "</script>", "<script>", "{{", "}}", "${", "(", ")", "a", "1", "e", ".", " ", "\n", "-", "+", "@", "é", "\t", "<<EOF\n", "EOF\n", "?>", "<?php", "=", "0x", "%", "r#\"", "\"\"\"", "1.", "_", "::"}
	random := rand.New(rand.NewPCG(1, 2))
	for _, language := range languages(t) {
		for range 12 {
			piece := ""
			for range 1 + random.IntN(6) {
				piece += pieces[random.IntN(len(pieces))]
			}
			text := strings.Repeat(piece, 3000/len(piece))
			page := m.HTML("~~~~~~~~" + language + "\n" + text + "\n~~~~~~~~")
			checkTags(t, piece, page)
			if got := unescape(tagOut.ReplaceAllString(page, "")); got != text+"\n\n" {
				t.Errorf("%s: %q repeated becomes another text", language, piece)
			}
		}
	}
}

func unescape(text string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(text)
}

func TestHTMLIsKeptByAllThatItWasMadeFrom(t *testing.T) {
	m := markdown.New(markdown.Options{})
	text := "WEB-12 [[Road map]] @ana https://north.example/notes/5 #tag ![](/attachments/1) - x"
	seen := map[string]bool{}
	change := []func(*markdown.Links){
		func(l *markdown.Links) {}, func(l *markdown.Links) { l.References = nil }, func(l *markdown.Links) { l.Notes = nil },
		func(l *markdown.Links) { l.Places = nil }, func(l *markdown.Links) { l.Tags = "" }, func(l *markdown.Links) { l.Files = "/s/x/attachments/" },
		func(l *markdown.Links) { l.People = markdown.Links{}.People }, func(l *markdown.Links) { l.Base = "/sub" },
		func(l *markdown.Links) { l.Notes, l.NewNote = nil, "/notes/new?title=" },
		func(l *markdown.Links) { l.References["WEB-12"] = markdown.Link{Href: "/x", Title: "y"} },
	}
	for range 2 {
		for i, change := range change {
			links := known()
			change(&links)
			got := m.Kept(text, links)
			if got != m.Linked(text, links) {
				t.Errorf("%d: kept %s", i, got)
			}
			seen[got] = true
		}
	}
	if len(seen) != len(change) {
		t.Errorf("%d ways to read it, want %d", len(seen), len(change))
	}
}
