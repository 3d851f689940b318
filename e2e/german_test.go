//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// germanPages are the pages that a German walks through; the ids are those of what germanThings makes.
var germanPages = []string{
	"/", "/todos", "/todos?view=all", "/todos?view=upcoming", "/todos?view=completed", "/todos/1", "/todos/1/edit", "/todos/1/time", "/todos/new",
	"/projects", "/projects/new", "/projects/1", "/projects/1?view=list", "/projects/1?view=timeline", "/projects/1?view=activity", "/projects/1?view=notes",
	"/projects/1/columns", "/projects/1/copy", "/notes", "/notes/1", "/notes/1/edit", "/notes/1/sharing", "/notes/new",
	"/calendar", "/calendar?view=week", "/calendar?view=day", "/calendar?view=agenda", "/events/1", "/events/1/edit", "/events/new", "/calendars",
	"/decisions", "/decisions/1", "/decisions/new", "/clients", "/clients/new", "/reports", "/search?q=Miete", "/search?q=Fliesen", "/search?q=zzqq", "/inbox", "/inbox?view=all", "/trash",
	"/filters", "/filters/new", "/settings/profile", "/settings/appearance", "/settings/security", "/settings/two-factor", "/settings/two-factor/codes", "/settings/two-factor/removal", "/settings/passkeys", "/settings/calendars", "/settings/notifications",
	"/settings/webhooks", "/settings/webhooks/new", "/settings/data",
	"/admin/users", "/admin/invites", "/admin/health", "/admin/backups", "/admin/jobs", "/admin/audit", "/offline?in=de",
}

// germanThings makes one thing of every kind, with German words in it, by the API.
const germanThings = `(async () => {
	const make = (path, what) => fetch("/api/v1" + path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) }).then(async (answer) => {
		if (!answer.ok) throw new Error(path + ": " + await answer.text());
		return answer.json();
	});
	const day = new Date(Date.now() + 864e5).toISOString().slice(0, 10);
	await make("/projects", { name: "Umbau", key: "UMB", budget: 1250000, currency: "EUR" });
	await make("/todos", { title: "Miete zahlen", due_date: day, priority: "high", tags: ["haus"], project_id: 1 });
	await make("/todos", { title: "Farbe kaufen", due_date: "2020-05-04" });
	await make("/notes", { title: "Maße der Küche", content: "- [ ] Tür\n- [x] Fenster\n", tags: ["haus"] });
	await make("/events", { title: "Besichtigung", start: day + "T09:00:00Z", end: day + "T10:00:00Z", reminders: [10, 1440] });
	await make("/decisions", { name: "Welche Fliesen?", project_id: 1 });
	return true;
})()`

// shownTexts are all texts of a page that somebody reads or hears, but for those that are of a language of their own: code, keys,
// addresses, and the names of places on the globe.
const shownTexts = `(() => {
	const own = "script, style, template, code, kbd, pre, .mono, [name=timezone], [name=time_zone], [name=language], #zones";
	const found = new Set();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const text = walk.currentNode.data.replace(/\s+/g, " ").trim();
		if (text && !walk.currentNode.parentElement.closest(own)) found.add(text);
	}
	for (const node of document.querySelectorAll("[aria-label], [title], [placeholder], [alt], datalist option"))
		if (!node.closest(own)) for (const name of ["aria-label", "title", "placeholder", "alt", ...(node.closest("datalist") ? ["value"] : [])])
			if (node.getAttribute(name)) found.add(node.getAttribute(name).replace(/\s+/g, " ").trim());
	found.add(document.title.replace(/ · mddash$/, ""));
	return JSON.stringify([...found]);
})()`

// english tells of a text whether it was left in English: it is one that has a German, or has a word that no German one has.
func english(t *testing.T) func(text string) bool {
	t.Helper()
	text, err := os.ReadFile("../language/de.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Texts map[string]string }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	keys, german := map[string]bool{}, map[string]bool{}
	for key, own := range file.Texts {
		key, _, _ = strings.Cut(key, " | ")
		german[strings.TrimSpace(own)] = true
		keys[strings.TrimSpace(key)] = key != own
	}
	telling := regexp.MustCompile(`\b(the|and|of|with|not|your|from|there|this|what|who|by|is|are|have|has|today|tomorrow|yesterday|minutes?|days?|hours?|ago|none|every|next|weeks?|months?|year|you|January|February|March|May|June|July|October|December|Mon|Tue|Wed|Thu|Sun|Monday|Friday|Sunday)\b`)
	filterWord := regexp.MustCompile(`[a-z]+[:<>]\S*`)
	return func(text string) bool {
		return keys[text] && !german[text] || telling.MatchString(filterWord.ReplaceAllString(text, ""))
	}
}

func TestAGermanReadsGermanOnEveryPage(t *testing.T) {
	p := openOn(t, serve(t))
	p.SignUp("Karla")
	p.Open("/settings/profile")
	eval[bool](p, `(document.querySelector("[name=language]").value = "de", true)`)
	p.Submit(`form:has([name="language"])`)
	p.Wait(`document.documentElement.lang === "de"`)
	if !eval[bool](p, germanThings) {
		t.Fatal("nothing was made")
	}
	left := english(t)
	for _, path := range germanPages {
		p.Size(1440, 900)
		p.Open(path)
		p.deaf()
		p.settle()
		var texts []string
		if err := json.Unmarshal([]byte(eval[string](p, shownTexts)), &texts); err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if left(text) {
				t.Errorf("%s: %q is English", path, text)
			}
		}
		if !strings.Contains(path, "?") { // another view of a page has the same parts
			p.Axe(path)
		}
		const tooWide = `document.documentElement.scrollWidth - document.documentElement.clientWidth`
		desk := eval[int](p, tooWide)
		p.Size(390, 844)
		if phone := eval[int](p, tooWide); desk > 0 || phone > 0 {
			t.Errorf("%s is %d pixels too wide at 1440, %d at 390", path, desk, phone)
		}
	}
}
