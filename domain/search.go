package domain

import "time"

// Kinds of things that a search finds.
const (
	FoundTodo     = "todo"
	FoundProject  = "project"
	FoundNote     = "note"
	FoundDecision = "decision"
	FoundClient   = "client"
	FoundComment  = "comment"
	FoundFile     = "attachment"
	FoundEvent    = "event"
)

// FoundKinds are all of them, as they are offered.
func FoundKinds() []string {
	return []string{FoundTodo, FoundNote, FoundProject, FoundEvent, FoundDecision, FoundClient, FoundComment, FoundFile}
}

// SearchTerm is one thing that a text has to say, or must not say. Text that is several words to the index is looked for
// as they stand.
type SearchTerm struct {
	Text string
	// Prefix lets the last word go on.
	Prefix bool
	Not    bool
}

// SearchQuery is what somebody looks for. The zero values ask for nothing; all that is asked for has to hold.
type SearchQuery struct {
	Terms []SearchTerm
	// Kinds are any of the Found…; none means all.
	Kinds []string
	Tags  []string
	// In are names or keys of projects, From names of people: any of each. NoProject is what could be in a project and is in none.
	In, From  []string
	NoProject bool
	// Priorities are any of these, of todos and projects.
	Priorities []string
	// Mine is what the caller made, owns or is assigned to; Assigned are todos that they are assigned to.
	Mine, Assigned bool
	// Done is what is completed, decided or over (true), or what is still open.
	Done     *bool
	Archived Archive
	// DueBefore and DueAfter include the day; NoDue is what has none, HasDue what has one.
	DueBefore, DueAfter Date
	NoDue, HasDue       bool

	Limit  int
	Cursor string // opaque, from SearchPage.Next
	// Counts asks how many there are of each kind, whatever Kinds says.
	Counts bool
}

// IsEmpty tells whether nothing was asked for.
func (q SearchQuery) IsEmpty() bool {
	return len(q.Terms)+len(q.Kinds)+len(q.Tags)+len(q.In)+len(q.From)+len(q.Priorities) == 0 && !q.NoProject && !q.Mine && !q.Assigned && q.Done == nil && q.Archived == NotArchived &&
		q.DueBefore == "" && q.DueAfter == "" && !q.NoDue && !q.HasDue
}

// Piece is a part of a text; Hit where it is what was looked for.
type Piece struct {
	Text string
	Hit  bool
}

// SearchHit is one thing that was found, as far as its finder sees it.
type SearchHit struct {
	Kind string
	// ID is a number as text, except that of a client.
	ID    string
	Title []Piece // of a comment that of its todo
	// On is what a comment or a file hangs on.
	On FoundOn
	// Text is where the words stand in the rest of it; none where they stand in the title alone.
	Text []Piece
	// Reference is what people call it by: WEB-12, D-7, the key of a project.
	Reference string
	Project   ProjectRef // zero for none
	Status    string
	Done      bool
	Archived  bool
	Due       Date
	Notebook  string
	// Start and AllDay are of an event.
	Start     time.Time
	AllDay    bool
	UpdatedAt time.Time
}

// FoundOn is what a hit hangs on. Kind is one of the Found….
type FoundOn struct{ Kind, ID, Title string }

// SearchMax is about how many hits are ranked: the newest that have the words anywhere, and the newest that have them in the
// title.
const SearchMax = 200

// SearchPage is one page of hits, the best first. Next is empty on the last one.
type SearchPage struct {
	Items []SearchHit
	Next  string
	// Total counts no further than the hits that are ranked; More says that there are others.
	Total int
	More  bool
	// Kinds counts the hits of each kind where Counts was asked for and all of them are ranked.
	Kinds map[string]int
	// Reading is true while the index still reads in what another program wrote, or all of it after an update.
	Reading bool
}
