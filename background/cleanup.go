package background

import (
	"context"
	"errors"
)

// cleanUp removes what has run out: sessions, logins, tokens, keys, and what was in the trash long enough.
func (w Work) cleanUp(ctx context.Context) error {
	return errors.Join(w.emptyTrash(ctx), w.Store.System().CleanUp(ctx))
}

func (w Work) emptyTrash(ctx context.Context) error {
	for ctx.Err() == nil {
		purged, err := w.Store.System().PurgeTrash(ctx)
		if err != nil || purged == 0 {
			return err
		}
		w.Log.InfoContext(ctx, "what was in the trash long enough is gone", "todos", purged)
	}
	return nil
}
