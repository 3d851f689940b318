package domain

// Recent is something that a person has just worked on.
type Recent struct {
	Place
	Title string
	Done  bool
}
