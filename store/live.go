package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"mddash/domain"
)

const (
	// StreamsOfOne is how many streams one person may have open at once, StreamsMax all together.
	StreamsOfOne = 24
	StreamsMax   = 10_000
)

// ErrStreamEnded is what a stream ends with whose person may not be told any more: they signed out, their account was
// disabled or became another one, or their password was changed.
var ErrStreamEnded = errors.New("store: the stream is over")

// ErrStopping is what a stream ends with because the program does; another one can be opened elsewhere.
var ErrStopping = errors.New("store: the program stops")

// Live tells open pages that what they show has changed. Whether somebody hears of it is asked at the moment when they are
// told, by the same conditions as for everything else. It works while there are streams, and costs nothing without.
type Live struct {
	store *Store
	// count is how many streams there are, for the writes, which nobody may hold up.
	count atomic.Int64
	// more says that something was written.
	more chan struct{}

	mu      sync.Mutex
	streams map[*Stream]struct{}
	stop    context.CancelFunc // nil while nothing runs
	stopped bool
	done    chan struct{}

	// What only the goroutine of the rounds uses.
	checked time.Time
	queued  int64
}

func newLive(s *Store) *Live {
	return &Live{store: s, more: make(chan struct{}, 1), streams: map[*Stream]struct{}{}, queued: -1}
}

// Live is where open pages are told what has changed.
func (s *Store) Live() *Live { return s.live }

// Listener is somebody with an open page, and what let them in.
type Listener struct {
	User domain.User
	// Login is the id of their login; where that is empty, Session is the token of their session in md_dash.
	Login, Session string
}

func (l Listener) key() string {
	if l.Login != "" {
		return l.Login
	}
	return l.Session
}

// Stream is what one browser is told. What nobody has taken yet waits in it as one message, however slow the browser is.
type Stream struct {
	live *Live
	who  Listener
	// at is up to where it was told; only the rounds use it.
	at      domain.NewsPoint
	started bool

	mu      sync.Mutex
	waiting domain.News
	told    bool // something waits, be it only how far everything is known
	ended   error
	ready   chan struct{}
}

// Listen opens a stream that begins behind a point; nil is now. TooMany for who has too many already,
// Unavailable where all together have, or where the program stops.
func (l *Live) Listen(who Listener, since *domain.NewsPoint) (*Stream, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped || len(l.streams) >= StreamsMax {
		return nil, &domain.Error{Kind: domain.Unavailable, Message: "No more pages can be kept up to date right now.", RetryAfter: 30}
	}
	mine := 0
	for other := range l.streams {
		if other.who.User.ID == who.User.ID {
			mine++
		}
	}
	if mine >= StreamsOfOne {
		return nil, &domain.Error{Kind: domain.TooMany, Message: "You have too many pages open to keep them all up to date.", RetryAfter: 30}
	}
	st := &Stream{live: l, who: who, ready: make(chan struct{}, 1)}
	if since != nil {
		st.at, st.started = *since, true
	}
	l.streams[st] = struct{}{}
	l.count.Store(int64(len(l.streams)))
	if l.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		before, done := l.done, make(chan struct{})
		l.stop, l.done = stop, done
		go l.run(ctx, before, done)
	}
	l.nudge()
	return st, nil
}

// ErrQuiet is that there was no news for as long as somebody wanted to wait.
var ErrQuiet = errors.New("store: no news")

// Within waits for news, but not longer than that, and takes them. It is ErrQuiet where there are none, ErrStreamEnded or
// ErrStopping at the end, and the error of ctx when that is over first.
func (st *Stream) Within(ctx context.Context, length time.Duration) (domain.News, error) {
	timer := time.NewTimer(length)
	defer timer.Stop()
	for {
		st.mu.Lock()
		news, told, ended := st.waiting, st.told, st.ended
		if ended == nil && told {
			st.waiting, st.told = domain.News{}, false
			st.mu.Unlock()
			return news, nil
		}
		st.mu.Unlock()
		if ended != nil {
			return domain.News{}, ended
		}
		select {
		case <-st.ready:
		case <-timer.C:
			return domain.News{}, ErrQuiet
		case <-ctx.Done():
			return domain.News{}, ctx.Err()
		}
	}
}

// Close ends the stream from the browser's side.
func (st *Stream) Close() { st.live.leave(st, ErrStreamEnded) }

// tell puts news into what waits.
func (st *Stream) tell(news domain.News) {
	st.mu.Lock()
	st.waiting.Add(news)
	st.told = true
	st.mu.Unlock()
	st.poke()
}

func (st *Stream) poke() {
	select {
	case st.ready <- struct{}{}:
	default:
	}
}

// leave takes a stream out; nothing that waits in it is told any more.
func (l *Live) leave(st *Stream, why error) {
	l.mu.Lock()
	delete(l.streams, st)
	l.count.Store(int64(len(l.streams)))
	if len(l.streams) == 0 && l.stop != nil {
		l.stop()
		l.stop = nil
	}
	l.mu.Unlock()
	st.mu.Lock()
	if st.ended == nil {
		st.ended = why
	}
	st.waiting = domain.News{}
	st.mu.Unlock()
	st.poke()
}

// Stop ends all streams, and no other ones are opened.
func (l *Live) Stop() {
	l.mu.Lock()
	l.stopped = true
	all, done := slices.Collect(maps.Keys(l.streams)), l.done
	l.mu.Unlock()
	for _, st := range all {
		l.leave(st, ErrStopping)
	}
	if done != nil {
		<-done
	}
}

// nudge says that something was written. It never waits.
func (l *Live) nudge() {
	if l.count.Load() == 0 {
		return
	}
	select {
	case l.more <- struct{}{}:
	default:
	}
}

func (l *Live) open() []*Stream {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Collect(maps.Keys(l.streams))
}
