// Package background is what happens without a request: mail, reminders, clean-up, the search index, calendars that
// people follow and files of events on their way in.
package background

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"mddash/background/fetch"
	"mddash/language"
	"mddash/store"
)

// Work is what the background works with. Mail is nil where no mail server is set.
type Work struct {
	Store *store.Store
	Mail  *Mailer
	Log   *slog.Logger
	// Fetch reads the calendars that people follow; nil where nobody fetches any.
	Fetch *fetch.Fetcher
	// Hooks sends what webhooks and browsers are told; nil where nobody sends anything.
	Hooks *fetch.Fetcher
	// Object is a thing as the API shows it to somebody; NotFound where they don't see it.
	Object func(ctx context.Context, as *store.Scope, kind, id string) (any, error)
	// FileMax is how many bytes a file may have that an import brings; none where it is 0.
	FileMax int64
	// Program is the version of mddash, which backups note.
	Program string
	// FullURL is the address of a page, for letters.
	FullURL func(path string) string
	// Languages are what people are told things in; English alone where there are none.
	Languages language.Languages
	// MailEvery is how often waiting mail is looked for; 5 seconds where it is 0.
	MailEvery time.Duration
	// RemindEvery is how often reminders are looked for; 30 seconds where it is 0.
	RemindEvery time.Duration
	// Jobs remembers how the work goes; nil where nobody asks.
	Jobs *Jobs
	// Told is told what became of a letter ("mail"), a message to a webhook ("webhook") or to a browser ("push"): "sent",
	// "later" or "given up". It may not wait; nil where nobody asks.
	Told func(what, result string)
}

func (w Work) told(what, result string) {
	if w.Told != nil {
		w.Told(what, result)
	}
}

// Crew are the workers that Start set to work.
type Crew struct {
	stop    context.CancelFunc
	working sync.WaitGroup
	log     *slog.Logger
	jobs    *Jobs
}

// Start sets everybody to work until Stop.
func Start(w Work) *Crew {
	ctx, stop := context.WithCancel(context.Background())
	crew := &Crew{stop: stop, log: w.Log, jobs: cmp.Or(w.Jobs, NewJobs(time.Now))}
	crew.every(ctx, "clean-up", time.Minute, time.Hour, w.cleanUp)
	crew.every(ctx, "search", 0, 10*time.Second, w.readIn)
	crew.every(ctx, "imports", 0, time.Second, w.TakeEvents)
	crew.every(ctx, "imports of other programs", 0, time.Second, w.TakeOthers)
	if w.Fetch != nil {
		for range followers {
			crew.every(ctx, "calendars", 0, 5*time.Second, w.follow)
		}
	}
	if w.Hooks != nil {
		crew.every(ctx, "push", 0, pushEvery, w.push)
		crew.every(ctx, "webhooks", 0, time.Second, w.tellHooks)
		for range deliverers - 1 {
			crew.every(ctx, "webhooks", 0, 2*time.Second, w.deliver)
		}
	}
	if w.Mail != nil {
		pause := w.MailEvery
		if pause == 0 {
			pause = 5 * time.Second
		}
		crew.every(ctx, "mail", 0, pause, w.sendMail)
		crew.every(ctx, "letters", 0, min(pause, lettersEvery), w.writeLetters)
	}
	crew.every(ctx, "backups", 5*time.Second, 5*time.Second, w.backUp)
	crew.every(ctx, "reminders", 0, cmp.Or(w.RemindEvery, remindEvery), w.reminding())
	crew.every(ctx, "what is due", 0, cmp.Or(w.RemindEvery, dueEvery), w.tellDue)
	return crew
}

// Stop ends the work and returns when everybody has put down what they were at.
func (c *Crew) Stop() {
	c.stop()
	c.working.Wait()
}

// every calls a worker after a first pause and then again and again, at once where somebody wants it. What it fails at is
// logged, and tried again the next time round.
func (c *Crew) every(ctx context.Context, name string, first, pause time.Duration, work func(context.Context) error) {
	kick := c.jobs.worker(name, first, pause)
	c.working.Go(func() {
		timer := time.NewTimer(first)
		defer timer.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
			case <-kick:
			}
			began := c.jobs.begin(name)
			err := once(ctx, work)
			c.jobs.end(ctx, name, began, pause, err)
			if err != nil && ctx.Err() == nil {
				c.log.Error("work in the background failed", "work", name, "error", err)
			}
			timer.Reset(pause)
		}
	})
}

// once returns a panic as an error, so that it ends neither the worker nor the program.
func once(ctx context.Context, work func(context.Context) error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return work(ctx)
}
