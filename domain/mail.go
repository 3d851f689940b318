package domain

// Mail is a letter in plain text that waits to be sent.
type Mail struct {
	ID      int64
	To      string
	Subject string
	Body    string
	// Tries is how often it has been tried, this time included.
	Tries int
}
