package views

import (
	"context"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// ProjectHead is what stands over every view of a project.
type ProjectHead struct {
	Project domain.Project
	// View is the one that is shown.
	View string
	// At is the place that the views of its tasks are shown at.
	At TodosAt
	// Client is the name of who it is for; empty for nobody, and for who may not know.
	Client string
	// Team are the first of those who work on it: its owner, its managers, its members.
	Team []ui.Person
	// MayCopy tells whether the caller makes projects like it.
	MayCopy bool
	// Now is the time on the caller's clock.
	Now time.Time
}

// projectTab is a view of a project as the tabs list it.
type projectTab struct{ view, text, icon string }

// projectTabs are the views that there are, in their order. The page of each is made in handlers/web: see projectPages.
func (h ProjectHead) projectTabs(ctx context.Context) []projectTab {
	tabs := []projectTab{
		{ProjectBoard, ui.T(ctx, "Board"), "board"},
		{ProjectList, ui.T(ctx, "List"), "list"},
		{ProjectTimeline, ui.T(ctx, "Timeline"), "timeline"},
		{ProjectNotesView, ui.T(ctx, "Notes"), "notes"},
		{ProjectDecisions, ui.T(ctx, "Decisions"), "decisions"},
		{ProjectEvents, ui.T(ctx, "Events"), "calendar"},
		{ProjectFilesView, ui.T(ctx, "Files"), "clip"},
		{ProjectActivityView, ui.T(ctx, "Activity"), "activity"},
		{ProjectPeopleView, ui.T(ctx, "People"), "users"},
	}
	if h.Project.Access.CanManage() {
		tabs = append(tabs, projectTab{ProjectSettingsView, ui.T(ctx, "Settings"), "settings"})
	}
	return tabs
}

// tabs lead to the other views, with the filter that this one has.
func (h ProjectHead) tabs(ctx context.Context) []ui.Place {
	var places []ui.Place
	for _, tab := range h.projectTabs(ctx) {
		places = append(places, ui.Place{Text: tab.text, Icon: tab.icon, Href: ui.To(ctx, h.tabPath(tab.view)), Current: tab.view == h.View})
	}
	return places
}

// tabPath is the address of one of the views.
func (h ProjectHead) tabPath(view string) string {
	to := h.At.to(view)
	to.Project = h.Project.ID
	return to.List()
}

// Path is the address of the view that is shown.
func (h ProjectHead) Path() string { return h.tabPath(h.View) }

// act is the address of something that is done to the project.
func (h ProjectHead) act(what string) string { return ProjectPath(h.Project.ID) + "/" + what }

// section is what the navigation marks: the project itself where it is kept there.
func (h ProjectHead) section() string {
	if h.Project.Pinned {
		return pinKey(h.Project.ID)
	}
	return "projects"
}

func pinKey(id int64) string { return "projects/" + idText(id) }

func (h ProjectHead) hue() string { return projectHue(h.Project.Ref()) }

// ProjectPins are the projects that a person keeps in the navigation.
func ProjectPins(projects []domain.ProjectRef) []ui.Pin {
	var pins []ui.Pin
	for _, p := range projects {
		pins = append(pins, ui.Pin{Key: pinKey(p.ID), Name: p.Name, Hue: projectHue(p), Path: ProjectPath(p.ID)})
	}
	return pins
}

// ProjectStatusName is a status in words; one that an adopted file holds and we don't know stays as it is.
func ProjectStatusName(ctx context.Context, status string) string {
	names := map[string]string{
		domain.ProjectPlanning: ui.T(ctx, "Planning"), domain.ProjectInProgress: ui.T(ctx, "In progress"), domain.ProjectOnHold: ui.T(ctx, "On hold"), domain.ProjectCompleted: ui.T(ctx, "Completed"),
	}
	if name := names[status]; name != "" {
		return name
	}
	return status
}

func statusHue(status string) string {
	return map[string]string{domain.ProjectInProgress: "pine", domain.ProjectOnHold: "amber", domain.ProjectCompleted: "blue"}[status]
}

// title of the page: the project, and the view where that is not the first.
func (h ProjectHead) title(ctx context.Context) string {
	for _, tab := range h.projectTabs(ctx) {
		if tab.view == h.View && tab.view != ProjectBoard {
			return h.Project.Name + ": " + tab.text
		}
	}
	return h.Project.Name
}
