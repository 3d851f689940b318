package background

import (
	"context"
	"errors"
	"os"
	"time"
)

// cleanUp removes what has run out: sessions, logins, tokens, keys, and what was in the trash long enough.
func (w Work) cleanUp(ctx context.Context) error {
	trash := w.Store.System()
	return errors.Join(
		w.emptyTrash(ctx, "notes", trash.PurgeNotes),
		w.emptyTrash(ctx, "old versions of notes", trash.ThinVersions),
		w.emptyTrash(ctx, "projects", trash.PurgeProjects),
		w.emptyTrash(ctx, "todos", trash.PurgeTrash),
		w.emptyTrash(ctx, "clients", trash.PurgeClients),
		w.emptyTrash(ctx, "decisions", trash.PurgeDecisions),
		w.emptyTrash(ctx, "time", trash.PurgeTime),
		w.emptyTrash(ctx, "files", trash.PurgeAttachments),
		w.emptyTrash(ctx, "bytes of files", trash.SweepBlobs),
		w.emptyTrash(ctx, "events", trash.PurgeEvents),
		w.emptyTrash(ctx, "calendars", trash.PurgeCalendars),
		trash.ForgetDeliveries(ctx),
		w.emptyTrash(ctx, "filters", trash.PurgeFilters),
		w.emptyTrash(ctx, "webhooks", trash.PurgeWebhooks),
		trash.ForgetImports(ctx),
		trash.ForgetIntakes(ctx),
		trash.CleanUp(ctx),
		sweepLeftovers(os.TempDir(), time.Now()),
	)
}

// emptyTrash purges a batch at a time until nothing old is left.
func (w Work) emptyTrash(ctx context.Context, what string, purge func(context.Context) (int, error)) error {
	for ctx.Err() == nil {
		purged, err := purge(ctx)
		if err != nil || purged == 0 {
			return err
		}
		w.Log.InfoContext(ctx, "what was in the trash long enough is gone", what, purged)
	}
	return nil
}
