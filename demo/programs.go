package demo

import (
	"context"

	"mddash/domain"
	"mddash/store"
)

// connect gives the studio's owner a webhook to look at. It is paused: the program that it tells does not exist.
func (s *story) connect(ctx context.Context, st *store.Store) error {
	name, paused := "Invoices", false
	_, err := st.As(s.people[0].user).AddWebhook(ctx, domain.WebhookInput{
		Name: &name, URL: "https://invoices.studio-north.example/hooks/mddash", Events: []string{"project.updated", "todo.completed"}, Active: &paused,
	})
	return err
}
