package background

import "context"

// readIn reads what the search index misses into it: much after an update or an import, else what other programs wrote.
func (w Work) readIn(ctx context.Context) error {
	for ctx.Err() == nil {
		if more, err := w.Store.System().ReadIn(ctx); err != nil || !more {
			return err
		}
	}
	return nil
}
