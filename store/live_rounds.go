package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"mddash/domain"
)

const (
	// liveTick is how often it is looked whether something was written elsewhere, or somebody's way in is over.
	liveTick = time.Second
	// liveGap is how long what is written waits for more of it, so that many writes are one message. A round that took
	// longer waits as long as that, so that no more than half of the time goes into it.
	liveGap = 100 * time.Millisecond
	// liveCheck is how long it takes at most until a login is noticed that has run out.
	liveCheck = 15 * time.Second
	// liveSpan is how many changes are looked at one by one.
	liveSpan = 500
	// livePeople is for how many people one question is asked.
	livePeople = 250
)

// run goes on until there is no stream left. It begins when the run before it is over, which may be in a last round.
func (l *Live) run(ctx context.Context, before <-chan struct{}, done chan<- struct{}) {
	defer close(done)
	if before != nil {
		<-before
	}
	watch := l.store.dialect.watchLive(ctx, l.store, l.nudge)
	defer watch.close()
	tick := time.NewTicker(liveTick)
	defer tick.Stop()
	for {
		written := true
		select {
		case <-ctx.Done():
			return
		case <-l.more:
		case <-tick.C:
			written = watch.changed(ctx)
		}
		began := time.Now()
		if err := l.round(ctx, written); err != nil && ctx.Err() == nil {
			l.store.log.WarnContext(ctx, "open pages could not be told what has changed; it is tried again", "error", err)
		}
		pause(ctx, max(liveGap, time.Since(began)))
	}
}

func pause(ctx context.Context, length time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(length):
	}
}

// round looks who may still be told, and tells them what has happened since the last one.
func (l *Live) round(ctx context.Context, written bool) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if !written && time.Since(l.checked) < liveCheck {
		return nil
	}
	streams := l.open()
	users, err := l.store.stillIn(ctx, streams)
	if err != nil {
		return err
	}
	l.checked = time.Now()
	streams = slices.DeleteFunc(streams, func(st *Stream) bool {
		user, in := users[st.who.key()]
		if in && sameAccess(user, st.who.User) {
			return false
		}
		l.leave(st, ErrStreamEnded)
		return true
	})
	if err := l.store.takeForeign(ctx, &l.queued); err != nil {
		return err
	}
	return l.tellAll(ctx, streams, users)
}

// sameAccess tells whether what decides about somebody's rights is as it was when they came. Else they come again.
func sameAccess(now, then domain.User) bool {
	return now.ID == then.ID && now.Email == then.Email && now.Verified == then.Verified && now.IsStaff() == then.IsStaff() &&
		now.IsAdmin() == then.IsAdmin() && now.Has(domain.RoleClient) == then.Has(domain.RoleClient)
}

// tellFrom tells those who know everything up to one point what has happened between that and another one.
func (l *Live) tellFrom(ctx context.Context, g group, to domain.NewsPoint, users map[string]domain.User) ([]telling, error) {
	between, err := l.store.stretch(ctx, g.at, to)
	if err != nil {
		return nil, err
	}
	people := map[string]domain.User{}
	for _, st := range g.streams {
		if user := users[st.who.key()]; !between.unknown && between.concerns(user.ID) {
			people[user.ID] = user
		}
	}
	rows, err := l.store.heard(ctx, slices.Collect(maps.Values(people)), g.at, to)
	if err != nil {
		return nil, err
	}
	byUser := map[string]domain.News{}
	var out []telling
	for _, st := range g.streams {
		id := users[st.who.key()].ID
		news, made := byUser[id]
		if !made {
			news.At = to
			news.Topics, news.Own = topicsOf(rows[id], id)
			if between.unknown {
				news.Topics = []string{domain.NewsAll}
			}
			byUser[id] = news
		}
		out = append(out, telling{news, st})
	}
	return out, nil
}

// group are the streams that were told up to the same point.
type group struct {
	at      domain.NewsPoint
	streams []*Stream
}

// telling is what one stream is to be told.
type telling struct {
	news   domain.News
	stream *Stream
}

// tellAll tells all streams what is new to them. Who has just come only learns up to where everything is known.
func (l *Live) tellAll(ctx context.Context, streams []*Stream, users map[string]domain.User) error {
	to, err := l.store.newsPoint(ctx)
	if err != nil {
		return err
	}
	groups := map[domain.NewsPoint][]*Stream{}
	var all []telling
	for _, st := range streams {
		switch {
		case !st.started:
			all = append(all, telling{domain.News{At: to}, st})
		case st.at != to:
			groups[st.at] = append(groups[st.at], st)
		}
	}
	var failed error
	for at, streams := range groups {
		some, err := l.tellFrom(ctx, group{at, streams}, to, users)
		all, failed = append(all, some...), errors.Join(failed, err)
	}
	deliver(all)
	return failed
}

// deliver tells all at once, and each of them how many they are.
func deliver(all []telling) {
	many := 0
	for _, one := range all {
		if !one.news.Empty() {
			many++
		}
	}
	for _, one := range all {
		first := !one.stream.started
		one.stream.at, one.stream.started = one.news.At, true
		one.news.Listeners = many
		if first || !one.news.Empty() {
			one.stream.tell(one.news)
		}
	}
}
