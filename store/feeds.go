package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type feedRow struct {
	bun.BaseModel `bun:"table:feeds,alias:f"`

	ID         int64 `bun:",pk,autoincrement"`
	UserID     string
	CalendarID int64 `bun:",nullzero"`
	ProjectID  int64 `bun:",nullzero"`
	Secret     string
	Hash       string
	Without    string `bun:",nullzero"`
	Todos      flag
	Reminders  flag
	CreatedAt  instant
	UpdatedAt  instant
}

func (r feedRow) feed() domain.Feed {
	f := domain.Feed{
		ID: r.ID, OwnerID: r.UserID, Secret: r.Secret, Calendar: domain.CalendarRef{ID: r.CalendarID}, Project: domain.ProjectRef{ID: r.ProjectID},
		Todos: bool(r.Todos), Reminders: bool(r.Reminders), CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time, Without: []int64{},
	}
	if r.Without != "" && json.Unmarshal([]byte(r.Without), &f.Without) != nil {
		f.Without = []int64{}
	}
	return f
}

// with puts what a person can set over the row.
func (r feedRow) with(f domain.Feed) (feedRow, error) {
	r.CalendarID, r.ProjectID, r.Todos, r.Reminders, r.Without = f.Calendar.ID, f.Project.ID, flag(f.Todos), flag(f.Reminders), ""
	if len(f.Without) == 0 {
		return r, nil
	}
	text, err := json.Marshal(f.Without)
	r.Without = string(text)
	return r, wrap(err, "write a list of calendars")
}

func noFeed() error { return domain.Fail(domain.NotFound, "There is no such feed.") }

// Feeds are the caller's own, the oldest first, but for those of what they don't see any more.
func (s *Scope) Feeds(ctx context.Context) ([]domain.Feed, error) {
	rows, err := readFeeds(ctx, s.store.read, raw(`f.user_id = ? ORDER BY f.id LIMIT ?`, s.user.ID, domain.FeedsMax))
	found := make([]domain.Feed, 0, len(rows))
	for _, row := range rows {
		feed, nameErr := s.nameFeed(ctx, s.store.read, row.feed())
		switch {
		case nameErr == nil:
			found = append(found, feed)
		case domain.KindOf(nameErr) != domain.NotFound:
			return nil, nameErr
		}
	}
	return found, err
}

func readFeeds(ctx context.Context, db bun.IDB, which clause) ([]feedRow, error) {
	var rows []feedRow
	err := db.NewRaw(`SELECT f.* FROM feeds AS f WHERE `+which.sql, which.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read feeds")
}

// nameFeed fills in what a feed is about; NotFound where whose it is does not see that any more.
func (s *Scope) nameFeed(ctx context.Context, db bun.IDB, f domain.Feed) (domain.Feed, error) {
	if f.Calendar.ID != 0 {
		row, err := s.loadCalendar(ctx, db, f.Calendar.ID)
		if err != nil {
			return f, err
		}
		f.Calendar = row.calendar(s.user).Ref()
	}
	if f.Project.ID != 0 {
		row, err := s.loadProject(ctx, db, f.Project.ID)
		if err != nil {
			return f, err
		}
		f.Project = row.ref(s.user)
	}
	return f, nil
}

// Feed is one of the caller's own; else NotFound.
func (s *Scope) Feed(ctx context.Context, id int64) (domain.Feed, error) {
	_, feed, err := s.loadFeed(ctx, s.store.read, id)
	return feed, err
}

func (s *Scope) loadFeed(ctx context.Context, db bun.IDB, id int64) (feedRow, domain.Feed, error) {
	rows, err := readFeeds(ctx, db, raw(`f.id = ? AND f.user_id = ?`, id, s.user.ID))
	if err == nil && len(rows) == 0 {
		err = noFeed()
	}
	if err != nil {
		return feedRow{}, domain.Feed{}, err
	}
	feed, err := s.nameFeed(ctx, db, rows[0].feed())
	if domain.KindOf(err) == domain.NotFound {
		err = noFeed()
	}
	return rows[0], feed, err
}

// AddFeed makes an address for what the caller sees. There is one for each thing: a second one is a Conflict. Ids that
// the input names and the caller does not see are Invalid at their field. Unauthorized when the caller's password was changed since they
// were read.
func (s *Scope) AddFeed(ctx context.Context, in domain.FeedInput) (domain.Feed, error) {
	var out domain.Feed
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		parsed, err := in.Parse(domain.Feed{})
		if err != nil {
			return err
		}
		if _, err := readAgain(ctx, w.tx, s.user); err != nil {
			return err
		}
		if parsed, err = s.checkFeed(ctx, w.tx, parsed); err != nil {
			return err
		}
		there, err := readFeeds(ctx, w.tx, raw(`f.user_id = ?`, s.user.ID))
		if err != nil {
			return err
		}
		if slices.ContainsFunc(there, func(r feedRow) bool { return r.CalendarID == parsed.Calendar.ID && r.ProjectID == parsed.Project.ID }) {
			return domain.Fail(domain.Conflict, "There is an address for this already.")
		}
		if len(there) >= domain.FeedsMax {
			return domain.Fail(domain.Conflict, "You have too many feeds already.")
		}
		row, err := feedRow{UserID: s.user.ID, CreatedAt: w.at, UpdatedAt: w.at}.with(parsed)
		if err != nil {
			return err
		}
		row.Secret, row.Hash = newSecret("")
		if _, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
			return wrap(err, "add a feed")
		}
		if out, err = s.nameFeed(ctx, w.tx, row.feed()); err != nil {
			return err
		}
		return w.noteFor(domain.AuditLink, actionCreate, "", values{"feed": row.ID})
	})
	return out, err
}

// checkFeed looks up what a feed names through the caller's own eyes.
func (s *Scope) checkFeed(ctx context.Context, db bun.IDB, f domain.Feed) (domain.Feed, error) {
	named, err := s.nameFeed(ctx, db, f)
	if domain.KindOf(err) == domain.NotFound {
		field := "project_id"
		if f.Calendar.ID != 0 {
			field = "calendar_id"
		}
		return f, domain.Problems{field: domain.UnknownID}.Err()
	}
	for _, id := range f.Without {
		if _, err := s.loadCalendar(ctx, db, id); err != nil {
			if domain.KindOf(err) == domain.NotFound {
				err = domain.Problems{"without": domain.UnknownID}.Err()
			}
			return f, err
		}
	}
	return named, err
}

// UpdateFeed changes what a feed of the caller's holds; version, where not empty, has to be its still, else the answer is
// Stale.
func (s *Scope) UpdateFeed(ctx context.Context, id int64, version string, change func(domain.FeedInput) (domain.FeedInput, error)) (domain.Feed, error) {
	return s.changeFeed(ctx, id, version, func(ctx context.Context, w *work, row feedRow, feed domain.Feed) (feedRow, error) {
		in, err := change(feed.Input())
		if err != nil {
			return row, err
		}
		parsed, err := in.Parse(feed)
		if err != nil {
			return row, err
		}
		if !slices.Equal(parsed.Without, feed.Without) {
			if parsed, err = s.checkFeed(ctx, w.tx, parsed); err != nil {
				return row, err
			}
		}
		if err := w.didChoose(choiceFeed, id, feedChoiceOf(feed), feedChoiceOf(parsed)); err != nil {
			return row, err
		}
		return row.with(parsed)
	})
}

// RenewFeed gives a feed of the caller's another address: the old one leads nowhere from then on.
func (s *Scope) RenewFeed(ctx context.Context, id int64) (domain.Feed, error) {
	return s.changeFeed(ctx, id, "", func(_ context.Context, _ *work, row feedRow, _ domain.Feed) (feedRow, error) {
		row.Secret, row.Hash = newSecret("")
		return row, nil
	})
}

func (s *Scope) changeFeed(ctx context.Context, id int64, version string, change func(context.Context, *work, feedRow, domain.Feed) (feedRow, error)) (domain.Feed, error) {
	var out domain.Feed
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		was, feed, err := s.loadFeed(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != feed.Version() {
			return stale()
		}
		row, err := change(ctx, w, was, feed)
		if err != nil {
			return err
		}
		if row == was {
			out = feed
			return nil
		}
		row.UpdatedAt = w.at
		if _, err := w.tx.NewUpdate().Model(&row).WherePK().Exec(ctx); err != nil {
			return wrap(err, "change a feed")
		}
		if _, out, err = s.loadFeed(ctx, w.tx, id); err != nil {
			return err
		}
		action := actionUpdate
		if row.Hash != was.Hash {
			action = domain.AuditRenewed
		}
		return w.noteFor(domain.AuditLink, action, "", values{"feed": id})
	})
	return out, err
}

// RemoveFeed ends a feed of the caller's at once.
func (s *Scope) RemoveFeed(ctx context.Context, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		_, feed, err := s.loadFeed(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != feed.Version() {
			return stale()
		}
		if _, err = w.tx.NewRaw(`DELETE FROM feeds WHERE id = ? AND user_id = ?`, id, s.user.ID).Exec(ctx); err != nil {
			return wrap(err, "remove a feed")
		}
		return w.noteFor(domain.AuditLink, actionDelete, "", values{"feed": id})
	})
}

// PublicFeed is the feed that an address leads to, and the store as whose it is sees it. NotFound where it leads nowhere,
// or nowhere any more: it was changed or removed, whose it is lost their account, or does not see what it is about.
func (s *Store) PublicFeed(ctx context.Context, secret string) (*Scope, domain.Feed, error) {
	rows, err := readFeeds(ctx, s.read, raw(`f.hash = ?`, hashSecret(secret)))
	if err == nil && len(rows) == 0 {
		err = noFeed()
	}
	if err != nil {
		return nil, domain.Feed{}, err
	}
	var users []userRow
	err = s.read.NewRaw(`SELECT `+userColumns+` FROM users AS u WHERE u.id = ? AND u.disabled_at IS NULL`, rows[0].UserID).Scan(ctx, &users)
	if err == nil && len(users) == 0 {
		err = noFeed()
	}
	if err != nil {
		return nil, domain.Feed{}, wrap(err, "read whose a feed is")
	}
	scope := s.As(users[0].user())
	feed, err := scope.nameFeed(ctx, s.read, rows[0].feed())
	if domain.KindOf(err) == domain.NotFound {
		err = noFeed()
	}
	return scope, feed, err
}
