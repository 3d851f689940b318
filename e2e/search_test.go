//go:build e2e

package e2e

import (
	"fmt"
	"testing"
)

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

func TestWhatIsFoundFollowsWhatOthersChange(t *testing.T) {
	ann, ben := open(t), open(t)
	ann.SignUp("ann")
	ben.SignUp("ben")
	ann.Open("/todos")
	ben.Open("/todos")
	project := ann.call("POST", "/projects", `{"name": "Kiosk", "visibility": "private"}`)
	ann.call("PUT", fmt.Sprintf("/projects/%d/members/%s", project, ben.me()), `{"role": "member"}`)
	first := fmt.Sprintf("#hit-todo-%d a", ann.call("POST", "/tasks", fmt.Sprintf(`{"name": "Order the screen", "project_id": %d}`, project)))

	ben.Open("/search?q=screen")
	ben.WaitText("#found", "1 result")
	ben.listening("held")
	ben.Wait(`(document.querySelector(".hit-row a").focus(), true)`)
	second := ann.call("POST", "/tasks", fmt.Sprintf(`{"name": "Clean the screen", "project_id": %d}`, project))
	ben.WaitText("#found", "2 results")
	ben.WaitFocus(first)
	ann.call("PATCH", fmt.Sprintf("/tasks/%d", second), `{"name": "Clean the glass"}`)
	ben.WaitText("#found", "1 result")
	ann.call("DELETE", fmt.Sprintf("/projects/%d/members/%s", project, ben.me()), "")
	ben.WaitText("#found .empty", "Nothing for “screen”")
	ben.Click("#q")
	ben.Press("s")
	ben.WaitText("#found .empty", "Nothing for “screens”")
}
