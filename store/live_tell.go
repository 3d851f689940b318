package store

import (
	"context"

	"github.com/uptrace/bun"
)

// Things of one person alone that pages show beside what they are about; topics of domain.News.
const (
	tellInbox = "inbox"
	tellPins  = "pins"
	tellShown = "shown" // which calendars they look at
)

// actionEditors is that somebody began or ceased to write in a note.
const actionEditors = "editors"

type liveRow struct {
	bun.BaseModel `bun:"table:live_log"`

	ID        int64 `bun:",pk,autoincrement"`
	At        instant
	Kind      string
	SubjectID string
	ProjectID int64 `bun:",nullzero"`
	Action    string
	Batch     string
	UserID    string `bun:",nullzero"`
	SeenBy    string `bun:",nullzero"`
}

// tell has the open pages of one person brought up to date, of a kind of things that is theirs alone.
func (w *work) tell(userID, kind string) {
	w.tells = append(w.tells, liveRow{Kind: kind, SeenBy: userID})
}

// tellOf has the open pages of one person brought up to date about one thing, also where they don't see it any more.
func (w *work) tellOf(userID string, of subject) {
	w.tells = append(w.tells, liveRow{Kind: of.kind, SubjectID: of.id, Action: actionLeave, SeenBy: userID})
}

// tellAll has the pages of all brought up to date who see a thing, for what is not in its history.
func (w *work) tellAll(of subject, action string) {
	w.tells = append(w.tells, liveRow{Kind: of.kind, SubjectID: of.id, ProjectID: of.projectID, Action: action})
}

// tellLive writes down what is to be told, in the transaction that makes it true.
func (s *Store) tellLive(ctx context.Context, tx bun.IDB, rows ...liveRow) error {
	if len(rows) == 0 {
		return nil
	}
	if err := s.dialect.orderActivity(ctx, tx); err != nil {
		return wrap(err, "queue for the log of what is told")
	}
	_, err := tx.NewInsert().Model(&rows).ExcludeColumn("id").Exec(ctx)
	return wrap(err, "write down what is told")
}
