package visit

import (
	"context"
	"encoding/json"
)

// Toast is a short message on the page that comes next. Undo is the batch that its button takes back, "" for none.
type Toast struct {
	Text string `json:"text"`
	Undo string `json:"undo,omitempty"`
	Bad  bool   `json:"bad,omitempty"`
	// Link is what a link to a path of ours says.
	Link string `json:"link,omitempty"`
	Path string `json:"path,omitempty"`
}

// toastsMax is how many wait at most; the oldest go first.
const toastsMax = 5

// Toast says something on the page that is made now or, when the answer sends the browser on, on the next one.
func (v *Visit) Toast(text, undo string) { v.toasts = append(v.toasts, Toast{Text: text, Undo: undo}) }

// ToastTo is Toast with a link to where it can be seen.
func (v *Visit) ToastTo(text, undo, link, path string) {
	v.toasts = append(v.toasts, Toast{Text: text, Undo: undo, Link: link, Path: path})
}

// BadToast says that something did not work.
func (v *Visit) BadToast(text string) { v.toasts = append(v.toasts, Toast{Text: text, Bad: true}) }

// Toasts takes the messages that wait to be shown; call it while making a page, before its first byte is written.
// They wait on for a page that only brings itself up to date.
func (v *Visit) Toasts() []Toast {
	if v.Background() || v.Request().Header.Get(copyHeader) != "" {
		return nil
	}
	waiting := append(v.waitingToasts(v.Ctx()), v.toasts...)
	if len(waiting) > len(v.toasts) {
		v.doors.sessions.Remove(v.Ctx(), toastsKey)
	}
	v.toasts = nil
	return waiting
}

// keepToasts puts what was not shown into the session.
func (v *Visit) keepToasts(ctx context.Context) {
	if len(v.toasts) == 0 || !v.hasSession() {
		return
	}
	waiting := append(v.waitingToasts(ctx), v.toasts...)
	text, err := json.Marshal(waiting[max(0, len(waiting)-toastsMax):])
	if err == nil {
		v.doors.sessions.Put(ctx, toastsKey, string(text))
	}
}

func (v *Visit) waitingToasts(ctx context.Context) []Toast {
	var waiting []Toast
	if v.hasSession() {
		// A session written by an older version may hold something else; its messages are not worth an error.
		_ = json.Unmarshal([]byte(v.doors.sessions.GetString(ctx, toastsKey)), &waiting)
	}
	return waiting
}
