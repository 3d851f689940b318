package domain

// SortDate is by day; a leading "-" turns it around.
const SortDate = "date"

// TimeFilter says which time entries, and where to go on. The zero filter is all that the caller sees.
type TimeFilter struct {
	From, To  Date // both included
	TodoID    int64
	ProjectID int64
	NoProject bool
	ClientID  string
	UserID    string
	Billable  *bool

	Sort   string // SortDate; the newest come first where it is empty
	Limit  int
	Cursor string // opaque, from TimePage.Next
	Total  bool   // count all that match
}

// TimePage is one page of time entries. Next is empty on the last one. Total is -1 where nobody asked for it.
type TimePage struct {
	Items []TimeEntry
	Total int
	Next  string
}

// TimeSum is what time entries come to.
type TimeSum struct {
	Entries int
	// Running are timers, which are in no other number. Reports leave them out.
	Running           int
	Minutes, Billable int64
	// Amounts are in the order of their currencies, none of them 0.
	Amounts []Money
	// Hidden tells that billable work is in it of which the caller may not know what it costs.
	Hidden bool
}

// TodoTime is what was worked on one todo: a page of its entries, how many there are, and what all of them come to.
type TodoTime struct {
	TimePage
	Sum TimeSum
}

// TimeGroup is what a report tells apart.
type TimeGroup string

// What reports can tell apart.
const (
	ByProject TimeGroup = "project"
	ByClient  TimeGroup = "client"
	ByPerson  TimeGroup = "person"
	ByMonth   TimeGroup = "month"
)

// TimeGroups are all of them, in the order in which they are offered.
func TimeGroups() []TimeGroup { return []TimeGroup{ByProject, ByClient, ByPerson, ByMonth} }

// TimeRow is one line of a report: of the groups that it tells apart one value each, and what the time comes to.
type TimeRow struct {
	// Project is the zero one for work in none; Unseen where the caller sees the work and not the project.
	Project ProjectRef
	Unseen  bool
	Client  ClientRef // the zero one for none
	Person  Person    // the zero one for somebody who is gone
	Month   string    // YYYY-MM
	TimeSum
}

// ReportMax is how many lines a report has at most.
const ReportMax = 10000

// TimeReport is what was worked, by group.
type TimeReport struct {
	Groups []TimeGroup
	Rows   []TimeRow
	Total  TimeSum
}
