package store

import (
	"context"
	"encoding/hex"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Takeout is everything that a person sees and that is in no trash, in the form in which it is taken in again. Things name
// each other by ids that stay theirs wherever they go: where they were made, and the id that they had there. Each kind is
// in the order in which it was made. What comes or goes meanwhile may be there or not.
type Takeout struct {
	*Scope
	here  string
	names map[string]string // of what came from elsewhere, by kind and row
}

// TakeOut prepares everything that the caller sees for leaving.
func (s *Scope) TakeOut(ctx context.Context) (*Takeout, error) {
	here, err := s.store.place(ctx)
	if err != nil {
		return nil, err
	}
	t := &Takeout{Scope: s, here: here, names: map[string]string{}}
	var rows []struct{ Kind, SourceID, RowID string }
	err = s.store.read.NewRaw(`SELECT kind, source_id, row_id FROM import_sources WHERE user_id = ? AND source = ?`, s.user.ID, domain.ParcelSource).Scan(ctx, &rows)
	for _, row := range rows {
		t.names[known(row.Kind, row.RowID)] = row.SourceID
	}
	if err != nil {
		return nil, wrap(err, "read where things came from")
	}
	// A full disk is when somebody wants their things out most: that nothing can be noted then keeps nobody from it.
	if err := s.store.System().Audited(ctx, domain.AuditAccount, domain.AuditExported, s.user.ID, ""); err != nil {
		s.store.log.WarnContext(ctx, "an export could not be noted", "error", err)
	}
	return t, nil
}

// place is what this database is told from all others by.
func (s *Store) place(ctx context.Context) (string, error) {
	name, err := s.Secret(ctx, "place", 6)
	return hex.EncodeToString(name), err
}

// id is what something is called wherever it goes.
func (t *Takeout) id(kind, row string) string {
	if name := t.names[known(kind, row)]; name != "" {
		return name
	}
	return t.here + "-" + row
}

func (t *Takeout) number(kind string, id int64) string {
	if id == 0 {
		return ""
	}
	return t.id(kind, strconv.FormatInt(id, 10))
}

// Profile is who the caller is and what they set.
func (t *Takeout) Profile() domain.IntakeProfile {
	return domain.IntakeProfile{Email: t.user.Email, Input: t.user.Input()}
}

// called is how somebody is named: by their address, which is nobody's business but their own, or by their name.
func (t *Takeout) called(p domain.Person) string {
	if p.ID == t.user.ID {
		return t.user.Email
	}
	return p.Name
}

// calledAll names people by their ids. Those who are gone have no name any more.
func (t *Takeout) calledAll(ctx context.Context, ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	people, err := t.People(ctx, ids)
	var names []string
	for _, id := range ids {
		if p, there := people[id]; there {
			names = append(names, t.called(p))
		}
	}
	slices.Sort(names)
	return names, err
}

// pack is a text with names that hold elsewhere too, for what the caller sees of what it leads to.
func (t *Takeout) pack(ctx context.Context, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	var places []domain.Place
	for _, d := range domain.Destinations(text) {
		if place, ok := domain.PlaceAt(d.Target); ok && !slices.Contains(places, place) && len(places) < domain.ReferencesMax {
			places = append(places, place)
		}
	}
	titles, err := t.Titles(ctx, places)
	if err != nil {
		return "", err
	}
	var references map[string]domain.Reference
	if names := domain.ReferencesIn(text); len(names) > 0 {
		if references, err = t.References(ctx, names); err != nil {
			return "", err
		}
	}
	packed := domain.Packed(text, func(address string) (kind, id string) {
		kind, id, failed := t.placed(ctx, titles, address)
		if failed != nil {
			err = failed
		}
		return kind, id
	}, func(name string) (kind, id string) {
		r := references[name]
		switch r.Kind {
		case domain.ReferenceTask:
			return domain.IntakeTodos, t.number(domain.IntakeTodos, r.ID)
		case domain.ReferenceDecision:
			return domain.IntakeDecisions, t.number(domain.IntakeDecisions, r.ID)
		}
		return "", ""
	})
	return packed, err
}

// placed is what an address of ours leads to, of what the caller sees.
func (t *Takeout) placed(ctx context.Context, titles map[domain.Place]domain.Reference, address string) (kind, id string, err error) {
	if number, ok := strings.CutPrefix(address, "/attachments/"); ok {
		file, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return "", "", nil
		}
		_, err = t.Attachment(ctx, file)
		if domain.KindOf(err) == domain.NotFound {
			return "", "", nil
		}
		return domain.IntakeFiles, t.number(domain.IntakeFiles, file), err
	}
	place, ok := domain.PlaceAt(address)
	if _, seen := titles[place]; !ok || !seen {
		return "", "", nil
	}
	return place.Kind, t.id(place.Kind, place.ID), nil // kinds of places are called as kinds of things
}

// packAll is pack for several texts, in place.
func (t *Takeout) packAll(ctx context.Context, texts ...**string) error {
	for _, text := range texts {
		if *text == nil {
			continue
		}
		packed, err := t.pack(ctx, **text)
		if err != nil {
			return err
		}
		*text = &packed
	}
	return nil
}

// filesOn are the files of things that the caller sees, by the thing, the oldest first.
func (t *Takeout) filesOn(ctx context.Context, column string, ids []int64) (map[int64][]domain.IntakeFile, error) {
	on := map[int64][]domain.IntakeFile{}
	if len(ids) == 0 {
		return on, nil
	}
	rows, err := t.store.attachmentRows(ctx, t.store.read, raw(`f.deleted_at IS NULL AND f.`+column+` IN (?) ORDER BY f.created_at, f.id`, bun.List(ids)))
	for _, row := range rows {
		a := row.attachment()
		file := domain.IntakeFile{ID: t.number(domain.IntakeFiles, a.ID), Sum: a.SHA256, Type: a.Type, Size: a.Size, At: a.CreatedAt}
		file.Name = a.Name
		file.Open = t.opener(ctx, a.ID)
		on[a.On.ID] = append(on[a.On.ID], file)
	}
	return on, err
}

// pagesOf asks for one page after the other.
func pagesOf[T any](next func(cursor string) (items []T, more string, err error)) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		for cursor := ""; ; {
			items, more, err := next(cursor)
			if !yield(items, err) || err != nil || more == "" {
				return
			}
			cursor = more
		}
	}
}

// settled gives pages one by one as what becomes of them, those that were made at one moment by their names: so their order
// is the same wherever they are.
func settled[T, O any](pages iter.Seq2[[]T, error], become func([]T) ([]O, error), key func(O) (time.Time, string)) iter.Seq2[O, error] {
	return func(yield func(O, error) bool) {
		var run []O
		flush := func() bool {
			slices.SortStableFunc(run, func(a, b O) int {
				_, one := key(a)
				_, other := key(b)
				return strings.Compare(one, other)
			})
			for _, out := range run {
				if !yield(out, nil) {
					return false
				}
			}
			run = run[:0]
			return true
		}
		for page, err := range pages {
			var outs []O
			if err == nil {
				outs, err = become(page)
			}
			if err != nil {
				var none O
				yield(none, err)
				return
			}
			for _, out := range outs {
				at, _ := key(out)
				if len(run) > 0 {
					if before, _ := key(run[0]); !before.Equal(at) && !flush() {
						return
					}
				}
				run = append(run, out)
			}
		}
		flush()
	}
}
