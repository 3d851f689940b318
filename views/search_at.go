package views

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/views/ui"
)

// SearchAt is a place on /search: what is looked for, and of which kind. It stands in the address.
type SearchAt struct {
	Query string
	// Kind is one of domain.FoundKinds, or empty for all.
	Kind string
	// After is the cursor of a page that is not the first.
	After string
}

// SearchAtQuery reads a place out of an address. What means nothing is left out, so that every address leads somewhere.
func SearchAtQuery(q url.Values) SearchAt {
	at := SearchAt{Query: q.Get("q"), Kind: q.Get("type"), After: q.Get("after")}
	if !slices.Contains(domain.FoundKinds(), at.Kind) {
		at.Kind = ""
	}
	return at
}

// Path is the place's address.
func (at SearchAt) Path() string {
	q := url.Values{}
	for name, value := range map[string]string{"q": at.Query, "type": at.Kind, "after": at.After} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/search"
	}
	return "/search?" + q.Encode()
}

func (at SearchAt) of(kind string) SearchAt { return SearchAt{Query: at.Query, Kind: kind} }

// SearchPage is what was found at a place. Problem is what is wrong with what was typed, and nothing was looked for then.
type SearchPage struct {
	At      SearchAt
	Found   domain.SearchPage
	Asked   bool // something was looked for
	Problem string
	Now     time.Time
}

// Title is what the browser calls the page.
func (p SearchPage) Title(ctx context.Context) string {
	if text := strings.TrimSpace(p.At.Query); text != "" {
		return text + " · " + ui.T(ctx, "Search")
	}
	return ui.T(ctx, "Search")
}

func (p SearchPage) tabs(ctx context.Context, to func(string) string) []ui.Place {
	all := ui.Place{Text: ui.T(ctx, "All"), Href: to(p.At.of("").Path()), Current: p.At.Kind == ""}
	for _, n := range p.Found.Kinds {
		all.Count += n
	}
	places := []ui.Place{all}
	names := map[string]string{domain.FoundTodo: ui.T(ctx, "Todos"), domain.FoundNote: ui.T(ctx, "Notes"), domain.FoundProject: ui.T(ctx, "Projects"), domain.FoundEvent: ui.T(ctx, "Events"),
		domain.FoundDecision: ui.T(ctx, "Decisions"), domain.FoundClient: ui.T(ctx, "Clients"), domain.FoundComment: ui.T(ctx, "Comments"), domain.FoundFile: ui.T(ctx, "Files")}
	for _, kind := range domain.FoundKinds() {
		// Of what there is nothing there is no tab, as far as that is known.
		if n := p.Found.Kinds[kind]; n > 0 || p.Found.Kinds == nil || p.At.Kind == kind {
			places = append(places, ui.Place{Text: names[kind], Count: n, Href: to(p.At.of(kind).Path()), Current: p.At.Kind == kind})
		}
	}
	return places
}

// told is how many hits there are.
func (p SearchPage) told(ctx context.Context) string {
	switch n := p.Found.Total; {
	case p.Found.More:
		return ui.T(ctx, "The best %s of more results", strconv.Itoa(n))
	case n == 1:
		return ui.T(ctx, "1 result")
	default:
		return ui.T(ctx, "%s results", strconv.Itoa(n))
	}
}

// archived is the same search among what was put away; none where that is what is shown.
func (p SearchPage) archived() string {
	if strings.Contains(p.At.Query, "is:archived") {
		return ""
	}
	return SearchAt{Query: strings.TrimSpace(p.At.Query) + " is:archived", Kind: p.At.Kind}.Path()
}

func (p SearchPage) more() string {
	at := p.At
	at.After = p.Found.Next
	return at.Path()
}

// marked is a text with what was found in it.
func marked(pieces []domain.Piece) templ.Component {
	var out strings.Builder
	for _, piece := range pieces {
		text := templ.EscapeString(piece.Text)
		if piece.Hit {
			text = "<mark>" + text + "</mark>"
		}
		out.WriteString(text)
	}
	return templ.Raw(out.String())
}

func hitIcon(kind string) string {
	return map[string]string{domain.FoundTodo: "todos", domain.FoundNote: "notes", domain.FoundProject: "projects", domain.FoundDecision: "decisions",
		domain.FoundClient: "clients", domain.FoundComment: "comment", domain.FoundFile: "clip", domain.FoundEvent: "calendar"}[kind]
}

// hitKind says the icon to those who listen.
func hitKind(ctx context.Context, kind string) string {
	return map[string]string{domain.FoundTodo: ui.T(ctx, "Todo"), domain.FoundNote: ui.T(ctx, "Note"), domain.FoundProject: ui.T(ctx, "Project"), domain.FoundDecision: ui.T(ctx, "Decision"),
		domain.FoundClient: ui.T(ctx, "Client"), domain.FoundComment: ui.T(ctx, "Comment"), domain.FoundFile: ui.T(ctx, "File"), domain.FoundEvent: ui.T(ctx, "Event")}[kind]
}

func hitPath(hit domain.SearchHit) string {
	switch hit.Kind {
	case domain.FoundComment:
		return "/todos/" + hit.On.ID + "#comment-" + hit.ID
	case domain.FoundFile:
		return "/attachments/" + hit.ID
	}
	return "/" + hit.Kind + "s/" + hit.ID
}

func dueText(ctx context.Context, due, today domain.Date) string {
	return ui.T(ctx, "Due %s", InSentence(ctx, Day(ctx, due, today)))
}

// about is what stands below a hit.
func (p SearchPage) about(ctx context.Context, hit domain.SearchHit) []string {
	today := domain.DateOf(p.Now)
	var list []string
	add := func(text string) {
		if text != "" {
			list = append(list, text)
		}
	}
	if hit.Kind == domain.FoundComment {
		add(ui.T(ctx, "Comment"))
	}
	if hit.Kind == domain.FoundFile {
		add(ui.T(ctx, "Attached to %s", hit.On.Title))
	}
	add(hit.Reference)
	if hit.Kind != domain.FoundProject {
		add(hit.Project.Name)
	}
	add(hit.Notebook)
	switch {
	case hit.Kind == domain.FoundEvent && hit.AllDay:
		add(Day(ctx, domain.DateOf(hit.Start), today))
	case hit.Kind == domain.FoundEvent:
		add(Moment(ctx, hit.Start, p.Now))
	case hit.Kind == domain.FoundDecision:
		add(ui.Capital(DecisionStatusName(ctx, hit.Status)))
	case hit.Done:
		add(ui.T(ctx, "Done"))
	case hit.Due != "":
		add(dueText(ctx, hit.Due, today))
	}
	if hit.Archived {
		add(ui.T(ctx, "Archived"))
	}
	if hit.Kind == domain.FoundNote && !hit.UpdatedAt.IsZero() {
		add(Day(ctx, domain.DateOf(hit.UpdatedAt.In(p.Now.Location())), today))
	}
	return list
}
