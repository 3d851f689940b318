package store

import (
	"strconv"
	"strings"

	"mddash/domain"
)

// waitingNote is a note about to be made: as it came, in a form that can be kept already, and what is not as it was.
type waitingNote struct {
	came  domain.IntakeNote
	where string
	in    domain.NoteInput
	said  []string
	open  bool // its text is written again when everything is there
}

func (m *intake) takeNotes() error {
	var links linkCount
	for _, note := range m.in.Notes {
		if err := links.add(note.Input.Content); err != nil {
			return err
		}
		if err := m.takeNote(note); err != nil {
			return err
		}
	}
	return m.makeNotes()
}

func (m *intake) takeNote(note domain.IntakeNote) error {
	one := m.readyNote(note)
	_, wrong := one.in.Parse(domain.Note{}, m.user.Location())
	name := known(domain.IntakeNotes, note.ID)
	if wrong != nil || m.known[name] != "" || m.queued[name] {
		if err := m.makeNotes(); err != nil { // they are made in their order
			return err
		}
		return m.makeNote(one)
	}
	m.queued[name] = true
	m.notes = append(m.notes, one)
	if m.bytes += len(one.in.Content); len(m.notes) == atOnce || m.bytes >= bytesAtOnce {
		return m.makeNotes()
	}
	return nil
}

// readyNote says where a note goes, and makes its text one that can be kept before everything that it leads to is there.
func (m *intake) readyNote(note domain.IntakeNote) waitingNote {
	one := waitingNote{came: note, where: "Note “" + domain.Clip(note.Input.Title, 200) + "”", in: note.Input}
	project := m.projects[note.Project]
	if project != nil && project.id != 0 {
		one.in.ProjectID = &project.id
	} else if note.Project != "" {
		one.said = append(one.said, "Its project is not there: it is in none.")
	}
	text := &one.in.Content
	one.open = m.early(&text)
	one.in.Content = *text
	if cover := one.in.CoverImage; cover != nil && strings.HasPrefix(*cover, "/mddash:") {
		one.open, one.in.CoverImage = true, nil
	}
	return one
}

// makeNotes makes the notes that wait, with few statements: see many.
func (m *intake) makeNotes() error {
	waiting := m.notes
	m.notes, m.bytes = nil, 0
	clear(m.queued)
	if len(waiting) == 0 {
		return nil
	}
	inputs := make([]domain.NoteInput, len(waiting))
	for i, one := range waiting {
		inputs[i] = one.in
	}
	var ids []int64
	done, err := many(m.ctx, m.Scope, waiting, func() (err error) {
		ids, err = m.AddNotes(m.ctx, inputs)
		return err
	}, m.makeNote)
	if !done {
		return err
	}
	for i, one := range waiting {
		m.told()
		if err := m.made(domain.IntakeNotes, one.came.ID, strconv.FormatInt(ids[i], 10)); err != nil {
			return err
		}
		m.remarkAll(one.where, one.said)
		m.finishNote(one, ids[i], true)
	}
	return nil
}

// makeNote makes one of them, without what of it can't be kept, unless it came before.
func (m *intake) makeNote(one waitingNote) error {
	m.remarkAll(one.where, one.said)
	row, fresh, err := m.one(domain.IntakeNotes, one.came.ID, one.where, func() (string, error) {
		made, said, err := softly(one.in, []string{"title", "content"}, func(in domain.NoteInput) (domain.Note, error) { return m.AddNote(m.ctx, in) })
		m.remarkAll(one.where, said)
		return strconv.FormatInt(made.ID, 10), err
	})
	if err != nil || row == "" {
		m.done += len(one.came.Files)
		return err
	}
	id, _ := strconv.ParseInt(row, 10, 64)
	m.finishNote(one, id, fresh)
	return nil
}

// finishNote hangs on it what was on it, and has its text lead to where everything is in the end.
func (m *intake) finishNote(one waitingNote, id int64, fresh bool) {
	if len(one.came.Files) > 0 {
		m.hangFiles(domain.Holder{Kind: domain.OnNote, ID: id}, one.where, one.came.Files)
	}
	if !fresh {
		return
	}
	if owner := one.came.Owner; owner != "" && !m.named(owner) {
		m.report.Remark(one.where, "It was "+domain.Clip(owner, 200)+"’s, and is yours here.")
	}
	m.dateLater("notes", strconv.FormatInt(id, 10), one.came.Created, one.came.Updated)
	if one.open {
		m.describeLater(one.where, func() error { return m.leadNote(id, one) })
	}
}

// leadNote writes a note's text and its cover again, now that everything that they lead to is there.
func (m *intake) leadNote(id int64, one waitingNote) error {
	_, err := m.UpdateNote(m.ctx, id, "", func(now domain.Note) (domain.NoteInput, error) {
		in, cover := now.Input(), one.came.Input.CoverImage
		in.Content = *m.whole(one.where, &one.came.Input.Content)
		if in.CoverImage == nil && cover != nil {
			path, _ := m.unpacked(strings.TrimPrefix(*cover, "/"))
			in.CoverImage = &path
		}
		return in, nil
	})
	return err
}
