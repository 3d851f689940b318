package views

import (
	"context"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// ProjectsPage is a list of projects with what stands around it.
type ProjectsPage struct {
	At ProjectsAt
	// Now is the time on the caller's clock.
	Now   time.Time
	Items []domain.Project
	// Next is the cursor of the next page; empty on the last one.
	Next string
	// People are those that the projects name, and Clients too, by their ids.
	People  map[string]domain.Person
	Clients map[string]domain.ClientRef
	// ClientChoices and OwnerChoices are what can be filtered by.
	ClientChoices []domain.ClientRef
	OwnerChoices  []domain.Person
	// MayAdd tells whether the caller makes projects.
	MayAdd bool
}

func (p ProjectsPage) today() domain.Date { return domain.DateOf(p.Now) }

// Title of the page.
func (p ProjectsPage) Title(ctx context.Context) string {
	switch {
	case p.At.Trash():
		return ui.T(ctx, "Deleted projects")
	case p.At.Templates:
		return ui.T(ctx, "Templates")
	}
	return ui.T(ctx, "Projects")
}

// projectGroup is a stretch of the cards under a head.
type projectGroup struct {
	title string
	items []domain.Project
}

// groups are what goes on, what is done, and what is archived.
func (p ProjectsPage) groups(ctx context.Context) []projectGroup {
	groups := []projectGroup{{title: ui.T(ctx, "Active")}, {title: ui.T(ctx, "Done")}, {title: ui.T(ctx, "Archived")}}
	if p.At.Templates {
		groups[0].title = ui.T(ctx, "Templates")
	}
	for _, project := range p.Items {
		at := 0
		switch {
		case project.Archived:
			at = 2
		case project.Status == domain.ProjectCompleted:
			at = 1
		}
		groups[at].items = append(groups[at].items, project)
	}
	return groups
}

// count is what stands behind the head of a group.
func (p ProjectsPage) count(g projectGroup) string {
	if p.Next != "" || p.At.After != "" {
		return ""
	}
	return strconv.Itoa(len(g.items))
}

// clientName is who a project is for; work for nobody is the team's own.
func (p ProjectsPage) clientName(ctx context.Context, id string) string {
	if client, known := p.Clients[id]; known {
		return client.CompanyName
	}
	for _, client := range p.ClientChoices {
		if client.ID == id {
			return client.CompanyName
		}
	}
	return ui.T(ctx, "Unknown client")
}

// forWhom is the quiet line below a project's name.
func (p ProjectsPage) forWhom(ctx context.Context, project domain.Project) string {
	if project.ClientID == "" {
		return ui.T(ctx, "Internal")
	}
	return p.clientName(ctx, project.ClientID)
}

func (p ProjectsPage) ownerName(ctx context.Context, id string) string {
	for _, person := range p.OwnerChoices {
		if person.ID == id {
			return person.Name
		}
	}
	return ui.T(ctx, "somebody else")
}

// teamShown is how many people of a project a card shows.
const teamShown = 4

// team are the owner and the managers of a project, as far as they are known.
func (p ProjectsPage) team(project domain.Project) []ui.Person {
	var team []ui.Person
	seen := map[string]bool{}
	for _, id := range append([]string{project.OwnerID}, project.ManagerIDs...) {
		if person, known := p.People[id]; known && !seen[id] && len(team) < teamShown {
			seen[id] = true
			team = append(team, ui.Person{ID: person.ID, Name: person.Name})
		}
	}
	return team
}

// percent is how much of a whole a part is, rounded; 0 of nothing, and 100 only of all of it.
func percent(part, whole int64) int {
	if whole <= 0 {
		return 0
	}
	rounded := int((200*part + whole) / (2 * whole))
	if part < whole {
		return min(rounded, 99)
	}
	return rounded
}

func percentDone(p domain.Project) string {
	return strconv.Itoa(percent(int64(p.Done), int64(p.Total))) + "%"
}

// hasBudget tells whether there is one to use up.
func hasBudget(p domain.Project) bool { return p.Budget != nil && *p.Budget > 0 }

func budgetUsed(p domain.Project) int { return percent(p.Spent, *p.Budget) }

// budgetHue warns of what is nearly used up, and of what is.
func budgetHue(p domain.Project) string {
	switch used := budgetUsed(p); {
	case used > 100:
		return "red"
	case used > 85:
		return "amber"
	}
	return ""
}

// shortDay is a date where there is little room: "12 Jun", with the year when it is another one.
func shortDay(ctx context.Context, d, today domain.Date) string {
	switch {
	case d == "":
		return ""
	case d.Time().Year() == today.Time().Year():
		return ui.Date(ctx, d.Time(), "2 Jan")
	}
	return ui.Date(ctx, d.Time(), "2 Jan 2006")
}

// dates are when a project begins and ends.
func (p ProjectsPage) dates(ctx context.Context, project domain.Project) string {
	start, end := shortDay(ctx, project.StartDate, p.today()), shortDay(ctx, project.EndDate, p.today())
	switch {
	case start != "" && end != "":
		return ui.T(ctx, "%s to %s", start, end)
	case start != "":
		return ui.T(ctx, "From %s", start)
	case end != "":
		return ui.T(ctx, "To %s", end)
	}
	return ui.T(ctx, "Ongoing")
}

// emptiness is what the page says where there is no project.
func (p ProjectsPage) emptiness(ctx context.Context) emptiness {
	add := ui.ButtonProps{Text: ui.T(ctx, "New project"), Icon: "plus", Kind: "primary"}
	switch at := p.At; {
	case at.After != "":
		return emptiness{drawing: "find", title: ui.T(ctx, "No more projects"), text: ui.T(ctx, "This is where the list ends."), step: ui.ButtonProps{Text: ui.T(ctx, "Back to the beginning")}, href: at.With(func(*ProjectsAt) {}).Path()}
	case at.Trash():
		return emptiness{drawing: "find", title: ui.T(ctx, "No deleted projects"), text: ui.T(ctx, "Projects that you delete stay here for 30 days."), step: ui.ButtonProps{Text: ui.T(ctx, "All projects")}, href: "/projects"}
	case at == ProjectsAt{View: at.View, Sort: at.Sort, Templates: true}:
		return emptiness{drawing: "note", title: ui.T(ctx, "No templates yet"), text: ui.T(ctx, "Save a project as a template, and the next one like it begins with its columns and tasks."), step: ui.ButtonProps{Text: ui.T(ctx, "All projects")}, href: "/projects"}
	case at.Narrowed():
		return emptiness{drawing: "find", title: ui.T(ctx, "Nothing fits"), text: ui.T(ctx, "No project has all that you filter by."), step: ui.ButtonProps{Text: ui.T(ctx, "Clear the filters")}, href: at.clear().Path()}
	case !p.MayAdd:
		return emptiness{drawing: "note", title: ui.T(ctx, "No projects yet"), text: ui.T(ctx, "Projects that you are added to show here.")}
	}
	return emptiness{drawing: "note", title: ui.T(ctx, "No projects yet"), text: ui.T(ctx, "A project gathers tasks, people, dates and money in one place."), step: add, href: "/projects/new"}
}
