package background

import (
	"context"
	"io"

	"mddash/domain"
	"mddash/formats/ical"
)

// TakeEvents works through the files of events that wait.
func (w Work) TakeEvents(ctx context.Context) error {
	for ctx.Err() == nil {
		job, err := w.Store.System().NextImport(ctx)
		if domain.KindOf(err) == domain.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		source, err := ical.NewSource(func() io.Reader { return job.File(ctx) }, ical.Limits{Bytes: job.Size + 1}, job.Location())
		if domain.KindOf(err) == domain.Invalid {
			if err := job.Fail(ctx, err.Error()); err != nil {
				return err
			}
			continue
		}
		if err == nil {
			err = job.Counted(ctx, source.Total())
		}
		if err == nil {
			err = job.Take(ctx, source.Objects())
		}
		if err != nil {
			return err
		}
	}
	return nil
}
