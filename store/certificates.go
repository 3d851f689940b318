package store

import (
	"context"

	"github.com/uptrace/bun"
)

// Certificates keeps certificates and their keys in the database, so that all instances have the same.
type Certificates struct{ store *Store }

// Certificates are those of the server itself.
func (s *Store) Certificates() Certificates { return Certificates{s} }

// certificatePrefix tells them from the server's other keys.
const certificatePrefix = "acme "

// Get is what was put under a name; known is false where nothing was.
func (c Certificates) Get(ctx context.Context, name string) (data []byte, known bool, err error) {
	var rows [][]byte
	if err := c.store.read.NewRaw(`SELECT value FROM secrets WHERE name = ?`, certificatePrefix+name).Scan(ctx, &rows); err != nil {
		return nil, false, wrap(err, "read a certificate")
	}
	if len(rows) == 0 {
		return nil, false, nil
	}
	return rows[0], true, nil
}

// Put keeps something in the place of what was there.
func (c Certificates) Put(ctx context.Context, name string, data []byte) error {
	err := c.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, certificatePrefix+name, data).Exec(ctx)
		return err
	})
	return wrap(err, "keep a certificate")
}

// Delete forgets it. One that is not there is no error.
func (c Certificates) Delete(ctx context.Context, name string) error {
	err := c.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM secrets WHERE name = ?`, certificatePrefix+name).Exec(ctx)
		return err
	})
	return wrap(err, "forget a certificate")
}
