package domain

import "strconv"

// DependenciesMax is how many todos one is blocked by at most, and how many it blocks, of those that a person sees.
const DependenciesMax = 100

// TodoRef is the little of a todo that is shown beside another one.
type TodoRef struct {
	ID        int64
	Title     string
	Status    string
	StartDate Date
	DueDate   Date
	ProjectID int64
	Key       string // of its project; empty for a personal one, and where the reader does not see the project
	// Access of the person who asked, where it was asked for.
	Access Access
}

// Completed tells whether the todo is done.
func (r TodoRef) Completed() bool { return r.Status == StatusDone }

// Reference is what people call the todo by: WEB-12, or 12 where nothing gives it a key.
func (r TodoRef) Reference() string {
	number := strconv.FormatInt(r.ID, 10)
	if r.Key == "" {
		return number
	}
	return r.Key + "-" + number
}

// Dependencies are what a todo waits for and what waits for it, as far as the person who asked sees them.
type Dependencies struct {
	BlockedBy, Blocks []TodoRef
}

// Watchers are people who want to hear of a todo.
type Watchers struct {
	People []Person
	// Watching is whether the person who asked is one of them.
	Watching bool
}
