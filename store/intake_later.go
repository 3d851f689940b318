package store

import (
	"strconv"
	"time"

	"mddash/domain"
)

// later is what is done when all things are there: files and comments are hung on, texts lead to where everything is now,
// and at the very end everything gets the times that it had.
type later struct{ files, comments, texts, dates []func() error }

func (m *intake) finishLater() error {
	for _, list := range [][]func() error{m.later.files, m.later.comments, m.later.texts} {
		for _, do := range list {
			if err := do(); err != nil {
				return err
			}
		}
	}
	if err := m.takeVersions(); err != nil {
		return err
	}
	for _, date := range m.later.dates {
		if err := date(); err != nil {
			return err
		}
	}
	return nil
}

func (m *intake) dateLater(table, row string, created, updated time.Time) {
	m.later.dates = append(m.later.dates, func() error { return m.date(table, row, created, updated) })
}

// hangFiles adds files to a thing.
func (m *intake) hangFiles(on domain.Holder, where string, files []domain.IntakeFile) {
	m.later.files = append(m.later.files, func() error {
		for _, file := range files {
			row, fresh, err := m.one(domain.IntakeFiles, file.ID, where+", the file "+file.Name, func() (string, error) {
				made, err := m.attachImported(m.ctx, on, file.ImportedFile, m.how.FileMax)
				return strconv.FormatInt(made.ID, 10), err
			})
			if err != nil {
				return err
			}
			if fresh && plausible(file.At, m.store.now()) {
				_, err := m.store.together.NewRaw(`UPDATE attachments SET created_at = ? WHERE id = ?`, instant{file.At}, row).Exec(m.ctx)
				if err != nil {
					return wrap(err, "give a file the time it had")
				}
			}
		}
		return nil
	})
}

// describeLater changes a text when all things are there. One that can't be changed stays as it came.
func (m *intake) describeLater(where string, change func() error) {
	m.later.texts = append(m.later.texts, func() error {
		err := m.attempt(change)
		switch domain.KindOf(err) {
		case domain.Invalid, domain.TooLarge, domain.Denied, domain.NotFound, domain.Conflict:
			m.report.Remark(where, "Its text is not whole: "+err.Error())
			return nil
		}
		return err
	})
}

// early makes a text one that can be kept before everything that it leads to is there, and tells whether it is to be
// written again then.
func (m *intake) early(text **string) bool {
	if !m.in.Own() || *text == nil {
		return false
	}
	now, missing := m.unpacked(**text)
	if missing == 0 {
		*text = &now
		return false
	}
	stopgap := "…"
	*text = &stopgap
	return true
}

// whole is a text that leads to where everything is now.
func (m *intake) whole(where string, text *string) *string {
	if !m.in.Own() || text == nil {
		return text
	}
	now, missing := m.unpacked(*text)
	if missing > 0 {
		m.report.Remark(where, "It leads to something that is not there.")
	}
	return &now
}

func (m *intake) unpacked(text string) (string, int) {
	return domain.Unpacked(text, func(kind, id string) string {
		row := m.known[known(kind, id)]
		switch {
		case row == "":
			return ""
		case kind == domain.IntakeFiles:
			return "/attachments/" + row
		}
		return "/" + kind + "/" + row
	}, func(kind, id string) string {
		row, _ := strconv.ParseInt(m.known[known(kind, id)], 10, 64)
		switch {
		case row == 0:
			return ""
		case kind == domain.IntakeDecisions:
			return domain.DecisionRef{ID: row}.Reference()
		}
		refs, err := m.TodoRefs(m.ctx, []int64{row})
		if err != nil || refs[row].Key == "" {
			return ""
		}
		return refs[row].Reference()
	})
}
