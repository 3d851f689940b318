package metrics

import (
	"bufio"
	"sync/atomic"
	"time"
)

// Counter only grows, for each combination of its labels.
type Counter struct{ series[float64] }

// Counter makes one.
func (r *Registry) Counter(name, help string, labels ...string) *Counter {
	c := &Counter{newSeries[float64](family{name, "counter", help, labels})}
	r.add(c)
	return c
}

// Add counts n more under these labels, which are as many as the counter has.
func (c *Counter) Add(n float64, labels ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*c.at(labels) += n
}

func (c *Counter) write(w *bufio.Writer) {
	c.head(w)
	c.each(func(labels []string, n *float64) { c.line(w, "", labels, "", *n) })
}

// Gauge is a number that goes up and down.
type Gauge struct {
	family
	n atomic.Int64
}

// Gauge makes one.
func (r *Registry) Gauge(name, help string) *Gauge {
	g := &Gauge{family: family{name, "gauge", help, nil}}
	r.add(g)
	return g
}

// Add changes it by n.
func (g *Gauge) Add(n int64) { g.n.Add(n) }

func (g *Gauge) write(w *bufio.Writer) {
	g.head(w)
	g.line(w, "", nil, "", float64(g.n.Load()))
}

// Sample is one number with its labels.
type Sample struct {
	Labels []string
	Value  float64
}

// one is a number that has no labels.
func one(n float64) []Sample { return []Sample{{Value: n}} }

type asked struct {
	family
	ask func() []Sample
}

func (a *asked) write(w *bufio.Writer) {
	a.head(w)
	for _, s := range a.ask() {
		a.line(w, "", s.Labels, "", s.Value)
	}
}

// Asked makes a metric that is read anew each time it is told. kind is "gauge" or "counter".
func (r *Registry) Asked(kind, name, help string, labels []string, ask func() []Sample) {
	r.add(&asked{family{name, kind, help, labels}, ask})
}

// AskedOne is Asked for a number without labels.
func (r *Registry) AskedOne(kind, name, help string, ask func() float64) {
	r.Asked(kind, name, help, nil, func() []Sample { return one(ask()) })
}

// Histogram counts durations by how long they were.
type Histogram struct {
	series[counted]
	bounds []float64
}

type counted struct {
	buckets []uint64 // one for each bound, and one for what is longer
	sum     float64
	count   uint64
}

// Histogram makes one with upper bounds in seconds, the smallest first.
func (r *Registry) Histogram(name, help string, bounds []float64, labels ...string) *Histogram {
	h := &Histogram{series: newSeries[counted](family{name, "histogram", help, labels}), bounds: bounds}
	r.add(h)
	return h
}

// Observe counts one duration.
func (h *Histogram) Observe(took time.Duration, labels ...string) {
	seconds, place := took.Seconds(), 0
	for place < len(h.bounds) && seconds > h.bounds[place] {
		place++
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.at(labels)
	if c.buckets == nil {
		c.buckets = make([]uint64, len(h.bounds)+1)
	}
	c.buckets[place]++
	c.sum += seconds
	c.count++
}

func (h *Histogram) write(w *bufio.Writer) {
	h.head(w)
	h.each(func(labels []string, c *counted) {
		var below uint64
		for i, bound := range h.bounds {
			below += c.buckets[i]
			h.line(w, "_bucket", labels, `le="`+number(bound)+`"`, float64(below))
		}
		h.line(w, "_bucket", labels, `le="+Inf"`, float64(c.count))
		h.line(w, "_sum", labels, "", c.sum)
		h.line(w, "_count", labels, "", float64(c.count))
	})
}
