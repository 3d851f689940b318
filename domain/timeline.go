package domain

// Bars of a timeline that are read at once: some, and where somebody asks for more. UndatedMax are named of those
// without a date.
const (
	BarsMax     = 200
	MoreBarsMax = 1000
	UndatedMax  = 20
)

// Timeline is what a project does from one day to another, both included.
type Timeline struct {
	From, To Date
	// Bars are in the order in which they begin. Cut tells that there are more.
	Bars []Bar
	Cut  bool
	// Links are between two of the bars.
	Links []Link
	// Undated have neither a start nor a due date; there can be more of them than are in Nowhere.
	Undated int
	Nowhere []Todo
	// Before and After count what is over before From and what begins after To. First and Last are the days between
	// which there is anything; empty where nothing has a date.
	Before, After int
	First, Last   Date
}

// Bar is a todo with the days that it goes over. What has one date alone is a point on that day.
type Bar struct {
	Todo
	Begin, End Date
	// Waits is when the last of the open todos that it waits for is due, as far as the person who asked sees them;
	// empty for none.
	Waits Date
}

// Point tells whether the todo has only one date.
func (b Bar) Point() bool { return b.StartDate == "" || b.DueDate == "" }

// Early tells whether an open todo begins before what it waits for is to be done.
func (b Bar) Early() bool { return !b.Completed() && b.Waits != "" && b.Begin < b.Waits }

// Link is one bar that waits for another.
type Link struct{ Blocker, Blocked int64 }
