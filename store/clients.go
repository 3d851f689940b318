package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Client is one client that the caller sees; else NotFound. To people with the client role there are none.
func (s *Scope) Client(ctx context.Context, id string) (domain.Client, error) {
	row, err := s.loadClient(ctx, s.store.read, id)
	return row.client(s.user), err
}

// AddClient makes a client. Who is no staff is Denied.
func (s *Scope) AddClient(ctx context.Context, in domain.ClientInput) (domain.Client, error) {
	var out domain.Client
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		if !s.user.IsStaff() {
			return domain.Fail(domain.Denied, "Only staff make clients.")
		}
		parsed, err := in.Parse(domain.Client{})
		if err != nil {
			return err
		}
		row := clientRow{ID: uuid.NewString(), UserID: s.user.ID, CreatedAt: w.at, UpdatedAt: w.at}.with(parsed)
		if _, err := w.tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return wrap(err, "add a client")
		}
		_, after, err := changes(struct{}{}, row)
		if err != nil {
			return err
		}
		out = row.client(s.user)
		return w.did(actionCreate, row.subject(), nil, after)
	})
	return out, err
}

// UpdateClient changes a client. change gets the row's Input and gives back the new one; version, where not empty, has
// to be the row's still, else the answer is Stale. Changing nothing writes nothing.
func (s *Scope) UpdateClient(ctx context.Context, id, version string, change func(domain.ClientInput) (domain.ClientInput, error)) (domain.Client, error) {
	var out domain.Client
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadClient(ctx, w.tx, id)
		if err != nil {
			return err
		}
		client := row.client(s.user)
		if version != "" && version != client.Version() {
			return stale()
		}
		in, err := change(client.Input())
		if err != nil {
			return err
		}
		parsed, err := in.Parse(client)
		if err != nil {
			return err
		}
		if err := s.saveClient(ctx, w, row, row.with(parsed)); err != nil {
			return err
		}
		row, err = s.loadClient(ctx, w.tx, id)
		out = row.client(s.user)
		return err
	})
	return out, err
}

func (s *Scope) saveClient(ctx context.Context, w *work, old, row clientRow) error {
	before, after, err := changes(old, row)
	if err != nil || len(after) == 0 {
		return err
	}
	if !old.access(s.user).CanEdit() {
		return domain.Fail(domain.Denied, "You can see this client, but not change it.")
	}
	row.UpdatedAt = w.at
	_, err = w.tx.NewUpdate().Model(&row).ExcludeColumn("id", "user_id", "created_at", "deleted_at", "deleted_batch").WherePK().Exec(ctx)
	if err != nil {
		return wrap(err, "change a client")
	}
	return w.did(actionUpdate, row.subject(), before, after)
}

// ClientNames are the clients that the caller can choose from, by name, at most PeopleMax: the archived are not among
// them, but for the one that is chosen already.
func (s *Scope) ClientNames(ctx context.Context, chosen string) ([]domain.ClientRef, error) {
	if !domain.IsText(chosen) {
		chosen = ""
	}
	query := raw(`SELECT `+clientColumns+` FROM clients AS c WHERE `).plus(
		and(s.seesClient(), raw(`c.is_archived = 0 OR c.id = ?`, chosen)),
		raw(` ORDER BY CASE WHEN c.id = ? THEN 0 ELSE 1 END, lower(c.company_name)`+s.store.dialect.bytewise()+`, c.id LIMIT ?`, chosen, PeopleMax))
	var rows []clientRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read the names of clients")
	}
	names := make([]domain.ClientRef, 0, len(rows))
	for _, row := range rows {
		names = append(names, row.client(s.user).Ref())
	}
	slices.SortStableFunc(names, domain.ClientRef.Compare)
	return names, nil
}

// ClientRefs are the clients with some ids, as far as the caller sees them.
func (s *Scope) ClientRefs(ctx context.Context, ids []string) (map[string]domain.ClientRef, error) {
	found := map[string]domain.ClientRef{}
	if len(ids) == 0 {
		return found, nil
	}
	query := raw(`SELECT ` + clientColumns + ` FROM clients AS c WHERE `).plus(and(s.seesClient(), raw(`c.id IN (?)`, bun.List(ids))))
	var rows []clientRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	for _, row := range rows {
		found[row.ID] = row.client(s.user).Ref()
	}
	return found, wrap(err, "read the names of clients")
}
