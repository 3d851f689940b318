package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/uptrace/bun"
)

// Secret is a key of the server's own, made the first time that it is asked for and the same ever after.
func (s *Store) Secret(ctx context.Context, name string, size int) ([]byte, error) {
	var value []byte
	var rows [][]byte
	if err := s.read.NewRaw(`SELECT value FROM secrets WHERE name = ?`, name).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read a key of the server's")
	}
	if len(rows) == 1 && len(rows[0]) == size {
		return rows[0], nil
	}
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		fresh := make([]byte, size)
		rand.Read(fresh)
		_, err := tx.NewRaw(`INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, name, fresh).Exec(ctx)
		if err != nil {
			return err
		}
		var rows [][]byte
		if err := tx.NewRaw(`SELECT value FROM secrets WHERE name = ?`, name).Scan(ctx, &rows); err != nil {
			return err
		}
		value = rows[0]
		return nil
	})
	if err != nil {
		return nil, wrap(err, "read a key of the server's")
	}
	if len(value) != size {
		return nil, fmt.Errorf("the key %q in the database has %d bytes instead of %d", name, len(value), size)
	}
	return value, nil
}
