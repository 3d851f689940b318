// Package metrics counts what the program does, and tells it in the text format of Prometheus.
package metrics

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// seriesMax bounds the memory of one metric: labels come from lists of ours, and what would go beyond counts as "other".
const seriesMax = 4000

// Registry holds all metrics, and writes them out in the order in which they were made.
type Registry struct {
	mu   sync.Mutex
	list []interface{ write(*bufio.Writer) }
}

// New makes an empty one.
func New() *Registry { return &Registry{} }

func (r *Registry) add(m interface{ write(*bufio.Writer) }) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, m)
}

// Write tells what was counted so far.
func (r *Registry) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	r.mu.Lock()
	list := slices.Clone(r.list)
	r.mu.Unlock()
	for _, m := range list {
		m.write(out)
	}
	return out.Flush()
}

// family is what metrics of one name have in common.
type family struct {
	name, kind, help string
	labels           []string
}

func (f family) head(w *bufio.Writer) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", f.name, strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(f.help), f.name, f.kind)
}

// line writes one number. extra is a last label, such as the bound of a bucket.
func (f family) line(w *bufio.Writer, suffix string, values []string, extra string, n float64) {
	w.WriteString(f.name + suffix)
	var pairs []string
	for i, name := range f.labels {
		pairs = append(pairs, name+`="`+escaped(values[i])+`"`)
	}
	if extra != "" {
		pairs = append(pairs, extra)
	}
	if len(pairs) > 0 {
		w.WriteString("{" + strings.Join(pairs, ",") + "}")
	}
	w.WriteString(" " + number(n) + "\n")
}

func escaped(value string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(value, "?"))
}

func number(n float64) string {
	if math.IsInf(n, 1) {
		return "+Inf"
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// series are the values of one metric by its labels.
type series[T any] struct {
	family
	mu     sync.Mutex
	values map[string]*T
	keys   map[string][]string
}

func newSeries[T any](f family) series[T] {
	return series[T]{family: f, values: map[string]*T{}, keys: map[string][]string{}}
}

// at is the value for these labels, to be used while the lock is held.
func (s *series[T]) at(labels []string) *T {
	key := strings.Join(labels, "\x00")
	if v, known := s.values[key]; known {
		return v
	}
	if len(s.values) >= seriesMax {
		labels = slices.Repeat([]string{"other"}, len(labels))
		key = strings.Join(labels, "\x00")
		if v, known := s.values[key]; known {
			return v
		}
	}
	v := new(T)
	s.values[key], s.keys[key] = v, slices.Clone(labels)
	return v
}

// each goes through all of them in the order of their labels.
func (s *series[T]) each(do func(labels []string, value *T)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	order := make([]string, 0, len(s.values))
	for key := range s.values {
		order = append(order, key)
	}
	slices.Sort(order)
	for _, key := range order {
		do(s.keys[key], s.values[key])
	}
}
