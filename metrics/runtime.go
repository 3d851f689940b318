package metrics

import (
	"bytes"
	"os"
	"runtime/metrics"
	"strconv"
)

// AddRuntime adds what Go and the system know of this process. What the system does not tell is left out.
func (r *Registry) AddRuntime() {
	for _, m := range []struct{ kind, name, help, source string }{
		{"gauge", "go_goroutines", "Goroutines that there are.", "/sched/goroutines:goroutines"},
		{"gauge", "go_threads", "Processors that Go code may use at once.", "/sched/gomaxprocs:threads"},
		{"gauge", "go_memory_bytes", "Memory that Go has from the system.", "/memory/classes/total:bytes"},
		{"gauge", "go_heap_objects_bytes", "Memory of what lives on the heap, and of what is not collected yet.", "/memory/classes/heap/objects:bytes"},
		{"counter", "go_allocated_bytes_total", "Memory that was ever allocated on the heap.", "/gc/heap/allocs:bytes"},
		{"counter", "go_gc_cycles_total", "How often memory was collected.", "/gc/cycles/total:gc-cycles"},
		{"counter", "go_cpu_user_seconds_total", "Processor time that Go code used, by Go's own estimate.", "/cpu/classes/user:cpu-seconds"},
		{"counter", "go_cpu_gc_seconds_total", "Processor time that collecting memory used, by Go's own estimate.", "/cpu/classes/gc/total:cpu-seconds"},
	} {
		r.AskedOne(m.kind, m.name, m.help, func() float64 { return runtimeValue(m.source) })
	}
	r.Asked("gauge", "process_resident_memory_bytes", "Memory that the process holds.", nil, func() []Sample { return some(ResidentMemory()) })
	r.Asked("gauge", "process_open_fds", "Files and connections that the process has open.", nil, func() []Sample {
		entries, err := os.ReadDir("/proc/self/fd")
		return some(float64(len(entries)), err == nil)
	})
}

func some(n float64, known bool) []Sample {
	if !known {
		return nil
	}
	return one(n)
}

func runtimeValue(name string) float64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	switch sample[0].Value.Kind() {
	case metrics.KindUint64:
		return float64(sample[0].Value.Uint64())
	case metrics.KindFloat64:
		return sample[0].Value.Float64()
	}
	return 0
}

// ResidentMemory is how many bytes of memory the process holds, where the system tells.
func ResidentMemory() (float64, bool) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := bytes.Fields(text)
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	return float64(pages) * float64(os.Getpagesize()), err == nil
}
