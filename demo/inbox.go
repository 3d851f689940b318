package demo

import (
	"context"

	"mddash/domain"
	"mddash/store"
)

// unread is how many notifications everybody has left.
const unread = 7

// readUp has everybody read what they were told, but for the newest of it.
func (s *story) readUp(ctx context.Context, st *store.Store) error {
	for _, p := range s.people {
		scope := st.As(p.user)
		newest, err := scope.Notifications(ctx, domain.NotificationFilter{State: domain.NotifiedUnread, Limit: unread + 1})
		if err != nil {
			return err
		}
		if len(newest.Items) <= unread {
			continue
		}
		if _, err := scope.ReadNotifications(ctx, nil, newest.Items[unread].ID); err != nil {
			return err
		}
	}
	return nil
}
