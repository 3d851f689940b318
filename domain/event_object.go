package domain

// KeptMax is how much iCalendar text is kept of one object, in bytes.
const KeptMax = 512 << 10
