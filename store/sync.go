package store

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"mddash/domain"
)

// collection is a set of objects that programs keep a copy of, by the names that the sync log has for it.
type collection struct {
	keys []string
	// owns tells whether what only the owner of an object saw was seen by the caller.
	owns func(ownerID string) bool
}

func (s *Scope) calendarCollection(row calendarRow) collection {
	return collection{keys: []string{"c" + strconv.FormatInt(row.ID, 10)}, owns: func(ownerID string) bool {
		return eventRow{CalendarOwner: row.UserID, UserID: ownerID}.owned(s.user)
	}}
}

// todoCollection is that of a project, or of the caller's todos where that is 0.
func (s *Scope) todoCollection(projectID int64) collection {
	c := collection{keys: []string{"p" + strconv.FormatInt(projectID, 10)}, owns: func(string) bool { return true }}
	if projectID == 0 {
		c.keys = []string{"u" + s.user.ID}
		if s.user.IsStaff() {
			c.keys = append(c.keys, "u")
		}
	}
	return c
}

func (c collection) in() clause {
	in := raw(`l.collection IN (?`, c.keys[0])
	for _, key := range c.keys[1:] {
		in = in.plus(raw(`, ?`, key))
	}
	return in.plus(raw(`)`))
}

// syncPoint is what a token says: the place in the log up to which its owner knows a collection, and while they still read
// it for the first time the object that they have come to.
type syncPoint struct {
	seq, after int64
	first      bool
}

func (p syncPoint) token() string {
	if p.first {
		return fmt.Sprintf("%d-%d", p.seq, p.after)
	}
	return strconv.FormatInt(p.seq, 10)
}

func parseSyncPoint(token string) (syncPoint, bool) {
	seq, after, first := strings.Cut(token, "-")
	p := syncPoint{first: first}
	var err, other error
	p.seq, err = strconv.ParseInt(seq, 10, 64)
	if first {
		p.after, other = strconv.ParseInt(after, 10, 64)
	}
	return p, err == nil && other == nil && p.seq >= 0 && p.after >= 0 && p.token() == token
}

// badToken is said of a token that we never gave, or whose time is over.
func badToken() error { return domain.Problems{"token": "Read everything again."}.Err() }

// lastSync is the newest place of a collection in the log.
func (s *Scope) lastSync(ctx context.Context, c collection) (int64, error) {
	if err := s.store.dialect.settleSync(ctx, s.store); err != nil {
		return 0, wrap(err, "put the sync log in order")
	}
	var last int64
	query := raw(`SELECT coalesce(max(` + s.store.dialect.syncSeq() + `), 0) FROM sync_log AS l WHERE `).plus(c.in())
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &last)
	return last, wrap(err, "read the end of the sync log")
}

// syncNames is what changed: which objects, and the names that had one which the caller saw.
type syncNames struct {
	ids  []int64
	were []string
	last int64
	more bool
}

// changedSince reads the log of a collection from behind a place on, at most limit objects where that is not 0.
func (s *Scope) changedSince(ctx context.Context, c collection, since int64, limit int) (syncNames, error) {
	seq := s.store.dialect.syncSeq()
	query := raw(`SELECT l.name, l.object_id, l.owner, max(`+seq+`) AS seq, max(CASE l.was WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE 0 END) AS was FROM sync_log AS l WHERE `).
		plus(and(c.in(), raw(seq+` > ?`, since)), raw(` GROUP BY l.name, l.object_id, l.owner ORDER BY 4`))
	if limit > 0 {
		query = query.plus(raw(` LIMIT ?`, limit+1))
	}
	var rows []struct {
		Name     string
		ObjectID int64
		Owner    *string
		Seq      int64
		Was      int
	}
	out := syncNames{last: since}
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return out, wrap(err, "read the sync log")
	}
	if out.more = limit > 0 && len(rows) > limit; out.more {
		rows = rows[:limit]
	}
	for _, row := range rows {
		out.last = row.Seq
		out.ids = append(out.ids, row.ObjectID)
		owner := ""
		if row.Owner != nil {
			owner = *row.Owner
		}
		if row.Was == 2 || row.Was == 1 && c.owns(owner) {
			out.were = append(out.were, row.Name)
		}
	}
	return out, nil
}

// syncSource reads the objects of a collection: those with some ids where these are not nil, or limit of them, 0 for all,
// from behind one on.
type syncSource[T any] struct {
	in   collection
	read func(ctx context.Context, ids []int64, after int64, limit int) ([]T, error)
	name func(T) string
	id   func(T) int64
}

// changed is what of a collection is new since a token; empty for all of it. A token that does not hold is Invalid.
func changed[T any](ctx context.Context, s *Scope, from syncSource[T], token string, limit int) (domain.Changed[T], error) {
	last, err := s.lastSync(ctx, from.in)
	if err != nil {
		return domain.Changed[T]{}, err
	}
	point := syncPoint{first: true, seq: last}
	if token != "" {
		var ok bool
		if point, ok = parseSyncPoint(token); !ok || point.seq > last {
			return domain.Changed[T]{}, badToken()
		}
	}
	if point.first {
		return readOn(ctx, from, point, limit)
	}
	names, err := s.changedSince(ctx, from.in, point.seq, limit)
	out := domain.Changed[T]{Token: syncPoint{seq: names.last}.token(), More: names.more}
	if err != nil || len(names.ids) == 0 {
		return out, err
	}
	if out.Objects, err = from.read(ctx, names.ids, 0, 0); err != nil {
		return out, err
	}
	there := map[string]bool{}
	for _, object := range out.Objects {
		there[from.name(object)] = true
	}
	for _, name := range names.were {
		if !there[name] {
			there[name] = true
			out.Gone = append(out.Gone, name)
		}
	}
	return out, nil
}

// readOn reads a collection for the first time, as far as it goes at once.
func readOn[T any](ctx context.Context, from syncSource[T], point syncPoint, limit int) (domain.Changed[T], error) {
	ask := 0
	if limit > 0 {
		ask = limit + 1
	}
	objects, err := from.read(ctx, nil, point.after, ask)
	out := domain.Changed[T]{Objects: objects}
	if point.first = limit > 0 && len(objects) > limit; point.first {
		out.Objects, out.More = objects[:limit], true
		point.after = from.id(objects[limit-1])
	}
	out.Token = point.token()
	return out, err
}

// compactSync leaves of all entries about a name in a collection only the newest, which then tells also that somebody saw
// what was there before. It looks at what came since about the last time.
func compactSync() []clause {
	const recent = `sync_log.id > (SELECT max(id) - 50000 FROM sync_log)`
	const earlier = `EXISTS (SELECT 1 FROM sync_log AS o WHERE o.collection = sync_log.collection AND o.name = sync_log.name AND o.id < sync_log.id AND o.was = ?)`
	return []clause{
		raw(`UPDATE sync_log SET was = 2 WHERE was = 0 AND `+recent+` AND `+earlier, 2),
		raw(`UPDATE sync_log SET was = 1 WHERE was <> 1 AND `+recent+` AND `+earlier, 1),
		raw(`DELETE FROM sync_log WHERE id IN (SELECT o.id FROM sync_log JOIN sync_log AS o ON o.collection = sync_log.collection AND o.name = sync_log.name AND o.id < sync_log.id WHERE ` + recent + `)`),
	}
}

func nameOr(objectName, uid, otherwise string, id int64) string {
	if uid != "" {
		uid += ".ics"
	}
	return cmp.Or(objectName, uid, otherwise+strconv.FormatInt(id, 10)+".ics")
}
