package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/query"
	"mddash/handlers/visit"
	"mddash/views"
)

const (
	// paletteHits is how much a search shows in the palette, paletteMost how many options of a group fit without one.
	paletteHits = 12
	paletteMost = 6
	// paletteNew is how many kinds are offered for what was typed.
	paletteNew = 3
	// paletteAll is how many are shown of what was asked for alone.
	paletteAll = 30
)

// ShowPalette is what the palette offers for what was typed. It is for scripts; a browser without any goes on searching.
func (s *Site) ShowPalette(v *visit.Visit) error {
	typed := strings.TrimSpace(v.QueryParam("q"))
	if !v.Partial() {
		return v.To(views.SearchAt{Query: typed}.Path())
	}
	groups, problem, err := s.offered(v, typed)
	if err != nil {
		return err
	}
	// Messages that wait are for the next page, not for this.
	return s.write(v, http.StatusOK, s.frame(v), views.PaletteFound(groups, problem))
}

func (s *Site) offered(v *visit.Visit, typed string) ([]views.PaletteGroup, string, error) {
	var groups []views.PaletteGroup
	if tag, only := strings.CutPrefix(typed, "#"); only {
		group, err := paletteTags(v, tag)
		return []views.PaletteGroup{group}, "", err
	}
	words, only := strings.CutPrefix(typed, ">")
	words = strings.TrimSpace(words)
	most := paletteMost
	if only {
		most = paletteAll
	}
	todos, err := paletteTodos(v, words)
	if err != nil {
		return nil, "", err
	}
	shell, err := s.shell(v)
	if err != nil {
		return nil, "", err
	}
	filters, err := v.Scope.Filters(v.Ctx())
	if err != nil {
		return nil, "", err
	}
	places, acts := views.PalettePlaces(v.Ctx(), shell, filters).Fitting(words, most), views.PaletteActs(v.Ctx(), shell.Timer).Fitting(words, most)
	groups = append(groups, todos.Fitting(words, most))
	switch {
	case only:
		return append(groups, places, acts, views.PaletteNew(v.Ctx(), "", v.User.IsStaff()).Fitting(words, most)), "", nil
	case typed == "":
		recent, err := v.Scope.Recent(v.Ctx(), paletteMost)
		if err != nil {
			return nil, "", err
		}
		return append(groups, views.PaletteRecent(v.Ctx(), recent), views.PaletteNew(v.Ctx(), "", v.User.IsStaff()), places, acts), "", nil
	}
	found, problem, err := s.paletteSearch(v, typed)
	groups = append(append(groups, places, acts), found...)
	return append(groups, views.PaletteNew(v.Ctx(), typed, v.User.IsStaff()).Fitting("", paletteNew)), problem, err
}

// paletteSearch is what the search finds. What it cannot read it says in the list: half a filter is not wrong yet.
func (s *Site) paletteSearch(v *visit.Visit, typed string) ([]views.PaletteGroup, string, error) {
	page := views.SearchPage{At: views.SearchAt{Query: typed}, Now: local(v)}
	asked, err := query.Parse(typed, page.Now)
	if err == nil {
		asked.Limit = paletteHits
		page.Found, err = v.Scope.Search(v.Ctx(), asked)
	}
	if _, fields, _, ok := said(v, err); err != nil && ok && fields["q"] != "" {
		return nil, fields["q"], nil
	}
	return views.PaletteHits(v.Ctx(), page), "", err
}

func paletteTags(v *visit.Visit, typed string) (views.PaletteGroup, error) {
	group := views.PaletteGroup{Title: v.T("Tags")}
	counts, err := v.Counts()
	for _, c := range counts.Tags {
		group.Options = append(group.Options, views.PaletteOption{Text: c.Tag, Icon: "tag", Href: views.TodosAt{View: views.TodosAll, Tag: c.Tag}.List(), End: views.Plural(c.Open, v.T("todo"), v.T("todos"))})
	}
	return group.Fitting(typed, paletteAll), err
}

// paletteTodos is what can be done with the todos that the page says are selected or open. Ids of what the caller may not
// work on do nothing.
func paletteTodos(v *visit.Visit, typed string) (views.PaletteGroup, error) {
	on := views.PaletteTodos{Today: v.Today(), WeekStart: time.Weekday(v.User.WeekStart), Me: v.User.ID, Typed: typed, Day: query.Day(strings.TrimPrefix(strings.ToLower(typed), "due "), local(v))}
	for _, text := range strings.Split(v.QueryParam("on"), ",") {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && id > 0 && len(on.IDs) < domain.BulkMax && !slices.Contains(on.IDs, id) {
			on.IDs = append(on.IDs, id)
		}
	}
	if len(on.IDs) == 0 {
		return views.PaletteGroup{}, nil
	}
	var project int64
	if len(on.IDs) == 1 {
		todo, err := v.Scope.Todo(v.Ctx(), on.IDs[0])
		if domain.KindOf(err) == domain.NotFound || err == nil && !todo.Access.CanWork() {
			return views.PaletteGroup{}, nil
		}
		if err != nil {
			return views.PaletteGroup{}, err
		}
		on.One, project = &todo, todo.ProjectID
	}
	if err := fillPalette(v, &on, project); err != nil {
		return views.PaletteGroup{}, err
	}
	return on.Group(v.Ctx()), nil
}

// fillPalette reads whom and where to the todos can go.
func fillPalette(v *visit.Visit, on *views.PaletteTodos, project int64) error {
	var err error
	if on.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return err
	}
	if on.People, err = v.Scope.Assignable(v.Ctx(), project); domain.KindOf(err) == domain.NotFound {
		on.People, err = nil, nil
	}
	if err != nil || project == 0 || on.One == nil || on.One.ParentID != 0 {
		return err
	}
	on.Columns, err = spokenColumns(v, project)
	if domain.KindOf(err) == domain.NotFound {
		return nil
	}
	return err
}

// begunWith is what a form begins with, where the address says so.
func begunWith(v *visit.Visit, name string) string {
	text := url.Values(v.QueryParams()).Get(name)
	if letters := []rune(text); len(letters) > 500 {
		text = string(letters[:500])
	}
	return text
}
