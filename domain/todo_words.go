package domain

// TodoWords are a SearchQuery as todos understand it: its names are those of things that the person who asks sees.
type TodoWords struct {
	Terms []SearchTerm
	Tags  []string
	// ProjectIDs and PersonIDs are any of each; a person made the todo or is assigned to it.
	ProjectIDs []int64
	PersonIDs  []string
	Priorities []string
	// Mine is what is the caller's or assigned to them, Assigned only the latter.
	Mine, Assigned bool
	Archived       Archive
	DueBefore      Date
	DueAfter       Date
	// NoDue is what has no due date, HasDue what has one.
	NoDue, HasDue bool
	// NoProject is what is in none.
	NoProject bool
}
