//go:build e2e

package e2e

import (
	"fmt"
	"testing"
)

func TestTheInboxIsReadPutOffAndUndone(t *testing.T) {
	ben := open(t)
	ben.SignUp("Ben")
	ben.Open("/inbox")
	ben.WaitText(".empty", "You have read everything")
	ben.Look("inbox-empty")
	me := eval[string](ben, `fetch("/api/v1/auth/me").then(answer => answer.json()).then(me => me.id)`)

	ana := open(t)
	ana.SignUp("Ana")
	for _, title := range []string{"Measure the board", "Write to Kite Health about the invoice that was never paid and the other one"} {
		ana.api("POST", "/todos", fmt.Sprintf(`{"title":%q,"assignee_ids":[%q]}`, title, me))
	}

	// Without being asked for.
	ben.WaitText("#count-inbox", "2")
	ben.WaitText("#page", "Measure the board")
	ben.Look("inbox")
	ben.Click(`button[aria-label^="Mark “Write to"]`)
	ben.WaitText(".toast", "1 notification read")
	ben.WaitText("#count-inbox", "1")
	ben.Click(`.toast [type=submit]`)
	ben.WaitText("#page", "Write to Kite")
	ben.Click(`button[aria-label^="See “Measure"]`)
	ben.Click(`.menu:popover-open button[value="tomorrow"]`)
	ben.WaitText(".toast", "It comes back tomorrow morning")
	ben.WaitText("#count-inbox", "1")
	ben.Open("/inbox?view=snoozed")
	ben.WaitText("#page", "Measure the board")
	ben.Open("/inbox")
	ben.Follow(`#page .feed a`)
	ben.WaitText("main", "Write to Kite Health")
	ben.Open("/inbox")
	ben.WaitText(".empty", "You have read everything")
	ben.Open("/settings/notifications")
	ben.Look("settings-notifications")
}

func TestTheInboxNeedsNoScripts(t *testing.T) {
	ben := open(t)
	ben.WithoutScripts()
	ben.SignUp("Ben")
	ben.Open("/settings/notifications")
	ben.Click(`[name="mentioned_push"]`)
	ben.Submit(`form[action$="/settings/notifications"]`)
	ben.WaitText(".toasts", "Notifications saved")
	ben.Open("/inbox?view=all")
	ben.WaitText(".empty", "Nothing yet")
}
