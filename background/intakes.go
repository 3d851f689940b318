package background

import (
	"context"
	"errors"
	"os"

	"mddash/domain"
	"mddash/formats/imports"
	"mddash/formats/imports/packed"
	"mddash/store"
)

// TakeOthers works through the files of other programs: looks through those that came, and takes those that were confirmed.
func (w Work) TakeOthers(ctx context.Context) error {
	for ctx.Err() == nil {
		job, err := w.Store.System().NextIntake(ctx)
		if domain.KindOf(err) == domain.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		// A file that our own mistake ends at fails; else it would be tried for ever.
		err = once(ctx, func(ctx context.Context) error { return w.takeOther(ctx, job) })
		if err != nil && ctx.Err() == nil {
			w.Log.Error("an import failed", "import", job.ID, "error", err)
			err = job.Fail(ctx, whyOf(err))
		}
		if err = errors.Join(err, job.Close(context.WithoutCancel(ctx))); err != nil {
			return err
		}
	}
	return nil
}

// whyOf is why it failed, as its owner may know it.
func whyOf(err error) string {
	switch domain.KindOf(err) {
	case domain.Invalid, domain.TooLarge, domain.Denied, domain.Conflict, domain.Unavailable:
		var said *domain.Error
		if errors.As(err, &said) {
			if text := said.Fields["file"]; text != "" {
				return text
			}
			return said.Message
		}
	}
	return "Something went wrong. Nothing was kept of it; whoever runs this server finds more in the log."
}

func (w Work) takeOther(ctx context.Context, job *store.OpenIntake) error {
	file, err := os.CreateTemp("", "mddash-import-")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if err := job.Spool(ctx, file); err != nil {
		return err
	}
	in := packed.Input{Name: job.Name, File: file, Size: job.Size, Limits: packed.Limits{Entries: 50_000, Total: 20*job.Size + 64<<20}}
	in.MdDash = func() (domain.Intake, error) { return job.ReadMdDash(ctx, file.Name()) }
	kind := imports.Guess(in)
	if kind == domain.ParcelSource {
		in.Limits.Total *= 2 // calendars are read more than once
	}
	read, err := imports.Read(kind, in, job.Clock())
	if err != nil {
		return err
	}
	return job.Take(ctx, kind, read, w.FileMax)
}
