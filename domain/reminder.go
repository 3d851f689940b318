package domain

import "time"

// ReminderLate is how late somebody is still reminded, after the program was not running.
const ReminderLate = 24 * time.Hour
