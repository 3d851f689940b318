package background

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"mddash/background/fetch"
	"mddash/background/webpush"
	"mddash/domain"
	"mddash/language"
	"mddash/store"
)

const (
	// pushedApart is how many messages somebody gets one by one; more come as one that counts them.
	pushedApart = 3
	// pushedText is how long a title and a text may be: they are read at a glance, and have to fit.
	pushedText = 120

	// pushers is how many people are told at once, and pushersEach in how many browsers of one person: an address that never
	// answers, which anybody can give, holds up no more than these.
	pushers     = 6
	pushersEach = 4
	// pushWithin is how long all browsers of one person may take, which is far within the time that a delivery is lent for.
	pushWithin = time.Minute
	// pushEvery is how often somebody is looked for who waits.
	pushEvery = 2 * time.Second
)

// push tells people in their browsers what waits for them there, some at once, each of them once at a time.
func (w Work) push(ctx context.Context) error {
	type end struct {
		userID string
		err    error
	}
	underWay, ended := map[string]bool{}, make(chan end)
	var failed error
	for {
		if failed == nil && ctx.Err() == nil && len(underWay) < pushers {
			d, err := w.Store.System().NextDelivery(ctx, domain.ChannelPush, slices.Collect(maps.Keys(underWay))...)
			switch {
			case err == nil && len(d.Notifications) == 0:
				failed = w.Store.System().Delivered(ctx, d)
				continue
			case err == nil:
				underWay[d.For.ID] = true
				go func() {
					ended <- end{d.For.ID, once(ctx, func(ctx context.Context) error { return w.pushAll(ctx, d) })}
				}()
				continue
			case domain.KindOf(err) != domain.NotFound:
				failed = err
			}
		}
		if len(underWay) == 0 {
			return failed
		}
		select {
		case one := <-ended:
			delete(underWay, one.userID)
			failed = errors.Join(failed, one.err)
		case <-time.After(pushEvery): // somebody else may be waiting by now
		}
	}
}

// pushAll tells one person, in all browsers where they are told things.
func (w Work) pushAll(ctx context.Context, d domain.Delivery) error {
	system := w.Store.System()
	browsers, err := system.BrowsersOf(ctx, d.For.ID)
	if err != nil {
		return err
	}
	arrived := len(browsers) == 0 // nobody to wait for
	if !arrived {
		arrived, err = w.pushToEach(ctx, browsers, d)
	}
	if err != nil && !arrived {
		return err
	}
	// Also when the program is about to stop: what was told must not be told again.
	ctx = context.WithoutCancel(ctx)
	if arrived {
		w.told("push", "sent")
		return errors.Join(err, system.Delivered(ctx, d))
	}
	gaveUp, err := system.DeliveryFailed(ctx, d)
	if w.told("push", map[bool]string{true: "given up", false: "later"}[gaveUp]); gaveUp {
		w.Log.WarnContext(ctx, "a message was taken by no push service and is given up", "user", d.For.ID)
	}
	return err
}

// pushToEach sends all of it to somebody's browsers, a few at once, those first that got the last messages. It tells whether
// one of them is done with; what is not reached in time is left out.
func (w Work) pushToEach(ctx context.Context, browsers []domain.Browser, d domain.Delivery) (arrived bool, err error) {
	secret, err := w.Store.PushSecret(ctx)
	if err != nil {
		return false, err
	}
	sender, err := webpush.NewSender(secret, w.sender())
	if err != nil {
		return false, err
	}
	slices.SortStableFunc(browsers, func(a, b domain.Browser) int { return cmp.Compare(a.Failures, b.Failures) })
	inTime, done := context.WithTimeout(ctx, pushWithin)
	defer done()
	var sending sync.WaitGroup
	var mu sync.Mutex
	places := make(chan struct{}, pushersEach)
	for _, browser := range browsers {
		places <- struct{}{}
		if inTime.Err() != nil {
			break
		}
		sending.Go(func() {
			defer func() { <-places }()
			var ok bool
			one := once(inTime, func(ctx context.Context) (err error) {
				ok, err = w.pushTo(ctx, sender, browser, d)
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			arrived, err = arrived || ok, errors.Join(err, one)
		})
	}
	sending.Wait()
	if err == nil && !arrived {
		err = ctx.Err()
	}
	return arrived, err
}

// pushed is a message as the worker in the browser shows it.
type pushed struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	Path  string `json:"path"`
	Tag   string `json:"tag"`
}

// messagesOf are what is shown for a delivery, the oldest first.
func messagesOf(d domain.Delivery, l *language.Language) []pushed {
	if n := len(d.Notifications); n > pushedApart {
		return []pushed{{Title: l.T("%d things for you", n), Text: glance(d.Notifications[0].Says(l) + ": " + d.Notifications[0].Title), Path: "/inbox", Tag: "inbox"}}
	}
	var all []pushed
	for i := len(d.Notifications) - 1; i >= 0; i-- {
		n := d.Notifications[i]
		all = append(all, pushed{Title: glance(n.Says(l)), Text: glance(n.Title), Path: n.OpenPath(), Tag: "n" + strconv.FormatInt(n.ID, 10)})
	}
	return all
}

// glance is as much of a text as is read at a glance.
func glance(text string) string {
	if letters := []rune(text); len(letters) > pushedText {
		return string(letters[:pushedText-1]) + "…"
	}
	return text
}

// pushTo sends all of it to one browser. It tells whether that is done with: one that is gone, or that will never take
// this, is as well.
func (w Work) pushTo(ctx context.Context, sender *webpush.Sender, to domain.Browser, d domain.Delivery) (done bool, err error) {
	urgent := d.Notifications[0].Kind == domain.ToldReminder
	for _, message := range messagesOf(d, w.Languages.Of(d.For.Reads())) {
		status, err := w.pushOne(ctx, sender, to, message, urgent)
		var problem *fetch.Problem
		if err != nil && !errors.As(err, &problem) {
			return false, err
		}
		system, after := w.Store.System(), context.WithoutCancel(ctx)
		switch {
		case err == nil && status >= 200 && status < 300:
			if err := system.Pushed(after, to); err != nil {
				return false, err
			}
			continue
		case status == http.StatusNotFound || status == http.StatusGone:
			return true, system.NotPushed(after, to, true)
		}
		w.Log.WarnContext(ctx, "a push service did not take a message", "browser", to.ID, "status", status, "error", err)
		refused := status >= 400 && status < 500 && status != http.StatusTooManyRequests && status != http.StatusRequestTimeout
		return refused, system.NotPushed(after, to, false)
	}
	return true, nil
}

// TryPush sends a message to one browser of somebody's at once. The error says in a sentence why it did not arrive.
func (w Work) TryPush(ctx context.Context, to domain.Browser, user domain.User) error {
	secret, err := w.Store.PushSecret(ctx)
	if err != nil {
		return err
	}
	sender, err := webpush.NewSender(secret, w.sender())
	if err != nil {
		return err
	}
	l := w.Languages.Of(user.Reads())
	status, err := w.pushOne(ctx, sender, to, pushed{Title: l.T("A test"), Text: l.T("Messages arrive in this browser."), Path: "/settings/notifications", Tag: "test"}, true)
	var problem *fetch.Problem
	after := context.WithoutCancel(ctx)
	switch {
	case errors.As(err, &problem):
		return domain.Fail(domain.Conflict, "The browser’s push service can’t be reached from this server. Try again later.")
	case err != nil:
		return err
	case status >= 200 && status < 300:
		return w.Store.System().Pushed(after, to)
	case status == http.StatusNotFound || status == http.StatusGone:
		if err := w.Store.System().NotPushed(after, to, true); err != nil {
			return err
		}
		return domain.Fail(domain.Conflict, "The push service does not know this browser any more. Turn messages on again.")
	}
	return domain.Fail(domain.Conflict, "The push service refused the message, with status "+strconv.Itoa(status)+". Turn messages off and on again.")
}

func (w Work) pushOne(ctx context.Context, sender *webpush.Sender, to domain.Browser, message pushed, urgent bool) (int, error) {
	text, err := json.Marshal(message)
	if err != nil {
		return 0, err
	}
	body, err := webpush.Encrypt(webpush.Keys{P256dh: to.P256dh, Auth: to.Auth}, text)
	if err != nil {
		return 0, err
	}
	header, err := sender.Header(to.Endpoint, time.Now(), store.PushKept, urgent)
	if err != nil {
		return 0, err
	}
	return w.Hooks.Post(ctx, to.Endpoint, header, body)
}

// sender is where push services can reach whoever runs this: the address of it.
func (w Work) sender() string {
	if w.FullURL == nil {
		return "https://localhost"
	}
	return w.FullURL("/")
}
