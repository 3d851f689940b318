package store

import (
	"context"
	"sync"
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
	// livePeople is for how many people the same question is asked at the same time.
	livePeople = 4
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
	groups := map[group][]*Stream{}
	for _, st := range streams {
		user, in := users[st.who.key()]
		if !in || !sameAccess(user, st.who.User) {
			l.leave(st, ErrStreamEnded)
			continue
		}
		g := group{user: user.ID, at: st.at, started: st.started}
		groups[g] = append(groups[g], st)
	}
	if err := l.store.takeForeign(ctx, &l.queued); err != nil {
		return err
	}
	return l.tellGroups(ctx, groups, users)
}

// group are the streams that are told the same: of one person, and told up to the same point.
type group struct {
	user    string
	at      domain.NewsPoint
	started bool
}

// sameAccess tells whether what decides about somebody's rights is as it was when they came. Else they come again.
func sameAccess(now, then domain.User) bool {
	return now.ID == then.ID && now.Email == then.Email && now.Verified == then.Verified && now.IsStaff() == then.IsStaff() &&
		now.IsAdmin() == then.IsAdmin() && now.Has(domain.RoleClient) == then.Has(domain.RoleClient)
}

func (l *Live) tellGroups(ctx context.Context, groups map[group][]*Stream, users map[string]domain.User) error {
	to, err := l.store.newsPoint(ctx)
	if err != nil {
		return err
	}
	stretches := map[domain.NewsPoint]stretch{}
	for g := range groups {
		if _, known := stretches[g.at]; known || !g.started {
			continue
		}
		if stretches[g.at], err = l.store.stretch(ctx, g.at, to); err != nil {
			return err
		}
	}
	var waiting sync.WaitGroup
	turns := make(chan struct{}, livePeople)
	told := &tally{}
	for g, streams := range groups {
		turns <- struct{}{}
		waiting.Go(func() {
			defer func() { <-turns }()
			user := users[streams[0].who.key()]
			told.add(l.tellGroup(ctx, user, g, stretches[g.at], to, streams))
		})
	}
	waiting.Wait()
	told.deliver()
	return told.err
}

// tally gathers what is to be told, so that all are told at once and know how many they are.
type tally struct {
	mu   sync.Mutex
	all  []telling
	err  error
	many int
}

type telling struct {
	news    domain.News
	streams []*Stream
}

func (t *tally) add(one telling, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, one)
	if err != nil {
		t.err = err
	}
	if !one.news.Empty() {
		t.many += len(one.streams)
	}
}

// deliver gives every stream its news. Who is told nothing only learns how far it knows everything, and that only at first.
func (t *tally) deliver() {
	for _, one := range t.all {
		one.news.Listeners = t.many
		for _, st := range one.streams {
			first := !st.started
			st.at, st.started = one.news.At, true
			if first || !one.news.Empty() {
				st.tell(one.news)
			}
		}
	}
}

func (l *Live) tellGroup(ctx context.Context, user domain.User, g group, between stretch, to domain.NewsPoint, streams []*Stream) (telling, error) {
	news := domain.News{At: to}
	switch {
	case !g.started || g.at == to:
	case between.unknown:
		news.Topics = []string{domain.NewsAll}
	case between.concerns(user.ID):
		rows, err := l.store.As(user).heard(ctx, g.at, to)
		if err != nil {
			return telling{}, err
		}
		news.Topics, news.Own = topicsOf(rows, user.ID)
	}
	return telling{news, streams}, nil
}
