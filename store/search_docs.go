package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// searchDoc is one thing as it goes into the index.
type searchDoc struct {
	kind, subject string
	number        int64 // subject as a number, where it is one
	title         string
	texts         []string
	done          bool
	// audience are those who may see it, as far as the thing itself tells; marks is what else it is looked for by.
	audience, marks []mark
}

// mark is a word of the index that nobody types: who sees a thing, what it is, where it is. Only the hash of what it stands
// for is kept. Two things with one hash make a search look at too much, which the conditions of access then leave out.
type mark uint64

func markOf(what, value string) mark {
	sum := fnv.New64a()
	sum.Write([]byte(what + "\x00" + value))
	return mark(sum.Sum64())
}

func markUser(id string) mark      { return markOf("user", id) }
func markMail(email string) mark   { return markOf("mail", strings.ToLower(email)) }
func markProject(id int64) mark    { return markOf("project", strconv.FormatInt(id, 10)) }
func markStaff() mark              { return markOf("staff", "") }
func markCalendar(id int64) mark   { return markOf("calendar", strconv.FormatInt(id, 10)) }
func markAnyCalendar() mark        { return markOf("any calendar", "") }
func markAnyProject() mark         { return markOf("any project", "") }
func markKind(kind string) mark    { return markOf("kind", kind) }
func markTag(tag string) mark      { return markOf("tag", fold(tag)) }
func markFrom(userID string) mark  { return markOf("from", userID) }
func markWhose(userID string) mark { return markOf("whose", userID) }

func markDone(done bool) mark { return markOf("done", strconv.FormatBool(done)) }

// word is the mark as SQLite's index has it. No word of a text begins so.
func (m mark) word() string { return "_" + strconv.FormatUint(uint64(m), 36) }

// whereabouts are the marks of who sees a thing by where it is: in a project, somebody's own, or the team's.
func whereabouts(projectID int64, ownerID string) []mark {
	switch {
	case projectID != 0:
		return []mark{markProject(projectID), markAnyProject()}
	case ownerID != "":
		return []mark{markUser(ownerID)}
	}
	return []mark{markStaff()}
}

// searchSources reads what is in the index of each kind, by the ids of its things. What is not there, or in the trash, is left
// out.
func (s *Store) searchSources() map[string]func(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error) {
	return map[string]func(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error){
		domain.FoundTodo: s.todoDocs, domain.FoundNote: s.noteDocs, domain.FoundProject: s.projectDocs, domain.FoundDecision: s.decisionDocs,
		domain.FoundClient: s.clientDocs, domain.FoundComment: s.commentDocs, domain.FoundFile: s.fileDocs,
		domain.FoundEvent: s.eventDocs,
	}
}

func numbered(kind string, id int64, title string) searchDoc {
	return searchDoc{kind: kind, subject: strconv.FormatInt(id, 10), number: id, title: title, marks: []mark{markKind(kind)}}
}

func (d *searchDoc) file(tags []string, writers ...string) {
	for _, tag := range tags {
		d.marks = append(d.marks, markTag(tag))
	}
	d.texts = append(d.texts, strings.Join(tags, " "))
	for _, id := range writers {
		if id != "" {
			d.marks = append(d.marks, markFrom(id), markWhose(id))
		}
	}
}

func (s *Store) todoDocs(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error) {
	var rows []struct {
		ID, ProjectID                     int64
		Name, Description, Status, UserID string
		Tags                              stringList
	}
	numbers := numbersOf(ids)
	err := tx.NewRaw(`SELECT t.id, t.project_id, t.name, t.description, t.status, t.user_id, t.tags FROM tasks AS t WHERE t.deleted_at IS NULL AND t.id IN (?)`, bun.List(numbers)).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read todos for the index")
	}
	assignees, err := assigneesOf(ctx, tx, numbers)
	docs := make([]searchDoc, 0, len(rows))
	for _, row := range rows {
		d := numbered(domain.FoundTodo, row.ID, row.Name)
		d.done = row.Status == domain.StatusDone
		d.marks = append(d.marks, markDone(d.done))
		d.audience = whereabouts(row.ProjectID, row.UserID)
		for _, id := range assignees[row.ID] {
			d.audience = append(d.audience, markUser(id))
			d.marks = append(d.marks, markWhose(id))
		}
		d.texts = []string{row.Description}
		d.file(row.Tags, row.UserID)
		docs = append(docs, d)
	}
	return docs, err
}

func assigneesOf(ctx context.Context, tx bun.IDB, todos []int64) (map[int64][]string, error) {
	var pairs []struct {
		TaskID int64
		UserID string
	}
	found := map[int64][]string{}
	err := tx.NewRaw(`SELECT task_id, user_id FROM task_assignees WHERE task_id IN (?) ORDER BY user_id`, bun.List(todos)).Scan(ctx, &pairs)
	for _, pair := range pairs {
		found[pair.TaskID] = append(found[pair.TaskID], pair.UserID)
	}
	return found, wrap(err, "read assignees for the index")
}

func (s *Store) noteDocs(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error) {
	var rows []noteRow
	numbers := numbersOf(ids)
	err := tx.NewRaw(`SELECT n.id, n.title, n.content, n.tags, n.notebook, n.user_id, n.project_id FROM notes AS n WHERE n.deleted_at IS NULL AND n.id IN (?)`,
		bun.List(numbers)).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read notes for the index")
	}
	var shares []struct {
		NoteID        int64
		UserID, Email string
	}
	err = tx.NewRaw(`SELECT note_id, user_id, email FROM note_shares WHERE note_id IN (?) ORDER BY id`, bun.List(numbers)).Scan(ctx, &shares)
	shared := map[int64][]mark{}
	for _, share := range shares {
		m := markUser(share.UserID)
		if share.UserID == "" {
			m = markMail(share.Email)
		}
		shared[share.NoteID] = append(shared[share.NoteID], m)
	}
	docs := make([]searchDoc, 0, len(rows))
	for _, row := range rows {
		d := numbered(domain.FoundNote, row.ID, row.Title)
		d.audience = append(whereabouts(row.ProjectID, row.UserID), shared[row.ID]...)
		if row.ProjectID != 0 && row.UserID != "" {
			d.audience = append(d.audience, markUser(row.UserID))
		}
		d.texts = []string{row.Content, row.Notebook}
		d.file(row.Tags, row.UserID)
		docs = append(docs, d)
	}
	return docs, wrap(err, "read shares for the index")
}

func (s *Store) projectDocs(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error) {
	var rows []projectRow
	err := tx.NewRaw(`SELECT p.id, p.name, p.key, p.description, p.status, p.tags, p.owner_id FROM projects AS p WHERE p.deleted_at IS NULL AND p.id IN (?)`,
		bun.List(numbersOf(ids))).Scan(ctx, &rows)
	docs := make([]searchDoc, 0, len(rows))
	for _, row := range rows {
		d := numbered(domain.FoundProject, row.ID, row.Name)
		d.done = row.Status == domain.ProjectCompleted
		d.marks = append(d.marks, markDone(d.done))
		d.audience = whereabouts(row.ID, "")
		d.texts = []string{row.Description, row.Key}
		d.file(row.Tags, row.OwnerID)
		docs = append(docs, d)
	}
	return docs, wrap(err, "read projects for the index")
}

func (s *Store) decisionDocs(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error) {
	var rows []decisionRow
	err := tx.NewRaw(`SELECT d.id, d.name, d.context, d.outcome, d.options, d.status, d.user_id, d.project_id FROM decisions AS d WHERE d.deleted_at IS NULL AND d.id IN (?)`,
		bun.List(numbersOf(ids))).Scan(ctx, &rows)
	docs := make([]searchDoc, 0, len(rows))
	for _, row := range rows {
		d := numbered(domain.FoundDecision, row.ID, row.Name)
		d.done = row.Status != domain.DecisionOpen
		d.marks = append(d.marks, markDone(d.done))
		d.audience = whereabouts(row.ProjectID, "")
		d.texts = []string{row.Context, row.Outcome}
		for _, option := range row.Options {
			d.texts = append(d.texts, option.Name, option.Detail)
		}
		d.file(nil, row.UserID)
		docs = append(docs, d)
	}
	return docs, wrap(err, "read decisions for the index")
}

// eventDocs: what is private is for its owner alone, since to others it is busy time without a word. What one time of a series
// became is there by itself where it is called something else.
func (s *Store) eventDocs(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error) {
	var rows []eventRow
	err := tx.NewRaw(`SELECT e.id, e.title, e.description, e.location, e.organizer, e.attendees, e.privacy, e.calendar_id, e.project_id, e.user_id, k.user_id AS calendar_owner
		FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id WHERE e.deleted_at IS NULL AND e.id IN (?)
		AND NOT EXISTS (SELECT 1 FROM events AS series WHERE series.id = e.series_id AND series.title = e.title)`, bun.List(numbersOf(ids))).Scan(ctx, &rows)
	docs := make([]searchDoc, 0, len(rows))
	for _, row := range rows {
		d := numbered(domain.FoundEvent, row.ID, row.Title)
		switch {
		case row.open():
			d.audience = []mark{markCalendar(row.CalendarID), markAnyCalendar()}
		case row.CalendarOwner != "":
			d.audience = []mark{markUser(row.CalendarOwner)}
		default:
			d.audience = whereabouts(0, row.UserID)
		}
		if row.ProjectID != 0 {
			d.marks = append(d.marks, markProject(row.ProjectID))
		}
		d.texts = []string{row.Description, row.Location, row.Organizer, strings.Join(row.Attendees, " ")}
		d.file(nil, row.UserID)
		docs = append(docs, d)
	}
	return docs, wrap(err, "read events for the index")
}

func (s *Store) clientDocs(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error) {
	var rows []clientRow
	err := tx.NewRaw(`SELECT `+clientColumns+` FROM clients AS c WHERE c.deleted_at IS NULL AND c.id IN (?)`, bun.List(ids)).Scan(ctx, &rows)
	docs := make([]searchDoc, 0, len(rows))
	for _, row := range rows {
		d := searchDoc{kind: domain.FoundClient, subject: row.ID, title: row.CompanyName, audience: []mark{markStaff()}, marks: []mark{markKind(domain.FoundClient)}}
		d.texts = []string{row.ContactPerson, row.ContactEmail, row.WebsiteURL, row.Notes}
		for _, contact := range row.Contacts {
			d.texts = append(d.texts, contact.Name, contact.Role, contact.Email, contact.Phone)
		}
		d.file(nil, row.UserID)
		docs = append(docs, d)
	}
	return docs, wrap(err, "read clients for the index")
}

// commentDocs: who sees a comment is who sees the todo that it is on.
func (s *Store) commentDocs(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error) {
	var rows []hangingRow
	err := tx.NewRaw(`SELECT c.id, c.subject_id AS "on", ? AS on_kind, c.body AS text, c.user_id FROM comments AS c WHERE c.kind = ? AND c.deleted_at IS NULL AND c.id IN (?)`,
		domain.FoundTodo, kindTodo, bun.List(numbersOf(ids))).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read comments for the index")
	}
	return s.hangingDocs(ctx, tx, rows, func(row hangingRow) searchDoc {
		d := numbered(domain.FoundComment, row.ID, "")
		d.texts = []string{row.Text}
		return d
	})
}

// fileDocs: who sees a file is who sees what it hangs on.
func (s *Store) fileDocs(ctx context.Context, tx bun.IDB, ids []string) ([]searchDoc, error) {
	var rows []hangingRow
	err := tx.NewRaw(`SELECT f.id, CAST(coalesce(f.note_id, f.task_id, f.project_id) AS TEXT) AS "on", CASE WHEN f.note_id IS NOT NULL THEN ? WHEN f.task_id IS NOT NULL THEN ? ELSE ? END AS on_kind,
		f.name AS text, f.user_id FROM attachments AS f WHERE f.deleted_at IS NULL AND f.id IN (?)`,
		domain.FoundNote, domain.FoundTodo, domain.FoundProject, bun.List(numbersOf(ids))).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read files for the index")
	}
	return s.hangingDocs(ctx, tx, rows, func(row hangingRow) searchDoc { return numbered(domain.FoundFile, row.ID, row.Text) })
}

// hangingRow is something that hangs on something else.
type hangingRow struct {
	ID                       int64
	On, OnKind, Text, UserID string
}

// hangingDocs are for those whom the things are for that they hang on. What hangs on nothing is left out.
func (s *Store) hangingDocs(ctx context.Context, tx bun.IDB, rows []hangingRow, of func(hangingRow) searchDoc) ([]searchDoc, error) {
	holders, ids := map[string]searchDoc{}, map[string][]string{}
	for _, row := range rows {
		ids[row.OnKind] = append(ids[row.OnKind], row.On)
	}
	for kind, list := range ids {
		held, err := s.searchSources()[kind](ctx, tx, list)
		if err != nil {
			return nil, err
		}
		for _, holder := range held {
			holders[holder.kind+" "+holder.subject] = holder
		}
	}
	docs := make([]searchDoc, 0, len(rows))
	for _, row := range rows {
		holder, there := holders[row.OnKind+" "+row.On]
		if !there {
			continue
		}
		d := of(row)
		d.audience = holder.audience
		d.file(nil, row.UserID)
		docs = append(docs, d)
	}
	return docs, nil
}

// docWordsMax is how many words of one thing are in the index: what comes after them is not found.
const docWordsMax = 60_000

// fieldEnd stands between the fields of a thing, so that no phrase reaches from one into the next.
const fieldEnd = "_"

// titleMark begins a word that stands in the title. Title words are in the index twice, so that those few things that have a
// common word in their title are found without looking at all that have it in their text.
const titleMark = "="

// words are the thing's words in order.
func (d searchDoc) words() []string {
	title := tokens(d.title, docWordsMax/10)
	words := make([]string, 0, 256)
	for _, t := range title {
		words = append(words, t.text)
	}
	for _, text := range d.texts {
		if text == "" {
			continue
		}
		words = append(words, fieldEnd)
		for _, t := range tokens(text, docWordsMax-min(len(words), docWordsMax)) {
			words = append(words, t.text)
		}
	}
	for _, t := range title {
		words = append(words, titleMark+t.text)
	}
	return words
}

func (d searchDoc) allMarks() []mark {
	marks := slices.Concat(d.audience, d.marks)
	slices.Sort(marks)
	return slices.Compact(marks)
}

// digestOf tells whether something changed.
func digestOf[T any](parts []T) string {
	text, _ := json.Marshal(parts)
	sum := fnv.New128a()
	sum.Write(text)
	return hex.EncodeToString(sum.Sum(nil))
}
