package views

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// Ways to show the projects.
const (
	ProjectsCards = "cards"
	ProjectsTable = "table"
	ProjectsTrash = "trash"
)

// ProjectsAt is a place on /projects: how they are shown, which ones, and in what order. It stands in the address.
type ProjectsAt struct {
	View                                 string
	Status, Priority, Client, Tag, Owner string
	// Archived is true, all or empty.
	Archived  string
	Templates bool
	Query     string
	// Sort is empty where it is by name.
	Sort string
	// After is the cursor of a page that is not the first.
	After string
}

// ProjectsAtQuery reads a place out of an address. What means nothing is left out, so that every address leads somewhere.
func ProjectsAtQuery(ctx context.Context, q url.Values) ProjectsAt {
	at := ProjectsAt{
		View: q.Get("view"), Status: q.Get("status"), Priority: q.Get("priority"), Client: q.Get("client"), Owner: q.Get("owner"),
		Tag: strings.TrimPrefix(strings.TrimSpace(q.Get("tag")), "#"), Archived: q.Get("archived"), Templates: q.Has("templates"),
		Query: strings.TrimSpace(q.Get("q")), Sort: q.Get("sort"), After: q.Get("after"),
	}
	if !slices.Contains([]string{ProjectsTable, ProjectsTrash}, at.View) {
		at.View = ProjectsCards
	}
	if !hasOption(priorities(ctx), at.Priority) {
		at.Priority = ""
	}
	if !hasOption(projectSorts(ctx), at.Sort) || at.Sort == domain.SortName || at.Trash() {
		at.Sort = ""
	}
	if at.Archived != "true" && at.Archived != "all" {
		at.Archived = ""
	}
	return at
}

func hasOption(options []ui.Option, value string) bool {
	return slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value })
}

// projectSorts are the orders that projects can be put in.
func projectSorts(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: domain.SortName, Text: ui.T(ctx, "Name")}, {Value: domain.SortEnd, Text: ui.T(ctx, "Due date")}, {Value: "-" + domain.SortPriority, Text: ui.T(ctx, "Priority")},
		{Value: domain.SortStatus, Text: ui.T(ctx, "Status")}, {Value: "-" + domain.SortCreated, Text: ui.T(ctx, "Newest first")}, {Value: "-" + domain.SortUpdated, Text: ui.T(ctx, "Last changed")},
	}
}

// projectStatuses are the statuses that a project can be given.
func projectStatuses(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, status := range []string{domain.ProjectPlanning, domain.ProjectInProgress, domain.ProjectOnHold, domain.ProjectCompleted} {
		options = append(options, ui.Option{Value: status, Text: ProjectStatusName(ctx, status)})
	}
	return options
}

// Trash tells whether the place is that of deleted projects.
func (at ProjectsAt) Trash() bool { return at.View == ProjectsTrash }

// Sorting is what the list is sorted by, chosen or its own.
func (at ProjectsAt) Sorting() string {
	switch {
	case at.Trash():
		return "-" + domain.SortDeleted
	case at.Sort == "":
		return domain.SortName
	}
	return at.Sort
}

// Filter is what the store is asked for.
func (at ProjectsAt) Filter() domain.ProjectFilter {
	return domain.ProjectFilter{
		Status: at.Status, Priority: at.Priority, ClientID: at.Client, OwnerID: at.Owner, Tag: at.Tag, Templates: at.Templates,
		Archived: domain.ParseArchive(domain.Problems{}, "archived", at.Archived), Query: at.Query, Trashed: at.Trash(), Sort: at.Sorting(), Cursor: at.After,
	}
}

// Narrowed tells whether anything leaves projects out that would be there otherwise.
func (at ProjectsAt) Narrowed() bool {
	at.View, at.Sort, at.After = "", "", ""
	return at != ProjectsAt{}
}

// Path is the address of the place.
func (at ProjectsAt) Path() string {
	q := url.Values{}
	for name, value := range map[string]string{
		"status": at.Status, "priority": at.Priority, "client": at.Client, "tag": at.Tag, "owner": at.Owner, "archived": at.Archived,
		"q": at.Query, "sort": at.Sort, "after": at.After,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if at.View != ProjectsCards {
		q.Set("view", at.View)
	}
	if at.Templates {
		q.Set("templates", "1")
	}
	return withQuery("/projects", q)
}

// With is another place, on its first page.
func (at ProjectsAt) With(change func(*ProjectsAt)) ProjectsAt {
	at.After = ""
	change(&at)
	return at
}

// clear is the place with nothing left out.
func (at ProjectsAt) clear() ProjectsAt { return ProjectsAt{View: at.View, Sort: at.Sort} }

// projectNarrowing is one filter, and the place without it.
type projectNarrowing struct {
	text    string
	without ProjectsAt
}

func (p ProjectsPage) narrowings(ctx context.Context) []projectNarrowing {
	var list []projectNarrowing
	add := func(when bool, text string, take func(*ProjectsAt)) {
		if when {
			list = append(list, projectNarrowing{text, p.At.With(take)})
		}
	}
	at := p.At
	add(at.Query != "", "“"+at.Query+"”", func(a *ProjectsAt) { a.Query = "" })
	add(at.Status != "", ProjectStatusName(ctx, at.Status), func(a *ProjectsAt) { a.Status = "" })
	add(at.Priority != "", ui.T(ctx, "%s priority", PriorityName(ctx, at.Priority)), func(a *ProjectsAt) { a.Priority = "" })
	add(at.Client != "", p.clientName(ctx, at.Client), func(a *ProjectsAt) { a.Client = "" })
	add(at.Owner != "", ui.T(ctx, "Owned by %s", p.ownerName(ctx, at.Owner)), func(a *ProjectsAt) { a.Owner = "" })
	add(at.Tag != "", "#"+at.Tag, func(a *ProjectsAt) { a.Tag = "" })
	add(at.Archived == "true", ui.T(ctx, "Archived"), func(a *ProjectsAt) { a.Archived = "" })
	add(at.Archived == "all", ui.T(ctx, "Archived too"), func(a *ProjectsAt) { a.Archived = "" })
	add(at.Templates, ui.T(ctx, "Templates"), func(a *ProjectsAt) { a.Templates = false })
	return list
}

// page is the address with the number of its cursor.
func (p ProjectsPage) more() string {
	at := p.At
	at.After = p.Next
	return at.Path()
}

// idOf is a project's id as pages write it into ids of elements.
func idOf(prefix string, p domain.Project) string { return prefix + strconv.FormatInt(p.ID, 10) }
