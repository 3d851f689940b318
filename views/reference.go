package views

import (
	"net/url"

	"mddash/domain"
)

// ReferencePath is where a reference leads.
func ReferencePath(ref domain.Reference) string {
	if ref.Kind == domain.ReferenceDecision {
		return DecisionPath(ref.ID)
	}
	return ProjectAt(ref.ProjectID, url.Values{}).Todo(ref.ID)
}

// DecisionPath is the page of a decision.
func DecisionPath(id int64) string { return "/decisions/" + idText(id) }

// TagPath is the list of todos with a tag, which the tag is put behind; NoteTagPath that of notes.
func TagPath() string { return "/todos?view=all&tag=" }

// NoteTagPath is TagPath for notes.
func NoteTagPath() string { return "/notes?tag=" }
