package domain

import "time"

// How much of each the dashboard shows. What is more is a click away.
const (
	HomeLate      = 6
	HomeToday     = 12
	HomeDone      = 3
	HomeNext      = 40
	HomeProjects  = 6
	HomeNotes     = 4
	HomeDecisions = 5
	// HomeDays is how far ahead the dashboard looks, today included; HomeBack how far back it counts.
	HomeDays = 7
	HomeBack = 14
	// HomeDayMost is how much of one of the days ahead it lists.
	HomeDayMost = 8
)

// NavCounts are the numbers in the navigation of every page. Each stops at CountCap+1.
type NavCounts struct {
	// Today is what is due today or was before, Overdue only the latter.
	Today, Overdue int
	// Decisions are those that wait for an answer.
	Decisions int
	// Inbox is what the person was told and has not read.
	Inbox int
	// Until is when Inbox changes by itself, because something comes back; zero where nothing does.
	Until time.Time
	// Backups is 1 for admins where the last backup failed.
	Backups int
}

// Home is what somebody finds when they come in. Everything in it is theirs to see.
type Home struct {
	Nav NavCounts
	// HasTodo tells whether they ever had a todo, HasCompany whether anybody else has an account, HasMore whether they have
	// or see anything else: a project, a note, an event of their own.
	HasTodo, HasCompany, HasMore bool
	// Late are the newest of those that are overdue, Today are due today, both the earliest first; Done the newest that were
	// completed today.
	Late, Today, Done []HomeTodo
	// Next are todos that are due on the days after today.
	Next []HomeTodo
	// Occurrences are the times of the events of the next HomeDays, of each the first HomeDayMost, and Further how many more
	// begin on a day; none where there are more than can be worked out. What began earlier is with today's.
	Occurrences []Occurrence
	Further     map[Date]int
	// Meetings are the events of today that have a time and take place.
	Meetings  int
	Projects  []HomeProject
	Notes     []Note // pinned ones, with the beginning of their text
	Decisions []HomeDecision
	// Days are the last HomeBack, the oldest first, today included.
	Days []HomeDay
}

// HomeTodo is a todo with the project that it is in, as far as the person who asked sees it.
type HomeTodo struct {
	Todo
	Project ProjectRef
}

// HomeProject is a project with whom it is for; the staff alone get to know that.
type HomeProject struct {
	Project
	Client string
}

// HomeDecision is a decision that waits for an answer, or that was made and is to be looked at again.
type HomeDecision struct {
	ID        int64
	Name      string
	Open      bool
	DueDate   Date
	DecidedAt Date
	// By is who proposed it; empty where nobody is known.
	By string
	At time.Time
}

// HomeDay is what was done on a day.
type HomeDay struct {
	Date Date
	Done int
	// Dated counts those of Done that had a due date, InTime those that were done by then.
	Dated, InTime int
	// Minutes are those that the person logged.
	Minutes int
}
