package store

import "context"

// Sums are how many rows each table has that is carried, and their SHA-256, as text.
func (s *Store) Sums(ctx context.Context) (map[string]string, error) {
	var names []string
	for _, m := range s.migrations {
		names = append(names, m.Name)
	}
	shapes, err := s.catalog(names)
	if err != nil {
		return nil, err
	}
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.close()
	sums, err := snap.sums(ctx, shapes, nil, "")
	out := map[string]string{}
	for table, sum := range sums {
		out[table] = jsonTexts([]string{sum.SHA256}) + " of " + string(rune('0'+min(9, sum.Rows)))
	}
	return out, err
}
