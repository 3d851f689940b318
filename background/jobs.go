package background

import (
	"context"
	"sync"
	"time"

	"mddash/domain"
)

// Jobs remembers how the work of one instance goes, and lets somebody have it done at once.
type Jobs struct {
	clock func() time.Time
	mu    sync.Mutex
	order []string
	jobs  map[string]*job
}

// job is what is known of one kind of work, which several workers may share.
type job struct {
	domain.Job
	running int
	kicks   []chan struct{}
}

// errorShown is how much of an error is remembered.
const errorShown = 300

// NewJobs begins to remember.
func NewJobs(clock func() time.Time) *Jobs { return &Jobs{clock: clock, jobs: map[string]*job{}} }

// List is every kind of work in the order in which it was set up.
func (j *Jobs) List() []domain.Job {
	j.mu.Lock()
	defer j.mu.Unlock()
	list := make([]domain.Job, 0, len(j.order))
	for _, name := range j.order {
		list = append(list, j.jobs[name].Job)
	}
	return list
}

// RunNow has work done at once; false where there is none of this name.
func (j *Jobs) RunNow(name string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	known, ok := j.jobs[name]
	if !ok {
		return false
	}
	for _, kick := range known.kicks {
		select {
		case kick <- struct{}{}:
		default: // it is about to begin anyway
		}
	}
	return true
}

// worker takes up one more worker of a kind of work, and gives what wakes it.
func (j *Jobs) worker(name string, first, every time.Duration) <-chan struct{} {
	kick := make(chan struct{}, 1)
	j.mu.Lock()
	defer j.mu.Unlock()
	known, ok := j.jobs[name]
	if !ok {
		known = &job{Job: domain.Job{Name: name, Every: every, Next: j.clock().Add(first)}}
		j.jobs[name] = known
		j.order = append(j.order, name)
	}
	known.kicks = append(known.kicks, kick)
	return kick
}

func (j *Jobs) begin(name string) time.Time {
	now := j.clock()
	j.mu.Lock()
	defer j.mu.Unlock()
	known := j.jobs[name]
	known.running++
	known.Running, known.LastRun, known.Next = true, now, time.Time{}
	return now
}

// end notes how a run went. One that was interrupted because the program stops is none.
func (j *Jobs) end(ctx context.Context, name string, began time.Time, pause time.Duration, err error) {
	now := j.clock()
	j.mu.Lock()
	defer j.mu.Unlock()
	known := j.jobs[name]
	known.running--
	known.Running, known.Took, known.Next = known.running > 0, now.Sub(began), now.Add(pause)
	if ctx.Err() != nil {
		return
	}
	known.Runs++
	if err == nil {
		known.LastGood, known.FailedInARow = now, 0
		return
	}
	known.Failures++
	known.FailedInARow++
	known.LastErrorAt, known.LastError = now, firstLine(err.Error())
}

// firstLine is what a person needs of an error; the log has the rest.
func firstLine(text string) string {
	for i, r := range text {
		if r == '\n' || i >= errorShown {
			return text[:i] + "…"
		}
	}
	return text
}
