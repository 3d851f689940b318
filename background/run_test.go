package background

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"mddash/store/storetest"
)

func TestAPanicEndsNeitherTheWorkerNorTheProgram(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	crew := &Crew{stop: stop, log: slog.New(slog.NewTextHandler(io.Discard, nil)), jobs: NewJobs(time.Now)}
	var rounds atomic.Int32
	enough := make(chan bool)
	crew.every(ctx, "test", 0, time.Millisecond, func(context.Context) error {
		switch rounds.Add(1) {
		case 1:
			panic("oh")
		case 2:
			return errors.New("oh")
		case 3:
			close(enough)
		}
		return nil
	})
	select {
	case <-enough:
	case <-time.After(10 * time.Second):
		t.Fatal("the worker is gone")
	}
	crew.Stop()
	after := rounds.Load()
	time.Sleep(20 * time.Millisecond)
	if rounds.Load() != after {
		t.Error("it works on after Stop")
	}
}

func TestStopWaitsForTheWorkAtHand(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	crew := &Crew{stop: stop, log: slog.New(slog.DiscardHandler), jobs: NewJobs(time.Now)}
	began, finished := make(chan bool), atomic.Bool{}
	crew.every(ctx, "test", 0, time.Hour, func(context.Context) error {
		close(began)
		time.Sleep(50 * time.Millisecond)
		finished.Store(true)
		return nil
	})
	<-began
	crew.Stop()
	if !finished.Load() {
		t.Error("the work was left lying")
	}
}

func TestCleanUpGoesThroughOnAnEmptyStore(t *testing.T) {
	w := Work{Store: storetest.New(t), Log: slog.New(slog.DiscardHandler)}
	if err := w.cleanUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}
