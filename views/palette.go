package views

import (
	"cmp"
	"context"
	"net/url"
	"slices"
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
func PalettePlaces(ctx context.Context, shell ui.Shell, filters []domain.SavedFilter) PaletteGroup {
	g := PaletteGroup{Title: ui.T(ctx, "Go to")}
	for _, s := range shell.Sections {
		key := ""
		if s.Letter != "" {
			key = "G " + strings.ToUpper(s.Letter)
		}
		g.Options = append(g.Options, PaletteOption{Text: s.Name, Icon: s.Icon, Href: s.Path, Key: key, End: s.Count, Words: ui.T(ctx, "go to open %s", s.Short)})
	}
	page := func(text, icon, href, words string) {
		g.Options = append(g.Options, PaletteOption{Text: text, Icon: icon, Href: href, Words: ui.T(ctx, "go to open %s", words)})
	}
	for _, view := range (TodosPage{}).views(ctx) {
		page(ui.T(ctx, "Todos: %s", ui.Inside(ctx, view.Title)), view.Icon, TodosAt{View: view.Key}.List(), "")
	}
	for _, f := range filters {
		g.Options = append(g.Options, PaletteOption{Text: ui.T(ctx, "Filter: %s", f.Name), Icon: cmp.Or(f.Icon, "filter"), Href: FilterPath(f.ID), Words: ui.T(ctx, "go to open %s", ui.T(ctx, "saved todos"))})
	}
	for _, view := range []string{CalendarDay, CalendarWeek, CalendarMonth, CalendarAgenda} {
		page(ui.T(ctx, "Calendar: %s", ui.Inside(ctx, calendarViewName(ctx, view))), "calendar", "/calendar?view="+view, "")
	}
	page(ui.T(ctx, "Projects as a table"), "table", ProjectsAt{View: ProjectsTable}.Path(), "")
	page(ui.T(ctx, "Notes: favourites"), "star", NotesAt{View: NotesFavorites}.Path(), "")
	page(ui.T(ctx, "Trash"), "trash", "/trash", ui.T(ctx, "deleted restore bin"))
	page(ui.T(ctx, "Filters"), "filter", "/filters", ui.T(ctx, "saved todos"))
	for _, place := range settingsPlaces(ctx) {
		page(ui.T(ctx, "Settings: %s", ui.Inside(ctx, place.text)), place.icon, place.path, place.words)
	}
	if shell.IsAdmin {
		for _, place := range adminPlaces(ctx) {
			page(ui.T(ctx, "Admin: %s", ui.Inside(ctx, place.text)), place.icon, place.path, place.words)
		}
	}
	return g
}

// PaletteNew is what can be begun from everywhere. What was typed becomes its name.
func PaletteNew(ctx context.Context, typed string, staff bool) PaletteGroup {
	g := PaletteGroup{Title: ui.T(ctx, "New")}
	begin := func(text, icon, key, path, field string) {
		o := PaletteOption{Text: text, Icon: icon, Key: key, Href: path, Words: ui.T(ctx, "add create")}
		if typed != "" {
			o.Text += " " + ui.T(ctx, "“%s”", typed)
			o.Href += "?" + url.Values{field: {typed}}.Encode()
			o.Words += " " + typed
		}
		g.Options = append(g.Options, o)
	}
	todo := PaletteOption{Text: ui.T(ctx, "New todo"), Icon: "plus", Key: "N", Href: "/todos#add", Words: ui.T(ctx, "add create task")}
	if typed != "" {
		todo = PaletteOption{Text: ui.T(ctx, "New todo “%s”", typed), Icon: "plus", Key: "N", Post: "/todos?view=inbox", Values: url.Values{"text": {typed}}, Words: ui.T(ctx, "add create task %s", typed)}
	}
	g.Options = append(g.Options, todo)
	begin(ui.T(ctx, "New note"), "notes", "⇧ N", "/notes/new", "title")
	begin(ui.T(ctx, "New event"), "calendar", "E", "/events/new", "title")
	if staff {
		begin(ui.T(ctx, "New project"), "projects", "", "/projects/new", "name")
		begin(ui.T(ctx, "New decision"), "decisions", "", "/decisions/new", "name")
		begin(ui.T(ctx, "New client"), "clients", "", "/clients/new", "company_name")
	}
	return g
}

// PaletteActs are what can be changed from everywhere.
func PaletteActs(ctx context.Context, timer *ui.Timer) PaletteGroup {
	g := PaletteGroup{Title: ui.T(ctx, "Actions")}
	act := func(text, icon, key, press, words string) {
		g.Options = append(g.Options, PaletteOption{Text: text, Icon: icon, Key: key, Press: press, Words: words})
	}
	if timer != nil {
		act(ui.T(ctx, "Stop the timer"), "stop", "", "#timer form .item", ui.T(ctx, "end time"))
	}
	g.Options = append(g.Options, PaletteOption{Text: ui.T(ctx, "Undo the last change"), Icon: "history", Key: "Z", Post: "/undo", Words: ui.T(ctx, "take back")})
	act(ui.T(ctx, "Light theme"), "sun", "", `[data-theme-form] [value="light"]`, ui.T(ctx, "appearance bright"))
	act(ui.T(ctx, "Dark theme"), "moon", "", `[data-theme-form] [value="dark"]`, ui.T(ctx, "appearance night"))
	act(ui.T(ctx, "Theme as the system"), "monitor", "", `[data-theme-form] [value="system"]`, ui.T(ctx, "appearance"))
	act(ui.T(ctx, "Keyboard shortcuts"), "keyboard", "?", `[commandfor="keys"]`, ui.T(ctx, "help keys"))
	act(ui.T(ctx, "Sign out"), "logout", "", `form[action$="/signout"] .item`, ui.T(ctx, "log out leave"))
	return g
}

// PaletteHits are what a search found, by what belongs together. What is done or over comes after the rest of its group:
// whoever is about to do something looks for what is open.
func PaletteHits(ctx context.Context, p SearchPage) []PaletteGroup {
	groups := []PaletteGroup{{Title: ui.T(ctx, "Projects and clients")}, {Title: ui.T(ctx, "Todos")}, {Title: ui.T(ctx, "Notes and decisions")}, {Title: ui.T(ctx, "Events")}, {Title: ui.T(ctx, "Comments and files")}}
	at := map[string]int{domain.FoundProject: 0, domain.FoundClient: 0, domain.FoundTodo: 1, domain.FoundNote: 2, domain.FoundDecision: 2, domain.FoundEvent: 3}
	hits := slices.Clone(p.Found.Items)
	slices.SortStableFunc(hits, func(a, b domain.SearchHit) int { return cmp.Compare(order(a.Done), order(b.Done)) })
	for _, hit := range hits {
		o := PaletteOption{Marked: hit.Title, Icon: hitIcon(hit.Kind), Href: hitPath(hit), End: p.hitEnd(ctx, hit)}
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

// order puts what is done behind what is not.
func order(done bool) int {
	if done {
		return 1
	}
	return 0
}

// hitEnd is the one thing that tells a hit from others like it.
func (p SearchPage) hitEnd(ctx context.Context, hit domain.SearchHit) string {
	about := p.about(ctx, hit)
	switch {
	case hit.Kind == domain.FoundTodo && !hit.Done && hit.Due != "":
		return Day(ctx, hit.Due, domain.DateOf(p.Now))
	case hit.Kind == domain.FoundProject:
		return hit.Reference
	case len(about) == 0:
		return ""
	}
	return about[len(about)-1]
}

// PaletteRecent are what somebody worked on last.
func PaletteRecent(ctx context.Context, recent []domain.Recent) PaletteGroup {
	g := PaletteGroup{Title: ui.T(ctx, "Recent")}
	for _, r := range recent {
		end := ""
		if r.Done {
			end = ui.T(ctx, "Done")
		}
		g.Options = append(g.Options, PaletteOption{Text: r.Title, Icon: r.Kind, Href: "/" + r.Kind + "/" + r.ID, End: end})
	}
	return g
}
