package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// sourceTables are where the rows of a kind are.
func sourceTables() map[string]string {
	return map[string]string{
		domain.IntakeClients: "clients", domain.IntakeProjects: "projects", domain.IntakeTodos: "tasks", domain.IntakeComments: "comments",
		domain.IntakeFiles: "attachments", domain.IntakeNotes: "notes", domain.IntakeDecisions: "decisions", domain.IntakeCalendars: "calendars",
		domain.IntakeTime: "time_entries", domain.IntakeFilters: "filters", domain.IntakeSettings: "users",
		domain.IntakeFollowed: "calendars",
	}
}

// remember reads what came before from the same program. What is gone for good may come again; what is in the trash not.
func (m *intake) remember() error {
	m.known, m.fresh, m.queued = map[string]string{}, map[string]bool{}, map[string]bool{}
	for kind, table := range sourceTables() {
		id := `CAST(s.row_id AS BIGINT)`
		if table == "clients" || table == "users" {
			id = `s.row_id`
		}
		var rows []struct{ SourceID, RowID string }
		err := m.store.read.NewRaw(`SELECT s.source_id, s.row_id FROM import_sources AS s JOIN `+table+` AS t ON t.id = `+id+`
			WHERE s.user_id = ? AND s.source = ? AND s.kind = ?`, m.user.ID, m.in.Source, kind).Scan(m.ctx, &rows)
		if err != nil {
			return wrap(err, "read what came before")
		}
		for _, row := range rows {
			m.known[known(kind, row.SourceID)] = row.RowID
		}
	}
	if m.in.Own() {
		return m.recognize()
	}
	return nil
}

// recognize finds what was made in this very database and is still there for the caller to see.
func (m *intake) recognize() error {
	live := func(alias string, sees clause) clause { return and(raw(alias+`.deleted_at IS NULL`), sees) }
	todos := raw(`SELECT t.id FROM tasks AS t WHERE `).plus(live("t", m.seesTodo()))
	notes := raw(`SELECT n.id FROM notes AS n WHERE `).plus(live("n", m.seesNote()))
	projects := raw(`SELECT p.id FROM projects AS p WHERE `).plus(live("p", m.seesProject()))
	queries := map[string]clause{
		domain.IntakeClients:   raw(`SELECT c.id, c.created_at FROM clients AS c WHERE `).plus(live("c", m.seesClient()), raw(` AND c.id IN (?)`)),
		domain.IntakeProjects:  raw(`SELECT p.id, p.created_at FROM projects AS p WHERE p.id IN (`).plus(projects, raw(`) AND p.id IN (?)`)),
		domain.IntakeTodos:     raw(`SELECT t.id, t.created_at FROM tasks AS t WHERE t.id IN (`).plus(todos, raw(`) AND t.id IN (?)`)),
		domain.IntakeNotes:     raw(`SELECT n.id, n.created_at FROM notes AS n WHERE n.id IN (`).plus(notes, raw(`) AND n.id IN (?)`)),
		domain.IntakeDecisions: raw(`SELECT d.id, d.created_at FROM decisions AS d WHERE `).plus(live("d", m.seesDecision("d")), raw(` AND d.id IN (?)`)),
		domain.IntakeCalendars: raw(`SELECT k.id, k.created_at FROM calendars AS k WHERE `).plus(live("k", m.seesCalendar()), raw(` AND k.id IN (?)`)),
		domain.IntakeFollowed:  raw(`SELECT k.id, k.created_at FROM calendars AS k WHERE k.deleted_at IS NULL AND k.kind = ? AND k.user_id = ? AND k.id IN (?)`, domain.KindSubscription, m.user.ID),
		domain.IntakeTime:      raw(`SELECT e.id, e.created_at FROM time_entries AS e WHERE e.deleted_at IS NULL AND e.user_id = ? AND e.id IN (?)`, m.user.ID),
		domain.IntakeFilters:   raw(`SELECT f.id, f.created_at FROM filters AS f WHERE f.deleted_at IS NULL AND f.user_id = ? AND f.id IN (?)`, m.user.ID),
		domain.IntakeComments: raw(`SELECT c.id, c.created_at FROM comments AS c WHERE c.deleted_at IS NULL AND c.kind = ? AND c.subject_id IN (SELECT CAST(t.id AS TEXT) FROM tasks AS t WHERE `, kindTodo).
			plus(live("t", m.seesTodo()), raw(`) AND c.id IN (?)`)),
		domain.IntakeFiles: raw(`SELECT f.id, f.created_at FROM attachments AS f WHERE f.deleted_at IS NULL AND (f.task_id IN (`).
			plus(todos, raw(`) OR f.note_id IN (`), notes, raw(`) OR f.project_id IN (`), projects, raw(`)) AND f.id IN (?)`)),
	}
	here := m.fromHere()
	m.returns = len(here) > 0
	for kind, query := range queries {
		for some := range slices.Chunk(here[kind], 500) {
			var rows []struct {
				ID        string
				CreatedAt instant
			}
			ids, made := make([]any, len(some)), map[string]int64{}
			for i, one := range some {
				ids[i], made[fmt.Sprint(one.row)] = one.row, one.at.UnixMilli()
			}
			if err := m.store.read.NewRaw(query.sql, append(slices.Clone(query.args), bun.List(ids))...).Scan(m.ctx, &rows); err != nil {
				return wrap(err, "look for what was made here")
			}
			for _, row := range rows {
				// A copy of this database gave the same numbers to other things since.
				if at, named := made[row.ID]; named && at == row.CreatedAt.UnixMilli() {
					m.known[known(kind, m.here+"-"+row.ID)] = row.ID
				}
			}
		}
	}
	return nil
}

// ofHere is a row of which a parcel says that it was made in this database, and when.
type ofHere struct {
	row any
	at  time.Time
}

// fromHere are those by their kinds.
func (m *intake) fromHere() map[string][]ofHere {
	rows := map[string][]ofHere{}
	add := func(kind, id string, at time.Time) {
		row, ours := strings.CutPrefix(id, m.here+"-")
		if kind == domain.IntakeClients && ours && domain.IsText(row) {
			rows[kind] = append(rows[kind], ofHere{row, at})
		} else if n, err := strconv.ParseInt(row, 10, 64); ours && err == nil && strconv.FormatInt(n, 10) == row {
			rows[kind] = append(rows[kind], ofHere{n, at})
		}
	}
	files := func(all []domain.IntakeFile) {
		for _, file := range all {
			add(domain.IntakeFiles, file.ID, file.At)
		}
	}
	for _, one := range m.in.Clients {
		add(domain.IntakeClients, one.ID, one.Created)
	}
	for _, one := range m.in.Projects {
		add(domain.IntakeProjects, one.ID, one.Created)
		files(one.Files)
	}
	for _, one := range m.in.Todos {
		add(domain.IntakeTodos, one.ID, one.Created)
		files(one.Files)
		for _, comment := range one.Comments {
			add(domain.IntakeComments, comment.ID, comment.At)
		}
	}
	for _, one := range m.in.Notes {
		add(domain.IntakeNotes, one.ID, one.Created)
		files(one.Files)
	}
	for _, one := range m.in.Decisions {
		add(domain.IntakeDecisions, one.ID, one.Created)
	}
	for _, one := range m.in.Calendars {
		add(domain.IntakeCalendars, one.ID, one.Created)
	}
	for _, one := range m.in.Time {
		add(domain.IntakeTime, one.ID, one.Created)
	}
	for _, one := range m.in.Followed {
		add(domain.IntakeFollowed, one.ID, one.Created)
	}
	for _, one := range m.in.Filters {
		add(domain.IntakeFilters, one.ID, one.Created)
	}
	return rows
}
