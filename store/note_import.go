package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// ImportNotes takes in notes with their files, from all sources in one transaction: all that can be taken is there in the
// end, or nothing is where it fails. A note that can't be kept is told of and holds up no other. Notes of the caller's with
// the same title and text are left as they are, so that taking in the same once more makes nothing twice. A project that is
// not here is made, for staff. fileMax is the size that a file may have, in bytes.
func (s *Scope) ImportNotes(ctx context.Context, fileMax int64, from ...domain.NoteSource) (domain.NoteImport, error) {
	var report domain.NoteImport
	err := s.asOne(ctx, func(ctx context.Context, inside *Scope) error {
		inside.quiet = true
		for _, source := range from {
			taken, err := newNoteImport(inside, fileMax).takeAll(ctx, source)
			if err != nil {
				return err
			}
			report.Add(taken)
		}
		return inside.auditImport(ctx, *inside.store.together, takenNotes(report))
	})
	if err != nil {
		return domain.NoteImport{}, err
	}
	return report, nil
}

// newNoteImport is one that is part of a transaction: see Scope.asOne.
func newNoteImport(s *Scope, fileMax int64) *noteImport {
	return &noteImport{Scope: s, fileMax: fileMax, told: func() {}, places: map[string]string{}, projects: map[string]int64{}, before: map[int64]bool{}, sums: map[string]string{}}
}

func (m *noteImport) takeAll(ctx context.Context, from domain.NoteSource) (domain.NoteImport, error) {
	for note, err := range from.Notes() {
		if m.told(); err == nil {
			if err := m.links.add(note.Input.Content); err != nil {
				return m.report, err
			}
			m.waiting = append(m.waiting, note)
			if m.bytes += len(note.Input.Content); len(m.waiting) < atOnce && m.bytes < bytesAtOnce {
				continue
			}
		}
		if failed := m.takeWaiting(ctx); failed != nil {
			return m.report, failed
		}
		if err = m.leftOut(note.Path, err); err != nil {
			return m.report, err
		}
	}
	if err := m.takeWaiting(ctx); err != nil {
		return m.report, err
	}
	for _, path := range from.Others() {
		m.skip(path, "No note leads to it.")
	}
	m.passBy(from.PassedBy())
	err := m.finish(ctx)
	return m.report, err
}

type noteImport struct {
	*Scope
	fileMax  int64
	told     func() // hears of each
	report   domain.NoteImport
	places   map[string]string // by path, the addresses that notes have now
	projects map[string]int64
	before   map[int64]bool    // notes that this import made, or went on with
	sums     map[string]string // of files that were read to tell them from others
	taken    []takenNote
	waiting  []domain.ImportedNote // to be taken with few statements
	bytes    int                   // of their texts
	links    linkCount
}

// takenNote is a note that is there and whose links lead nowhere yet.
type takenNote struct {
	id               int64
	note             domain.ImportedNote
	files            map[string]string
	created, updated time.Time
}

func (m *noteImport) skip(path, why string) {
	m.report.Skipped = append(m.report.Skipped, domain.Skipped{Path: path, Why: why})
}

// passBy notes what was not looked at: each of the first, and how many more.
func (m *noteImport) passBy(passed domain.PassedBy) {
	m.report.Skipped = append(m.report.Skipped, passed.First...)
	if more := passed.N - len(passed.First); more > 0 {
		m.skip("…", fmt.Sprintf("%d more were not read: their names lead out of the zip, or come twice.", more))
	}
}

// remark notes what is not as it was.
func (m *noteImport) remark(path, why string) {
	m.report.Skipped = append(m.report.Skipped, domain.Skipped{Path: path, Why: why, Taken: true})
}

// leftOut notes what the import goes on without; other errors end it.
func (m *noteImport) leftOut(path string, err error) error {
	switch domain.KindOf(err) {
	case domain.Invalid, domain.TooLarge, domain.Denied, domain.NotFound:
		m.skip(path, err.Error())
		return nil
	}
	return err
}

// add keeps a note. What is known of it and can't be kept is left out; without its title or text there is no note.
func (m *noteImport) add(ctx context.Context, note domain.ImportedNote, project int64) (domain.Note, error) {
	in := note.Input
	if project != 0 {
		in.ProjectID = &project
	}
	added, err := m.AddNote(ctx, in)
	var wrong *domain.Error
	if !errors.As(err, &wrong) || wrong.Kind != domain.Invalid || nameless(err) {
		return added, err
	}
	for field, why := range wrong.Fields {
		in = without(in, field)
		m.remark(note.Path, field+": "+why)
	}
	return m.AddNote(ctx, in)
}

// nameless tells whether something is wrong with what no note is without.
func nameless(err error) bool {
	var wrong *domain.Error
	return errors.As(err, &wrong) && (wrong.Fields["title"] != "" || wrong.Fields["content"] != "")
}

// without clears a field of an input.
func without(in domain.NoteInput, field string) domain.NoteInput {
	in, err := in.Merge(map[string]json.RawMessage{field: json.RawMessage("null")})
	if err != nil {
		return in
	}
	return in
}

// project is where a note goes: the project of its key or name if the caller writes there, else a new one.
func (m *noteImport) project(ctx context.Context, note domain.ImportedNote) (int64, error) {
	if note.Project == "" {
		return 0, nil
	}
	name := note.ProjectKey + " " + note.Project
	if id, known := m.projects[name]; known {
		return id, nil
	}
	id, err := m.findProject(ctx, note)
	if err == nil && id == 0 && m.user.IsStaff() {
		id, err = m.addProject(ctx, note)
	}
	if err != nil {
		return 0, err
	}
	if id == 0 {
		m.remark(note.Path, "It is not in the project "+note.Project+", which you can't add to.")
	}
	m.projects[name] = id
	return id, nil
}

func (m *noteImport) findProject(ctx context.Context, note domain.ImportedNote) (int64, error) {
	rows, err := m.projectRows(ctx, m.store.read, raw(`(p.key = ? AND p.key <> '') OR lower(p.name) = lower(?)`, note.ProjectKey, note.Project))
	if err != nil {
		return 0, err
	}
	slices.SortStableFunc(rows, func(a, b projectRow) int { return compareTrue(b.Key == note.ProjectKey, a.Key == note.ProjectKey) })
	for _, row := range rows {
		if row.role(m.user) >= member {
			return row.ID, nil
		}
	}
	return 0, nil
}

func compareTrue(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func (m *noteImport) addProject(ctx context.Context, note domain.ImportedNote) (int64, error) {
	visibility := domain.VisibilityPrivate
	in := domain.ProjectInput{Name: note.Project, Visibility: &visibility}
	if domain.IsKey(note.ProjectKey) {
		in.Key = &note.ProjectKey
	}
	project, err := m.AddProject(ctx, in)
	if domain.KindOf(err) == domain.Invalid || domain.KindOf(err) == domain.Conflict {
		in.Key = nil
		project, err = m.AddProject(ctx, in)
	}
	if domain.KindOf(err) == domain.Invalid {
		return 0, nil
	}
	if err == nil {
		m.report.Projects = append(m.report.Projects, project.Name)
	}
	return project.ID, err
}

// attachAll hangs a note's files on it, and gives their addresses by path. Those that hang there already, from an import
// that failed on its way, stay.
func (m *noteImport) attachAll(ctx context.Context, id int64, note domain.ImportedNote) (map[string]string, error) {
	files := map[string]string{}
	if len(note.Files) == 0 {
		return files, nil
	}
	on := domain.Holder{Kind: domain.OnNote, ID: id}
	there, err := m.Attachments(ctx, on)
	if err != nil {
		return nil, err
	}
	for _, file := range note.Files {
		at := slices.IndexFunc(there.Items, func(a domain.Attachment) bool { return a.Name == file.Name })
		if at < 0 {
			attached, err := m.attachImported(ctx, on, file, m.fileMax)
			if err = m.leftOut(file.Path, err); err != nil {
				return files, err
			}
			if attached.ID != 0 {
				m.report.Files++
				files[file.Path] = attached.Path()
			}
			continue
		}
		files[file.Path] = there.Items[at].Path()
		there.Items = slices.Delete(there.Items, at, at+1)
	}
	return files, nil
}

// attachImported hangs a file of an import on something. More than fileMax bytes are TooLarge.
func (s *Scope) attachImported(ctx context.Context, on domain.Holder, file domain.ImportedFile, fileMax int64) (domain.Attachment, error) {
	open, err := file.Open()
	if err != nil {
		return domain.Attachment{}, err
	}
	defer open.Close()
	incoming, err := s.Receive(ctx, on, file.Name, open, fileMax)
	if err != nil {
		return domain.Attachment{}, err
	}
	attached, err := s.Attach(ctx, on, incoming)
	if err != nil {
		s.Discard(context.WithoutCancel(ctx), incoming)
		return domain.Attachment{}, err
	}
	return attached[0], nil
}

// finish lets links lead to where everything is now, and gives the notes the times that they had.
func (m *noteImport) finish(ctx context.Context) error {
	for _, taken := range m.taken {
		if err := m.lead(ctx, taken); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(m.taken, 100) {
		if err := m.backdate(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (m *noteImport) lead(ctx context.Context, taken takenNote) error {
	if len(taken.note.Leads) == 0 && taken.note.Cover == "" {
		return nil
	}
	places := map[string]string{}
	for path := range maps.Values(taken.note.Leads) {
		places[path] = cmp.Or(taken.files[path], m.places[path])
	}
	places[taken.note.Cover] = cmp.Or(taken.files[taken.note.Cover], m.places[taken.note.Cover])
	_, err := m.UpdateNote(ctx, taken.id, "", func(note domain.Note) (domain.NoteInput, error) {
		in := note.Input()
		taken.note.Input.Content = note.Content
		in.Content = taken.note.Redirected(places)
		if cover := places[taken.note.Cover]; cover != "" {
			in.CoverImage = &cover
		}
		return in, nil
	})
	return m.leftOut(taken.note.Path, err)
}

// backdate gives imported notes the times they had; not those that are still to come.
func (m *noteImport) backdate(ctx context.Context, notes []takenNote) error {
	return m.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		now := m.store.now()
		for _, taken := range notes {
			created, updated := taken.created, taken.updated
			if updated.IsZero() {
				updated = created
			}
			if created.IsZero() || created.After(now) || updated.After(now) {
				continue
			}
			_, err := tx.NewRaw(`UPDATE notes SET created_at = ?, updated_at = ? WHERE id = ? AND user_id = ?`, instant{created}, instant{updated}, taken.id, m.user.ID).Exec(ctx)
			if err != nil {
				return wrap(err, "give a note the times it had")
			}
		}
		return nil
	})
}
