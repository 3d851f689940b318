package domain

import "time"

// ReminderLate is how late somebody is still reminded, after the program was not running.
const ReminderLate = 24 * time.Hour

// Reminder is what somebody wants to be told of at a moment.
type Reminder struct {
	Kind  string // FoundTodo or FoundNote
	ID    int64
	Title string
	At    time.Time
	// Due is a day, and DueTime a time on it; empty for none.
	Due     Date
	DueTime string
	For     User
}
