package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// syncLinks notes where the [[links]] of a note's text lead, as the person who wrote it sees it.
func (s *Scope) syncLinks(ctx context.Context, tx bun.Tx, row noteRow) error {
	if _, err := tx.NewRaw(`DELETE FROM note_links WHERE note_id = ?`, row.ID).Exec(ctx); err != nil {
		return wrap(err, "forget the links of a note")
	}
	titles := linkTitles(row.Content)
	targets, err := s.notesTitled(ctx, tx, titles)
	if err != nil {
		return err
	}
	links := make([]noteLinkRow, 0, len(titles))
	for _, title := range titles {
		key := domain.TitleKey(title)
		links = append(links, noteLinkRow{NoteID: row.ID, Title: key, TargetID: targets[key].ID})
	}
	return writeLinks(ctx, tx, links)
}

type noteLinkRow struct {
	bun.BaseModel `bun:"table:note_links"`
	NoteID        int64
	Title         string
	TargetID      int64 `bun:",nullzero"`
}

func writeLinks(ctx context.Context, tx bun.Tx, links []noteLinkRow) error {
	for some := range slices.Chunk(links, 500) {
		if _, err := tx.NewInsert().Model(&some).Exec(ctx); err != nil {
			return wrap(err, "note the links of a note")
		}
	}
	return nil
}

// linkNotes notes the [[links]] of new notes of the caller's, by their ids, and those that were waiting for their titles: all
// lead where they would if the notes had been written one after the other.
func (s *Scope) linkNotes(ctx context.Context, tx bun.Tx, rows []noteRow) error {
	wanted, all := make([][]string, len(rows)), []string{}
	for i, row := range rows {
		wanted[i] = linkTitles(row.Content)
		all = append(all, wanted[i]...)
	}
	slices.Sort(all)
	titled, err := s.notesByTitle(ctx, tx, slices.Compact(all))
	if err != nil {
		return err
	}
	var links []noteLinkRow
	for i, row := range rows {
		for _, title := range wanted[i] {
			key := domain.TitleKey(title)
			links = append(links, noteLinkRow{NoteID: row.ID, Title: key, TargetID: s.leadsTo(titled[key], row.ID)})
		}
	}
	if err := writeLinks(ctx, tx, links); err != nil {
		return err
	}
	return s.claimAll(ctx, tx, rows)
}

// leadsTo is which of the notes with one title, by their ids, a [[link]] of a new note leads to: of those that were there the
// caller's own, then the oldest; else the first that came after it.
func (s *Scope) leadsTo(titled []noteRow, from int64) int64 {
	first := int64(0)
	for _, row := range titled {
		if row.ID <= from && row.UserID == s.user.ID {
			return row.ID
		}
		if first == 0 {
			first = row.ID
		}
	}
	return first
}

// claimAll is claimLinks for notes, in their order.
func (s *Scope) claimAll(ctx context.Context, tx bun.Tx, rows []noteRow) error {
	keys := make([]string, len(rows))
	for i, row := range rows {
		keys[i] = domain.TitleKey(row.Title)
	}
	var waiting []string
	err := tx.NewRaw(`SELECT DISTINCT title FROM note_links WHERE target_id IS NULL AND title IN (?)`, bun.List(keys)).Scan(ctx, &waiting)
	if err != nil {
		return wrap(err, "find links that lead nowhere")
	}
	for i, row := range rows {
		if !slices.Contains(waiting, keys[i]) {
			continue
		}
		if err := s.claimLinks(ctx, tx, row); err != nil {
			return err
		}
	}
	return nil
}

// linksMost is how many different [[links]] of one text lead anywhere.
const linksMost = 1000

// linksInAll is how many [[links]] the notes of one import may have. Each is a row, written while nobody else writes: a small zip
// can hold so many that this takes an hour.
const linksInAll = 1_000_000

// linkCount counts the [[links]] of an import.
type linkCount int

// add is Invalid where there are too many.
func (n *linkCount) add(text string) error {
	if *n += linkCount(min(strings.Count(text, "[["), linksMost)); *n > linksInAll {
		return domain.Problems{"file": "There are more than 1000000 links in its notes. Take it in in parts."}.Err()
	}
	return nil
}

func linkTitles(text string) []string {
	titles := []string{}
	seen := map[string]bool{}
	for _, link := range domain.WikiLinks(text) {
		key := domain.TitleKey(link.Title)
		if !seen[key] && len(titles) < linksMost {
			seen[key] = true
			titles = append(titles, link.Title)
		}
	}
	return titles
}

// NotesTitled maps titles, as domain.TitleKey writes them, to the notes that [[links]] with them lead the caller to: of
// several with one title the caller's own, then the oldest. Titles that lead nowhere are not in it.
func (s *Scope) NotesTitled(ctx context.Context, titles []string) (map[string]domain.Note, error) {
	return s.notesTitled(ctx, s.store.read, titles)
}

// lowered are the forms that the databases' lower() can give to a title: SQLite's knows ASCII alone.
func lowered(titles []string) []string {
	forms := make([]string, 0, 2*len(titles))
	for _, title := range titles {
		ascii := strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				return r + 'a' - 'A'
			}
			return r
		}, title)
		forms = append(forms, domain.TitleKey(title), ascii)
	}
	return forms
}

func (s *Scope) notesTitled(ctx context.Context, db bun.IDB, titles []string) (map[string]domain.Note, error) {
	titled, err := s.notesByTitle(ctx, db, titles)
	found := map[string]domain.Note{}
	for key, rows := range titled {
		own := max(0, slices.IndexFunc(rows, func(row noteRow) bool { return row.UserID == s.user.ID }))
		found[key] = rows[own].note()
	}
	return found, err
}

// notesByTitle are the notes that the caller sees by their titles, as domain.TitleKey writes them, in the order of their ids.
// Of a note there is its id, its title and its owner.
func (s *Scope) notesByTitle(ctx context.Context, db bun.IDB, titles []string) (map[string][]noteRow, error) {
	found := map[string][]noteRow{}
	for some := range slices.Chunk(titles, linksMost) {
		query := raw(`SELECT n.id, n.title, n.user_id FROM notes AS n WHERE `).
			plus(and(raw(`lower(n.title)`+s.store.dialect.bytewise()+` IN (?)`, bun.List(lowered(some))), raw(`n.deleted_at IS NULL`), s.seesNote()), raw(` ORDER BY n.id`))
		var rows []noteRow
		if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return nil, wrap(err, "find notes by title")
		}
		for _, row := range rows {
			key := domain.TitleKey(row.Title)
			found[key] = append(found[key], row)
		}
	}
	if len(titles) > linksMost { // one note was found by two spellings of its title
		for key, rows := range found {
			slices.SortFunc(rows, func(a, b noteRow) int { return cmp.Compare(a.ID, b.ID) })
			found[key] = slices.CompactFunc(rows, func(a, b noteRow) bool { return a.ID == b.ID })
		}
	}
	return found, nil
}

// claimLinks makes the [[links]] with a note's title that led nowhere lead to it: those of its owner's notes, and of
// the notes of its project.
func (s *Scope) claimLinks(ctx context.Context, tx bun.Tx, row noteRow) error {
	_, err := tx.NewRaw(`UPDATE note_links SET target_id = ? WHERE target_id IS NULL AND title = ? AND EXISTS
		(SELECT 1 FROM notes AS n WHERE n.id = note_links.note_id AND (n.user_id = ? OR (n.project_id IS NOT NULL AND n.project_id = ?)))`, row.ID, domain.TitleKey(row.Title), row.UserID, row.ProjectID).Exec(ctx)
	return wrap(err, "lead links to a note")
}

// renameLinks writes a note's new title into every [[link]] that leads to it, whoever's note that is in: what they say
// was the old title, and everybody who reads them sees that they go on leading there. A title that can't stand in a
// link leaves them as they are.
func (s *Scope) renameLinks(ctx context.Context, w *work, old, row noteRow) error {
	if !domain.Linkable(row.Title) {
		return nil
	}
	var linking []noteRow
	err := w.tx.NewRaw(`SELECT `+noteColumns+`, n.content FROM notes AS n WHERE n.id IN (SELECT note_id FROM note_links WHERE target_id = ? AND title = ?) ORDER BY n.id`,
		row.ID, domain.TitleKey(old.Title)).Scan(ctx, &linking)
	if err != nil {
		return wrap(err, "find the links to a note")
	}
	for _, from := range linking {
		if from.ID == row.ID {
			from.Title = row.Title
			from.Revision = row.Revision
		}
		if err := renameIn(ctx, w, from, old.Title, row.Title); err != nil {
			return err
		}
	}
	_, err = w.tx.NewRaw(`UPDATE note_links SET title = ? WHERE target_id = ? AND title = ? AND NOT EXISTS
		(SELECT 1 FROM note_links AS other WHERE other.note_id = note_links.note_id AND other.title = ?)`,
		domain.TitleKey(row.Title), row.ID, domain.TitleKey(old.Title), domain.TitleKey(row.Title)).Exec(ctx)
	return wrap(err, "rename the links to a note")
}

func renameIn(ctx context.Context, w *work, from noteRow, old, title string) error {
	from, err := keepForeign(ctx, w, from)
	if err != nil {
		return err
	}
	text := domain.RenameLinks(from.Content, old, title)
	if text == from.Content {
		return nil
	}
	was := from
	from.Content = text
	from.Revision++
	if _, err := w.tx.NewRaw(`UPDATE notes SET content = ?, revision = ?, updated_at = ? WHERE id = ?`, from.Content, from.Revision, w.at, from.ID).Exec(ctx); err != nil {
		return wrap(err, "rename a link")
	}
	if err := addVersion(ctx, w, from, ""); err != nil {
		return err
	}
	before, after, err := changes(was, from)
	if err != nil {
		return err
	}
	return w.did(actionUpdate, from.subject(), before, after)
}

// BacklinksMax is how many notes are listed as leading to one.
const BacklinksMax = 200

// Backlinks are the notes that lead to one that the caller sees by a [[link]], as far as the caller sees them too; the
// last changed first.
func (s *Scope) Backlinks(ctx context.Context, noteID int64) ([]domain.Note, error) {
	if _, _, err := s.loadNote(ctx, s.store.read, noteID); err != nil {
		return nil, err
	}
	query := s.selectNotes(raw(`, substr(n.content, 1, ?) AS content`, domain.ExcerptMax), raw(`notes AS n WHERE `)).plus(
		and(raw(`n.id IN (SELECT note_id FROM note_links WHERE target_id = ?)`, noteID), raw(`n.id <> ?`, noteID), raw(`n.deleted_at IS NULL`), s.seesNote()),
		raw(` ORDER BY n.updated_at DESC, n.id DESC LIMIT ?`, BacklinksMax))
	var rows []noteRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "find what leads to a note")
	}
	return s.fillNotes(ctx, rows)
}
