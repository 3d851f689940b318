package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// newsBetween are both logs as one, from behind a point up to another one.
func newsBetween(from, to domain.NewsPoint) clause {
	return raw(`SELECT x.id, x.kind, x.subject_id, x.project_id, x.action, x.batch, x.user_id, x.seen_by, x.before, x.after
			FROM activity AS x WHERE x.id > ? AND x.id <= ?
		UNION ALL SELECT y.id, y.kind, y.subject_id, y.project_id, y.action, y.batch, y.user_id, y.seen_by, CAST(NULL AS TEXT) AS before, CAST(NULL AS TEXT) AS after
			FROM live_log AS y WHERE y.id > ? AND y.id <= ?`, from.Log, to.Log, from.Live, to.Live)
}

// newsEnds are the ends of both logs.
const newsEnds = `(SELECT coalesce(max(id), 0) FROM activity) AS news_log, (SELECT coalesce(max(id), 0) FROM live_log) AS news_live`

// newsPoint is now, whoever may see what happened.
func (s *Store) newsPoint(ctx context.Context) (domain.NewsPoint, error) {
	var ends struct{ NewsLog, NewsLive int64 }
	err := s.read.NewRaw(`SELECT `+newsEnds).Scan(ctx, &ends)
	return domain.NewsPoint{Log: ends.NewsLog, Live: ends.NewsLive}, wrap(err, "read the end of what is told")
}

// stretch is what is known of what happened between two points without asking who may see it.
type stretch struct {
	// unknown: it is too much to look at, or not all of it is there any more.
	unknown bool
	// all: something is not for one person alone.
	all    bool
	people []string
}

// concerns tells whether somebody may be told anything of it at all.
func (b stretch) concerns(userID string) bool { return b.all || slices.Contains(b.people, userID) }

func (s *Store) stretch(ctx context.Context, from, to domain.NewsPoint) (stretch, error) {
	var out stretch
	if from.Log > to.Log || from.Live > to.Live {
		return stretch{unknown: true}, nil // another database, or an older one
	}
	var oldest int64
	if err := s.read.NewRaw(`SELECT coalesce(min(id), 0) FROM live_log`).Scan(ctx, &oldest); err != nil {
		return out, wrap(err, "read how far back is told")
	}
	query := raw(`SELECT a.seen_by FROM (`).plus(newsBetween(from, to), raw(`) AS a LIMIT ?`, liveSpan+1))
	var rows []struct{ SeenBy string }
	if err := s.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return out, wrap(err, "read what is to be told")
	}
	out.unknown = len(rows) > liveSpan || from.Live+1 < oldest
	for _, row := range rows {
		if row.SeenBy == "" {
			out.all = true
		} else if !slices.Contains(out.people, row.SeenBy) {
			out.people = append(out.people, row.SeenBy)
		}
	}
	return out, nil
}

// heardRow is one change as somebody may hear of it.
type heardRow struct {
	Listener                               string
	Kind, SubjectID, Action, Batch, UserID string
	ProjectID                              int64  // 0 where they don't see the project
	On                                     string // what a comment, a file or time is on: its topic
	Heard                                  int    // see the constants
}

const (
	unheard   = iota
	heardOf   // that something of the kind has changed, and not what
	heardFull // what has changed
)

// heard is what people may know now of what happened between two points, by their ids. It is asked for many of them at once,
// by the very conditions that hold for each: in the place of one person stands a column with all who have the same roles.
func (s *Store) heard(ctx context.Context, people []domain.User, from, to domain.NewsPoint) (map[string][]heardRow, error) {
	out := map[string][]heardRow{}
	alike := map[string][]domain.User{}
	for _, user := range people {
		kind := fmt.Sprint(user.Roles, user.Verified, user.Email == "")
		alike[kind] = append(alike[kind], user)
	}
	for _, all := range alike {
		for some := range slices.Chunk(all, livePeople) {
			if err := s.heardAlike(ctx, some, from, to, out); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (s *Store) heardAlike(ctx context.Context, people []domain.User, from, to domain.NewsPoint, out map[string][]heardRow) error {
	ids := make([]string, 0, len(people))
	for _, user := range people {
		ids = append(ids, user.ID)
	}
	// Names that no value in the conditions has by chance.
	anybody := people[0]
	anybody.ID = uuid.NewString()
	if anybody.Email != "" {
		anybody.Email = uuid.NewString()
	}
	query := s.As(anybody).hears(from, to)
	for i, arg := range query.args {
		switch arg {
		case anybody.ID:
			query.args[i] = bun.Safe("listener.id")
		case anybody.Email:
			if anybody.Email != "" {
				query.args[i] = bun.Safe("listener.email")
			}
		}
	}
	query = query.plus(raw(` AND listener.id IN (?)`, bun.List(ids)))
	var rows []heardRow
	if err := s.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "read what people are told")
	}
	for _, row := range rows {
		out[row.Listener] = append(out[row.Listener], row)
	}
	return nil
}

// hears is what somebody may know now of what happened between two points: the caller, or with another name in their place
// everybody of users under the alias listener. What they did themselves and don't see any more is told without its name.
func (s *Scope) hears(from, to domain.NewsPoint) clause {
	number := `CAST(a.subject_id AS ` + s.store.dialect.bigint() + `)`
	return raw(`SELECT listener.id AS listener, a.kind, a.subject_id, a.action, a.batch, a.user_id,
		CASE WHEN EXISTS (SELECT 1 FROM projects AS p WHERE p.id = a.project_id AND (`).plus(s.seesProjectAnywhere(), raw(`)) THEN a.project_id END AS project_id,
		CASE a.kind WHEN 'comment' THEN (SELECT c.kind || ':' || c.subject_id FROM comments AS c WHERE c.id = `+number+`)
			WHEN 'time' THEN (SELECT 'todo:' || te.task_id FROM time_entries AS te WHERE te.id = `+number+`)
			WHEN 'attachment' THEN (SELECT coalesce('todo:' || f.task_id, 'note:' || f.note_id, 'project:' || f.project_id) FROM attachments AS f WHERE f.id = `+number+`) END AS "on",
		CASE WHEN (`), s.hearsOf(), raw(`) OR (`), s.hearsLive(), raw(`) THEN ? WHEN a.user_id = ? OR (`, heardFull, s.user.ID), s.sawBefore(), raw(`) THEN ? ELSE ? END AS heard
		FROM users AS listener CROSS JOIN (`, heardOf, unheard), newsBetween(from, to), raw(`) AS a WHERE (a.seen_by IS NULL OR a.seen_by = ?)`, s.user.ID))
}

// hearsLive is hearsOf for the kinds of things that the change log of the API does not tell of.
func (s *Scope) hearsLive() clause {
	projects := raw(`SELECT p.id FROM projects AS p WHERE `).plus(s.seesProjectAnywhere())
	number := `CAST(a.subject_id AS ` + s.store.dialect.bigint() + `)`
	admin := raw(`1 = 0`)
	if s.user.IsAdmin() {
		admin = raw(`1 = 1`)
	}
	todo := s.seesTodoIn(projects)
	return raw(`a.seen_by IS NULL AND CASE a.kind
		WHEN 'note' THEN EXISTS (SELECT 1 FROM notes AS n WHERE n.id = `+number+` AND (`).plus(s.seesNote(), raw(`))
		WHEN 'attachment' THEN EXISTS (SELECT 1 FROM attachments AS f WHERE f.id = `+number+` AND (f.project_id IN (`), projects,
		raw(`) OR EXISTS (SELECT 1 FROM notes AS n WHERE n.id = f.note_id AND (`), s.seesNote(),
		raw(`)) OR EXISTS (SELECT 1 FROM tasks AS t WHERE t.id = f.task_id AND (`), todo, raw(`))))
		WHEN 'time' THEN EXISTS (SELECT 1 FROM time_entries AS te WHERE te.id = `+number+` AND (te.user_id = ? OR te.project_id IN (`, s.user.ID), projects,
		raw(`) OR EXISTS (SELECT 1 FROM tasks AS t WHERE t.id = te.task_id AND (`), todo, raw(`))))
		WHEN 'rate' THEN EXISTS (SELECT 1 FROM projects AS p WHERE p.id = a.project_id AND (p.owner_id = ? OR p.id IN (SELECT project_id FROM project_managers WHERE user_id = ?)))
		WHEN 'user' THEN `, s.user.ID, s.user.ID), admin, raw(` WHEN 'invite' THEN `), admin, raw(` ELSE 1 = 0 END`))
}

// sawBefore holds for events that are kept from the caller since then, in a calendar that they see.
func (s *Scope) sawBefore() clause {
	number := `CAST(a.subject_id AS ` + s.store.dialect.bigint() + `)`
	return raw(`CASE WHEN a.kind = 'event' AND a.seen_by IS NULL AND a.before LIKE '%"privacy"%' THEN
		EXISTS (SELECT 1 FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE e.id = `+number+` AND (`).plus(s.seesCalendarAnywhere(), raw(`)) ELSE 1 = 0 END`))
}

// stillIn are those whose way in still holds, as they are now, by the keys of their streams.
func (s *Store) stillIn(ctx context.Context, streams []*Stream) (map[string]domain.User, error) {
	var logins, sessions []string
	for _, st := range streams {
		if st.who.Login != "" {
			logins = append(logins, st.who.Login)
		} else {
			sessions = append(sessions, st.who.Session)
		}
	}
	users := map[string]domain.User{}
	var rows []struct {
		userRow
		Key string
	}
	if len(logins) > 0 {
		err := s.read.NewRaw(`SELECT `+userColumns+`, l.id AS key FROM logins AS l JOIN users AS u ON u.id = l.user_id WHERE l.id IN (?) AND l.expires_at > ? AND u.disabled_at IS NULL`,
			bun.List(logins), instant{s.now()}).Scan(ctx, &rows)
		if err != nil {
			return nil, wrap(err, "look who is still signed in")
		}
		for _, row := range rows {
			users[row.Key] = row.user()
		}
	}
	for _, session := range sessions {
		user, err := s.NextAuthUser(ctx, session)
		if err != nil && domain.KindOf(err) != domain.Unauthorized {
			return nil, err
		}
		if err == nil {
			users[session] = user
		}
	}
	return users, nil
}
