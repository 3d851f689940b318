package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// excerptFrom is how much of a text is looked through for the words that were found, in characters.
const excerptFrom = 60_000

// shownRow is what is read of a hit, whatever it is.
type shownRow struct {
	ID, Title, Body, Status, DueDate, Notebook string
	On, OnKind, OnTitle, Start                 string
	AllDay                                     flag
	Attendees                                  stringList
	Options                                    optionList
	Contacts                                   contactList
	Archived                                   flag
	UpdatedAt                                  instant
	ProjectID                                  int64
	ProjectName, ProjectKey, ProjectColor      string
}

// show reads what is shown of hits, once more under the conditions of access: what went meanwhile is left out.
func (s *Scope) show(ctx context.Context, hits []found, plan searchPlan) ([]domain.SearchHit, error) {
	ids := map[string][]string{}
	for _, hit := range hits {
		ids[hit.Kind] = append(ids[hit.Kind], hit.SubjectID)
	}
	shown := map[string]domain.SearchHit{}
	for kind, list := range ids {
		query := s.shownOf(kind, list)
		var rows []shownRow
		if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
			return nil, wrap(err, "read what was found")
		}
		for _, row := range rows {
			shown[kind+" "+row.ID] = plan.hit(kind, row)
		}
	}
	items := make([]domain.SearchHit, 0, len(hits))
	for _, hit := range hits {
		if item, there := shown[hit.Kind+" "+hit.SubjectID]; there {
			items = append(items, item)
		}
	}
	return items, nil
}

// shownOf selects some things of one kind. A project that the caller does not see is not named, though its task is.
func (s *Scope) shownOf(kind string, ids []string) clause {
	project := raw(`LEFT JOIN projects AS p ON `).plus(s.seesProject(), raw(` AND p.id = `))
	const named = `, p.id AS project_id, p.name AS project_name, p.key AS project_key, p.color AS project_color, p.is_archived AS archived`
	switch kind {
	case domain.FoundTodo:
		return raw(`SELECT CAST(t.id AS TEXT) AS id, t.name AS title, substr(t.description, 1, ?) AS body, t.status, t.due_date, t.updated_at`+named+` FROM tasks AS t `, excerptFrom).
			plus(project, raw(`t.project_id WHERE `), and(raw(`t.id IN (?) AND t.deleted_at IS NULL`, bun.List(numbersOf(ids))), s.seesTodo()))
	case domain.FoundComment:
		return raw(`SELECT CAST(c.id AS TEXT) AS id, CAST(t.id AS TEXT) AS "on", 'todo' AS on_kind, t.name AS on_title, t.name AS title, substr(c.body, 1, ?) AS body, t.status, c.updated_at`+named+`
			FROM comments AS c JOIN tasks AS t ON t.id = `+s.store.dialect.todoOfComment()+` `, excerptFrom).
			plus(project, raw(`t.project_id WHERE `), and(raw(`c.id IN (?) AND c.deleted_at IS NULL AND t.deleted_at IS NULL`, bun.List(numbersOf(ids))), s.seesTodo()))
	case domain.FoundNote:
		return raw(`SELECT CAST(n.id AS TEXT) AS id, n.title, substr(n.content, 1, ?) AS body, n.notebook, n.due_date, n.updated_at, n.is_archived AS archived,
			p.id AS project_id, p.name AS project_name, p.key AS project_key, p.color AS project_color FROM notes AS n `, excerptFrom).
			plus(project, raw(`n.project_id WHERE `), and(raw(`n.id IN (?) AND n.deleted_at IS NULL`, bun.List(numbersOf(ids))), s.seesNote()))
	case domain.FoundProject:
		return raw(`SELECT CAST(p.id AS TEXT) AS id, p.name AS title, substr(p.description, 1, ?) AS body, p.status, p.end_date AS due_date, p.updated_at, p.is_archived AS archived,
			p.id AS project_id, p.name AS project_name, p.key AS project_key, p.color AS project_color FROM projects AS p WHERE `, excerptFrom).
			plus(and(raw(`p.id IN (?)`, bun.List(numbersOf(ids))), s.seesProject()))
	case domain.FoundDecision:
		return raw(`SELECT CAST(d.id AS TEXT) AS id, d.name AS title, coalesce(d.context, '') || CAST(? AS TEXT) || coalesce(d.outcome, '') AS body, d.options, d.status, d.due_date,
			d.updated_at`+named+` FROM decisions AS d `, "\n").
			plus(project, raw(`d.project_id WHERE `), and(raw(`d.id IN (?)`, bun.List(numbersOf(ids))), s.seesDecision("d")))
	case domain.FoundEvent:
		return raw(`SELECT CAST(e.id AS TEXT) AS id, e.title, coalesce(e.location, '') || ? || substr(coalesce(e.description, ''), 1, ?) || ? || coalesce(e.organizer, '') AS body, e.attendees,
			e.status, e.start, e.all_day, e.updated_at`+named+` FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id `, "\n", excerptFrom, "\n").
			plus(project, raw(`e.project_id WHERE `), and(raw(`e.id IN (?) AND e.deleted_at IS NULL`, bun.List(numbersOf(ids))), s.seesAllOfEvent()))
	case domain.FoundFile:
		return raw(`SELECT CAST(f.id AS TEXT) AS id, f.name AS title, f.created_at AS updated_at, CAST(coalesce(f.note_id, f.task_id, f.project_id) AS TEXT) AS "on",
			CASE WHEN f.note_id IS NOT NULL THEN 'note' WHEN f.task_id IS NOT NULL THEN 'todo' ELSE 'project' END AS on_kind,
			coalesce((SELECT title FROM notes WHERE id = f.note_id), (SELECT name FROM tasks WHERE id = f.task_id), (SELECT name FROM projects WHERE id = f.project_id)) AS on_title
			FROM attachments AS f WHERE `).plus(and(raw(`f.id IN (?) AND f.deleted_at IS NULL`, bun.List(numbersOf(ids))), s.seesHolder()))
	default:
		return raw(`SELECT c.id, c.company_name AS title, coalesce(c.contact_person_name, '') || ? || coalesce(c.contact_email, '') || ? || coalesce(c.website_url, '') || ? || coalesce(c.notes, '') AS body,
			c.contacts, c.is_archived AS archived, c.updated_at FROM clients AS c WHERE `, "\n", "\n", "\n").
			plus(and(raw(`c.id IN (?)`, bun.List(ids)), s.seesClient()))
	}
}

// hit marks in a row what was looked for.
func (p searchPlan) hit(kind string, row shownRow) domain.SearchHit {
	hit := domain.SearchHit{
		Kind: kind, ID: row.ID, On: domain.FoundOn{Kind: row.OnKind, ID: row.On, Title: row.OnTitle}, Status: row.Status, Archived: bool(row.Archived), Due: domain.StoredDate(row.DueDate), Notebook: row.Notebook,
		UpdatedAt: row.UpdatedAt.Time, Project: domain.ProjectRef{ID: row.ProjectID, Name: row.ProjectName, Key: row.ProjectKey, Color: row.ProjectColor},
	}
	if kind == domain.FoundEvent {
		hit.Start, _ = eventRow{Start: row.Start, AllDay: row.AllDay}.times()
		hit.AllDay = bool(row.AllDay)
	}
	body := append([]string{row.Body}, row.Attendees...)
	for _, option := range row.Options {
		body = append(body, option.Name, option.Detail)
	}
	for _, contact := range row.Contacts {
		body = append(body, contact.Name, contact.Role, contact.Email, contact.Phone)
	}
	switch kind {
	case domain.FoundTodo, domain.FoundComment:
		hit.Done = row.Status == domain.StatusDone
		if row.ProjectKey != "" && kind == domain.FoundTodo {
			hit.Reference = row.ProjectKey + "-" + row.ID
		}
	case domain.FoundDecision:
		hit.Done, hit.Reference = row.Status != domain.DecisionOpen, domain.DecisionKey+"-"+row.ID
	case domain.FoundProject:
		hit.Done, hit.Reference = row.Status == domain.ProjectCompleted, row.ProjectKey
	}
	hit.Title = p.marked(row.Title)
	hit.Text = p.excerpt(strings.Join(body, "\n"))
	return hit
}
