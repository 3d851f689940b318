package demo

import (
	"context"

	"mddash/domain"
	"mddash/store"
)

// keepFilters gives the owner of the studio what they ask of their todos again and again.
func (s *story) keepFilters(ctx context.Context, st *store.Store) error {
	owner := st.As(s.people[0].user)
	for _, f := range []struct{ name, query, icon, color string }{
		{"Urgent and mine", "is:open priority:high", "flag", "red"},
		{"This week", "is:open due<=sunday", "today", "pine"},
		{"Website, open", "is:open in:Website", "filter", "blue"},
	} {
		if _, err := owner.AddFilter(ctx, domain.FilterInput{Name: f.name, Query: f.query, Icon: &f.icon, Color: &f.color}); err != nil {
			return err
		}
	}
	return nil
}
