package domain

// Archive says whether what is archived is in a list.
type Archive int

const (
	// NotArchived leaves it out, as lists do unless they are asked.
	NotArchived Archive = iota
	// OnlyArchived is nothing else.
	OnlyArchived
	// AlsoArchived is both.
	AlsoArchived
)

// ParseArchive reads what a query says: false or nothing, true, all.
func ParseArchive(p Problems, field, text string) Archive {
	switch text {
	case "", "false":
		return NotArchived
	case "true":
		return OnlyArchived
	case "all":
		return AlsoArchived
	}
	p.Add(field, "Choose one of: true, false, all.")
	return NotArchived
}

// Orders that projects can be listed in, besides SortPriority, SortCreated, SortUpdated and SortDeleted.
const (
	SortName   = "name"
	SortStatus = "status"
	SortStart  = "start_date"
	SortEnd    = "end_date"
)

// ProjectFilter says which projects, in which order, and where to go on. The zero filter is every project that the
// caller sees and that is neither archived nor a template, by name.
type ProjectFilter struct {
	Status   string
	Priority string
	ClientID string
	OwnerID  string
	Tag      string
	Archived Archive
	// Templates are never listed together with other projects.
	Templates bool
	// Trashed is the trash, with whatever of the above went there: what the caller may manage.
	Trashed bool
	Pinned  bool // by the caller
	Query   string

	Sort   string
	Limit  int
	Cursor string // opaque, from ProjectPage.Next
	Total  bool   // count all that match
}

// ProjectPage is one page of a list. Next is empty on the last one. Total is -1 where nobody asked for it.
type ProjectPage struct {
	Items []Project
	Total int
	Next  string
}
