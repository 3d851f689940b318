package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// bytesAtOnce is how long the texts are that one statement writes.
const bytesAtOnce = 1 << 20

// sameNotes are notes of the caller's that may be what some files became.
type sameNotes struct {
	byFile  map[string]domain.Note   // by what the file is remembered by
	byTitle map[string][]domain.Note // by their ids
}

// newNote is a note that is not there, and the project that it goes into.
type newNote struct {
	domain.ImportedNote
	project int64
}

func (n newNote) input() domain.NoteInput {
	in := n.Input
	if n.project != 0 {
		in.ProjectID = &n.project
	}
	return in
}

// takeWaiting takes the notes that wait, in their order. Those that are new come with few statements.
func (m *noteImport) takeWaiting(ctx context.Context) error {
	waiting := m.waiting
	m.waiting, m.bytes = nil, 0
	if len(waiting) == 0 {
		return nil
	}
	same, err := m.findSame(ctx, waiting)
	if err != nil {
		return err
	}
	var fresh []newNote
	for _, note := range waiting {
		_, wrong := note.Input.Parse(domain.Note{}, m.user.Location())
		there, err := m.find(ctx, note, same)
		if err != nil {
			return err
		}
		if wrong == nil && there.ID == 0 {
			project, ok, err := m.settle(ctx, note)
			if err != nil {
				return err
			}
			if ok {
				fresh = append(fresh, newNote{note, project})
			}
			continue
		}
		if err := m.takeNew(ctx, fresh, same); err != nil {
			return err
		}
		fresh = nil
		if err := m.takeOne(ctx, note, same); err != nil {
			return err
		}
	}
	return m.takeNew(ctx, fresh, same)
}

// settle is the project of a note; not ok where there can't be one, and no note either, which is told of. It is made before the
// note is tried: a note that fails takes none back.
func (m *noteImport) settle(ctx context.Context, note domain.ImportedNote) (project int64, ok bool, err error) {
	err = m.attempt(ctx, func() error {
		project, err = m.project(ctx, note)
		return err
	})
	return project, err == nil, m.leftOut(note.Path, err)
}

// takeNew makes notes that are not there: see many.
func (m *noteImport) takeNew(ctx context.Context, notes []newNote, same sameNotes) error {
	if len(notes) == 0 {
		return nil
	}
	inputs := make([]domain.NoteInput, len(notes))
	for i, note := range notes {
		inputs[i] = note.input()
	}
	var ids []int64
	done, err := many(ctx, m.Scope, notes, func() (err error) {
		ids, err = m.AddNotes(ctx, inputs)
		return err
	}, func(note newNote) error { return m.takeOne(ctx, note.ImportedNote, same) })
	if !done {
		return err
	}
	if err := m.came(ctx, notes, ids); err != nil {
		return err
	}
	for i, note := range notes {
		m.report.Notes++
		if err := m.dress(ctx, note.ImportedNote, ids[i]); err != nil {
			return err
		}
	}
	return nil
}

// takeOne takes a note by itself: one that is there, or of which something can't be kept.
func (m *noteImport) takeOne(ctx context.Context, note domain.ImportedNote, same sameNotes) error {
	there, err := m.find(ctx, note, same)
	if err != nil {
		return err
	}
	if there.ID != 0 && there.Content != note.Input.Content {
		m.places[note.Path] = notePath(there.ID)
		m.report.There = append(m.report.There, note.Path)
		return nil
	}
	if there.ID != 0 {
		m.report.There = append(m.report.There, note.Path)
		return m.dress(ctx, note, there.ID)
	}
	if _, err := note.Input.Parse(domain.Note{}, m.user.Location()); nameless(err) {
		return m.leftOut(note.Path, err) // before there is a project for it
	}
	project, ok, err := m.settle(ctx, note)
	if err != nil || !ok {
		return err
	}
	err = m.attempt(ctx, func() error {
		there, err = m.add(ctx, note, project)
		return err
	})
	if err != nil {
		return m.leftOut(note.Path, err)
	}
	if err := m.came(ctx, []newNote{{note, project}}, []int64{there.ID}); err != nil {
		return err
	}
	m.report.Notes++
	return m.dress(ctx, note, there.ID)
}

// dress hangs on a note what was on it, and notes where it is.
func (m *noteImport) dress(ctx context.Context, note domain.ImportedNote, id int64) error {
	m.before[id] = true
	m.places[note.Path] = notePath(id)
	files, err := m.attachAll(ctx, id, note)
	note.Input.Content, note.Files = "", nil
	m.taken = append(m.taken, takenNote{id: id, note: note, files: files, created: note.Created, updated: note.Updated})
	return m.leftOut(note.Path, err)
}

func notePath(id int64) string { return "/notes/" + strconv.FormatInt(id, 10) }

// cameAs is what a file is remembered by: where it stood, and all that is in it.
func cameAs(note domain.ImportedNote) string {
	return sourceID(note.Path + "\x00" + note.Input.Title + "\x00" + note.Input.Content)
}

// came remembers which notes files became, so that the same files make no second ones, whatever becomes of the notes.
func (m *noteImport) came(ctx context.Context, notes []newNote, ids []int64) error {
	names := make([]formerName, len(notes))
	for i, note := range notes {
		names[i] = formerName{kind: domain.IntakeNotes, id: cameAs(note.ImportedNote), row: strconv.FormatInt(ids[i], 10)}
	}
	return m.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		return m.rememberNames(ctx, tx, domain.MarkdownSource, names)
	})
}

// findSame looks for what some files became, among the notes that the caller had before.
func (m *noteImport) findSame(ctx context.Context, notes []domain.ImportedNote) (sameNotes, error) {
	same := sameNotes{byFile: map[string]domain.Note{}, byTitle: map[string][]domain.Note{}}
	files, titles := make([]string, len(notes)), make([]any, len(notes))
	for i, note := range notes {
		files[i], titles[i] = cameAs(note), note.Input.Title
	}
	var came []struct {
		SourceID, Title, Content string
		ID                       int64
	}
	err := m.store.read.NewRaw(`SELECT s.source_id, n.id, n.title, n.content FROM import_sources AS s JOIN notes AS n ON n.id = CAST(s.row_id AS BIGINT)
		WHERE s.user_id = ? AND s.source = ? AND s.kind = ? AND s.source_id IN (?) AND n.user_id = ? AND n.deleted_at IS NULL`, m.user.ID, domain.MarkdownSource, domain.IntakeNotes, bun.List(files), m.user.ID).Scan(ctx, &came)
	if err != nil {
		return same, wrap(err, "look for what files became")
	}
	for _, row := range came {
		same.byFile[row.SourceID] = domain.Note{ID: row.ID, Title: row.Title, Content: row.Content}
	}
	var rows []noteRow
	err = m.store.read.NewRaw(`SELECT n.id, n.title, n.content FROM notes AS n WHERE n.user_id = ? AND lower(n.title)`+m.store.dialect.bytewise()+`
		IN (`+strings.TrimSuffix(strings.Repeat(`lower(?), `, len(titles)), `, `)+`) AND n.deleted_at IS NULL ORDER BY n.id`, append([]any{m.user.ID}, titles...)...).Scan(ctx, &rows)
	for _, row := range rows {
		same.byTitle[row.Title] = append(same.byTitle[row.Title], row.note())
	}
	return same, wrap(err, "look for the same notes")
}

// find is the same note among them: the one that this file became, or one of the same title, and the same text but for where
// its links lead here, with the same files. None is one without an id.
func (m *noteImport) find(ctx context.Context, note domain.ImportedNote, same sameNotes) (domain.Note, error) {
	if there, came := same.byFile[cameAs(note)]; came && !m.before[there.ID] {
		return there, nil
	}
	titled := same.byTitle[note.Input.Title]
	if len(titled) == 0 {
		return domain.Note{}, nil
	}
	text := withoutLinks(note.Input.Content, note.Leads)
	for _, there := range titled {
		if m.before[there.ID] || withoutLinks(there.Content, nil) != text {
			continue
		}
		if hangs, err := m.hangs(ctx, note.Files, there.ID); err != nil || hangs || there.Content == note.Input.Content {
			return there, err
		}
	}
	return domain.Note{}, nil
}

// withoutLinks is a text without where its links lead that lead to things of ours, or to what is beside it.
func withoutLinks(text string, leads map[string]string) string {
	return domain.Redirect(text, func(target string) (string, bool) {
		_, beside := leads[target]
		return "", beside || strings.HasPrefix(target, "/notes/") || strings.HasPrefix(target, "/attachments/")
	})
}

// hangs tells whether the bytes of all these files hang on a note, whatever they are called there. Those that can't be read
// are not asked for: they will be told of.
func (m *noteImport) hangs(ctx context.Context, files []domain.ImportedFile, id int64) (bool, error) {
	if len(files) == 0 {
		return true, nil
	}
	there, err := m.Attachments(ctx, domain.Holder{Kind: domain.OnNote, ID: id})
	if err != nil {
		return false, err
	}
	for _, file := range files {
		sum, err := m.sum(file)
		if unable(err) {
			continue
		}
		if err != nil || !slices.ContainsFunc(there.Items, func(a domain.Attachment) bool { return a.SHA256 == sum }) {
			return false, err
		}
	}
	return true, nil
}

func (m *noteImport) sum(file domain.ImportedFile) (string, error) {
	if sum, known := m.sums[file.Path]; known {
		return sum, nil
	}
	open, err := file.Open()
	if err != nil {
		return "", err
	}
	defer open.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, open); err != nil {
		return "", err
	}
	m.sums[file.Path] = hex.EncodeToString(hash.Sum(nil))
	return m.sums[file.Path], nil
}
