//go:build e2e

package e2e

import "testing"

func TestWhatIsTypedIsFoundAtOnce(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/notes/new")
	p.Fill("#title", "Booking flow")
	p.Click("#content")
	p.Press("Nine of twelve gave up when the **booking** asked for an account.")
	p.WaitText("#note-state", "Saved")
	p.Open("/search")
	p.WaitText(".empty", "Search everything")
	p.Look("search-nothing-typed")
	p.Click("#q")
	p.Press("bookings")
	p.WaitText("#found .empty", "Nothing for “bookings”")
	p.Look("search-empty")
	p.Open("/search?q=book")
	p.WaitText(".hit-row h2", "Booking flow")
	p.WaitText(".hit-row mark", "Book")
	p.Look("search")
}
