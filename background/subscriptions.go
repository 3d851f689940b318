package background

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strconv"

	"mddash/background/fetch"
	"mddash/domain"
	"mddash/formats/ical"
)

// followers is how many calendars are fetched at once: a slow server holds up only one of them.
const followers = 3

// follow fetches the calendars whose turn it is.
func (w Work) follow(ctx context.Context) error {
	for ctx.Err() == nil {
		subscription, err := w.Store.System().NextSubscription(ctx)
		if domain.KindOf(err) == domain.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if err := w.fetchOne(ctx, subscription); err != nil {
			return err
		}
	}
	return nil
}

// fetchOne fetches a calendar and takes in what is there. What stands in the way is noted for whose it is.
func (w Work) fetchOne(ctx context.Context, f domain.Subscription) error {
	answer, err := w.Fetch.Get(ctx, f.URL, fetch.Known{ETag: f.ETag, Modified: f.Modified})
	var problem *fetch.Problem
	switch {
	case errors.As(err, &problem):
		return w.Store.System().SubscriptionFailed(ctx, f, problem.Text)
	case err != nil:
		return err
	case answer.Same:
		return w.Store.System().SubscriptionSame(ctx, f)
	}
	sum := sha256.Sum256(answer.Body)
	digest := hex.EncodeToString(sum[:])
	f.ETag, f.Modified = answer.ETag, answer.Modified
	if digest == f.Digest {
		return w.Store.System().SubscriptionSame(ctx, f)
	}
	f.Digest = digest
	objects, err := read(&f, answer.Body, answer.Charset)
	if err != nil {
		return w.Store.System().SubscriptionFailed(ctx, f, err.Error())
	}
	return w.Store.System().TakeSubscription(ctx, f, objects)
}

// read makes events of what was fetched. Only of its lines is told, never what is in them: whoever gave the address may
// not be meant to read what is there.
func read(f *domain.Subscription, text []byte, charset string) ([]domain.EventObject, error) {
	source, err := ical.NewSource(func() io.Reader { return bytes.NewReader(text) }, ical.Limits{Bytes: int64(len(text)) + 1, Charset: charset}, f.Home)
	if err != nil {
		return nil, &fetch.Problem{Text: "What is there is no calendar."}
	}
	objects, report := []domain.EventObject{}, domain.EventImport{}
	for object, err := range source.Objects() {
		switch {
		case err != nil:
			return nil, &fetch.Problem{Text: "What is there is no calendar."}
		case object.Event != nil && len(objects) == domain.SubscribedEventsMax:
			return nil, &fetch.Problem{Text: "There are more than " + strconv.Itoa(domain.SubscribedEventsMax) + " events, the most that a calendar can have that you follow."}
		case object.Event != nil:
			objects = append(objects, *object.Event)
		case object.Todo == nil:
			report.Tell(object.LeftOut)
		}
	}
	if len(objects) == 0 && len(report.LeftOut) > 0 {
		return nil, &fetch.Problem{Text: "Nothing there can be read as an event."}
	}
	f.Skipped = report.LeftOut
	return objects, nil
}
