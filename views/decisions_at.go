package views

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// Views of decisions beside all of them.
const (
	DecisionsDue   = "due"
	DecisionsTrash = "trash"
)

// DecisionsAt is a place on /decisions, or in the decisions of a project: which ones, and in what order. It stands in
// the address.
type DecisionsAt struct {
	// In is the project whose page it is; 0 for the page of all.
	In int64
	// View is due, trash or empty.
	View   string
	Status string
	// Project narrows the page of all; None to those without a project.
	Project int64
	None    bool
	Query   string
	// Sort is empty where the newest come first.
	Sort string
	// After is the cursor of a page that is not the first.
	After string
}

// DecisionsAtQuery reads a place out of an address. What means nothing is left out, so that every address leads somewhere.
func DecisionsAtQuery(ctx context.Context, q url.Values) DecisionsAt {
	at := DecisionsAt{
		View: q.Get("show"), Status: q.Get("status"), Project: idIn(q, "project"), None: q.Get("project") == "none",
		Query: strings.TrimSpace(q.Get("q")), Sort: q.Get("sort"), After: q.Get("after"),
	}
	if at.View != DecisionsDue && at.View != DecisionsTrash {
		at.View = ""
	}
	if !hasOption(decisionStatuses(ctx), at.Status) || at.View != "" {
		at.Status = ""
	}
	if !hasOption(decisionSorts(ctx), at.Sort) || at.Sort == decisionsNewest {
		at.Sort = ""
	}
	return at
}

// InProject is the same place among the decisions of one project.
func (at DecisionsAt) InProject(id int64) DecisionsAt {
	at.In, at.Project, at.None = id, 0, false
	if at.View == DecisionsTrash {
		at.View = ""
	}
	return at
}

// decisionsNewest is the order of the log.
const decisionsNewest = "-" + domain.SortCreated

// decisionSorts are the orders that decisions can be put in.
func decisionSorts(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: decisionsNewest, Text: ui.T(ctx, "Newest first")}, {Value: domain.SortDue, Text: ui.T(ctx, "Review date")}, {Value: "-" + domain.SortDecided, Text: ui.T(ctx, "Last decided")},
		{Value: domain.SortName, Text: ui.T(ctx, "Name")}, {Value: "-" + domain.SortUpdated, Text: ui.T(ctx, "Last changed")},
	}
}

func decisionStatuses(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, status := range []string{domain.DecisionOpen, domain.DecisionDecided, domain.DecisionDropped} {
		options = append(options, ui.Option{Value: status, Text: DecisionStatusName(ctx, status)})
	}
	return options
}

// Trash tells whether the place is that of deleted decisions.
func (at DecisionsAt) Trash() bool { return at.View == DecisionsTrash }

// sorting is what the list is sorted by, chosen or its own.
func (at DecisionsAt) sorting() string {
	switch {
	case at.Sort != "":
		return at.Sort
	case at.View == DecisionsDue:
		return domain.SortDue
	}
	return decisionsNewest
}

// Filter is what the store is asked for.
func (at DecisionsAt) Filter(today domain.Date) domain.DecisionFilter {
	f := domain.DecisionFilter{
		Status: at.Status, ProjectID: at.Project, NoProject: at.None, Query: at.Query, Trashed: at.Trash(), Sort: at.sorting(), Cursor: at.After,
	}
	if at.In != 0 {
		f.ProjectID = at.In
	}
	if at.View == DecisionsDue {
		f.DueOn = today
	}
	return f
}

// Narrowed tells whether anything leaves decisions out that would be there otherwise.
func (at DecisionsAt) Narrowed() bool {
	at.In, at.Sort, at.After = 0, "", ""
	return at != DecisionsAt{}
}

// Path is the address of the place.
func (at DecisionsAt) Path() string {
	q := url.Values{}
	project := ""
	switch {
	case at.None:
		project = "none"
	case at.Project != 0:
		project = idText(at.Project)
	}
	for name, value := range map[string]string{"show": at.View, "status": at.Status, "project": project, "q": at.Query, "sort": at.Sort, "after": at.After} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if at.In != 0 {
		q.Set("view", ProjectDecisions)
		return withQuery(ProjectPath(at.In), q)
	}
	return withQuery("/decisions", q)
}

// With is another place, on its first page.
func (at DecisionsAt) With(change func(*DecisionsAt)) DecisionsAt {
	at.After = ""
	change(&at)
	return at
}

// form is where the form that narrows the place sends people, and what it keeps.
func (at DecisionsAt) form() (path string, kept url.Values) {
	to, _ := url.Parse(DecisionsAt{In: at.In, View: at.View, Sort: at.Sort}.Path())
	return to.Path, to.Query()
}

type decisionNarrowing struct {
	text    string
	without DecisionsAt
}

func (p DecisionsPage) narrowings(ctx context.Context) []decisionNarrowing {
	var list []decisionNarrowing
	add := func(when bool, text string, take func(*DecisionsAt)) {
		if when {
			list = append(list, decisionNarrowing{text, p.At.With(take)})
		}
	}
	at := p.At
	add(at.Query != "", "“"+at.Query+"”", func(a *DecisionsAt) { a.Query = "" })
	add(at.Status != "" && at.Status != domain.DecisionOpen, DecisionStatusName(ctx, at.Status), func(a *DecisionsAt) { a.Status = "" })
	add(at.Project != 0, p.projectName(ctx, at.Project), func(a *DecisionsAt) { a.Project = 0 })
	add(at.None, ui.T(ctx, "No project"), func(a *DecisionsAt) { a.None = false })
	return list
}

func (p DecisionsPage) projectName(ctx context.Context, id int64) string {
	if at := slices.IndexFunc(p.Projects, func(r domain.ProjectRef) bool { return r.ID == id }); at >= 0 {
		return p.Projects[at].Name
	}
	return ui.T(ctx, "Another project")
}
