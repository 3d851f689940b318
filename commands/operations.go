package commands

import (
	"context"

	"mddash/background"
	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/metrics"
	"mddash/store"
)

// operations is what admins see of this instance.
func (c *call) operations(st *store.Store, s checked, numbers *gauges, jobs *background.Jobs) visit.Operations {
	patient := c.patient(s)
	patient.Store = st
	health := func(ctx context.Context) domain.Health {
		h := domain.Health{Version: c.files.version(), Began: numbers.began}
		h.Checks, h.Queues = patient.Glance(ctx, jobs.List(), c.settings.certificateEnds(ctx, st))
		if memory, known := metrics.ResidentMemory(); known {
			h.Memory = int64(memory)
		}
		all, day := numbers.day.Last()
		h.All = halfHour(all)
		for _, half := range day {
			h.Day = append(h.Day, halfHour(half))
		}
		return h
	}
	return visit.Operations{Health: health, Jobs: jobs.List, RunJob: jobs.RunNow}
}

func halfHour(h metrics.HalfHour) domain.HalfHour {
	return domain.HalfHour{From: h.From, Count: h.Count, Median: h.Median}
}
