package store

import (
	"context"
	"iter"
	"slices"
	"time"

	"mddash/domain"
)

// versionsTogether is how many versions of a note, which are as long as notes, are in memory at once.
const versionsTogether = 10

// madeNote is what a note of the caller's is known by, and when it was made.
type madeNote struct {
	id   int64
	name string
	at   time.Time
}

// Versions are the states that the texts of the caller's own notes were in: those that a note tells of.
func (t *Takeout) Versions(ctx context.Context) iter.Seq2[domain.IntakeVersion, error] {
	return func(yield func(domain.IntakeVersion, error) bool) {
		for note, err := range t.ownNotes(ctx) {
			if err != nil {
				yield(domain.IntakeVersion{}, err)
				return
			}
			for version, err := range t.versionsOf(ctx, note) {
				if !yield(version, err) || err != nil {
					return
				}
			}
		}
	}
}

// ownNotes are the caller's own, in the order in which Notes gives them.
func (t *Takeout) ownNotes(ctx context.Context) iter.Seq2[madeNote, error] {
	pages := func(yield func([]noteRow, error) bool) {
		var rows []noteRow
		err := t.store.read.NewRaw(`SELECT n.id, n.created_at FROM notes AS n WHERE n.deleted_at IS NULL AND n.user_id = ?`, t.user.ID).Scan(ctx, &rows)
		slices.SortFunc(rows, func(a, b noteRow) int { return a.CreatedAt.Compare(b.CreatedAt.Time) })
		yield(rows, wrap(err, "list all notes of somebody"))
	}
	return settled(pages, func(rows []noteRow) ([]madeNote, error) {
		notes := make([]madeNote, len(rows))
		for i, row := range rows {
			notes[i] = madeNote{id: row.ID, name: t.number(domain.IntakeNotes, row.ID), at: row.CreatedAt.Time}
		}
		return notes, nil
	}, func(n madeNote) (time.Time, string) { return n.at, n.name })
}

func (t *Takeout) versionsOf(ctx context.Context, note madeNote) iter.Seq2[domain.IntakeVersion, error] {
	return func(yield func(domain.IntakeVersion, error) bool) {
		for after := int64(0); ; {
			var rows []noteVersionRow
			err := t.store.read.NewRaw(`SELECT v.revision, v.title, v.content, v.user_id, v.created_at, `+t.store.dialect.personName()+` AS author_name
				FROM note_versions AS v LEFT JOIN users AS u ON u.id = v.user_id WHERE v.note_id = ? AND v.revision > ? AND `+endOfRun+` ORDER BY v.revision LIMIT ?`,
				note.id, after, versionsTogether).Scan(ctx, &rows)
			if err != nil {
				yield(domain.IntakeVersion{}, wrap(err, "read the versions of a note"))
				return
			}
			for _, row := range rows {
				version := row.version()
				out := domain.IntakeVersion{Note: note.name, Title: row.Title, Author: t.called(version.Author), Created: version.CreatedAt}
				if out.Content, err = t.pack(ctx, row.Content); !yield(out, err) || err != nil {
					return
				}
				after = row.Revision
			}
			if len(rows) < versionsTogether {
				return
			}
		}
	}
}

// Followed are the caller's calendars that follow an address, with it.
func (t *Takeout) Followed(ctx context.Context) iter.Seq2[domain.IntakeSubscription, error] {
	pages := func(yield func([]domain.Subscription, error) bool) {
		all, err := t.Subscriptions(ctx)
		slices.SortFunc(all, func(a, b domain.Subscription) int { return a.CreatedAt.Compare(b.CreatedAt) })
		yield(all, err)
	}
	return settled(pages, func(all []domain.Subscription) ([]domain.IntakeSubscription, error) {
		outs := make([]domain.IntakeSubscription, len(all))
		for i, one := range all {
			outs[i] = domain.IntakeSubscription{ID: t.number(domain.IntakeFollowed, one.ID), Input: one.Input(), Created: one.CreatedAt, Updated: one.UpdatedAt}
		}
		return outs, nil
	}, func(s domain.IntakeSubscription) (time.Time, string) { return s.Created, s.ID })
}

// Shared is what the caller shares with others: their notes and calendars, and the projects that they own.
func (t *Takeout) Shared(ctx context.Context) iter.Seq2[domain.IntakeShare, error] {
	return func(yield func(domain.IntakeShare, error) bool) {
		for _, kind := range []string{domain.IntakeProjects, domain.IntakeNotes, domain.IntakeCalendars} {
			shares, err := t.sharesOf(ctx, kind)
			if err != nil {
				yield(domain.IntakeShare{}, err)
				return
			}
			for _, share := range shares {
				if !yield(share, nil) {
					return
				}
			}
		}
	}
}

// sharesOf are those of a kind, by the thing and then by who it is.
func (t *Takeout) sharesOf(ctx context.Context, kind string) ([]domain.IntakeShare, error) {
	name := `coalesce(` + t.store.dialect.personName() + `, '')`
	query := map[string]string{
		domain.IntakeProjects: `SELECT p.id, p.name AS title, '' AS email, ` + name + ` AS name, m.role FROM projects AS p JOIN (
				SELECT project_id, user_id, 'manager' AS role FROM project_managers UNION ALL
				SELECT project_id, user_id, CASE role WHEN 'member' THEN 'member' ELSE 'viewer' END FROM project_members) AS m ON m.project_id = p.id
			JOIN users AS u ON u.id = m.user_id WHERE p.deleted_at IS NULL AND m.user_id <> p.owner_id AND p.owner_id = ? ORDER BY p.created_at, p.id, 4, 5`,
		domain.IntakeNotes: `SELECT n.id, n.title, h.email, ` + name + ` AS name, h.permission AS role FROM notes AS n JOIN note_shares AS h ON h.note_id = n.id
			LEFT JOIN users AS u ON u.id = h.user_id AND h.email = '' WHERE n.deleted_at IS NULL AND n.user_id = ? ORDER BY n.created_at, n.id, 3, 4`,
		domain.IntakeCalendars: `SELECT k.id, k.name AS title, h.email, ` + name + ` AS name, h.permission AS role FROM calendars AS k JOIN calendar_shares AS h ON h.calendar_id = k.id
			LEFT JOIN users AS u ON u.id = h.user_id AND h.email = '' WHERE k.deleted_at IS NULL AND k.user_id = ? ORDER BY k.created_at, k.id, 3, 4`,
	}[kind]
	var rows []struct {
		ID                       int64
		Title, Email, Name, Role string
	}
	err := t.store.read.NewRaw(query, t.user.ID).Scan(ctx, &rows)
	var shares []domain.IntakeShare
	for _, row := range rows {
		id := t.number(kind, row.ID)
		if len(shares) == 0 || shares[len(shares)-1].ID != id {
			shares = append(shares, domain.IntakeShare{Kind: kind, ID: id, Title: row.Title})
		}
		with := &shares[len(shares)-1].With
		*with = append(*with, domain.IntakeSharer{Email: row.Email, Name: row.Name, Role: row.Role})
	}
	return shares, wrap(err, "read what somebody shares")
}
