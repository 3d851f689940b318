package store

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// LinkedNotes maps the titles of the [[links]] in a note's text, as domain.TitleKey writes them, to the notes that they
// lead the caller to: to the one that whoever wrote the link meant, where the caller sees it, else as NotesTitled says.
// noteID is 0 for a text that is not kept yet.
func (s *Scope) LinkedNotes(ctx context.Context, noteID int64, text string) (map[string]domain.Note, error) {
	titles := linkTitles(text)
	if len(titles) == 0 {
		return map[string]domain.Note{}, nil
	}
	found, err := s.NotesTitled(ctx, titles)
	if err != nil || noteID == 0 {
		return found, err
	}
	query := raw(`SELECT l.title AS link, n.id, n.title FROM note_links AS l JOIN notes AS n ON n.id = l.target_id WHERE `).plus(and(
		raw(`l.note_id = ?`, noteID), raw(`l.note_id IN (SELECT n.id FROM notes AS n WHERE `).plus(and(s.seesNote()), raw(`)`)), raw(`n.deleted_at IS NULL`), s.seesNote()))
	var rows []struct {
		Link, Title string
		ID          int64
	}
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "follow the links of a note")
	}
	for _, row := range rows {
		found[row.Link] = domain.Note{ID: row.ID, Title: row.Title}
	}
	return found, nil
}

// Titles names places, in one query for each of their kinds. What the caller does not see is not in it, as if it did
// not exist.
func (s *Scope) Titles(ctx context.Context, places []domain.Place) (map[domain.Place]domain.Reference, error) {
	ids := map[string][]string{}
	for _, place := range places[:min(len(places), domain.ReferencesMax)] {
		ids[place.Kind] = append(ids[place.Kind], place.ID)
	}
	found := map[domain.Place]domain.Reference{}
	for kind, wanted := range ids {
		query := s.named(kind, wanted)
		if query.sql == "" {
			continue
		}
		var rows []struct {
			ID, Title string
			Done      bool
		}
		if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return nil, wrap(err, "name "+kind)
		}
		for _, row := range rows {
			found[domain.Place{Kind: kind, ID: row.ID}] = domain.Reference{Title: row.Title, Done: row.Done}
		}
	}
	return found, nil
}

func (s *Scope) named(kind string, ids []string) clause {
	numbers := []int64{0}
	for _, id := range ids {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && strconv.FormatInt(n, 10) == id {
			numbers = append(numbers, n)
		}
	}
	in := bun.List(numbers)
	switch kind {
	case "todos":
		return raw(`SELECT CAST(t.id AS TEXT) AS id, t.name AS title, t.status = 'done' AS done FROM tasks AS t WHERE `).plus(and(raw(`t.id IN (?)`, in), raw(`t.deleted_at IS NULL`), s.seesTodo()))
	case "projects":
		return raw(`SELECT CAST(p.id AS TEXT) AS id, p.name AS title FROM projects AS p WHERE `).plus(and(raw(`p.id IN (?)`, in), s.seesProject()))
	case "notes":
		return raw(`SELECT CAST(n.id AS TEXT) AS id, n.title FROM notes AS n WHERE `).plus(and(raw(`n.id IN (?)`, in), raw(`n.deleted_at IS NULL`), s.seesNote()))
	case "decisions":
		return raw(`SELECT CAST(d.id AS TEXT) AS id, d.name AS title FROM decisions AS d WHERE `).plus(and(raw(`d.id IN (?)`, in), s.seesDecision("d")))
	case "clients":
		return raw(`SELECT c.id, c.company_name AS title FROM clients AS c WHERE `).plus(and(raw(`c.id IN (?)`, bun.List(ids)), s.seesClient()))
	}
	return clause{}
}
