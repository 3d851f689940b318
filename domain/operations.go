package domain

import "time"

// Job is one kind of work that is done without a request, as one instance has done it since it began.
type Job struct {
	Name     string
	Runs     int64
	Failures int64
	// FailedInARow counts since the last time that it went well.
	FailedInARow      int64
	Running           bool
	LastRun, LastGood time.Time
	Took              time.Duration
	Next              time.Time // zero while it runs
	Every             time.Duration
	LastError         string // of the last failure; "" where there was none
	LastErrorAt       time.Time
}

// Failing tells whether its last run went wrong.
func (j Job) Failing() bool { return j.FailedInARow > 0 }

// Queues of what waits to be done or told.
const (
	QueueMail     = "mail"
	QueueWebhooks = "webhooks"
	QueueLetters  = "letters"
	QueuePush     = "push"
	QueueImports  = "imports"
	QueueSearch   = "search"
)

// QueueMost is where counting what waits ends.
const QueueMost = 10_000

// Queue is what waits to be done or told.
type Queue struct {
	Name    string
	Waiting int // QueueMost where it is more
	// Tried are those among them that were tried already and did not work.
	Tried int
	// Oldest is since when the one has waited that waits longest, or when it is tried next; zero where that is not known.
	Oldest time.Time
	// Error is why the last try of one of them did not work.
	Error string
}

// Retries tells whether what waits can be tried at once.
func (q Queue) Retries() bool { return q.Tried > 0 && (q.Name == QueueMail || q.Name == QueueWebhooks) }

// How a check went.
const (
	CheckGood  = "ok"
	CheckWarn  = "warn"
	CheckWrong = "wrong"
)

// Check is one thing that was looked at, and what to do where it is not well.
type Check struct {
	Name  string `json:"name"`
	State string `json:"state"`
	// Found is what is the case; Advice what to do about it, "" where nothing is to be done.
	Found  string `json:"found"`
	Advice string `json:"advice,omitempty"`
	// Word is what a page says in one or two words.
	Word string `json:"-"`
}

// HalfHour is how long the median answer of half an hour took; Count is how many there were.
type HalfHour struct {
	From   time.Time
	Count  int
	Median time.Duration
}

// Health is how one instance does.
type Health struct {
	Version string
	Began   time.Time
	// Memory is how many bytes the process holds; 0 where the system does not tell.
	Memory int64
	// Day is the last 24 hours, the oldest first; All is the median of all of it.
	All    HalfHour
	Day    []HalfHour
	Checks []Check
	Queues []Queue
}
