package views

import (
	"net/url"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// PaletteGroup are options under a heading.
type PaletteGroup struct {
	Title   string
	Options []PaletteOption
}

// PaletteOption is something to open or to do. What it does has a page or a form of its own elsewhere.
type PaletteOption struct {
	Text string
	// Marked is the text with what was found in it; none for the same without marks.
	Marked []domain.Piece
	// Icon or Dot stands before the text, End quiet behind it, and Key does the same.
	Icon, Dot, End, Key string
	// Href is where it leads. Post is where Values are sent instead; Press a button of the page that is pressed instead.
	Href, Post, Press string
	Values            url.Values
	// Words find it too.
	Words string
}

// Fits tells whether each word that was typed begins a word of the option. Nothing typed fits everything.
func (o PaletteOption) Fits(typed string) bool {
	words := strings.Fields(strings.ToLower(o.Text + " " + o.Words))
	for _, part := range strings.Fields(strings.ToLower(typed)) {
		found := false
		for _, word := range words {
			found = found || strings.HasPrefix(strings.TrimLeft(word, "“(#"), part)
		}
		if !found {
			return false
		}
	}
	return true
}

// Fitting are the options of a group that fit, at most so many.
func (g PaletteGroup) Fitting(typed string, most int) PaletteGroup {
	fitting := PaletteGroup{Title: g.Title}
	for _, o := range g.Options {
		if o.Fits(typed) && len(fitting.Options) < most {
			fitting.Options = append(fitting.Options, o)
		}
	}
	return fitting
}

// PalettePlaces are all places that one can go to.
func PalettePlaces(sections []ui.Section) PaletteGroup {
	g := PaletteGroup{Title: "Go to"}
	for _, s := range sections {
		key := ""
		if s.Letter != "" {
			key = "G " + strings.ToUpper(s.Letter)
		}
		g.Options = append(g.Options, PaletteOption{Text: s.Name, Icon: s.Icon, Href: s.Path, Key: key, End: s.Count, Words: "go to open " + s.Short})
	}
	page := func(text, icon, href, words string) {
		g.Options = append(g.Options, PaletteOption{Text: text, Icon: icon, Href: href, Words: "go to open " + words})
	}
	for _, view := range (TodosPage{}).views() {
		page("Todos: "+lowerFirst(view.Title), view.Icon, TodosAt{View: view.Key}.List(), "")
	}
	for _, view := range []string{CalendarDay, CalendarWeek, CalendarMonth, CalendarAgenda} {
		page("Calendar: "+view, "calendar", "/calendar?view="+view, "")
	}
	page("Projects as a table", "table", ProjectsAt{View: ProjectsTable}.Path(), "")
	page("Notes: favourites", "star", NotesAt{View: NotesFavorites}.Path(), "")
	page("Trash", "trash", "/trash", "deleted restore bin")
	page("Filters", "filter", "/filters", "saved todos")
	page("Settings: appearance", "sun", "/settings/appearance", "theme accent density")
	page("Settings: security", "shield", "/settings/security", "password devices tokens")
	page("Settings: calendars and feeds", "feed", "/settings/calendars", "caldav phone")
	page("Settings: import and export", "download", "/settings/data", "backup")
	return g
}

// PaletteNew is what can be begun from everywhere. What was typed becomes its name.
func PaletteNew(typed string, staff bool) PaletteGroup {
	g := PaletteGroup{Title: "New"}
	begin := func(what, icon, key, path, field string) {
		o := PaletteOption{Text: "New " + what, Icon: icon, Key: key, Href: path, Words: "add create"}
		if typed != "" {
			o.Text += " “" + typed + "”"
			o.Href += "?" + url.Values{field: {typed}}.Encode()
			o.Words += " " + typed
		}
		g.Options = append(g.Options, o)
	}
	todo := PaletteOption{Text: "New todo", Icon: "plus", Key: "N", Href: "/todos#add", Words: "add create task"}
	if typed != "" {
		todo = PaletteOption{Text: "New todo “" + typed + "”", Icon: "plus", Key: "N", Post: "/todos?view=inbox", Values: url.Values{"text": {typed}}, Words: "add create task " + typed}
	}
	g.Options = append(g.Options, todo)
	begin("note", "notes", "⇧ N", "/notes/new", "title")
	begin("event", "calendar", "E", "/events/new", "title")
	if staff {
		begin("project", "projects", "", "/projects/new", "name")
		begin("decision", "decisions", "", "/decisions/new", "name")
		begin("client", "clients", "", "/clients/new", "company_name")
	}
	return g
}

// PaletteActs are what can be changed from everywhere.
func PaletteActs(timer *ui.Timer) PaletteGroup {
	g := PaletteGroup{Title: "Actions"}
	act := func(text, icon, key, press, words string) {
		g.Options = append(g.Options, PaletteOption{Text: text, Icon: icon, Key: key, Press: press, Words: words})
	}
	if timer != nil {
		act("Stop the timer", "stop", "", "#timer form .item", "end time")
	}
	g.Options = append(g.Options, PaletteOption{Text: "Undo the last change", Icon: "history", Key: "Z", Post: "/undo", Words: "take back"})
	act("Light theme", "sun", "", `[data-theme-form] [value="light"]`, "appearance day")
	act("Dark theme", "moon", "", `[data-theme-form] [value="dark"]`, "appearance night")
	act("Theme as the system", "monitor", "", `[data-theme-form] [value="system"]`, "appearance")
	act("Keyboard shortcuts", "keyboard", "?", `[commandfor="keys"]`, "help keys")
	act("Sign out", "logout", "", `form[action$="/signout"] .item`, "leave")
	return g
}

// PaletteHits are what a search found, by what belongs together.
func PaletteHits(p SearchPage) []PaletteGroup {
	groups := []PaletteGroup{{Title: "Projects and clients"}, {Title: "Todos"}, {Title: "Notes and decisions"}, {Title: "Events"}, {Title: "Comments and files"}}
	at := map[string]int{domain.FoundProject: 0, domain.FoundClient: 0, domain.FoundTodo: 1, domain.FoundNote: 2, domain.FoundDecision: 2, domain.FoundEvent: 3}
	for _, hit := range p.Found.Items {
		o := PaletteOption{Marked: hit.Title, Icon: hitIcon(hit.Kind), Href: hitPath(hit), End: p.hitEnd(hit)}
		for _, piece := range hit.Title {
			o.Text += piece.Text
		}
		if hit.Kind == domain.FoundProject {
			o.Icon, o.Dot = "", projectHue(hit.Project)
		}
		group, known := at[hit.Kind]
		if !known {
			group = len(groups) - 1
		}
		groups[group].Options = append(groups[group].Options, o)
	}
	return groups
}

// hitEnd is the one thing that tells a hit from others like it.
func (p SearchPage) hitEnd(hit domain.SearchHit) string {
	about := p.about(hit)
	switch {
	case hit.Kind == domain.FoundTodo && !hit.Done && hit.Due != "":
		return Day(hit.Due, domain.DateOf(p.Now))
	case hit.Kind == domain.FoundProject:
		return hit.Reference
	case len(about) == 0:
		return ""
	}
	return about[len(about)-1]
}

// PaletteRecent are what somebody worked on last.
func PaletteRecent(recent []domain.Recent) PaletteGroup {
	g := PaletteGroup{Title: "Recent"}
	for _, r := range recent {
		end := ""
		if r.Done {
			end = "Done"
		}
		g.Options = append(g.Options, PaletteOption{Text: r.Title, Icon: r.Kind, Href: "/" + r.Kind + "/" + r.ID, End: end})
	}
	return g
}
