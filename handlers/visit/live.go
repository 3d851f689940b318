package visit

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"time"

	"mddash/domain"
	"mddash/store"
)

const (
	// LivePath is where open pages are told what has changed.
	LivePath = "/live"
	// heartbeat is how often a stream says that it is there, for proxies and to notice browsers that are gone.
	heartbeat = 25 * time.Second
	// takeIn is how long a browser may take to take in one message.
	takeIn = 10 * time.Second
	// streamFor is how long a stream goes on before the browser opens another, with the cookies that it has then.
	streamFor = 6 * time.Hour
	// perListener is how much later pages may ask for what is new to them, for each stream that was told of it at the same
	// time, and spreadMost how much at most.
	perListener = 5 * time.Millisecond
	spreadMost  = 8 * time.Second
)

// newsJSON is a message to an open page.
type newsJSON struct {
	Topics []string            `json:"topics,omitempty"`
	Own    map[string][]string `json:"own,omitempty"`
	Within int64               `json:"within,omitempty"`
}

// Background tells whether a page asks by itself for what it shows, to bring it up to date: what waits to be said is for
// another one.
func (v *Visit) Background() bool {
	vary(v.Response().Header(), "X-Live")
	return v.Request().Header.Get("X-Live") != ""
}

// Follow tells the browser what has changed, until one of the two leaves.
func (v *Visit) Follow() error {
	if v.Request().Method == http.MethodHead {
		return v.NoContent(http.StatusOK)
	}
	stream, err := v.doors.store.Live().Listen(v.listener(), v.since())
	if err != nil {
		return err
	}
	defer stream.Close()
	out := &telling{connection: http.NewResponseController(v.Response()), v: v, began: time.Now()}
	if err := out.begin(); err != nil {
		return nil // the browser has left
	}
	for {
		if err := out.next(stream); err != nil {
			return nil
		}
	}
}

// listener is the caller with what let them in.
func (v *Visit) listener() store.Listener {
	who := store.Listener{User: v.User, Login: v.Login.ID}
	if v.Via == NextAuth {
		for _, cookie := range nextAuthCookies(v.Request()) {
			if user, err := v.doors.store.NextAuthUser(v.Ctx(), cookie.Value); err == nil && user.ID == v.User.ID {
				who.Session = cookie.Value
			}
		}
	}
	return who
}

// since is the point that the browser knows everything up to, nil where it knows of none. What can't be read is one from which
// everything is new.
func (v *Visit) since() *domain.NewsPoint {
	text := v.Request().Header.Get("Last-Event-ID")
	if text == "" {
		text = v.QueryParam("since")
	}
	if text == "" {
		return nil
	}
	point, ok := domain.ParseNewsPoint(text)
	if !ok {
		point.Log = math.MaxInt64
	}
	return &point
}

// telling writes to one stream.
type telling struct {
	connection *http.ResponseController
	v          *Visit
	began      time.Time
}

func (t *telling) begin() error {
	h := t.v.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx
	// What the server allows other answers does not hold for this one.
	_ = t.connection.SetReadDeadline(time.Time{})
	t.v.Response().WriteHeader(http.StatusOK)
	// Not all come back at the same moment after the server was away.
	return t.write(fmt.Sprintf("retry: %d\n\n", 1000+rand.IntN(4000)))
}

// next waits for one message, or for the time of a heartbeat, and writes it.
func (t *telling) next(stream *store.Stream) error {
	if time.Since(t.began) > streamFor {
		return t.end("again")
	}
	news, err := stream.Within(t.v.Ctx(), heartbeat)
	switch {
	case errors.Is(err, store.ErrStreamEnded):
		return t.end("over")
	case errors.Is(err, store.ErrStopping):
		return t.end("again")
	case errors.Is(err, store.ErrQuiet):
		return t.write(":\n\n")
	case err != nil:
		return err
	}
	return t.tell(news)
}

func (t *telling) tell(news domain.News) error {
	message := newsJSON{Topics: news.Topics, Own: news.Own}
	if !news.Empty() {
		message.Within = min(time.Duration(news.Listeners)*perListener, spreadMost).Milliseconds()
	}
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	return t.write("id: " + news.At.String() + "\ndata: " + string(text) + "\n\n")
}

// end says why it is over: "over" for who may not be told any more, "again" for who may come again.
func (t *telling) end(why string) error {
	_ = t.write("event: end\ndata: " + why + "\n\n")
	return errors.New("the stream has ended")
}

func (t *telling) write(text string) error {
	_ = t.connection.SetWriteDeadline(time.Now().Add(takeIn))
	if _, err := t.v.Response().Write([]byte(text)); err != nil {
		return err
	}
	return t.connection.Flush()
}

// tellBatch names what a request changed, so that the page that made it knows its own changes when it is told of them.
func (v *Visit) tellBatch() {
	if v.Scope == nil || isSafe(v.Request().Method) {
		return
	}
	scope := v.Scope
	v.Response().Before(func() { v.Response().Header().Set("X-Batch", scope.Batch()) })
}

// LiveFrom is the point that the page that is made now knows everything up to.
func (v *Visit) LiveFrom() string {
	if v.Login.ID == "" {
		return ""
	}
	return v.Login.News.String()
}

// Drain is what handlers.App.Drain says.
func (d *Doors) Drain() { d.draining.Store(true) }

// StopStreams ends all streams, for a server that stops.
func (d *Doors) StopStreams() { d.store.Live().Stop() }
