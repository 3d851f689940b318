package store

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// later is what is done when all things are there: files and comments are hung on, texts lead to where everything is now,
// and at the very end everything gets the times that it had.
type later struct {
	files, comments, texts []func() error
	dated, done            []formerTimes
}

func (m *intake) finishLater() error {
	for _, list := range [][]func() error{m.later.files, m.later.comments, m.later.texts} {
		for _, do := range list {
			if err := do(); err != nil {
				return err
			}
		}
		if err := m.makeComments(); err != nil {
			return err
		}
	}
	if err := m.takeVersions(); err != nil {
		return err
	}
	if err := m.dateAll(m.later.dated, `created_at = `+m.moment("created")+`, updated_at = `+m.moment("updated"), `TRUE`); err != nil {
		return err
	}
	return m.dateAll(m.later.done, `completed_at = `+m.moment("created"), `t.completed_at IS NOT NULL`)
}

// moment is a time of the table v that dateSome makes.
func (m *intake) moment(column string) string {
	return `CAST(v.` + column + ` AS ` + m.store.dialect.timeType() + `)`
}

// formerTimes is a row with the times that it had.
type formerTimes struct {
	table, row       string
	created, updated time.Time
}

// dateAll gives those rows for which where holds the times that they had, as far as these are not still to come.
func (m *intake) dateAll(rows []formerTimes, set, where string) error {
	now, tables := m.store.now(), map[string][]formerTimes{}
	for _, one := range rows {
		if one.updated.IsZero() || one.updated.Before(one.created) {
			one.updated = one.created
		}
		if plausible(one.created, now) && plausible(one.updated, now) {
			tables[one.table] = append(tables[one.table], one)
		}
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		for some := range slices.Chunk(tables[table], atOnce) {
			if err := m.dateSome(table, some, set, where); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *intake) dateSome(table string, rows []formerTimes, set, where string) error {
	values, args := make([]string, len(rows)), make([]any, 0, 3*len(rows))
	for i, one := range rows {
		values[i] = `(?, ?, ?)`
		args = append(args, one.row, instant{one.created}, instant{one.updated})
	}
	id := `CAST(v.id AS BIGINT)`
	if table == "clients" {
		id = `v.id`
	}
	_, err := m.store.together.NewRaw(`WITH v (id, created, updated) AS (VALUES `+strings.Join(values, ", ")+`) UPDATE `+table+` AS t SET `+set+` FROM v WHERE t.id = `+id+` AND `+where, args...).Exec(m.ctx)
	return wrap(err, "give things the times they had")
}

func (m *intake) dateLater(table, row string, created, updated time.Time) {
	m.later.dated = append(m.later.dated, formerTimes{table: table, row: row, created: created, updated: updated})
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
