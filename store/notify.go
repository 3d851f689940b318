package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// notificationRow is one thing that one person is told.
type notificationRow struct {
	bun.BaseModel `bun:"table:notifications,alias:n"`

	ID           int64 `bun:",pk,autoincrement"`
	UserID       string
	Kind         string
	ActorID      string `bun:",nullzero"`
	SubjectKind  string
	SubjectID    int64
	CommentID    int64  `bun:",nullzero"`
	Detail       string `bun:",nullzero"`
	At           instant
	ReadAt       instant
	ReadBatch    string `bun:",nullzero"`
	SnoozedUntil instant
	InApp        flag
	Batch        string `bun:",nullzero"`

	Quietly bool `bun:"-"`
}

type deliveryRow struct {
	bun.BaseModel `bun:"table:notification_deliveries,alias:q"`

	ID             int64 `bun:",pk,autoincrement"`
	NotificationID int64
	UserID         string
	Channel        string
	NextAt         instant
	Tries          int64
}

// thoughtTime is how long letters and push wait after an act, so that nobody is told of what is undone right away, and of
// many things that one act did in one letter.
const thoughtTime = 20 * time.Second

// notice is what is to be told at the end of a transaction, and to whom.
type notice struct {
	kind      string
	about     string
	aboutID   int64
	commentID int64
	detail    string
	// quietly: in the program alone.
	quietly bool
	to      []string
}

// notify has people told of what this transaction does, once it is written, and none of their own acts. An undo tells nobody.
func (w *work) notify(n notice, userIDs ...string) {
	if w.undoes != "" || len(userIDs) == 0 {
		return
	}
	n.to = userIDs
	w.notices = append(w.notices, n)
}

// tellPeople writes what is to be told, as its people want it. Of what tells somebody the same thing twice the strongest stays.
// Whether they see it is asked whenever it is shown.
func (s *Scope) tellPeople(ctx context.Context, w *work) error {
	if len(w.notices) == 0 || s.quiet {
		return nil
	}
	rows := s.noticeRows(w)
	if len(rows) == 0 {
		return nil
	}
	ids := []string{}
	for _, row := range rows {
		ids = append(ids, row.UserID)
	}
	people, err := listeners(ctx, w.tx, distinct(ids))
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(row notificationRow) bool {
		who, there := people[row.UserID]
		return !there || who.settings.Kinds[row.Kind].Nowhere()
	})
	for i := range rows {
		rows[i].InApp = flag(people[rows[i].UserID].settings.Kinds[rows[i].Kind].InApp)
	}
	for _, userID := range distinct(ids) {
		w.tell(userID, tellInbox)
	}
	return putNotifications(ctx, w.tx, rows, people, thoughtTime)
}

// noticeRows are what is told, one for each person and thing.
func (s *Scope) noticeRows(w *work) []notificationRow {
	type key struct {
		user, about string
		id          int64
	}
	at := map[key]int{}
	var rows []notificationRow
	for _, n := range w.notices {
		for _, userID := range n.to {
			if userID == "" || userID == s.user.ID {
				continue
			}
			row := notificationRow{UserID: userID, Kind: n.kind, ActorID: s.user.ID, SubjectKind: n.about, SubjectID: n.aboutID, CommentID: n.commentID, Detail: n.detail, At: w.at, Batch: w.batch, Quietly: n.quietly}
			k := key{userID, n.about, n.aboutID}
			i, twice := at[k]
			if !twice {
				at[k] = len(rows)
				rows = append(rows, row)
			} else if rows[i].Kind != n.kind && domain.StrongestTold(n.kind, rows[i].Kind) == n.kind {
				rows[i] = row
			}
		}
	}
	return rows
}

// listener is somebody who is told things, and how they want it.
type listener struct {
	user     domain.User
	settings domain.NotificationSettings
}

// listeners are those of some people whose accounts are open.
func listeners(ctx context.Context, db bun.IDB, ids []string) (map[string]listener, error) {
	people := map[string]listener{}
	for part := range slices.Chunk(ids, 500) {
		var users []userRow
		err := db.NewRaw(`SELECT `+userColumns+` FROM users AS u WHERE u.disabled_at IS NULL AND u.id IN (?)`, bun.List(part)).Scan(ctx, &users)
		if err != nil {
			return nil, wrap(err, "read who is told")
		}
		settings, err := settingsOf(ctx, db, part)
		if err != nil {
			return nil, err
		}
		for _, row := range users {
			people[row.ID] = listener{user: row.user(), settings: settings[row.ID]}
		}
	}
	return people, nil
}

// putNotifications writes notifications of one batch, or of none, and what is to be told of them elsewhere after a pause.
func putNotifications(ctx context.Context, tx bun.Tx, rows []notificationRow, people map[string]listener, pause time.Duration) error {
	for part := range slices.Chunk(rows, 500) {
		loud := map[string]bool{}
		for _, row := range part {
			loud[row.key()] = !row.Quietly
		}
		if _, err := tx.NewInsert().Model(&part).ExcludeColumn("id").Returning("*").Exec(ctx); err != nil {
			return wrap(err, "tell people")
		}
		var deliveries []deliveryRow
		for _, row := range part {
			if loud[row.key()] {
				deliveries = append(deliveries, people[row.UserID].deliveries(row, pause)...)
			}
		}
		for some := range slices.Chunk(deliveries, 500) {
			if _, err := tx.NewInsert().Model(&some).ExcludeColumn("id").Returning("NULL").Exec(ctx); err != nil {
				return wrap(err, "queue what people are told")
			}
		}
	}
	return nil
}

// key is what tells a notification from the others that are written with it.
func (row notificationRow) key() string {
	return row.UserID + " " + row.Kind + " " + row.SubjectKind + " " + strconv.FormatInt(row.SubjectID, 10) + " " + row.Detail
}

// deliveries are the ways out of the program that a notification takes. What somebody asked to be reminded of is told also
// while it is quiet. Letters go only to an address that is known to be theirs.
func (l listener) deliveries(row notificationRow, pause time.Duration) []deliveryRow {
	channels, loc := l.settings.Kinds[row.Kind], l.user.Location()
	soon := row.At.Add(pause)
	if row.Kind != domain.ToldReminder {
		soon = l.settings.AfterQuiet(soon, loc)
	}
	var all []deliveryRow
	add := func(channel string, at time.Time) {
		all = append(all, deliveryRow{NotificationID: row.ID, UserID: row.UserID, Channel: channel, NextAt: instant{at}})
	}
	if l.user.CanBeWrittenTo() {
		switch channels.Email {
		case domain.EmailAtOnce:
			add(domain.ChannelEmail, soon)
		case domain.EmailDaily:
			add(domain.ChannelDigest, l.settings.NextMorning(row.At.Time, loc))
		}
	}
	if channels.Push {
		add(domain.ChannelPush, soon)
	}
	return all
}

// untell takes back what an act told people that was undone, but for what was left of it.
func untell(ctx context.Context, tx bun.Tx, batch string) error {
	_, err := tx.NewRaw(`DELETE FROM notifications WHERE batch = ? AND NOT EXISTS (SELECT 1 FROM activity AS a WHERE a.batch = notifications.batch
		AND a.kind = notifications.subject_kind AND a.subject_id = CAST(notifications.subject_id AS TEXT) AND a.undone_by IS NULL)`, batch).Exec(ctx)
	return wrap(err, "take back what people were told")
}

// distinct are texts, each once and sorted.
func distinct(texts []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(texts)))
}
